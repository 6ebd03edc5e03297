// Since when something is news to whoever looks: how many entries its log had when they looked last.
// Shape:  of an application the server knows, by its ledger of readings. Of a ranked list it does not, and only
//         this device remembers. What is remembered is a size and an instant, and nothing of what was seen.

import { atranka, Problem, reached } from './atranka';
import { looksIn, type Line, type Look } from './news';

export type LastLook = { readonly is: 'looked'; readonly look: Look } | { readonly is: 'never' } | { readonly is: 'unknown' };
const pages_max = 10;

export async function lastLooks(call: string, me: string, applications: readonly string[]): Promise<(application: string) => LastLook> {
    const lines: Line[] = [];
    let cursor: string | undefined;
    let isWhole = false;
    for (let at = 0; at < pages_max; at += 1) {
        const query = { person: me, kind: 'reading', limit: 500, ...(cursor === undefined ? {} : { cursor }) };
        const { body } = await reached(atranka.see('/calls/{call}/readings', { params: { path: { call }, query } }));
        lines.push(...(body.items ?? []).flatMap((one) => (one.line ? [one.line] : [])));
        cursor = body.next;
        isWhole = cursor === undefined;
        const known = looksIn(lines, me);
        if (isWhole || applications.every((one) => known.has(one))) break;
    }
    const known = looksIn(lines, me);
    return (application) => {
        const look = known.get(application);
        return look ? { is: 'looked', look } : { is: isWhole ? 'never' : 'unknown' };
    };
}

const keyOf = (me: string, list: string): string => `atranka.looked.${me}.${list}`;

export function lastLookAtList(me: string, list: string): LastLook {
    try {
        const kept = JSON.parse(localStorage.getItem(keyOf(me, list)) ?? 'null') as Partial<Look> | null;
        return typeof kept?.size === 'number' && typeof kept.at === 'string' ? { is: 'looked', look: { size: kept.size, at: kept.at } } : { is: 'never' };
    } catch {
        return { is: 'never' };
    }
}

// Whoever opens a list has seen what its call's log had then.
export async function noteLookAtList(me: string, call: string, list: string): Promise<void> {
    try {
        const { body } = await reached(atranka.see('/calls/{call}/timeline', { params: { path: { call } } }));
        const last = (body.items ?? []).at(-1);
        if (last) localStorage.setItem(keyOf(me, list), JSON.stringify({ size: (last.index ?? 0) + 1, at: new Date().toISOString() }));
    } catch (thrown) {
        // Whoever may not read the timeline has no inbox either.
        if (!(thrown instanceof Problem)) throw thrown;
    }
}
