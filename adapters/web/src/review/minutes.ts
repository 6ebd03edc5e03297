// The minutes of a panel: the versions that were recorded, what each changed, and a text written on one of them while
// somebody else recorded another.
// Shape:  a field is "agreed_<criterion>", "report" or "minority_view". A draft has only what its writer changed, and
//         `base_field`: the version it was begun on. Whoever writes shares nothing with the others before it is recorded.

import type { Seen } from '../api/atranka';
import type { Typed } from '../form/values';
import { plain, type Rubric } from './rubric';

type Told = Seen<'/applications/{application}'>;
type Fields = Readonly<Record<string, string>>;

// `by` and the scores are of the record as it stood then; undefined while that is not read.
export interface Version { readonly at: string; readonly by: string | undefined; readonly fields: Fields }

export const base_field = 'consensus_base';
export const agreedField = (criterion: string): string => `agreed_${criterion}`;
export const fieldsOf = (rubric: Rubric): readonly string[] => [...rubric.criteria.map((one) => agreedField(one.name)), 'report', 'minority_view'];

// As it stood right after a version was recorded: whoever wrote it had signed it, and nobody else.
export interface Stood { readonly scores: Readonly<Record<string, string>>; readonly by: string | undefined }
export function stoodOf(told: Told, step: string): Stood {
    const review = told.state?.reviews?.[step];
    const signed = review?.signatures ?? [];
    return { scores: review?.consensus ?? {}, by: signed.length === 1 ? signed[0] : undefined };
}

// When a version of that step's minutes was recorded, oldest first.
export function writtenAt(told: Told, step: string): readonly string[] {
    const all = (told.wording?.remarks ?? []).filter((one) => one.command === 'WriteConsensus' && one.step === step && one.member === 'report');
    return all.map((one) => one.at ?? '').sort();
}

export function versionsOf(told: Told, step: string, stood: ReadonlyMap<string, Stood>): readonly Version[] {
    const remarks = (told.wording?.remarks ?? []).filter((one) => one.command === 'WriteConsensus' && one.step === step);
    const times = writtenAt(told, step);
    return times.map((at, index) => {
        const said = (member: string): string => remarks.find((one) => one.at === at && one.member === member)?.text ?? '';
        const then = stood.get(at);
        // The newest's scores are those that stand, unless a review was reopened since.
        const now = told.state?.reviews?.[step]?.consensus ?? {};
        const scores = then?.scores ?? (index === times.length - 1 ? now : {});
        const by = then?.by ?? (remarks.find((one) => one.at === at && one.by)?.by || undefined);
        return { at, by, fields: { ...Object.fromEntries(Object.entries(scores).map(([name, score]) => [agreedField(name), plain(score)])), report: said('report'), minority_view: said('minority_view') } };
    });
}

export interface Piece { readonly is: 'same' | 'added' | 'removed'; readonly text: string }

// So many words of a text are compared one by one; of longer ones, paragraphs.
const words_max = 3000;

// What became of a text, word by word: the longest common sequence stays.
export function differences(before: string, after: string): readonly Piece[] {
    const split = (text: string): string[] => (text === '' ? [] : text.match(/\S+\s*|\s+/g) ?? []);
    const lines = (text: string): string[] => text.split(/(?<=\n)/).filter((one) => one !== '');
    let [a, b] = [split(before), split(after)];
    if (a.length > words_max || b.length > words_max) [a, b] = [lines(before), lines(after)];
    let start = 0;
    while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
    let end = 0;
    while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
    const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
    const width = y.length + 1;
    const common = new Uint16Array((x.length + 1) * width);
    for (let i = x.length - 1; i >= 0; i -= 1)
        for (let j = y.length - 1; j >= 0; j -= 1)
            common[i * width + j] = x[i] === y[j] ? (common[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0);
    const pieces: { is: Piece['is']; text: string }[] = [];
    const put = (is: Piece['is'], text: string): void => {
        const last = pieces.at(-1);
        if (last?.is === is) last.text += text;
        else if (text !== '') pieces.push({ is, text });
    };
    put('same', a.slice(0, start).join(''));
    let [i, j] = [0, 0];
    while (i < x.length || j < y.length) {
        if (i < x.length && j < y.length && x[i] === y[j]) { put('same', x[i] ?? ''); i += 1; j += 1; }
        else if (j >= y.length || (i < x.length && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))) { put('removed', x[i] ?? ''); i += 1; }
        else { put('added', y[j] ?? ''); j += 1; }
    }
    put('same', a.slice(a.length - end).join(''));
    return pieces;
}

const typedIn = (typed: Typed, field: string): string | undefined => (typeof typed[field] === 'string' ? typed[field] : undefined);

// What a field would say: what was typed, else the newest version.
export const fieldOf = (typed: Typed, newest: Version | undefined, field: string): string => typedIn(typed, field) ?? newest?.fields[field] ?? '';

export interface Conflict { readonly field: string; readonly base: string; readonly mine: string; readonly theirs: string }
export interface Overtaken { readonly by: Version; readonly changed: readonly string[]; readonly conflicts: readonly Conflict[] }

// What was recorded since the draft was begun; nothing where it was begun on the newest version.
export function overtaken(typed: Typed, versions: readonly Version[], fields: readonly string[]): Overtaken | undefined {
    const newest = versions.at(-1);
    const begun = typedIn(typed, base_field);
    if (!newest || begun === undefined || begun === newest.at) return undefined;
    const base = versions.find((one) => one.at === begun)?.fields ?? {};
    const changed = fields.filter((field) => (base[field] ?? '') !== (newest.fields[field] ?? ''));
    const conflicts = changed.flatMap((field): Conflict[] => {
        const mine = typedIn(typed, field);
        const theirs = newest.fields[field] ?? '';
        return mine === undefined || mine === theirs || mine === (base[field] ?? '') ? [] : [{ field, base: base[field] ?? '', mine, theirs }];
    });
    return { by: newest, changed, conflicts };
}
