import type { Seen } from '../api/atranka';
import type { Definition } from '../api/definition';
import { useView } from '../api/view';
import { Money } from '../components/amount';
import { useDefinition } from '../components/calls';
import { Deadline, Moment } from '../components/deadline';
import { PageHeading, Section } from '../components/heading';
import { Empty, Loading, Look } from '../components/look';
import { Table } from '../components/table';
import { Details } from '../components/tabs';
import { Stage, Tag } from '../components/tag';
import { useWords } from '../i18n/words';
import { usePlace, type PageProps } from '../router';
import { CallActions } from '../staff/call_actions';
import { drawsLots } from '../staff/lot';
import { turnOf } from '../staff/turn';

type Board = Seen<'/calls/{call}/board'>;

// A call at a glance, for those who work on it: what waits where, whose turn it is, what is late, the money.
export default function BoardPage({ names }: PageProps) {
    const call = names['call'] ?? '';
    const { query } = usePlace();
    const round = query.get('round') ?? '';
    const board = useView('/calls/{call}/board', { call }, round === '' ? {} : { round }, [call, '*']);
    const definition = useDefinition(call);
    return (
        <Look isPage at={board}>
            {(body) => (definition ? <AtAGlance board={body} definition={definition} round={round} again={board.again} /> : <Loading />)}
        </Look>
    );
}

function AtAGlance({ board, definition, round, again }: { board: Board; definition: Definition; round: string; again: () => void }) {
    const words = useWords();
    const { t } = words;
    const call = board.call ?? '';
    return (
        <>
            <PageHeading title={words.of(definition.title, call)} caption={t('officer.board')} />
            <p class="govuk-body"><Stage stage={board.stage} /></p>
            <ul class="links">
                <li><a class="govuk-link" href={`/calls/${call}/applications`}>{t('officer.applications')}</a></li>
                <li><a class="govuk-link" href={`/calls/${call}/notices`}>{t('office.notices')}</a></li>
                {definition.steps.some((one) => one.kind === 'decision') && <li><a class="govuk-link" href={`/calls/${call}/order`}>{t('office.order')}</a></li>}
                <li><a class="govuk-link" href={`/calls/${call}/questions`}>{t('question.title')}</a></li>
                <li><a class="govuk-link" href={`/calls/${call}/all-reviews`}>{t('officer.reviews')}</a></li>
                <li><a class="govuk-link" href={`/calls/${call}/figures`}>{t('figures.title')}</a></li>
                <li><a class="govuk-link" href={`/calls/${call}/audit`}>{t('audit.link')}</a></li>
                <li><a class="govuk-link" href={`/calls/${call}`}>{t('officer.public_page')}</a></li>
                {drawsLots(definition.whole) && <li><a class="govuk-link" href={`/calls/${call}/lot`}>{t('lot.link')}</a></li>}
            </ul>
            <Rounds board={board} definition={definition} chosen={round} />
            <CallActions call={call} again={again} />
            <Budget board={board} definition={definition} />
            <Turns board={board} />
            <Steps board={board} round={round} />
            <Late board={board} definition={definition} />
        </>
    );
}

function Rounds({ board, definition, chosen }: { board: Board; definition: Definition; chosen: string }) {
    const words = useWords();
    const { t } = words;
    const call = board.call ?? '';
    const rounds = board.rounds ?? [];
    return (
        <Section title={t('officer.rounds')}>
            {rounds.length > 1 && (
                <nav aria-label={t('officer.rounds')}>
                    <ul class="links">
                        <li><a class="govuk-link" href={`/calls/${call}/board`} {...(chosen === '' ? { 'aria-current': 'page' as const } : {})}>{t('officer.all_rounds')}</a></li>
                        {rounds.map((one) => (
                            <li key={one.id}>
                                <a class="govuk-link" href={`/calls/${call}/board?round=${one.id ?? ''}`} {...(chosen === one.id ? { 'aria-current': 'page' as const } : {})}>
                                    {t('call.round', { round: one.id ?? '' })}
                                </a>
                            </li>
                        ))}
                    </ul>
                </nav>
            )}
            <Table
                caption={t('officer.rounds')} hidesCaption rows={rounds.filter((one) => chosen === '' || one.id === chosen)} idOf={(one) => one.id ?? ''}
                columns={[
                    { id: 'round', title: t('officer.round'), cell: (one) => one.id },
                    { id: 'stage', title: t('officer.stage'), cell: (one) => <Stage stage={one.stage} /> },
                    { id: 'deadlines', title: t('officer.deadlines'), cell: (one) => <Deadlines parameters={one.parameters ?? {}} definition={definition} /> },
                    { id: 'lists', title: t('officer.lists'), cell: (one) => (
                        <ul class="plain">
                            {definition.steps.filter((step) => step.kind === 'selection').map((step) => (
                                <li key={step.name}>
                                    <a class="govuk-link" href={`/calls/${call}/rounds/${one.id ?? ''}/selections/${step.name}`}>{words.of(step.title, step.name)}</a>
                                    {' '}<Stage stage={`selection.${one.selections?.[step.name] ?? 'collecting'}`} />
                                </li>
                            ))}
                        </ul>
                    ) },
                ]}
            />
        </Section>
    );
}

// A cut-off that has passed is history, and nobody's fault.
const isPast = (at: string): boolean => new Date(at) < new Date();

function Deadlines({ parameters, definition }: { parameters: Readonly<Record<string, string>>; definition: Definition }) {
    const words = useWords();
    const instants = definition.parameters.filter((one) => one.type === 'datetime' && parameters[one.name] !== undefined);
    return (
        <ul class="plain">
            {instants.map((one) => <li key={one.name}>{words.of(one.title, one.name)}: {isPast(parameters[one.name] ?? '') ? <Moment at={parameters[one.name] ?? ''} /> : <Deadline at={parameters[one.name] ?? ''} />}</li>)}
        </ul>
    );
}

function Budget({ board, definition }: { board: Board; definition: Definition }) {
    const { t } = useWords();
    const money = board.money;
    if (!money) return null;
    const lines = [
        ['budget', money.budget], ['committed', money.committed], ['granted', money.granted],
        ['accepted', money.accepted], ['reserved', money.reserved], ['left', money.left],
    ] as const;
    return (
        <Section title={t('officer.money')}>
            <dl class="figures">
                {lines.map(([name, amount]) => (
                    <div key={name} class={name === 'left' ? 'figures__main' : ''}>
                        <dt>{t(`officer.money_${name}`)}</dt>
                        <dd><Money amount={amount} currency={money.currency ?? definition.currency} /></dd>
                    </div>
                ))}
            </dl>
            <Details summary={t('hints.money')}>
                <ul class="plain">
                    {lines.map(([name]) => (name === 'budget' ? null : <li key={name}><strong>{t(`officer.money_${name}`)}</strong>: {t(`hints.money_${name}`)}</li>))}
                </ul>
            </Details>
        </Section>
    );
}

function Turns({ board }: { board: Board }) {
    const words = useWords();
    const { t } = words;
    return (
        <Section title={t('officer.turns')}>
            <dl class="figures">
                {(board.turns ?? []).map((one) => (
                    <div key={one.turn}>
                        <dt>{turnOf(one.turn ?? '', words)}</dt>
                        <dd>{one.count}{(one.late ?? 0) > 0 && <> <Tag colour="red">{words.count('officer.late', one.late ?? 0)}</Tag></>}</dd>
                    </div>
                ))}
                {(board.notices ?? 0) > 0 && <div><dt>{t('officer.notices')}</dt><dd><a class="govuk-link" href={`/calls/${board.call ?? ''}/notices`}>{board.notices}</a></dd></div>}
            </dl>
            {(board.turns ?? []).length === 0 && <Empty>{t('officer.nobodys_turn')}</Empty>}
        </Section>
    );
}

interface StepRow { name: string; title: string; count: number; late: number; stages: Readonly<Record<string, number>>; isOutcome: boolean }

// Where everybody stands: the steps in the order of the definition, then where applications came to rest.
function Steps({ board, round }: { board: Board; round: string }) {
    const words = useWords();
    const { t } = words;
    const rows: StepRow[] = [
        ...(board.steps ?? []).map((one) => ({ name: one.step ?? '', title: words.of(one.title, one.step), count: one.waiting ?? 0, late: one.late ?? 0, stages: one.stages ?? {}, isOutcome: false })),
        ...(board.outcomes ?? []).map((one) => ({ name: one.outcome ?? '', title: words.of(one.title, one.outcome), count: one.count ?? 0, late: 0, stages: {}, isOutcome: true })),
    ];
    const to = (one: StepRow): string =>
        `/calls/${board.call ?? ''}/applications?${one.isOutcome ? 'outcome' : 'step'}=${one.name}${round === '' ? '' : `&round=${round}`}`;
    return (
        <Section title={t('officer.steps')}>
            <Table
                caption={t('officer.steps')} hidesCaption rows={rows} idOf={(one) => `${one.isOutcome ? 'outcome' : 'step'} ${one.name}`}
                columns={[
                    { id: 'step', title: t('officer.step'), cell: (one) => (one.count > 0 ? <a class="govuk-link" href={to(one)}>{one.title}</a> : <span class="quiet">{one.title}</span>) },
                    { id: 'count', title: t('officer.count'), numeric: true, cell: (one) => one.count },
                    { id: 'late', title: t('officer.of_them_late'), numeric: true, cell: (one) => (one.late > 0 ? <Tag colour="red">{String(one.late)}</Tag> : '') },
                    { id: 'stages', title: t('officer.stages'), cell: (one) => Object.entries(one.stages).map(([stage, n]) => <span key={stage} class="stage-count"><Stage stage={stage} /> {n}</span>) },
                ]}
            />
        </Section>
    );
}

function Late({ board, definition }: { board: Board; definition: Definition }) {
    const words = useWords();
    const { t } = words;
    const late = board.late ?? [];
    if (late.length === 0) return null;
    return (
        <Section title={t('officer.late_title')}>
            <Table
                caption={t('officer.late_title')} hidesCaption rows={late} idOf={(one) => one.application ?? ''}
                columns={[
                    { id: 'application', title: t('officer.application'), cell: (one) => <a class="govuk-link" href={`/applications/${one.application ?? ''}`}>{one.application}</a> },
                    { id: 'step', title: t('officer.step'), cell: (one) => words.of(definition.steps.find((step) => step.name === one.step)?.title, one.step) },
                    { id: 'turn', title: t('officer.turn'), cell: (one) => turnOf(one.turn ?? '', words) },
                    { id: 'deadline', title: t('officer.deadline'), cell: (one) => (one.deadline ? <Deadline at={one.deadline} /> : '') },
                ]}
            />
        </Section>
    );
}
