import { useEffect, useState } from 'preact/hooks';
import type { Seen } from '../api/atranka';
import type { Definition, Text } from '../api/definition';
import { useView } from '../api/view';
import { Money } from '../components/amount';
import { PlainButton } from '../components/button';
import { useDefinition } from '../components/calls';
import { Day } from '../components/deadline';
import { PageHeading } from '../components/heading';
import { Empty, Loading, Look } from '../components/look';
import { CriterionName, FigureName } from '../components/named';
import { Summary } from '../components/summary';
import { dayOf } from '../dates';
import { sentencesOf, useWords, wordsOf, WordsContext, type Words } from '../i18n/words';
import { isDecimal, number, type Language } from '../money';
import { usePlace, type PageProps } from '../router';

type Told = Seen<'/applications/{application}'>;
type State = NonNullable<Told['state']>;
const languages: readonly Language[] = ['lt', 'en'];
const names: Readonly<Record<Language, string>> = { lt: 'Lietuvių', en: 'English' };

// The letter of a decision, or of a step that begins with its notice, to be printed: in the language in which it is sent,
// whatever the reader's is.
export default function LetterPage({ names: { application = '' } }: PageProps) {
    const { query } = usePlace();
    const reader = useWords();
    const told = useView('/applications/{application}', { application }, {}, [application]);
    const asked = query.get('lang');
    const language = asked === 'lt' || asked === 'en' ? asked : reader.language;
    const words = useWordsOf(language);
    return (
        <Look at={told}>
            {(body) => (words ? <Paper told={body} application={application} words={words} /> : <Loading />)}
        </Look>
    );
}

function useWordsOf(language: Language): Words | undefined {
    const reader = useWords();
    const [words, setWords] = useState<Words>();
    useEffect(() => {
        let isWanted = true;
        void sentencesOf(language).then((sentences) => { if (isWanted) setWords(wordsOf(language, sentences, reader.choose)); });
        return () => { isWanted = false; };
    }, [language]);
    return words?.language === language ? words : undefined;
}

function Paper({ told, application, words }: { told: Told; application: string; words: Words }) {
    const reader = useWords();
    const definition = useDefinition(told.state?.call);
    if (!told.state || !definition) return <Loading />;
    return (
        <>
            <nav class="no-print" aria-label={reader.t('office.letter_language')}>
                <ul class="links">
                    <li><a class="govuk-link" href={`/applications/${application}`}>{reader.t('office.back_to_application')}</a></li>
                    {languages.map((one) => (
                        <li key={one}><a class="govuk-link" lang={one} href={`/applications/${application}/letter?lang=${one}`} {...(one === words.language ? { 'aria-current': 'page' as const } : {})}>{names[one]}</a></li>
                    ))}
                    <li><PlainButton onPress={() => print()}>{reader.t('office.print')}</PlainButton></li>
                </ul>
            </nav>
            <article class="letter" lang={words.language}>
                <WordsContext.Provider value={words}><Letter told={told} state={told.state} definition={definition} application={application} /></WordsContext.Provider>
            </article>
        </>
    );
}

function Letter({ told, state, definition, application }: { told: Told; state: State; definition: Definition; application: string }) {
    const words = useWords();
    const { t } = words;
    const lead = useView(state.lead ? '/people/{person}' : undefined, { person: state.lead ?? '' });
    const identity = lead.looked.is === 'shown' ? node(lead.looked.body.identity) : {};
    const outcome = definition.outcomes.find((one) => one.name === state.outcome);
    const step = definition.steps.find((one) => one.name === state.step);
    const isOffer = !outcome && step?.kind === 'offer';
    const at = outcome ? state.outcome_at : state.entered;
    const heading = words.of(outcome ? outcome.title : step?.title, application);
    if (!outcome && !step?.hasNotice) return <><PageHeading title={t('office.letter')} caption={application} /><Empty>{t('office.no_letter')}</Empty></>;
    return (
        <>
            <PageHeading title={heading} caption={words.of(definition.title, state.call)} />
            <Summary rows={[
                { label: t('office.recipient'), value: typeof identity['name'] === 'string' ? identity['name'] : state.lead ?? '' },
                { label: t('office.about'), value: <>{told.wording?.title}{told.wording?.title && <br />}{application}</> },
                ...(at ? [{ label: t(outcome ? 'office.decided' : 'office.begun'), value: <Day on={dayOf(at)} /> }] : []),
                ...(state.award && (outcome || isOffer) && state.award.order ? [{ label: t('application.order'), value: state.award.order }] : []),
                ...(state.award?.annex && (outcome || isOffer) ? [{ label: t('application.annex'), value: state.award.annex }] : []),
                ...(isOffer || outcome?.awarded ? [{ label: t('application.granted'), value: <Money amount={state.award?.amount} currency={definition.currency} /> }] : []),
            ]} />
            {outcome?.letter && <p class="govuk-body-l">{words.of(outcome.letter)}</p>}
            {!outcome && <p class="govuk-body-l">{t(isOffer ? 'office.letter_offer' : 'office.letter_step', { step: words.of(step?.title) })}</p>}
            {!outcome && step?.within && <p class="govuk-body">{t('office.letter_within', { within: spanOf(step.within, words) })}</p>}
            {outcome && <Grounds told={told} state={state} definition={definition} />}
            {outcome?.appealable && definition.appeals && <Instruction appeals={definition.appeals} definition={definition} />}
        </>
    );
}

// "10 working days", as the definition writes it, in the letter's language.
function spanOf(span: string, words: Words): string {
    const found = /^(\d+) (working day|day|month)s?$/.exec(span);
    if (!found) return span;
    const amount = Number.parseInt(found[1] ?? '0', 10);
    return words.count(found[2] === 'working day' ? 'office.working_days' : found[2] === 'month' ? 'office.months' : 'office.days', amount);
}

// The grounds: rules that were not kept, with their numbers; scores; the place; what was written of them. Of what people
// wrote, what the applicant may read and no more.
function Grounds({ told, state, definition }: { told: Told; state: State; definition: Definition }) {
    const words = useWords();
    const { t, language } = words;
    const titleOf = (name: string): string => words.of(definition.steps.find((one) => one.name === name)?.title, name);
    // In the order in which they came.
    const ordered = <Of,>(all: Readonly<Record<string, Of>> | undefined): [string, Of][] =>
        definition.steps.flatMap((one): [string, Of][] => { const of = all?.[one.name]; return of === undefined ? [] : [[one.name, of]]; });
    const broken = ordered(state.checks).flatMap(([step, check]) =>
        (check.verdicts ?? []).filter((one) => !one.passed).map((one) => ({ step, rule: one })));
    const reviews = ordered(state.reviews).filter(([, one]) => one.scored !== undefined);
    const places = ordered(state.placements).filter(([, one]) => (one.rank ?? 0) > 0);
    const reasons = reasonsOf(told);
    if (broken.length + reviews.length + places.length + reasons.length === 0) return null;
    return (
        <section>
            <h2 class="govuk-heading-m">{t('office.grounds')}</h2>
            {reasons.map((one) => <p class="govuk-body text" key={one.at}>{one.text}</p>)}
            {broken.map(({ step, rule }) => (
                <div key={`${step} ${rule.rule ?? ''}`}>
                    <h3 class="govuk-heading-s">{titleOf(step)}</h3>
                    <p class="govuk-body">{words.of(definition.rules.find((one) => one.id === rule.rule)?.message, rule.rule)}</p>
                    <Summary rows={Object.entries(rule.shown ?? {}).map(([name, value]) => ({ label: <FigureName definition={definition} name={name} />, value: isDecimal(value) ? number(value, language) : value }))} />
                </div>
            ))}
            {reviews.map(([step, review]) => (
                <div key={step}>
                    <h3 class="govuk-heading-s">{titleOf(step)}</h3>
                    <Summary rows={[
                        ...Object.entries(review.scored?.scores ?? {}).map(([name, score]) => ({ label: <CriterionName definition={definition} step={step} criterion={name} />, value: isDecimal(score) ? number(score, language) : score })),
                        ...(review.scored?.total ? [{ label: t('application.total'), value: number(review.scored.total, language) }] : []),
                    ]} />
                    <Comments told={told} state={state} step={step} definition={definition} />
                </div>
            ))}
            {places.map(([step, place]) => (
                <p class="govuk-body" key={step}>{t('office.place', { step: titleOf(step), rank: place.rank ?? '' })}</p>
            ))}
        </section>
    );
}

// The last word of each who gave reasons for what stands.
const giving_reasons: readonly (readonly [string, string])[] = [['ProposeCheck', 'reason'], ['DecideAward', 'reason'], ['DecideAppeal', 'reason']];
function reasonsOf(told: Told): readonly { at: string; text: string }[] {
    const found = new Map<string, { at: string; text: string }>();
    for (const one of told.wording?.remarks ?? [])
        if (giving_reasons.some(([command, member]) => one.command === command && one.member === member) && one.text)
            found.set(`${one.command ?? ''} ${one.step ?? ''}`, { at: one.at ?? '', text: one.text });
    return [...found.values()];
}

// Experts by numbers, whatever else the reader may call them; of those alone whose reviews counted.
function Comments({ told, state, step, definition }: { told: Told; state: State; step: string; definition: Definition }) {
    const words = useWords();
    const { t } = words;
    const assignments = state.reviews?.[step]?.assignments ?? {};
    const counted = (told.wording?.comments ?? []).filter((one) => one.step === step && assignments[one.expert ?? '']?.stage === 'submitted');
    return (
        <>
            {counted.map((one, at) => (
                <div key={one.expert}>
                    <p class="govuk-body"><strong>{t('office.expert_number', { number: at + 1 })}</strong></p>
                    {Object.entries(one.texts ?? {}).map(([name, text]) => <p class="govuk-body text" key={name}><CriterionName definition={definition} step={step} criterion={name} />: {text}</p>)}
                </div>
            ))}
        </>
    );
}

const node = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? value as Readonly<Record<string, unknown>> : {});

// How to appeal: on which grounds, in which time, and who decides.
function Instruction({ appeals, definition }: { appeals: NonNullable<Definition['appeals']>; definition: Definition }) {
    const words = useWords();
    const { t, known } = words;
    const by = String(node(definition.whole['appeals'])['by'] ?? '');
    const role = words.of(node(node(definition.whole['roles'])[by])['title'] as Text | undefined, known(`common.role_${by}`) ?? by);
    return (
        <section>
            <h2 class="govuk-heading-m">{t('office.appeal')}</h2>
            <p class="govuk-body">{t('office.appeal_within', { within: spanOf(appeals.within, words) })}</p>
            <p class="govuk-body">{t('office.appeal_grounds')}</p>
            <ul class="govuk-list govuk-list--bullet">{appeals.grounds.map((one) => <li key={one}>{known(`application.ground_${one}`) ?? one}</li>)}</ul>
            <p class="govuk-body">{t('office.appeal_by', { role })}</p>
        </section>
    );
}
