// A lot from two secrets: committed to in the browser, kept by their people, opened when the round is ranked.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { House, lacking } from './house.js';
import { look_at } from './looked_at.js';

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts.map((one) => Buffer.from(one)))).digest('hex');
const workflow = 'tests/browser/lots.yaml';
const instant = (from_now_ms) => new Date(Date.now() + from_now_ms).toISOString().replace(/\.\d+/, '');

test('a lot is committed to and drawn in the browser', { skip: lacking, timeout: 300000 }, async (t) => {
    const house = await House.open(t);
    let secret;
    let file;

    await t.test('a secret is shown once and kept; only its hash reaches the server', async () => {
        const { petras } = await house.openCall({ call: 'lots-a', workflow });
        const page = await house.window({ person: 'petras' });
        const sent = [];
        page.on('request', (request) => sent.push(request.postData() ?? ''));
        await page.visit('/calls/lots-a/lot');
        await page.getByText('Nobody yet.').waitFor();
        await page.getByRole('button', { name: 'Make a secret' }).click();
        secret = await page.locator('strong.hash').innerText();
        assert.match(secret, /^[\w-]{43}$/);
        await page.getByRole('button', { name: 'Commit to this secret' }).click();
        await page.getByRole('link', { name: 'Keep the secret first' }).click();
        const [kept] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download the secret as a file' }).click()]);
        file = await kept.path();
        assert.equal(kept.suggestedFilename(), 'lot-secret-lots-a-petras.txt');
        assert.equal(readFileSync(file, 'utf8'), secret);
        await page.getByLabel('I have kept the secret').check();
        await page.getByRole('button', { name: 'Commit to this secret' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Commit to this secret' }).click();
        await page.getByRole('heading', { name: 'Your commitment is recorded' }).waitFor();
        assert.deepEqual((await petras.see('/calls/lots-a')).lot, { petras: sha256(secret) });
        assert.equal(await page.getByText(secret).count(), 0);
        assert.ok(!sent.some((body) => body.includes(secret)));
        assert.ok(!JSON.stringify(await page.evaluate(() => ({ ...localStorage, ...sessionStorage }))).includes(secret));
        assert.deepEqual(page.faults, []);
    });

    await t.test('a secret that is not the one committed to is named before anything is sent; the lot drawn is the one the engine drew', async (t) => {
        const closes = Date.now() + 25000;
        const call = 'lots-b';
        const { petras, rasa } = await house.openCall({ call, workflow, rounds: [{ id: 'r1', parameters: { closing: instant(25000) } }] });
        await petras.give('CommitLot', { call, commitment: sha256(secret) });
        await rasa.give('CommitLot', { call, commitment: sha256('kept by Rasa') });
        const { report } = await rasa.see(`/calls/${call}/proof`);
        await rasa.give('PublishCall', { call, report });
        await petras.give('OpenCall', { call });
        await petras.give('OpenRound', { call, round: 'r1' });
        const ids = [];
        for (const [person, amount] of [['jonas', '100.00'], ['laima', '100.00'], ['jonas', '100.00'], ['laima', '50.00']]) {
            const client = await house.client(person);
            const { application } = await client.give('StartApplication', { call, round: 'r1' });
            await client.give('SubmitForm', { application, step: 'handing_in', form: { subject: 'A well', amount } });
            ids.push(application);
        }
        await sleep(Math.max(0, closes + 1500 - Date.now()));
        await petras.give('CloseRound', { call, round: 'r1' });
        await look_at(t, house, { name: 'draw-lot', person: 'petras', path: () => `/calls/${call}/rounds/r1/selections/choice`, act: (page) => page.locator('#secret-rasa').fill('kept by rasa') });
        const page = await house.window({ person: 'petras' });
        const given = [];
        page.on('request', (request) => { if (request.url().endsWith('/commands/RankRound')) given.push(request.postDataJSON()); });
        await page.visit(`/calls/${call}/rounds/r1/selections/choice`);
        await page.getByLabel('Secret of rasa').fill('kept by rasa');
        await page.getByText('This is not the secret that rasa committed to').first().waitFor();
        await page.getByRole('button', { name: 'Rank' }).click();
        await page.getByRole('link', { name: 'Paste the secret of petras' }).waitFor();
        await page.getByRole('link', { name: 'This is not the secret that rasa committed to' }).waitFor();
        await page.getByRole('link', { name: 'Give the public value' }).waitFor();
        assert.deepEqual(given, []);
        // A file that is nobody's secret, then the one that was kept.
        await page.locator('#secret-file').setInputFiles({ name: 'other.txt', mimeType: 'text/plain', buffer: Buffer.from('something else') });
        await page.getByText('What is in other.txt is nobody’s secret here').waitFor();
        await page.locator('#secret-file').setInputFiles({ name: 'mine.txt', mimeType: 'text/plain', buffer: Buffer.from(`${secret}\r\n`) });
        await page.getByText('This is the secret that petras committed to.').waitFor();
        await page.getByLabel('Secret of rasa').fill('kept by Rasa ');
        await page.getByText('This is the secret that rasa committed to.').waitFor();
        await page.getByLabel('Public value').fill('Lottery of 1 May: 5, 12, 31');
        await page.getByRole('button', { name: 'Rank' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Rank' }).click();
        await page.getByText('the lot gives the same order to the 3 applications').waitFor();
        assert.deepEqual(given[0].secrets, [{ by: 'petras', secret }, { by: 'rasa', secret: 'kept by Rasa' }]);
        // Worked out here by other means.
        const value = 'Lottery of 1 May: 5, 12, 31';
        const seed = Buffer.from(sha256(`43:${secret},12:kept by Rasa,${value.length}:${value},`), 'hex');
        await page.getByText(seed.toString('hex')).waitFor();
        const drawn = ids.slice(0, 3).sort((a, b) => (sha256(seed, a) < sha256(seed, b) ? -1 : 1));
        const { rows } = await petras.see(`/calls/${call}/rounds/r1/rankings/choice/preview`);
        assert.deepEqual(rows.map((one) => one.application), [ids[3], ...drawn]);
        assert.deepEqual(page.faults, []);
    });
});
