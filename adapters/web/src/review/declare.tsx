import { useState } from 'preact/hooks';
import { useCommand } from '../api/command';
import type { Done } from '../staff/act_form';
import { Notice } from '../components/banner';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { ErrorSummary, Refusal, type Mistake } from '../components/errors';
import { Radios, TextArea } from '../components/field';
import { Details } from '../components/tabs';
import { useWords } from '../i18n/words';

export const interests = ['none', 'potential', 'disqualifying'] as const;
export type Interest = (typeof interests)[number];

interface DeclareProps { application: string; step: string; expert: string; etag: string; onDone: Done }

// Before anything of it is read: what ties the expert to the applicants, and what each answer leads to.
export function Declare({ application, step, expert, etag, onDone }: DeclareProps) {
    const { t } = useWords();
    const declare = useCommand('DeclareInterest');
    const [interest, setInterest] = useState<Interest | ''>('');
    const [statement, setStatement] = useState('');
    const [mistakes, setMistakes] = useState<readonly Mistake[]>([]);
    const submit = async (): Promise<void> => {
        const found: Mistake[] = [];
        if (interest === '') found.push({ id: 'interest', message: t('review.choose_interest') });
        else if (interest !== 'none' && statement.trim() === '') found.push({ id: 'statement', message: t('review.say_which') });
        setMistakes(found);
        if (interest === '' || found.length > 0) return;
        const accepted = await declare.give({ application, step, expert, interest, statement: statement.trim() }, etag);
        if (accepted) onDone(t('review.declared'), accepted);
    };
    return (
        <form noValidate onSubmit={(event) => { event.preventDefault(); void submit(); }}>
            <ErrorSummary mistakes={mistakes} why={declare.failed} />
            <Details summary={t('review.what_is_interest')}>
                <p class="govuk-body">{t('review.disqualifying_is')}</p>
                <p class="govuk-body">{t('review.potential_is')}</p>
            </Details>
            <Radios
                id="interest" label={t('review.interest')} value={interest} onChoose={(value) => setInterest(value as Interest)} error={mistakes.find((one) => one.id === 'interest')?.message}
                choices={interests.map((one) => ({ value: one, label: t(`review.interest_${one}`), hint: t(`review.interest_${one}_means`) }))}
            />
            {interest !== '' && interest !== 'none' && <TextArea id="statement" label={t('review.statement')} rows={3} value={statement} onType={setStatement} error={mistakes.find((one) => one.id === 'statement')?.message} />}
            <Button submits busy={declare.busy}>{t('review.declare')}</Button>
        </form>
    );
}

// The first opening is an entry of the record: it is done knowingly.
export function OpenIt({ application, step, expert, etag, onDone }: DeclareProps) {
    const { t } = useWords();
    const open = useCommand('OpenApplication');
    const give = async (): Promise<void> => {
        const accepted = await open.give({ application, step, expert }, etag);
        if (accepted) onDone(t('review.opened'), accepted);
    };
    return (
        <Notice>
            <p class="govuk-body">{t('review.open_means')}</p>
            <Refusal why={open.failed} />
            <Button busy={open.busy} onPress={give}>{t('review.open')}</Button>
        </Notice>
    );
}

export function Decline({ application, step, expert, etag, onDone }: DeclareProps) {
    const { t } = useWords();
    const decline = useCommand('DeclineReview');
    const [asks, setAsks] = useState(false);
    const [reason, setReason] = useState('');
    const give = async (): Promise<void> => {
        const accepted = await decline.give({ application, step, expert, reason }, etag);
        if (accepted) onDone(t('review.declined'), accepted);
    };
    return (
        <>
            <Button kind="secondary" onPress={() => setAsks(true)}>{t('review.decline')}</Button>
            {asks && (
                <Confirm title={t('review.decline')} action={t('review.decline')} warns busy={decline.busy} failed={decline.failed} onClose={() => { setAsks(false); decline.forget(); }} onConfirm={give}>
                    <p class="govuk-body">{t('review.decline_means')}</p>
                    <TextArea id="decline-reason" label={t('review.reason')} rows={3} value={reason} onType={setReason} />
                </Confirm>
            )}
        </>
    );
}
