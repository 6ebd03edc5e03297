import { useMemo, useState } from 'preact/hooks';
import type { Accepted, Seen } from '../api/atranka';
import { useCommand } from '../api/command';
import type { Definition } from '../api/definition';
import { useView } from '../api/view';
import { Money } from '../components/amount';
import { Notice } from '../components/banner';
import { Button } from '../components/button';
import { useDefinition } from '../components/calls';
import { Confirm } from '../components/confirm';
import { TextArea } from '../components/field';
import { PageHeading, Section } from '../components/heading';
import { Loading, Look } from '../components/look';
import { Receipt } from '../components/receipt';
import { Summary } from '../components/summary';
import { Stage, Tag } from '../components/tag';
import { useWords, type Words } from '../i18n/words';
import { isDecimal, number } from '../money';
import { rubricOf } from '../review/rubric';
import type { PageProps } from '../router';
import { DrawLot, LotRedrawn, type DrawnLot } from '../staff/draw_lot';
import { WhatIf } from '../staff/what_if';

export type Preview = Seen<'/calls/{call}/rounds/{round}/rankings/{step}/preview'>;
type PlacedRow = NonNullable<Preview['rows']>[number];

// The ranked list of a round: the funding line, what broke each tie, the envelopes; ranked, proposed and confirmed here.
export default function SelectionPage({ names }: PageProps) {
    const { call = '', round = '', step = '' } = names;
    const preview = useView('/calls/{call}/rounds/{round}/rankings/{step}/preview', { call, round, step }, {}, [call, '*']);
    const definition = useDefinition(call);
    return (
        <Look at={preview}>
            {(body, etag) => (definition ? <OneSelection preview={body} etag={etag} definition={definition} again={preview.again} /> : <Loading />)}
        </Look>
    );
}

function OneSelection({ preview, definition, again }: { preview: Preview; etag: string; definition: Definition; again: () => void }) {
    const words = useWords();
    const { t } = words;
    const { call = '', round = '', step: name = '' } = preview;
    const step = definition.steps.find((one) => one.name === name);
    const rows = preview.rows ?? [];
    const missing = preview.missing ?? [];
    return (
        <>
            <PageHeading title={words.of(step?.title, name)} caption={`${words.of(definition.title, call)} – ${t('call.round', { round })}`} />
            <ul class="links"><li><a class="govuk-link" href={`/calls/${call}/board`}>{t('officer.board')}</a></li></ul>
            <Summary rows={[
                { label: t('application.now'), value: <><Stage stage={`selection.${preview.stage ?? ''}`} />{preview.rehearsed && <> {t('officer.rehearsed_list')}</>}</> },
                ...(preview.policy ? [{ label: t('officer.policy'), value: words.known(`officer.policy_${preview.policy}`) ?? preview.policy }] : []),
                ...(isDecimal(preview.to_share) ? [{ label: t('officer.to_share'), value: <Money amount={preview.to_share} currency={definition.currency} /> }] : []),
                ...(isDecimal(preview.used) ? [{ label: t('officer.used'), value: <Money amount={preview.used} currency={definition.currency} /> }] : []),
                ...Object.entries(preview.envelopes ?? {}).map(([envelope, amount]) => ({ label: envelope.replaceAll('_', ' '), value: <Money amount={amount} currency={definition.currency} /> })),
                ...(preview.proposed_by ? [{ label: t('officer.proposed'), value: preview.proposed_by }] : []),
                ...(preview.lot === 'not_needed' || !preview.lot ? [] : [{ label: t('officer.lot'), value: t(preview.lot === 'drawn' ? 'officer.lot_drawn' : 'officer.lot_not_yet') }]),
            ]} />
            {missing.length > 0 && (
                <Notice kind="warn">
                    <p class="govuk-body">{words.count('officer.still_on_the_way', missing.length)}</p>
                    <ul class="links">{missing.slice(0, 20).map((one) => <li key={one.application}><a class="govuk-link" href={`/applications/${one.application ?? ''}`}>{one.application}</a></li>)}</ul>
                </Notice>
            )}
            {preview.because && <Notice><p class="govuk-body">{preview.because}</p></Notice>}
            <Do preview={preview} again={again} />
            {rows.length > 0 && <List rows={rows} step={name} definition={definition} />}
            <WhatIf call={call} round={round} step={name} definition={definition} />
        </>
    );
}

// The keys in the order in which they are compared, as the definition writes them.
function orderOf(definition: Definition, step: string): readonly string[] {
    const steps = (definition.whole['steps'] ?? {}) as Readonly<Record<string, { order?: unknown }>>;
    const order = steps[step]?.order;
    return Array.isArray(order) ? order.filter((one): one is string => typeof one === 'string') : [];
}

// "evaluation.contribution desc" by the criterion's title; an expression as it is written.
function titleOfKey(key: string, definition: Definition, words: Words): string {
    const bare = key.replace(/ (desc|asc)$/, '');
    const [step = '', name = ''] = bare.split('.');
    const known = words.known(`officer.key_${name || step}`);
    if (known) return known;
    const criterion = rubricOf(definition, step)?.criteria.find((one) => one.name === name);
    const written = bare.replaceAll('_', ' ');
    return criterion ? words.of(criterion.title, name) : written.length > 40 ? `${written.slice(0, 40)}…` : written;
}

// Exact decimals may be endless; what is cut is said, and the whole of it is there to point at.
function KeyValue({ text }: { text: string | undefined }) {
    const { language } = useWords();
    if (!isDecimal(text)) return <>{text}</>;
    const [whole = '', fraction = ''] = text.split('.');
    return fraction.length <= 4 ? <>{number(text, language)}</> : <span title={text}>{number(`${whole}.${fraction.slice(0, 4)}`, language)}…</span>;
}

// One row an application, in the order of the list; a line where the outcome changes.
function List({ rows, step, definition }: { rows: readonly PlacedRow[]; step: string; definition: Definition }) {
    const words = useWords();
    const { t } = words;
    const order = orderOf(definition, step);
    const given = new Set(rows.flatMap((one) => Object.keys(one.keys ?? {})));
    const keys = [...order.filter((one) => given.has(one)), ...[...given].filter((one) => !order.includes(one))];
    return (
        <Section title={t('officer.list')}>
            <div class="scroller" role="region" tabIndex={0} aria-label={t('officer.list')}>
                <table class="table table--ranked">
                    <caption class="govuk-visually-hidden">{t('officer.list')}</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="numeric">{t('application.rank')}</th>
                            <th scope="col">{t('officer.application')}</th>
                            {keys.map((key) => <th scope="col" class="numeric key" key={key} title={key}>{titleOfKey(key, definition, words)}</th>)}
                            <th scope="col">{t('officer.tie_by')}</th>
                            <th scope="col" class="numeric">{t('application.amount')}</th>
                            <th scope="col" class="numeric">{t('officer.left_after')}</th>
                            <th scope="col">{t('officer.result_title')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows.map((row, at) => {
                            const before = rows[at - 1];
                            const isLine = before !== undefined && before.outcome === 'selected' && row.outcome !== 'selected';
                            return [
                                isLine && <tr key={`line ${row.application ?? ''}`} class="funding-line"><td colSpan={keys.length + 6}>{t('officer.funding_line')}</td></tr>,
                                <tr key={row.application} class={row.outcome === 'selected' ? 'ranked--in' : ''}>
                                    <td class="numeric">{row.rank}</td>
                                    <td class="main"><a class="govuk-link" href={`/applications/${row.application ?? ''}`}>{row.title || row.application}</a>{row.title && <><br /><span class="quiet">{row.application}</span></>}</td>
                                    {keys.map((key) => <td class="numeric" key={key}><KeyValue text={row.keys?.[key]} /></td>)}
                                    <td>{row.decided_by && row.decided_by !== keys[0] ? <Tag colour="yellow">{titleOfKey(row.decided_by, definition, words)}</Tag> : ''}</td>
                                    <td class="numeric"><Money amount={row.amount} currency={definition.currency} /></td>
                                    <td class="numeric">{isDecimal(row.left) ? <Money amount={row.left} currency={definition.currency} /> : ''}</td>
                                    <td>{row.outcome && <Stage stage={`selection.${row.outcome}`} />}{row.envelope && <> {row.envelope}</>}{row.reason && <><br /><span class="quiet">{row.reason.replaceAll('_', ' ')}</span></>}</td>
                                </tr>,
                            ];
                        })}
                    </tbody>
                </table>
            </div>
        </Section>
    );
}

type Doing = 'ProposeSelection' | 'ConfirmSelection' | 'RefuseSelection' | 'PromoteReserve' | 'RankRound';

function Do({ preview, again }: { preview: Preview; again: () => void }) {
    const { t } = useWords();
    const { call = '', round = '', step = '' } = preview;
    const told = useView('/calls/{call}', { call }, {}, [call]);
    const rank = useCommand('RankRound');
    const propose = useCommand('ProposeSelection');
    const confirm = useCommand('ConfirmSelection');
    const refuse = useCommand('RefuseSelection');
    const promote = useCommand('PromoteReserve');
    const [asks, setAsks] = useState<Doing>();
    const [reason, setReason] = useState('');
    const [drawn, setDrawn] = useState<{ accepted: Accepted; lot: DrawnLot }>();
    const commands = told.looked.is === 'shown' ? told.looked.body.commands ?? [] : [];
    const stages: Readonly<Record<Doing, readonly string[]>> = {
        RankRound: ['collecting'], ProposeSelection: ['ranked'], ConfirmSelection: ['proposed'], RefuseSelection: ['proposed'], PromoteReserve: ['confirmed'],
    };
    const lotWaits = preview.lot === 'not_yet';
    const ofRound = told.looked.is === 'shown' ? (told.looked.body.rounds ?? []).find((one) => one.id === round)?.stage : undefined;
    const isClosed = ofRound !== undefined && ofRound !== 'planned' && ofRound !== 'open';
    const possible = (Object.keys(stages) as Doing[])
        .filter((one) => commands.includes(one) && stages[one].includes(preview.stage ?? '') && (one !== 'RankRound' || (isClosed && (preview.missing ?? []).length === 0)));
    const draws = lotWaits && possible.includes('RankRound');
    const offered = possible.filter((one) => one !== 'RankRound' || !lotWaits);
    const given = { RankRound: rank, ProposeSelection: propose, ConfirmSelection: confirm, RefuseSelection: refuse, PromoteReserve: promote };
    const done = Object.entries(given).find(([, one]) => one.accepted);
    const about = { call, round, step };
    const rowsDrawn = useMemo(() => (preview.rows ?? []).map((one) => ({ application: one.application ?? '', keys: one.keys ?? {} })), [preview.rows]);
    const act = async (): Promise<void> => {
        if (!asks) return;
        const ok = asks === 'RefuseSelection' ? await refuse.give({ ...about, reason }) : await given[asks].give(about as never);
        if (ok) { setAsks(undefined); again(); told.again(); }
    };
    return (
        <>
            {done?.[1].accepted && <Receipt accepted={done[1].accepted} title={t('officer.done', { what: t(`officer.do_${done[0] as Doing}`) })} />}
            {drawn && <Receipt accepted={drawn.accepted} title={t('officer.done', { what: t('officer.do_RankRound') })} />}
            {drawn && preview.lot === 'drawn' && <LotRedrawn lot={drawn.lot} rows={rowsDrawn} />}
            {draws && told.looked.is === 'shown' && (
                <DrawLot {...about} commitments={told.looked.body.lot ?? {}} etag={told.looked.etag} onRanked={(accepted, lot) => { setDrawn({ accepted, lot }); again(); told.again(); }} />
            )}
            {offered.length > 0 && (
                <section class="next" aria-label={t('officer.to_do')}>
                    <div class="actions">
                        {offered.map((one) => <Button key={one} {...(one === 'RefuseSelection' ? { kind: 'secondary' as const } : {})} onPress={() => setAsks(one)}>{t(`officer.do_${one}`)}</Button>)}
                    </div>
                </section>
            )}
            {asks && (
                <Confirm title={t(`officer.do_${asks}`)} action={t(`officer.do_${asks}`)} warns={asks === 'RefuseSelection'} busy={given[asks].busy} failed={given[asks].failed} onClose={() => { setAsks(undefined); given[asks].forget(); }} onConfirm={act}>
                    <p class="govuk-body">{t(`officer.means_${asks}`)}</p>
                    {asks === 'RefuseSelection' && <TextArea id="refuse-reason" label={t('officer.ask_reason')} rows={3} value={reason} onType={setReason} />}
                </Confirm>
            )}
        </>
    );
}
