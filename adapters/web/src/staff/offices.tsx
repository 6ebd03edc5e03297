// What those do who hold an office of the whole instance: auditors, data-protection officers, administrators.

import { useState } from 'preact/hooks';
import type { Accepted, CommandName, Members } from '../api/atranka';
import { useCommand } from '../api/command';
import type { Task } from '../api/work';
import { Button } from '../components/button';
import { CallTitle } from '../components/calls';
import { Confirm } from '../components/confirm';
import { ErrorSummary, type Mistake } from '../components/errors';
import { Checkboxes, TextArea, TextField } from '../components/field';
import { Section } from '../components/heading';
import { Receipt } from '../components/receipt';
import { Stage } from '../components/tag';
import { Details } from '../components/tabs';
import { useWords } from '../i18n/words';

interface Audited { readonly call?: string; readonly stage?: string }

export function CallsToAudit({ calls }: { calls: readonly Audited[] }) {
    const { t } = useWords();
    if (calls.length === 0) return null;
    return (
        <Section title={t('home.audits')}>
            <p class="govuk-body">{t('home.audits_lead')}</p>
            <ul class="tasks">
                {calls.map((one) => (
                    <li key={one.call}>
                        <div>
                            <p class="govuk-body"><a class="govuk-link" href={`/calls/${one.call ?? ''}/audit`}><CallTitle call={one.call ?? ''} /></a></p>
                            <ul class="links">
                                <li><a class="govuk-link" href={`/calls/${one.call ?? ''}/board`}>{t('officer.board')}</a></li>
                                <li><a class="govuk-link" href={`/calls/${one.call ?? ''}/applications`}>{t('officer.applications')}</a></li>
                                <li><a class="govuk-link" href={`/calls/${one.call ?? ''}/all-reviews`}>{t('officer.reviews')}</a></li>
                            </ul>
                        </div>
                        <p class="govuk-body"><Stage stage={one.stage} /></p>
                    </li>
                ))}
            </ul>
        </Section>
    );
}

export const isOfInstance = (task: Task): boolean => task.task === 'confirm_role' || task.task === 'confirm_erasure';

type Doing = 'GrantRole' | 'ConfirmErasure' | 'RefuseErasure';

// A role or an erasure that another person proposed, confirmed where it is listed.
export function OfInstance({ task }: { task: Task }) {
    const { t, known } = useWords();
    const [doing, setDoing] = useState<Doing>();
    const [done, setDone] = useState<Accepted>();
    // "ann c-2026:head", or the person alone.
    const [person = '', of = ''] = (task.what ?? '').split(' ');
    const [call = '', role = ''] = [of.slice(0, of.lastIndexOf(':')), of.slice(of.lastIndexOf(':') + 1)];
    const isRole = task.task === 'confirm_role';
    const facts = { person, role: known(`common.role_${role}`) ?? role, where: call === '*' ? t('home.all_calls') : call };
    if (done) return <li><Receipt title={t('home.confirmed')} accepted={done} /></li>;
    return (
        <li>
            <div>
                <p class="govuk-body">{isRole ? t('home.role_of', facts) : t('home.erasure_of', facts)}</p>
                {task.by && <p class="govuk-body quiet">{t('home.proposed_by', { person: task.by })}</p>}
            </div>
            <div class="actions">
                {isRole ? <Button onPress={() => setDoing('GrantRole')}>{t('home.do_confirm_role')}</Button> : (
                    <>
                        <Button kind="warning" onPress={() => setDoing('ConfirmErasure')}>{t('home.do_confirm_erasure')}</Button>
                        <Button kind="secondary" onPress={() => setDoing('RefuseErasure')}>{t('home.do_refuse_erasure')}</Button>
                    </>
                )}
            </div>
            {doing && <Give doing={doing} members={doing === 'GrantRole' ? { person, role: { call, role } } : { person }} facts={facts} onClose={() => setDoing(undefined)} onDone={setDone} />}
        </li>
    );
}

const says = { GrantRole: 'confirm_role', ConfirmErasure: 'confirm_erasure', RefuseErasure: 'refuse_erasure' } as const;

function Give({ doing, members, facts, onClose, onDone }: { doing: Doing; members: object; facts: { person: string; role: string; where: string }; onClose: () => void; onDone: (accepted: Accepted) => void }) {
    const { t } = useWords();
    const { give, busy, failed } = useCommand(doing as CommandName);
    const [reason, setReason] = useState('');
    const refuses = doing === 'RefuseErasure';
    const act = async (): Promise<void> => {
        const accepted = await give({ ...members, ...(refuses ? { reason: reason.trim() } : {}) } as Members<CommandName>);
        if (accepted) onDone(accepted);
    };
    return (
        <Confirm title={t(`home.do_${says[doing]}`)} action={t(`home.do_${says[doing]}`)} warns={doing === 'ConfirmErasure'} busy={busy} failed={failed} onClose={onClose} onConfirm={act}>
            <p class="govuk-body">{t(`home.means_${says[doing]}`, { ...facts })}</p>
            {refuses && <TextArea id="refuse-erasure-reason" label={t('application.reason')} rows={3} value={reason} onType={setReason} />}
        </Confirm>
    );
}

const categories = ['identity', 'application', 'evaluation', 'decision'] as const;

// Asks that what is kept of a person be destroyed; an administrator confirms it.
export function DataProtection() {
    const { t } = useWords();
    const propose = useCommand('ProposeErasure');
    const [person, setPerson] = useState('');
    const [basis, setBasis] = useState('');
    const [chosen, setChosen] = useState<readonly string[]>([]);
    const [mistakes, setMistakes] = useState<readonly Mistake[]>([]);
    const [asks, setAsks] = useState(false);
    const begin = (): void => {
        const found: Mistake[] = [];
        if (person.trim() === '') found.push({ id: 'erase-person', message: t('home.erase_whom') });
        if (chosen.length === 0) found.push({ id: 'erase-categories', message: t('home.erase_what') });
        if (basis.trim() === '') found.push({ id: 'erase-basis', message: t('home.erase_why') });
        setMistakes(found);
        setAsks(found.length === 0);
    };
    const give = async (): Promise<void> => {
        const done = await propose.give({ person: person.trim(), basis: basis.trim(), categories: [...chosen] });
        if (!done) return;
        setAsks(false);
        setPerson('');
        setBasis('');
        setChosen([]);
    };
    const of = (id: string): string | undefined => mistakes.find((one) => one.id === id)?.message;
    return (
        <Section title={t('home.data_protection')}>
            <p class="govuk-body">{t('home.data_protection_lead')}</p>
            {propose.accepted && <Receipt title={t('home.erasure_proposed')} accepted={propose.accepted} />}
            <Details summary={t('home.propose_erasure')}>
                <form noValidate onSubmit={(event) => { event.preventDefault(); begin(); }}>
                    <ErrorSummary mistakes={mistakes} />
                    <TextField id="erase-person" label={t('home.erase_person')} hint={t('home.erase_person_hint')} value={person} onType={setPerson} error={of('erase-person')} width={20} />
                    <Checkboxes id="erase-categories" label={t('home.erase_categories')} values={chosen} onChoose={setChosen} error={of('erase-categories')} choices={categories.map((one) => ({ value: one, label: t(`home.category_${one}`) }))} />
                    <TextArea id="erase-basis" label={t('home.erase_basis')} hint={t('home.erase_basis_hint')} rows={2} value={basis} onType={setBasis} error={of('erase-basis')} />
                    <Button submits>{t('home.propose_erasure')}</Button>
                </form>
            </Details>
            {asks && (
                <Confirm title={t('home.propose_erasure')} action={t('home.propose_erasure')} busy={propose.busy} failed={propose.failed} onClose={() => { setAsks(false); propose.forget(); }} onConfirm={give}>
                    <p class="govuk-body">{t('home.propose_erasure_means', { person: person.trim() })}</p>
                </Confirm>
            )}
        </Section>
    );
}
