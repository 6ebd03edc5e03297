import { useState } from 'preact/hooks';
import type { Accepted } from '../api/atranka';
import { useSession } from '../api/session';
import { Notice } from '../components/banner';
import { CallTitle, useDefinition } from '../components/calls';
import { Deadline } from '../components/deadline';
import { PageHeading, Section } from '../components/heading';
import { Loading } from '../components/look';
import { Receipt } from '../components/receipt';
import { Organisations } from '../components/organisations';
import { Summary } from '../components/summary';
import { Table } from '../components/table';
import { Stage } from '../components/tag';
import { Details } from '../components/tabs';
import { HandedIn } from '../form/handed_in';
import { useWords } from '../i18n/words';
import { isDecimal, number } from '../money';
import { Consensus } from '../review/consensus';
import { Decline, Declare, OpenIt } from '../review/declare';
import { rubricOf, type Rubric } from '../review/rubric';
import { ScoreSheet } from '../review/score_sheet';
import { typedOf } from '../review/scoring';
import { useAsOf } from '../router';
import type { Done } from '../staff/act_form';
import type { ApplicationProps } from './application';

type State = NonNullable<ApplicationProps['told']['state']>;
type Own = NonNullable<NonNullable<NonNullable<State['reviews']>[string]['assignments']>[string]>;

// The step in which this expert reviews: where it waits, or the last one they were asked for.
function ownOf(state: State, me: string | undefined): { step: string; own: Own } | undefined {
    const all = Object.entries(state.reviews ?? {}).flatMap(([step, review]) => {
        const own = review.assignments?.[me ?? ''];
        return own ? [{ step, own }] : [];
    });
    return all.find((one) => one.step === state.step) ?? all.at(-1);
}

// An application for who reviews it: interests first, then the application and the score sheet side by side.
export default function ExpertsApplication({ application, told, etag, again }: ApplicationProps) {
    const words = useWords();
    const { t } = words;
    const { me } = useSession();
    const state = told.state;
    const definition = useDefinition(state?.call);
    const asOf = useAsOf();
    const [done, setDone] = useState<{ title: string; accepted: Accepted }>();
    if (!state || !definition) return <Loading />;
    const mine = ownOf(state, me?.id);
    if (!mine) return <Notice kind="warn"><p class="govuk-body">{t('review.not_yours')}</p></Notice>;
    const { step, own } = mine;
    const isUnderWay = state.step === step && !state.suspended_since && asOf === undefined;
    const onDone: Done = (title, accepted) => { setDone({ title, accepted }); again(); scrollTo(0, 0); };
    const about = { application, step, expert: me?.id ?? '', etag, onDone };
    const stage = own.stage ?? '';
    const writes = isUnderWay && ['drafting', 'ready', 'reopened'].includes(stage);
    const rubric = rubricOf(definition, step);
    const agrees = isUnderWay && state.stage === 'review.consensus';
    const comments = (told.wording?.comments ?? []).find((one) => one.step === step && one.expert === me?.id)?.texts;
    return (
        <>
            <PageHeading title={told.wording?.title || application} caption={words.of(definition.steps.find((one) => one.name === step)?.title, step)} />
            <Summary rows={[
                { label: t('review.yours'), value: <Stage stage={`assignment.${stage}`} /> },
                ...(state.deadline && isUnderWay ? [{ label: t('application.deadline'), value: <Deadline at={state.deadline} /> }] : []),
                ...((state.partners ?? []).length > 0 ? [{ label: t('review.partners'), value: <Organisations ids={state.partners ?? []} /> }] : []),
                { label: t('application.call'), value: <a class="govuk-link" href={`/calls/${state.call ?? ''}/reviews`}><CallTitle call={state.call ?? ''} /></a> },
            ]} />
            {state.suspended_since && <Notice kind="warn"><p class="govuk-body">{t('application.suspended')}</p></Notice>}
            {done && <Receipt title={done.title} accepted={done.accepted} />}
            {isUnderWay && stage === 'invited' && (
                <section class="next" aria-labelledby="next-title">
                    <h2 class="govuk-heading-m" id="next-title">{t('review.declare_title')}</h2>
                    <Declare {...about} />
                    <Details summary={t('review.cannot')}><Decline {...about} /></Details>
                </section>
            )}
            {isUnderWay && stage === 'declared' && (own.interest === 'potential' && own.cleared === undefined
                ? <Notice><p class="govuk-body">{t('review.awaits_clearing')}</p></Notice> : <OpenIt {...about} />)}
            {isUnderWay && ['declared', 'drafting'].includes(stage) && (
                <>
                    <Details summary={t('review.late_interest')}><Declare {...about} /></Details>
                    <Details summary={t('review.cannot')}><Decline {...about} /></Details>
                </>
            )}
            {writes && rubric ? (
                <>
                    <div class="beside">
                        <div class="beside__read" tabIndex={0} role="region" aria-label={t('review.application')}>
                            <h2 class="govuk-heading-m">{t('review.application')}</h2>
                            <HandedIn told={told} definition={definition} opensLast reads />
                        </div>
                        <div class="beside__write">
                            <h2 class="govuk-heading-m">{t('review.sheet')}</h2>
                            <ScoreSheet {...about} rubric={rubric} begin={typedOf(own.scores, comments)} />
                        </div>
                    </div>
                    <Submitted told={told} state={state} step={step} rubric={rubric} />
                </>
            ) : (
                <div class={agrees ? 'beside' : ''}>
                    <div class={agrees ? 'beside__read' : ''} {...(agrees ? { tabIndex: 0, role: 'region', 'aria-label': t('review.application') } : {})}>
                        <Section title={t('review.application')}><HandedIn told={told} definition={definition} opensLast reads /></Section>
                        <Submitted told={told} state={state} step={step} rubric={rubric} />
                    </div>
                    {rubric && <div class={agrees ? 'beside__write' : ''}><Consensus told={told} state={state} step={step} rubric={rubric} etag={etag} isOpen={agrees} hasChair={definition.steps.find((one) => one.name === step)?.hasChair === true} onDone={onDone} /></div>}
                </div>
            )}
        </>
    );
}

// One's own scores, and those of others once one may see them.
function Submitted({ told, state, step, rubric }: { told: ApplicationProps['told']; state: State; step: string; rubric: Rubric | undefined }) {
    const words = useWords();
    const { t, language } = words;
    const review = state.reviews?.[step];
    const scored = Object.entries(review?.assignments ?? {}).filter(([, one]) => one.scores !== undefined && one.submitted !== undefined);
    if (scored.length === 0) return null;
    const criteria = rubric?.criteria.map((one) => one.name) ?? [];
    const titleOf = (criterion: string): string => words.of(rubric?.criteria.find((one) => one.name === criterion)?.title, criterion);
    const score = (value: string | undefined): string => (isDecimal(value) ? number(value, language) : value ?? '');
    const comments = (told.wording?.comments ?? []).filter((one) => one.step === step);
    return (
        <Section title={t('review.scores')}>
            <Table
                caption={t('review.scores')} hidesCaption rows={scored} idOf={([id]) => id}
                columns={[
                    { id: 'expert', title: t('review.expert'), cell: ([id]) => id },
                    ...criteria.map((criterion) => ({ id: criterion, title: titleOf(criterion), numeric: true, cell: ([, one]: (typeof scored)[number]) => score(one.scores?.[criterion]) })),
                    { id: 'total', title: t('application.total'), numeric: true, cell: ([, one]) => <strong>{score(one.total)}</strong> },
                ]}
            />
            {comments.map((one) => (
                <Details key={one.expert} summary={t('review.comments_of', { expert: one.expert ?? '' })}>
                    {Object.entries(one.texts ?? {}).map(([criterion, text]) => <p class="govuk-body text" key={criterion}><strong>{titleOf(criterion)}</strong><br />{text}</p>)}
                </Details>
            ))}
        </Section>
    );
}
