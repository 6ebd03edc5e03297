import { expect, test } from 'vitest';
import { definitionOf } from '../src/api/definition';
import english from '../src/i18n/en';
import lithuanian from '../src/i18n/lt';
import { wordsOf } from '../src/i18n/words';
import { fitsCells, first_row, key_row, scoreSheets, stepsToScore } from '../src/review/offline';
import { limitsOf, rubricOf, rulesOf } from '../src/review/rubric';
import type { OwnReview } from '../src/review/scoring';
import { draftOf, judge, type Judged } from '../src/review/taken';
import { readWorkbook } from '../src/workbook/read';
import type { Cell, Sheet } from '../src/workbook/workbook';
import { writeWorkbook } from '../src/workbook/write';

const definition = definitionOf({
    steps: { $order: ['evaluation', 'idea'], evaluation: { kind: 'review', rubric: 'whole', title: { en: 'Evaluation: all/of [it]', lt: 'Vertinimas' } }, idea: { kind: 'review', rubric: 'idea', title: { en: 'Idea' } } },
    rubrics: {
        whole: {
            scale: { from: '0', to: '5', step: '0.5' }, anchors: { 0: { en: 'Nothing' }, 5: { en: 'All' } }, comment: 'required', weighted_total: 'true', total_threshold: '70',
            criteria: { $order: ['plan', 'team'], plan: { title: { en: 'Plan' }, weight: '100', threshold: '3' }, team: { title: { en: 'Team' }, weight: '0' } },
        },
        idea: { scale: { from: '1', to: '9', step: '1', best: 'lowest' }, criteria: { all: { title: { en: 'All' }, threshold: '4' } } },
    },
});
const en = wordsOf('en', english, () => undefined);
const lt = wordsOf('lt', lithuanian, () => undefined);
const rubricFor = (step: string) => rubricOf(definition, step);

const review = (application: string, more: Partial<OwnReview> & { title?: string; at?: string } = {}): OwnReview => ({
    application, step: 'evaluation', stage: 'drafting', etag: '"e"', draft: {}, draftTag: null,
    told: { state: { step: more.at ?? more.step ?? 'evaluation' }, wording: { title: more.title ?? `Title of ${application}` } } as OwnReview['told'], ...more,
});
const three = [review('a-1', { draft: { score_plan: '3.50', comment_plan: 'So far.' }, draftTag: '"one"' }), review('a-2'), review('i-1', { step: 'idea' })];

async function sheetFor(reviews: readonly OwnReview[], expert = 'me', call = 'c-1', words = en): Promise<Sheet[]> {
    const about = { call, callTitle: 'Call', expert, made: 'today' };
    return [...readWorkbook(writeWorkbook(await scoreSheets(stepsToScore(reviews, definition, words, rubricFor), about, words)))];
}

// What a person does in a spreadsheet: "C6" becomes a cell, or is emptied.
function fill(sheets: readonly Sheet[], changes: Readonly<Record<string, Cell | string | undefined>>, at = 0): readonly Sheet[] {
    const rows = sheets[at]!.rows as Map<number, Map<number, Cell>>;
    for (const [place, to] of Object.entries(changes)) {
        const [, letter = '', row = ''] = /^([A-Z])(\d+)$/.exec(place) ?? [];
        const cells = rows.get(Number(row)) ?? new Map<number, Cell>();
        rows.set(Number(row), cells);
        const column = letter.charCodeAt(0) - 64;
        if (to === undefined) cells.delete(column);
        else cells.set(column, typeof to === 'string' ? { is: 'text', text: to } : to);
    }
    return sheets;
}
const number = (text: string): Cell => ({ is: 'number', text });
const judged = (sheets: readonly Sheet[], reviews: readonly OwnReview[] = three, me = 'me', call = 'c-1'): Promise<Judged> =>
    judge(sheets, { call, me, reviews, rubricFor, nameOf: (_, column) => column, language: 'en' });
const mistakes = (of: Judged): string[] => of.mistakes.map((one) => `${one.place} ${one.key.replace('offline.', '')}`);
const changes = (of: Judged): string[] => of.taken.flatMap((one) => one.changes.map((change) => `${one.review.application} ${change.column} ${change.before || '-'} > ${change.after || '-'}${change.since ? ' !' : ''}`));
const noted = (of: Judged): string[] => of.notes.map((one) => one.key.replace('offline.', ''));

test('a sheet as it was downloaded changes nothing', async () => {
    const sheets = await sheetFor(three);
    expect(sheets.map((one) => one.name)).toEqual(['Evaluation all of it', 'Idea', 'How to fill in', 'atranka']);
    const found = await judged(sheets);
    expect(found).toMatchObject({ refused: undefined, mistakes: [], taken: [] });
    expect(noted(found)).toEqual(['unchanged', 'unchanged', 'unchanged']);
});

test('the sheet has what is saved, and explains every score, threshold and the comments', async () => {
    const [scores, , how] = await sheetFor(three);
    expect(scores!.rows.get(first_row)?.get(3)).toEqual(number('3.5'));
    expect(scores!.rows.get(first_row)?.get(4)?.text).toBe('So far.');
    expect(scores!.rows.get(key_row)?.get(5)?.text).toBe('score:team');
    const told = [...how!.rows.values()].flatMap((cells) => [...cells.values()].map((cell) => cell.text));
    expect(told).toContain('between “Nothing” and “All”');
    expect(told).toContain('From 0 to 5, in steps of 0.5.');
    expect(told).toContain('Every score needs a comment that says why: without it the review cannot be submitted.');
    expect(told).toContain('At least 3. Weight 100.');
    expect(told).toContain('The total has to be at least 70.');
    expect(told.filter((one) => /^\d(\.5)?$/.test(one))).toHaveLength(11 + 9);
});

test('a rubric whose lowest score is the best says so, and a criterion that weighs nothing is scored all the same', () => {
    const idea = rubricFor('idea')!;
    expect(rulesOf(idea, en)).toContain('The lowest score is the best.');
    expect(limitsOf(idea, idea.criteria[0]!, en)).toBe('At most 4.');
    const whole = rubricFor('evaluation')!;
    expect(whole.criteria.map((one) => limitsOf(whole, one, en))).toEqual(['At least 3. Weight 100.', 'Does not count towards the total.']);
});

test('what was filled in is shown before it is saved; texts with a comma are numbers, too', async () => {
    const found = await judged(fill(await sheetFor(three, 'me', 'c-1', lt), { C6: '4,5', D6: ' Better. ', C7: number('2'), E7: ' 3.0 ', F7: '5' }));
    expect(mistakes(found)).toEqual([]);
    expect(changes(found)).toEqual(['a-1 score:plan 3.5 > 4.5', 'a-1 comment:plan So far. > Better.', 'a-2 score:plan - > 2', 'a-2 score:team - > 3', 'a-2 comment:team - > 5']);
    expect(draftOf(found.taken[0]!, false)).toEqual({ score_plan: '4.5', comment_plan: 'Better.', ready: false });
});

test('what was emptied is shown as such', async () => {
    expect(changes(await judged(fill(await sheetFor(three), { C6: undefined })))).toEqual(['a-1 score:plan 3.5 > -']);
});

test('each mistake is named by its cell, and its row is not taken by half', async () => {
    const found = await judged(fill(await sheetFor(three), { C6: { is: 'formula', text: '4' }, D6: 'Fine', C7: number('4.3'), D7: 'Fine', E7: 'good', F7: { is: 'formula', text: 'x' } }));
    expect(mistakes(found)).toEqual(['C6 is_formula', 'C7 off_scale', 'E7 is_no_score', 'F7 is_formula']);
    expect(found.mistakes[0]).toMatchObject({ sheet: 'Evaluation all of it', mend: 'offline.mend_formula' });
    expect(found.mistakes[3]!.mend).toBe('offline.mend_formula_text');
    expect(changes(found)).toEqual([]);
});

test('a mistake in one row leaves the others to be taken', async () => {
    const found = await judged(fill(await sheetFor(three), { C6: number('5.5'), C7: number('5') }));
    expect(mistakes(found)).toEqual(['C6 off_scale']);
    expect(changes(found)).toEqual(['a-2 score:plan - > 5']);
});

test('a score that the program made a day of, a truth and an error are no scores', async () => {
    const found = await judged(fill(await sheetFor(three), { C6: { is: 'day', text: '2026-05-04' }, E6: { is: 'truth', text: '1' }, F6: { is: 'truth', text: '1' }, C7: { is: 'error', text: '#REF!' }, D7: { is: 'error', text: '#N/A' } }));
    expect(mistakes(found)).toEqual(['C6 is_day', 'E6 is_no_score', 'F6 is_no_text', 'C7 is_no_score', 'D7 is_error']);
});

test('every key of a judgement is in both catalogues', async () => {
    const found = await judged(fill(await sheetFor(three), { C6: number('9'), A9: 'x', C10: number('1') }));
    for (const one of found.mistakes) for (const words of [en, lt]) {
        expect(words.known(one.key, one.facts)).not.toMatch(/\{/);
        expect(words.known(one.mend)).toBeDefined();
    }
});

test('an application of another, an unknown one, a copied row and a row without one are named', async () => {
    expect(mistakes(await judged(fill(await sheetFor(three), { A6: 'a-9', C6: number('5') })))).toEqual(['A6 not_yours']);
    // The sheet knows it, but it is not this person's.
    expect(mistakes(await judged(fill(await sheetFor([...three, review('a-3')]), { C8: number('5') })))).toEqual(['A8 not_yours']);
    const twice = await judged(fill(await sheetFor(three), { C6: number('5'), A8: 'a-1', B8: 'Title of a-1', C8: number('1') }));
    expect([mistakes(twice), changes(twice)]).toEqual([['A8 application_twice'], []]);
    expect(mistakes(await judged(fill(await sheetFor(three), { C8: number('1') })))).toEqual(['A8 no_application']);
});

test('ids that were exchanged are found by their titles', async () => {
    const found = await judged(fill(await sheetFor(three), { A6: 'a-2', A7: 'a-1', C7: number('5') }));
    expect([mistakes(found), changes(found)]).toEqual([['B6 other_title', 'B7 other_title'], []]);
});

test('what stands where nothing is read, a row and a sheet that are gone are said, and nothing is made of them', async () => {
    const stray = await judged(fill(await sheetFor(three), { J6: 'my note' }));
    expect([mistakes(stray), noted(stray)]).toEqual([[], ['unchanged', 'unchanged', 'stray', 'unchanged']]);
    const sheets = await sheetFor(three);
    (sheets[0]!.rows as Map<number, unknown>).delete(7);
    expect(noted(await judged(sheets))).toEqual(['unchanged', 'not_in_sheet', 'unchanged']);
    expect(noted(await judged((await sheetFor(three)).filter((one) => one.name !== 'Idea')))).toEqual(['unchanged', 'unchanged', 'no_sheet']);
});

test('a sheet that was renamed is known by what it holds; one that was copied, or whose columns are gone, is not taken', async () => {
    const sheets = await sheetFor(three);
    expect(changes(await judged(fill(sheets.map((one, at) => (at === 0 ? { ...one, name: 'Mine' } : one)), { C6: number('1') })))).toEqual(['a-1 score:plan 3.5 > 1']);
    expect(mistakes(await judged([...await sheetFor(three), { ...(await sheetFor(three))[0]!, name: 'Copy' }]))).toEqual(['A3 sheet_twice']);
    expect(mistakes(await judged(fill(await sheetFor(three), { E3: undefined, C6: number('1') })))).toEqual(['3 column_missing']);
    expect(mistakes(await judged(fill(await sheetFor(three), { E3: 'score:plan', C6: number('1') })))).toEqual(['E3 column_twice']);
});

test('another call, another expert, a workbook from elsewhere and a changed marker are refused whole', async () => {
    const refused = async (sheets: readonly Sheet[], me = 'me', call = 'c-1'): Promise<string | undefined> => (await judged(sheets, three, me, call)).refused?.key;
    expect(await refused(await sheetFor(three), 'me', 'c-2')).toBe('offline.other_call');
    expect(await refused(await sheetFor(three), 'you')).toBe('offline.other_expert');
    expect(await refused((await sheetFor(three)).slice(0, 3))).toBe('offline.no_marker');
    expect(await refused(fill(await sheetFor(three), { B3: 'you' }, 3))).toBe('offline.marker_changed');
    expect(await refused(fill(await sheetFor(three), { A9: 'odd' }, 3))).toBe('offline.marker_changed');
});

test('what was saved since the download is asked about, and only where both changed', async () => {
    const sheets = fill(await sheetFor(three), { C6: number('5'), F6: 'From the train.' });
    const since = [review('a-1', { draft: { score_plan: '2', comment_plan: 'New.', ready: true }, draftTag: '"two"' }), ...three.slice(1)];
    const found = await judged(sheets, since);
    expect(changes(found)).toEqual(['a-1 score:plan 2 > 5 !', 'a-1 comment:team - > From the train.']);
    expect(draftOf(found.taken[0]!, false)).toEqual({ score_plan: '2', comment_plan: 'New.', comment_team: 'From the train.', ready: false });
    expect(draftOf(found.taken[0]!, true)['score_plan']).toBe('5');
    // Unchanged in the file, changed here: what is here is newer.
    const kept = await judged(await sheetFor(three), since);
    expect([changes(kept), noted(kept)[0]]).toEqual([[], 'unchanged_newer']);
});

test('a review that was submitted, is over or suspended since is not taken', async () => {
    const sheets = async (): Promise<readonly Sheet[]> => fill(await sheetFor(three), { C7: number('1') });
    expect(noted(await judged(await sheets(), [three[0]!, review('a-2', { stage: 'submitted' }), three[2]!]))).toContain('submitted_since');
    expect(noted(await judged(await sheets(), [three[0]!, review('a-2', { at: 'ranking' }), three[2]!]))).toContain('over');
    expect(noted(await judged(await sheets(), [three[0]!, review('a-2', { stage: 'declared' }), three[2]!]))).toContain('not_writable');
});

test('a comment that no cell can hold keeps its application out of the sheet', () => {
    expect(fitsCells(rubricFor('evaluation')!, review('a-1', { draft: { comment_plan: 'x'.repeat(32_768) } }))).toBe(false);
});
