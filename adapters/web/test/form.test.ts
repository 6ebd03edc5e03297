import { expect, test } from 'vitest';
import { definitionOf } from '../src/api/definition';
import { cleaned, faultsOf, idOf, isDone, partsOf } from '../src/form/values';

const definition = definitionOf({
    currency: 'EUR', title: { en: 'Call' },
    forms: {
        idea: { fields: {
            $order: ['title', 'starts', 'costs', 'asked', 'mail'],
            title: { type: 'text', required: 'true', max_length: '5', label: { en: 'Title' } },
            starts: { type: 'date' },
            costs: { type: 'table', required: 'true', minimum: '2', columns: { $order: ['what', 'claimed'], what: { type: 'text', required: 'true' }, claimed: { type: 'money', minimum: '0.01' } } },
            asked: { type: 'money', maximum: '100' },
            mail: { type: 'text', personal: 'true' },
        } },
    },
});
const form = definition.forms[0]!;
const faults = (typed: object): string[] => faultsOf(form.fields, typed as never).map((one) => `${one.path} ${one.key}`);

test('fields come in the order in which the definition wrote them', () => {
    expect(form.fields.map((one) => one.name)).toEqual(['title', 'starts', 'costs', 'asked', 'mail']);
});

test('what is wrong is said by the path that the engine gives it', () => {
    expect(faults({})).toEqual(['title form.missing', 'costs form.missing']);
    expect(faults({ title: 'šešiųž', starts: '2026-02-30', costs: [{ claimed: '0.00' }], asked: '100.01' })).toEqual([
        'title form.too_long', 'starts form.wrong_date', 'costs form.too_few_lines', 'costs[0].what form.missing', 'costs[0].claimed form.too_little', 'asked form.too_much',
    ]);
    expect(faults({ title: '  ', costs: [{ what: 'x' }, { what: 'y', claimed: 'ten' }], asked: '-1' })).toEqual([
        'title form.missing', 'costs[1].claimed form.wrong_money', 'asked form.too_little',
    ]);
});

test('length is counted in characters as people count them', () => {
    expect(faults({ title: '😀😀😀😀😀', costs: [{ what: 'x' }, { what: 'y' }] })).toEqual([]);
});

test('a table stands alone, and who to write to apart', () => {
    const parts = partsOf(form);
    expect(parts.map((one) => one.fields.map((field) => field.name).join())).toEqual(['title,starts', 'costs', 'asked', 'mail']);
    expect(isDone(parts[0]!, { title: 'Tilt' })).toBe(true);
    expect(isDone(parts[2]!, {})).toBe(false);
});

test('what is blank is not sent', () => {
    expect(cleaned({ title: 'x', starts: '', costs: [{ what: 'a', claimed: '' }], asked: undefined })).toEqual({ title: 'x', costs: [{ what: 'a' }] });
    expect(idOf('costs[2].claimed')).toBe('f-costs-2-claimed');
});
