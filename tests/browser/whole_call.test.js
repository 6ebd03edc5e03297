// One whole call through pages alone, by people in sessions of their own: written, asked about, checked by two, assigned,
// declared, scored, far apart, ranked, confirmed, granted, declined, fitted, accepted, appealed.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { House, lacking, password } from './house.js';
import { pictures } from './looked_at.js';

const call = 'whole-2026';
const cast = {
    eva: { name: 'Eva Ekspertė', kind: 'business' },
    kazys: { name: 'Kazys Mokslas', kind: 'knowledge_institute' },
    nida: { name: 'Nida Trečioji', kind: 'business' },
};

test('a whole call by people in their own sessions', { skip: lacking, timeout: 600000 }, async (t) => {
    const house = await House.open(t);
    for (const [person, { name, kind }] of Object.entries(cast))
        house.run('person', 'register', person, '--as', 'ona', '--identity', `name=${name}`, '--expert-kind', kind);
    for (const [person, name] of [['milda', 'Milda Ministrė'], ['aldona', 'Aldona Antroji']])
        house.run('person', 'register', person, '--as', 'ona', '--identity', `name=${name}`);
    for (const person of Object.keys(cast)) house.grant(person, 'expert', call);
    house.grant('milda', 'ministry', call);
    house.grant('aldona', 'head', call);
    const rounds = [{ id: 'r1', parameters: { closing: new Date(Date.now() + 864e5).toISOString().replace(/\.\d+/, ''), reserve_until: '2029-12-31' } }];
    await house.openCall({ call, workflow: 'tests/browser/whole.yaml', rounds });

    const open = new Map();
    // Each step needs those before it. Of one that fails, a picture of every window is kept.
    let failed = '';
    const step = (name, work) => t.test(name, { skip: failed === '' ? false : `after: ${failed}` }, async () => {
        try {
            await work();
        } catch (thrown) {
            failed = name;
            mkdirSync(pictures, { recursive: true });
            for (const [person, page] of open) await page.screenshot({ path: join(pictures, `failed-${person}.png`), fullPage: true });
            throw thrown;
        }
    });
    const at = async (person, path) => {
        if (!open.has(person)) open.set(person, await house.window({ person }));
        return open.get(person).visit(path);
    };
    const told = async (application) => (await (await house.client('petras')).see(`/applications/${application}`)).state;
    // Some acts want the person to show anew that it is them.
    const confirm = async (page, action) => {
        const dialog = page.getByRole('dialog');
        await dialog.getByRole('button', { name: action, exact: true }).click();
        const shows = dialog.getByLabel('Password');
        // What is no longer waited for fails in its own time.
        await Promise.race([shows.waitFor().catch(() => undefined), dialog.waitFor({ state: 'detached' })]);
        if (await shows.count() === 0) return;
        await shows.fill(password);
        await dialog.getByRole('button', { name: 'Confirm it is me' }).click();
        await dialog.waitFor({ state: 'detached' });
    };
    const act = async (page, action) => {
        await page.getByRole('button', { name: action, exact: true }).click();
        await confirm(page, action);
    };
    const served = async (application) => {
        const page = await at('petras', `/applications/${application}`);
        // The field has whole seconds: what was done within this one is not before it.
        await page.waitForTimeout(1000 - Date.now() % 1000);
        await page.getByLabel('How the notice was served').fill('by e-mail');
        await page.getByLabel('When it reached the applicant').fill(local(new Date()));
        await act(page, 'Record that notice was served');
        await page.getByText('Done: Record that notice was served').waitFor();
    };
    const applications = {};

    await step('the head publishes the call, the officer opens it and its round', async () => {
        let page = await at('rasa', `/calls/${call}/board`);
        await act(page, 'Publish the call');
        page = await at('petras', `/calls/${call}/board`);
        await act(page, 'Open the call');
        await act(page, 'Open round r1');
        await page.getByRole('button', { name: 'Close round r1' }).waitFor();
    });

    const projects = [
        { id: 'well', lead: 'jonas', name: 'A well for the village', costs: [['Digging', '12000.00'], ['A pump', '4000.00']], requested: '6000.00' },
        { id: 'bridge', lead: 'laima', name: 'A bridge of wood', costs: [['Timber', '12500.00']], requested: '5000.00' },
        { id: 'mill', lead: 'jonas', name: 'A mill that hums', costs: [['Stones', '10000.00']], requested: '3000.00' },
        { id: 'tower', lead: 'laima', name: 'A tower too high', costs: [['Bricks', '1000.00']], requested: '900.00' },
    ];
    await step('applicants write and hand in their applications', async () => {
        for (const project of projects) {
            const page = await at(project.lead, `/calls/${call}`);
            await page.getByRole('button', { name: 'Start an application' }).click();
            await page.waitForURL(/\/applications\/a-[0-9a-f]+\/form$/);
            const application = page.url().match(/a-[0-9a-f]+/)[0];
            applications[project.id] = application;
            await page.getByRole('button', { name: 'Begin' }).click();
            await page.getByLabel('Name of the project').fill(project.name);
            await page.getByLabel('Aim').fill('That people have what they need.');
            await page.getByRole('button', { name: 'Continue' }).click();
            for (const [line, [purpose, claimed]] of project.costs.entries()) {
                await page.locator('#f-costs-add button').click();
                await page.locator(`#f-costs-${line}-purpose`).fill(purpose);
                await page.locator(`#f-costs-${line}-claimed`).fill(claimed);
            }
            await page.getByRole('button', { name: 'Continue' }).click();
            await page.getByLabel('Grant asked for').fill(project.requested);
            await page.getByRole('button', { name: 'Continue' }).click();
            await page.getByRole('heading', { name: 'Check your answers' }).waitFor();
            await page.getByRole('button', { name: 'Submit', exact: true }).click();
            await page.getByRole('dialog').getByRole('button', { name: 'Submit', exact: true }).dblclick();
            await page.getByRole('button', { name: 'Download the receipt' }).waitFor();
            assert.equal((await told(application)).step, 'look');
        }
    });

    await step('an application is handed over to another lead, who has it from then on', async () => {
        const application = applications.mill;
        const page = await at('jonas', `/applications/${application}`);
        await page.getByRole('button', { name: 'Hand over the lead' }).click();
        await page.getByRole('dialog').getByLabel('To whom').fill('laima');
        await confirm(page, 'Hand over the lead');
        await page.getByRole('heading', { name: 'The lead is handed over' }).waitFor();
        assert.equal((await told(application)).lead, 'laima');
        await at('jonas', `/applications/${application}`).catch(() => undefined);
        await page.getByText('There is nothing here, or it is not for you to see.').waitFor();
        const other = await at('laima', `/applications/${application}`);
        await other.getByRole('heading', { name: 'A mill that hums' }).waitFor();
    });

    await step('a clarification is asked for, found by the applicant and answered', async () => {
        const application = applications.well;
        const officer = await at('petras', `/applications/${application}`);
        await officer.getByText('Out of the ordinary').click();
        await officer.locator('details details summary', { hasText: 'Ask the applicant' }).click();
        await officer.getByLabel('What do you ask?').fill('Who says that there is water?');
        await act(officer, 'Ask the applicant');
        await officer.getByText('Done: Ask the applicant').waitFor();
        const page = await at('jonas', '/');
        await page.getByRole('button', { name: 'Answer' }).click();
        await page.getByText('Who says that there is water?').waitFor();
        await page.getByLabel('Your answer').fill('The geologist, in her report of May.');
        await page.getByText(/^Saved at/).waitFor();
        await act(page, 'Send the answer');
        await page.getByText('Your answer is in the record').waitFor();
        assert.equal((await told(application)).stage, 'check.pending');
    });

    await step('an officer accepts the costs line by line, and says why one is cut', async () => {
        for (const { id } of projects) {
            const page = await at('petras', `/applications/${applications[id]}`);
            if (id === 'well') {
                await page.getByLabel('Accepted of line 2').fill('3000');
                await page.getByRole('button', { name: 'Record what is accepted' }).click();
                await page.getByText('Say why this line is cut').waitFor();
                await page.getByLabel('Why line 2 is cut').fill('A smaller pump does.');
            }
            await page.getByRole('button', { name: 'Record what is accepted' }).click();
            await page.getByText('Done: Record what is accepted').waitFor();
        }
        const { submissions } = await told(applications.well);
        assert.deepEqual(submissions.handing_in.facts.costs.map((line) => line.accepted), ['12000.00', '3000.00']);
    });

    await step('three verdicts are given at once after a rehearsal, and confirmed at once by another person', async () => {
        const chosen = ['well', 'bridge', 'mill'].map((id) => applications[id]);
        const choose = async (page) => { for (const one of chosen) await page.getByLabel(`Choose ${one}`).check(); };
        let page = await at('petras', `/calls/${call}/applications`);
        await choose(page);
        await page.getByRole('button', { name: 'Give a verdict (3)' }).click();
        await page.getByLabel('Yes, it passes').check();
        await page.getByRole('button', { name: 'Show what would happen' }).click();
        await page.getByText('3 applications would move').waitFor();
        assert.equal((await told(chosen[0])).stage, 'check.pending', 'a rehearsal changes nothing');
        await page.getByRole('button', { name: 'Give a verdict (3)' }).last().click();
        await page.getByText('3 done').waitFor();
        page = await at('rasa', `/calls/${call}/applications`);
        await choose(page);
        await page.getByRole('button', { name: 'Confirm the verdict (3)' }).click();
        await page.getByRole('button', { name: 'Show what would happen' }).click();
        await page.getByText('3 applications would move').waitFor();
        await page.getByRole('button', { name: 'Confirm the verdict (3)' }).last().click();
        await page.getByText('3 done').waitFor();
        for (const one of chosen) assert.equal((await told(one)).step, 'review');
    });

    await step('an application that breaks a rule is refused by two, and its applicant is told', async () => {
        const application = applications.tower;
        let page = await at('petras', `/applications/${application}`);
        const verdict = page.getByRole('form', { name: 'Give a verdict' });
        await verdict.getByLabel('No', { exact: true }).check();
        await verdict.getByLabel(/^Reason/).fill('More is asked for than two fifths of the costs.');
        await act(page, 'Give a verdict');
        await page.getByText('Done: Give a verdict').waitFor();
        page = await at('rasa', `/applications/${application}`);
        await page.getByText('€400.00').or(page.getByText('400.00')).first().waitFor();
        await act(page, 'Confirm the verdict');
        await page.getByText('Done: Confirm the verdict').waitFor();
        await served(application);
    });

    const assign = async (application, ...experts) => {
        const page = await at('petras', `/applications/${application}`);
        for (const expert of experts) {
            await page.locator('tr', { hasText: cast[expert].name }).getByRole('button', { name: 'Assign' }).click();
            await page.locator('tr', { hasText: cast[expert].name }).getByText('Assigned').waitFor();
        }
    };
    const declareNone = async (expert, application) => {
        const page = await at(expert, `/applications/${application}`);
        await page.getByLabel('No', { exact: true }).check();
        await page.getByRole('button', { name: 'Declare', exact: true }).click();
        await page.getByRole('button', { name: 'Open the application' }).click();
        await page.locator('#score-benefit').waitFor();
        return page;
    };
    const score = async (page, benefit, plan) => {
        await page.locator('#score-benefit').selectOption(benefit);
        await page.locator('#comment-benefit').fill('It helps those who live there.');
        await page.locator('#score-plan').selectOption(plan);
        await page.locator('#comment-plan').fill('The steps follow from each other.');
        await page.getByText(/^Saved at/).waitFor();
        await act(page, 'Submit');
        await page.getByRole('heading', { name: 'Your review is submitted' }).waitFor();
    };
    const review = async (expert, application, benefit, plan) => score(await declareNone(expert, application), benefit, plan);

    await step('an officer assigns two experts to each', async () => {
        for (const one of ['well', 'bridge', 'mill']) await assign(applications[one], 'eva', 'kazys');
    });

    await step('two experts are far apart, so that a third is asked', async () => {
        const application = applications.well;
        await review('eva', application, '5', '5');
        await review('kazys', application, '3', '3');
        assert.equal((await told(application)).stage, 'review.diverging');
        await assign(application, 'nida');
        await review('nida', application, '5', '4.5');
        const { step, reviews } = await told(application);
        assert.equal(step, 'ranking');
        assert.equal(reviews.review.scored.total, '9.75', 'of the two closest');
    });

    await step('an expert who finds an interest while scoring declares it late, steps back and is replaced', async () => {
        const application = applications.bridge;
        const page = await declareNone('eva', application);
        await page.locator('#score-benefit').selectOption('2');
        await page.getByText(/^Saved at/).waitFor();
        await page.getByText('Declare an interest that you found since').click();
        await page.getByLabel('Yes', { exact: true }).check();
        await page.getByLabel('What is the interest?').fill('My brother leads one of the partners.');
        await page.getByRole('button', { name: 'Declare', exact: true }).click();
        await page.getByText('Your declaration is recorded').waitFor();
        await page.locator('#score-benefit').waitFor({ state: 'detached' });
        assert.equal((await told(application)).reviews.review.assignments.eva.stage, 'recused');
        await review('kazys', application, '4', '4');
        await assign(application, 'nida');
        await review('nida', application, '4', '4.5');
        assert.equal((await told(application)).step, 'ranking');
        await review('eva', applications.mill, '3.5', '3.5');
        await review('kazys', applications.mill, '3', '3.5');
    });

    const list = `/calls/${call}/rounds/r1/selections/ranking`;
    await step('the round is closed, ranked and proposed by an officer, and confirmed by a head', async () => {
        // The deadline is brought forward, which two people do.
        const closing = new Date().toISOString().replace(/\.\d+/, '');
        await (await house.client('petras')).give('ProposeChange', { call, round: 'r1', parameter: 'closing', value: closing, reason: 'Everybody has applied.' });
        let page = await at('rasa', `/calls/${call}/board`);
        await act(page, 'Confirm the change');
        page = await at('petras', `/calls/${call}/board`);
        await act(page, 'Close round r1');
        page = await at('petras', list);
        await act(page, 'Rank');
        await page.getByText('Done: Rank').waitFor();
        await act(page, 'Propose this list');
        await page.getByText('Done: Propose this list').waitFor();
        page = await at('rasa', list);
        await act(page, 'Confirm the list');
        await page.getByText('Done: Confirm the list').waitFor();
        const rows = await page.locator('.table--ranked tbody tr').filter({ hasText: /a-[0-9a-f]{8}/ }).allInnerTexts();
        assert.deepEqual(rows.slice(0, 2).map((row) => row.match(/€[\d,.]+/)?.[0]), ['€6,000.00', '€4,000.00']);
        assert.equal((await told(applications.mill)).stage, 'selection.reserved');
    });

    await step('the ministry grants by its order', async () => {
        for (const one of ['well', 'bridge']) {
            const page = await at('milda', `/applications/${applications[one]}`);
            await page.getByLabel('Yes, granted').check();
            await page.getByLabel('Number of the order').fill('4-17');
            await act(page, 'Grant or refuse');
            await page.getByText('Done: Grant or refuse').waitFor();
            await served(applications[one]);
        }
    });

    await step('an offer is declined, and its money goes to the reserve list', async () => {
        const page = await at('jonas', `/applications/${applications.well}`);
        await page.getByText('€6,000.00').first().waitFor();
        await page.getByRole('button', { name: 'Decline the offer' }).click();
        await page.getByRole('dialog').getByLabel('Reason').fill('The well was dug meanwhile.');
        await confirm(page, 'Decline the offer');
        await page.getByText('You have declined the offer').waitFor();
        assert.equal((await told(applications.well)).outcome, 'declined');
        const officer = await at('petras', list);
        await act(officer, 'Move the reserve list up');
        await officer.getByText('Done: Move the reserve list up').waitFor();
        assert.equal((await told(applications.mill)).step, 'award');
    });

    await step('a budget is fitted to the part that was offered, and the offer accepted', async () => {
        const application = applications.bridge;
        const page = await at('laima', '/');
        await page.getByRole('button', { name: 'Read the offer' }).click();
        await page.getByText('€4,000.00').first().waitFor();
        await page.getByRole('button', { name: 'Fit the budget to the offer' }).click();
        await page.getByLabel('Grant asked for').fill('4000');
        await page.getByText(/^Saved at/).waitFor();
        await act(page, 'Submit the budget');
        await page.getByText('The budget is in the record').waitFor();
        await page.getByRole('button', { name: 'Now accept the offer' }).click();
        await act(page, 'Accept the offer');
        await page.getByText('You have accepted the offer').waitFor();
        const state = await told(application);
        assert.equal(state.outcome, 'granted');
        assert.equal(state.submissions.handing_in.facts.requested_grant, '4000.00');
    });

    await step('the refused applicant appeals, and a head who took no part decides', async () => {
        const application = applications.tower;
        const page = await at('laima', `/applications/${application}`);
        await page.getByRole('link', { name: 'Appeal this decision' }).click();
        await page.getByLabel('Error of fact').check();
        await page.getByLabel('What went wrong').fill('The bricks cost more than was read.');
        await act(page, 'Lodge the appeal');
        await page.getByText('Your appeal is in the record').waitFor();
        const first = await at('rasa', `/applications/${application}`);
        await first.getByRole('heading', { name: 'History' }).waitFor();
        const head = await at('aldona', `/applications/${application}`);
        const examined = head.getByRole('form', { name: 'Examine the appeal' });
        await examined.getByLabel('Yes', { exact: true }).check();
        await examined.getByLabel('Reason').fill('It came in time and names a ground.');
        await act(head, 'Examine the appeal');
        await head.getByText('Done: Examine the appeal').waitFor();
        const decided = head.getByRole('form', { name: 'Decide the appeal' });
        await decided.getByLabel('No, dismissed').check();
        await decided.getByLabel('Reason').fill('The costs were read as they were written.');
        await act(head, 'Decide the appeal');
        await head.getByText('Done: Decide the appeal').waitFor();
        assert.equal((await told(application)).appeals.at(-1).stage, 'dismissed');
        await page.goto(`${house.origin}/applications/${application}`);
        await page.getByText('Dismissed').first().waitFor();
    });

    for (const [person, page] of open) assert.deepEqual(page.faults, [], person);
});

// As a field of the browser has an instant, in the zone of its window.
function local(instant) {
    const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Vilnius', dateStyle: 'short', timeStyle: 'medium' }).format(instant);
    return parts.replace(' ', 'T');
}
