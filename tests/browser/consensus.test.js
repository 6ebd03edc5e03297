// A panel writes its minutes: in versions, with who wrote each, and nobody over another unseen.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { MidwayHouse, lacking_example } from './house.js';

const application = 'm-21';
const step = 'evaluation';

test('a panel agrees on its minutes', { skip: lacking_example, timeout: 400000 }, async (t) => {
    const house = await MidwayHouse.open(t);
    const expert = await house.client('expert');
    const k05 = await house.join('expert-k05');
    const k10 = await house.join('expert-k10');
    const officer = await house.client('officer');
    const chairs = (expert) => officer.give('NameChair', { application, step, expert });
    const { id: me } = await expert.see('/me');
    const page = await house.window({ person: 'expert' });
    const reviewOf = async () => (await expert.see(`/applications/${application}`)).state.reviews[step];

    await t.test('what was recorded, by whom, and who has signed', async () => {
        await page.visit(`/applications/${application}`);
        await page.getByText('Version 1, written by expert-k05,').waitFor();
        await page.getByText('A sound plan with first customers (invented).').first().waitFor();
        const signed = await page.locator('#consensus-title ~ ul.plain li').allInnerTexts();
        assert.deepEqual(signed.map((one) => one.replace(/\s+/g, ' ')).sort(), [`${me} Not signed yet`, 'expert-k05 Signed', 'expert-k10 Signed']);
    });

    await t.test('the panel talks, and its chair alone writes', async () => {
        await page.getByText('Chair of the panel: expert-k05').waitFor();
        await page.getByText('Two contracts are annexed, and I have read both (invented).').waitFor();
        assert.equal(await page.getByText('Write it anew').count(), 0);
        await page.getByRole('button', { name: 'Send to the panel' }).click();
        await page.getByText('Write what you want to say').first().waitFor();
        await page.getByLabel('Say something to the other experts').fill('Then I agree.');
        await page.getByRole('button', { name: 'Send to the panel' }).click();
        await page.getByText('The others can read it').waitFor();
        const said = (await k10.see(`/applications/${application}`)).wording.remarks.filter((one) => one.command === 'DiscussReview').map((one) => one.text);
        assert.equal(said.at(-1), 'Then I agree.');
        const refused = await expert.give('WriteConsensus', { application, step, scores: { contribution: '4', consortium: '4', business: '4', plan: '4' }, report: 'Mine.', minority_view: '' }).catch((why) => why);
        assert.match(JSON.stringify(refused.problem ?? refused.message), /chair_must_write/);
        await chairs(me);
        await page.getByText('You chair the panel: you write the report.').waitFor();
    });

    await t.test('a version recorded meanwhile is named: what only it changed is taken over, what both changed is asked', async () => {
        await page.getByText('Write it anew').click();
        await page.getByText(/expert-k05: 4/).first().waitFor();
        await page.getByLabel('Report').fill('A sound plan; first customers are named.');
        await page.getByText(/^Saved at/).waitFor();
        const scores = { contribution: '4.5', consortium: '3.5', business: '4', plan: '4' };
        // The chair changes twice while the page is written on.
        await chairs('expert-k05');
        await k05.give('WriteConsensus', { application, step, scores, report: 'A sound plan, and costly.', minority_view: '' });
        await chairs(me);
        await page.getByText('Version 2, written by expert-k05,').first().waitFor();
        await page.getByText('You chair the panel: you write the report.').waitFor();
        if (await page.getByLabel('Report').count() === 0 || !await page.getByLabel('Report').isVisible()) await page.getByText('Write it anew').click();
        await page.getByText('While you were writing, another version was recorded.').waitFor();
        await page.getByText('Taken over from it, since you had not changed them: Consortium and open collaboration.').waitFor();
        await page.getByRole('heading', { name: 'Report: both of you changed it' }).waitFor();
        assert.equal(await page.locator('#consensus-consortium').inputValue(), '3.5');
        // It cannot be recorded before that is decided.
        await page.getByRole('button', { name: 'Record the consensus' }).click();
        await page.getByRole('link', { name: 'Decide which counts: Report' }).waitFor();
        assert.equal(Object.keys((await reviewOf()).signatures).length, 1);
        await page.getByRole('button', { name: 'Keep what is mine here, and go on from version 2' }).click();
        await page.getByText('While you were writing').waitFor({ state: 'detached' });
    });

    await t.test('the next version is recorded with what is one’s own and what was taken over, and takes the signatures back', async () => {
        await page.getByRole('button', { name: 'Record the consensus' }).click();
        await page.getByRole('dialog').getByText('This becomes version 3.').waitFor();
        await page.getByRole('dialog').getByRole('button', { name: 'Record the consensus' }).click();
        await page.getByRole('heading', { name: 'The consensus is recorded' }).waitFor();
        const review = await reviewOf();
        assert.equal(review.consensus.consortium, '3.5');
        assert.deepEqual(review.signatures, [me]);
        await page.getByText(`Version 3, written by ${me},`).first().waitFor();
        await page.getByText('All 3 versions').click();
        await page.locator('ins', { hasText: 'first customers are named' }).waitFor();
        await page.getByText('Version 2, written by expert-k05,').waitFor();
        // The draft is gone with it, and one's own scores were never in it.
        const draft = await expert.see(`/applications/${application}/draft`);
        assert.deepEqual(Object.keys(draft).filter((name) => /^agreed_|report|base/.test(name)), []);
    });

    await t.test('it is complete when everybody has signed the newest version', async () => {
        const other = await house.window({ person: 'expert-k05' });
        await other.visit(`/applications/${application}`);
        await other.getByRole('button', { name: 'Sign the minutes' }).click();
        await other.getByRole('dialog').getByText('the report of version 3').waitFor();
        await other.getByRole('dialog').getByRole('button', { name: 'Sign the minutes' }).click();
        await other.getByRole('heading', { name: 'You signed' }).waitFor();
        await k10.give('SignConsensus', { application, step });
        const { state } = await (await house.client('officer')).see(`/applications/${application}`);
        assert.equal(state.step, 'ranking');
        assert.equal(state.reviews[step].scored.scores.consortium, '3.5');
        assert.deepEqual(other.faults, []);
    });
    assert.deepEqual(page.faults, []);
});
