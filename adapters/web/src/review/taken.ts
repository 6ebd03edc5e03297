// What a score sheet that was filled in offline says, judged cell by cell, and what it would change.
// Shape:  an application whose row has a mistake is not taken at all; the others are shown before anything is saved.
// Errors: `refused` where the whole file cannot be this person's sheet of this call; else `mistakes`, each with its place and
//         the mend. `notes` are of what is left as it is.

import type { Typed } from '../form/values';
import type { Facts, Key } from '../i18n/words';
import { number, typedDecimal, type Language } from '../money';
import { columnName, textAt, type Cell, type Sheet } from '../workbook/workbook';
import { commentKey, first_row, key_row, marker_kind, marker_name, savedOf, scoreKey, stepKey, sumOf, titleOf, type Marker, type Remembered } from './offline';
import { isOnScale, plain, type Rubric } from './rubric';
import { isUnderWay, isWritable, type OwnReview } from './scoring';

export interface Said { readonly key: Key; readonly facts?: Facts }
export interface Mistake extends Said { readonly sheet: string; readonly place: string; readonly mend: Key }
// `since`: what was saved meanwhile, where that is neither what the file began with nor what it says.
export interface Change { readonly column: string; readonly before: string; readonly after: string; readonly since: boolean }
export interface Taken { readonly review: OwnReview; readonly rubric: Rubric; readonly changes: readonly Change[] }
export interface Judged { readonly refused: Said | undefined; readonly mistakes: readonly Mistake[]; readonly notes: readonly (Said & { readonly sheet?: string })[]; readonly taken: readonly Taken[] }

interface Asking {
    readonly call: string;
    readonly me: string;
    readonly reviews: readonly OwnReview[];
    readonly rubricFor: (step: string) => Rubric | undefined;
    readonly nameOf: (rubric: Rubric, column: string) => string;
    readonly language: Language;
}

const refusal = (key: Key, facts?: Facts): Judged => ({ refused: { key, ...(facts ? { facts } : {}) }, mistakes: [], notes: [], taken: [] });

// What the hidden sheet remembers, or why it cannot be believed.
async function markerOf(sheets: readonly Sheet[]): Promise<Marker | 'missing' | 'changed'> {
    const sheet = sheets.find((one) => one.name === marker_name);
    if (!sheet || textAt(sheet, 1, 1) !== marker_kind) return 'missing';
    const widths: Readonly<Record<string, number>> = { call: 2, expert: 2, review: 5, saved: 3 };
    const last = Math.max(...sheet.rows.keys());
    const rows: string[][] = [];
    for (let row = 2; row <= last; row += 1) {
        const width = widths[textAt(sheet, row, 1)];
        if (width === undefined) return 'changed';
        rows.push(Array.from({ length: width }, (_, at) => textAt(sheet, row, at + 1)));
    }
    if (await sumOf(rows) !== textAt(sheet, 1, 2)) return 'changed';
    const reviews: (Remembered & { base: Map<string, string> })[] = [];
    for (const [kind, a = '', b = '', c = '', d = ''] of rows) {
        if (kind === 'review') reviews.push({ application: a, step: b, tag: c, title: d, base: new Map() });
        if (kind === 'saved') reviews.at(-1)?.base.set(a, b);
    }
    const first = (kind: string): string => rows.find(([one]) => one === kind)?.[1] ?? '';
    return { call: first('call'), expert: first('expert'), reviews };
}

type Read = { readonly value: string } | { readonly wrong: Key; readonly mend: Key; readonly facts?: Facts };

function readScore(cell: Cell | undefined, rubric: Rubric, language: Language): Read {
    if (!cell) return { value: '' };
    const facts = { value: cell.text };
    if (cell.is === 'formula') return { wrong: 'offline.is_formula', mend: 'offline.mend_formula' };
    if (cell.is === 'day') return { wrong: 'offline.is_day', mend: 'offline.mend_day', facts };
    if (cell.is === 'truth' || cell.is === 'error') return { wrong: 'offline.is_no_score', mend: 'offline.mend_score', facts };
    const bare = cell.text.trim();
    if (bare === '') return { value: '' };
    const score = cell.is === 'number' ? bare : typedDecimal(bare);
    if (score === undefined) return { wrong: 'offline.is_no_score', mend: 'offline.mend_score', facts };
    if (!isOnScale(rubric, score)) return { wrong: 'offline.off_scale', mend: 'offline.mend_score', facts: { value: number(score, language) } };
    return { value: plain(score) };
}

function readComment(cell: Cell | undefined): Read {
    if (!cell) return { value: '' };
    if (cell.is === 'formula') return { wrong: 'offline.is_formula', mend: 'offline.mend_formula_text' };
    if (cell.is === 'error') return { wrong: 'offline.is_error', mend: 'offline.mend_comment', facts: { value: cell.text } };
    if (cell.is === 'truth') return { wrong: 'offline.is_no_text', mend: 'offline.mend_comment' };
    return { value: cell.text.trim() };
}

// One sheet, row by row.
class OfSheet {
    readonly mistakes: Mistake[] = [];
    readonly notes: (Said & { sheet?: string })[] = [];
    readonly taken: Taken[] = [];
    readonly seen = new Set<string>();
    private readonly columns = new Map<string, number>();

    constructor(private readonly sheet: Sheet, private readonly step: string, private readonly rubric: Rubric, private readonly marker: Marker, private readonly asking: Asking) {}

    read(): void {
        if (!this.findColumns()) return;
        const rows = [...this.sheet.rows.keys()].filter((row) => row >= first_row).sort((a, b) => a - b);
        const ids = new Map<string, number>();
        for (const row of rows) this.row(row, ids);
        this.strays(rows);
    }

    private wrong(row: number, column: number | undefined, key: Key, mend: Key, facts: Facts = {}): void {
        this.mistakes.push({ sheet: this.sheet.name, place: column === undefined ? String(row) : `${columnName(column)}${row}`, key, mend, facts });
    }

    private findColumns(): boolean {
        const keys = this.sheet.rows.get(key_row) ?? new Map<number, Cell>();
        for (const [column, cell] of keys) {
            if (this.columns.has(cell.text)) { this.wrong(key_row, column, 'offline.column_twice', 'offline.mend_columns'); return false; }
            this.columns.set(cell.text, column);
        }
        for (const { name } of this.rubric.criteria) {
            for (const key of [scoreKey(name), commentKey(name)]) {
                if (this.columns.has(key)) continue;
                this.wrong(key_row, undefined, 'offline.column_missing', 'offline.mend_columns', { column: this.asking.nameOf(this.rubric, key) });
                return false;
            }
        }
        return true;
    }

    private at(row: number, key: string): Cell | undefined {
        return this.sheet.rows.get(row)?.get(this.columns.get(key) ?? -1);
    }

    private row(row: number, ids: Map<string, number>): void {
        const { reviews } = this.asking;
        const id = textAt(this.sheet, row, 1).trim();
        const keys = this.rubric.criteria.flatMap((one) => [scoreKey(one.name), commentKey(one.name)]);
        const isFilled = keys.some((key) => this.at(row, key) !== undefined);
        if (id === '') { if (isFilled) this.wrong(row, 1, 'offline.no_application', 'offline.mend_application'); return; }
        if (this.sheet.rows.get(row)?.get(1)?.is === 'formula') { this.wrong(row, 1, 'offline.is_formula', 'offline.mend_application'); return; }
        const before = ids.get(id);
        if (before !== undefined) {
            this.wrong(row, 1, 'offline.application_twice', 'offline.mend_application', { application: id, row: before });
            this.drop(id);
            return;
        }
        ids.set(id, row);
        const remembered = this.marker.reviews.find((one) => one.application === id && one.step === this.step);
        const review = reviews.find((one) => one.application === id && one.step === this.step);
        if (!remembered || !review) { this.wrong(row, 1, 'offline.not_yours', 'offline.mend_application', { application: id }); return; }
        this.seen.add(id);
        if (textAt(this.sheet, row, 2).trim() !== remembered.title.trim()) { this.wrong(row, 2, 'offline.other_title', 'offline.mend_application', { application: id, title: remembered.title }); return; }
        const mistakes = this.mistakes.length;
        const values = new Map<string, string>();
        for (const { name } of this.rubric.criteria) {
            for (const [key, read] of [[scoreKey(name), readScore(this.at(row, scoreKey(name)), this.rubric, this.asking.language)], [commentKey(name), readComment(this.at(row, commentKey(name)))]] as const) {
                if ('value' in read) values.set(key, read.value);
                else this.wrong(row, this.columns.get(key), read.wrong, read.mend, { ...read.facts, column: this.asking.nameOf(this.rubric, key) });
            }
        }
        if (this.mistakes.length > mistakes) return;
        this.compare(review, remembered, values);
    }

    // The file against what it began with, and against what is saved now.
    private compare(review: OwnReview, remembered: Remembered, values: ReadonlyMap<string, string>): void {
        const now = savedOf(this.rubric, review);
        const changes = [...values].flatMap(([column, after]): Change[] => {
            const base = (remembered.base.get(column) ?? '').trim();
            const before = now.get(column) ?? '';
            return after === base || after === before.trim() ? [] : [{ column, before, after, since: before.trim() !== base }];
        });
        const facts = { application: titleOf(review) || review.application };
        const isNewer = (review.draftTag ?? '') !== remembered.tag && [...now].some(([column, value]) => value.trim() !== (remembered.base.get(column) ?? '').trim());
        if (changes.length === 0) {
            this.notes.push({ sheet: this.sheet.name, key: isNewer ? 'offline.unchanged_newer' : 'offline.unchanged', facts });
            return;
        }
        if (!isWritable(review)) {
            this.notes.push({ sheet: this.sheet.name, key: !isUnderWay(review) ? 'offline.over' : review.stage === 'submitted' ? 'offline.submitted_since' : 'offline.not_writable', facts });
            return;
        }
        this.taken.push({ review, rubric: this.rubric, changes });
    }

    private drop(id: string): void {
        const at = this.taken.findIndex((one) => one.review.application === id);
        if (at >= 0) this.taken.splice(at, 1);
    }

    // Whatever was written where nothing is read.
    private strays(rows: readonly number[]): void {
        const known = new Set([1, 2, ...this.columns.values()]);
        const stray = rows.flatMap((row) => [...this.sheet.rows.get(row)?.keys() ?? []].filter((column) => !known.has(column)).map((column) => `${columnName(column)}${row}`));
        if (stray.length > 0) this.notes.push({ sheet: this.sheet.name, key: 'offline.stray', facts: { cells: stray.slice(0, 6).join(', ') } });
    }
}

export async function judge(sheets: readonly Sheet[], asking: Asking): Promise<Judged> {
    const marker = await markerOf(sheets);
    if (marker === 'missing') return refusal('offline.no_marker');
    if (marker === 'changed') return refusal('offline.marker_changed');
    if (marker.call !== asking.call) return refusal('offline.other_call', { call: marker.call });
    if (marker.expert !== asking.me) return refusal('offline.other_expert', { expert: marker.expert });
    const mistakes: Mistake[] = [];
    const notes: (Said & { sheet?: string })[] = [];
    const taken: Taken[] = [];
    for (const step of new Set(marker.reviews.map((one) => one.step))) {
        const rubric = asking.rubricFor(step);
        const those = sheets.filter((one) => textAt(one, key_row, 1) === stepKey(step));
        const [sheet, second] = those;
        if (!rubric || !sheet) { notes.push({ key: 'offline.no_sheet' }); continue; }
        if (second) { mistakes.push({ sheet: second.name, place: `A${key_row}`, key: 'offline.sheet_twice', mend: 'offline.mend_sheet' }); continue; }
        const one = new OfSheet(sheet, step, rubric, marker, asking);
        one.read();
        mistakes.push(...one.mistakes);
        notes.push(...one.notes);
        taken.push(...one.taken);
        const missing = marker.reviews.filter((each) => each.step === step && !one.seen.has(each.application)).map((each) => each.title || each.application);
        if (missing.length > 0 && one.mistakes.length === 0) notes.push({ sheet: sheet.name, key: 'offline.not_in_sheet', facts: { applications: missing.join(', ') } });
    }
    return { refused: undefined, mistakes, notes, taken };
}

// The draft as it would be saved. What is chosen for what was saved meanwhile holds for all of the application; and what
// changed has to be marked ready anew.
export function draftOf({ review, changes }: Taken, takesFile: boolean): Typed {
    const draft: Record<string, Typed[string]> = { ...review.draft };
    for (const { column, after, since } of changes) if (!since || takesFile) draft[column.replace(':', '_')] = after;
    draft['ready'] = false;
    return draft;
}
