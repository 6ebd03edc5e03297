// What is news to whoever looks again: what others did since the log had the size that it had when they looked last.

import type { Seen } from './atranka';

export interface Look { readonly size: number; readonly at: string }
export type Line = NonNullable<NonNullable<Seen<'/calls/{call}/readings'>['items']>[number]['line']>;

const page = '/applications/{application}';

// Each application's newest look of `me` at its page among those lines, newest first.
export function looksIn(lines: readonly Line[], me: string): ReadonlyMap<string, Look> {
    const found = new Map<string, Look>();
    for (const line of lines) {
        const id = line.object?.replace(/^application\//, '') ?? '';
        if (line.who === me && line.kind === 'reading' && line.what === page && line.as_of === undefined && !found.has(id))
            found.set(id, { size: line.size ?? 0, at: line.at ?? '' });
    }
    return found;
}

export interface Happened { readonly index?: number; readonly actor?: string; readonly application?: string; readonly round?: string; readonly step?: string }

// What others did since to what is meant; the newest first.
export function newsOf<Entry extends Happened>(entries: readonly Entry[], look: Look, me: string, isMeant: (entry: Entry) => boolean): readonly Entry[] {
    return entries.filter((one) => (one.index ?? 0) >= look.size && one.actor !== me && isMeant(one)).reverse();
}
