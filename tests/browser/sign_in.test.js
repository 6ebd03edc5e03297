// From an invitation to an account, in and out; and what holds for every page: keyboard, language, title, back.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { House, lacking, password } from './house.js';

test('people come in, find their way, and go', { skip: lacking, timeout: 300000 }, async (t) => {
    const house = await House.open(t);
    await (await house.openCall()).begin();

    await t.test('an invitation becomes an account, and the account signs in again', async () => {
        const page = await house.window();
        await page.visit(`/set-up?code=${house.invite('laima')}`);
        await page.getByRole('button', { name: 'Set up account' }).click();
        await page.getByRole('link', { name: 'Choose a password' }).click();
        assert.equal(await page.locator('#password').evaluate((field) => field === document.activeElement), true);
        await page.getByLabel('E-mail address').fill('laima@example.org');
        await page.getByLabel('New password').fill('short');
        await page.getByRole('button', { name: 'Set up account' }).click();
        await page.getByRole('alert').getByText('Something else has to be chosen').waitFor();
        await page.getByLabel('New password').fill(password);
        await page.getByRole('button', { name: 'Set up account' }).click();
        await page.getByRole('heading', { name: 'What waits for you' }).waitFor();
        await page.getByText('Signed in as Laima Laimutė').waitFor();
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByText('Not signed in').waitFor();
        assert.equal((await page.context().cookies()).filter((one) => one.value !== '').length, 0);

        // What is for those who are signed in is gone to after that.
        await page.visit('/account');
        await page.waitForURL('**/sign-in?to=%2Faccount');
        await page.getByLabel('E-mail address').fill('laima@example.org');
        await page.getByLabel('Password', { exact: true }).fill('not this one, surely');
        await page.locator('form button[type=submit]').click();
        await page.getByRole('alert').getByText('what you entered is not right').waitFor();
        assert.equal(await page.getByRole('alert').getByRole('listitem').count(), 0, 'no field is blamed: which of them was wrong is nobody\'s to know');
        await page.getByLabel('Password', { exact: true }).fill(password);
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'Your account' }).waitFor();
        assert.deepEqual(page.faults, []);
    });

    await t.test('another site cannot choose where signing in leads', async () => {
        const page = await house.window();
        await house.client('jonas');
        for (const to of ['https://elsewhere.example/', '//elsewhere.example/', '/\\elsewhere.example']) {
            await page.visit(`/sign-in?to=${encodeURIComponent(to)}`);
            await page.getByLabel('E-mail address').fill('jonas@example.org');
            await page.getByLabel('Password', { exact: true }).fill(password);
            await page.locator('form button[type=submit]').click();
            await page.getByRole('heading', { name: 'What waits for you' }).waitFor();
            assert.equal(page.url(), `${house.origin}/`);
            await page.getByRole('button', { name: 'Sign out' }).click();
            await page.getByText('Not signed in').waitFor();
        }
    });

    await t.test('a session that is ended on the account\'s page is over', async () => {
        const here = await house.window({ person: 'jonas' });
        const there = await house.window();
        await there.visit('/sign-in');
        await there.getByLabel('E-mail address').fill('jonas@example.org');
        await there.getByLabel('Password', { exact: true }).fill(password);
        await there.locator('form button[type=submit]').click();
        await there.getByRole('heading', { name: 'What waits for you' }).waitFor();
        await here.visit('/account');
        const ends = here.getByRole('button', { name: 'End', exact: true });
        const count = await ends.count();
        assert.ok(count >= 1);
        for (let left = count; left > 0; left -= 1) {
            await ends.first().click();
            await here.until((before) => [...document.querySelectorAll('main button')].filter((one) => one.textContent === 'End').length < before, left);
        }
        await there.reload();
        await there.getByText('Not signed in').waitFor();
    });

    await t.test('the language is kept, and everything is in it', async () => {
        const page = await house.window({ person: 'jonas' });
        await page.visit('/');
        await page.getByRole('button', { name: 'Lietuviškai' }).click();
        await page.getByRole('heading', { name: 'Kas jūsų laukia' }).waitFor();
        assert.equal(await page.locator('html').getAttribute('lang'), 'lt');
        await page.reload();
        await page.getByRole('heading', { name: 'Kas jūsų laukia' }).waitFor();
        assert.match(await page.title(), /^Kas jūsų laukia/);
        await page.getByRole('link', { name: 'Mažas kvietimas' }).first().waitFor();
    });

    await t.test('by keyboard alone, with the focus where one would look for it', async () => {
        const page = await house.window({ person: 'jonas' });
        await page.visit('/');
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to main content');
        await page.keyboard.press('Enter');
        assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
        await page.getByRole('link', { name: 'Calls' }).focus();
        await page.keyboard.press('Enter');
        await page.until(() => document.activeElement?.tagName === 'H1' && document.activeElement.textContent === 'Calls');
        assert.match(await page.title(), /^Calls/);
        assert.equal(await page.getByRole('link', { name: 'Calls' }).getAttribute('aria-current'), 'page');
        await page.goBack();
        await page.until(() => document.activeElement?.textContent === 'What waits for you');
        await page.goForward();
        await page.until(() => document.activeElement?.textContent === 'Calls');
        await page.goto(`${house.origin}/no/such/page`);
        await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    });

    await t.test('a deadline is shown in Vilnius, and where one is', async () => {
        const page = await house.window({ zone: 'America/New_York' });
        await page.visit('/calls');
        await page.getByText(/Vilnius time; your time: .* \(New York\)/).first().waitFor();
        const home = await house.window();
        await home.visit('/calls');
        await home.getByText('days left').first().waitFor();
        assert.equal(await home.getByText('Vilnius time').count(), 0);
    });
});
