// Of a ranked list: by what it is ordered first, and where the line runs.

import { orderOf, type Definition } from '../api/definition';

// The first key of the order that the list gives; with the review whose result it is, where it is one.
export function firstKeyOf(definition: Definition, step: string, keys: readonly Readonly<Record<string, string>>[]): { readonly key: string; readonly review: string | undefined } {
    const given = new Set(keys.flatMap((one) => Object.keys(one)));
    const key = orderOf(definition, step).find((one) => given.has(one)) ?? [...given][0] ?? '';
    const [review, what] = key.replace(/ (desc|asc)$/, '').split('.');
    return { key, review: what === 'total' ? review : undefined };
}

// After how many the line runs: behind the last who is in. None where all are in, or nobody.
export function lineOf(outcomes: readonly string[]): number | undefined {
    const last = outcomes.lastIndexOf('selected');
    return last < 0 || last === outcomes.length - 1 ? undefined : last + 1;
}
