// The pages of those who work on a call, on one that stands in the middle of its work.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { MidwayHouse, lacking_example } from './house.js';
import { look_at } from './looked_at.js';
import { downloaded, filled, text, upload } from './workbook.js';

const call = 'inoklaster-live';
const pages = [
    { name: 'officer-home', person: 'officer', path: () => '/' },
    { name: 'board', person: 'officer', path: () => `/calls/${call}/board` },
    { name: 'applications', person: 'officer', path: () => `/calls/${call}/applications` },
    { name: 'officer-check', person: 'officer', path: () => '/applications/m-11' },
    { name: 'officer-assigns', person: 'officer', path: () => '/applications/m-16' },
    { name: 'selection-confirmed', person: 'officer', path: () => `/calls/${call}/rounds/r1/selections/ranking` },
    { name: 'selection-collecting', person: 'head', path: () => `/calls/${call}/rounds/r2/selections/ranking` },
    { name: 'head-home', person: 'head', path: () => '/' },
    { name: 'head-confirms', person: 'head', path: () => '/applications/m-13' },
    { name: 'expert-reviews', person: 'expert', path: () => `/calls/${call}/reviews` },
    { name: 'expert-declares', person: 'expert', path: () => '/applications/m-16' },
    { name: 'expert-scores', person: 'expert', path: () => '/applications/m-19' },
    { name: 'expert-offline', person: 'expert', path: () => `/calls/${call}/reviews/offline` },
    { name: 'expert-offline-read', person: 'expert', path: () => `/calls/${call}/reviews/offline`,
        act: async (page) => {
            await upload(page, filled(await downloaded(page), { C6: '<f>2+2</f><v>4</v>', E6: '<v>4.3</v>', A9: text('m-01') }));
            await page.locator('#mistakes-title').waitFor();
        } },
    { name: 'expert-offline-changes', person: 'expert', path: () => `/calls/${call}/reviews/offline`,
        act: async (page) => {
            await upload(page, filled(await downloaded(page), { C6: text('4,5'), D6: text('The objective is met, and measured.'), E6: '<v>3</v>' }));
            await page.locator('main .govuk-button').nth(2).waitFor();
        } },
    { name: 'expert-consensus', person: 'expert', path: () => '/applications/m-21',
        act: (page) => page.locator('details').evaluateAll((all) => { for (const one of all) one.open = true; }) },
    { name: 'ministry-decides', person: 'ministry', path: () => '/applications/m-02' },
    { name: 'audit', person: 'auditor', path: () => `/calls/${call}/audit` },
];

// One for all tests of this file: telling the example takes longer than they do.
let shared;
const midway = async () => { shared ??= MidwayHouse.open(); return shared; };
after(async () => { await (await shared)?.close(); });

test('the pages of officers, heads, experts, the ministry and auditors are accessible and fit a phone', { skip: lacking_example, timeout: 840000 }, async (t) => {
    const house = await midway();
    for (const one of pages) await look_at(t, house, one);
});

test('an expert scores an application, submits it and keeps the receipt', { skip: lacking_example, timeout: 240000 }, async () => {
    const house = await midway();
    const page = await house.window({ person: 'expert' });
    await page.visit('/applications/m-19');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Give a score: Plan and budget').first().waitFor();
    const criteria = ['contribution', 'consortium', 'business', 'plan'];
    for (const [at, one] of criteria.entries()) {
        await page.locator(`#score-${one}`).selectOption(['4.5', '4', '3.5', '4'][at]);
        await page.locator(`#comment-${one}`).fill(`Because of ${one}.`);
    }
    await page.getByText(/^Saved at/).waitFor();
    // What was saved is there for another window, and in the list of all reviews.
    const other = await house.window({ person: 'expert' });
    await other.visit(`/calls/${call}/reviews`);
    assert.equal(await other.locator('#m-m-19-contribution').inputValue(), '4.5');
    await page.getByRole('button', { name: 'Submit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Contribution to the objective of the call: 4.5').waitFor();
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await page.getByRole('heading', { name: 'Your review is submitted' }).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /receipt/i }).click()]);
    assert.match(readFileSync(await download.path(), 'utf8'), /c2sp\.org\/tlog-proof@v1/);
    const told = await (await house.client('officer')).see('/applications/m-19');
    assert.ok(Object.values(told.state.reviews.evaluation.assignments).some((one) => one.scores?.contribution === '4.5'));
    assert.deepEqual(page.faults, []);
});

test('a head confirms what an officer proposed, and sees it no longer wait', { skip: lacking_example, timeout: 240000 }, async () => {
    const house = await midway();
    const page = await house.window({ person: 'head' });
    await page.visit('/applications/m-13');
    await page.getByRole('button', { name: 'Confirm the verdict' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Confirm the verdict' }).click();
    await page.getByRole('heading', { name: 'Done: Confirm the verdict' }).waitFor();
    const told = await (await house.client('officer')).see('/applications/m-13');
    assert.notEqual(told.state.stage, 'check.proposed');
    assert.deepEqual(page.faults, []);
});

test('an auditor verifies the record in the browser, and a changed entry is named', { skip: lacking_example, timeout: 240000 }, async () => {
    const house = await midway();
    const page = await house.window({ person: 'auditor' });
    await page.visit(`/calls/${call}/audit`);
    await page.getByRole('button', { name: 'Verify in this browser' }).click();
    await page.getByText(/^The record is whole: \d+ entries/).waitFor();
    // The server, or somebody before it, hands out another entry 7.
    await page.route('**/log/entries*', async (route) => {
        const answer = await route.fetch();
        const told = await answer.json();
        for (const one of told.items) if (one.index === 7) one.leaf = one.leaf.replace('"index":7', '"index":8');
        await route.fulfill({ response: answer, json: told });
    });
    await page.getByRole('button', { name: 'Verify in this browser' }).click();
    await page.getByText('Entry 7 is not what its hash says.').waitFor();
    assert.deepEqual(page.faults, []);
});
