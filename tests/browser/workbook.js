// The score sheet as a file: downloaded, filled in as a spreadsheet would, and uploaded.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { strFromU8, strToU8, unzipSync, zipSync } = createRequire(new URL('../../adapters/web/package.json', import.meta.url))('fflate');
const path = 'xl/worksheets/sheet1.xml';

export async function downloaded(page) {
    const [kept] = await Promise.all([page.waitForEvent('download'), page.locator('main .govuk-button').first().click()]);
    assert.match(kept.suggestedFilename(), /^[a-z-]+\.xlsx$/);
    return readFileSync(await kept.path());
}

export const sheetOf = (workbook) => strFromU8(unzipSync(new Uint8Array(workbook))[path]);

// What is typed into cells of the first sheet: { C6: '<v>4.5</v>' }.
export function filled(workbook, cells) {
    const files = unzipSync(new Uint8Array(workbook));
    let xml = strFromU8(files[path]);
    for (const [place, content] of Object.entries(cells)) {
        const type = content.startsWith('<is>') ? ' t="inlineStr"' : '';
        const written = `<c r="${place}"${type}>${content}</c>`;
        const there = new RegExp(`<c r="${place}"[^>]*?(/>|>.*?</c>)`, 's');
        if (there.test(xml)) xml = xml.replace(there, written);
        else xml = xml.replace('</sheetData>', `<row r="${place.slice(1)}">${written}</row></sheetData>`);
    }
    files[path] = strToU8(xml);
    return Buffer.from(zipSync(files));
}
export const text = (said) => `<is><t>${said}</t></is>`;
export const upload = async (page, buffer, name = 'sheet.xlsx') => page.locator('#offline-file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
