import { useRef, useState } from 'preact/hooks';
import { useCommand } from '../api/command';
import type { Definition } from '../api/definition';
import { useView } from '../api/view';
import { Notice } from '../components/banner';
import { Button, ButtonLink } from '../components/button';
import { useDefinition } from '../components/calls';
import { Confirm } from '../components/confirm';
import { Deadline, Moment } from '../components/deadline';
import { ErrorSummary, type Mistake } from '../components/errors';
import { Checkbox, TextArea } from '../components/field';
import { PageHeading } from '../components/heading';
import { Loading, Look } from '../components/look';
import { Receipt } from '../components/receipt';
import { useDraft } from '../form/draft';
import { faultWords, refusedWords } from '../form/fault_words';
import { FormField } from '../form/form_fields';
import { Kept } from '../form/kept';
import { cleaned, idOf, type Typed, type Value } from '../form/values';
import { useWords } from '../i18n/words';
import type { PageProps } from '../router';
import type { ApplicationProps } from './application';

// The agency's question, and the lead's answer, which may bring the form again, corrected.
export default function AnswerPage({ names }: PageProps) {
    const application = names['application'] ?? '';
    const told = useView('/applications/{application}', { application }, {}, [application]);
    return <Look isPage at={told}>{(body, etag) => <OfApplication application={application} told={body} etag={etag} again={told.again} />}</Look>;
}

function OfApplication(props: ApplicationProps) {
    const { t } = useWords();
    const { told, application } = props;
    const definition = useDefinition(told.state?.call);
    const waited = useRef(told.state?.stage === 'check.awaiting_answer');
    if (!definition) return <Loading />;
    if (!waited.current) {
        return (
            <>
                <PageHeading title={t('application.no_question')} />
                <ButtonLink to={`/applications/${application}`}>{t('form.to_application')}</ButtonLink>
            </>
        );
    }
    return <Answering {...props} definition={definition} />;
}

function Answering({ application, told, etag, definition }: ApplicationProps & { definition: Definition }) {
    const words = useWords();
    const { t } = words;
    const step = useRef(told.state?.step ?? '').current;
    const handedIn = told.state?.submitted_steps?.at(-1) ?? '';
    const forms = (told.wording?.forms ?? {}) as Record<string, Typed>;
    const form = definition.forms.find((one) => one.name === definition.steps.find((of) => of.name === handedIn)?.form);
    const draft = useDraft(application, step, { answer: '', corrects: false, form: forms[handedIn] as unknown as Value });
    const answering = useCommand('AnswerClarification');
    const [asks, setAsks] = useState(false);
    const [tried, setTried] = useState(false);
    const question = (told.wording?.remarks ?? []).filter((one) => one.command === 'AskClarification').at(-1);
    if (draft.keeping.is === 'loading') return <Loading />;

    const answer = typeof draft.typed['answer'] === 'string' ? draft.typed['answer'] : '';
    const corrects = draft.typed['corrects'] === true && form !== undefined;
    const typed = (draft.typed['form'] ?? {}) as unknown as Typed;
    const own = corrects && form ? faultWords(form, typed, words) : new Map<string, string>();
    const refused = refusedWords(form, answering.failed, words);
    const errors = new Map([...(tried ? own : []), ...refused]);
    const mistakes: Mistake[] = [
        ...(tried && answer.trim() === '' ? [{ id: 'answer', message: t('application.answer_missing') }] : []),
        ...[...errors].map(([path, message]) => ({ id: idOf(path), message })),
    ];
    const submit = (event: Event): void => {
        event.preventDefault();
        setTried(true);
        if (answer.trim() !== '' && own.size === 0) setAsks(true);
    };
    const give = async (): Promise<void> => {
        if (await draft.settle()) {
            const members = { application, step, answer: answer.trim(), ...(corrects ? { form: cleaned(typed) } : {}) };
            if (await answering.give(members, etag)) draft.drop();
        }
        setAsks(false);
    };
    if (answering.accepted) {
        return (
            <>
                <PageHeading title={t('application.answered')} />
                <Receipt accepted={answering.accepted} title={t('application.answered_recorded')} />
                <ButtonLink to={`/applications/${application}`}>{t('form.to_application')}</ButtonLink>
            </>
        );
    }
    return (
        <form onSubmit={submit} noValidate>
            <a class="govuk-back-link" href={`/applications/${application}`}>{t('form.to_application')}</a>
            <ErrorSummary mistakes={mistakes} why={answering.failed} />
            <PageHeading title={t('application.question')} caption={told.wording?.title || words.of(definition.title)} />
            {told.state?.deadline && <p class="govuk-body">{t('home.by')} <Deadline at={told.state.deadline} /></p>}
            <Notice>
                <p class="govuk-body text">{question?.text}</p>
                {question?.at && <p class="govuk-body quiet"><Moment at={question.at} /></p>}
            </Notice>
            <TextArea
                id="answer" label={t('application.answer')} hint={t('hints.answer')} value={answer} onType={(value) => draft.type('answer', value)}
                error={tried && answer.trim() === '' ? t('application.answer_missing') : undefined}
            />
            {form && (
                <Checkbox
                    id="corrects" label={t('application.corrects')} hint={t('application.corrects_hint')} checked={corrects}
                    onTurn={(on) => draft.type('corrects', on)}
                />
            )}
            {corrects && form?.fields.map((field) => (
                <FormField
                    key={field.name} field={field} path={field.name} value={typed[field.name]} errors={errors} currency={definition.currency}
                    application={application} step={handedIn} upload={draft.upload} labelled
                    onValue={(value) => draft.type('form', { ...typed, [field.name]: value } as unknown as Value)}
                />
            ))}
            <Kept draft={draft} />
            <div class="saved-bar"><Button submits busy={answering.busy}>{t('application.send_answer')}</Button></div>
            {asks && (
                <Confirm title={t('application.answer_ask')} action={t('application.send_answer')} busy={answering.busy} onConfirm={give} onClose={() => setAsks(false)}>
                    <p class="govuk-body">{t('application.answer_means')}</p>
                </Confirm>
            )}
        </form>
    );
}
