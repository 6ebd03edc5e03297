// What is scored and how, of a review's step: the definition's rubric.

import { inOrder, type Definition, type Text } from '../api/definition';
import type { Words } from '../i18n/words';
import { compare, difference, isDecimal, isMultiple, number, sum, type Decimal } from '../money';

export interface Criterion {
    readonly name: string;
    readonly title: Text;
    readonly help: Text | undefined;
    readonly threshold: Decimal | undefined;
    readonly weight: Decimal | undefined;
}
export interface Rubric {
    readonly from: Decimal;
    readonly to: Decimal;
    readonly step: Decimal;
    readonly lowestIsBest: boolean;  // thresholds are upper limits then
    readonly anchors: ReadonlyMap<Decimal, Text>;
    readonly wantsComments: boolean;
    readonly isWeighted: boolean;  // the total is of the weighted scores
    readonly totalThreshold: Decimal | undefined;
    readonly criteria: readonly Criterion[];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
type Node = Readonly<Record<string, unknown>>;

export function rubricOf(definition: Definition, step: string): Rubric | undefined {
    const name = definition.steps.find((one) => one.name === step)?.rubric;
    const all = definition.whole['rubrics'] as Node | undefined;
    const one = name === undefined ? undefined : all?.[name] as Node | undefined;
    if (!one) return undefined;
    const scale = (one['scale'] ?? {}) as Node;
    return {
        from: text(scale['from']) ?? '0', to: text(scale['to']) ?? '5', step: text(scale['step']) ?? '1', lowestIsBest: text(scale['best']) === 'lowest',
        anchors: new Map(Object.entries((one['anchors'] ?? {}) as Readonly<Record<string, Text>>).filter(([at]) => /^-?\d/.test(at))),
        wantsComments: text(one['comment']) === 'required', isWeighted: text(one['weighted_total']) === 'true',
        totalThreshold: text(one['total_threshold']),
        criteria: inOrder(one['criteria']).map(([criterion, value]) => ({
            name: criterion, title: ((value as Node)['title'] ?? { en: criterion.replaceAll('_', ' ') }) as Text, help: (value as Node)['help'] as Text | undefined,
            threshold: text((value as Node)['threshold']), weight: text((value as Node)['weight']),
        })),
    };
}

const most = 101;

// Every score that can be given; none where the scale is too fine to choose from.
export function scoresOf(rubric: Rubric): readonly Decimal[] {
    const all: Decimal[] = [];
    for (let at = plain(rubric.from); compare(at, rubric.to) <= 0; at = plain(sum([at, rubric.step]))) {
        all.push(at);
        if (all.length > most) return [];
    }
    return all;
}

// Whether the engine will take it: on the scale, and on one of its steps.
export function isOnScale(rubric: Rubric, score: string): boolean {
    return isDecimal(score) && compare(score, rubric.from) >= 0 && compare(score, rubric.to) <= 0 && isMultiple(difference(score, rubric.from), rubric.step);
}

// "3.50" as "3.5".
export function plain(amount: Decimal): Decimal {
    return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
}

export type Anchored = { readonly is: 'at'; readonly text: Text } | { readonly is: 'between'; readonly low: Text; readonly high: Text } | undefined;

// What a score means: its own anchor, or the two that it lies between.
export function anchorOf(rubric: Rubric, score: Decimal): Anchored {
    const sorted = [...rubric.anchors].sort(([a], [b]) => compare(a, b));
    const at = sorted.find(([anchor]) => compare(anchor, score) === 0);
    if (at) return { is: 'at', text: at[1] };
    const low = sorted.filter(([anchor]) => compare(anchor, score) < 0).at(-1);
    const high = sorted.find(([anchor]) => compare(anchor, score) > 0);
    return low && high ? { is: 'between', low: low[1], high: high[1] } : undefined;
}

export function anchorWords(rubric: Rubric, score: string, words: Words): string {
    const anchor = isDecimal(score) ? anchorOf(rubric, score) : undefined;
    if (!anchor) return '';
    return anchor.is === 'at' ? words.of(anchor.text) : words.t('review.between', { low: words.of(anchor.low), high: words.of(anchor.high) });
}

// What a criterion asks for besides a score: its threshold, and what it weighs.
export function limitsOf(rubric: Rubric, criterion: Criterion, words: Words): string {
    const { t, language } = words;
    const isOff = criterion.weight !== undefined && compare(criterion.weight, '0') === 0;
    return [
        criterion.threshold && t(rubric.lowestIsBest ? 'review.threshold_most' : 'review.threshold', { threshold: number(criterion.threshold, language) }),
        criterion.weight && (isOff ? t('review.weighs_nothing') : t('review.weight', { weight: number(criterion.weight, language) })),
    ].filter(Boolean).join(' ');
}

// How the whole rubric is scored, in sentences.
export function rulesOf(rubric: Rubric, words: Words): readonly string[] {
    const { t, language } = words;
    const total = rubric.totalThreshold && number(rubric.totalThreshold, language);
    return [
        t('review.scale', { from: number(rubric.from, language), to: number(rubric.to, language), step: number(rubric.step, language) }),
        t(rubric.lowestIsBest ? 'review.lowest_is_best' : 'review.highest_is_best'),
        t(rubric.wantsComments ? 'review.comments_wanted' : 'review.comments_free'),
        ...(rubric.criteria.some((one) => one.threshold !== undefined) ? [t('review.thresholds_are_raw')] : []),
        t(rubric.isWeighted ? 'review.total_is_weighted' : 'review.total_is_sum'),
        ...(total ? [t(rubric.lowestIsBest ? 'review.total_most' : 'review.total_least', { total })] : []),
    ];
}
