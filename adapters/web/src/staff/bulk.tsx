import { useState } from 'preact/hooks';
import { atranka, failure, type CommandName, type Members, type Problem, type Unreached } from '../api/atranka';
import type { Definition } from '../api/definition';
import { wordsOfProblem } from '../api/problem_words';
import { rehearse, type Rehearsed, type Wanted } from '../api/rehearsal';
import { Notice } from '../components/banner';
import { Button } from '../components/button';
import { Refusal } from '../components/errors';
import { Radios, TextArea, TextField } from '../components/field';
import { Table } from '../components/table';
import { Stage, Tag } from '../components/tag';
import { useWords, type Key } from '../i18n/words';
import type { ApplicationRow } from '../pages/applications';

// What can be done to many at once, and of which stage they have to be.
const kinds = {
    ProposeCheck: { stages: ['check.pending'], asks: 'passed' },
    ConfirmCheck: { stages: ['check.proposed'], asks: undefined },
    ServeNotice: { stages: undefined, asks: 'how' },
    SuspendApplication: { stages: undefined, asks: 'reason' },
} as const;
type Kind = keyof typeof kinds;

interface Done { readonly application: string; readonly failed: Problem | Unreached | undefined }

// First rehearsed: what would change, which letters go out, who must confirm. Then done one by one, each with
// its own receipt; what is refused stops no other.
export function Bulk({ selected, definition, onDone }: { selected: readonly ApplicationRow[]; definition: Definition; onDone: () => void }) {
    const words = useWords();
    const { t, count } = words;
    const [kind, setKind] = useState<Kind>();
    const [answer, setAnswer] = useState('');
    const [rehearsal, setRehearsal] = useState<Rehearsed>();
    const [failed, setFailed] = useState<Problem | Unreached>();
    const [busy, setBusy] = useState(false);
    const [done, setDone] = useState<readonly Done[]>();
    if (selected.length === 0 && !done) return null;
    const fitting = (one: Kind): readonly ApplicationRow[] => {
        const stages: readonly string[] | undefined = kinds[one].stages;
        return selected.filter((row) => !row.outcome || one === 'ServeNotice').filter((row) => stages === undefined || stages.includes(row.stage ?? ''));
    };
    const wanted = (one: Kind): readonly Wanted[] => fitting(one).map((row) => {
        const members: Record<string, unknown> = { application: row.application };
        if (one === 'ProposeCheck' || one === 'ConfirmCheck') members['step'] = row.step;
        if (one === 'ProposeCheck') members['passed'] = answer === 'yes';
        if (one === 'ServeNotice') { members['how'] = answer.trim(); members['served'] = new Date().toISOString().replace(/\.\d+Z$/, 'Z'); }
        if (one === 'SuspendApplication') members['reason'] = answer.trim();
        return { type: one as CommandName, members: members as Members<CommandName> };
    });
    const choose = (one: Kind): void => { setKind(one); setAnswer(''); setRehearsal(undefined); setFailed(undefined); setDone(undefined); };
    const look = async (one: Kind): Promise<void> => {
        setBusy(true);
        setFailed(undefined);
        try { setRehearsal(await rehearse(wanted(one))); } catch (thrown) { setFailed(failure(thrown)); } finally { setBusy(false); }
    };
    const carryOut = async (one: Kind): Promise<void> => {
        setBusy(true);
        const results: Done[] = [];
        for (const command of wanted(one)) {
            const application = (command.members as { application?: string }).application ?? '';
            try {
                await atranka.give(command.type, command.members);
                results.push({ application, failed: undefined });
            } catch (thrown) {
                results.push({ application, failed: failure(thrown) });
            }
            setDone([...results]);
        }
        setBusy(false);
        setKind(undefined);
        setRehearsal(undefined);
        onDone();
    };
    const offered = (Object.keys(kinds) as Kind[]).filter((one) => fitting(one).length > 0);
    return (
        <section class="next" aria-label={t('officer.bulk')}>
            {done && <Results done={done} />}
            {selected.length > 0 && <h2 class="govuk-heading-s">{count('officer.chosen', selected.length)}</h2>}
            <div class="actions">
                {offered.map((one) => <Button key={one} kind="secondary" onPress={() => choose(one)}>{t(`officer.do_${one}` as Key)} ({fitting(one).length})</Button>)}
            </div>
            {kind && (
                <>
                    {kinds[kind].asks === 'passed' && <Radios id="bulk-passed" label={t('officer.ask_passed')} value={answer} onChoose={(value) => { setAnswer(value); setRehearsal(undefined); }} choices={[{ value: 'yes', label: t('officer.yes_passed') }, { value: 'no', label: t('officer.no_passed') }]} />}
                    {kinds[kind].asks === 'how' && <TextField id="bulk-how" label={t('officer.ask_how')} value={answer} onType={(value) => { setAnswer(value); setRehearsal(undefined); }} width={20} />}
                    {kinds[kind].asks === 'reason' && <TextArea id="bulk-reason" label={t('officer.ask_reason')} value={answer} onType={(value) => { setAnswer(value); setRehearsal(undefined); }} rows={2} />}
                    <Refusal why={failed} />
                    {!rehearsal && (kinds[kind].asks === undefined || answer.trim() !== '') && <Button busy={busy} onPress={() => look(kind)}>{t('officer.rehearse')}</Button>}
                    {rehearsal && (
                        <>
                            <WhatWouldBe rehearsal={rehearsal} applications={fitting(kind).map((row) => row.application ?? '')} definition={definition} />
                            <Button busy={busy} onPress={() => carryOut(kind)}>{t(`officer.do_${kind}` as Key)} ({fitting(kind).length})</Button>
                        </>
                    )}
                </>
            )}
        </section>
    );
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
                        if (!item.accepted) return <><Tag colour="red">{t('officer.refused')}</Tag> {known(`problems.${(item.refused?.type ?? '').split('/').pop() ?? ''}`) ?? item.refused?.detail}</>;
                        const after = item.changes?.[0]?.after;
                        return after?.outcome ? <Tag>{titleOf(after.outcome)}</Tag> : <><Stage stage={after?.stage} /> {titleOf(after?.step)}</>;
                    } },
                    { id: 'confirm', title: t('officer.who_confirms'), cell: ({ item }) => [...new Set((item.confirm ?? []).map((one) => known(`common.role_${one.role ?? ''}`) ?? one.role ?? ''))].join(', ') },
                ]}
            />
        </>
    );
}

function Results({ done }: { done: readonly Done[] }) {
    const words = useWords();
    const { count } = words;
    const bad = done.filter((one) => one.failed !== undefined);
    return (
        <div role="status">
            <Notice kind={bad.length === 0 ? 'good' : 'warn'}>
                <p class="govuk-body">{count('officer.so_many_done', done.length - bad.length)}</p>
                {bad.map((one) => <p class="govuk-body" key={one.application}>{one.application}: {one.failed && wordsOfProblem(one.failed, words)}</p>)}
            </Notice>
        </div>
    );
}
