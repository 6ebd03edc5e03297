import type { Definition } from '../api/definition';
import { Moment } from '../components/deadline';
import { Summary } from '../components/summary';
import { Details } from '../components/tabs';
import { useWords } from '../i18n/words';
import type { ApplicationProps } from '../pages/application';
import { Answer } from './answers';
import type { Typed } from './values';

interface HandedInProps {
    told: ApplicationProps['told'];
    definition: Definition;
    opensLast?: boolean;
    reads?: boolean;  // as a text with headings, of what was answered, in place of a list of answers
}

// The forms that were handed in, in the order of their steps.
export function formsOf(told: ApplicationProps['told'], definition: Definition): readonly (readonly [string, Typed])[] {
    const forms = (told.wording?.forms ?? {}) as Readonly<Record<string, Typed>>;
    return definition.steps.flatMap((step) => (forms[step.name] ? [[step.name, forms[step.name] as Typed] as const] : []));
}

export function HandedIn({ told, definition, opensLast = false, reads = false }: HandedInProps) {
    const words = useWords();
    const forms = formsOf(told, definition);
    return (
        <>
            {forms.map(([name, typed], at) => {
                const step = definition.steps.find((one) => one.name === name);
                const fields = definition.forms.find((one) => one.name === step?.form)?.fields ?? [];
                const submitted = told.state?.submissions?.[name]?.at;
                const answers = fields.filter((field) => !reads || field.name in typed).map((field) => ({
                    field, label: words.of(field.label, field.name), value: <Answer field={field} value={typed[field.name]} currency={definition.currency} />,
                }));
                return (
                    <Details key={name} summary={words.of(step?.title, name)} open={opensLast && at === forms.length - 1}>
                        {submitted && <p class="govuk-body">{words.t('application.submitted_at')} <Moment at={submitted} /></p>}
                        {reads ? answers.map(({ field, label, value }) => (
                            <div key={field.name}>
                                <h3 class="govuk-heading-s">{label}</h3>
                                <div class="govuk-body">{value}</div>
                            </div>
                        )) : <Summary rows={answers} />}
                    </Details>
                );
            })}
        </>
    );
}
