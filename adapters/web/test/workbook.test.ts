import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readWorkbook, Unreadable } from '../src/workbook/read';
import { columnName, placeOf, type Sheet } from '../src/workbook/workbook';
import { writeWorkbook } from '../src/workbook/write';

const cells = (sheet: Sheet | undefined): Record<string, string> => Object.fromEntries([...sheet?.rows ?? []].flatMap(([row, of]) =>
    [...of].map(([column, cell]) => [`${columnName(column)}${row}`, `${cell.is} ${cell.text}`])));
const why = (bytes: Uint8Array): string => {
    try { readWorkbook(bytes); } catch (thrown) { return thrown instanceof Unreadable ? thrown.why : String(thrown); }
    return 'read';
};

test('columns are named as spreadsheets name them', () => {
    expect([1, 26, 27, 702, 703].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
    expect(placeOf('AB12')).toEqual([12, 28]);
    expect(placeOf('12')).toBeUndefined();
});

test('what is written is what is read, whatever the text looks like', () => {
    const texts = ['=1+1', '  spaces  ', 'a\nb', '<b> & "q"', '_x0041_', 'bell \u0007', 'ąčęėįšųūž 😀', '\ud800 alone'];
    const bytes = writeWorkbook([
        { name: 'Ąžuolas & co', widths: [10], rows: [{ cells: texts.map((value) => ({ value, look: 'comment' as const })) }, { cells: [{ look: 'score' }, { value: '4.5', isNumber: true, look: 'score' }] }] },
        { name: 'hidden', hidden: true, widths: [10], rows: [{ cells: [{ value: 'x', look: 'text' }] }] },
    ]);
    const [first, second] = readWorkbook(bytes);
    expect(first?.name).toBe('Ąžuolas & co');
    expect([...first?.rows.get(1)?.values() ?? []].map((cell) => cell.text)).toEqual([...texts.slice(0, -1), '\ufffd alone']);
    expect(cells(first)).toMatchObject({ B2: 'number 4.5' });
    expect(cells(first)['A2']).toBeUndefined();
    expect(cells(second)).toEqual({ A1: 'text x' });
});

// As Excel writes: shared texts in runs, prefixes, cells that do not say where they stand, absolute targets.
function likeExcel(rows: string): Uint8Array {
    const ns = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
    return zipSync(Object.fromEntries(Object.entries({
        'xl/workbook.xml': `<x:workbook ${ns}><x:sheets><x:sheet name="S" sheetId="1" r:id="rId7"/></x:sheets></x:workbook>`,
        'xl/_rels/workbook.xml.rels': '<Relationships xmlns="p"><Relationship Id="rId7" Type="t" Target="/xl/worksheets/one.xml"/></Relationships>',
        'xl/styles.xml': `<x:styleSheet ${ns}><x:numFmts><x:numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd;@"/><x:numFmt numFmtId="165" formatCode="0.0&quot; d&quot;"/></x:numFmts><x:cellStyleXfs><x:xf numFmtId="14"/></x:cellStyleXfs><x:cellXfs><x:xf numFmtId="0"/><x:xf numFmtId="164"/><x:xf numFmtId="165"/></x:cellXfs></x:styleSheet>`,
        'xl/sharedStrings.xml': `<x:sst ${ns}><x:si><x:r><x:t>Rich </x:t></x:r><x:r><x:t xml:space="preserve">text</x:t></x:r><x:rPh><x:t>aside</x:t></x:rPh></x:si></x:sst>`,
        'xl/worksheets/one.xml': `<x:worksheet ${ns}><x:sheetData>${rows}</x:sheetData></x:worksheet>`,
    }).map(([name, text]) => [name, strToU8(text)])));
}

test('cells are told for what they are: texts, numbers, days, formulas, truths, errors', () => {
    const [sheet] = readWorkbook(likeExcel(
        '<x:row r="3"><x:c r="B3" t="s"><x:v>0</x:v></x:c><x:c><x:v>1.1000000000000001</x:v></x:c><x:c s="1"><x:v>46146</x:v></x:c><x:c s="2"><x:v>4</x:v></x:c></x:row>'
        + '<x:row><x:c r="A4"><x:f>1+1</x:f><x:v>2</x:v></x:c><x:c t="str"><x:f>B3</x:f><x:v>Rich</x:v></x:c><x:c t="b"><x:v>1</x:v></x:c><x:c t="e"><x:v>#REF!</x:v></x:c><x:c r="Z4" s="1"/></x:row>'));
    expect(cells(sheet)).toEqual({
        B3: 'text Rich text', C3: 'number 1.1', D3: 'day 2026-05-04', E3: 'number 4', A4: 'formula 2', B4: 'formula Rich', C4: 'truth 1', D4: 'error #REF!',
    });
});

test('what is no workbook is named', () => {
    expect(why(strToU8('a;b;c'))).toBe('not_a_workbook');
    expect(why(new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2]))).toBe('old_workbook');
    expect(why(zipSync({ mimetype: strToU8('application/vnd.oasis.opendocument.spreadsheet'), 'content.xml': strToU8('<a/>') }))).toBe('open_document');
    expect(why(zipSync({ 'word/document.xml': strToU8('<a/>') }))).toBe('not_a_workbook');
    const whole = likeExcel('');
    expect(why(whole.slice(0, whole.length - 40))).toBe('damaged');
    expect(why(likeExcel('<x:row><x:c></x:row>'))).toBe('damaged');
    expect(why(new Uint8Array(10_000_001))).toBe('too_large');
    expect(why(zipSync({ 'xl/workbook.xml': [new Uint8Array(60_000_001), { level: 1 }] }))).toBe('too_large');
});
