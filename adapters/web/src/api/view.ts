// A component's view of the record: read when it is shown, and again when the record changed.

import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { atranka, failure, type Problem, type Seen, type Unreached, type View } from './atranka';
import { useAsOf } from '../router';
import { onChange } from './changes';
import { looksBack, withoutCommands } from './past';

export type Looked<Body> =
    | { readonly is: 'loading' }
    | { readonly is: 'refused'; readonly why: Problem | Unreached }
    // `stale`: the server could not be reached since, and it may have changed.
    // `of`: the moment of the record; undefined: now.
    | { readonly is: 'shown'; readonly body: Body; readonly etag: string; readonly stale: boolean; readonly of: string | undefined };

export interface Viewing<Body> { readonly looked: Looked<Body>; readonly again: () => void }

// While another moment of the record is read, what is shown stays. `names` fill the braces of the path; an undefined path looks at nothing. `about`: the ids of calls and
// applications whose change makes it read again; "*" is all that one hears of.
export function useView<P extends View>(
    path: P | undefined, names: Readonly<Record<string, string>> = {}, query: Readonly<Record<string, string | number>> = {},
    about: readonly string[] = [],
): Viewing<Seen<P>> {
    const [looked, setLooked] = useState<Looked<Seen<P>>>({ is: 'loading' });
    const asked = JSON.stringify([path, names, query]);
    const asOf = useAsOf();
    const when = path !== undefined && looksBack(path) ? asOf : undefined;
    const newest = useRef(0);
    const shown = useRef(asked);
    const read = useCallback(async () => {
        if (path === undefined) return;
        const mine = ++newest.current;
        let found: Looked<Seen<P>>;
        try {
            const see = atranka.see as (path: string, init: unknown) => Promise<{ body: Seen<P>; etag: string }>;
            const { body, etag } = await see.call(atranka, path, { params: { path: names, query } });
            found = { is: 'shown', body, etag, stale: false, of: when };
        } catch (thrown) {
            found = { is: 'refused', why: failure(thrown) };
        }
        if (mine !== newest.current) return;
        setLooked((before) => (found.is === 'refused' && found.why.name === 'Unreached' && before.is === 'shown' && before.of === when
            ? { ...before, stale: true } : found));
    }, [asked, when]);
    useEffect(() => {
        if (shown.current !== asked) setLooked({ is: 'loading' });
        shown.current = asked;
        void read();
        return () => { newest.current += 1; };
    }, [read]);
    const ids = about.join(' ');
    useEffect(() => {
        // What was does not change any more.
        if (ids === '' || when !== undefined) return undefined;
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
    const seen = useMemo(() => (when !== undefined && looked.is === 'shown' ? { ...looked, body: withoutCommands(looked.body) } : looked), [looked, when]);
    return { looked: seen, again: read };
}
