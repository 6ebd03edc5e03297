// What pictures are worked out from, and the files they are taken away as.
import { expect, test } from 'vitest';
import { definitionOf } from '../src/api/definition';
import { belowOf, between, daysOver, lieOf, linesOf, scaleOf, ticksOver } from '../src/figures/arithmetic';
import { csvOf } from '../src/figures/csv';
import { firstKeyOf, lineOf } from '../src/figures/funding';

test('a scale carries its ends to the ends, and one value to the middle', () => {
    const scale = scaleOf([10, 20], [100, 300]);
    expect([scale(10), scale(15), scale(20)]).toEqual([100, 200, 300]);
    expect(scaleOf([5, 5], [0, 80])(5)).toBe(40);
});

test('ticks are round, reach around what is shown and are no more than fit', () => {
    expect(ticksOver(0, 97, 6)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticksOver(0, 5, 11)).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]);
    expect(ticksOver(0, 0.3, 4)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(ticksOver(61.5, 88, 5)).toEqual([60, 70, 80, 90]);
    expect(ticksOver(-3, 4, 4)).toEqual([-5, 0, 5]);
    expect(ticksOver(0, 500000, 6)).toEqual([0, 100000, 200000, 300000, 400000, 500000]);
    for (const [low, high] of [[0, 1], [0, 7], [3, 3], [0, 0], [0.1, 0.11], [12345, 98765432]] as const) {
        for (const most of [2, 3, 5, 9]) {
            const ticks = ticksOver(low, high, most);
            expect(ticks.length, `${low} ${high} ${most}`).toBeLessThanOrEqual(most);
            expect(ticks[0]).toBeLessThanOrEqual(low);
            expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
        }
    }
});

test('what is counted has no tick between whole numbers', () => {
    expect(ticksOver(0, 2, 9, true)).toEqual([0, 1, 2]);
    expect(ticksOver(0, 1, 9, true)).toEqual([0, 1]);
});

test('days are marked by days, weeks, months or years, as there is room', () => {
    const at = (text: string): number => Date.parse(text);
    const days = (all: readonly number[]): string[] => all.map((one) => new Date(one).toISOString().slice(0, 10));
    expect(days(daysOver(at('2026-03-01T10:00:00Z'), at('2026-03-04T09:00:00Z'), 5))).toEqual(['2026-03-02', '2026-03-03', '2026-03-04']);
    expect(days(daysOver(at('2026-01-15T00:00:00Z'), at('2026-04-20T00:00:00Z'), 4))).toEqual(['2026-02-01', '2026-03-01', '2026-04-01']);
    expect(days(daysOver(at('2026-02-10T00:00:00Z'), at('2027-12-31T00:00:00Z'), 4))).toEqual(['2026-07-01', '2027-01-01', '2027-07-01']);
    expect(days(daysOver(at('2026-03-01T00:00:00Z'), at('2033-03-01T00:00:00Z'), 4))).toEqual(['2028-01-01', '2030-01-01', '2032-01-01']);
});

const values = (...scores: string[]) => scores.map((score) => ({ score, count: 1 }));

test('quartiles are scores that were given, and a median is exact', () => {
    expect(lieOf([])).toBeUndefined();
    expect(lieOf([{ score: '3', count: 0 }])).toBeUndefined();
    expect(lieOf(values('4'))).toEqual({ count: 1, lowest: '4', quarter: '4', median: '4', threeQuarters: '4', highest: '4' });
    expect(lieOf(values('10', '2', '9', '3', '5'))).toEqual({ count: 5, lowest: '2', quarter: '3', median: '5', threeQuarters: '9', highest: '10' });
    expect(lieOf([{ score: '3', count: 2 }, { score: '4.5', count: 2 }])).toEqual({ count: 4, lowest: '3', quarter: '3', median: '3.75', threeQuarters: '4.5', highest: '4.5' });
});

test('half of a sum is exact, whatever its sign', () => {
    expect(between('3', '4')).toBe('3.5');
    expect(between('0.1', '0.2')).toBe('0.15');
    expect(between('70.25', '71')).toBe('70.625');
    expect(between('0', '0')).toBe('0');
    expect(between('-1', '0')).toBe('-0.5');
    expect(between('-1', '1')).toBe('0');
    expect(between('100', '100')).toBe('100');
    expect(between('12345678901234567.89', '12345678901234567.90')).toBe('12345678901234567.895');
});

test('a score at the threshold meets it', () => {
    expect(belowOf([{ score: '3.5', count: 2 }, { score: '4.0', count: 3 }, { score: '4.5', count: 1 }], '4')).toBe(2);
});

test('a long label is broken between words, and what has no room is said to be left out', () => {
    expect(linesOf('Plan and budget', 20, 2)).toEqual(['Plan and budget']);
    expect(linesOf('Contribution to the objective of the call', 20, 2)).toEqual(['Contribution to the', 'objective of the…']);
    expect(linesOf('Nebeprisikiškiakopūsteliaujantis', 12, 2)).toEqual(['Nebeprisiki…']);
});

test('a file has the cells of RFC 4180, plain decimals, and no formula', () => {
    const text = csvOf(['Title', 'Amount'], [['Wells, "deep"', '1234.50'], ['two\nlines', '-3.5'], ['=HYPERLINK("x")', ''], [' kept ', '0'], ['+370', '@a']]);
    expect(text).toBe('\ufeffTitle,Amount\r\n"Wells, ""deep""",1234.50\r\n"two\nlines",-3.5\r\n"\'=HYPERLINK(""x"")",\r\n" kept ",0\r\n\'+370,\'@a\r\n');
});

test('the funding line runs behind the last who is in', () => {
    expect(lineOf(['selected', 'reserved', 'selected', 'not_selected'])).toBe(3);
    expect(lineOf(['selected', 'selected'])).toBeUndefined();
    expect(lineOf(['not_selected'])).toBeUndefined();
    expect(lineOf([])).toBeUndefined();
});

test('a list is drawn by the first key of its order that it gives', () => {
    const definition = definitionOf({ steps: { ranking: { kind: 'selection', order: ['evaluation.total desc', 'lot'] } } });
    expect(firstKeyOf(definition, 'ranking', [{ 'evaluation.total desc': '80', lot: 'ab' }])).toEqual({ key: 'evaluation.total desc', review: 'evaluation' });
    expect(firstKeyOf(definition, 'ranking', [{ lot: 'ab' }])).toEqual({ key: 'lot', review: undefined });
    expect(firstKeyOf(definition, 'elsewhere', [{ size: '3' }])).toEqual({ key: 'size', review: undefined });
});
