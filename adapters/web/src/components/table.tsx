import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useWords } from '../i18n/words';
import { PlainButton } from './button';
import { TextField } from './field';
import { Empty } from './look';
import { arranged, indexed, type SortKey, type Sorting } from './rows';

export interface Column<Row> {
    readonly id: string;
    readonly title: string;
    readonly cell: (row: Row) => ComponentChildren;
    readonly key?: (row: Row) => SortKey;  // sortable where it is given
    readonly numeric?: boolean;
    readonly width?: string;
}

interface TableProps<Row> {
    caption: string;
    rows: readonly Row[];
    columns: readonly Column<Row>[];
    idOf: (row: Row) => string;
    words?: (row: Row) => string;  // what the search looks at; no search box without it
    onOpen?: (row: Row) => void;  // Enter on a row
    empty?: string;
    sorting?: Sorting;
    hidesCaption?: boolean;  // where a heading above says it
}

// So many rows are drawn as they are; of more, those in sight and a few around.
const long = 150;
const row_height = 42;
const around = 12;
// On a phone a row is a card as high as what it says: so many of a long table, and more when they are asked for.
const cards_at_once = 50;

function useNarrow(): boolean {
    const query = useMemo(() => matchMedia('(max-width: 39.99em)'), []);
    const [isNarrow, setNarrow] = useState(query.matches);
    useEffect(() => {
        const look = (): void => setNarrow(query.matches);
        query.addEventListener('change', look);
        return () => query.removeEventListener('change', look);
    }, [query]);
    return isNarrow;
}

// Arrow keys go from row to row, Home and End to the first and last, Enter opens.
export function Table<Row>({ caption, rows, columns, idOf, words, onOpen, empty, sorting: first, hidesCaption = words !== undefined }: TableProps<Row>) {
    const { t, count, language } = useWords();
    const [search, setSearch] = useState('');
    const [sorting, setSorting] = useState<Sorting | undefined>(first);
    const [active, setActive] = useState(0);
    const [top, setTop] = useState(0);
    const searchId = useId();
    const scroller = useRef<HTMLDivElement>(null);
    const keyOf = (column: string, row: Row): SortKey => columns.find((one) => one.id === column)?.key?.(row);
    const index = useMemo(() => indexed(rows, (row) => words?.(row) ?? '', keyOf, language), [rows, language]);
    const shown = useMemo(() => arranged(index, search, sorting, language), [index, search, sorting]);
    const isNarrow = useNarrow();
    const [cards, setCards] = useState(cards_at_once);
    const isLong = shown.length > long && !isNarrow;
    const isCut = shown.length > long && isNarrow && cards < shown.length;
    // What a long table is ordered by is made ready while nothing else is done.
    useEffect(() => {
        // Without it the first ordering by a column is only slower.
        if (rows.length <= long || typeof requestIdleCallback === 'undefined') return undefined;
        let work: Generator<void, unknown> | undefined;
        const waiting = columns.filter((one) => one.key).map((one) => one.id);
        let handle = 0;
        const go = (deadline: IdleDeadline): void => {
            do {
                if (!work) {
                    const next = waiting.shift();
                    if (next === undefined) return;
                    work = index.preparing(next);
                }
                if (work.next().done) work = undefined;
            } while (deadline.timeRemaining() > 12);
            handle = requestIdleCallback(go);
        };
        handle = requestIdleCallback(go);
        return () => cancelIdleCallback(handle);
    }, [index]);
    useEffect(() => { setActive(0); setTop(0); setCards(cards_at_once); if (scroller.current) scroller.current.scrollTop = 0; }, [search, sorting]);

    const height = isLong ? Math.min(640, innerHeight * 0.7) : 0;
    const begin = isLong ? Math.max(0, Math.floor(top / row_height) - around) : 0;
    const end = isLong ? Math.min(shown.length, Math.ceil((top + height) / row_height) + around) : isCut ? cards : shown.length;

    // Where the focus goes as soon as the row is drawn.
    const goesTo = useRef<number>();
    useLayoutEffect(() => {
        if (goesTo.current === undefined) return;
        scroller.current?.querySelector<HTMLElement>(`tr[data-at="${goesTo.current}"]`)?.focus({ preventScroll: isLong });
        goesTo.current = undefined;
    });
    const focusRow = (at: number): void => {
        const to = Math.max(0, Math.min((isCut ? cards : shown.length) - 1, at));
        if (to === active) return;
        setActive(to);
        const box = scroller.current;
        if (box && isLong) {
            const above = to * row_height;
            if (above < box.scrollTop) box.scrollTop = above;
            else if (above + 2 * row_height > box.scrollTop + height) box.scrollTop = above + 2 * row_height - height;
            setTop(box.scrollTop);
        }
        goesTo.current = to;
    };
    const onKey = (event: KeyboardEvent): void => {
        if (!(event.target as Element).matches('tr')) return;
        const page = Math.max(1, Math.floor(height / row_height) - 2);
        const to = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: shown.length - 1, PageDown: active + page, PageUp: active - page }[event.key];
        if (to !== undefined) { event.preventDefault(); focusRow(to); }
        const row = shown[active];
        if (event.key === 'Enter' && row !== undefined) onOpen?.(row);
    };
    const turn = (column: string): void =>
        setSorting({ column, descending: sorting?.column === column ? !sorting.descending : false });

    return (
        <div>
            {words && rows.length > 5 && (
                <TextField id={searchId} type="search" label={t('components.search_in', { table: caption })} value={search} onType={setSearch} width={20} />
            )}
            {words && <p class="govuk-body-s quiet" role="status">{count('components.rows', shown.length)}</p>}
            <div
                class="scroller" ref={scroller} role="region" tabIndex={0} aria-label={caption} {...(isLong ? { style: { height: `${height}px` } } : {})}
                onScroll={(event) => { if (isLong) setTop(event.currentTarget.scrollTop); }} onKeyDown={onKey}
            >
                <table class={`table${isLong ? ' table--long' : ' table--cards'}`} role="table" aria-rowcount={shown.length + 1}>
                    <caption class={hidesCaption ? 'govuk-visually-hidden' : ''}>{caption}</caption>
                    <thead role="rowgroup">
                        <tr role="row" aria-rowindex={1}>
                            {columns.map((one) => (
                                <th
                                    key={one.id} scope="col" role="columnheader" class={one.numeric ? 'numeric' : ''} {...(one.width ? { style: { width: one.width } } : {})}
                                    {...(sorting?.column === one.id ? { 'aria-sort': sorting.descending ? 'descending' as const : 'ascending' as const } : {})}
                                >
                                    {one.key ? (
                                        <button type="button" onClick={() => turn(one.id)}>
                                            {one.title}<span aria-hidden="true">{sorting?.column !== one.id ? ' ↕' : sorting.descending ? ' ↓' : ' ↑'}</span>
                                        </button>
                                    ) : one.title}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody role="rowgroup">
                        {begin > 0 && <tr class="table__filler" aria-hidden="true"><td colSpan={columns.length} style={{ height: `${begin * row_height}px` }} /></tr>}
                        {shown.slice(begin, end).map((row, offset) => {
                            const at = begin + offset;
                            return (
                                <tr
                                    key={idOf(row)} role="row" data-at={at} aria-rowindex={at + 2} {...(isLong ? { style: { height: `${row_height}px` } } : {})}
                                    {...(onOpen ? { tabIndex: at === active ? 0 : -1, onFocus: () => setActive(at) } : {})}
                                >
                                    {columns.map((one) => <td key={one.id} role="cell" data-title={one.title} class={one.numeric ? 'numeric' : ''}>{one.cell(row)}</td>)}
                                </tr>
                            );
                        })}
                        {isLong && end < shown.length && <tr class="table__filler" aria-hidden="true"><td colSpan={columns.length} style={{ height: `${(shown.length - end) * row_height}px` }} /></tr>}
                    </tbody>
                </table>
            </div>
            {isCut && <p class="govuk-body"><PlainButton onPress={() => setCards((before) => before + cards_at_once)}>{t('components.more_rows', { left: shown.length - cards })}</PlainButton></p>}
            {shown.length === 0 && <Empty>{search === '' ? empty ?? t('components.no_rows') : t('components.nothing_found')}</Empty>}
        </div>
    );
}
