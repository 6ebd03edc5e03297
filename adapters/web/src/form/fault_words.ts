import type { Problem, Unreached } from '../api/atranka';
import type { Form } from '../api/definition';
import { problemsByField } from '../api/problem_words';
import type { Words } from '../i18n/words';
import { faultsOf, type Typed } from './values';

// What a path of the form is called: "Costs, line 3, Claimed".
export function labelAt(form: Form, path: string, words: Words): string {
    const read = /^(\w+)(?:\[(\d+)\]\.(\w+))?/.exec(path);
    const field = form.fields.find((one) => one.name === read?.[1]);
    if (!field) return path;
    const label = words.of(field.label, field.name);
    const column = field.columns.find((one) => one.name === read?.[3]);
    return column ? `${label}, ${words.t('form.line', { number: Number(read?.[2]) + 1 })}, ${words.of(column.label, column.name)}` : label;
}

// The faults of those fields in words, by path.
export function faultWords(form: Form, typed: Typed, words: Words, fields: Form['fields'] = form.fields): ReadonlyMap<string, string> {
    return new Map(faultsOf(fields, typed).map((fault) => [fault.path, words.t(fault.key, { label: labelAt(form, fault.path, words), ...fault.facts })]));
}

// What a refusal says of the form's fields, by path.
export function refusedWords(form: Form | undefined, why: Problem | Unreached | undefined, words: Words): ReadonlyMap<string, string> {
    return new Map([...problemsByField(why, words)].flatMap(([path, message]) => {
        const label = form && labelAt(form, path, words);
        return label === undefined || label === path ? [] : [[path, `${label}: ${message}`] as const];
    }));
}
