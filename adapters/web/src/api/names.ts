// The record's names in words: what a definition calls them, else what the interface does.

import type { Words } from '../i18n/words';
import { inOrder, type Definition, type Text } from './definition';

export const bare = (name: string): string => name.replaceAll('_', ' ');
type Node = Readonly<Record<string, unknown>>;

// A criterion of the rubric that a step scores by.
export function criterionTitle(definition: Definition, step: string, criterion: string, words: Words): string {
    const rubric = definition.steps.find((one) => one.name === step)?.rubric;
    const all = (definition.whole['rubrics'] ?? {}) as Readonly<Record<string, Node>>;
    const found = rubric === undefined ? undefined : inOrder(all[rubric]?.['criteria']).find(([name]) => name === criterion);
    return words.of((found?.[1] as { title?: Text } | undefined)?.title, bare(criterion));
}

// A figure that a rule shows, called as the forms or the parameters call it where they know it.
export function figureTitle(definition: Definition, name: string, words: Words): string {
    for (const form of definition.forms)
        for (const one of [...form.computed, ...form.fields]) if (one.name === name) return words.of(one.label, name);
    return words.known(`common.figure_${name}`) ?? words.of(definition.parameters.find((one) => one.name === name)?.title, bare(name));
}

// What an order goes by, "evaluation.contribution desc": the criterion's title. An expression is called one; how it is written belongs beside it.
export function keyTitle(definition: Definition, key: string, words: Words): string {
    const name = key.replace(/ (desc|asc)$/, '');
    const [step = '', criterion = ''] = name.split('.');
    const known = words.known(`officer.key_${criterion || step}`);
    if (known) return known;
    const title = criterionTitle(definition, step, criterion, words);
    if (title !== bare(criterion)) return title;
    return /^[\w.]+$/.test(name) ? bare(name) : words.t('hints.key_formula');
}

// Why an application got its place: "within_budget".
export const reasonWords = (reason: string, words: Words): string => words.known(`common.reason_${reason}`) ?? bare(reason);

// How the scores of several experts became one: "closest_two".
export const methodWords = (method: string, words: Words): string => words.known(`common.method_${method}`) ?? bare(method);
