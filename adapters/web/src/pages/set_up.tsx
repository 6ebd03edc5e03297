import { useState } from 'preact/hooks';
import { atranka, failure, reached, type Problem, type Unreached } from '../api/atranka';
import { useSession } from '../api/session';
import { Button } from '../components/button';
import { ErrorSummary, type Mistake } from '../components/errors';
import { TextField } from '../components/field';
import { PageHeading } from '../components/heading';
import { useWords } from '../i18n/words';
import { go, usePlace } from '../router';

// An account, with the code of an invitation. The code may come in the link.
export default function SetUpPage() {
    const { t } = useWords();
    const { again } = useSession();
    const { query } = usePlace();
    const [code, setCode] = useState(query.get('code') ?? '');
    const [login, setLogin] = useState('');
    const [password, setPassword] = useState('');
    const [shows, setShows] = useState(false);
    const [busy, setBusy] = useState(false);
    const [why, setWhy] = useState<Problem | Unreached>();
    const [mistakes, setMistakes] = useState<readonly Mistake[]>([]);

    const submit = async (event: Event): Promise<void> => {
        event.preventDefault();
        const lacking: Mistake[] = [];
        if (code.trim() === '') lacking.push({ id: 'code', message: t('account.invitation_missing') });
        if (login.trim() === '') lacking.push({ id: 'login', message: t('account.login_missing') });
        if (password === '') lacking.push({ id: 'password', message: t('account.password_new_missing') });
        setMistakes(lacking);
        setWhy(undefined);
        if (lacking.length > 0 || busy) return;
        setBusy(true);
        try {
            await reached(atranka.http.POST('/invitations/accept', { body: { code: code.trim(), login: login.trim(), password } }));
            await again();
            go('/', true);
        } catch (thrown) {
            setWhy(failure(thrown));
        } finally {
            setBusy(false);
        }
    };
    const of = (id: string): string | undefined => mistakes.find((one) => one.id === id)?.message;
    return (
        <form onSubmit={(event) => { void submit(event); }} noValidate>
            <ErrorSummary mistakes={mistakes} why={why} />
            <PageHeading title={t('account.set_up_title')} />
            <p class="govuk-body">{t('account.set_up_lead')}</p>
            <TextField id="code" label={t('account.invitation')} hint={t('account.invitation_hint')} value={code} onType={setCode} error={of('code')} width={20} />
            <TextField id="login" label={t('account.login')} hint={t('account.login_hint')} value={login} onType={setLogin} type="email" autocomplete="username" error={of('login')} width={20} />
            <TextField
                id="password" label={t('account.password_new')} hint={t('account.password_hint')} value={password} onType={setPassword}
                type={shows ? 'text' : 'password'} autocomplete="new-password" error={of('password')} width={20}
            />
            <p class="govuk-body">
                <button type="button" class="plain-button govuk-link" aria-pressed={shows} onClick={() => setShows(!shows)}>
                    {shows ? t('account.password_hide') : t('account.password_show')}
                </button>
            </p>
            <Button submits busy={busy}>{t('account.set_up')}</Button>
        </form>
    );
}
