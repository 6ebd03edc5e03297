// A form filled in from a cluster's profile: shown first, nothing overwritten unasked.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { House, lacking } from './house.js';

const profile = {
    name: 'Plastics cluster', country: 'Lithuania', contact_person: 'Ona Onaitė', 'e-mail': 'ona at example.org',
    technology_fields: ['New materials', 'Photonics', 'Blockchain'], shoe_size: '42', number_of_members: '4',
    members: [{ code: 'o-one', name: 'One', type: 'SME' }, { code: 'o-nobody', name: 'Nobody', type: 'SME' }, { name: 'Uncoded', type: 'Research organisation' }],
};

test('a form is filled in from a cluster profile', { skip: lacking, timeout: 240000 }, async (t) => {
    const house = await House.open(t);
    house.run('organisation', 'register', 'o-one', '--as', 'ona', '--name', 'One UAB', '--sme');
    const closing = new Date(Date.now() + 60 * 86400e3).toISOString().replace(/\.\d+/, '');
    await (await house.openCall({
        call: 'inoklaster-2026', workflow: 'workflows/inoklaster.yaml', draws_lots: true, rounds: [{ id: 'r1', parameters: { idea_deadline: closing, reserve_until: '2027-12-31' } }],
    })).begin();
    const jonas = await house.client('jonas');
    const { application } = await jonas.give('StartApplication', { call: 'inoklaster-2026', round: 'r1' });
    await jonas.ask('PUT', `/applications/${application}/draft`, { project_title: 'A bridge', contact_name: 'Petras' });
    const page = await house.window({ person: 'jonas' });
    const choose = (name, content) => page.locator('#profile-file').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
    const draft = () => jonas.see(`/applications/${application}/draft`);

    await t.test('what goes where is shown, what is not taken is named, and nothing has changed yet', async () => {
        await page.visit(`/applications/${application}/form`);
        await page.getByRole('link', { name: 'Fill in from a cluster profile (ECCP)' }).click();
        await choose('profile.json', JSON.stringify(profile));
        await page.getByText('“ona at example.org” is no e-mail address.').waitFor();
        await page.getByText('Not known of a profile, and not taken: shoe size.').waitFor();
        await page.getByText('None of the choices of the form, and left out: Blockchain.').waitFor();
        await page.getByText('the registry knows no organisation o-nobody').waitFor();
        await page.getByText('has no code of an organisation').waitFor();
        await page.getByText('4 members in all, but 3 in the list.').waitFor();
        assert.equal(await page.getByLabel('Take into: Contact person').isChecked(), false);
        assert.equal(await page.getByLabel('Take into: Consortium').isChecked(), true);
        assert.deepEqual(await draft(), { project_title: 'A bridge', contact_name: 'Petras' });
    });

    await t.test('what is chosen is put into the form, and nothing else', async () => {
        await page.getByRole('button', { name: 'Put 2 fields into the form' }).click();
        await page.getByText('2 fields are filled in from the profile and saved.').waitFor();
        assert.deepEqual(await draft(), {
            project_title: 'A bridge', contact_name: 'Petras', key_enabling_technologies: ['materials', 'photonics'], consortium: [{ organisation: 'o-one' }],
        });
    });

    await t.test('what is filled in already is overwritten where one says so', async () => {
        await choose('profile.csv', 'Contact person;Ona Onaitė\nE-mail;ona@example.org\n');
        await page.getByLabel('Take into: Contact person').check();
        await page.getByRole('button', { name: 'Put 2 fields into the form' }).click();
        await page.getByText('2 fields are filled in').waitFor();
        assert.deepEqual([(await draft()).contact_name, (await draft()).contact_email], ['Ona Onaitė', 'ona@example.org']);
        await choose('profile.json', '{"name": ');
        await page.getByText('The file begins like JSON and is none.').waitFor();
    });
    assert.deepEqual(page.faults, []);
});
