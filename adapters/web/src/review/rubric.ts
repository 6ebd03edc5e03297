// What is scored and how, of a review's step: the definition's rubric.

import { inOrder, type Definition, type Text } from '../api/definition';
import { compare, sum, type Decimal } from '../money';

export interface Criterion { readonly name: string; readonly title: Text; readonly threshold: Decimal | undefined; readonly weight: Decimal | undefined }
export interface Rubric {
    readonly from: Decimal;
    readonly to: Decimal;
    readonly step: Decimal;
    readonly anchors: ReadonlyMap<Decimal, Text>;
    readonly wantsComments: boolean;
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
        from: text(scale['from']) ?? '0', to: text(scale['to']) ?? '5', step: text(scale['step']) ?? '1',
        anchors: new Map(Object.entries((one['anchors'] ?? {}) as Readonly<Record<string, Text>>).filter(([at]) => /^-?\d/.test(at))),
        wantsComments: text(one['comment']) === 'required',
        totalThreshold: text(one['total_threshold']),
        criteria: inOrder(one['criteria']).map(([criterion, value]) => ({
            name: criterion, title: ((value as Node)['title'] ?? { en: criterion.replaceAll('_', ' ') }) as Text,
            threshold: text((value as Node)['threshold']), weight: text((value as Node)['weight']),
        })).filter((criterion) => criterion.weight === undefined || compare(criterion.weight, '0') > 0),
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

// "3.50" as "3.5".
function plain(amount: Decimal): Decimal {
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
