// A moment of the record as `as-of` names it: an instant, or right after an entry of a call.

import type { Seen } from '../api/atranka';

export type Entry = NonNullable<Seen<'/calls/{call}/timeline'>['items']>[number];

export const momentOf = (call: string, index: number | undefined): string => `calls/${call}@${index ?? 0}`;

// The entry whose call is shown, and its index; nothing for an instant.
export function entryOf(asOf: string): { call: string; index: number } | undefined {
    const found = /^calls\/(.+)@(\d+)$/.exec(asOf);
    return found ? { call: found[1] ?? '', index: Number(found[2]) } : undefined;
}

// Where in the call's entries a moment is: the last that was there then; -1 before the first.
export function placeIn(entries: readonly Entry[], asOf: string): number {
    const named = entryOf(asOf);
    if (named) return entries.findLastIndex((one) => (one.index ?? 0) <= named.index);
    const at = new Date(asOf).getTime();
    return entries.findLastIndex((one) => new Date(one.at ?? '').getTime() <= at);
}
