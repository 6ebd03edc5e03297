import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Problem, type Seen, type Unreached } from '../api/atranka';
import { useCommand } from '../api/command';
import type { Definition, Form, Step } from '../api/definition';
import { judged, useEvaluation, type Evaluation } from '../api/evaluation';
import { useView } from '../api/view';
import { Notice } from '../components/banner';
import { Button, ButtonLink } from '../components/button';
import { CallTitle, useDefinition } from '../components/calls';
import { Confirm } from '../components/confirm';
import { Deadline } from '../components/deadline';
import { ErrorSummary, goTo, type Mistake } from '../components/errors';
import { PageHeading } from '../components/heading';
import { Loading, Look } from '../components/look';
import { Receipt } from '../components/receipt';
import { Summary } from '../components/summary';
import { Tag } from '../components/tag';
import { Answer } from '../form/answers';
import { useDraft, type Draft } from '../form/draft';
import { faultWords, labelAt, refusedWords } from '../form/fault_words';
import { FormField } from '../form/form_fields';
import { Kept } from '../form/kept';
import { brokenRules, faultyFields } from '../form/rule_faults';
import { cleaned, idOf, isBlank, isDone, partsOf, type Part, type Typed } from '../form/values';
import { WorkedOut } from '../form/worked_out';
import { useWords, type Words } from '../i18n/words';
import { go, type PageProps } from '../router';

type Told = Seen<'/applications/{application}'>;

// The form of the step that an application waits in: its parts, each part, and the answers before handing in.
export default function FormPage({ names }: PageProps) {
    const application = names['application'] ?? '';
    const told = useView('/applications/{application}', { application }, {}, [application]);
    return <Look isPage at={told}>{(body, etag) => <OfApplication application={application} told={body} etag={etag} part={names['part']} />}</Look>;
}

const isWritten = (stage: string | undefined): boolean => stage === 'submission.drafting' || stage === 'submission.returned';

function OfApplication({ application, told, etag, part }: { application: string; told: Told; etag: string; part: string | undefined }) {
    const { t } = useWords();
    const state = told.state;
    const definition = useDefinition(state?.call);
    // The step as it was when the page was opened: after handing in, the receipt is shown and not the next step.
    const first = useRef(isWritten(state?.stage) ? state?.step : undefined);
    if (!definition) return <Loading />;
    const step = definition.steps.find((one) => one.name === first.current);
    const form = definition.forms.find((one) => one.name === step?.form);
    if (!step || !form || step.kind !== 'submission') {
        return (
            <>
                <PageHeading title={t('form.nothing_title')} />
                <p class="govuk-body">{t('form.nothing')}</p>
                <ButtonLink to={`/applications/${application}`}>{t('form.to_application')}</ButtonLink>
            </>
        );
    }
    return <Writing application={application} told={told} etag={etag} part={part} definition={definition} step={step} form={form} />;
}

interface WritingProps { application: string; told: Told; etag: string; part: string | undefined; definition: Definition; step: Step; form: Form }

function Writing(props: WritingProps) {
    const { application, told, step, form, part, definition } = props;
    const begin = ((told.wording?.forms ?? {}) as Record<string, Typed>)[step.name] ?? {};
    const draft = useDraft(application, step.name, begin);
    const parts = useMemo(() => partsOf(form), [form]);
    const evaluated = useEvaluation(application, draft.keeping.is === 'loading' ? undefined : draft.typed);
    const at = part === undefined ? undefined : Number(part) - 1;
    const shown = at === undefined ? undefined : parts[at];
    const common = { ...props, draft, parts };
    if (draft.keeping.is === 'loading') return <Loading />;
    if (part === 'check') return <CheckAnswers key="check" {...common} evaluated={evaluated} />;
    if (shown === undefined || at === undefined) return <Overview key="overview" {...common} evaluated={evaluated} />;
    return (
        <PartPage key={part} {...common} at={at} shown={shown} evaluated={evaluated}>
            <WorkedOut evaluation={evaluated.evaluation} isCurrent={evaluated.isCurrent} definition={definition} />
        </PartPage>
    );
}

type Common = WritingProps & { draft: Draft; parts: readonly Part[] };

function titleOf(part: Part, at: number, of: number, words: Words): string {
    const [only] = part.fields;
    if (part.fields.length === 1 && only) return words.of(only.label, only.name);
    if (part.fields.every((one) => one.personal)) return words.t('form.contact');
    if (of === 1) return words.t('form.answers');
    return words.t('form.part', { number: at + 1, of });
}

function Overview({ application, told, step, form, draft, parts, definition, evaluated }: Common & { evaluated: ReturnType<typeof useEvaluation> }) {
    const words = useWords();
    const { t, count } = words;
    // Filled in, and yet something is wrong: by the engine's word, or a rule of the call.
    const faulty = faultyFields(form, definition, evaluated.evaluation);
    const isFaulty = (one: Part): boolean => one.fields.some((field) => faulty.has(field.name));
    const isReady = (one: Part): boolean => isDone(one, draft.typed) && !isFaulty(one);
    const done = parts.filter(isReady).length;
    const next = parts.findIndex((one) => !isReady(one));
    const base = `/applications/${application}/form`;
    const left = parts.length - done;
    return (
        <>
            <a class="govuk-back-link" href={`/applications/${application}`}>{t('form.to_application')}</a>
            <PageHeading title={words.of(step.title, step.name)} />
            <p class="govuk-body"><CallTitle call={told.state?.call ?? ''} /></p>
            {told.state?.deadline && <p class="govuk-body">{t('form.submit_by')} <Deadline at={told.state.deadline} /></p>}
            <p class="govuk-body">{left === 0 ? t('form.all_done') : count('form.parts_left', left)}</p>
            <ol class="steps">
                {parts.map((one, at) => (
                    <li key={at}>
                        <div class="actions">
                            <a class="govuk-link" href={`${base}/${at + 1}`}>{one.fields.map((field) => words.of(field.label, field.name)).join(', ')}</a>
                            {isReady(one) ? <Tag colour="green">{t('form.part_done')}</Tag>
                                : isDone(one, draft.typed) ? <Tag colour="orange">{t('form.part_wrong')}</Tag>
                                    : one.fields.some((field) => !isBlank(draft.typed[field.name])) ? <Tag colour="yellow">{t('form.part_begun')}</Tag>
                                        : <Tag>{t('form.part_empty')}</Tag>}
                        </div>
                    </li>
                ))}
            </ol>
            <p class="govuk-body"><a class="govuk-link" href={`${base}/profile`}>{t('profile.link')}</a></p>
            <Kept draft={draft} />
            <div class="actions">
                {next >= 0 && <ButtonLink to={`${base}/${next + 1}`}>{draft.typed && done > 0 ? t('form.go_on') : t('form.begin')}</ButtonLink>}
                <ButtonLink to={`${base}/check`} {...(next >= 0 ? { kind: 'secondary' as const } : {})}>{t('form.check')}</ButtonLink>
            </div>
        </>
    );
}

function PartPage({ application, told: { state }, step, form, draft, parts, at, shown, definition, evaluated, children }: Common & { at: number; shown: Part; evaluated: ReturnType<typeof useEvaluation>; children: ComponentChildren }) {
    const words = useWords();
    const { t } = words;
    const [tried, setTried] = useState(() => location.hash !== '');
    // Of this part: what is wrong by itself, and what the engine says besides, such as a field that others make necessary.
    const faults = (): ReadonlyMap<string, string> => {
        const own = faultWords(form, draft.typed, words, shown.fields);
        const names = new Set(shown.fields.map((field) => field.name));
        const more = (evaluated.isCurrent ? evaluated.evaluation?.problems ?? [] : []).filter((one) => !own.has(one.path) && names.has(/^\w+/.exec(one.path)?.[0] ?? ''));
        return new Map([...own, ...more.map((one) => [one.path, `${labelAt(form, one.path, words)}: ${words.of(one.message)}`] as const)]);
    };
    const errors = tried ? faults() : none;
    const [told, setTold] = useState<readonly Mistake[]>([]);
    const base = `/applications/${application}/form`;
    useEffect(() => { if (location.hash !== '') goTo(location.hash.slice(1)); }, []);
    const onward = async (event: Event): Promise<void> => {
        event.preventDefault();
        const found = faults();
        setTried(true);
        setTold([...found].map(([path, message]) => ({ id: idOf(path), message })));
        if (found.size > 0 || !await draft.settle()) return;
        go(at + 1 < parts.length ? `${base}/${at + 2}` : `${base}/check`);
    };
    const whenDue = state?.deadline;
    const which = t('form.part', { number: at + 1, of: parts.length });
    const title = titleOf(shown, at, parts.length, words);
    const whole = words.of(step.title, step.name);
    return (
        <form onSubmit={(event) => { void onward(event); }} noValidate>
            <a class="govuk-back-link" href={at === 0 ? base : `${base}/${at}`}>{t('form.back')}</a>
            <ErrorSummary mistakes={told} />
            <PageHeading title={title} caption={title === which || parts.length === 1 ? whole : `${whole} · ${which}`} />
            {shown.fields.map((field) => (
                <FormField
                    key={field.name} field={field} path={field.name} value={draft.typed[field.name]} errors={errors} currency={definition.currency}
                    application={application} step={step.name} upload={draft.upload} onValue={(value) => draft.type(field.name, value)}
                />
            ))}
            {shown.fields.some((field) => field.type === 'table' || field.type === 'money') && children}
            <Kept draft={draft} />
            <div class="saved-bar">
                {whenDue && <p class="govuk-body">{t('form.submit_by')} <Deadline at={whenDue} /></p>}
                <div class="actions">
                    <Button submits>{t('form.next')}</Button>
                    <a class="govuk-link" href={base}>{t('form.later')}</a>
                </div>
            </div>
        </form>
    );
}

const none: ReadonlyMap<string, string> = new Map();

// The rule of the call that a form was refused for.
function brokenRule(definition: Definition, why: Problem | Unreached | undefined): Definition['rules'][number] | undefined {
    const facts = why instanceof Problem && why.rule === 'form_must_satisfy_the_rules' ? why.facts as { rule?: string } : {};
    return definition.rules.find((one) => one.id === facts.rule);
}

function CheckAnswers({ application, told, etag, step, form, draft, parts, definition, evaluated }: Common & { evaluated: ReturnType<typeof useEvaluation> }) {
    const words = useWords();
    const { t } = words;
    const { count } = words;
    const submit = useCommand('SubmitForm');
    const [asks, setAsks] = useState(false);
    const [tried, setTried] = useState(false);
    const [asked, setAsked] = useState<Evaluation>();
    const base = `/applications/${application}/form`;
    const pathOf = (path: string): string => {
        const name = /^\w+/.exec(path)?.[0];
        return `${base}/${parts.findIndex((one) => one.fields.some((field) => field.name === name)) + 1}#${idOf(path)}`;
    };
    const own = faultWords(form, draft.typed, words);
    // The engine's words in the person's language, where it was asked; else those of the refusal.
    const engine = new Map(((asked ?? evaluated.evaluation)?.problems ?? []).filter((one) => !own.has(one.path)).map((one) => [one.path, `${labelAt(form, one.path, words)}: ${words.of(one.message)}`]));
    const refused = [...refusedWords(form, submit.failed, words)].filter(([path]) => !own.has(path)).map(([path, message]) => [path, engine.get(path) ?? message] as const);
    const rules = brokenRules(form, definition, evaluated.evaluation ?? asked);
    const broken = rules.length;
    const refusedFor = brokenRule(definition, submit.failed);
    const broke = rules.some((one) => one.rule === refusedFor?.id) ? undefined : refusedFor;
    const mistakes: Mistake[] = [
        ...[...own, ...(submit.failed ? refused : engine)].map(([path, message]) => ({ id: idOf(path), message, to: pathOf(path) })),
        ...rules.map(({ rule, message, fields: [first] }) => ({ id: first === undefined ? 'worked-out' : idOf(first), message: words.of(message, rule), ...(first === undefined ? {} : { to: pathOf(first) }) })),
        ...(broke ? [{ id: 'worked-out', message: words.of(broke.message, broke.id) }] : []),
    ];
    // A form that breaks a rule of the call may be handed in; one that is not whole may not.
    const hinders = own.size > 0 || engine.size > 0;
    const handIn = async (): Promise<void> => {
        if (!await draft.settle()) { setAsks(false); return; }
        const done = await submit.give({ application, step: step.name, form: cleaned(draft.typed) }, etag);
        setAsks(false);
        if (done) draft.drop();
    };
    if (submit.accepted) {
        return (
            <>
                <PageHeading title={t('form.submitted_title')} />
                <Receipt accepted={submit.accepted} title={t('form.submitted')}><p class="govuk-body">{t('form.submitted_next')}</p></Receipt>
                <ButtonLink to={`/applications/${application}`}>{t('form.to_application')}</ButtonLink>
            </>
        );
    }
    // What the engine says of exactly this, and where it cannot be asked, what is known by itself.
    const ask = async (): Promise<void> => {
        const now = await judged(application, draft.typed).catch(() => undefined);
        setAsked(now);
        setTried(true);
        if (own.size === 0 && (now?.problems ?? []).length === 0) { submit.forget(); setAsks(true); }
    };
    return (
        <>
            <a class="govuk-back-link" href={base}>{t('form.back')}</a>
            <ErrorSummary mistakes={mistakes} why={submit.failed} standing={!submit.failed && !(tried && hinders)} />
            <PageHeading title={t('form.check')} caption={words.of(step.title, step.name)} />
            {told.state?.deadline && <p class="govuk-body">{t('form.submit_by')} <Deadline at={told.state.deadline} /></p>}
            {parts.filter((part) => part.fields.some((field) => field.type !== 'table')).map((part, at) => (
                <Summary key={at} rows={part.fields.filter((field) => field.type !== 'table').map((field) => ({
                    label: words.of(field.label, field.name), value: <Answer field={field} value={draft.typed[field.name]} currency={definition.currency} />,
                    change: { to: pathOf(field.name), label: t('form.change') },
                }))} />
            ))}
            {form.fields.filter((field) => field.type === 'table').map((field) => (
                <section key={field.name}>
                    <div class="actions"><h2 class="govuk-heading-m">{words.of(field.label, field.name)}</h2>
                        <a class="govuk-link" href={pathOf(field.name)}>{t('form.change')}<span class="govuk-visually-hidden"> {words.of(field.label, field.name)}</span></a></div>
                    <Answer field={field} value={draft.typed[field.name]} currency={definition.currency} />
                </section>
            ))}
            <WorkedOut evaluation={evaluated.evaluation} isCurrent={evaluated.isCurrent} definition={definition} />
            <Kept draft={draft} />
            <Button onPress={ask} busy={submit.busy}>{t('form.submit')}</Button>
            {asks && (
                <Confirm title={t('form.submit_ask')} action={t('form.submit')} busy={submit.busy} failed={undefined} onConfirm={handIn} onClose={() => setAsks(false)}>
                    <p class="govuk-body">{t('form.submit_means')}</p>
                    {broken > 0 && <Notice kind="warn"><p class="govuk-body">{count('form.submit_broken', broken)}</p></Notice>}
                </Confirm>
            )}
        </>
    );
}
