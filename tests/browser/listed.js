// A call whose list is ranked and proposed: three applications, of which 250 pay two, scored by two experts.
const call = 'listed-2026';
const closes_after_ms = 25_000;
// The middle one and the low one have the same mean, and the one who asks for less goes first.
const scores = { low: ['4', '4.5', '3.5', '4'], middle: ['4', '4', '3.5', '4.5'], high: ['5', '4.5', '4.5', '5'] };
const asked = { low: '110.00', middle: '100.00', high: '100.00' };

export async function listed(house) {
    const closing = new Date(Date.now() + closes_after_ms);
    const rounds = [{ id: 'r1', parameters: { closing: closing.toISOString().replace(/\.\d+/, '') } }];
    const { petras, rasa, begin } = await house.openCall({ call, workflow: 'tests/browser/listed.yaml', draws_lots: true, rounds });
    await begin();
    const experts = ['egle', 'tomas'];
    for (const person of [...experts, 'aldona']) house.run('person', 'register', person, '--as', 'ona', '--identity', `name=${person}`);
    for (const expert of experts) house.grant(expert, 'expert', call);
    for (const by of ['ona', 'vida']) house.run('person', 'grant', 'aldona', 'auditor', '--call', '*', '--as', by);
    const applications = {};
    for (const which of Object.keys(scores)) {
        const lead = await house.client(which === 'high' ? 'jonas' : 'laima');
        const { application } = await lead.give('StartApplication', { call, round: 'r1' });
        applications[which] = application;
        await lead.give('SubmitForm', { application, step: 'note_in', form: { subject: `A ${which} well, "deep"`, requested_grant: asked[which] } });
    }
    for (const [which, application] of Object.entries(applications)) {
        for (const [at, expert] of experts.entries()) {
            const about = { application, step: 'review', expert };
            const client = await house.client(expert);
            await petras.give('AssignExpert', about);
            await client.give('DeclareInterest', { ...about, interest: 'none', statement: '' });
            await client.give('OpenApplication', about);
            const [novelty, use] = scores[which].slice(at * 2);
            await client.give('SubmitReview', { ...about, scores: { novelty, use }, comments: {} });
        }
    }
    // Nobody is closed out before the deadline has passed.
    await new Promise((resolve) => { setTimeout(resolve, Math.max(0, closing.getTime() + 1000 - Date.now())); });
    await petras.give('CloseRound', { call, round: 'r1' });
    const list = { call, round: 'r1', step: 'ranking' };
    await petras.give('RankRound', {
        ...list, public_value: '12345', secrets: [petras, rasa].map((client) => ({ by: client.login.split('@')[0], secret: client.login })),
    });
    await petras.give('ProposeSelection', list);
    return { call, list, applications, petras, rasa, experts };
}
