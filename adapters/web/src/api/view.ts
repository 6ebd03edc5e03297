// A component's view of the record: read when it is shown, and again when the record changed.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { atranka, failure, type Problem, type Seen, type Unreached, type View } from './atranka';
import { onChange } from './changes';

export type Looked<Body> =
    | { readonly is: 'loading' }
    | { readonly is: 'refused'; readonly why: Problem | Unreached }
    // `stale`: the server could not be reached since, and it may have changed.
    | { readonly is: 'shown'; readonly body: Body; readonly etag: string; readonly stale: boolean };

export interface Viewing<Body> { readonly looked: Looked<Body>; readonly again: () => void }

// `names` fill the braces of the path; an undefined path looks at nothing. `about`: the ids of calls and
// applications whose change makes it read again; "*" is all that one hears of.
export function useView<P extends View>(
    path: P | undefined, names: Readonly<Record<string, string>> = {}, query: Readonly<Record<string, string | number>> = {},
    about: readonly string[] = [],
): Viewing<Seen<P>> {
    const [looked, setLooked] = useState<Looked<Seen<P>>>({ is: 'loading' });
    const asked = JSON.stringify([path, names, query]);
    const newest = useRef(0);
    const read = useCallback(async () => {
        if (path === undefined) return;
        const mine = ++newest.current;
        let found: Looked<Seen<P>>;
        try {
            const see = atranka.see as (path: string, init: unknown) => Promise<{ body: Seen<P>; etag: string }>;
            const { body, etag } = await see.call(atranka, path, { params: { path: names, query } });
            found = { is: 'shown', body, etag, stale: false };
        } catch (thrown) {
            found = { is: 'refused', why: failure(thrown) };
        }
        if (mine !== newest.current) return;
        setLooked((before) => (found.is === 'refused' && found.why.name === 'Unreached' && before.is === 'shown'
            ? { ...before, stale: true } : found));
    }, [asked]);
    useEffect(() => {
        setLooked({ is: 'loading' });
        void read();
        return () => { newest.current += 1; };
    }, [read]);
    const ids = about.join(' ');
    useEffect(() => {
        if (ids === '') return undefined;
        const wanted = new Set(ids.split(' '));
        const online = (): void => { void read(); };
        addEventListener('online', online);
        // Of many changes at once, one reading.
        let timer: ReturnType<typeof setTimeout> | undefined;
        const stop = onChange((changed) => {
            if (wanted.has(changed.id)) void read();
            else if (wanted.has('*') && timer === undefined) timer = setTimeout(() => { timer = undefined; void read(); }, 1000);
        }, online);
        return () => { stop(); clearTimeout(timer); removeEventListener('online', online); };
    }, [read, ids]);
    return { looked, again: read };
}
