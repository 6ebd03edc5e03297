// The score sheet as a workbook: made to be filled in without a network, and what it remembers of where it came from.
// Shape:  a sheet a step, whose first rows are `first_row` - 1 of heading; in `key_row`, which is hidden, stands what
//         each column is. One sheet explains. A hidden one, `marker_name`, has whose it is, what was saved when it was
//         made, and the hash of all that: whoever reads it in tells a newer draft and a changed marker by it.

import type { Definition } from '../api/definition';
import { hex, sha256, utf8 } from '../hash';
import type { Words } from '../i18n/words';
import { cell_length_max, columnName } from '../workbook/workbook';
import type { Written, WrittenRow, WrittenSheet } from '../workbook/write';
import { anchorWords, limitsOf, plain, rulesOf, scoresOf, type Rubric } from './rubric';
import { commentOf, scoreOf, type OwnReview } from './scoring';

export const marker_name = 'atranka';
export const marker_kind = 'atranka-score-sheet-1';
export const key_row = 3;
export const first_row = 6;
export const stepKey = (step: string): string => `step:${step}`;
export const scoreKey = (criterion: string): string => `score:${criterion}`;
export const commentKey = (criterion: string): string => `comment:${criterion}`;

export interface OfStep { readonly step: string; readonly title: string; readonly rubric: Rubric; readonly reviews: readonly OwnReview[] }
export interface Remembered { readonly application: string; readonly step: string; readonly tag: string; readonly title: string; readonly base: ReadonlyMap<string, string> }
export interface Marker { readonly call: string; readonly expert: string; readonly reviews: readonly Remembered[] }

// The steps in which something can be scored now, as the definition orders them.
export function stepsToScore(reviews: readonly OwnReview[], definition: Definition, words: Words, rubricFor: (step: string) => Rubric | undefined): readonly OfStep[] {
    return definition.steps.flatMap((step) => {
        const rubric = rubricFor(step.name);
        const those = reviews.filter((one) => one.step === step.name);
        return rubric && those.length > 0 ? [{ step: step.name, title: words.of(step.title, step.name), rubric, reviews: those }] : [];
    });
}

export const titleOf = (review: OwnReview): string => review.told.wording?.title ?? '';

// What is saved of each criterion, by the key of its column.
export function savedOf(rubric: Rubric, review: OwnReview): ReadonlyMap<string, string> {
    return new Map(rubric.criteria.flatMap(({ name }) => {
        const score = scoreOf(review.draft, name);
        return [[scoreKey(name), score === '' ? '' : plain(score)], [commentKey(name), commentOf(review.draft, name)]] as const;
    }));
}

export const fitsCells = (rubric: Rubric, review: OwnReview): boolean => [...savedOf(rubric, review).values()].every((text) => text.length <= cell_length_max);

// A sheet's name: at most 31 characters, some of which are not allowed, each name once.
function namesFor(titles: readonly string[]): readonly string[] {
    const used = new Set<string>([marker_name]);
    return titles.map((title) => {
        const bare = title.replace(/[[\]:*?/\\']/g, ' ').replace(/\s+/g, ' ').trim();
        for (let number = 1; ; number += 1) {
            const tail = number === 1 ? '' : ` ${number}`;
            const name = `${[...bare].slice(0, 31 - tail.length).join('').trim()}${tail}`;
            if (used.has(name.toLowerCase())) continue;
            used.add(name.toLowerCase());
            return name;
        }
    });
}

const row = (look: Written['look'], ...values: readonly string[]): WrittenRow => ({ cells: values.map((value) => ({ value, look })) });

// `scores`: the cells that have the scores of the scale, to choose from.
function sheetOf(of: OfStep, name: string, scores: string | undefined, explaining: string, words: Words): WrittenSheet {
    const { t } = words;
    const { rubric, reviews } = of;
    const column = (at: number): string => columnName(3 + 2 * at);
    const last = first_row + reviews.length - 1;
    const heads: (Written | undefined)[] = [{ value: t('offline.application'), look: 'head' }, { value: t('offline.title_of'), look: 'head' }];
    return {
        name,
        frozen: { rows: first_row - 1, columns: 2 },
        widths: [14, 32, ...rubric.criteria.flatMap(() => [14, 46])],
        merged: rubric.criteria.map((_, at) => `${column(at)}4:${columnName(4 + 2 * at)}4`),
        choices: scores === undefined ? [] : rubric.criteria.map((_, at) => ({
            cells: `${column(at)}${first_row}:${column(at)}${last}`, from: scores, title: t('offline.choose_title'), message: rulesOf(rubric, words)[0] ?? '',
        })),
        rows: [
            row('title', `${t('review.sheet')}: ${of.title}`),
            row('strong', t('offline.fill_in', { sheet: explaining })),
            { hidden: true, cells: [stepKey(of.step), 'title', ...rubric.criteria.flatMap((one) => [scoreKey(one.name), commentKey(one.name)])].map((value) => ({ value, look: 'given' as const })) },
            { height: 34, cells: [undefined, undefined, ...rubric.criteria.flatMap((one): Written[] => [{ value: words.of(one.title, one.name), look: 'head' }, { look: 'head' }])] },
            { height: 48, cells: [...heads, ...rubric.criteria.flatMap((one): Written[] => [
                { value: [t('review.score'), limitsOf(rubric, one, words)].filter(Boolean).join('. '), look: 'head' },
                { value: rubric.wantsComments ? t('review.comment') : t('review.comment_optional'), look: 'head' },
            ])] },
            ...reviews.map((review): WrittenRow => {
                const saved = savedOf(rubric, review);
                return { height: 75, cells: [
                    { value: review.application, look: 'given' }, { value: titleOf(review), look: 'given' },
                    ...rubric.criteria.flatMap((one): Written[] => [
                        { value: saved.get(scoreKey(one.name)) ?? '', isNumber: true, look: 'score' }, { value: saved.get(commentKey(one.name)) ?? '', look: 'comment' },
                    ]),
                ] };
            }),
        ],
    };
}

interface Explained { readonly sheet: WrittenSheet; readonly scores: ReadonlyMap<string, string> }

function explained(name: string, steps: readonly OfStep[], about: About, words: Words): Explained {
    const { t } = words;
    const rows: WrittenRow[] = [
        row('title', t('offline.how_title')),
        ...(['how_cells', 'how_upload', 'how_nothing', 'how_private'] as const).map((one) => row('text', '', t(`offline.${one}`))),
        row('text'),
        row('strong', t('offline.about_file')),
        ...([['call', about.callTitle], ['call_id', about.call], ['expert', about.expert], ['made', about.made]] as const).map(([label, value]) => row('given', t(`offline.${label}`), value)),
    ];
    const scores = new Map<string, string>();
    for (const { step, title, rubric } of steps) {
        rows.push(row('text'), row('title', title), ...rulesOf(rubric, words).map((rule) => row('text', '', rule)), row('text'));
        rows.push(row('head', t('offline.criterion'), t('offline.asks')));
        for (const one of rubric.criteria)
            rows.push({ cells: [{ value: words.of(one.title, one.name), look: 'given' }, { value: [words.of(one.help), limitsOf(rubric, one, words)].filter(Boolean).join(' '), look: 'given' }] });
        rows.push(row('text'), row('head', t('review.score'), t('offline.means')));
        const all = scoresOf(rubric);
        const from = rows.length + 1;
        for (const score of all) rows.push({ cells: [{ value: score, isNumber: true, look: 'number' }, { value: anchorWords(rubric, score, words), look: 'given' }] });
        if (all.length > 0) scores.set(step, `'${name}'!$A$${from}:$A$${rows.length}`);
    }
    return { sheet: { name, rows, widths: [34, 110] }, scores };
}

export interface About { readonly call: string; readonly callTitle: string; readonly expert: string; readonly made: string }

export const sumOf = async (rows: readonly (readonly string[])[]): Promise<string> => {
    return hex(await sha256(utf8.encode(JSON.stringify(rows))));
};

// The rows of the hidden sheet; a review's is followed by one for each of its columns.
export function markerRows(steps: readonly OfStep[], about: About): readonly (readonly string[])[] {
    return [
        ['call', about.call], ['expert', about.expert],
        ...steps.flatMap(({ step, rubric, reviews }) => reviews.flatMap((review) => [
            ['review', review.application, step, review.draftTag ?? '', titleOf(review)],
            ...[...savedOf(rubric, review)].map(([key, value]) => ['saved', key, value]),
        ])),
    ];
}

export async function scoreSheets(steps: readonly OfStep[], about: About, words: Words): Promise<readonly WrittenSheet[]> {
    const [explaining = '', ...names] = namesFor([words.t('offline.how_title'), ...steps.map((one) => one.title)]);
    const { sheet, scores } = explained(explaining, steps, about, words);
    const rows = markerRows(steps, about);
    const marked = [[marker_kind, await sumOf(rows)], ...rows];
    return [
        ...steps.map((one, at) => sheetOf(one, names[at] ?? one.step, scores.get(one.step), explaining, words)),
        sheet,
        { name: marker_name, hidden: true, widths: [12, 20, 20, 20, 20], rows: marked.map((values) => row('text', ...values)) },
    ];
}
