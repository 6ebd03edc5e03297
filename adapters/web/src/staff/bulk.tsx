import { useState } from 'preact/hooks';
import { atranka, failure, Problem, type CommandName, type Members, type Unreached } from '../api/atranka';
import type { Definition } from '../api/definition';
import { wordsOfProblem, wordsOfRule } from '../api/problem_words';
import { rehearse, type Rehearsed, type Wanted } from '../api/rehearsal';
import { ShowAnew } from '../components/anew';
import { Notice } from '../components/banner';
import { Button } from '../components/button';
import { Refusal } from '../components/errors';
import { Radios, TextArea, TextField } from '../components/field';
import { Table } from '../components/table';
import { Stage, Tag } from '../components/tag';
import { fromOwnZone, toOwnZone } from '../dates';
import { useWords, type Key } from '../i18n/words';
import { InstantField } from './instant_field';

// What is asked once for all of them. `lacks`: whether an answer is still missing.
interface Asked { readonly name: string; readonly kind: 'whether' | 'text' | 'long' | 'instant'; readonly lacks?: (typed: Typed) => boolean }
type Typed = Readonly<Record<string, string>>;
const empty = (name: string) => (typed: Typed): boolean => (typed[name] ?? '').trim() === '';
const refusing = (name: string) => (typed: Typed): boolean => typed[name] === 'no' && empty('reason')(typed);
const reason: Asked = { name: 'reason', kind: 'long', lacks: empty('reason') };

// What can be done to many at once, of which stage they have to be, and by which command it can be taken back.
const kinds = {
    ProposeCheck: { stages: ['check.pending'], asks: [{ name: 'passed', kind: 'whether', lacks: empty('passed') }, { name: 'reason', kind: 'long', lacks: refusing('passed') }], ofStep: true },
    ConfirmCheck: { stages: ['check.proposed'], asks: [], ofStep: true },
    ServeNotice: { stages: undefined, asks: [{ name: 'how', kind: 'text', lacks: empty('how') }, { name: 'served', kind: 'instant', lacks: empty('served') }] },
    SuspendApplication: { stages: undefined, asks: [reason], back: 'ResumeApplication' },
    ResumeApplication: { stages: ['suspended'], asks: [reason], back: 'SuspendApplication' },
    DecideAward: {
        stages: ['decision.pending'],
        asks: [
            { name: 'granted', kind: 'whether', lacks: empty('granted') }, { name: 'order', kind: 'text', lacks: empty('order') }, { name: 'annex', kind: 'text' },
            { name: 'reason', kind: 'long', lacks: refusing('granted') },
        ],
    },
    SendBackAward: { stages: ['decision.pending'], asks: [reason] },
    ConfirmAward: { stages: ['decision.proposed'], asks: [] },
    RefuseAward: { stages: ['decision.proposed'], asks: [reason] },
} as const satisfies Readonly<Record<string, { stages: readonly string[] | undefined; asks: readonly Asked[]; ofStep?: boolean; back?: CommandName }>>;
export type BulkKind = keyof typeof kinds;
const in_list: readonly BulkKind[] = ['ProposeCheck', 'ConfirmCheck', 'ServeNotice', 'SuspendApplication', 'ResumeApplication'];

export interface Chosen { readonly application?: string; readonly step?: string; readonly stage?: string; readonly outcome?: string; readonly suspended?: boolean }
interface Done { readonly application: string; readonly failed: Problem | Unreached | undefined }
interface Results { readonly kind: BulkKind; readonly done: readonly Done[] }

interface BulkProps {
    selected: readonly Chosen[];
    definition: Definition;
    onDone: () => void;
    only?: readonly BulkKind[];
}

// First rehearsed: what would change, which letters go out, who must confirm. Then done one by one, each with
// its own receipt; what is refused stops no other.
export function Bulk({ selected, definition, onDone, only = in_list }: BulkProps) {
    const words = useWords();
    const { t, count } = words;
    const [kind, setKind] = useState<BulkKind>();
    const [typed, setTyped] = useState<Typed>({});
    const [rehearsal, setRehearsal] = useState<Rehearsed>();
    const [failed, setFailed] = useState<Problem | Unreached>();
    const [busy, setBusy] = useState(false);
    const [results, setResults] = useState<Results>();
    if (selected.length === 0 && !results) return null;
    const fitting = (one: BulkKind): readonly Chosen[] => {
        const stages: readonly string[] | undefined = kinds[one].stages;
        if (one === 'ServeNotice') return selected;
        return selected.filter((row) => !row.outcome && (one === 'ResumeApplication') === (row.suspended === true))
            .filter((row) => stages === undefined || one === 'ResumeApplication' || stages.includes(row.stage ?? ''));
    };
    const wanted = (one: BulkKind): readonly Wanted[] => fitting(one).map((row) => {
        const members: Record<string, unknown> = { application: row.application };
        if ('ofStep' in kinds[one]) members['step'] = row.step;
        for (const asked of kinds[one].asks as readonly Asked[]) {
            const value = (typed[asked.name] ?? '').trim();
            if (value !== '') members[asked.name] = asked.kind === 'whether' ? value === 'yes' : asked.kind === 'instant' ? fromOwnZone(value) : value;
        }
        return { type: one, members: members as Members<BulkKind> };
    });
    const choose = (one: BulkKind): void => {
        setKind(one);
        setTyped(one === 'ServeNotice' ? { served: toOwnZone(new Date().toISOString()) } : {});
        setRehearsal(undefined);
        setFailed(undefined);
        setResults(undefined);
    };
    const look = async (one: BulkKind): Promise<void> => {
        setBusy(true);
        setFailed(undefined);
        try { setRehearsal(await rehearse(wanted(one))); } catch (thrown) { setFailed(failure(thrown)); } finally { setBusy(false); }
    };
    const carryOut = async (one: BulkKind): Promise<void> => {
        setBusy(true);
        setFailed(undefined);
        const done = await giveAll(wanted(one));
        setBusy(false);
        // Nothing was done where the first of them asks who it is.
        const anew = done[0]?.failed;
        if (needsAnew(anew)) return setFailed(anew);
        setResults({ kind: one, done });
        setKind(undefined);
        setRehearsal(undefined);
        onDone();
    };
    const lacks = kind !== undefined && (kinds[kind].asks as readonly Asked[]).some((one) => one.lacks?.(typed) === true);
    return (
        <section class="next" aria-label={t('officer.bulk')}>
            {results && <Told results={results} onUndone={onDone} />}
            {selected.length > 0 && <h2 class="govuk-heading-s">{count('officer.chosen', selected.length)}</h2>}
            <div class="actions">
                {only.filter((one) => fitting(one).length > 0).map((one) => (
                    <Button key={one} kind="secondary" onPress={() => choose(one)}>{t(`officer.do_${one}` as Key)} ({fitting(one).length})</Button>
                ))}
            </div>
            {kind && (
                <>
                    <p class="govuk-body">{t('hints.bulk')}</p>
                    {(kinds[kind].asks as readonly Asked[]).map((one) => (
                        <AskedOnce key={one.name} kind={kind} asked={one} value={typed[one.name] ?? ''} isOptional={one.lacks === undefined || !(one.lacks({ ...typed, [one.name]: '' }))}
                            onType={(value) => { setTyped((before) => ({ ...before, [one.name]: value })); setRehearsal(undefined); }} />
                    ))}
                    {needsAnew(failed) ? <ShowAnew onShown={() => carryOut(kind)} /> : <Refusal why={failed} />}
                    {!rehearsal && !lacks && <Button busy={busy} onPress={() => look(kind)}>{t('officer.rehearse')}</Button>}
                    {rehearsal && (
                        <>
                            <WhatWouldBe rehearsal={rehearsal} applications={fitting(kind).map((row) => row.application ?? '')} definition={definition} />
                            {!needsAnew(failed) && <Button busy={busy} onPress={() => carryOut(kind)}>{t(`officer.do_${kind}` as Key)} ({fitting(kind).length})</Button>}
                        </>
                    )}
                </>
            )}
        </section>
    );
}

const needsAnew = (why: Problem | Unreached | undefined): boolean => why instanceof Problem && why.rule === 'reauthentication-needed';

async function giveAll(commands: readonly Wanted[]): Promise<readonly Done[]> {
    const done: Done[] = [];
    for (const command of commands) {
        const application = (command.members as { application?: string }).application ?? '';
        try {
            await atranka.give(command.type, command.members);
            done.push({ application, failed: undefined });
        } catch (thrown) {
            const why = failure(thrown);
            done.push({ application, failed: why });
            if (needsAnew(why)) break;
        }
    }
    return done;
}

function AskedOnce({ kind, asked, value, isOptional, onType }: { kind: BulkKind; asked: Asked; value: string; isOptional: boolean; onType: (value: string) => void }) {
    const { t, known } = useWords();
    const common = { id: `bulk-${asked.name}`, label: known(`officer.ask_${kind}_${asked.name}`) ?? t(`officer.ask_${asked.name}` as Key), optional: isOptional, value };
    switch (asked.kind) {
        case 'whether': return (
            <Radios {...common} onChoose={onType} choices={[{ value: 'yes', label: t(`officer.yes_${asked.name}` as Key) }, { value: 'no', label: t(`officer.no_${asked.name}` as Key) }]} />
        );
        case 'long': return <TextArea {...common} onType={onType} rows={2} />;
        case 'instant': return <InstantField {...common} onType={onType} />;
        default: return <TextField {...common} onType={onType} width={20} />;
    }
}

function WhatWouldBe({ rehearsal, applications, definition }: { rehearsal: Rehearsed; applications: readonly string[]; definition: Definition }) {
    const words = useWords();
    const { t, count, known } = words;
    const titleOf = (name: string | undefined): string => words.of([...definition.steps, ...definition.outcomes].find((one) => one.name === name)?.title, name ?? '');
    const refused = rehearsal.items.filter((one) => !one.accepted).length;
    const letters = rehearsal.items.reduce((sum, one) => sum + (one.letters?.length ?? 0), 0);
    const notices = rehearsal.items.reduce((sum, one) => sum + (one.notices?.length ?? 0), 0);
    const rows = rehearsal.items.map((item, at) => ({ item, application: applications[at] ?? '' }));
    return (
        <>
            <Notice {...(refused > 0 ? { kind: 'warn' as const } : {})}>
                <ul class="plain">
                    <li>{count('officer.would_change', rehearsal.items.length - refused)}</li>
                    {refused > 0 && <li>{count('officer.would_be_refused', refused)}</li>}
                    {letters > 0 && <li>{count('officer.letters', letters)}</li>}
                    {notices > 0 && <li>{count('officer.notices_follow', notices)}</li>}
                </ul>
            </Notice>
            <Table
                caption={t('officer.rehearsal')} rows={rows} idOf={(one) => one.application}
                columns={[
                    { id: 'application', title: t('officer.application'), cell: ({ application }) => application },
                    { id: 'result', title: t('officer.then'), cell: ({ item }) => {
                        if (!item.accepted) return <><Tag colour="red">{t('officer.refused')}</Tag> {item.refused && wordsOfRule({ rule: item.refused.type.slice(item.refused.type.lastIndexOf('/') + 1), detail: item.refused.detail, facts: item.refused.facts }, words)}</>;
                        const after = item.changes?.[0]?.after;
                        return after?.outcome ? <Tag>{titleOf(after.outcome)}</Tag> : <><Stage stage={after?.stage} /> {titleOf(after?.step)}</>;
                    } },
                    { id: 'confirm', title: t('officer.who_confirms'), cell: ({ item }) => [...new Set((item.confirm ?? []).map((one) => known(`common.role_${one.role ?? ''}`) ?? one.role ?? ''))].join(', ') },
                ]}
            />
        </>
    );
}

// What was done, and whether it can be taken back: by which command, or why not.
function Told({ results, onUndone }: { results: Results; onUndone: () => void }) {
    const words = useWords();
    const { t, count } = words;
    const [why, setWhy] = useState('');
    const [busy, setBusy] = useState(false);
    const [undone, setUndone] = useState<readonly Done[]>();
    const shown = undone ?? results.done;
    const bad = shown.filter((one) => one.failed !== undefined);
    const good = results.done.filter((one) => one.failed === undefined);
    const of = kinds[results.kind];
    const back: CommandName | undefined = 'back' in of ? of.back : undefined;
    const undo = async (command: CommandName): Promise<void> => {
        setBusy(true);
        setUndone(await giveAll(good.map((one) => ({ type: command, members: { application: one.application, reason: why.trim() } as Members<CommandName> }))));
        setBusy(false);
        onUndone();
    };
    return (
        <>
            <div role="status">
                <Notice kind={bad.length === 0 ? 'good' : 'warn'}>
                    <p class="govuk-body">{undone ? t('officer.undone', { count: shown.length - bad.length }) : count('officer.so_many_done', shown.length - bad.length)}</p>
                    {bad.map((one) => <p class="govuk-body" key={one.application}>{one.application}: {one.failed && wordsOfProblem(one.failed, words)}</p>)}
                </Notice>
            </div>
            {good.length > 0 && !undone && (back ? (
                <>
                    <TextArea id="undo-reason" label={t('officer.undo_reason')} value={why} onType={setWhy} rows={2} />
                    {why.trim() !== '' && <Button kind="secondary" busy={busy} onPress={() => undo(back)}>{t('officer.undo', { count: good.length })}</Button>}
                </>
            ) : <p class="govuk-body quiet">{t(`officer.no_undo_${results.kind}` as Key)}</p>)}
        </>
    );
}
