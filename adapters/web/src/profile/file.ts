// A file with the profile of a cluster: CSV, JSON or XLSX, as names with values and the list of its members.
// Shape:  a table says one field a row ("Country;Lithuania"), or has the names in its first row and the values in its second.
//         A second sheet, or a list in JSON, has the members, one a row.

import type { Sheet } from '../workbook/workbook';

export interface Entry { readonly name: string; readonly value: string; readonly place: string }
export interface Profile { readonly entries: readonly Entry[]; readonly members: readonly Readonly<Record<string, string>>[] }
export type Misread = 'empty' | 'not_json' | 'no_object' | 'not_known' | 'too_large';
export class Unread extends Error {
    override readonly name = 'Unread';
    constructor(readonly why: Misread) { super(why); }
}

const file_bytes_max = 2_000_000;

// RFC 4180, with the separator that spreadsheets of the country write.
export function csvRows(text: string): readonly (readonly string[])[] {
    const bare = text.replace(/^\ufeff/, '');
    const head = /^[^\n]*/.exec(bare.replace(/"[^"]*"/g, ''))?.[0] ?? '';
    const [mark = ','] = [';', '\t', ','].filter((one) => head.includes(one)).sort((a, b) => head.split(b).length - head.split(a).length);
    const rows: string[][] = [[]];
    let cell = '';
    let quoted = false;
    for (let at = 0; at < bare.length; at += 1) {
        const one = bare[at] ?? '';
        if (quoted) {
            if (one !== '"') cell += one;
            else if (bare[at + 1] === '"') { cell += '"'; at += 1; }
            else quoted = false;
        } else if (one === '"' && cell === '') quoted = true;
        else if (one === mark) { rows.at(-1)?.push(cell); cell = ''; }
        else if (one === '\n') { rows.at(-1)?.push(cell.replace(/\r$/, '')); cell = ''; rows.push([]); }
        else cell += one;
    }
    rows.at(-1)?.push(cell.replace(/\r$/, ''));
    return rows.filter((row) => row.some((one) => one.trim() !== ''));
}

// UTF-8, or what a spreadsheet on a Lithuanian machine writes.
function textOf(bytes: Uint8Array): string {
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
        return new TextDecoder('windows-1257').decode(bytes);
    }
}

function entriesOf(rows: readonly (readonly string[])[], isKnown: (name: string) => boolean): readonly Entry[] {
    const [first = [], second = []] = rows;
    const isAcross = first.length > 2 || (first.length === 2 && rows.length === 2 && first.every(isKnown));
    if (isAcross) return first.map((name, at) => ({ name: name.trim(), value: (second[at] ?? '').trim(), place: `${at + 1}` })).filter((one) => one.name !== '');
    return rows.map((row, at) => ({ name: (row[0] ?? '').trim(), value: row.slice(1).filter((one) => one.trim() !== '').join('; ').trim(), place: `${at + 1}` }));
}

function membersOf(rows: readonly (readonly string[])[]): Profile['members'] {
    const [head = [], ...lines] = rows;
    return lines.map((line) => Object.fromEntries(head.map((name, at) => [name.trim(), (line[at] ?? '').trim()])));
}

const rowsOf = (sheet: Sheet): readonly (readonly string[])[] => [...sheet.rows].sort(([a], [b]) => a - b).map(([, cells]) => {
    const last = Math.max(...cells.keys());
    return Array.from({ length: last }, (_, at) => cells.get(at + 1)?.text ?? '');
});

const plainText = (value: unknown): string => (value === null || value === undefined ? '' : typeof value === 'string' ? value.trim()
    : Array.isArray(value) ? value.map(plainText).filter((one) => one !== '').join('; ') : typeof value === 'object' ? Object.values(value).map(plainText).filter((one) => one !== '').join('; ') : String(value));

function ofJson(text: string, isMembers: (name: string) => boolean): Profile {
    let told: unknown;
    try { told = JSON.parse(text); } catch { throw new Unread('not_json'); }
    const whole = Array.isArray(told) && told.length === 1 ? told[0] as unknown : told;
    if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) throw new Unread('no_object');
    const entries: Entry[] = [];
    const members: Readonly<Record<string, string>>[] = [];
    for (const [name, value] of Object.entries(whole)) {
        if (isMembers(name) && Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one)))
            members.push(...value.map((one) => Object.fromEntries(Object.entries(one as object).map(([key, each]) => [key, plainText(each)]))));
        else entries.push({ name: name.replaceAll('_', ' '), value: plainText(value), place: name });
    }
    return { entries, members };
}

export async function readProfile(file: File, isKnown: (name: string) => boolean, isMembers: (name: string) => boolean): Promise<Profile> {
    if (file.size > file_bytes_max) throw new Unread('too_large');
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes.length === 0) throw new Unread('empty');
    let profile: Profile;
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
        const { readWorkbook } = await import('../workbook/read');
        const sheets = readWorkbook(bytes);
        const listed = sheets.find((one, at) => at > 0 && isMembers(one.name));
        const [first] = sheets;
        profile = { entries: first ? entriesOf(rowsOf(first), isKnown) : [], members: listed ? membersOf(rowsOf(listed)) : [] };
    } else {
        const text = textOf(bytes);
        if (/^\ufeff?\s*[[{]/.test(text)) profile = ofJson(text.replace(/^\ufeff/, ''), isMembers);
        else if (/\.(csv|txt)$/i.test(file.name)) profile = { entries: entriesOf(csvRows(text), isKnown), members: [] };
        else throw new Unread('not_known');
    }
    const entries = profile.entries.filter((one) => one.name !== '' && one.value !== '');
    if (entries.length === 0 && profile.members.length === 0) throw new Unread('empty');
    return { entries, members: profile.members };
}
