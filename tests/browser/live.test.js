// What others do shows on an open page by itself, also after the server was away.
import { test } from 'node:test';
import { House, lacking } from './house.js';

test('an open page follows what others do', { skip: lacking, timeout: 240000 }, async (t) => {
    const house = await House.open(t);
    const { petras, begin } = await house.openCall({ workflow: 'tests/browser/kinds.yaml', call: 'kinds-2026' });
    await begin();
    const laima = await house.client('laima');
    const { application } = await laima.give('StartApplication', { call: 'kinds-2026', round: 'r1' });
    const form = { name: 'A well', asked: '100.00', agreed: true, mail: 'laima@example.org', costs: [{ category: 'staff', why: 'Digging', claimed: '400.00' }] };
    await laima.give('SubmitForm', { application, step: 'handing_in', form });
    const page = await house.window({ person: 'laima' });
    await page.visit(`/applications/${application}`);
    await page.getByText('You do not need to do anything now').waitFor();

    await t.test('a question of the agency appears', async () => {
        await petras.give('AskClarification', { application, step: 'look', question: 'How deep?' });
        await page.getByRole('button', { name: 'Read it and answer' }).waitFor();
    });
    await t.test('an answer is sent, and goes where it was asked for', async () => {
        await page.getByRole('button', { name: 'Read it and answer' }).click();
        await page.getByText('How deep?').waitFor();
        await page.getByRole('button', { name: 'Send the answer' }).click();
        await page.getByRole('link', { name: 'Write your answer' }).click();
        await page.keyboard.type('Forty metres, says the geologist.');
        await page.getByText(/^Saved at/).waitFor();
        await page.getByRole('button', { name: 'Send the answer' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Send the answer' }).click();
        await page.getByText('Your answer is in the record').waitFor();
        await page.getByRole('button', { name: 'To the application' }).click();
        await page.getByText('You do not need to do anything now').waitFor();
    });
    await t.test('a decision appears after the server was away, with its reasons; it is appealed, and the appeal withdrawn', async () => {
        await house.stop();
        await house.start();
        await petras.give('ProposeCheck', { application, step: 'look', passed: false, reason: 'Too deep for the budget.' });
        await house.clients.rasa.give('ConfirmCheck', { application, step: 'look' });
        await petras.give('ServeNotice', { application, how: 'by e-mail', served: new Date().toISOString() });
        await page.getByRole('link', { name: 'Appeal this decision' }).click({ timeout: 30000 });
        await page.getByLabel('Error of fact').check();
        await page.getByLabel('What went wrong').fill('It is only thirty metres.');
        await page.getByRole('button', { name: 'Lodge the appeal' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Lodge the appeal' }).click();
        await page.getByText('Your appeal is in the record').waitFor();
        await page.getByRole('button', { name: 'To the application' }).click();
        await page.getByText('Lodged; not examined yet').waitFor();
        await page.getByRole('button', { name: 'Withdraw the appeal' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Withdraw the appeal' }).click();
        await page.getByRole('heading', { name: 'The appeal is withdrawn' }).waitFor();
    });
});
