import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Accepted, CommandName, Seen } from '../api/atranka';
import { useCommand } from '../api/command';
import { orderOf, type Definition } from '../api/definition';
import { noteLookAtList } from '../api/looks';
import { keyTitle, reasonWords } from '../api/names';
import { useSession } from '../api/session';
import { useView } from '../api/view';
import { Money } from '../components/amount';
import { Notice } from '../components/banner';
import { Button } from '../components/button';
import { useDefinition } from '../components/calls';
import { Confirm } from '../components/confirm';
import { PageHeading, Section } from '../components/heading';
import { Loading, Look } from '../components/look';
import { Receipt } from '../components/receipt';
import { Summary } from '../components/summary';
import { Stage, Tag } from '../components/tag';
import { lineOf } from '../figures/funding';
import { useWords, type Key } from '../i18n/words';
import { isDecimal, number } from '../money';
import { useAsOf, type PageProps } from '../router';
import { Decide } from '../staff/decide';
import { DrawLot, LotRedrawn, type DrawnLot } from '../staff/draw_lot';
import { RobustnessReport, titlesOf } from '../staff/robustness';
import { WhatIf } from '../staff/what_if';

export type Preview = Seen<'/calls/{call}/rounds/{round}/rankings/{step}/preview'>;
type PlacedRow = NonNullable<Preview['rows']>[number];

// The ranked list of a round: the funding line, what broke each tie, the envelopes; ranked, proposed and confirmed here.
export default function SelectionPage({ names }: PageProps) {
    const { call = '', round = '', step = '' } = names;
    const preview = useView('/calls/{call}/rounds/{round}/rankings/{step}/preview', { call, round, step }, {}, [call, '*']);
    const definition = useDefinition(call);
    const { me } = useSession();
    const isShown = preview.looked.is === 'shown';
    useEffect(() => { if (isShown && me?.id) void noteLookAtList(me.id, call, `${call} ${round} ${step}`); }, [isShown, me?.id, call, round, step]);
    return (
        <Look isPage at={preview}>
            {(body, etag) => (definition ? <OneSelection preview={body} etag={etag} definition={definition} again={preview.again} /> : <Loading />)}
        </Look>
    );
}

function OneSelection({ preview, definition, again }: { preview: Preview; etag: string; definition: Definition; again: () => void }) {
    const words = useWords();
    const { t } = words;
    const asOf = useAsOf();
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
            {preview.because && <Notice><p class="govuk-body">{t('hints.no_list')}{words.language === 'en' && ` ${preview.because}`}</p></Notice>}
            <Do preview={preview} again={again} />
            {rows.length > 0 && <List rows={rows} step={name} definition={definition} />}
            {rows.length > 0 && <Section title={t('robustness.title')}><RobustnessReport call={call} list={{ round, step: name }} titles={titlesOf(rows)} definition={definition} /></Section>}
            {asOf === undefined && <WhatIf call={call} round={round} step={name} definition={definition} />}
        </>
    );
}

// Exact decimals may be endless; what is cut is said, and the whole of it is there to point at.
function KeyValue({ text }: { text: string | undefined }) {
    const { language } = useWords();
    if (!isDecimal(text)) return <>{text}</>;
    const [whole = '', fraction = ''] = text.split('.');
    return fraction.length <= 4 ? <>{number(text, language)}</> : <span title={text}>{number(`${whole}.${fraction.slice(0, 4)}`, language)}…</span>;
}

// One row an application, in the order of the list; a line behind the last who is in.
function List({ rows, step, definition }: { rows: readonly PlacedRow[]; step: string; definition: Definition }) {
    const words = useWords();
    const { t } = words;
    const order = orderOf(definition, step);
    const line = lineOf(rows.map((one) => one.outcome ?? ''));
    const given = new Set(rows.flatMap((one) => Object.keys(one.keys ?? {})));
    const keys = [...order.filter((one) => given.has(one)), ...[...given].filter((one) => !order.includes(one))];
    return (
        <Section title={t('officer.list')}>
            <p class="govuk-body">{t('hints.list')}</p>
            <div class="scroller" role="region" tabIndex={0} aria-label={t('officer.list')}>
                <table class="table table--ranked">
                    <caption class="govuk-visually-hidden">{t('officer.list')}</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="numeric">{t('application.rank')}</th>
                            <th scope="col">{t('officer.application')}</th>
                            {keys.map((key) => <th scope="col" class="numeric key" key={key} title={key}>{keyTitle(definition, key, words)}</th>)}
                            <th scope="col">{t('officer.tie_by')}</th>
                            <th scope="col" class="numeric">{t('application.amount')}</th>
                            <th scope="col" class="numeric">{t('officer.left_after')}</th>
                            <th scope="col">{t('officer.result_title')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows.map((row, at) => {
                            const isLine = at === line;
                            return [
                                isLine && <tr key={`line ${row.application ?? ''}`} class="funding-line"><td colSpan={keys.length + 6}>{t('officer.funding_line')}</td></tr>,
                                <tr key={row.application} class={row.outcome === 'selected' ? 'ranked--in' : ''}>
                                    <td class="numeric">{row.rank}</td>
                                    <td class="main"><a class="govuk-link" href={`/applications/${row.application ?? ''}`}>{row.title || row.application}</a>{row.title && <><br /><span class="quiet">{row.application}</span></>}</td>
                                    {keys.map((key) => <td class="numeric" key={key}><KeyValue text={row.keys?.[key]} /></td>)}
                                    <td>{row.decided_by && row.decided_by !== keys[0] ? <span title={row.decided_by}><Tag colour="yellow">{keyTitle(definition, row.decided_by, words)}</Tag></span> : ''}</td>
                                    <td class="numeric"><Money amount={row.amount} currency={definition.currency} /></td>
                                    <td class="numeric">{isDecimal(row.left) ? <Money amount={row.left} currency={definition.currency} /> : ''}</td>
                                    <td>{row.outcome && <Stage stage={`selection.${row.outcome}`} />}{row.envelope && <> {row.envelope}</>}{row.reason && <><br /><span class="quiet">{reasonWords(row.reason, words)}</span></>}</td>
                                </tr>,
                            ];
                        })}
                    </tbody>
                </table>
            </div>
        </Section>
    );
}

type Doing = 'ProposeSelection' | 'PromoteReserve' | 'RankRound';
const stages: Readonly<Record<Doing, string>> = { RankRound: 'collecting', ProposeSelection: 'ranked', PromoteReserve: 'confirmed' };

function Do({ preview, again }: { preview: Preview; again: () => void }) {
    const { t } = useWords();
    const { call = '', round = '', step = '' } = preview;
    const told = useView('/calls/{call}', { call }, {}, [call]);
    const rank = useCommand('RankRound');
    const propose = useCommand('ProposeSelection');
    const promote = useCommand('PromoteReserve');
    const { me } = useSession();
    const [asks, setAsks] = useState<Doing>();
    const [done, setDone] = useState<{ readonly what: CommandName; readonly accepted: Accepted }>();
    const [drawn, setDrawn] = useState<{ accepted: Accepted; lot: DrawnLot }>();
    const commands = told.looked.is === 'shown' ? told.looked.body.commands ?? [] : [];
    const lotWaits = preview.lot === 'not_yet';
    // Whoever proposed a list does not confirm it.
    const isOwn = preview.stage === 'proposed' && preview.proposed_by === me?.id;
    const ofRound = told.looked.is === 'shown' ? (told.looked.body.rounds ?? []).find((one) => one.id === round)?.stage : undefined;
    const isClosed = ofRound !== undefined && ofRound !== 'planned' && ofRound !== 'open';
    const possible = (Object.keys(stages) as Doing[])
        .filter((one) => !isOwn && commands.includes(one) && stages[one] === preview.stage && (one !== 'RankRound' || (isClosed && (preview.missing ?? []).length === 0)));
    const draws = lotWaits && possible.includes('RankRound');
    const offered = possible.filter((one) => one !== 'RankRound' || !lotWaits);
    const confirms = preview.stage === 'proposed' && !isOwn;
    const may = (command: 'ConfirmSelection' | 'RefuseSelection') => (confirms && commands.includes(command) ? command : undefined);
    const given = { RankRound: rank, ProposeSelection: propose, PromoteReserve: promote };
    const about = { call, round, step };
    const onDone = (what: CommandName, accepted: Accepted): void => { setDone({ what, accepted }); again(); told.again(); };
    const rowsDrawn = useMemo(() => (preview.rows ?? []).map((one) => ({ application: one.application ?? '', keys: one.keys ?? {} })), [preview.rows]);
    const act = async (): Promise<void> => {
        if (!asks) return;
        const accepted = await given[asks].give(about as never);
        if (accepted) { setAsks(undefined); onDone(asks, accepted); }
    };
    return (
        <>
            {done && <Receipt accepted={done.accepted} title={t('officer.done', { what: t(`officer.do_${done.what}` as Key) })} />}
            {drawn && <Receipt accepted={drawn.accepted} title={t('officer.done', { what: t('officer.do_RankRound') })} />}
            {drawn && preview.lot === 'drawn' && <LotRedrawn lot={drawn.lot} rows={rowsDrawn} />}
            {draws && told.looked.is === 'shown' && (
                <DrawLot {...about} commitments={told.looked.body.lot ?? {}} etag={told.looked.etag} onRanked={(accepted, lot) => { setDrawn({ accepted, lot }); again(); told.again(); }} />
            )}
            {(offered.length > 0 || may('ConfirmSelection')) && (
                <section class="next" aria-label={t('officer.to_do')}>
                    {offered.length > 0 && <div class="actions">{offered.map((one) => <Button key={one} onPress={() => setAsks(one)}>{t(`officer.do_${one}`)}</Button>)}</div>}
                    <Decide id="list" confirm={may('ConfirmSelection')} refuse={may('RefuseSelection')} about={about} onDone={onDone} />
                </section>
            )}
            {asks && (
                <Confirm title={t(`officer.do_${asks}`)} action={t(`officer.do_${asks}`)} busy={given[asks].busy} failed={given[asks].failed} onClose={() => { setAsks(undefined); given[asks].forget(); }} onConfirm={act}>
                    <p class="govuk-body">{t(`officer.means_${asks}`)}</p>
                </Confirm>
            )}
        </>
    );
}
