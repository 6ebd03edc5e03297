import { useEffect, useMemo, useState } from 'preact/hooks';
import { atranka, failure, type Item, type Problem, type Unreached } from '../api/atranka';
import { onChange } from '../api/changes';
import type { Definition } from '../api/definition';
import { actsIn, useSession } from '../api/session';
import { Money } from '../components/amount';
import { useDefinition } from '../components/calls';
import { Deadline } from '../components/deadline';
import { Refusal } from '../components/errors';
import { TextField } from '../components/field';
import { PageHeading } from '../components/heading';
import { Loading } from '../components/look';
import { Table, type Column } from '../components/table';
import { Stage, Tag } from '../components/tag';
import { useWords } from '../i18n/words';
import { isDecimal, number } from '../money';
import { go, useAsOf, usePlace, type PageProps } from '../router';
import { Bulk } from '../staff/bulk';
import { SavedViews } from '../staff/saved_views';

export type ApplicationRow = Item<'/calls/{call}/applications'> & { readonly title?: string | undefined };
const filters = ['round', 'step', 'stage', 'outcome', 'due_by', 'q', 'total_from', 'total_to'] as const;

// All applications of a call, or those that fit the filters in the address, so that a view can be kept and sent on.
export default function ApplicationsPage({ names }: PageProps) {
    const call = names['call'] ?? '';
    const { query, asOf } = usePlace();
    const { t } = useWords();
    const definition = useDefinition(call);
    const asked = query.toString();
    const { rows, isWhole, failed, again } = useRows(call, asked, asOf);
    const titles = useTitles(call, isWhole && asOf === undefined && rows.length <= titles_max, rows);
    const titled = useMemo(() => (titles.size === 0 ? rows : rows.map((row) => ({ ...row, title: titles.get(row.application ?? '') }))), [rows, titles]);
    const words = useWords();
    return (
        <>
            <PageHeading title={t('officer.applications')} caption={words.of(definition?.title, call)} />
            <ul class="links"><li><a class="govuk-link" href={`/calls/${call}/board`}>{t('officer.board')}</a></li></ul>
            {definition ? (
                <>
                    <Filters key={asked} call={call} definition={definition} query={query} />
                    <SavedViews call={call} asked={asked} />
                    <Refusal why={failed} />
                    {!isWhole && !failed && <p class="govuk-body quiet" aria-busy="true" role="status">{t('officer.so_many_read', { count: rows.length })}</p>}
                    <Rows call={call} definition={definition} rows={titled} again={again} />
                </>
            ) : <Loading />}
        </>
    );
}

// Page by page; what is there is shown while the rest comes.
function useRows(call: string, asked: string, asOf: string | undefined): { rows: readonly ApplicationRow[]; isWhole: boolean; failed: Problem | Unreached | undefined; again: () => void } {
    const [found, setFound] = useState<{ rows: readonly ApplicationRow[]; isWhole: boolean }>({ rows: [], isWhole: false });
    const [failed, setFailed] = useState<Problem | Unreached>();
    const [turn, setTurn] = useState(0);
    useEffect(() => {
        let isWanted = true;
        const query = Object.fromEntries([...new URLSearchParams(asked)].filter(([name]) => (filters as readonly string[]).includes(name)));
        const read = async (): Promise<void> => {
            const rows: ApplicationRow[] = [];
            try {
                for await (const row of atranka.list('/calls/{call}/applications', { params: { path: { call }, query: { ...query, limit: 500 } } })) {
                    if (!isWanted) return;
                    rows.push(row);
                    if (rows.length === 500 || rows.length % 10_000 === 0) setFound({ rows: [...rows], isWhole: false });
                }
                if (isWanted) { setFound({ rows, isWhole: true }); setFailed(undefined); }
            } catch (thrown) {
                if (isWanted) setFailed(failure(thrown));
            }
        };
        void read();
        return () => { isWanted = false; };
    }, [call, asked, asOf, turn]);
    useEffect(() => {
        if (asOf !== undefined) return undefined;
        let timer: ReturnType<typeof setTimeout> | undefined;
        const later = (): void => { timer ??= setTimeout(() => { timer = undefined; setTurn((before) => before + 1); }, 3000); };
        const stop = onChange(later, later);
        return () => { stop(); clearTimeout(timer); };
    }, [asOf]);
    return { ...found, failed, again: () => setTurn((before) => before + 1) };
}

// Of more than these the list shows ids alone.
const titles_max = 5000;
const no_titles: ReadonlyMap<string, string> = new Map();

// What the applications are called, read anew with the rows.
function useTitles(call: string, isWanted: boolean, rows: readonly ApplicationRow[]): ReadonlyMap<string, string> {
    const [titles, setTitles] = useState(no_titles);
    useEffect(() => {
        if (!isWanted) return undefined;
        let isHere = true;
        const read = async (): Promise<void> => {
            const found = new Map<string, string>();
            for await (const one of atranka.list('/calls/{call}/titles', { params: { path: { call }, query: { limit: 500 } } }))
                if (one.title) found.set(one.application ?? '', one.title);
            if (isHere) setTitles(found);
        };
        // Without them the list is there all the same.
        read().catch(() => undefined);
        return () => { isHere = false; };
    }, [call, isWanted, rows]);
    return titles;
}

function Filters({ call, definition, query }: { call: string; definition: Definition; query: URLSearchParams }) {
    const words = useWords();
    const { t } = words;
    const [typed, setTyped] = useState(() => Object.fromEntries(filters.map((one) => [one, query.get(one) ?? ''])) as Record<(typeof filters)[number], string>);
    const type = (name: (typeof filters)[number]) => (value: string): void => setTyped((before) => ({ ...before, [name]: value }));
    const apply = (): void => {
        const next = new URLSearchParams(filters.filter((one) => typed[one].trim() !== '').map((one) => [one, typed[one].trim()]));
        go(`/calls/${call}/applications${next.size > 0 ? `?${next.toString()}` : ''}`);
    };
    return (
        <form class="filters" role="search" onSubmit={(event) => { event.preventDefault(); apply(); }}>
            <TextField id="filter-q" type="search" label={t('officer.filter_q')} value={typed.q} onType={type('q')} width={20} />
            <Choose id="filter-step" label={t('officer.step')} value={typed.step} onChoose={type('step')} choices={definition.steps.map((one) => [one.name, words.of(one.title, one.name)])} />
            <Choose id="filter-outcome" label={t('officer.outcome')} value={typed.outcome} onChoose={type('outcome')} choices={definition.outcomes.map((one) => [one.name, words.of(one.title, one.name)])} />
            <TextField id="filter-from" numeric label={t('officer.filter_from')} value={typed.total_from} onType={type('total_from')} width={4} />
            <TextField id="filter-to" numeric label={t('officer.filter_to')} value={typed.total_to} onType={type('total_to')} width={4} />
            <div class="filters__do">
                <button type="submit" class="govuk-button govuk-button--secondary">{t('officer.filter')}</button>
                {query.size > 0 && <a class="govuk-link" href={`/calls/${call}/applications`}>{t('officer.filter_none')}</a>}
            </div>
        </form>
    );
}

function Choose({ id, label, value, choices, onChoose }: { id: string; label: string; value: string; choices: readonly (readonly [string, string])[]; onChoose: (value: string) => void }) {
    const { t } = useWords();
    return (
        <div class="govuk-form-group">
            <label class="govuk-label" for={id}>{label}</label>
            <select class="govuk-select" id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
                <option value="">{t('officer.any')}</option>
                {choices.map(([name, title]) => <option key={name} value={name}>{title}</option>)}
            </select>
        </div>
    );
}

function Rows({ call, definition, rows, again }: { call: string; definition: Definition; rows: readonly ApplicationRow[]; again: () => void }) {
    const words = useWords();
    const { t, language } = words;
    const { me } = useSession();
    const acts = useAsOf() === undefined && actsIn(me, call);
    const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
    const titles = useMemo(() => new Map([...definition.steps, ...definition.outcomes].map((one) => [one.name, words.of(one.title, one.name)])), [definition, language]);
    const turn = (id: string, on: boolean): void => setChosen((before) => {
        const next = new Set(before);
        if (on) next.add(id); else next.delete(id);
        return next;
    });
    const whereOf = (row: ApplicationRow): string => titles.get(row.outcome ?? row.step ?? '') ?? '';
    const hasTitles = rows.some((row) => row.title !== undefined);
    const several = new Set(rows.map((row) => row.round)).size > 1;
    const columns: Column<ApplicationRow>[] = [
        ...(acts ? [{ id: 'chosen', title: t('officer.choose'), width: '5em', cell: (row: ApplicationRow) => (
            <input class="choose" type="checkbox" aria-label={t('officer.choose_one', { application: row.application ?? '' })} checked={chosen.has(row.application ?? '')} onChange={(event) => turn(row.application ?? '', event.currentTarget.checked)} />
        ) }] : []),
        { id: 'application', title: t('officer.application'), cell: (row) => <a class="govuk-link" href={`/applications/${row.application ?? ''}`}>{row.application}</a>, key: (row) => row.application },
        ...(hasTitles ? [{ id: 'title', title: t('officer.title'), cell: (row: ApplicationRow) => row.title ?? '', key: (row: ApplicationRow) => row.title }] : []),
        ...(several ? [{ id: 'round', title: t('officer.round'), cell: (row: ApplicationRow) => row.round, key: (row: ApplicationRow) => row.round }] : []),
        { id: 'where', title: t('officer.step'), cell: (row) => whereOf(row), key: (row) => whereOf(row) },
        { id: 'stage', title: t('officer.stage'), cell: (row) => (row.outcome ? '' : <>{row.suspended && <Tag colour="orange">{t('common.stage_suspended')}</Tag>} <Stage stage={row.stage} /></>), key: (row) => row.stage },
        { id: 'total', title: t('application.total'), numeric: true, cell: (row) => (isDecimal(row.total) ? number(row.total, language) : ''), key: (row) => (row.total === undefined ? undefined : Number(row.total)) },
        { id: 'requested', title: t('officer.requested'), numeric: true, cell: (row) => (row.requested ? <Money amount={row.requested} currency={definition.currency} /> : ''), key: (row) => (row.requested === undefined ? undefined : Number(row.requested)) },
        { id: 'granted', title: t('officer.money_granted'), numeric: true, cell: (row) => (row.granted ? <Money amount={row.granted} currency={definition.currency} /> : ''), key: (row) => (row.granted === undefined ? undefined : Number(row.granted)) },
        { id: 'deadline', title: t('officer.deadline'), cell: (row) => (row.deadline && !row.outcome ? <Deadline at={row.deadline} /> : ''), key: (row) => (row.outcome ? undefined : row.deadline) },
    ];
    const selected = rows.filter((row) => chosen.has(row.application ?? ''));
    return (
        <>
            {acts && <Bulk selected={selected} definition={definition} onDone={() => { setChosen(new Set()); again(); }} />}
            <Table
                caption={t('officer.applications')} rows={rows} columns={columns} idOf={(row) => row.application ?? ''} sorting={{ column: 'application', descending: false }}
                words={(row) => `${row.application ?? ''} ${row.title ?? ''} ${row.lead ?? ''} ${whereOf(row)} ${row.round ?? ''}`} onOpen={(row) => go(`/applications/${row.application ?? ''}`)}
            />
            {acts && rows.length > 0 && rows.length <= 500 && (
                <div class="actions choose-many">
                    <button type="button" class="plain-button govuk-link" onClick={() => setChosen(new Set(rows.map((row) => row.application ?? '')))}>{t('officer.choose_all')}</button>
                    <button type="button" class="plain-button govuk-link" onClick={() => setChosen(new Set())}>{t('officer.choose_none')}</button>
                </div>
            )}
            <p class="govuk-body quiet"><a class="govuk-link" href={`/calls/${call}`}>{t('officer.public_page')}</a></p>
        </>
    );
}
