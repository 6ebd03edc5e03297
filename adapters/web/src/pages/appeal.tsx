import { useCallback, useState } from 'preact/hooks';
import { useCommand } from '../api/command';
import { useSession } from '../api/session';
import { useView } from '../api/view';
import { AppealUntil } from '../components/appeal_until';
import { Notice } from '../components/banner';
import { Button, ButtonLink } from '../components/button';
import { useDefinition } from '../components/calls';
import { Confirm } from '../components/confirm';
import { ErrorSummary, type Mistake } from '../components/errors';
import { Radios, TextArea } from '../components/field';
import { PageHeading } from '../components/heading';
import { Loading, Look } from '../components/look';
import { Receipt } from '../components/receipt';
import { useKeptHere } from '../form/kept_here';
import { useWords } from '../i18n/words';
import { useGuard, type PageProps } from '../router';
import type { ApplicationProps } from './application';

// Against a decision: on which ground, and why.
export default function AppealPage({ names }: PageProps) {
    const application = names['application'] ?? '';
    const told = useView('/applications/{application}', { application }, {}, [application]);
    return <Look isPage at={told}>{(body, etag) => <Appealing application={application} told={body} etag={etag} again={told.again} />}</Look>;
}

function Appealing({ application, told, etag }: ApplicationProps) {
    const words = useWords();
    const { t, known } = words;
    const { me } = useSession();
    const definition = useDefinition(told.state?.call);
    const lodge = useCommand('LodgeAppeal');
    const kept = useKeptHere(`atranka.appeal.${me?.id ?? ''}.${application}`, { ground: '', text: '' });
    const { ground, text } = kept.typed;
    const isLost = kept.is === 'lost' && !lodge.accepted;
    useGuard(useCallback(() => !isLost || confirm(t('application.appeal_lost_leave')), [isLost, t]));
    const [mistakes, setMistakes] = useState<readonly Mistake[]>([]);
    const [asks, setAsks] = useState(false);
    if (!definition) return <Loading />;
    const outcome = definition.outcomes.find((one) => one.name === told.state?.outcome);
    if (lodge.accepted) {
        return (
            <>
                <PageHeading title={t('application.appealed')} />
                <Receipt accepted={lodge.accepted} title={t('application.appealed_recorded')} />
                <ButtonLink to={`/applications/${application}`}>{t('form.to_application')}</ButtonLink>
            </>
        );
    }
    if (!outcome?.appealable || !definition.appeals) {
        return (
            <>
                <PageHeading title={t('application.appeal')} />
                <Notice><p class="govuk-body">{t('application.no_appeal')}</p></Notice>
                <ButtonLink to={`/applications/${application}`}>{t('form.to_application')}</ButtonLink>
            </>
        );
    }
    const submit = (event: Event): void => {
        event.preventDefault();
        const found: Mistake[] = [];
        if (ground === '') found.push({ id: 'ground', message: t('application.ground_missing') });
        if (text.trim() === '') found.push({ id: 'appeal', message: t('application.appeal_missing') });
        setMistakes(found);
        if (found.length === 0) setAsks(true);
    };
    const of = (id: string): string | undefined => mistakes.find((one) => one.id === id)?.message;
    const give = async (): Promise<void> => {
        if (await lodge.give({ application, ground, text: text.trim() }, etag)) kept.drop();
        setAsks(false);
    };
    return (
        <form onSubmit={submit} noValidate>
            <a class="govuk-back-link" href={`/applications/${application}`}>{t('form.to_application')}</a>
            <ErrorSummary mistakes={mistakes} why={lodge.failed} />
            <PageHeading title={t('application.appeal')} caption={told.wording?.title || words.of(definition.title)} />
            <p class="govuk-body">{t('application.appeal_against', { outcome: words.of(outcome.title, outcome.name) })}</p>
            <AppealUntil application={application} />
            <Radios
                id="ground" label={t('application.ground')} value={ground} onChoose={(chosen) => kept.type({ ground: chosen })} error={of('ground')}
                choices={definition.appeals.grounds.map((one) => {
                    const hint = known(`application.ground_hint_${one}`);
                    return { value: one, label: known(`application.ground_${one}`) ?? one.replaceAll('_', ' '), ...(hint ? { hint } : {}) };
                })}
            />
            <TextArea id="appeal" label={t('application.appeal_text')} hint={t('hints.appeal_text')} value={text} onType={(typed) => kept.type({ text: typed })} error={of('appeal')} rows={10} />
            <div class={kept.is === 'lost' ? 'saved saved--not' : 'saved'} role={kept.is === 'lost' ? 'alert' : 'status'}>{t(`application.appeal_${kept.is}_here`)}</div>
            <Button submits busy={lodge.busy}>{t('application.lodge')}</Button>
            {asks && (
                <Confirm
                    title={t('application.lodge_ask')} action={t('application.lodge')} busy={lodge.busy} onClose={() => setAsks(false)}
                    onConfirm={give}
                >
                    <p class="govuk-body">{t('application.lodge_means')}</p>
                </Confirm>
            )}
        </form>
    );
}
