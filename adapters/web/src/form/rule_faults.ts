// The rules that a form breaks as it stands, each with a field of the form to mend it at. Which rule is broken the
// engine says; here only the names that its condition is written with are looked up.

import type { Definition, Form } from '../api/definition';
import type { Evaluation } from '../api/evaluation';

export interface BrokenRule { readonly rule: string; readonly message: Readonly<Record<string, string>>; readonly fields: readonly string[] }

// Names of an expression, in its order: no member of another name, and nothing within quotes.
const namesIn = (expression: string): readonly string[] => expression.replace(/"[^"]*"/g, ' ').match(/(?<![\w.])[A-Za-z_]\w*/g) ?? [];

// Fields that a condition speaks of; what is computed speaks of those it is computed from.
export function fieldsOf(form: Form, definition: Definition, expression: string, seen: ReadonlySet<string> = new Set()): readonly string[] {
    const forms = (definition.whole['forms'] ?? {}) as Readonly<Record<string, { computed?: Readonly<Record<string, { formula?: string }>> }>>;
    const computed = forms[form.name]?.computed ?? {};
    const found = namesIn(expression).flatMap((name) => {
        if (form.fields.some((one) => one.name === name)) return [name];
        const formula = computed[name]?.formula;
        return formula === undefined || seen.has(name) ? [] : fieldsOf(form, definition, formula, new Set([...seen, name]));
    });
    return [...new Set(found)];
}

export function brokenRules(form: Form, definition: Definition, evaluation: Evaluation | undefined): readonly BrokenRule[] {
    return (evaluation?.verdicts ?? []).filter((one) => one.passed === false).map((one) => ({
        rule: one.rule, message: one.message, fields: fieldsOf(form, definition, definition.rules.find((rule) => rule.id === one.rule)?.require ?? ''),
    }));
}

// Names of the fields that something is wrong with, of what the engine says.
export function faultyFields(form: Form, definition: Definition, evaluation: Evaluation | undefined): ReadonlySet<string> {
    return new Set([
        ...(evaluation?.problems ?? []).map((one) => /^\w+/.exec(one.path)?.[0] ?? ''),
        ...brokenRules(form, definition, evaluation).flatMap((one) => one.fields),
    ]);
}
