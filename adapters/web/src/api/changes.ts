// What changes at the server while a page is open: one stream for all that listen, while somebody is signed in.

import type { Changed } from './atranka';

interface Listener {
    readonly heard: (changed: Changed) => void;
    readonly missed: () => void;  // the stream was broken, and something may have changed meanwhile
}

const listeners = new Set<Listener>();
let source: EventSource | undefined;
let isSignedIn = false;

function look(): void {
    const wanted = isSignedIn && listeners.size > 0;
    if (!wanted) {
        source?.close();
        source = undefined;
        return;
    }
    // The browser connects anew by itself, but not after a refusal.
    if (source && source.readyState !== EventSource.CLOSED) return;
    const mine = new EventSource('/api/v1/events');
    let opened = 0;
    source = mine;
    mine.addEventListener('open', () => {
        opened += 1;
        if (opened > 1) for (const one of listeners) one.missed();
    });
    for (const kind of ['application', 'call'] as const) {
        mine.addEventListener(kind, (event) => {
            const told = JSON.parse((event as MessageEvent<string>).data) as { id: string };
            for (const one of listeners) one.heard({ kind, id: told.id });
        });
    }
}

// Who is signed in may listen; whoever is not would only be refused.
export function attend(signedIn: boolean): void {
    isSignedIn = signedIn;
    if (!signedIn) { source?.close(); source = undefined; }
    look();
}

// Answers how to stop listening.
export function onChange(heard: Listener['heard'], missed: Listener['missed']): () => void {
    const listener = { heard, missed };
    listeners.add(listener);
    look();
    return () => { listeners.delete(listener); look(); };
}
