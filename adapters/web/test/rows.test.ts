import { expect, test } from 'vitest';
import { arranged, indexed } from '../src/components/rows';

interface Row { id: string; name: string | undefined; total: number | undefined }
const key = (column: string, row: Row): string | number | undefined => (column === 'name' ? row.name : row.total);
const rows: Row[] = [
    { id: 'a', name: 'Žalia', total: 3 }, { id: 'b', name: 'Šviesa', total: undefined }, { id: 'c', name: 'Zuikis', total: 10 }, { id: 'd', name: undefined, total: 3 },
];
const index = indexed(rows, (row) => `${row.id} ${row.name ?? ''}`, key, 'lt');
const ids = (found: readonly Row[]): string => found.map((row) => row.id).join('');

test('rows are ordered as the language orders words, and those without a value come last either way', () => {
    expect(ids(arranged(index, '', { column: 'name', descending: false }, 'lt'))).toBe('bcad');
    expect(ids(arranged(index, '', { column: 'name', descending: true }, 'lt'))).toBe('acbd');
    expect(ids(arranged(index, '', { column: 'total', descending: false }, 'lt'))).toBe('adcb');
});

test('a search wants every word, whatever its case', () => {
    expect(ids(arranged(index, 'ŽAL', undefined, 'lt'))).toBe('a');
    expect(ids(arranged(index, 'c zui', undefined, 'lt'))).toBe('c');
    expect(ids(arranged(index, 'c žal', undefined, 'lt'))).toBe('');
});

test('an order made in pieces is the order made at once', () => {
    const many = Array.from({ length: 5000 }, (_, at) => ({ id: String(at), name: `${'ąčęėįšųūž'[at % 9] ?? ''}${(at * 7919) % 5000}`, total: at }));
    const of = (): ReturnType<typeof indexed<Row>> => indexed<Row>(many, (row) => row.id, key, 'lt');
    const steps = of().preparing('name');
    let count = 0;
    for (let step = steps.next(); ; step = steps.next()) {
        if (!step.done) { count += 1; continue; }
        const whole = [...many.keys()].sort((a, b) => new Intl.Collator('lt', { numeric: true }).compare(many[a]?.name ?? '', many[b]?.name ?? '') || a - b);
        expect(step.value).toEqual({ positions: whole, keyed: 5000 });
        break;
    }
    expect(count).toBeGreaterThan(5);
    expect(of().order('name').positions.length).toBe(5000);
});
