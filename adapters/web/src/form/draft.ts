// What is being typed, kept at the server as one types, and on this device while the server has not got it.
// Shape:  "saved" is said only of what the server acknowledged. Two windows: whoever saves over the other's
//         typing is told first (the ETag of what was read goes with each saving).

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { atranka, failure, Problem, reached, type Unreached } from '../api/atranka';
import type { Typed, Value } from './values';

export type Keeping =
    | { readonly is: 'loading' | 'untouched' | 'waiting' | 'saving' | 'conflict' }
    | { readonly is: 'saved'; readonly at: Date }
    | { readonly is: 'failed'; readonly why: Problem | Unreached };

export interface Draft {
    readonly typed: Typed;
    readonly keeping: Keeping;
    type(field: string, value: Value): void;
    // Everything typed so far is at the server, or false.
    settle(): Promise<boolean>;
    // After a conflict: what the other window saved, or what is here.
    takeTheirs(): Promise<void>;
    keepMine(): Promise<void>;
    // Around an upload, by which the server writes into the draft itself.
    upload<Done>(work: () => Promise<Done>): Promise<Done>;
    // After it was handed in.
    drop(): void;
}

const pause_ms = 700;
const retry_ms = 10_000;

// `sent`: what was on its way when the window went, which may have arrived.
interface Local { readonly typed: Typed; readonly etag: string | null; readonly sent?: Typed }

// Whatever the order of its names, which the server does not keep.
function same(left: unknown, right: unknown): boolean {
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...names].every((name) => same((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]));
}

// `begin`: what stands there where nothing was saved yet, such as the form that was returned.
export function useDraft(application: string, step: string, begin: Typed): Draft {
    const place = `atranka.draft.${application}.${step}`;
    const [typed, setTyped] = useState<Typed>(begin);
    const [keeping, setKeeping] = useState<Keeping>({ is: 'loading' });
    const newest = useRef<Typed>(begin);
    const etag = useRef<string | null>(null);  // of what the server has; null: nothing
    const dirty = useRef(false);
    const sending = useRef<Typed>();
    const timer = useRef<ReturnType<typeof setTimeout>>();
    const underWay = useRef<Promise<boolean>>();
    const isGone = useRef(false);

    const remember = useCallback((sent?: Typed): void => {
        localStorage.setItem(place, JSON.stringify({ typed: newest.current, etag: etag.current, ...(sent ? { sent } : {}) } satisfies Local));
    }, [place]);

    const put = useCallback(async (forces: boolean): Promise<boolean> => {
        const sent = newest.current;
        sending.current = sent;
        remember(sent);
        setKeeping({ is: 'saving' });
        try {
            const match: Record<string, string> = forces ? {} : etag.current === null ? { 'If-None-Match': '*' } : { 'If-Match': etag.current };
            const { response } = await reached(atranka.http.PUT('/applications/{application}/draft', {
                params: { path: { application } }, body: sent as Record<string, never>, headers: match, keepalive: JSON.stringify(sent).length < 60_000,
            }));
            etag.current = response.headers.get('etag');
            sending.current = undefined;
            if (newest.current === sent) {
                dirty.current = false;
                localStorage.removeItem(place);
                setKeeping({ is: 'saved', at: new Date() });
            }
            return true;
        } catch (thrown) {
            const why = failure(thrown);
            setKeeping(why instanceof Problem && why.status === 412 ? { is: 'conflict' } : { is: 'failed', why });
            return false;
        }
    }, [application, place, remember]);

    // One request at a time: a later one must not be overtaken by an earlier one.
    const save = useCallback(async (forces = false): Promise<boolean> => {
        clearTimeout(timer.current);
        while (underWay.current) await underWay.current;
        if (!dirty.current && !forces) return true;
        underWay.current = put(forces);
        const isSaved = await underWay.current;
        underWay.current = undefined;
        if (isSaved && dirty.current && !isGone.current) return save();
        return isSaved;
    }, [put]);

    const read = useCallback(async (): Promise<void> => {
        setKeeping({ is: 'loading' });
        let there: Typed | undefined;
        try {
            const { body, etag: tag } = await reached(atranka.see('/applications/{application}/draft', { params: { path: { application } } }));
            there = body as Typed;
            etag.current = tag;
        } catch (thrown) {
            const why = failure(thrown);
            if (!(why instanceof Problem) || why.status !== 404) { setKeeping({ is: 'failed', why }); return; }
            etag.current = null;
        }
        const kept = localStorage.getItem(place);
        const local = kept === null ? undefined : JSON.parse(kept) as Local;
        newest.current = local?.typed ?? there ?? begin;
        setTyped(newest.current);
        if (!local) { setKeeping({ is: 'untouched' }); return; }
        dirty.current = true;
        // What was typed here without a network goes up, unless something else was saved meanwhile.
        const isOurs = there !== undefined && (same(there, local.typed) || same(there, local.sent));
        if (local.etag === etag.current || isOurs) void save();
        else setKeeping({ is: 'conflict' });
    }, [application, place, save]);

    useEffect(() => {
        isGone.current = false;
        void read();
        const again = (): void => { if (dirty.current) void save(); };
        const timed = setInterval(() => { if (dirty.current && !underWay.current && retries.current) void save(); }, retry_ms);
        addEventListener('online', again);
        return () => {
            isGone.current = true;
            clearTimeout(timer.current);
            clearInterval(timed);
            removeEventListener('online', again);
            if (dirty.current) void save();
        };
    }, [read, save]);
    // Only what may mend itself is tried again by itself.
    const retries = useRef(false);
    retries.current = keeping.is === 'failed' && keeping.why.name === 'Unreached';

    const type = useCallback((field: string, value: Value): void => {
        newest.current = { ...newest.current, [field]: value };
        setTyped(newest.current);
        dirty.current = true;
        remember(sending.current);
        setKeeping((before) => (before.is === 'conflict' || before.is === 'failed' ? before : { is: 'waiting' }));
        clearTimeout(timer.current);
        timer.current = setTimeout(() => { void save(); }, pause_ms);
    }, [remember, save]);

    return {
        typed, keeping, type,
        settle: () => save(),
        takeTheirs: async () => { localStorage.removeItem(place); dirty.current = false; await read(); },
        keepMine: async () => { await save(true); },
        upload: async (work) => {
            await save();
            const done = await work();
            etag.current = (await reached(atranka.see('/applications/{application}/draft', { params: { path: { application } } }))).etag;
            return done;
        },
        drop: () => { dirty.current = false; localStorage.removeItem(place); clearTimeout(timer.current); },
    };
}
