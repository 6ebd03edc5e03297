// Every page, as it is looked at in every language: add yours here.
// Shape:  `person` is signed in, or nobody; `path` may be made of what `set_up` left in the house; `act` brings
//         the page into the state that is meant.
export const pages = [
    { name: 'welcome', path: () => '/' },
    { name: 'sign-in', path: () => '/sign-in' },
    { name: 'sign-in-mistakes', path: () => '/sign-in', act: (page) => page.locator('form button[type=submit]').click() },
    { name: 'set-up', path: () => '/set-up' },
    { name: 'calls', path: () => '/calls' },
    { name: 'call', path: () => '/calls/small-2026' },
    { name: 'questions', path: () => '/calls/small-2026/questions' },
    { name: 'questions-asker', path: () => '/calls/small-2026/questions', person: 'laima' },
    { name: 'questions-officer', path: () => '/calls/small-2026/questions', person: 'petras' },
    { name: 'results-of-a-small-call', path: () => '/calls/small-2026/results' },
    { name: 'nothing', path: () => '/nothing' },
    { name: 'home', path: () => '/', person: 'jonas' },
    { name: 'home-officer', path: () => '/', person: 'petras' },
    { name: 'account', path: () => '/account', person: 'jonas' },
    { name: 'history', path: () => '/account/history', person: 'petras' },
    { name: 'application', path: (house) => `/applications/${house.drafting}`, person: 'jonas' },
    { name: 'form', path: (house) => `/applications/${house.drafting}/form`, person: 'jonas' },
    { name: 'form-part', path: (house) => `/applications/${house.drafting}/form/1`, person: 'jonas' },
    { name: 'form-mistakes', path: (house) => `/applications/${house.drafting}/form/1`, person: 'jonas',
        act: (page) => page.locator('form button[type=submit]').click() },
    { name: 'form-check', path: (house) => `/applications/${house.drafting}/form/check`, person: 'jonas' },
    { name: 'idea', path: (house) => `/applications/${house.idea}/form`, person: 'jonas' },
    { name: 'idea-part', path: (house) => `/applications/${house.idea}/form/1`, person: 'jonas' },
    { name: 'profile', path: (house) => `/applications/${house.idea}/form/profile`, person: 'jonas' },
    { name: 'profile-mapped', path: (house) => `/applications/${house.idea}/form/profile`, person: 'jonas',
        act: async (page) => {
            const profile = {
                name: 'Plastics cluster', country: 'Lithuania', contact_person: 'Ona Onaitė', 'e-mail': 'ona at example.org', technology_fields: ['New materials', 'Blockchain'],
                shoe_size: '42', number_of_members: '13', members: [{ code: 'o-nobody', name: 'Nobody', type: 'SME' }],
            };
            await page.locator('#profile-file').setInputFiles({ name: 'profile.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(profile)) });
            await page.locator('input.choose').first().waitFor();
        } },
    { name: 'lot', path: () => '/calls/lots-2026/lot', person: 'petras' },
    { name: 'lot-secret', path: () => '/calls/lots-2026/lot', person: 'petras',
        act: async (page) => {
            await page.locator('.next .govuk-button').click();
            await page.locator('.next .govuk-button').last().click();
            await page.locator('.govuk-error-summary').waitFor();
        } },
    { name: 'idea-consortium', path: (house) => `/applications/${house.idea}/form/2`, person: 'jonas',
        act: async (page) => {
            for (let i = 0; i < 2; i += 1) await page.locator('#f-consortium-add button').click();
            await page.locator('#f-consortium-0-organisation').fill('nobody-knows');
            await page.locator('.organisation.saved--not').waitFor();
        } },
    { name: 'kinds', path: (house) => `/applications/${house.kinds}/form/1`, person: 'jonas' },
    { name: 'kinds-choices', path: (house) => `/applications/${house.kinds}/form/2`, person: 'jonas' },
    { name: 'kinds-file', path: (house) => `/applications/${house.kinds}/form/3`, person: 'jonas' },
    { name: 'kinds-costs', path: (house) => `/applications/${house.kinds}/form/4`, person: 'jonas' },
    { name: 'kinds-check', path: (house) => `/applications/${house.kinds}/form/check`, person: 'jonas' },
    { name: 'kinds-submit', path: (house) => `/applications/${house.kinds}/form/check`, person: 'jonas',
        act: (page) => page.locator('main .govuk-button').last().click() },
    { name: 'question', path: (house) => `/applications/${house.asked}`, person: 'laima' },
    { name: 'answer', path: (house) => `/applications/${house.asked}/answer`, person: 'laima',
        act: (page) => page.locator('#corrects').check() },
    { name: 'refused', path: (house) => `/applications/${house.refused}`, person: 'laima',
        act: (page) => page.locator('details').evaluateAll((all) => { for (const one of all) one.open = true; }) },
    { name: 'letter', path: (house) => `/applications/${house.refused}/letter?lang=lt`, person: 'laima' },
    { name: 'appeal', path: (house) => `/applications/${house.refused}/appeal`, person: 'laima' },
    { name: 'withdraw', path: (house) => `/applications/${house.submitted}`, person: 'laima',
        act: (page) => page.locator('.govuk-button--secondary').first().click() },
    { name: 'application-submitted', path: (house) => `/applications/${house.submitted}`, person: 'laima' },
];

// What the pages are looked at on: the small call with one application being written and one handed in, and a
// call with a form of every kind of field.
export async function set_up(house) {
    await (await house.openCall()).begin();
    const jonas = await house.client('jonas');
    const laima = await house.client('laima');
    house.drafting = (await jonas.give('StartApplication', { call: 'small-2026', round: 'r1' })).application;
    house.submitted = (await laima.give('StartApplication', { call: 'small-2026', round: 'r1' })).application;
    await laima.give('SubmitForm', { application: house.submitted, step: 'note_in', form: { subject: 'A well', amount: '250.00' } });
    const closing = new Date(Date.now() + 60 * 86400e3).toISOString().replace(/\.\d+/, '');
    const inoklaster = await house.openCall({
        call: 'inoklaster-2026', workflow: 'workflows/inoklaster.yaml', draws_lots: true,
        rounds: [{ id: 'r1', parameters: { idea_deadline: closing, reserve_until: '2027-12-31' } }],
    });
    await inoklaster.begin();
    await house.openCall({ call: 'lots-2026', workflow: 'tests/browser/lots.yaml' });
    house.idea = (await jonas.give('StartApplication', { call: 'inoklaster-2026', round: 'r1' })).application;
    await kinds(house, jonas, laima);
    await questions(house, jonas, laima);
}

// One that is answered, and corrected since; and one that waits.
async function questions(house, jonas, laima) {
    const call = 'small-2026';
    const petras = await house.client('petras');
    await jonas.give('AskQuestion', { call, text: 'May our village council apply, since it has no bank account?' });
    await laima.give('AskQuestion', { call, text: 'Until when must the well be dug?' });
    const asked = { en: 'May a village council apply?', lt: 'Ar gali kreiptis kaimo bendruomenė?' };
    await petras.give('PublishAnswer', { call, question: 1, asked, answer: { en: 'Yes.', lt: 'Taip.' } });
    await petras.give('PublishAnswer', { call, question: 1, asked, answer: { en: 'Yes, if it is registered.', lt: 'Taip, jei ji įregistruota.' } });
}

// A call with every kind of field: a draft, a question that waits for its answer, and a refusal that may be appealed.
async function kinds(house, jonas, laima) {
    const call = 'kinds-2026';
    const { petras, rasa, begin } = await house.openCall({ call, workflow: 'tests/browser/kinds.yaml' });
    await begin();
    const start = async (client) => (await client.give('StartApplication', { call, round: 'r1' })).application;
    const line = (category, why, claimed) => ({ category, why, claimed });
    const form = {
        name: 'A well for the village', story: 'There is no water.\n\nThere will be.', asked: '5000.00', share: '0.25', agreed: true, size: 'small',
        fields: ['water'], starts: '2027-03-01', mail: 'laima@example.org',
        costs: [line('staff', 'Somebody has to dig', '6000.00'), line('things', 'A pump', '4250.50')],
    };
    house.kinds = await start(jonas);
    await jonas.ask('PUT', `/applications/${house.kinds}/draft`, form);
    for (const which of ['asked', 'refused']) {
        house[which] = await start(laima);
        await laima.give('SubmitForm', { application: house[which], step: 'handing_in', form });
    }
    await petras.give('AskClarification', { application: house.asked, step: 'look', question: 'How deep will the well be, and who says so?' });
    const { refused: application } = house;
    await petras.give('ProposeCheck', { application, step: 'look', passed: false, reason: 'More is asked for than the call allows.' });
    await rasa.give('ConfirmCheck', { application, step: 'look' });
    await petras.give('ServeNotice', { application, how: 'by e-mail', served: new Date().toISOString() });
}
