// The pages of those who work on a call, on one that stands in the middle of its work.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { MidwayHouse, lacking_example } from './house.js';
import { look_at } from './looked_at.js';
import { downloaded, filled, text, upload } from './workbook.js';

const call = 'inoklaster-live';
const then = `calls/${call}@150`;  // in the first round
const pages = [
    { name: 'officer-home', person: 'officer', path: () => '/' },
    { name: 'board', person: 'officer', path: () => `/calls/${call}/board` },
    { name: 'applications', person: 'officer', path: () => `/calls/${call}/applications` },
    { name: 'officer-check', person: 'officer', path: () => '/applications/m-11' },
    { name: 'officer-assigns', person: 'officer', path: () => '/applications/m-16' },
    { name: 'notices', person: 'officer', path: () => `/calls/${call}/notices`,
        act: async (page) => {
            await page.getByRole('button', { name: 'Choose all shown' }).or(page.getByRole('button', { name: 'Pasirinkti visas rodomas' })).click();
            await page.locator('.next .actions button').first().click();
        } },
    { name: 'letter-officer', person: 'officer', path: () => '/applications/m-04/letter' },
    { name: 'order-officer', person: 'officer', path: () => `/calls/${call}/order` },
    { name: 'order', person: 'ministry', path: () => `/calls/${call}/order`,
        act: (page) => page.locator('.next .actions button').first().click() },
    { name: 'selection-confirmed', person: 'officer', path: () => `/calls/${call}/rounds/r1/selections/ranking` },
    { name: 'selection-collecting', person: 'head', path: () => `/calls/${call}/rounds/r2/selections/ranking` },
    { name: 'figures', person: 'officer', path: () => `/calls/${call}/figures` },
    { name: 'figures-round', person: 'auditor', path: () => `/calls/${call}/figures?round=r1` },
    { name: 'results-told', path: () => '/calls/inoklaster-2026/results' },
    { name: 'head-home', person: 'head', path: () => '/' },
    { name: 'head-proposals', person: 'head', path: () => '/proposals' },
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
    { name: 'auditor-home', person: 'auditor', path: () => '/' },
    { name: 'all-reviews', person: 'auditor', path: () => `/calls/${call}/all-reviews` },
    { name: 'audit-then', person: 'auditor', path: () => `/calls/${call}/audit?as-of=${then}` },
    { name: 'board-then', person: 'auditor', path: () => `/calls/${call}/board?as-of=${then}` },
    { name: 'application-then', person: 'auditor', path: () => `/applications/m-02?as-of=${then}` },
    { name: 'before-it-was', person: 'auditor', path: () => `/applications/m-31?as-of=${then}` },
    { name: 'privacy-home', person: 'privacy', path: () => '/',
        act: (page) => page.locator('main details').evaluateAll((all) => { for (const one of all) one.open = true; }) },
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

test('an auditor sees every page of a call as it stood, and nothing to do there', { skip: lacking_example, timeout: 240000 }, async () => {
    const house = await midway();
    const auditor = await house.client('auditor');
    const of = async (path, asOf) => auditor.see(`${path}${asOf ? `?as-of=${encodeURIComponent(asOf)}` : ''}`);
    const page = await house.window({ person: 'auditor' });
    const settled = (one = page) => one.until(() => document.querySelector('[aria-busy=true]') === null);
    const banner = page.getByRole('region', { name: 'A moment of the past' });
    const counts = async () => Object.fromEntries((await page.locator('section', { has: page.getByRole('heading', { name: 'Steps and outcomes' }) }).locator('tbody tr').evaluateAll(
        (rows) => rows.map((row) => [...row.cells].slice(0, 2).map((cell) => cell.textContent)))).filter(([, count]) => count !== '0'));
    const countsOf = ({ steps, outcomes }) => Object.fromEntries([...steps.map((one) => [one.title.en, String(one.waiting)]), ...outcomes.map((one) => [one.title.en, String(one.count)])].filter(([, count]) => count !== '0'));
    // From the audit's slider, by keyboard.
    await page.visit(`/calls/${call}/audit`);
    assert.equal(await banner.count(), 0);
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await banner.waitFor();
    const { items: entries } = await of(`/calls/${call}/timeline`);
    await page.until((index) => new URLSearchParams(location.search).get('as-of')?.endsWith(`@${index}`), entries.at(-2).index);
    await slider.evaluate((input) => { input.value = 120; input.dispatchEvent(new Event('input', { bubbles: true })); });
    const asOf = `calls/${call}@${entries[120].index}`;
    await page.until((wanted) => new URLSearchParams(location.search).get('as-of') === wanted, asOf);
    // To the board of that moment, and on from it.
    await page.locator('main').getByRole('link', { name: 'The call at a glance' }).first().click();
    await page.getByRole('heading', { name: 'Steps and outcomes' }).waitFor();
    await settled();
    await banner.getByText(`right after entry ${entries[120].index}`).waitFor();
    const [before, now] = [countsOf(await of(`/calls/${call}/board`, asOf)), countsOf(await of(`/calls/${call}/board`))];
    assert.notDeepEqual(before, now);
    assert.deepEqual(await counts(), before);
    await banner.getByRole('button', { name: 'Forward' }).click();
    await page.until((index) => new URLSearchParams(location.search).get('as-of')?.endsWith(`@${index}`), entries[121].index);
    await page.goBack();
    // Of many moments, the way back leads to where one came from.
    await page.waitForURL(/\/audit\?as-of=/);
    await page.goForward();
    await page.getByRole('heading', { name: 'Steps and outcomes' }).waitFor();
    await page.locator('main').getByRole('link', { name: 'Applications', exact: true }).first().click();
    await page.getByText(/^\d+ rows?$/).waitFor();
    await settled();
    const { items } = await of(`/calls/${call}/applications`, `calls/${call}@${entries[121].index}`);
    assert.equal(await page.locator('main tbody tr').count(), items.length);
    const { application } = items[0];
    await page.getByRole('link', { name: application }).click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await settled();
    assert.match(new URL(page.url()).searchParams.get('as-of') ?? '', /@\d+$/);
    await banner.getByRole('button', { name: 'Back to now' }).click();
    await banner.waitFor({ state: 'detached' });
    assert.equal(new URL(page.url()).search, '');
    // Who may act is offered nothing in the past.
    const officer = await house.window({ person: 'officer' });
    await officer.visit('/applications/m-16');
    await officer.getByRole('heading', { name: 'What to do here' }).waitFor();
    await officer.visit(`/applications/m-16?as-of=${encodeURIComponent(new Date(Date.now() - 5000).toISOString().replace(/\.\d+/, ''))}`);
    await officer.getByRole('heading', { name: 'History' }).waitFor();
    await settled(officer);
    assert.deepEqual(await officer.locator('main .govuk-button').allTextContents(), []);
    // A form is of now.
    await officer.goto(`${house.origin}/applications/m-16/form?as-of=${asOf}`);
    await officer.until(() => location.search === '');
    for (const one of [page, officer]) assert.deepEqual(one.faults, []);
});

test('a reading of the past that the server has no time for is asked again, politely', { skip: lacking_example, timeout: 240000 }, async () => {
    const house = await midway();
    const page = await house.window({ person: 'auditor' });
    const asked = [];
    await page.route('**/api/v1/**/board?*', async (route) => {
        asked.push(Date.now());
        if (asked.length < 3) await route.fulfill({ status: 503, headers: { 'retry-after': '1' }, contentType: 'application/problem+json', body: JSON.stringify({ type: '/problems/unavailable', title: 'Busy', status: 503, detail: 'ask again in a while' }) });
        else await route.continue();
    });
    await page.goto(`${house.origin}/calls/${call}/board?as-of=${then}`);
    await page.getByRole('heading', { name: 'Steps and outcomes' }).waitFor();
    assert.equal(asked.length, 3);
    assert.ok(asked[1] - asked[0] >= 900 && asked[2] - asked[1] >= asked[1] - asked[0], 'not before it says, and later each time');
    // More than the server answers at once, three, never go from one window; an end is seen here after the next began.
    let [underWay, most] = [0, 0];
    page.on('request', (request) => { if (request.url().includes('as-of=')) { underWay += 1; most = Math.max(most, underWay); } });
    for (const ends of ['requestfinished', 'requestfailed']) page.on(ends, (request) => { if (request.url().includes('as-of=')) underWay -= 1; });
    for (let at = 140; at > 120; at -= 1) await page.getByRole('button', { name: 'Back', exact: true }).click();
    await page.waitForTimeout(1500);
    await page.until(() => document.querySelector('[aria-busy=true]') === null);
    assert.ok(most >= 1 && most <= 3, `${most} at once`);
});
