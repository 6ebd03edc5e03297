import { useState } from 'preact/hooks';
import { failure, Problem, type Unreached } from '../api/atranka';
import { hasPasskeys, signInByPasskey } from '../api/passkey';
import { signIn, useSession } from '../api/session';
import { useView } from '../api/view';
import { Button, PlainButton } from '../components/button';
import { ErrorSummary, type Mistake } from '../components/errors';
import { TextField } from '../components/field';
import { PageHeading } from '../components/heading';
import { useWords } from '../i18n/words';
import { go, usePlace } from '../router';

// Only to a path of ours: what came in the address is of whoever made the link.
function wayBack(asked: string | null): string {
    return asked !== null && /^\/(?![/\\])[^\t\n\r]*$/.test(asked) ? asked : '/';
}

export default function SignInPage() {
    const words = useWords();
    const { t } = words;
    const { again } = useSession();
    const { query } = usePlace();
    const [login, setLogin] = useState('');
    const [password, setPassword] = useState('');
    const [code, setCode] = useState('');
    const [wantsCode, setWantsCode] = useState(false);
    const [busy, setBusy] = useState(false);
    const [why, setWhy] = useState<Problem | Unreached>();
    const [mistakes, setMistakes] = useState<readonly Mistake[]>([]);
    const { looked: providers } = useView('/session/providers');
    const to = wayBack(query.get('to'));

    const enter = async (work: () => Promise<boolean>): Promise<void> => {
        setBusy(true);
        setWhy(undefined);
        setMistakes([]);
        try {
            if (await work()) { await again(); go(to, true); }
        } catch (thrown) {
            const failed = failure(thrown);
            if (failed instanceof Problem && failed.rule === 'second-factor-needed') {
                setWantsCode(true);
                if (code !== '' || wantsCode) setMistakes([{ id: 'code', message: t('account.code_wrong') }]);
            } else {
                setWhy(failed);
            }
        } finally {
            setBusy(false);
        }
    };
    const submit = (event: Event): void => {
        event.preventDefault();
        const lacking: Mistake[] = [];
        if (login.trim() === '') lacking.push({ id: 'login', message: t('account.login_missing') });
        if (password === '') lacking.push({ id: 'password', message: t('account.password_missing') });
        if (lacking.length > 0) { setMistakes(lacking); return; }
        if (busy) return;
        void enter(async () => {
            await signIn({ login: login.trim(), password, ...(code === '' ? {} : { code: code.replace(/\s/g, '') }) });
            return true;
        });
    };
    const of = (id: string): string | undefined => mistakes.find((one) => one.id === id)?.message;
    return (
        <form onSubmit={submit} noValidate>
            <ErrorSummary mistakes={mistakes} why={why} />
            <PageHeading title={t('account.sign_in_title')} />
            {query.has('to') && <p class="govuk-body">{t('account.sign_in_first')}</p>}
            <TextField id="login" label={t('account.login')} value={login} onType={setLogin} autocomplete="username" type="email" error={of('login')} width={20} />
            <TextField id="password" label={t('account.password')} value={password} onType={setPassword} autocomplete="current-password" type="password" error={of('password')} width={20} />
            {wantsCode && (
                <TextField id="code" label={t('account.code')} hint={t('account.code_hint')} value={code} onType={setCode} autocomplete="one-time-code" error={of('code')} width={10} />
            )}
            <Button submits busy={busy}>{t('account.sign_in')}</Button>
            {hasPasskeys && (
                <p class="govuk-body"><PlainButton onPress={() => enter(signInByPasskey)}>{t('account.sign_in_passkey')}</PlainButton></p>
            )}
            {providers.is === 'shown' && providers.body.items.map((one) => (
                <p class="govuk-body" key={one.start}>
                    <a class="govuk-link" href={`${one.start}?return=${encodeURIComponent(to)}`}>{words.of(one.label)}</a>
                </p>
            ))}
            <p class="govuk-body"><a class="govuk-link" href="/set-up">{t('account.have_invitation')}</a></p>
        </form>
    );
}
