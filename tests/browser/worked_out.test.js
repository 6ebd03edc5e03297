// The most that may be asked for, worked out by the engine while one types, and told again before handing in.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { House, lacking } from './house.js';

// One empty page, with the table of its objects that a reader wants.
function emptyPage() {
    const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>'];
    let text = '%PDF-1.4\n';
    const places = objects.map((object, at) => {
        const place = text.length;
        text += `${at + 1} 0 obj\n${object}\nendobj\n`;
        return `${String(place).padStart(10, '0')} 00000 n \n`;
    });
    const table = text.length;
    return Buffer.from(`${text}xref\n0 4\n0000000000 65535 f \n${places.join('')}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`);
}

test('what the engine makes of a form shows as it is typed', { skip: lacking, timeout: 240000 }, async (t) => {
    const house = await House.open(t);
    const call = 'kinds-2026';
    await (await house.openCall({ call, workflow: 'tests/browser/kinds.yaml' })).begin();
    const jonas = await house.client('jonas');
    const { application } = await jonas.give('StartApplication', { call, round: 'r1' });
    const form = {
        name: 'A well', asked: '5000.00', agreed: true, mail: 'jonas@example.org',
        costs: [{ category: 'staff', why: 'Digging', claimed: '6000.00' }, { category: 'things', why: 'A pump', claimed: '4250.50' }],
    };
    await jonas.ask('PUT', `/applications/${application}/draft`, form);
    const page = await house.window({ person: 'jonas' });

    await t.test('the limit that counts, by how much it is passed, and which rule it is of', async () => {
        await page.visit(`/applications/${application}/form/4`);
        const box = page.locator('section', { has: page.getByText('Worked out from what you typed') });
        await box.getByText('Total claimed').waitFor();
        await box.getByText('€4,100.20').first().waitFor();
        await box.getByText('€899.80').waitFor();
        await page.getByLabel('Claimed').first().fill('9000');
        await box.getByText('€4,500.00').first().waitFor();
        await box.getByText('€500.00').first().waitFor();
        const broken = box.locator('.notice--bad > p', { hasText: /^More than/ });
        assert.deepEqual(await broken.allTextContents(), ['More than 4500.00 EUR is asked for.'], 'the rule that is kept again is not called broken');
    });
    await t.test('a broken rule is named again before it is handed in, and does not forbid it', async () => {
        await page.visit(`/applications/${application}/form/check`);
        await page.getByText('Worked out from what you typed').waitFor();
        await page.getByRole('button', { name: 'Submit', exact: true }).click();

        await page.getByRole('dialog').getByText('1 rule of the call is broken as the form stands').waitFor();
        await page.getByRole('button', { name: 'No, go back' }).click();
        assert.equal(await page.getByRole('dialog').count(), 0);
    });
    await t.test('what others make necessary is asked for at its field', async () => {
        await page.visit(`/applications/${application}/form/2`);
        await page.getByLabel('Large').check();
        await page.getByText(/^Saved at/).waitFor();
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByLabel(/^Owner/).waitFor();
        await page.waitForTimeout(800);
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByRole('link', { name: 'Owner: This must be filled in, since size = "large".' }).click();
        assert.match(await page.evaluate(() => document.activeElement?.id), /owner/);
    });
    await t.test('a file is taken, judged and kept in the draft', async () => {
        await page.visit(`/applications/${application}/form/3`);
        await page.locator('input[type=file]').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('nothing of the kind') });
        await page.getByText(/^This file is not taken/).waitFor();
        await page.locator('input[type=file]').setInputFiles({ name: 'plan.pdf', mimeType: 'application/pdf', buffer: emptyPage() });
        await page.getByText(/^plan\.pdf, 1 kB/).waitFor();
        await page.getByLabel(/^Owner/).fill('vilnius');
        await page.getByText(/^Saved at/).waitFor();
        const draft = await jonas.see(`/applications/${application}/draft`);
        assert.equal(draft.plan.name, 'plan.pdf');
        assert.equal(draft.owner, 'vilnius');
    });
});
