import { useState } from 'preact/hooks';
import { Problem, type Accepted } from '../api/atranka';
import { useCommand } from '../api/command';
import type { Definition } from '../api/definition';
import { reasonWords } from '../api/names';
import { useSession } from '../api/session';
import { Money } from '../components/amount';
import { AppealUntil } from '../components/appeal_until';
import { Notice } from '../components/banner';
import { Button, ButtonLink } from '../components/button';
import { CallTitle, useDefinition } from '../components/calls';
import { Confirm } from '../components/confirm';
import { Deadline, Moment } from '../components/deadline';
import { TextArea, TextField } from '../components/field';
import { PageHeading, Section } from '../components/heading';
import { Loading } from '../components/look';
import { CriterionName, FigureName, RuleWords } from '../components/named';
import { Receipt } from '../components/receipt';
import { Summary, type Row } from '../components/summary';
import { Stage, Tag } from '../components/tag';
import { Details } from '../components/tabs';
import { formsOf, HandedIn } from '../form/handed_in';
import { useWords } from '../i18n/words';
import { compare, isDecimal, number } from '../money';
import { useAsOf } from '../router';
import type { Done } from '../staff/act_form';
import { remarkWords } from '../staff/cut_reasons';
import type { ApplicationProps } from './application';

type State = NonNullable<ApplicationProps['told']['state']>;

// An application for who leads it: where it stands, what to do, what was decided and why, what was handed in.
export default function LeadsApplication({ application, told, etag, again }: ApplicationProps) {
    const words = useWords();
    const { t } = words;
    const state = told.state;
    const definition = useDefinition(state?.call);
    const isNow = useAsOf() === undefined;
    const [done, setDone] = useState<{ title: string; accepted: Accepted }>();
    if (!state || !definition) return <Loading />;
    const step = definition.steps.find((one) => one.name === state.step);
    return (
        <>
            <PageHeading title={told.wording?.title || t('application.title')} caption={words.of(definition.title, state.call)} />
            <Summary rows={[
                { label: t('application.now'), value: state.outcome
                    ? <Tag colour={outcomeOf(definition, state)?.awarded ? 'green' : 'grey'}>{words.of(outcomeOf(definition, state)?.title, state.outcome)}</Tag>
                    : <><Stage stage={state.stage} /> {words.of(step?.title)}</> },
                ...(state.deadline && !state.outcome ? [{ label: t('application.deadline'), value: <Deadline at={state.deadline} /> }] : []),
                { label: t('application.call'), value: <a class="govuk-link" href={`/calls/${state.call ?? ''}`}><CallTitle call={state.call ?? ''} /></a> },
                { label: t('application.id'), value: <span class="hash">{application}</span> },
            ]} />
            {done && <Receipt title={done.title} accepted={done.accepted} />}
            {isNow && <NextStep application={application} told={told} state={state} definition={definition} etag={etag} onDone={(title, accepted) => { setDone({ title, accepted }); again(); scrollTo(0, 0); }} />}
            <Decision told={told} state={state} definition={definition} />
            <Appeals application={application} state={state} etag={etag} />
            <Submitted told={told} definition={definition} />
            {isNow && <Other application={application} told={told} etag={etag} />}
        </>
    );
}

const outcomeOf = (definition: Definition, state: State) => definition.outcomes.find((one) => one.name === state.outcome);

function NextStep({ application, told, state, definition, etag, onDone }: { application: string; told: ApplicationProps['told']; state: State; definition: Definition; etag: string; onDone: Done }) {
    const words = useWords();
    const { t } = words;
    const stage = state.stage ?? '';
    if (state.suspended_since) return <Notice kind="warn"><p class="govuk-body">{t('application.suspended')}</p></Notice>;
    if (stage === 'submission.drafting' || stage === 'submission.returned') {
        return (
            <section class="next" aria-labelledby="next-title">
                <h2 class="govuk-heading-m" id="next-title">{t('application.write_title', { form: words.of(definition.steps.find((one) => one.name === state.step)?.title) })}</h2>
                <p class="govuk-body">{t('application.write')}</p>
                <ButtonLink to={`/applications/${application}/form`}>{t('application.write_do')}</ButtonLink>
            </section>
        );
    }
    if (stage === 'check.awaiting_answer') {
        return (
            <section class="next" aria-labelledby="next-title">
                <h2 class="govuk-heading-m" id="next-title">{t('application.question_title')}</h2>
                <ButtonLink to={`/applications/${application}/answer`}>{t('application.question_do')}</ButtonLink>
            </section>
        );
    }
    if (stage === 'offer.offered' || stage === 'offer.budget_resubmitted') return <Offer application={application} told={told} definition={definition} etag={etag} onDone={onDone} />;
    if (state.outcome) return null;
    return <Notice><p class="govuk-body">{t('application.wait')}</p></Notice>;
}

// What was asked for, where the call pays a field of the form that was handed in.
function askedOf(told: ApplicationProps['told'], definition: Definition): string | undefined {
    const steps = (definition.whole['steps'] ?? {}) as Readonly<Record<string, { fund?: unknown }>>;
    const newest = told.state?.submitted_steps?.at(-1) ?? '';
    const facts = (told.state?.submissions?.[newest]?.facts ?? {}) as Readonly<Record<string, unknown>>;
    return Object.values(steps).map((one) => facts[String(one.fund)]).find(isDecimal);
}

function Offer({ application, told, definition, etag, onDone }: { application: string; told: ApplicationProps['told']; definition: Definition; etag: string; onDone: Done }) {
    const { t } = useWords();
    const accept = useCommand('AcceptOffer');
    const decline = useCommand('DeclineOffer');
    const [asks, setAsks] = useState<'accept' | 'decline'>();
    const [reason, setReason] = useState('');
    const state = told.state ?? {};
    const amount = state.award?.amount;
    const asked = askedOf(told, definition);
    const isLess = isDecimal(amount) && asked !== undefined && compare(amount, asked) < 0;
    const wantsBudget = state.stage === 'offer.offered'
        && (isLess || (accept.failed instanceof Problem && accept.failed.rule === 'budget_must_be_resubmitted'));
    const close = (): void => { setAsks(undefined); accept.forget(); decline.forget(); };
    const act = async (what: 'accept' | 'decline'): Promise<void> => {
        const accepted = what === 'accept' ? await accept.give({ application }, etag) : await decline.give({ application, reason }, etag);
        if (!accepted) return;
        setAsks(undefined);
        onDone(t(what === 'accept' ? 'application.accepted' : 'application.declined'), accepted);
    };
    return (
        <section class="next" aria-labelledby="next-title">
            <h2 class="govuk-heading-m" id="next-title">{t('application.offer_title')}</h2>
            <p class="govuk-body-l"><Money amount={amount} currency={definition.currency} /></p>
            {wantsBudget && <p class="govuk-body">{t('application.offer_is_less')}{isLess && <> {t('application.asked_for')} <Money amount={asked} currency={definition.currency} />.</>}</p>}
            {state.stage === 'offer.budget_resubmitted' && <p class="govuk-body">{t('application.budget_fitted')}</p>}
            {state.deadline && <p class="govuk-body">{t('home.by')} <Deadline at={state.deadline} /></p>}
            <p class="govuk-body">{t('hints.offer_partial')} <a class="govuk-link" href={`/applications/${application}/budget`}>{t('application.budget')}</a></p>
            <div class="actions">
                {wantsBudget ? <ButtonLink to={`/applications/${application}/budget`}>{t('application.budget')}</ButtonLink>
                    : <Button onPress={() => setAsks('accept')}>{t('application.accept')}</Button>}
                <Button kind="secondary" onPress={() => setAsks('decline')}>{t('application.decline')}</Button>
            </div>
            {asks === 'accept' && !wantsBudget && (
                <Confirm title={t('application.accept_ask')} action={t('application.accept')} busy={accept.busy} failed={accept.failed} onClose={close} onConfirm={() => act('accept')}>
                    <p class="govuk-body">{t('application.accept_means')}</p>
                </Confirm>
            )}
            {asks === 'decline' && (
                <Confirm title={t('application.decline_ask')} action={t('application.decline')} warns busy={decline.busy} failed={decline.failed} onClose={close} onConfirm={() => act('decline')}>
                    <p class="govuk-body">{t('application.decline_means')}</p>
                    <TextArea id="decline-reason" label={t('application.reason')} value={reason} onType={setReason} rows={3} />
                </Confirm>
            )}
        </section>
    );
}

// What was decided, and the grounds: rules with their numbers, scores, the place, what people wrote.
function Decision({ told, state, definition }: { told: ApplicationProps['told']; state: State; definition: Definition }) {
    const words = useWords();
    const { t, language } = words;
    const isNow = useAsOf() === undefined;
    const outcome = outcomeOf(definition, state);
    const titleOf = (step: string): string => words.of(definition.steps.find((one) => one.name === step)?.title, step);
    const remarks = told.wording?.remarks ?? [];
    const comments = told.wording?.comments ?? [];
    const placements = Object.entries(state.placements ?? {});
    const checks = Object.entries(state.checks ?? {}).filter(([, one]) => (one.verdicts ?? []).length > 0);
    const reviews = Object.entries(state.reviews ?? {}).filter(([, one]) => one.scored !== undefined);
    if (!outcome && placements.length + checks.length + reviews.length === 0) return null;
    return (
        <Section title={outcome ? t('application.decision') : t('application.so_far')}>
            {outcome?.letter && <Notice {...(outcome.awarded ? { kind: 'good' as const } : {})}><p class="govuk-body">{words.of(outcome.letter)}</p></Notice>}
            {outcome && <p class="govuk-body"><a class="govuk-link" href={`/applications/${state.id ?? ''}/letter`}>{t('office.letter_link')}</a></p>}
            {state.outcome_at && <p class="govuk-body">{t('application.decided_at')} <Moment at={state.outcome_at} /></p>}
            {state.award && (
                <Summary rows={[
                    { label: t('application.granted'), value: <Money amount={state.award.amount} currency={definition.currency} /> },
                    ...(state.award.order ? [{ label: t('application.order'), value: state.award.order }] : []),
                    ...(state.award.annex ? [{ label: t('application.annex'), value: state.award.annex }] : []),
                ]} />
            )}
            {checks.map(([step, check]) => (
                <Details key={step} summary={titleOf(step)} open={check.passed === false}>
                    {(check.verdicts ?? []).map((one) => (
                        <div key={one.rule}>
                            <p class="govuk-body"><Tag colour={one.passed ? 'green' : 'red'}>{one.passed ? t('application.rule_kept') : t('application.rule_broken')}</Tag>{' '}
                                <RuleWords definition={definition} id={one.rule ?? ''} passed={one.passed} /></p>
                            <p class="govuk-body quiet">{t('application.rule')} <code>{definition.rules.find((rule) => rule.id === one.rule)?.require}</code></p>
                            <Summary rows={Object.entries(one.shown ?? {}).map(([name, value]) => ({ label: <FigureName definition={definition} name={name} />, value: isDecimal(value) ? number(value, language) : value }))} />
                        </div>
                    ))}
                </Details>
            ))}
            {reviews.map(([step, review]) => (
                <Details key={step} summary={titleOf(step)}>
                    <Summary rows={[
                        ...Object.entries(review.scored?.scores ?? {}).map(([criterion, score]): Row => ({ label: <CriterionName definition={definition} step={step} criterion={criterion} />, value: isDecimal(score) ? number(score, language) : score })),
                        ...(review.scored?.total ? [{ label: t('application.total'), value: number(review.scored.total, language) }] : []),
                    ]} />
                </Details>
            ))}
            {placements.map(([step, place]) => (
                <Details key={step} summary={titleOf(step)}>
                    <Summary rows={[
                        ...(place.rank ? [{ label: t('application.rank'), value: String(place.rank) }] : []),
                        ...(place.reason ? [{ label: t('application.reason'), value: reasonWords(place.reason, words) }] : []),
                        ...(isDecimal(place.amount) ? [{ label: t('application.amount'), value: <Money amount={place.amount} currency={definition.currency} /> }] : []),
                    ]} />
                </Details>
            ))}
            {remarks.length + comments.length > 0 && (
                <Details summary={t('application.remarks')}>
                    {remarks.map((one) => <p class="govuk-body text" key={`${one.at} ${one.member}`}><span class="quiet">{one.at && <Moment at={one.at} />}</span><br />{remarkWords(one, words)}</p>)}
                    {comments.flatMap((one) => Object.entries(one.texts ?? {}).map(([criterion, text]) => <p class="govuk-body text" key={`${one.step} ${criterion} ${text}`}><strong><CriterionName definition={definition} step={one.step ?? ''} criterion={criterion} /></strong><br />{text}</p>))}
                </Details>
            )}
            {isNow && outcome?.appealable && definition.appeals && !(state.appeals ?? []).some((one) => under_way.has(one.stage ?? '')) && (
                <>
                    <p class="govuk-body"><a class="govuk-link" href={`/applications/${state.id ?? ''}/appeal`}>{t('application.appeal_do')}</a></p>
                    <AppealUntil application={state.id ?? ''} />
                </>
            )}
        </Section>
    );
}

// Of an appeal: nobody lodges another meanwhile.
const under_way = new Set(['lodged', 'admissible', 'proposed']);

function Appeals({ application, state, etag }: { application: string; state: State; etag: string }) {
    const { t, known } = useWords();
    const withdraw = useCommand('WithdrawAppeal');
    const isNow = useAsOf() === undefined;
    const [asks, setAsks] = useState(false);
    const appeals = state.appeals ?? [];
    if (appeals.length === 0) return null;
    return (
        <Section title={t('application.appeals')}>
            {appeals.map((one, at) => (
                <Summary key={at} rows={[
                    { label: t('application.ground'), value: known(`application.ground_${one.ground}`) ?? one.ground },
                    { label: t('application.now'), value: known(`application.appeal_${one.stage}`) ?? one.stage },
                    ...(one.lodged ? [{ label: t('application.lodged_at'), value: <Moment at={one.lodged} /> }] : []),
                ]} />
            ))}
            {withdraw.accepted && <Receipt accepted={withdraw.accepted} title={t('application.appeal_withdrawal_kept')} />}
            {isNow && appeals.some((one) => under_way.has(one.stage ?? '')) && <Button kind="secondary" onPress={() => setAsks(true)}>{t('application.withdraw_appeal')}</Button>}
            {asks && !withdraw.accepted && (
                <Confirm
                    title={t('application.withdraw_appeal_ask')} action={t('application.withdraw_appeal')} warns busy={withdraw.busy} failed={withdraw.failed}
                    onClose={() => { setAsks(false); withdraw.forget(); }} onConfirm={() => withdraw.give({ application }, etag)}
                >
                    <p class="govuk-body">{t('application.withdraw_appeal_means')}</p>
                </Confirm>
            )}
        </Section>
    );
}

function Submitted({ told, definition }: { told: ApplicationProps['told']; definition: Definition }) {
    const { t } = useWords();
    return formsOf(told, definition).length === 0 ? null
        : <Section title={t('application.handed_in')}><HandedIn told={told} definition={definition} /></Section>;
}

// What is rarely wanted, and cannot be taken back.
function Other({ application, told, etag }: { application: string; told: ApplicationProps['told']; etag: string }) {
    const { t } = useWords();
    const { me } = useSession();
    const withdraw = useCommand('WithdrawApplication');
    const handOver = useCommand('HandOverLead');
    const [asks, setAsks] = useState<'withdraw' | 'hand over'>();
    const [reason, setReason] = useState('');
    const [to, setTo] = useState('');
    const done = withdraw.accepted ?? handOver.accepted;
    if (done) return <Receipt accepted={done} title={withdraw.accepted ? t('application.withdrawn') : t('application.handed_over')} />;
    if (told.state?.outcome || told.state?.lead !== me?.id) return null;
    const close = (): void => { setAsks(undefined); withdraw.forget(); handOver.forget(); };
    return (
        <Section title={t('application.other_things')}>
            <div class="actions">
                <Button kind="secondary" onPress={() => setAsks('withdraw')}>{t('application.withdraw')}</Button>
                <Button kind="secondary" onPress={() => setAsks('hand over')}>{t('application.hand_over')}</Button>
            </div>
            {asks === 'withdraw' && (
                <Confirm title={t('application.withdraw_ask')} action={t('application.withdraw')} warns busy={withdraw.busy} failed={withdraw.failed} onClose={close} onConfirm={() => withdraw.give({ application, reason }, etag)}>
                    <p class="govuk-body">{t('application.withdraw_means')}</p>
                    <TextArea id="withdraw-reason" label={t('application.reason')} value={reason} onType={setReason} rows={3} />
                </Confirm>
            )}
            {asks === 'hand over' && (
                <Confirm title={t('application.hand_over_ask')} action={t('application.hand_over')} warns busy={handOver.busy} failed={handOver.failed} onClose={close} onConfirm={() => handOver.give({ application, to }, etag)}>
                    <p class="govuk-body">{t('application.hand_over_means')}</p>
                    <TextField id="hand-over-to" label={t('application.hand_over_to')} hint={t('application.hand_over_hint')} value={to} onType={setTo} width={20} />
                </Confirm>
            )}
        </Section>
    );
}
