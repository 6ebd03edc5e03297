import { expect, test } from 'vitest';
import { differences, fieldOf, overtaken, stoodOf, versionsOf, type Version } from '../src/review/minutes';

const shown = (before: string, after: string): string => differences(before, after).map((one) => ({ same: one.text, added: `{+${one.text}}`, removed: `{-${one.text}}` })[one.is]).join('');
const version = (at: string, fields: Record<string, string>): Version => ({ at, by: 'k', fields });

test('what became of a text is shown word by word, and nothing is lost', () => {
    expect(shown('', 'New text')).toBe('{+New text}');
    expect(shown('Same', 'Same')).toBe('Same');
    expect(shown('The plan is sound, and cheap.', 'The plan is sound, and dear.')).toBe('The plan is sound, and {-cheap.}{+dear.}');
    const [before, after] = ['one two three four\nfive', 'one three four\nfive six'];
    const pieces = differences(before, after);
    expect(pieces.filter((one) => one.is !== 'added').map((one) => one.text).join('')).toBe(before);
    expect(pieces.filter((one) => one.is !== 'removed').map((one) => one.text).join('')).toBe(after);
});

test('long texts are compared by paragraphs', () => {
    const long = Array.from({ length: 4000 }, (_, at) => `word${at}${at % 100 === 0 ? '\n' : ' '}`).join('');
    const pieces = differences(long, long.replace('word555 ', 'other '));
    expect(pieces.map((one) => one.is)).toEqual(['same', 'removed', 'added', 'same']);
    expect(pieces.filter((one) => one.is !== 'removed').map((one) => one.text).join('')).toBe(long.replace('word555 ', 'other '));
});

test('versions are put together of what the record tells, oldest first, with who wrote each', () => {
    const remark = (at: string, member: string, text: string) => ({ command: 'WriteConsensus', step: 's', at, member, text });
    const told = {
        state: { reviews: { s: { consensus: { plan: '4.0' }, signatures: ['a', 'b'] } } },
        wording: { remarks: [remark('2', 'report', 'Second'), remark('1', 'report', 'First'), remark('1', 'minority_view', 'No'), { ...remark('3', 'report', 'x'), step: 'other' }] },
    };
    const then = { state: { reviews: { s: { consensus: { plan: '3' }, signatures: ['a'] } } } };
    const stood = new Map([['1', stoodOf(then, 's')], ['2', stoodOf(told, 's')]]);
    expect(versionsOf(told, 's', stood)).toEqual([
        { at: '1', by: 'a', fields: { agreed_plan: '3', report: 'First', minority_view: 'No' } },
        { at: '2', by: undefined, fields: { agreed_plan: '4', report: 'Second', minority_view: '' } },
    ]);
    expect(versionsOf(told, 's', new Map())[1]?.fields['agreed_plan']).toBe('4');
});

test('what nobody typed follows the newest version; what two changed is a conflict', () => {
    const versions = [version('1', { report: 'A', agreed_plan: '4' }), version('2', { report: 'B', agreed_plan: '3' })];
    const fields = ['agreed_plan', 'report', 'minority_view'];
    expect(fieldOf({}, versions[1], 'report')).toBe('B');
    expect(fieldOf({ report: '' }, versions[1], 'report')).toBe('');
    expect(overtaken({}, versions, fields)).toBeUndefined();
    expect(overtaken({ consensus_base: '2', report: 'C' }, versions, fields)).toBeUndefined();
    expect(overtaken({ consensus_base: '1', minority_view: 'No' }, versions, fields)).toMatchObject({ changed: ['agreed_plan', 'report'], conflicts: [] });
    expect(overtaken({ consensus_base: '1', report: 'C', agreed_plan: '4' }, versions, fields)?.conflicts).toEqual([{ field: 'report', base: 'A', mine: 'C', theirs: 'B' }]);
    expect(overtaken({ consensus_base: '1', report: 'B' }, versions, fields)?.conflicts).toEqual([]);
    // Begun where nothing was written yet.
    expect(overtaken({ consensus_base: '', report: 'C' }, versions, fields)?.conflicts).toHaveLength(1);
});
