import { expect, test } from 'vitest';
import { day, dayOf, fromOwnZone, left, moment, placeOf, toOwnZone, zonesDiffer } from '../src/dates';

test('an instant is shown in Vilnius, in summer and in winter', () => {
    expect(moment('2026-07-01T12:00:00Z', 'en')).toBe('1 July 2026 at 15:00');
    expect(moment('2026-12-01T12:00:00Z', 'en')).toBe('1 December 2026 at 14:00');
    expect(moment('2026-12-01T12:00:00Z', 'lt')).toContain('gruodžio 1');
});

test('a day is the same day everywhere', () => {
    expect(day('2026-12-31', 'en')).toBe('31 December 2026');
    expect(day('2026-12-31', 'lt')).toContain('31');
});

test('another zone is named only where its clock shows something else', () => {
    expect(zonesDiffer('2026-12-01T12:00:00Z', 'Europe/Helsinki')).toBe(false);
    expect(zonesDiffer('2026-12-01T12:00:00Z', 'America/New_York')).toBe(true);
    expect(placeOf('America/New_York')).toBe('New York');
});

test('what is left is never more than there is', () => {
    const now = new Date('2026-12-01T12:00:00Z');
    expect(left('2026-12-03T11:59:00Z', now)).toEqual({ passed: false, amount: 47, unit: 'hours' });
    expect(left('2026-12-03T12:00:00Z', now)).toEqual({ passed: false, amount: 2, unit: 'days' });
    expect(left('2026-12-01T12:00:59Z', now)).toEqual({ passed: false, amount: 0, unit: 'minutes' });
    expect(left('2026-12-01T11:59:59Z', now)).toEqual({ passed: true, amount: 0, unit: 'minutes' });
});

test('a moment goes into a field of the reader\'s zone and comes back, to the second', () => {
    expect(fromOwnZone(toOwnZone('2026-07-01T12:34:56Z'))).toBe('2026-07-01T12:34:56Z');
    expect(fromOwnZone(toOwnZone('2026-12-01T23:59:59Z'))).toBe('2026-12-01T23:59:59Z');
});

test('a decision is dated by the day in Vilnius', () => {
    expect(dayOf('2026-12-01T21:59:59Z')).toBe('2026-12-01');
    expect(dayOf('2026-12-01T22:00:00Z')).toBe('2026-12-02');
});
