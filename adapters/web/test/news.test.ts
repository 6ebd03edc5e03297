// Since when something is news, and what of a report concerns a list.
import { expect, test } from 'vitest';
import { looksIn, newsOf } from '../src/api/news';
import { onList, type Effect } from '../src/api/robustness';

const line = (who: string, object: string, size: number, more = {}) =>
    ({ who, object, size, kind: 'reading' as const, what: '/applications/{application}', at: `2026-03-0${size}T10:00:00Z`, ...more });

test('the newest look at the page itself counts, and nobody else’s', () => {
    const found = looksIn([
        line('petras', 'application/a-1', 9), line('rasa', 'application/a-1', 8, { what: '/applications/{application}/timeline' }),
        line('rasa', 'application/a-1', 7, { kind: 'refusal' }), line('rasa', 'application/a-1', 6, { as_of: 'calls/c@3' }),
        line('rasa', 'application/a-1', 5), line('rasa', 'application/a-1', 3), line('rasa', 'application/a-2', 2),
    ], 'rasa');
    expect([...found]).toEqual([['a-1', { size: 5, at: '2026-03-05T10:00:00Z' }], ['a-2', { size: 2, at: '2026-03-02T10:00:00Z' }]]);
});

test('news is what others did from that size on, the newest first', () => {
    const entries = [
        { index: 4, actor: 'petras', application: 'a-1' }, { index: 5, actor: 'petras', application: 'a-1' },
        { index: 6, actor: 'rasa', application: 'a-1' }, { index: 7, actor: 'jonas', application: 'a-2' }, { index: 8, actor: 'jonas', application: 'a-1' },
    ];
    expect(newsOf(entries, { size: 5, at: '' }, 'rasa', (one) => one.application === 'a-1').map((one) => one.index)).toEqual([8, 5]);
});

test('of an effect, a list is concerned by its own swaps and by who is funded in the end', () => {
    const effect: Effect = {
        changes: true, funded: { in: ['a-3'], out: ['a-1'] }, amounts: [], too_few_reviews: ['a-9'],
        selected: [{ round: 'r1', step: 'ranking', in: ['a-2', 'a-3'], out: ['a-1'] }, { round: 'r2', step: 'ranking', in: ['a-7'], out: [] }],
    };
    expect(onList(effect, { round: 'r1', step: 'ranking' })).toEqual({ in: ['a-2', 'a-3'], out: ['a-1'], changes: true });
    const elsewhere = { ...effect, funded: { in: [], out: [] } };
    expect(onList(elsewhere, { round: 'r3', step: 'ranking' })).toEqual({ in: [], out: [], changes: false });
    expect(onList({ ...elsewhere, amounts: ['a-4'] }, { round: 'r3', step: 'ranking' }).changes).toBe(true);
});
