import { useState } from 'preact/hooks';
import { atranka, failure, reached, type Problem, type Unreached } from '../api/atranka';
import { addPasskey, hasPasskeys } from '../api/passkey';
import { nameOf, useSession } from '../api/session';
import { useView } from '../api/view';
import { Notice } from '../components/banner';
import { Button, PlainButton } from '../components/button';
import { Moment } from '../components/deadline';
import { ErrorSummary, Refusal, type Mistake } from '../components/errors';
import { TextField } from '../components/field';
import { PageHeading, Section } from '../components/heading';
import { Empty, Look } from '../components/look';
import { Summary } from '../components/summary';
import { Table } from '../components/table';
import { useWords } from '../i18n/words';

export default function AccountPage() {
    const { t, known } = useWords();
    const { me } = useSession();
    if (!me) return null;
    const roles = (me.roles ?? []).map((one) =>
        `${known(`common.role_${one.role}`) ?? one.role}${one.call === '*' ? '' : ` (${one.call})`}`);
    return (
        <>
            <PageHeading title={t('account.title')} />
            <Summary rows={[
                { label: t('account.name'), value: nameOf(me) },
                { label: t('account.pseudonym'), value: <>{me.id}<br /><span class="quiet">{t('hints.pseudonym')}</span></> },
                { label: t('account.roles'), value: roles.length > 0 ? roles.join(', ') : t('account.no_roles') },
            ]} />
            <p class="govuk-body"><a class="govuk-link" href="/account/history">{t('account.history')}</a></p>
            <Sessions />
            <Password />
            {hasPasskeys && <Passkeys />}
        </>
    );
}

// Work that ends in an answer or in a reason, one at a time.
function useWork(): { busy: boolean; failed: Problem | Unreached | undefined; run(work: () => Promise<unknown>): Promise<boolean> } {
    const [busy, setBusy] = useState(false);
    const [failed, setFailed] = useState<Problem | Unreached>();
    const run = async (work: () => Promise<unknown>): Promise<boolean> => {
        setBusy(true);
        setFailed(undefined);
        try {
            await work();
            return true;
        } catch (thrown) {
            setFailed(failure(thrown));
            return false;
        } finally {
            setBusy(false);
        }
    };
    return { busy, failed, run };
}

function Sessions() {
    const { t, known } = useWords();
    const sessions = useView('/account/sessions');
    const { failed, run } = useWork();
    const end = (session: string): Promise<unknown> =>
        run(() => reached(atranka.http.DELETE('/account/sessions/{session}', { params: { path: { session } } }))).then(sessions.again);
    return (
        <Section title={t('account.sessions')}>
            <p class="govuk-body">{t('account.sessions_lead')}</p>
            <Refusal why={failed} />
            <Look at={sessions}>
                {({ items }) => (
                    <Table
                        hidesCaption caption={t('account.sessions')} rows={items} idOf={(one) => one.id}
                        columns={[
                            { id: 'how', title: t('account.session_how'), cell: (one) => known(`account.by_${one.authenticated}`) ?? one.authenticated },
                            { id: 'begun', title: t('account.session_begun'), cell: (one) => <Moment at={one.created} /> },
                            { id: 'seen', title: t('account.session_seen'), cell: (one) => <Moment at={one.last_seen} /> },
                            {
                                id: 'end', title: t('account.session_end_title'),
                                cell: (one) => (one.current ? t('account.session_this')
                                    : <PlainButton onPress={() => end(one.id)}>{t('account.session_end')}</PlainButton>),
                            },
                        ]}
                    />
                )}
            </Look>
        </Section>
    );
}

function Password() {
    const { t } = useWords();
    const [old, setOld] = useState('');
    const [chosen, setChosen] = useState('');
    const [mistakes, setMistakes] = useState<readonly Mistake[]>([]);
    const [isDone, setDone] = useState(false);
    const { busy, failed, run } = useWork();
    const submit = async (event: Event): Promise<void> => {
        event.preventDefault();
        const lacking: Mistake[] = [];
        if (old === '') lacking.push({ id: 'old-password', message: t('account.password_missing') });
        if (chosen === '') lacking.push({ id: 'new-password', message: t('account.password_new_missing') });
        setMistakes(lacking);
        setDone(false);
        if (lacking.length > 0 || busy) return;
        if (await run(() => reached(atranka.http.POST('/account/password', { body: { old_password: old, password: chosen } })))) {
            setOld('');
            setChosen('');
            setDone(true);
        }
    };
    const of = (id: string): string | undefined => mistakes.find((one) => one.id === id)?.message;
    return (
        <Section title={t('account.change_password')}>
            <form onSubmit={(event) => { void submit(event); }} noValidate>
                <ErrorSummary mistakes={mistakes} why={failed} />
                <div role="status">{isDone && <Notice kind="good"><p class="govuk-body">{t('account.password_changed')}</p></Notice>}</div>
                <TextField id="old-password" type="password" label={t('account.password_old')} value={old} onType={setOld} autocomplete="current-password" error={of('old-password')} width={20} />
                <TextField id="new-password" type="password" label={t('account.password_new')} hint={t('account.password_hint')} value={chosen} onType={setChosen} autocomplete="new-password" error={of('new-password')} width={20} />
                <Button submits busy={busy} kind="secondary">{t('account.change_password')}</Button>
            </form>
        </Section>
    );
}

function Passkeys() {
    const { t } = useWords();
    const passkeys = useView('/account/passkeys');
    const [name, setName] = useState('');
    const [mistake, setMistake] = useState<string>();
    const { busy, failed, run } = useWork();
    const add = (): void => {
        setMistake(name.trim() === '' ? t('account.passkey_name_missing') : undefined);
        if (name.trim() === '') return;
        void run(() => addPasskey(name.trim())).then((done) => { if (done) { setName(''); passkeys.again(); } });
    };
    const remove = (passkey: string): Promise<unknown> =>
        run(() => reached(atranka.http.DELETE('/account/passkeys/{passkey}', { params: { path: { passkey } } }))).then(passkeys.again);
    return (
        <Section title={t('account.passkeys')}>
            <p class="govuk-body">{t('account.passkeys_lead')}</p>
            <Refusal why={failed} />
            <Look at={passkeys}>
                {({ items }) => (items.length === 0 ? <Empty>{t('account.no_passkeys')}</Empty> : (
                    <Table
                        hidesCaption caption={t('account.passkeys')} rows={items} idOf={(one) => one.id ?? ''}
                        columns={[
                            { id: 'name', title: t('account.passkey_name'), cell: (one) => one.name },
                            { id: 'made', title: t('account.passkey_made'), cell: (one) => (one.created ? <Moment at={one.created} /> : null) },
                            { id: 'remove', title: t('account.session_end_title'), cell: (one) => <PlainButton onPress={() => remove(one.id ?? '')}>{t('account.passkey_remove')}</PlainButton> },
                        ]}
                    />
                ))}
            </Look>
            <TextField id="passkey-name" label={t('account.passkey_name')} hint={t('account.passkey_name_hint')} value={name} onType={setName} error={mistake} width={20} />
            <Button kind="secondary" busy={busy} onPress={add}>{t('account.passkey_add')}</Button>
        </Section>
    );
}
