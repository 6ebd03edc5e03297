// What is typed into a form: one value a field, as the API takes it, and checks that need no engine. What a
// rule says of the form, only the engine decides.
// Shape:  a path is "title" or "costs[2].claimed", as the API's problems have it.

import type { Field, Form } from '../api/definition';
import type { Key } from '../i18n/words';
import { compare, isDecimal } from '../money';

export type Value = string | boolean | readonly string[] | readonly Line[] | Attached | undefined;
export type Line = { readonly [column: string]: Value };
export type Typed = { readonly [field: string]: Value };
export interface Attached { readonly name: string; readonly sha256: string; readonly bytes: number; readonly type: string; readonly pages?: number; readonly flags?: readonly string[] }

export interface Fault { readonly path: string; readonly key: Key; readonly facts?: Readonly<Record<string, string | number>> }

export function isBlank(value: Value): boolean {
    return value === undefined || value === '' || (typeof value === 'string' && value.trim() === '')
        || (Array.isArray(value) && value.length === 0) || value === null;
}

export const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

// An element's id for a path; what is in brackets is no part of a CSS name.
export const idOf = (path: string): string => `f-${path.replace(/\[(\d+)\]\./g, '-$1-').replace(/\[(\d+)\]/g, '-$1')}`;

const shapes: Partial<Record<Field['type'], { fits: (text: string) => boolean; key: Key }>> = {
    money: { fits: (text) => isDecimal(text) && (text.split('.')[1] ?? '').length <= 2, key: 'form.wrong_money' },
    number: { fits: isDecimal, key: 'form.wrong_number' },
    integer: { fits: (text) => /^-?\d+$/.test(text), key: 'form.wrong_integer' },
    date: { fits: (text) => isDay(text), key: 'form.wrong_date' },
};

function isDay(text: string): boolean {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
    const date = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function faultOf(field: Field, value: Value, path: string): Fault | undefined {
    if (isBlank(value)) return field.required ? { path, key: 'form.missing' } : undefined;
    if (typeof value !== 'string') return undefined;
    const shape = shapes[field.type];
    if (shape && !shape.fits(value)) return { path, key: shape.key };
    if (field.maxLength !== undefined) {
        const length = [...value].length;
        if (length > field.maxLength) return { path, key: 'form.too_long', facts: { length, most: field.maxLength } };
    }
    if (['money', 'number', 'integer'].includes(field.type)) {
        const least = field.minimum ?? (field.type === 'money' ? '0' : undefined);
        if (least !== undefined && compare(value, least) < 0) return { path, key: 'form.too_little', facts: { least } };
        if (field.maximum !== undefined && compare(value, field.maximum) > 0) return { path, key: 'form.too_much', facts: { most: field.maximum } };
    }
    return undefined;
}

export function faultsOf(fields: readonly Field[], typed: Typed, within = ''): Fault[] {
    return fields.flatMap((field) => {
        const path = joined(within, field.name);
        const value = typed[field.name];
        if (field.type !== 'table' || isBlank(value)) {
            const fault = faultOf(field, value, path);
            return fault ? [fault] : [];
        }
        const lines = value as readonly Line[];
        const faults: Fault[] = [];
        const [least, most] = [Number(field.minimum ?? 0), Number(field.maximum ?? 1000)];
        if (lines.length < least) faults.push({ path, key: 'form.too_few_lines', facts: { least } });
        if (lines.length > most) faults.push({ path, key: 'form.too_many_lines', facts: { most } });
        return [...faults, ...lines.flatMap((line, at) => faultsOf(field.columns, line, `${path}[${at}]`))];
    });
}

// What the API is given: without what is blank.
export function cleaned(typed: Typed): Typed {
    const kept = Object.entries(typed).filter(([, value]) => !isBlank(value)).map(([name, value]) => [name,
        Array.isArray(value) ? value.map((one) => (typeof one === 'object' ? cleaned(one as Typed) : one)) : value]);
    return Object.fromEntries(kept) as Typed;
}

export interface Part { readonly fields: readonly Field[] }
const at_once = 4;

// A form in parts: a table stands alone, who to write to comes together, other questions a few at a time.
export function partsOf(form: Form): Part[] {
    const parts: Field[][] = [];
    for (const field of form.fields) {
        const last = parts[parts.length - 1];
        const alone = (one: Field): boolean => one.type === 'table';
        const goesOn = last !== undefined && !alone(field) && !last.some(alone) && last[0]?.personal === field.personal
            && (field.personal || last.length < at_once);
        if (goesOn) last.push(field);
        else parts.push([field]);
    }
    return parts.map((fields) => ({ fields }));
}

export function isDone(part: Part, typed: Typed): boolean {
    return faultsOf(part.fields, typed).length === 0 && part.fields.some((field) => !isBlank(typed[field.name]));
}
