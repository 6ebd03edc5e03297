// Reading a workbook that LibreOffice, Excel or we wrote: what stands in its cells, and nothing worked out.
// Errors: Unreadable, which says what the file is instead. A formula is told as one, and its value is not taken.

import { strFromU8, unzipSync } from 'fflate';
import { Parser } from 'saxen';
import { placeOf, type Cell, type Sheet } from './workbook';

export type Unread = 'not_a_workbook' | 'old_workbook' | 'open_document' | 'too_large' | 'damaged';

export class Unreadable extends Error {
    override readonly name = 'Unreadable';
    constructor(readonly why: Unread) { super(why); }
}

const file_bytes_max = 10_000_000;
const unpacked_bytes_max = 60_000_000;
const cells_max = 500_000;

type Attributes = Readonly<Record<string, string>>;
interface Heard { open?: (name: string, attributes: Attributes) => void; close?: (name: string) => void; text?: (text: string) => void }

// Names without their prefix, which every program chooses itself.
const bare = (name: string): string => name.slice(name.indexOf(':') + 1);

function walk(xml: string, heard: Heard): void {
    let failed = false;
    const parser = new Parser();
    parser.on('openTag', (name, attributes, decode) =>
        heard.open?.(bare(name), Object.fromEntries(Object.entries(attributes()).map(([key, value]) => [bare(key), decode(value)]))));
    parser.on('closeTag', (name) => heard.close?.(bare(name)));
    parser.on('text', (text, decode) => heard.text?.(decode(text)));
    parser.on('cdata', (text) => heard.text?.(text));
    parser.on('error', () => { failed = true; });
    parser.parse(xml);
    if (failed) throw new Unreadable('damaged');
}

const unescaped = (text: string): string =>
    text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))).replace(/\r\n?/g, '\n');

function unpacked(bytes: Uint8Array): ReadonlyMap<string, string> {
    if (bytes.length > file_bytes_max) throw new Unreadable('too_large');
    const begins = (...with_: number[]): boolean => with_.every((byte, at) => bytes[at] === byte);
    if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw new Unreadable('old_workbook');
    if (!begins(0x50, 0x4b)) throw new Unreadable('not_a_workbook');
    let total = 0;
    let files: Record<string, Uint8Array>;
    try {
        files = unzipSync(bytes, { filter: ({ name, originalSize }) => {
            if (!/\.(xml|rels)$/.test(name) && name !== 'mimetype') return false;
            total += originalSize;
            if (total > unpacked_bytes_max) throw new Unreadable('too_large');
            return true;
        } });
    } catch (thrown) {
        throw thrown instanceof Unreadable ? thrown : new Unreadable('damaged');
    }
    return new Map(Object.entries(files).map(([name, content]) => [name, strFromU8(content)]));
}

// Which of the looks (`s` of a cell) show a number as a day. Source: ECMA-376 part 1, 18.8.30.
function daysOf(xml: string | undefined): ReadonlySet<number> {
    const days = new Set<number>();
    if (xml === undefined) return days;
    const shows = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57]);
    let inside = false;
    let at = 0;
    walk(xml, {
        open: (name, attributes) => {
            if (name === 'numFmt') {
                const code = (attributes['formatCode'] ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
                if (/[dmyhs]/i.test(code) && !/general/i.test(code)) shows.add(Number(attributes['numFmtId']));
            }
            if (name === 'cellXfs') inside = true;
            if (inside && name === 'xf') { if (shows.has(Number(attributes['numFmtId']))) days.add(at); at += 1; }
        },
        close: (name) => { if (name === 'cellXfs') inside = false; },
    });
    return days;
}

// Texts that cells share; what tells how a text is pronounced is no part of it.
function sharedOf(xml: string | undefined): readonly string[] {
    const shared: string[] = [];
    if (xml === undefined) return shared;
    let text: string | undefined;
    let isSaid = false;
    let isAside = false;
    walk(xml, {
        open: (name) => {
            if (name === 'si') text = '';
            if (name === 'rPh') isAside = true;
            if (name === 't') isSaid = !isAside;
        },
        close: (name) => {
            if (name === 'rPh') isAside = false;
            if (name === 't') isSaid = false;
            if (name === 'si') { shared.push(unescaped(text ?? '')); text = undefined; }
        },
        text: (more) => { if (isSaid && text !== undefined) text += more; },
    });
    return shared;
}

// A day of the calendar that spreadsheets count in: 1 is the first of January 1900, and a 29th of February of
// that year is counted, too.
function dayOf(count: string): string {
    const days = Math.floor(Number(count));
    return new Date(Date.UTC(1899, 11, days > 59 ? 30 : 31) + days * 86_400_000).toISOString().slice(0, 10);
}

// The shortest text of the same number: some programs write 1.1000000000000001.
function plainNumber(text: string): string {
    const value = Number(text);
    if (!Number.isFinite(value)) return text;
    const short = String(value);
    return short.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : short;
}

function rowsOf(xml: string, shared: readonly string[], days: ReadonlySet<number>, mayHold: () => boolean): Sheet['rows'] {
    const rows = new Map<number, Map<number, Cell>>();
    let row = 0;
    let column = 0;
    let kind = 'n';
    let look = 0;
    let value = '';
    let isFormula = false;
    let inside: 'v' | 't' | 'f' | undefined;
    let isAside = false;
    const cell = (): Cell | undefined => {
        if (isFormula) return { is: 'formula', text: value };
        if (kind === 's') { const text = shared[Number(value)] ?? ''; return text === '' ? undefined : { is: 'text', text }; }
        if (value === '') return undefined;
        if (kind === 'inlineStr' || kind === 'str') return { is: 'text', text: unescaped(value) };
        if (kind === 'b') return { is: 'truth', text: value };
        if (kind === 'e') return { is: 'error', text: value };
        if (kind === 'd') return { is: 'day', text: value.slice(0, 10) };
        return days.has(look) ? { is: 'day', text: dayOf(value) } : { is: 'number', text: plainNumber(value) };
    };
    walk(xml, {
        open: (name, attributes) => {
            if (name === 'row') { row = Number(attributes['r'] ?? row + 1); column = 0; }
            if (name === 'c') {
                const place = placeOf(attributes['r'] ?? '');
                column = place?.[1] ?? column + 1;
                kind = attributes['t'] ?? 'n';
                look = Number(attributes['s'] ?? 0);
                value = '';
                isFormula = false;
            }
            if (name === 'rPh') isAside = true;
            if (name === 'f') { isFormula = true; inside = 'f'; }
            if (name === 'v' || (name === 't' && !isAside)) inside = name;
        },
        close: (name) => {
            if (name === 'rPh') isAside = false;
            if (name === 'v' || name === 't' || name === 'f') inside = undefined;
            if (name !== 'c') return;
            const held = cell();
            if (!held) return;
            if (!mayHold()) throw new Unreadable('too_large');
            let cells = rows.get(row);
            if (!cells) { cells = new Map(); rows.set(row, cells); }
            cells.set(column, held);
        },
        text: (more) => { if (inside === 'v' || inside === 't') value += more; },
    });
    return rows;
}

export function readWorkbook(bytes: Uint8Array): readonly Sheet[] {
    const files = unpacked(bytes);
    if (files.get('mimetype')?.startsWith('application/vnd.oasis.opendocument')) throw new Unreadable('open_document');
    const workbook = files.get('xl/workbook.xml');
    const links = files.get('xl/_rels/workbook.xml.rels');
    if (workbook === undefined || links === undefined) throw new Unreadable('not_a_workbook');
    const targets = new Map<string, string>();
    walk(links, { open: (name, attributes) => {
        if (name !== 'Relationship') return;
        const target = attributes['Target'] ?? '';
        targets.set(attributes['Id'] ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    } });
    const days = daysOf(files.get('xl/styles.xml'));
    const shared = sharedOf(files.get('xl/sharedStrings.xml'));
    const listed: { name: string; path: string }[] = [];
    walk(workbook, { open: (name, attributes) => {
        if (name === 'sheet') listed.push({ name: attributes['name'] ?? '', path: targets.get(attributes['id'] ?? '') ?? '' });
    } });
    let cells = 0;
    const mayHold = (): boolean => { cells += 1; return cells <= cells_max; };
    return listed.flatMap(({ name, path }) => {
        const xml = files.get(path);
        return xml === undefined ? [] : [{ name, rows: rowsOf(xml, shared, days, mayHold) }];
    });
}
