import { useState } from 'preact/hooks';
import { useCommand } from '../api/command';
import type { Definition } from '../api/definition';
import { useEvaluation } from '../api/evaluation';
import { useView } from '../api/view';
import { Money } from '../components/amount';
import { Button, ButtonLink } from '../components/button';
import { useDefinition } from '../components/calls';
import { Confirm } from '../components/confirm';
import { Deadline } from '../components/deadline';
import { ErrorSummary } from '../components/errors';
import { PageHeading } from '../components/heading';
import { Loading, Look } from '../components/look';
import { Receipt } from '../components/receipt';
import { useDraft } from '../form/draft';
import { faultWords, refusedWords } from '../form/fault_words';
import { FormField } from '../form/form_fields';
import { Kept } from '../form/kept';
import { cleaned, idOf, type Typed } from '../form/values';
import { WorkedOut } from '../form/worked_out';
import { useWords } from '../i18n/words';
import type { PageProps } from '../router';
import type { ApplicationProps } from './application';

// Less was offered than was asked for: the figures of the form again, fitted to the sum.
export default function BudgetPage({ names }: PageProps) {
    const application = names['application'] ?? '';
    const told = useView('/applications/{application}', { application }, {}, [application]);
    return <Look isPage at={told}>{(body, etag) => <OfApplication application={application} told={body} etag={etag} again={told.again} />}</Look>;
}

function OfApplication(props: ApplicationProps) {
    const definition = useDefinition(props.told.state?.call);
    return definition ? <Budget {...props} definition={definition} /> : <Loading />;
}

function Budget({ application, told, etag, definition }: ApplicationProps & { definition: Definition }) {
    const words = useWords();
    const { t } = words;
    const handedIn = told.state?.submitted_steps?.at(-1) ?? '';
    const forms = (told.wording?.forms ?? {}) as Record<string, Typed>;
    const form = definition.forms.find((one) => one.name === definition.steps.find((of) => of.name === handedIn)?.form);
    const draft = useDraft(application, told.state?.step ?? '', forms[handedIn] ?? {});
    const evaluated = useEvaluation(application, draft.keeping.is === 'loading' ? undefined : draft.typed);
    const resubmit = useCommand('ResubmitBudget');
    const [tried, setTried] = useState(false);
    const [asks, setAsks] = useState(false);
    if (resubmit.accepted) {
        return (
            <>
                <PageHeading title={t('application.budget_done')} />
                <Receipt accepted={resubmit.accepted} title={t('application.budget_recorded')} />
                <ButtonLink to={`/applications/${application}`}>{t('application.budget_next')}</ButtonLink>
            </>
        );
    }
    if (!form || draft.keeping.is === 'loading') return <Loading />;
    const figures = form.fields.filter((field) => field.type === 'table' || field.type === 'money');
    const errors = new Map([...(tried ? faultWords(form, draft.typed, words) : []), ...refusedWords(form, resubmit.failed, words)]);
    const give = async (): Promise<void> => {
        if (await draft.settle() && await resubmit.give({ application, form: cleaned(draft.typed) }, etag)) draft.drop();
        setAsks(false);
    };
    const submit = (event: Event): void => {
        event.preventDefault();
        setTried(true);
        if (faultWords(form, draft.typed, words).size === 0) setAsks(true);
    };
    return (
        <form onSubmit={submit} noValidate>
            <a class="govuk-back-link" href={`/applications/${application}`}>{t('form.to_application')}</a>
            <ErrorSummary mistakes={[...errors].map(([path, message]) => ({ id: idOf(path), message }))} why={resubmit.failed} />
            <PageHeading title={t('application.budget')} caption={told.wording?.title || words.of(definition.title)} />
            <p class="govuk-body">{t('application.budget_offered')} <strong><Money amount={told.state?.award?.amount} currency={definition.currency} /></strong></p>
            {told.state?.deadline && <p class="govuk-body">{t('home.by')} <Deadline at={told.state.deadline} /></p>}
            {figures.map((field) => (
                <FormField
                    key={field.name} field={field} path={field.name} value={draft.typed[field.name]} errors={errors} currency={definition.currency}
                    application={application} step={handedIn} upload={draft.upload} labelled onValue={(value) => draft.type(field.name, value)}
                />
            ))}
            <WorkedOut evaluation={evaluated.evaluation} isCurrent={evaluated.isCurrent} definition={definition} />
            <Kept draft={draft} />
            <div class="saved-bar"><Button submits busy={resubmit.busy}>{t('application.budget_do')}</Button></div>
            {asks && (
                <Confirm title={t('application.budget_ask')} action={t('application.budget_do')} busy={resubmit.busy} onConfirm={give} onClose={() => setAsks(false)}>
                    <p class="govuk-body">{t('application.budget_means')}</p>
                </Confirm>
            )}
        </form>
    );
}
