import { useState } from 'preact/hooks';
import { atranka, failure, reached, type Problem, type Unreached } from '../api/atranka';
import type { Definition } from '../api/definition';
import { useView } from '../api/view';
import { Money } from '../components/amount';
import { Notice } from '../components/banner';
import { Button } from '../components/button';
import { Refusal } from '../components/errors';
import { TextField } from '../components/field';
import { Section } from '../components/heading';
import { Table } from '../components/table';
import { Details } from '../components/tabs';
import { useWords } from '../i18n/words';
import { typedDecimal } from '../money';

interface Standing { readonly outcome?: string | null; readonly step?: string | null; readonly amount?: string }
interface Told {
    readonly changes: boolean;
    readonly applications: readonly { readonly application: string; readonly before: Standing; readonly after: Standing; readonly undecided?: boolean }[];
    readonly money: { readonly before: { readonly committed: string; readonly left?: string | null }; readonly after: { readonly committed: string; readonly left?: string | null } };
    readonly lists: readonly { readonly round: string; readonly step: string; readonly places_before: number; readonly places_after: number }[];
    readonly refused: readonly { readonly entry: string; readonly command: string; readonly rule: string }[];
}

// The recorded call decided again with another figure, or without one expert, beside what was. Nothing is written.
export function WhatIf({ call, round, step, definition }: { call: string; round: string; step: string; definition: Definition }) {
    const words = useWords();
    const { t } = words;
    const told = useView('/calls/{call}', { call });
    const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
    const [without, setWithout] = useState('');
    const [busy, setBusy] = useState(false);
    const [failed, setFailed] = useState<Problem | Unreached>();
    const [result, setResult] = useState<Told>();
    if (told.looked.is !== 'shown') return null;
    const set = (told.looked.body.parameters ?? {}) as Readonly<Record<string, unknown>>;
    const figures = definition.parameters.filter((one) => ['money', 'number', 'integer'].includes(one.type) && one.name in set);
    const ask = async (): Promise<void> => {
        setBusy(true);
        setFailed(undefined);
        const parameters = Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim() !== '').map(([name, value]) => [name, typedDecimal(value) ?? value]));
        const body = { ...(Object.keys(parameters).length > 0 ? { parameters } : {}), ...(without.trim() === '' ? {} : { without_expert: without.trim() }) };
        try {
            const { data } = await reached(atranka.http.POST('/calls/{call}/what-if' as never, { params: { path: { call } }, body } as never));
            setResult(data as unknown as Told);
        } catch (thrown) {
            setFailed(failure(thrown));
        } finally {
            setBusy(false);
        }
    };
    return (
        <Details summary={t('officer.what_if')}>
            <p class="govuk-body">{t('officer.what_if_lead')}</p>
            <form class="filters" onSubmit={(event) => { event.preventDefault(); void ask(); }}>
                {figures.map((one) => (
                    <TextField key={one.name} id={`what-if-${one.name}`} numeric label={words.known(`call.parameter_${one.name}`) ?? words.of(one.title, one.name)} hint={String(set[one.name])} value={typed[one.name] ?? ''} width={10}
                        onType={(value) => setTyped((before) => ({ ...before, [one.name]: value }))} />
                ))}
                <TextField id="what-if-without" label={t('officer.without_expert')} value={without} onType={setWithout} width={10} />
                <div class="filters__do"><Button submits kind="secondary" busy={busy}>{t('officer.what_if_do')}</Button></div>
            </form>
            <Refusal why={failed} />
            {result && <Compared told={result} round={round} step={step} definition={definition} />}
        </Details>
    );
}

function Compared({ told, round, step, definition }: { told: Told; round: string; step: string; definition: Definition }) {
    const words = useWords();
    const { t, count } = words;
    const titleOf = (of: Standing): string => words.of([...definition.outcomes, ...definition.steps].find((one) => one.name === (of.outcome ?? of.step))?.title, of.outcome ?? of.step ?? '');
    const list = told.lists.find((one) => one.round === round && one.step === step);
    if (!told.changes) return <Notice kind="good"><p class="govuk-body">{t('officer.nothing_changes')}</p></Notice>;
    return (
        <Section title={t('officer.compared')}>
            <p class="govuk-body">
                {count('officer.outcomes_change', told.applications.length)}{' '}
                {list && t('officer.places', { before: list.places_before, after: list.places_after })}
            </p>
            <dl class="figures">
                <div><dt>{t('officer.committed_before')}</dt><dd><Money amount={told.money.before.committed} currency={definition.currency} /></dd></div>
                <div><dt>{t('officer.committed_after')}</dt><dd><Money amount={told.money.after.committed} currency={definition.currency} /></dd></div>
            </dl>
            {told.refused.length > 0 && <p class="govuk-body">{count('officer.commands_refused', told.refused.length)}</p>}
            <Table
                caption={t('officer.compared')} hidesCaption rows={told.applications} idOf={(one) => one.application}
                columns={[
                    { id: 'application', title: t('officer.application'), cell: (one) => <a class="govuk-link" href={`/applications/${one.application}`}>{one.application}</a>, key: (one) => one.application },
                    { id: 'before', title: t('officer.was'), cell: (one) => <>{titleOf(one.before)}{one.before.amount && one.before.amount !== '0' && <>, <Money amount={one.before.amount} currency={definition.currency} /></>}</> },
                    { id: 'after', title: t('officer.would_be'), cell: (one) => <>{titleOf(one.after)}{one.after.amount && one.after.amount !== '0' && <>, <Money amount={one.after.amount} currency={definition.currency} /></>}</> },
                ]}
            />
        </Section>
    );
}
