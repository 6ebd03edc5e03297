import { useState } from 'preact/hooks';
import type { Accepted, CommandName, Members } from '../api/atranka';
import { useCommand } from '../api/command';
import { problemsByField } from '../api/problem_words';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { TextArea } from '../components/field';
import { useWords, type Key } from '../i18n/words';

interface DecideProps { id: string; confirm: CommandName | undefined; refuse: CommandName | undefined; about: Readonly<Record<string, string>>; alsoConfirmed?: Readonly<Record<string, string>>; onDone: (what: CommandName, accepted: Accepted) => void }

// A proposal confirmed, or refused with a reason. Where the server asks anew who it is, the dialog does.
export function Decide({ id, confirm, refuse, about, alsoConfirmed = {}, onDone }: DecideProps) {
    const { t } = useWords();
    const [asks, setAsks] = useState<'confirm' | 'refuse'>();
    if (!confirm && !refuse) return null;
    return (
        <>
            <div class="actions">
                {confirm && <Button onPress={() => setAsks('confirm')}>{t(`officer.do_${confirm}` as Key)}</Button>}
                {refuse && <Button kind="secondary" onPress={() => setAsks('refuse')}>{t(`officer.do_${refuse}` as Key)}</Button>}
            </div>
            {asks === 'confirm' && confirm && <Give command={confirm} about={{ ...about, ...alsoConfirmed }} onClose={() => setAsks(undefined)} onDone={onDone} />}
            {asks === 'refuse' && refuse && <Give command={refuse} about={about} reasonId={`reason-${id}`} onClose={() => setAsks(undefined)} onDone={onDone} />}
        </>
    );
}

interface GiveProps { command: CommandName; about: Readonly<Record<string, string>>; reasonId?: string; onClose: () => void; onDone: (what: CommandName, accepted: Accepted) => void }

function Give({ command, about, reasonId, onClose, onDone }: GiveProps) {
    const words = useWords();
    const { t } = words;
    const { give, busy, failed } = useCommand(command);
    const [reason, setReason] = useState('');
    const [isMissing, setMissing] = useState(false);
    const title = t(`officer.do_${command}` as Key);
    const act = async (): Promise<void> => {
        const lacks = reasonId !== undefined && reason.trim() === '';
        setMissing(lacks);
        if (lacks) { document.getElementById(reasonId)?.focus(); return; }
        const accepted = await give({ ...about, ...(reasonId === undefined ? {} : { reason: reason.trim() }) } as Members<CommandName>);
        if (accepted) { onClose(); onDone(command, accepted); }
    };
    return (
        <Confirm title={title} action={title} warns={reasonId !== undefined} busy={busy} failed={failed} onClose={onClose} onConfirm={act}>
            <p class="govuk-body">{t(`officer.means_${command}` as Key)}</p>
            {reasonId !== undefined && <TextArea id={reasonId} label={t('officer.ask_reason')} rows={3} value={reason} error={isMissing ? t('officer.missing') : problemsByField(failed, words).get('reason')} onType={setReason} />}
        </Confirm>
    );
}
