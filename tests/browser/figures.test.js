// Figures of a call, a list that is confirmed, and results that anybody checks.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { House, lacking, password } from './house.js';
import { listed } from './listed.js';
import { look_at } from './looked_at.js';

let house;
let shared;
const told = async () => {
    shared ??= House.open().then(async (opened) => { house = opened; return listed(opened); });
    return { ...await shared, house };
};
after(async () => { await house?.close(); });

const options = { skip: lacking, timeout: 840000 };
const page_of = async (house, person, path, more = {}) => (await house.window({ person, ...more })).visit(path);
const taken = async (page, button) => {
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
};
// Whoever showed anew who they are has another session.
const in_anew = async (house, person) => {
    const login = `${person}@example.org`;
    const client = house.caller(login);
    await client.ask('POST', '/session', { login, password });
    house.clients[person] = client;
    return client;
};
const open_all = (page) => page.locator('details').evaluateAll((all) => { for (const one of all) one.open = true; });

test('the figures, the proposals and the list are accessible and fit a phone', options, async (t) => {
    const { house, call } = await told();
    for (const one of [
        { name: 'figures-listed', person: 'petras', path: () => `/calls/${call}/figures` },
        { name: 'proposals', person: 'rasa', path: () => '/proposals', act: open_all },
        { name: 'robustness', person: 'rasa', path: () => `/calls/${call}/rounds/r1/selections/ranking`, act: async (page) => {
            await page.getByRole('button', { name: /Work it out|Apskaičiuoti/ }).click();
            await page.getByText(/No one expert|depends on single|Nė vienas atskiras|priklauso nuo atskirų/).first().waitFor();
        } },
        { name: 'results-none', path: () => `/calls/${call}/results` },
    ]) await look_at(t, house, one);
});

test('a picture shows what the server counted, and its table and files say the same', options, async () => {
    const { house, call, petras } = await told();
    const statistics = await petras.see(`/calls/${call}/statistics`);
    const page = await page_of(house, 'petras', `/calls/${call}/figures`, { dark: true });
    const funnel = page.locator('.figure').first();
    const widths = await funnel.locator('.plot__bar').evaluateAll((all) => all.map((one) => Number(one.getAttribute('width'))));
    const counts = statistics.funnel.map((one) => one.count ?? 0);
    assert.equal(widths.length, counts.length);
    for (const [at, width] of widths.entries()) assert.ok(Math.abs(width / widths[0] - counts[at] / counts[0]) < 0.001, `${at}: ${width}`);
    // The description is the picture's, and it is one thing to who hears it.
    const picture = page.getByRole('img', { name: /How far applications came/ });
    await picture.waitFor();

    const scores = page.locator('.figure', { hasText: 'Scores by criterion' });
    const table = await taken(page, scores.getByRole('button', { name: /CSV/ }));
    assert.equal(table.name, `${call}-scores-review.csv`);
    const lines = table.text.replace(/^\ufeff/, '').split('\r\n');
    assert.equal(lines[0], 'Criterion,Scores given,Lowest,A quarter up to,Median,Three quarters up to,Highest,Threshold,Below the threshold,"Each score, and how often"');
    assert.equal(lines[1], 'Novelty,6,3.5,3.5,4,4.5,5,2,0,"3.5 × 2, 4 × 2, 4.5 × 1, 5 × 1"');
    await scores.locator('summary').click();
    assert.deepEqual(await scores.locator('tbody tr').first().locator('td').allTextContents(), ['Novelty', '6', '3.5', '3.5', '4', '4.5', '5', '2', '0', '3.5 × 2, 4 × 2, 4.5 × 1, 5 × 1']);

    const line = page.locator('.figure', { hasText: 'Funding line' });
    const list = await taken(page, line.getByRole('button', { name: /CSV/ }));
    assert.match(list.text, /^1,[^,]+,\S+,\S+,\S+,100(\.00)?,Selected\r$/m);
    assert.equal(await line.locator('.plot__cut').count(), 1);
    assert.equal(await line.locator('.plot__mark--in').count() - 1, 2, 'two are in, and one mark explains them');
    const budget = await taken(page, page.locator('.figure', { hasText: 'Budget over time' }).getByRole('button', { name: /CSV/ }));
    assert.match(budget.text, /^\d{4}-\d\d-\d\dT[\d:.]+Z,\d+,250\.00,0\r$/m);
    assert.deepEqual(page.faults, []);
});

test('a picture that is taken away stands by itself, in light colours', options, async () => {
    const { house, call } = await told();
    const page = await page_of(house, 'petras', `/calls/${call}/figures`, { dark: true, language: 'lt', width: 390 });
    await page.locator('.plot__cut').waitFor({ state: 'attached' });
    const pictures = await page.locator('.figure').count();
    assert.equal(pictures, 7);
    for (let at = 0; at < pictures; at += 1) {
        const { name, text } = await taken(page, page.locator('.figure').nth(at).getByRole('button', { name: /SVG/ }));
        assert.match(name, /\.svg$/);
        assert.doesNotMatch(text, /class=|var\(|style=|href=|url\(/, name);
        assert.match(text, /<svg[^>]+xmlns="http:\/\/www.w3.org\/2000\/svg"/);
        const read = await page.evaluate((svg) => {
            const read = new DOMParser().parseFromString(svg, 'image/svg+xml');
            return {
                fault: read.querySelector('parsererror')?.textContent, ground: read.querySelector('rect')?.getAttribute('fill'), title: read.querySelector('title')?.textContent,
                letters: [...read.querySelectorAll('text')].every((one) => one.getAttribute('font-family') && one.getAttribute('font-size')), width: read.documentElement.getAttribute('width'),
            };
        }, text);
        assert.equal(read.fault, undefined);
        assert.equal(read.ground, 'rgb(255, 255, 255)');
        assert.equal(read.width, '920');
        assert.ok(read.title && read.letters, name);
    }
    assert.equal(await page.locator('.sheet-of-paper').count(), 0);
    assert.deepEqual(page.faults, []);
});

test('who has a part in a call sees none of its figures', options, async () => {
    const { house, call } = await told();
    for (const person of ['laima', 'egle']) {
        const page = await page_of(house, person, `/calls/${call}/figures`);
        await page.getByText('There is nothing here, or it is not for you to see.').waitFor();
        assert.equal(await page.locator('.figure').count(), 0);
    }
});

test('whether the list hangs on one expert or one score is what the server works out', options, async () => {
    const { house, call, rasa } = await told();
    const report = await rasa.see(`/calls/${call}/robustness`);
    const page = await page_of(house, 'rasa', `/calls/${call}/rounds/r1/selections/ranking`);
    await page.getByRole('button', { name: 'Work it out' }).click();
    const section = page.locator('.robustness');
    await section.getByRole('status').getByText(/without each of 2 experts/).waitFor();
    assert.match(await section.getByRole('status').textContent(), new RegExp(`moved by a step in ${report.scores_moved} ways`));
    const deciding = (all) => all.filter((one) => one.changes).length;
    assert.ok(deciding(report.experts) + deciding(report.pivotal_scores) > 0, 'something decides');
    for (const [name, all] of [['Single experts that decide', report.experts], ['Single scores that decide', report.pivotal_scores]])
        assert.equal(await section.getByRole('table', { name }).locator('tbody tr').count(), deciding(all));
    await section.getByText('Between the last who is selected, A middle well, "deep", and the first who is not, A low well, "deep", lie 0 points.').waitFor();
    assert.deepEqual(page.faults, []);
});

// One after the other: what is confirmed first is awarded and published then.
test('a list is refused, confirmed, awarded and published', options, async (t) => {
    await t.test('a head sees what changed since they looked, refuses with a reason, and confirms after showing anew who they are', async () => {
        const { house, call, list, applications, petras, rasa } = await told();
        const page = await page_of(house, 'rasa', '/');
        await page.getByRole('link', { name: /proposal waits|proposals wait/ }).click();
        const proposal = page.locator('.proposal', { hasText: 'onfirm a selection' });
        await proposal.getByText('2 applications of 3 are selected.').waitFor();
        await proposal.getByText('You have not opened this list on this device yet.').waitFor();
        await proposal.getByRole('link', { name: 'The whole list' }).click();
        await page.getByRole('heading', { name: 'Ranking', exact: true }).waitFor();
        await page.until(() => Object.keys(localStorage).some((key) => key.startsWith('atranka.looked.')));
        await page.visit('/proposals');
        await proposal.getByText('Nobody else has done anything to it since.').waitFor();

        await proposal.getByRole('button', { name: 'Send the list back' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: 'Send the list back' }).click();
        await dialog.getByText('Fill this in').waitFor();
        await dialog.getByLabel('Reason').fill('The second application is not read yet.');
        await dialog.getByRole('button', { name: 'Send the list back' }).click();
        await page.getByRole('heading', { name: 'Done: Send the list back' }).waitFor();
        await page.getByText('No proposal waits for you.').waitFor();
        assert.equal((await rasa.see(`/calls/${call}`)).rounds[0].selections.ranking.stage, 'ranked');

        // What the officer does meanwhile is news.
        await petras.give('ProposeSelection', list);
        await proposal.getByText(/1 thing was done to it since/).waitFor();
        await proposal.locator('li', { hasText: /^Proposed the selection, petras/ }).waitFor();
        await proposal.getByRole('button', { name: 'Confirm the list' }).click();
        // Some minutes after signing in, the server asks anew who it is.
        await page.route('**/commands/ConfirmSelection', (route) => route.fulfill({
            status: 403, contentType: 'application/problem+json', json: { type: '/problems/reauthentication-needed', title: 'Show anew who you are', status: 403, detail: 'x' },
        }), { times: 1 });
        await dialog.getByRole('button', { name: 'Confirm the list' }).click();
        await dialog.getByLabel('Password').fill(password);
        await dialog.getByRole('button', { name: 'Confirm it is me' }).click();
        await page.getByRole('heading', { name: 'Done: Confirm the list' }).waitFor();
        assert.equal((await petras.see(`/applications/${applications.high}`)).state.step, 'award');
        assert.deepEqual(page.faults, []);
    });

    await t.test('a proposal about an application says what was done since its page was opened, by the server’s ledger', async () => {
        const { house, call, petras, applications } = await told();
        const rasa = await in_anew(house, 'rasa');
        const application = applications.high;
        await petras.give('DecideAward', { application, granted: true, order: '4-1', annex: '', reason: '' });
        const page = await page_of(house, 'rasa', '/proposals');
        const proposal = page.locator('.proposal', { hasText: 'onfirm an award' });
        await proposal.getByText('The grant is given').waitFor();
        const before = (await rasa.see(`/calls/${call}/readings?person=rasa&kind=reading&application=${application}`)).items.length;
        await page.visit(`/applications/${application}`);
        await page.visit('/proposals');
        await proposal.getByText('Nobody else has done anything to it since.').waitFor();
        const after_it = (await rasa.see(`/calls/${call}/readings?person=rasa&kind=reading&application=${application}`)).items.length;
        assert.ok(after_it > before, 'opening the page is a reading, and the ledger has it');
        await petras.give('SuspendApplication', { application, reason: 'The order is being corrected.' });
        await petras.give('ResumeApplication', { application, reason: 'It is corrected.' });
        await page.visit('/proposals');
        await proposal.getByText('2 things were done to it since:').waitFor();
        await proposal.getByRole('button', { name: 'Confirm the decision', exact: true }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Confirm the decision', exact: true }).click();
        await page.getByRole('heading', { name: 'Done: Confirm the decision' }).waitFor();
        assert.deepEqual(page.faults, []);
    });

    await t.test('anybody reads the results, and checks the signed head in the browser and without our programs', async (t) => {
        const { house, call, petras, applications } = await told();
        await petras.give('ServeNotice', { application: applications.high, how: 'by e-mail', served: new Date().toISOString() });
        await look_at(t, house, { name: 'results', path: () => `/calls/${call}/results` });
        const page = await page_of(house, undefined, `/calls/${call}`);
        await page.getByRole('link', { name: 'Results and how to check them' }).click();
        await page.getByText('1 application was granted.').waitFor();
        assert.match(await page.locator('table').first().textContent(), /A high well.*€100\.00/);
        await page.getByText('Your browser has verified the signature').waitFor();

        const folder = mkdtempSync(join(tmpdir(), 'atranka-head-'));
        t.after(() => rmSync(folder, { recursive: true, force: true }));
        const [head, key] = [await taken(page, page.getByRole('button', { name: /head\.txt/ })), await taken(page, page.getByRole('button', { name: /agency\.pub/ }))];
        writeFileSync(join(folder, head.name), head.text);
        writeFileSync(join(folder, key.name), key.text);
        // What the page says to type does what it says.
        const script = await page.getByRole('region', { name: 'Without any program of ours' }).textContent();
        const run = () => execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
        assert.match(run(), /Verified Successfully/);
        writeFileSync(join(folder, head.name), head.text.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`));
        assert.throws(run);

        // The head of an hour ago is in the log of today; another history is not.
        await petras.give('SuspendCall', { call, reason: 'Something else happens.' }).catch(() => house.clients.rasa.give('SuspendCall', { call, reason: 'Something else happens.' }));
        await page.reload();
        await page.getByText('Your browser has verified the signature').waitFor();
        await page.locator('#kept-head').setInputFiles({ name: 'head.txt', mimeType: 'text/plain', buffer: Buffer.from(head.text) });
        await page.getByText(/^All \d+ entries that stood under your head still stand there unchanged/).waitFor();
        await page.route('**/log/consistency*', async (route) => {
            const answer = await route.fetch();
            const json = await answer.json();
            json.proof[0] = Buffer.alloc(32, 7).toString('base64');
            await route.fulfill({ response: answer, json });
        });
        await page.locator('#kept-head').setInputFiles({ name: 'head.txt', mimeType: 'text/plain', buffer: Buffer.from(head.text) });
        await page.getByText('The log of today does not contain what your head stands for.').waitFor();
        await page.locator('#kept-head').setInputFiles({ name: 'other.txt', mimeType: 'text/plain', buffer: Buffer.from('nothing of the kind') });
        await page.getByText('The head is not a signed note.').waitFor();
        assert.deepEqual(page.faults, []);
    });
});

test('a head that the agency did not sign is said to be none', options, async () => {
    const { house, call } = await told();
    const page = await house.window({});
    await page.route('**/log/checkpoint', async (route) => {
        const answer = await route.fetch();
        const note = await answer.text();
        await route.fulfill({ response: answer, body: note.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`) });
    });
    await page.visit(`/calls/${call}/results`);
    await page.getByText('The signature of the head does not hold for the key of this agency.').waitFor();
    assert.equal(await page.locator('#kept-head').count(), 0);
});
