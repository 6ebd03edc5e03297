// A form as people fill it in: kept as they type, told truly, handed in once.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { House, lacking } from './house.js';

const saved = (page) => page.getByText(/^Saved at \d\d:\d\d$/).waitFor();
const subject = (page) => page.getByLabel('Subject');

test('a form is filled in and handed in', { skip: lacking, timeout: 600000 }, async (t) => {
    const house = await House.open(t);
    await (await house.openCall()).begin();
    const jonas = await house.client('jonas');
    const start = async () => (await jonas.give('StartApplication', { call: 'small-2026', round: 'r1' })).application;
    const draftOf = (application) => jonas.see(`/applications/${application}/draft`).catch(() => undefined);
    const open = async (application, options = {}) => {
        const page = await house.window({ person: 'jonas', ...options });
        await page.visit(`/applications/${application}/form/1`);
        return page;
    };

    await t.test('from the call to the receipt', async () => {
        const page = await house.window({ person: 'jonas' });
        await page.visit('/calls/small-2026');
        await page.getByRole('button', { name: 'Start an application' }).click();
        await page.waitForURL(/\/applications\/a-[0-9a-f]+\/form$/);
        const application = page.url().match(/a-[0-9a-f]+/)[0];
        await page.getByRole('button', { name: 'Begin' }).click();
        await page.getByRole('button', { name: 'Continue' }).click();
        // Each mistake leads to its field.
        await page.getByRole('link', { name: 'Fill in: Subject' }).click();
        assert.equal(await subject(page).evaluate((field) => field === document.activeElement), true);
        await subject(page).fill('A bridge');
        await page.getByLabel('Amount').fill('€ 250,5');
        await saved(page);
        assert.deepEqual(await draftOf(application), { amount: '250.5', subject: 'A bridge' });
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByRole('heading', { name: 'Check your answers' }).waitFor();
        await page.until(() => document.activeElement?.textContent === 'Check your answers');
        assert.match(await page.title(), /^Check your answers/);
        await page.getByText('€250.50').waitFor();
        await page.getByRole('button', { name: 'Submit' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByText('cannot be changed after that').waitFor();
        // Pressed twice, it is given once.
        const given = [];
        page.on('request', (request) => { if (request.url().endsWith('/commands/SubmitForm')) given.push(request.headers()['idempotency-key']); });
        await dialog.getByRole('button', { name: 'Submit' }).dblclick();
        const [kept] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download the receipt' }).click()]);
        assert.match(kept.suggestedFilename(), /\.tlog-proof$/);
        assert.equal(given.length, 1);
        const { state } = await jonas.see(`/applications/${application}`);
        assert.equal(state.stage === 'submission.submitted' || state.step === 'look', true);
        await page.getByRole('button', { name: 'To the application' }).click();
        await page.getByText('You do not need to do anything now').waitFor();
        await page.goBack();
        await page.getByText('There is nothing to fill in now').waitFor();
        assert.deepEqual(page.faults, []);
    });

    await t.test('every key typed into a cost table of 60 lines is kept, and no other line changes', async () => {
        const call = 'kinds-2026';
        await (await house.openCall({ call, workflow: 'tests/browser/kinds.yaml' })).begin();
        const { application } = await jonas.give('StartApplication', { call, round: 'r1' });
        const costs = Array.from({ length: 60 }, (_, at) => ({ category: 'staff', why: `Line ${at + 1} is indispensable`, claimed: `${at * 100}.50` }));
        await jonas.ask('PUT', `/applications/${application}/draft`, { name: 'A long one', costs });
        const page = await house.window({ person: 'jonas' });
        await page.visit(`/applications/${application}/form/4`);
        await page.locator('#f-costs-30-why').focus();
        await page.keyboard.press('End');
        await page.keyboard.type(', because the objective asks for it');
        await saved(page);
        const kept = (await draftOf(application)).costs;
        assert.equal(kept[30].why, 'Line 31 is indispensable, because the objective asks for it');
        assert.deepEqual(kept.filter((_, at) => at !== 30), costs.filter((_, at) => at !== 30));
    });

    await t.test('who types on at once after adding a line is not torn away, however late the page is drawn', async () => {
        const { application } = await jonas.give('StartApplication', { call: 'kinds-2026', round: 'r1' });
        const page = await house.window({ person: 'jonas' });
        await page.addInitScript(() => {
            const soon = window.requestAnimationFrame.bind(window);
            window.requestAnimationFrame = (work) => soon(() => setTimeout(work, 500));
        });
        await page.visit(`/applications/${application}/form/4`);
        await page.locator('#f-costs-add button').click();
        await page.locator('#f-costs-0-why').click();
        await page.keyboard.type('Digging', { delay: 30 });
        await page.locator('#f-costs-0-claimed').click();
        await page.keyboard.type('400.00', { delay: 100 });
        await saved(page);
        const [{ why, claimed }] = (await draftOf(application)).costs;
        assert.deepEqual({ why, claimed }, { why: 'Digging', claimed: '400.00' });
    });

    await t.test('without a network nothing is called saved, and nothing is lost', async () => {
        const application = await start();
        const page = await open(application);
        await page.context().setOffline(true);
        await page.getByText('You have no network').waitFor();
        await subject(page).fill('Typed on a train');
        await page.getByText(/^Not saved:/).waitFor();
        assert.equal(await page.getByText(/^Saved at/).count(), 0);
        assert.equal(await draftOf(application), undefined);
        await page.context().setOffline(false);
        await saved(page);
        assert.equal((await draftOf(application)).subject, 'Typed on a train');
        assert.equal(await page.getByText('You have no network').count(), 0);
    });

    await t.test('what a window that went away without a network had is there when it comes back', async () => {
        const application = await start();
        const page = await open(application);
        await page.context().setOffline(true);
        await subject(page).fill('Kept on this device');
        await page.getByText(/^Not saved:/).waitFor();
        await page.close();
        const again = await page.context().newPage();
        await page.context().setOffline(false);
        await again.goto(`${house.origin}/applications/${application}/form/1`);
        await saved(again);
        assert.equal(await subject(again).inputValue(), 'Kept on this device');
        assert.equal((await draftOf(application)).subject, 'Kept on this device');
    });

    await t.test('two windows do not write over each other unseen', async () => {
        const application = await start();
        const first = await open(application);
        const second = await open(application);
        await subject(first).fill('From the first');
        await saved(first);
        await subject(second).fill('From the second');
        await second.getByText('this form was changed in another window').waitFor();
        assert.equal((await draftOf(application)).subject, 'From the first');
        await second.getByRole('button', { name: 'Show the other version' }).click();
        await second.until(() => document.querySelector('input')?.value === 'From the first');
        await subject(second).fill('From the second, knowingly');
        await saved(second);
        assert.equal((await draftOf(application)).subject, 'From the second, knowingly');
    });

    await t.test('a session that ends in the middle keeps what was typed', async () => {
        const application = await start();
        const page = await open(application);
        await page.context().clearCookies();
        await subject(page).fill('Written while signed out');
        await page.getByText('you are signed out').waitFor();
        await page.locator('form').getByRole('link', { name: 'Sign in' }).click();
        await page.getByLabel('E-mail address').fill('jonas@example.org');
        await page.getByLabel('Password', { exact: true }).fill('three blue boats at noon');
        await page.locator('form button[type=submit]').click();
        await page.waitForURL(`**/applications/${application}/form/1`);
        await saved(page);
        assert.equal(await subject(page).inputValue(), 'Written while signed out');
        assert.equal((await draftOf(application)).subject, 'Written while signed out');
    });

    await t.test('the server is stopped and comes back, and what was typed meanwhile is saved', async () => {
        const application = await start();
        const page = await open(application);
        await house.stop();
        await subject(page).fill('While it was away');
        await page.getByText(/^Not saved: The server could not be reached/).waitFor();
        await house.start();
        await saved(page);
        assert.equal((await draftOf(application)).subject, 'While it was away');
    });

    await t.test('a deadline that passes while the form is open is said, and nothing is called submitted', async () => {
        const soon = new Date(Date.now() + 15000).toISOString().replace(/\.\d+/, '');
        const { begin } = await house.openCall({ call: 'soon-2026', rounds: [{ id: 'r1', parameters: { closing: soon } }] });
        await begin();
        const { application } = await jonas.give('StartApplication', { call: 'soon-2026', round: 'r1' });
        const page = await open(application);
        await subject(page).fill('Nearly');
        await page.getByLabel('Amount').fill('10');
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByRole('button', { name: 'Submit' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.waitFor();
        // The second of the deadline is still in time.
        await page.waitForTimeout(Math.max(0, new Date(soon).getTime() - Date.now()) + 1600);
        await dialog.getByRole('button', { name: 'Submit' }).click();
        await page.getByRole('alert').getByText('The deadline has passed, so this is not accepted any more.').waitFor();
        assert.equal(await page.getByText('Your form is in the record').count(), 0);
    });
});
