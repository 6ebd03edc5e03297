// A workbook as both of write.ts and read.ts have it.
// Units:  rows and columns from 1, as spreadsheets show them; numbers as decimal text.
// Source: ECMA-376 part 1, SpreadsheetML.

export interface Cell { readonly is: 'text' | 'number' | 'day' | 'formula' | 'truth' | 'error'; readonly text: string }
export interface Sheet { readonly name: string; readonly rows: ReadonlyMap<number, ReadonlyMap<number, Cell>> }

export const textAt = (sheet: Sheet, row: number, column: number): string => sheet.rows.get(row)?.get(column)?.text ?? '';

// "E", "AA".
export function columnName(column: number): string {
    let name = '';
    for (let left = column; left > 0; left = Math.floor((left - 1) / 26)) name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
    return name;
}

// "E7" as [7, 5].
export function placeOf(reference: string): readonly [row: number, column: number] | undefined {
    const read = /^([A-Z]{1,3})(\d{1,7})$/.exec(reference);
    if (!read) return undefined;
    const column = [...read[1] ?? ''].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
    return [Number(read[2]), column];
}

// A spreadsheet's cell holds no more.
export const cell_length_max = 32_767;
