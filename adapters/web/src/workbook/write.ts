// Writing a workbook: sheets with a few fixed looks, locked where nothing is to be filled in.
// Shape:  texts are written as texts, so that none of them is ever taken for a formula.

import { strToU8, zipSync } from 'fflate';
import { columnName } from './workbook';

export type Look = 'title' | 'text' | 'strong' | 'head' | 'given' | 'score' | 'comment' | 'number';
export interface Written { readonly value?: string; readonly isNumber?: boolean; readonly look: Look }
export interface WrittenRow { readonly cells: readonly (Written | undefined)[]; readonly height?: number; readonly hidden?: boolean }
// `from`: the cells of another sheet that have what may be chosen.
export interface Choice { readonly cells: string; readonly from: string; readonly title: string; readonly message: string }
export interface WrittenSheet {
    readonly name: string;
    readonly rows: readonly WrittenRow[];
    readonly widths: readonly number[];  // in characters
    readonly hidden?: boolean;
    readonly frozen?: { readonly rows: number; readonly columns: number };
    readonly merged?: readonly string[];
    readonly choices?: readonly Choice[];
}

const looks: readonly Look[] = ['title', 'text', 'strong', 'head', 'given', 'score', 'comment', 'number'];
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const type_of = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

// What XML cannot hold is spelled _xHHHH_, and what looks so already is spelled out, too.
function escaped(text: string): string {
    return text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
        .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, (one) => `_x${one.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`)
        .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
        .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

const styles = `${head}<styleSheet xmlns="${main}">
<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="15"/><name val="Calibri"/></font></fonts>
<fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFE3E9F0"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFF3F3F3"/></patternFill></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFFFFFE5"/></patternFill></fill></fills>
<borders count="2"><border/><border><left style="thin"><color rgb="FF8A9199"/></left><right style="thin"><color rgb="FF8A9199"/></right><top style="thin"><color rgb="FF8A9199"/></top><bottom style="thin"><color rgb="FF8A9199"/></bottom></border></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="9"><xf/>
${xf(2, 0, 0, 0)}${xf(0, 0, 0, 0, true)}${xf(1, 0, 0, 0, true)}${xf(1, 2, 1, 0, true)}${xf(0, 3, 1, 49, true)}${xf(0, 4, 1, 0, false, true)}${xf(0, 4, 1, 49, true, true)}${xf(0, 3, 1, 0)}
</cellXfs></styleSheet>`;

function xf(font: number, fill: number, border: number, format: number, wraps = false, unlocked = false): string {
    return `<xf fontId="${font}" fillId="${fill}" borderId="${border}" numFmtId="${format}" applyFont="1" applyFill="1" applyBorder="1" applyNumberFormat="1" applyAlignment="1" applyProtection="1">`
        + `<alignment vertical="top"${wraps ? ' wrapText="1"' : ''}/><protection locked="${unlocked ? 0 : 1}"/></xf>`;
}

function cellXml(cell: Written | undefined, row: number, column: number): string {
    if (!cell) return '';
    const start = `<c r="${columnName(column)}${row}" s="${looks.indexOf(cell.look) + 1}"`;
    if (cell.value === undefined || cell.value === '') return `${start}/>`;
    if (cell.isNumber) return `${start}><v>${cell.value}</v></c>`;
    return `${start} t="inlineStr"><is><t xml:space="preserve">${escaped(cell.value)}</t></is></c>`;
}

function sheetXml(sheet: WrittenSheet, isFirst: boolean): string {
    const { rows = 0, columns = 0 } = sheet.frozen ?? {};
    const pane = sheet.frozen
        ? `<pane xSplit="${columns}" ySplit="${rows}" topLeftCell="${columnName(columns + 1)}${rows + 1}" activePane="bottomRight" state="frozen"/>` : '';
    const widths = sheet.widths.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`).join('');
    const data = sheet.rows.map((row, at) =>
        `<row r="${at + 1}"${row.height ? ` ht="${row.height}" customHeight="1"` : ''}${row.hidden ? ' hidden="1"' : ''}>`
        + `${row.cells.map((cell, column) => cellXml(cell, at + 1, column + 1)).join('')}</row>`).join('');
    const merged = (sheet.merged ?? []).map((one) => `<mergeCell ref="${one}"/>`);
    const choices = (sheet.choices ?? []).map((one) =>
        `<dataValidation type="list" allowBlank="1" showErrorMessage="1" errorTitle="${escaped(one.title)}" error="${escaped(one.message)}" sqref="${one.cells}"><formula1>${escaped(one.from)}</formula1></dataValidation>`);
    return `${head}<worksheet xmlns="${main}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`
        + `<sheetViews><sheetView workbookViewId="0"${isFirst ? ' tabSelected="1"' : ''}>${pane}</sheetView></sheetViews>`
        + `<cols>${widths}</cols><sheetData>${data}</sheetData><sheetProtection sheet="1" formatColumns="0" formatRows="0"/>`
        + (merged.length > 0 ? `<mergeCells count="${merged.length}">${merged.join('')}</mergeCells>` : '')
        + (choices.length > 0 ? `<dataValidations count="${choices.length}">${choices.join('')}</dataValidations>` : '')
        + '<pageSetup orientation="landscape" paperSize="9" fitToHeight="0"/></worksheet>';
}

export function writeWorkbook(sheets: readonly WrittenSheet[]): Uint8Array {
    const names = sheets.map((sheet, at) => `<sheet name="${escaped(sheet.name)}" sheetId="${at + 1}"${sheet.hidden ? ' state="hidden"' : ''} r:id="rId${at + 1}"/>`).join('');
    const links = sheets.map((_, at) => `<Relationship Id="rId${at + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join('');
    const types = sheets.map((_, at) => `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="${type_of}.worksheet+xml"/>`).join('');
    const files: Record<string, string> = {
        '[Content_Types].xml': `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`
            + `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type_of}.sheet.main+xml"/>`
            + `<Override PartName="/xl/styles.xml" ContentType="${type_of}.styles+xml"/>${types}</Types>`,
        '_rels/.rels': `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
        'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${names}</sheets></workbook>`,
        'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${packages}/relationships">${links}<Relationship Id="rId${sheets.length + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
        'xl/styles.xml': styles,
    };
    sheets.forEach((sheet, at) => { files[`xl/worksheets/sheet${at + 1}.xml`] = sheetXml(sheet, at === 0); });
    return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}
