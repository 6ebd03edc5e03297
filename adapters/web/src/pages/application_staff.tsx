import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { Accepted } from '../api/atranka';
import type { Definition } from '../api/definition';
import { criterionTitle, keyTitle, methodWords, reasonWords } from '../api/names';
import { BesideTime } from '../audit/time';
import { Money } from '../components/amount';
import { Notice } from '../components/banner';
import { CallTitle, useDefinition } from '../components/calls';
import { Deadline, Moment } from '../components/deadline';
import { PageHeading, Section } from '../components/heading';
import { Loading } from '../components/look';
import { CriterionName, FigureName, RuleWords } from '../components/named';
import { Organisations } from '../components/organisations';
import { Receipt } from '../components/receipt';
import { Summary } from '../components/summary';
import { Table } from '../components/table';
import { Stage, Tag } from '../components/tag';
import { Details } from '../components/tabs';
import { formsOf, HandedIn } from '../form/handed_in';
import { useWords, type Key } from '../i18n/words';
import { compare, isDecimal, number } from '../money';
import { ActForm, type Done } from '../staff/act_form';
import { actsFor, type State } from '../staff/acts';
import { AssessSheet, sheetsOf } from '../staff/assess';
import { AssignExperts, Kind } from '../staff/assign';
import { remarkWords } from '../staff/cut_reasons';
import { History } from '../staff/history';
import type { ApplicationProps } from './application';

// One application on one page, for those who work on the call: what to do, the form, checks, reviews, the record.
export default function StaffsApplication({ application, told, etag, again }: ApplicationProps) {
    const words = useWords();
    const { t } = words;
    const state = told.state;
    const definition = useDefinition(state?.call);
    const [done, setDone] = useState<{ title: string; accepted: Accepted }>();
    if (!state || !definition) return <Loading />;
    const outcome = definition.outcomes.find((one) => one.name === state.outcome);
    const step = definition.steps.find((one) => one.name === state.step);
    return (
        <>
            <PageHeading title={told.wording?.title || application} caption={`${words.of(definition.title, state.call)} – ${t('call.round', { round: state.round ?? '' })}`} />
            <Summary rows={[
                { label: t('application.now'), value: state.outcome
                    ? <Tag colour={outcome?.awarded ? 'green' : 'grey'}>{words.of(outcome?.title, state.outcome)}</Tag>
                    : <><Stage stage={state.stage} /> {words.of(step?.title, state.step)}</> },
                ...(state.deadline && !state.outcome ? [{ label: t('application.deadline'), value: <Deadline at={state.deadline} /> }] : []),
                { label: t('officer.lead'), value: state.lead ?? '' },
                { label: t('officer.partners'), value: <Organisations ids={state.partners ?? []} /> },
                { label: t('application.call'), value: <a class="govuk-link" href={`/calls/${state.call ?? ''}/board`}><CallTitle call={state.call ?? ''} /></a> },
                { label: t('application.id'), value: <span class="hash">{application}</span> },
            ]} />
            {(state.outcome || state.awaits_notice) && <p class="govuk-body"><a class="govuk-link" href={`/applications/${application}/letter`}>{t('office.letter_link')}</a></p>}
            {state.suspended_since && <Notice kind="warn"><p class="govuk-body">{t('officer.suspended')} <Moment at={state.suspended_since} /></p></Notice>}
            {done && <Receipt title={done.title} accepted={done.accepted} />}
            <ToDo onDone={(title, accepted) => { setDone({ title, accepted }); again(); scrollTo(0, 0); }} told={told} state={state} definition={definition} etag={etag} again={again} />
            <Forms told={told} definition={definition} />
            <Checks state={state} definition={definition} />
            <Reviews told={told} state={state} definition={definition} />
            <Placements state={state} definition={definition} />
            <Remarks told={told} />
            <History application={application} definition={definition} />
            {told.relation === 'auditor' && <BesideTime call={state.call ?? ''} />}
        </>
    );
}

function ToDo({ told, state, definition, etag, again, onDone }: { told: ApplicationProps['told']; state: State; definition: Definition; etag: string; again: () => void; onDone: Done }) {
    const { t } = useWords();
    const commands: readonly string[] = told.commands ?? [];
    const fitting = actsFor(state, commands, definition.steps.find((one) => one.name === state.step));
    const next = fitting.filter((one) => one.isNext);
    const others = fitting.filter((one) => !one.isNext);
    const sheets = commands.includes('AssessLines') && state.stage === 'check.pending' ? sheetsOf(definition, told) : [];
    const assigns = commands.includes('AssignExpert') && ['review.staffing', 'review.scoring', 'review.diverging'].includes(state.stage ?? '');
    if (next.length + others.length + sheets.length === 0 && !assigns) return null;
    return (
        <section class="next" aria-labelledby="to-do">
            <h2 class="govuk-heading-m" id="to-do">{t('officer.to_do')}</h2>
            {sheets.map((sheet) => (
                <div key={sheet.table.name}>
                    <h3 class="govuk-heading-s">{t('officer.assess_title')}</h3>
                    <AssessSheet sheet={sheet} state={state} definition={definition} etag={etag} onDone={onDone} />
                </div>
            ))}
            {assigns && (
                <>
                    <h3 class="govuk-heading-s">{t('officer.assign_title')}</h3>
                    <AssignExperts state={state} step={definition.steps.find((one) => one.name === state.step)} etag={etag} again={again} />
                </>
            )}
            {next.map((act) => (
                <div key={`${act.command} ${state.step ?? ''}`}>
                    {act.asks.length > 0 && <h3 class="govuk-heading-s">{t(`officer.do_${act.command}` as Key)}</h3>}
                    <ActForm act={act} state={state} definition={definition} etag={etag} onDone={onDone} />
                </div>
            ))}
            {others.length > 0 && (
                <Details summary={t('officer.other_acts')}>
                    {others.map((act) => (
                        <Details key={`${act.command} ${state.step ?? ''}`} summary={t(`officer.do_${act.command}` as Key)}>
                            <ActForm act={act} state={state} definition={definition} etag={etag} onDone={onDone} />
                        </Details>
                    ))}
                </Details>
            )}
        </section>
    );
}

function Forms({ told, definition }: { told: ApplicationProps['told']; definition: Definition }) {
    const { t } = useWords();
    return formsOf(told, definition).length === 0 ? null
        : <Section title={t('officer.forms')}><HandedIn told={told} definition={definition} opensLast /></Section>;
}

// Each rule with the numbers that decided it.
function Checks({ state, definition }: { state: State; definition: Definition }) {
    const words = useWords();
    const { t, language } = words;
    const checks = Object.entries(state.checks ?? {});
    if (checks.length === 0) return null;
    return (
        <Section title={t('officer.checks')}>
            {checks.map(([name, check]) => (
                <div key={name}>
                    <h3 class="govuk-heading-s">
                        {words.of(definition.steps.find((one) => one.name === name)?.title, name)}{' '}
                        {check.passed !== undefined && <Tag colour={check.passed ? 'green' : 'red'}>{check.passed ? t('officer.passed') : t('officer.failed')}</Tag>}
                    </h3>
                    {check.proposed_by && <p class="govuk-body quiet">{t('officer.proposed_by', { person: check.proposed_by })}</p>}
                    <Table
                        caption={t('officer.rules_of', { step: words.of(definition.steps.find((one) => one.name === name)?.title, name) })} hidesCaption rows={check.verdicts ?? []} idOf={(one) => one.rule ?? ''} empty={t('officer.no_verdicts')}
                        columns={[
                            { id: 'rule', title: t('officer.rule'), cell: (one) => <span title={one.rule}><RuleWords definition={definition} id={one.rule ?? ''} passed={one.passed} /></span> },
                            { id: 'verdict', title: t('officer.verdict'), cell: (one) => <Tag colour={one.passed ? 'green' : 'red'}>{one.passed ? t('application.rule_kept') : t('application.rule_broken')}</Tag> },
                            { id: 'shown', title: t('officer.numbers'), cell: (one) => Object.entries(one.shown ?? {}).map(([of, value], at) => <Fragment key={of}>{at > 0 && '; '}<FigureName definition={definition} name={of} />: {isDecimal(value) ? number(value, language) : value}</Fragment>) },
                        ]}
                    />
                </div>
            ))}
        </Section>
    );
}

function Reviews({ told, state, definition }: { told: ApplicationProps['told']; state: State; definition: Definition }) {
    const words = useWords();
    const { t, language } = words;
    const reviews = Object.entries(state.reviews ?? {});
    if (reviews.length === 0) return null;
    const score = (value: string | undefined): string => (isDecimal(value) ? number(value, language) : value ?? '');
    return (
        <Section title={t('officer.reviews')}>
            {reviews.map(([name, review]) => {
                const assigned = Object.entries(review.assignments ?? {});
                const criteria = [...new Set(assigned.flatMap(([, one]) => Object.keys(one.scores ?? {})))];
                const comments = (told.wording?.comments ?? []).filter((one) => one.step === name);
                return (
                    <div key={name}>
                        <h3 class="govuk-heading-s">
                            {words.of(definition.steps.find((one) => one.name === name)?.title, name)}{' '}
                            {review.diverged && <Tag colour="orange">{t('officer.diverged')}</Tag>}
                        </h3>
                        <Table
                            caption={words.of(definition.steps.find((one) => one.name === name)?.title, name)} hidesCaption rows={assigned} idOf={([id]) => id}
                            columns={[
                                { id: 'expert', title: t('officer.expert'), cell: ([id, one]) => <>{id}<br /><span class="quiet"><Kind kind={one.kind ?? ''} /></span></> },
                                { id: 'stage', title: t('officer.stage'), cell: ([, one]) => <Stage stage={`assignment.${one.stage ?? ''}`} /> },
                                { id: 'interest', title: t('officer.interest'), cell: ([, one]) => (one.interest ? t(`officer.interest_${one.interest}` as Key) : '') },
                                ...criteria.map((criterion) => ({ id: criterion, title: criterionTitle(definition, name, criterion, words), numeric: true, cell: ([, one]: (typeof assigned)[number]) => score(one.scores?.[criterion]) })),
                                { id: 'total', title: t('application.total'), numeric: true, cell: ([, one]) => <strong>{score(one.total)}</strong> },
                            ]}
                        />
                        {review.scored && <p class="govuk-body">{t('officer.result', { total: score(review.scored.total), method: methodWords(review.scored.method ?? '', words) })}</p>}
                        {comments.length > 0 && (
                            <Details summary={t('officer.comments')}>
                                {comments.flatMap((one) => Object.entries(one.texts ?? {}).map(([criterion, text]) => (
                                    <p class="govuk-body text" key={`${one.expert ?? ''} ${criterion}`}><strong>{one.expert}, <CriterionName definition={definition} step={name} criterion={criterion} /></strong><br />{text}</p>
                                )))}
                            </Details>
                        )}
                    </div>
                );
            })}
        </Section>
    );
}

function Placements({ state, definition }: { state: State; definition: Definition }) {
    const words = useWords();
    const { t } = words;
    const places = Object.entries(state.placements ?? {});
    if (places.length === 0 && !state.award) return null;
    return (
        <Section title={t('officer.selection')}>
            {places.map(([name, place]) => (
                <Summary key={name} rows={[
                    { label: t('officer.list'), value: <a class="govuk-link" href={`/calls/${state.call ?? ''}/rounds/${state.round ?? ''}/selections/${name}`}>{words.of(definition.steps.find((one) => one.name === name)?.title, name)}</a> },
                    ...(place.rank ? [{ label: t('application.rank'), value: String(place.rank) }] : []),
                    ...(place.outcome ? [{ label: t('officer.result_title'), value: <Stage stage={`selection.${place.outcome}`} /> }] : []),
                    ...(isDecimal(place.amount) && compare(place.amount, '0') > 0 ? [{ label: t('application.amount'), value: <Money amount={place.amount} currency={definition.currency} /> }] : []),
                    ...(place.deciding_key ? [{ label: t('officer.tie_by'), value: keyTitle(definition, place.deciding_key, words) }] : []),
                    ...(place.reason ? [{ label: t('application.reason'), value: reasonWords(place.reason, words) }] : []),
                ]} />
            ))}
            {state.award && (
                <Summary rows={[
                    { label: t('application.granted'), value: <Money amount={state.award.amount} currency={definition.currency} /> },
                    ...(state.award.order ? [{ label: t('application.order'), value: state.award.order }] : []),
                    ...(state.award.annex ? [{ label: t('application.annex'), value: state.award.annex }] : []),
                ]} />
            )}
        </Section>
    );
}

function Remarks({ told }: { told: ApplicationProps['told'] }) {
    const words = useWords();
    const { t } = words;
    const remarks = told.wording?.remarks ?? [];
    if (remarks.length === 0) return null;
    return (
        <Section title={t('application.remarks')}>
            {remarks.map((one) => (
                <p class="govuk-body text" key={`${one.at ?? ''} ${one.member ?? ''}`}>
                    <span class="quiet">{one.by}{one.at && <>, <Moment at={one.at} /></>}</span><br />{remarkWords(one, words)}
                </p>
            ))}
        </Section>
    );
}
