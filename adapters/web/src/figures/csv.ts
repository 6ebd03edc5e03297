// A table as text for other programs. Source: RFC 4180; amounts with a point and without grouping, instants as the record has them.

import { isDecimal } from '../money';

// Spreadsheet programs take a cell that begins so for a formula; whoever named an application is not to run one.
const formula = /^[=+\-@\t\r]/;

function cellOf(text: string): string {
    const safe = formula.test(text) && !isDecimal(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// The mark at the beginning has spreadsheet programs read UTF-8.
export function csvOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
    return `\ufeff${[header, ...rows].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('')}`;
}
