import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { nameOf, useSession } from '../api/session';
import { useWords, type Key } from '../i18n/words';
import { usePlace } from '../router';
import { OfflineBanner } from './banner';

interface Entry { readonly to: string; readonly key: Key; readonly isFor: 'everybody' | 'signed in' | 'nobody' }

// What the header leads to from anywhere.
const entries: readonly Entry[] = [
    { to: '/', key: 'common.nav_home', isFor: 'everybody' },
    { to: '/calls', key: 'common.nav_calls', isFor: 'everybody' },
    { to: '/account', key: 'common.nav_account', isFor: 'signed in' },
    { to: '/sign-in', key: 'common.nav_sign_in', isFor: 'nobody' },
];

export function Layout({ children }: { children: ComponentChildren }) {
    const { t, language, choose } = useWords();
    const { me, signOut } = useSession();
    const { path, asOf } = usePlace();
    const other = language === 'en' ? 'lt' : 'en';
    const shown = entries.filter((one) => one.isFor === 'everybody' || (one.isFor === 'signed in') === (me !== undefined));
    return (
        <>
            <a href="#main" class="govuk-skip-link" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>
                {t('common.skip')}
            </a>
            <header class="site-header">
                <div class="govuk-width-container site-header__in">
                    <a class="site-header__name" href="/">{t('common.service')}</a>
                    <nav aria-label={t('common.nav')}>
                        <ul>
                            {shown.map((one) => (
                                <li key={one.to}><a href={one.to} {...(path === one.to ? { 'aria-current': 'page' as const } : {})}>{t(one.key)}</a></li>
                            ))}
                            {me && <li><button type="button" class="plain-button" onClick={() => { void signOut(); }}>{t('common.sign_out')}</button></li>}
                            <li>
                                <button type="button" class="plain-button" lang={other} onClick={() => choose(other)}>{t('common.other_language')}</button>
                            </li>
                        </ul>
                    </nav>
                </div>
            </header>
            <div class="govuk-width-container site-main">
                <OfflineBanner />
                {asOf !== undefined && <LookingBack />}
                <main id="main" tabIndex={-1}>{children}</main>
            </div>
            <footer class="site-footer">
                <div class="govuk-width-container">
                    <ul>
                        <li>{me ? t('common.signed_in_as', { name: nameOf(me) }) : t('common.not_signed_in')}</li>
                        <li><a href="/api/v1/log/checkpoint" target="_self">{t('common.signed_head')}</a></li>
                    </ul>
                </div>
            </footer>
        </>
    );
}

// Few look back: what they need is no part of the first load.
function LookingBack() {
    const [Banner, setBanner] = useState<ComponentType>();
    useEffect(() => { void import('../audit/past').then((module) => setBanner(() => module.default)); }, []);
    return Banner ? <Banner /> : null;
}
