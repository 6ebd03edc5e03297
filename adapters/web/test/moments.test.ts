import { expect, test } from 'vitest';
import { entryOf, momentOf, placeIn, type Entry } from '../src/audit/moments';

const entries: Entry[] = [
    { index: 0, at: '2026-03-01T08:00:00Z' }, { index: 3, at: '2026-03-02T08:00:00Z' }, { index: 4, at: '2026-03-02T08:00:00Z' },
];

test('a moment is an entry of a call, or an instant', () => {
    expect(entryOf(momentOf('c-2026', 12))).toEqual({ call: 'c-2026', index: 12 });
    expect(entryOf('2026-03-01T08:00:00Z')).toBeUndefined();
});

test('the slider stands at the last entry that was there', () => {
    expect(placeIn(entries, 'calls/c@3')).toBe(1);
    expect(placeIn(entries, 'calls/c@2'), 'an entry that one does not see').toBe(0);
    expect(placeIn(entries, '2026-03-02T08:00:00Z'), 'of two at once, the later').toBe(2);
    expect(placeIn(entries, '2026-03-01T07:59:59Z'), 'before the first').toBe(-1);
    expect(placeIn(entries, 'nonsense')).toBe(-1);
});
