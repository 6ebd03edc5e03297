// Every address of the application. A page is a file of pages/, loaded when it is gone to.

import type { Route } from './router';

export const routes: readonly Route[] = [
    { path: '/', load: () => import('./pages/home'), isPublic: true },
    { path: '/sign-in', load: () => import('./pages/sign_in'), isPublic: true },
    { path: '/set-up', load: () => import('./pages/set_up'), isPublic: true },
    { path: '/account', load: () => import('./pages/account') },
    { path: '/account/history', load: () => import('./pages/history') },
    { path: '/proposals', load: () => import('./pages/proposals') },
    { path: '/calls', load: () => import('./pages/calls'), isPublic: true },
    { path: '/calls/:call', load: () => import('./pages/call'), isPublic: true, looksBack: true },
    { path: '/calls/:call/audit', load: () => import('./pages/audit'), looksBack: true },
    { path: '/calls/:call/board', load: () => import('./pages/board'), looksBack: true },
    { path: '/calls/:call/figures', load: () => import('./pages/figures') },
    { path: '/calls/:call/lot', load: () => import('./pages/lot') },
    { path: '/calls/:call/reviews', load: () => import('./pages/reviews') },
    { path: '/calls/:call/reviews/offline', load: () => import('./pages/offline') },
    { path: '/calls/:call/all-reviews', load: () => import('./pages/all_reviews'), looksBack: true },
    { path: '/calls/:call/applications', load: () => import('./pages/applications'), looksBack: true },
    { path: '/calls/:call/results', load: () => import('./pages/results'), isPublic: true },
    { path: '/calls/:call/rounds/:round/selections/:step', load: () => import('./pages/selection'), looksBack: true },
    { path: '/applications/:application', load: () => import('./pages/application'), looksBack: true },
    { path: '/applications/:application/form', load: () => import('./pages/form'), stays: 'form' },
    { path: '/applications/:application/form/profile', load: () => import('./pages/profile') },
    { path: '/applications/:application/form/:part', load: () => import('./pages/form'), stays: 'form' },
    { path: '/applications/:application/answer', load: () => import('./pages/answer') },
    { path: '/applications/:application/budget', load: () => import('./pages/budget') },
    { path: '/applications/:application/appeal', load: () => import('./pages/appeal') },
];
