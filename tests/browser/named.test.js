// What the record calls things, as people read it: in their language, or marked as English; and what one did, in words.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { House, lacking } from './house.js';
import { set_up } from './pages.js';

test('a name that is in no catalogue is marked as English, and what one did is told in words', { skip: lacking, timeout: 240000 }, async (t) => {
    const house = await House.open(t);
    await set_up(house);
    const lt = await house.window({ person: 'laima', language: 'lt' });
    await lt.visit(`/applications/${house.refused}`);
    // "share" shows `total`, which the form names in Lithuanian, and `most`, which nothing names.
    const figures = lt.locator('dt', { hasText: /^(Iš viso prašoma|most)$/ });
    assert.deepEqual(await figures.evaluateAll((all) => all.map((one) => [one.textContent, one.querySelector('[lang]')?.lang ?? ''])), [['most', 'en'], ['Iš viso prašoma', '']]);
    const en = await house.window({ person: 'laima' });
    await en.visit(`/applications/${house.refused}`);
    assert.equal(await en.locator('main [lang=en]').count(), 0);

    await en.visit('/account/history');
    await en.getByText(`Submitted the form “Application” for ${house.refused}`, { exact: true }).waitFor();
    await en.getByText(`Started an application: ${house.refused}`).first().waitFor();
    await en.getByRole('button', { name: new RegExp(`Submitted the form “Application” for ${house.refused}$`) }).waitFor();
    await lt.visit('/account/history');
    await lt.getByText(`Pateikė formą „Paraiška“ (paraiška ${house.refused})`, { exact: true }).waitFor();
    for (const page of [en, lt]) assert.deepEqual(page.faults, []);
});
