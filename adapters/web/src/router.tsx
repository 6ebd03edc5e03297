// Addresses and pages. A page is loaded when it is gone to; then the focus is on its heading and the window has
// its name, as if the browser had loaded it.

import { createContext, type ComponentType } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

export type Names = Readonly<Record<string, string>>;
export interface PageProps { readonly names: Names }
export interface Route {
    readonly path: string;  // "/calls/:call"
    readonly load: () => Promise<{ default: ComponentType<PageProps> }>;
    readonly isPublic?: boolean;  // nobody has to be signed in
    // Addresses of one `stays` with the same first name share one page, which goes on from one to the other.
    readonly stays?: string;
    readonly looksBack?: boolean;  // can be shown as the record stood: `?as-of=`
}

// `asOf`: the instant, or the entry ("calls/c-2026@120"), that is shown in place of now; no part of `query`.
export interface Place { readonly path: string; readonly query: URLSearchParams; readonly asOf: string | undefined }
export const PlaceContext = createContext<Place>({ path: '/', query: new URLSearchParams(), asOf: undefined });
export const usePlace = (): Place => useContext(PlaceContext);
export const useAsOf = (): string | undefined => usePlace().asOf;

export function placeAt(path: string, search: string): Place {
    const query = new URLSearchParams(search);
    const asOf = query.get('as-of') ?? '';
    query.delete('as-of');
    return { path, query, asOf: asOf === '' ? undefined : asOf };
}

export function addressOf({ path, query, asOf }: Place): string {
    const search = new URLSearchParams([...query, ...(asOf === undefined ? [] : [['as-of', asOf]])]).toString();
    return search === '' ? path : `${path}?${search}`;
}

// Who looks back stays there from page to page of calls and applications, until an address says another moment;
// "as-of=" is now.
export function carried(to: string, asOf: string | undefined): string {
    const { pathname, search, hash } = new URL(to, 'http://here');
    const place = placeAt(pathname, search);
    const stays = /^\/(calls|applications)\//.test(pathname) && !new URLSearchParams(search).has('as-of');
    return addressOf(stays ? { ...place, asOf } : place) + hash;
}

export function matched(pattern: string, path: string): Names | undefined {
    const wanted = pattern.split('/');
    const there = path.replace(/(.)\/$/, '$1').split('/');
    if (wanted.length !== there.length) return undefined;
    const names: Record<string, string> = {};
    for (const [at, part] of wanted.entries()) {
        const found = there[at] ?? '';
        if (part.startsWith(':')) {
            if (found === '') return undefined;
            try { names[part.slice(1)] = decodeURIComponent(found); } catch { return undefined; }
        } else if (part !== found) {
            return undefined;
        }
    }
    return names;
}

const moved = 'atranka:moved';
// A page whose typing is not kept yet may ask before it is left.
const guards = new Set<() => boolean>();

export function go(path: string, replaces = false): void {
    for (const mayLeave of guards) if (!mayLeave()) return;
    history[replaces ? 'replaceState' : 'pushState'](null, '', carried(path, here().asOf));
    scrollTo(0, 0);
    dispatchEvent(new Event(moved));
}

export const here = (): Place => placeAt(location.pathname, location.search);

// The same page as the record stood then. Of many moments looked at, the way back leads to now.
export function turnTo(asOf: string | undefined): void {
    const to = addressOf({ ...here(), asOf });
    history[here().asOf === undefined ? 'pushState' : 'replaceState'](null, '', to);
    dispatchEvent(new Event(moved));
}

export function useGuard(mayLeave: () => boolean): void {
    useEffect(() => {
        const unload = (event: BeforeUnloadEvent): void => { if (!mayLeave()) event.preventDefault(); };
        guards.add(mayLeave);
        addEventListener('beforeunload', unload);
        return () => { guards.delete(mayLeave); removeEventListener('beforeunload', unload); };
    }, [mayLeave]);
}

export function useAddress(): Place {
    const [place, setPlace] = useState(here);
    useEffect(() => {
        const look = (): void => setPlace(here());
        const follow = (event: MouseEvent): void => {
            const link = (event.target as Element | null)?.closest?.('a');
            if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
            const to = new URL(link.href, location.href);
            const isOurs = to.origin === location.origin && !/^\/(api|problems|healthz)(\/|$)/.test(to.pathname);
            if (!isOurs || link.target !== '' || link.hasAttribute('download') || (to.hash !== '' && to.pathname === location.pathname)) return;
            event.preventDefault();
            go(to.pathname + to.search + to.hash);
        };
        addEventListener('popstate', look);
        addEventListener(moved, look);
        document.addEventListener('click', follow);
        return () => {
            removeEventListener('popstate', look);
            removeEventListener(moved, look);
            document.removeEventListener('click', follow);
        };
    }, []);
    return place;
}
