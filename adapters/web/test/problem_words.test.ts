import { expect, test, vi } from 'vitest';
import { Problem, Unreached } from '../src/api/atranka';
import { problemsByField, wordsOfProblem } from '../src/api/problem_words';
import english from '../src/i18n/en';
import lithuanian from '../src/i18n/lt';
import { wordsOf } from '../src/i18n/words';

// The client asks a page where it came from.
vi.hoisted(() => vi.stubGlobal('location', { origin: 'https://atranka.example' }));

const en = wordsOf('en', english, () => undefined);
const lt = wordsOf('lt', lithuanian, () => undefined);
const refused = (rule: string, more: object = {}): Problem =>
    new Problem({ type: `/problems/${rule}`, title: 'What the rule demands.', status: 409, detail: 'what it was', ...more } as never);

test('a refusal is told in the words of its rule, with the facts it carries', () => {
    const tied = refused('expert_must_be_independent', { facts: { person: 'p-lina', organisation: 'vilnius-robotics' } });
    expect(wordsOfProblem(tied, lt)).toContain('„p-lina“ dirba arba per pastaruosius trejus metus dirbo organizacijoje „vilnius-robotics“');
    expect(wordsOfProblem(tied, en)).toMatch(/^p-lina works for vilnius-robotics/);
    expect(wordsOfProblem(refused('expert_must_be_independent', { facts: { person: 'p-lina' } }), lt)).toBe(lt.t('problems.expert_must_be_independent'));
});

test('a role, a moment and a number are told as people of the language write them', () => {
    expect(wordsOfProblem(refused('actor_must_have_the_role', { facts: { role: 'officer' } }), lt)).toContain('agentūros specialistas');
    expect(wordsOfProblem(refused('appeal_must_be_in_time', { facts: { at: '2027-01-05T15:00:00Z' } }), lt)).toContain('2027 m. sausio 5 d.');
    expect(wordsOfProblem(refused('scores_must_be_on_scale', { facts: { from: '0', to: '5', step: '0.5' } }), lt)).toContain('0,5');
});

test('what is not known is not told in a language that the reader did not choose', () => {
    expect(wordsOfProblem(refused('rule_of_tomorrow'), en)).toBe('what it was');
    expect(wordsOfProblem(refused('rule_of_tomorrow'), lt)).toBe(lt.t('problems.not_told', { rule: 'rule_of_tomorrow' }));
    expect(wordsOfProblem(new Unreached('no network'), lt)).toBe(lt.t('problems.unreached'));
});

test('what the server says more is told where it is in the language of the reader', () => {
    const unfit = { type: '/problems/unfit', title: '', status: 422, detail: 'Slaptažodį turi sudaryti ne mažiau kaip 12 ženklų.' };
    expect(wordsOfProblem(new Problem(unfit as never, 'lt'), lt)).toContain(unfit.detail);
    expect(wordsOfProblem(new Problem(unfit as never, 'lt, en'), lt)).toBe(lt.t('problems.unfit'));
    expect(wordsOfProblem(new Problem(unfit as never, 'lt'), en)).toBe(en.t('problems.unfit'));
});

test('a refusal of one thing is told at its field', () => {
    expect(problemsByField(refused('dates_must_be_in_order', { path: 'until' }), lt).get('until')).toBe(lt.t('problems.dates_must_be_in_order'));
    const form = refused('form_must_be_valid', { problems: [{ path: 'costs[2].claimed', message: 'This must be filled in.' }] });
    expect(problemsByField(form, en).get('costs[2].claimed')).toBe('This must be filled in.');
    expect(problemsByField(form, lt).get('costs[2].claimed')).toBe(lt.t('problems.at_field'));
});
