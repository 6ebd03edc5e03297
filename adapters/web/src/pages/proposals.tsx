import { useEffect, useMemo, useState } from 'preact/hooks';
import { failure, type Accepted, type CommandName, type Problem, type Seen, type Unreached } from '../api/atranka';
import type { Definition } from '../api/definition';
import { lastLookAtList, lastLooks, type LastLook } from '../api/looks';
import { newsOf } from '../api/news';
import { useProof, type Proving } from '../api/proof';
import { useSession } from '../api/session';
import { useView } from '../api/view';
import { isConfirming, isProposal, placeOfTask, useTasks, type Task } from '../api/work';
import { momentOf } from '../audit/moments';
import { Money } from '../components/amount';
import { CallTitle, useDefinition } from '../components/calls';
import { Deadline, Moment } from '../components/deadline';
import { Refusal } from '../components/errors';
import { PageHeading } from '../components/heading';
import { Empty, Loading, Look } from '../components/look';
import { Receipt } from '../components/receipt';
import { Summary, type Row } from '../components/summary';
import { Details } from '../components/tabs';
import { useWords, type Key, type Words } from '../i18n/words';
import { isDecimal, number } from '../money';
import { Decide } from '../staff/decide';
import { spaced } from '../staff/history';
import { ProofReport } from '../staff/proof_report';
import { RobustnessReport, titlesOf } from '../staff/robustness';

type Entry = NonNullable<Seen<'/calls/{call}/timeline'>['items']>[number];

interface Done { readonly what: CommandName; readonly accepted: Accepted }

// What others proposed and waits for one's confirmation, call by call.
export default function ProposalsPage() {
    const { t } = useWords();
    const work = useTasks(true);
    const [done, setDone] = useState<Done>();
    const proposals = work.is === 'shown' ? work.tasks.filter(isProposal) : [];
    const calls = [...new Set(proposals.map((one) => one.call))];
    const onDone = (what: CommandName, accepted: Accepted): void => { setDone({ what, accepted }); scrollTo(0, 0); };
    return (
        <>
            <PageHeading title={t('inbox.title')} />
            <p class="govuk-body-l">{t('inbox.lead')}</p>
            {done && <Receipt accepted={done.accepted} title={t('officer.done', { what: t(`officer.do_${done.what}` as Key) })} />}
            {work.is === 'loading' && <Loading />}
            {work.is === 'refused' && <Refusal why={work.why} />}
            {work.is === 'shown' && proposals.length === 0 && <Empty>{t('inbox.nothing')}</Empty>}
            {calls.map((call) => <OfCall key={call} call={call} proposals={proposals.filter((one) => one.call === call)} onDone={onDone} />)}
        </>
    );
}

interface OfCallProps { call: string; proposals: readonly Task[]; onDone: (what: CommandName, accepted: Accepted) => void }

function OfCall({ call, proposals, onDone }: OfCallProps) {
    const { me } = useSession();
    const definition = useDefinition(call);
    const timeline = useView('/calls/{call}/timeline', { call }, {}, [call]);
    const proving = useProof(call);
    const looks = useLooks(call, me?.id ?? '', proposals);
    const entries = timeline.looked.is === 'shown' ? timeline.looked.body.items ?? [] : undefined;
    const { t } = useWords();
    return (
        <section aria-labelledby={`call-${call}`}>
            <h2 class="govuk-heading-m" id={`call-${call}`}><CallTitle call={call} /></h2>
            <Refusal why={looks.failed} />
            {definition ? proposals.map((one) => (
                <Proposal
                    key={`${one.task} ${one.application ?? ''} ${one.round ?? ''} ${one.step ?? ''}`} task={one} definition={definition} entries={entries} me={me?.id ?? ''}
                    look={looks.of(one)} proving={proving} onDone={onDone}
                />
            )) : <Loading />}
            <Details summary={t('inbox.proof')} open={proposals.some((one) => one.task === 'publish_call')}><ProofReport proving={proving} /></Details>
        </section>
    );
}

const listOf = (task: Task): string => `${task.call} ${task.round ?? ''} ${task.step ?? ''}`;

// Asked once for what waits: who looks from here at an application comes back to another page.
function useLooks(call: string, me: string, proposals: readonly Task[]): { readonly of: (task: Task) => LastLook | undefined; readonly failed: Problem | Unreached | undefined } {
    const applications = proposals.flatMap((one) => (one.application ? [one.application] : []));
    const [known, setKnown] = useState<(application: string) => LastLook>();
    const [failed, setFailed] = useState<Problem | Unreached>();
    const asked = applications.join(' ');
    useEffect(() => {
        if (asked === '' || me === '') return undefined;
        let isWanted = true;
        lastLooks(call, me, asked.split(' ')).then((found) => { if (isWanted) setKnown(() => found); }, (thrown: unknown) => { if (isWanted) setFailed(failure(thrown)); });
        return () => { isWanted = false; };
    }, [call, me, asked]);
    return { failed, of: (task) => (task.application ? known?.(task.application) : task.task === 'confirm_selection' ? lastLookAtList(me, listOf(task)) : { is: 'unknown' }) };
}

interface ProposalProps { task: Task; definition: Definition; entries: readonly Entry[] | undefined; me: string; look: LastLook | undefined; proving: Proving; onDone: OfCallProps['onDone'] }

function Proposal({ task, definition, entries, me, look, proving, onDone }: ProposalProps) {
    const words = useWords();
    const { t } = words;
    const id = [task.task, task.application ?? task.round ?? '', task.step ?? ''].join('-');
    const what = words.known(`home.task_${task.task}`) ?? task.task.replaceAll('_', ' ');
    const confirm = (task.commands ?? []).find(isConfirming) as CommandName | undefined;
    const refuse = (task.commands ?? []).find((one) => one.startsWith('Refuse')) as CommandName | undefined;
    const step = words.of(definition.steps.find((one) => one.name === task.step)?.title, task.step ?? '');
    const report = proving.is === 'told' ? proving.proof?.report : undefined;
    const rows: Row[] = [
        ...(task.by ? [{ label: t('inbox.proposed_by'), value: task.by }] : []),
        ...(task.since ? [{ label: t('inbox.since'), value: <Moment at={task.since} /> }] : []),
        ...(task.deadline ? [{ label: t('officer.deadline'), value: <Deadline at={task.deadline} /> }] : []),
        ...(step ? [{ label: t('officer.step'), value: task.round && task.application === undefined ? `${step}, ${t('call.round', { round: task.round })}` : step }] : []),
        ...(task.what && task.task !== 'confirm_change' ? [{ label: t('inbox.what'), value: words.known(`inbox.what_${task.what}`) ?? task.what }] : []),
    ];
    return (
        <article class="proposal" aria-labelledby={id}>
            <h3 class="govuk-heading-s proposal__title" id={id}>{what}{task.application && <>: <a class="govuk-link" href={placeOfTask(task)}>{task.title || task.application}</a></>}</h3>
            <Summary rows={rows} />
            {confirm && task.application && entries && <Why application={task.application} call={task.call} step={task.step} confirm={confirm} entries={entries} />}
            {task.task === 'confirm_change' && <Change call={task.call} definition={definition} />}
            {task.task === 'confirm_selection' && <Selection task={task} definition={definition} />}
            {(task.application || task.task === 'confirm_selection') && <News task={task} entries={entries} look={look} me={me} words={words} />}
            <Decide id={id} confirm={confirm} refuse={refuse} about={membersOf(task)} alsoConfirmed={confirm === 'PublishCall' && report !== undefined ? { report } : {}} onDone={onDone} />
        </article>
    );
}

// What is confirmed, by the command that proposed it.
const proposedBy: Partial<Record<CommandName, CommandName>> = { ConfirmCheck: 'ProposeCheck', ConfirmAward: 'DecideAward', ConfirmExtension: 'ProposeExtension' };

// Why it was proposed, in the words of whoever did, and until when. It is read as the application stood after its last
// entry: to look at a list of proposals is not to open each application, and the ledger of readings tells these apart.
function Why({ application, call, step, confirm, entries }: { application: string; call: string; step: string | undefined; confirm: CommandName; entries: readonly Entry[] }) {
    const { t } = useWords();
    const command = proposedBy[confirm];
    const last = entries.findLast((one) => one.application === application)?.index;
    const told = useView(command && last !== undefined ? '/applications/{application}' : undefined, { application }, { 'as-of': momentOf(call, last) });
    if (command === undefined || last === undefined) return null;
    return (
        <Look at={told}>
            {({ state, wording }) => {
                const remark = (wording?.remarks ?? []).filter((one) => one.command === command && (!one.step || one.step === step)).at(-1);
                const until = confirm === 'ConfirmExtension' ? state?.extension?.until : undefined;
                return (
                    <Summary rows={[
                        ...(until ? [{ label: t('inbox.until'), value: <Deadline at={until} /> }] : []),
                        { label: t('inbox.reason'), value: remark?.text ? <span class="text">{remark.text}</span> : <span class="quiet">{t('inbox.no_reason')}</span> },
                    ]} />
                );
            }}
        </Look>
    );
}

function membersOf(task: Task): Readonly<Record<string, string>> {
    if (task.task === 'confirm_check') return { application: task.application ?? '', step: task.step ?? '' };
    if (task.application) return { application: task.application };
    if (task.task === 'confirm_selection') return { call: task.call, round: task.round ?? '', step: task.step ?? '' };
    return { call: task.call };
}

// What others did since one looked last; and how that is known.
function News({ task, entries, look, me, words }: { task: Task; entries: readonly Entry[] | undefined; look: LastLook | undefined; me: string; words: Words }) {
    const { t, count } = words;
    const isList = task.application === undefined;
    const list = useMemo(() => (entries ?? []).filter((one) => one.round === task.round && one.step === task.step), [entries, task.round, task.step]);
    if (entries === undefined || look === undefined) return null;
    const says = (key: Key) => <p class="govuk-body">{t(key)}</p>;
    if (look.is === 'unknown') return says('inbox.look_unknown');
    if (look.is === 'never') return says(isList ? 'inbox.never_on_device' : 'inbox.never');
    const news = newsOf(isList ? list : entries, look.look, me, (one) => isList || one.application === task.application);
    return (
        <>
            <p class="govuk-body">
                {t(isList ? 'inbox.looked_on_device' : 'inbox.looked')} <Moment at={look.look.at} />{'. '}
                {news.length === 0 ? t('inbox.no_news') : count('inbox.news', news.length)}
            </p>
            {news.length > 0 && (
                <ul class="govuk-list govuk-list--bullet">
                    {news.slice(0, 10).map((one) => (
                        <li key={one.index}>{words.known(`commands.${one.type ?? ''}`) ?? spaced(one.type ?? '')}, {one.actor}{one.at && <>, <Moment at={one.at} /></>}</li>
                    ))}
                </ul>
            )}
        </>
    );
}

function Change({ call, definition }: { call: string; definition: Definition }) {
    const words = useWords();
    const { t, language } = words;
    const told = useView('/calls/{call}', { call }, {}, [call]);
    const shown = (name: string, value: unknown) => {
        const type = definition.parameters.find((one) => one.name === name)?.type;
        if (type === 'money' && isDecimal(value)) return <Money amount={value} currency={definition.currency} />;
        return isDecimal(value) ? number(value, language) : type === 'datetime' && typeof value === 'string' ? <Moment at={value} /> : String(value ?? '');
    };
    return (
        <Look at={told}>
            {({ change, parameters, rounds }) => {
                if (!change) return null;
                const name = change.parameter ?? '';
                const before = change.round ? rounds?.find((one) => one.id === change.round)?.parameters : parameters;
                return (
                    <Summary rows={[
                        { label: t('inbox.changes'), value: <>{words.known(`call.parameter_${name}`) ?? words.of(definition.parameters.find((one) => one.name === name)?.title, name)}{change.round && `, ${t('call.round', { round: change.round })}`}</> },
                        { label: t('inbox.before'), value: shown(name, (before as Record<string, unknown> | undefined)?.[name]) },
                        { label: t('inbox.after'), value: shown(name, change.value) },
                    ]} />
                );
            }}
        </Look>
    );
}

function Selection({ task, definition }: { task: Task; definition: Definition }) {
    const { t, count } = useWords();
    const { call, round = '', step = '' } = task;
    const preview = useView('/calls/{call}/rounds/{round}/rankings/{step}/preview', { call, round, step }, {}, [call]);
    return (
        <Look at={preview}>
            {({ rows = [], used, to_share }) => (
                <>
                    <p class="govuk-body">
                        {count('inbox.selected', rows.filter((one) => one.outcome === 'selected').length, { all: rows.length })}{' '}
                        {isDecimal(used) && isDecimal(to_share) && <>{t('inbox.uses')} <Money amount={used} currency={definition.currency} /> / <Money amount={to_share} currency={definition.currency} />. </>}
                        <a class="govuk-link" href={placeOfTask(task)}>{t('inbox.whole_list')}</a>
                    </p>
                    <Details summary={t('robustness.title')}><RobustnessReport call={call} list={{ round, step }} titles={titlesOf(rows)} definition={definition} /></Details>
                </>
            )}
        </Look>
    );
}
