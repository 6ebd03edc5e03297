import { useState } from 'preact/hooks';
import { atranka, failure, Problem, reached, type Unreached } from '../api/atranka';
import { assertion, hasPasskeys } from '../api/passkey';
import { showAnew } from '../api/session';
import { useWords } from '../i18n/words';
import { Button, PlainButton } from './button';
import { Refusal } from './errors';
import { TextField } from './field';

// Who is signed in shows anew that it is them; then what they were about to do goes on.
export function ShowAnew({ onShown }: { onShown: () => unknown }) {
    const { t } = useWords();
    const [password, setPassword] = useState('');
    const [code, setCode] = useState('');
    const [wantsCode, setWantsCode] = useState(false);
    const [busy, setBusy] = useState(false);
    const [failed, setFailed] = useState<Problem | Unreached>();
    const show = async (work: () => Promise<boolean>): Promise<void> => {
        setBusy(true);
        setFailed(undefined);
        try {
            if (await work()) onShown();
        } catch (thrown) {
            const why = failure(thrown);
            if (why instanceof Problem && why.rule === 'second-factor-needed' && !wantsCode) setWantsCode(true);
            else setFailed(why);
        } finally {
            setBusy(false);
        }
    };
    const byPasskey = async (): Promise<boolean> => {
        const shown = await assertion();
        if (shown) await reached(atranka.http.POST('/session/fresh/passkey', { body: shown }));
        return shown !== undefined;
    };
    const byPassword = async (): Promise<boolean> => {
        await showAnew({ password, ...(code === '' ? {} : { code: code.replace(/\s/g, '') }) });
        return true;
    };
    return (
        <form noValidate onSubmit={(event) => { event.preventDefault(); if (!busy && password !== '') void show(byPassword); }}>
            <p class="govuk-body">{t('account.anew')}</p>
            <Refusal why={failed} />
            <TextField id="anew-password" type="password" label={t('account.password')} value={password} onType={setPassword} autocomplete="current-password" width={20} />
            {wantsCode && <TextField id="anew-code" label={t('account.code')} hint={t('account.code_hint')} value={code} onType={setCode} autocomplete="one-time-code" width={10} />}
            <div class="actions">
                <Button submits busy={busy}>{t('account.anew_do')}</Button>
                {hasPasskeys && <PlainButton onPress={() => show(byPasskey)}>{t('account.anew_passkey')}</PlainButton>}
            </div>
        </form>
    );
}
