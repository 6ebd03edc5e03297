// An expert's score sheets as a workbook: filled in without a network, shown cell by cell, saved as drafts.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { MidwayHouse, lacking_example } from './house.js';
import { downloaded, filled, sheetOf, text, upload } from './workbook.js';

const call = 'inoklaster-live';
const address = `/calls/${call}/reviews/offline`;

let shared;
const midway = async () => { shared ??= MidwayHouse.open(); return shared; };
after(async () => { await (await shared)?.close(); });

test('an expert scores offline', { skip: lacking_example, timeout: 400000 }, async (t) => {
    const house = await midway();
    const expert = await house.client('expert');
    const { id: me } = await expert.see('/me');
    await expert.give('OpenApplication', { application: 'm-18', step: 'evaluation', expert: me });
    const draftOf = (application) => expert.see(`/applications/${application}/draft`).catch(() => undefined);
    await expert.ask('PUT', '/applications/m-19/draft', { score_contribution: '4.5', comment_contribution: 'Begun.', ready: true });
    const page = await house.window({ person: 'expert' });
    let sheet;
    let row;  // of each application

    await t.test('all that can be scored is in the workbook, with what is saved; the others are named', async () => {
        await page.visit(address);
        await page.getByText('2 reviews are in it.').waitFor();
        await page.getByText('Not in it').click();
        await page.getByText('declare your interests first').waitFor();
        await page.getByText('already submitted').waitFor();
        sheet = await downloaded(page);
        const xml = sheetOf(sheet);
        row = Object.fromEntries(['m-18', 'm-19'].map((one) => [one, new RegExp(`<c r="A(\\d+)"[^>]*><is><t[^>]*>${one}<`).exec(xml)[1]]));
        assert.match(xml, new RegExp(`<c r="C${row['m-19']}"[^>]*><v>4.5</v>`));
        assert.match(xml, />Begun\.</);
    });

    await t.test('each mistake is named by its cell; nothing of its row is taken', async () => {
        const [a, b] = [row['m-18'], row['m-19']];
        await upload(page, filled(sheet, { [`C${a}`]: '<f>2+2</f><v>4</v>', [`D${a}`]: text('Good.'), [`E${a}`]: '<v>4.3</v>', [`C${b}`]: '<v>5</v>', A20: text('m-01'), C20: '<v>1</v>' }));
        await page.getByRole('heading', { name: '3 mistakes' }).waitFor();
        const cells = await page.locator('table td[data-title=Cell]').allInnerTexts();
        assert.deepEqual(cells, [`C${a}`, `E${a}`, 'A20']);
        await page.getByText('There is a formula').waitFor();
        await page.getByText('4.3 is not on the scale.').waitFor();
        await page.getByText('You do not review an application m-01').waitFor();
        await page.getByRole('button', { name: 'Save 1 review as a draft' }).waitFor();
        assert.equal(await draftOf('m-18'), undefined);
    });

    await t.test('what is right is shown before and after, and saved as drafts once that is confirmed', async () => {
        const [a, b] = [row['m-18'], row['m-19']];
        await upload(page, filled(sheet, { [`C${a}`]: text('3,5'), [`D${a}`]: text('Good.'), [`C${b}`]: '<v>4</v>', [`D${b}`]: text('Better.') }));
        await page.getByRole('button', { name: 'Save 2 reviews as drafts' }).click();
        assert.equal(await draftOf('m-18'), undefined);
        const rows = await page.locator('table').last().locator('tbody tr').allInnerTexts();
        assert.match(rows.join('\n'), /Contribution to the objective of the call: why\s+Begun\.\s+Better\./);
        await page.getByRole('dialog').getByRole('button', { name: 'Save as drafts' }).click();
        await page.getByText('2 drafts saved. They are not submitted yet.').waitFor();
        assert.deepEqual(await draftOf('m-18'), { score_contribution: '3.5', comment_contribution: 'Good.', ready: false });
        assert.deepEqual(await draftOf('m-19'), { score_contribution: '4', comment_contribution: 'Better.', ready: false });
        const told = await expert.see('/applications/m-19');
        assert.equal(told.state.reviews.evaluation.assignments[me].stage, 'drafting');
        await page.getByRole('link', { name: /Bio-based/ }).click();
        await page.until(() => document.querySelector('#comment-contribution')?.value === 'Better.');
        assert.equal(await page.locator('#score-contribution').inputValue(), '4');
    });

    await t.test('what was saved since the download is not overwritten unasked', async () => {
        await page.visit(address);
        const again = await downloaded(page);
        await expert.ask('PUT', '/applications/m-19/draft', { score_contribution: '2', comment_contribution: 'Better.', ready: false });
        await page.visit(address);
        await upload(page, filled(again, { [`C${row['m-19']}`]: '<v>5</v>', [`F${row['m-19']}`]: text('From the train.') }));
        await page.getByText('Changed here since the download').waitFor();
        await page.getByRole('button', { name: 'Save 1 review as a draft' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Save as drafts' }).click();
        await page.getByText('1 draft saved.').waitFor();
        assert.deepEqual(await draftOf('m-19'), { score_contribution: '2', comment_contribution: 'Better.', comment_consortium: 'From the train.', ready: false });
        await upload(page, filled(again, { [`C${row['m-19']}`]: '<v>5</v>' }));
        await page.getByLabel('What the file says').check();
        await page.getByRole('button', { name: 'Save 1 review as a draft' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Save as drafts' }).click();
        await page.getByText('1 draft saved.').waitFor();
        assert.equal((await draftOf('m-19')).score_contribution, '5');
    });

    await t.test('a draft that changes between looking and saving is not overwritten', async () => {
        await page.visit(address);
        await upload(page, filled(sheet, { [`C${row['m-18']}`]: '<v>1</v>' }));
        await page.getByLabel('What the file says').check();
        await page.getByRole('button', { name: 'Save 1 review as a draft' }).click();
        await expert.ask('PUT', '/applications/m-18/draft', { score_contribution: '3', ready: false });
        await page.getByRole('dialog').getByRole('button', { name: 'Save as drafts' }).click();
        await page.getByText(/^Not saved: /).waitFor();
        assert.equal((await draftOf('m-18')).score_contribution, '3');
    });

    await t.test('the sheet of another expert, and what is no sheet, are refused whole', async () => {
        const other = await house.join('expert-k05');
        await other.give('OpenApplication', { application: 'm-18', step: 'evaluation', expert: 'expert-k05' });
        const theirs = await house.window({ person: 'expert-k05' });
        await theirs.visit(address);
        await theirs.getByText('1 review is in it.').waitFor();
        await upload(theirs, filled(sheet, { C6: '<v>1</v>' }));
        await theirs.getByText('This is the score sheet of another expert').waitFor();
        await upload(theirs, Buffer.from('a;b;c'), 'sheet.xlsx');
        await theirs.getByText('This file is no workbook.').waitFor();
        assert.equal(await theirs.getByRole('button', { name: /^Save/ }).count(), 0);
        assert.deepEqual(theirs.faults, []);
    });
    assert.deepEqual(page.faults, []);
});
