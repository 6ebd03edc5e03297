// Filtering and ordering rows in memory, fast enough for 100,000: what rows are compared by is made once.
// Errors: none; a row without a value comes last in either direction.

export interface Sorting { readonly column: string; readonly descending: boolean }
export type SortKey = string | number | undefined;

export interface Indexed<Row> {
    readonly rows: readonly Row[];
    readonly words: readonly string[];  // of each row, as they are searched
    order(column: string): readonly number[];  // positions, ascending
    // Makes that order in short pieces, so that it is there when it is asked for: one piece a step.
    preparing(column: string): Generator<void, readonly number[]>;
}

export function indexed<Row>(
    rows: readonly Row[], wordsOf: (row: Row) => string, keyOf: (column: string, row: Row) => SortKey, language: string,
): Indexed<Row> {
    const words = rows.map((row) => wordsOf(row).toLocaleLowerCase(language));
    const orders = new Map<string, readonly number[]>();
    function* preparing(column: string): Generator<void, readonly number[]> {
        const known = orders.get(column);
        if (known) return known;
        const keys = rows.map((row) => keyOf(column, row));
        yield;
        const ranks = yield* ranked(keys, language);
        const made = Array.from(rows.keys()).sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0) || a - b);
        orders.set(column, made);
        return made;
    }
    const order = (column: string): readonly number[] => {
        const steps = preparing(column);
        for (;;) {
            const step = steps.next();
            if (step.done) return step.value;
        }
    };
    return { rows, words, order, preparing };
}

// A number that orders like the key. Words are compared by the language's collation, but only once each.
function* ranked(keys: readonly SortKey[], language: string): Generator<void, Float64Array> {
    const texts = [...new Set(keys.filter((key) => typeof key === 'string'))];
    const plain = texts.every((text) => /^[\x20-\x7e]*$/.test(text) && text === text.toLowerCase());
    const ordered = plain ? texts.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
        : yield* merged(texts, new Intl.Collator(language, { numeric: true }).compare);
    const places = new Map(ordered.map((text, at) => [text, at]));
    yield;
    return Float64Array.from(keys, (key) => (key === undefined ? Infinity : typeof key === 'number' ? key : places.get(key) ?? 0));
}

// Collation compares slowly: so many words are about ten milliseconds.
const piece = 1500;

function* merged(texts: string[], compare: (a: string, b: string) => number): Generator<void, string[]> {
    let runs: string[][] = [];
    for (let at = 0; at < texts.length; at += piece) {
        runs.push(texts.slice(at, at + piece).sort(compare));
        yield;
    }
    while (runs.length > 1) {
        const next: string[][] = [];
        for (let at = 0; at < runs.length; at += 2) {
            const [left = [], right = []] = [runs[at], runs[at + 1]];
            const both: string[] = [];
            let [i, j] = [0, 0];
            while (i < left.length || j < right.length) {
                const takesLeft = j >= right.length || (i < left.length && compare(left[i] ?? '', right[j] ?? '') <= 0);
                both.push((takesLeft ? left[i++] : right[j++]) ?? '');
                if (both.length % (piece * 8) === 0) yield;
            }
            next.push(both);
        }
        runs = next;
        yield;
    }
    return runs[0] ?? [];
}

export function arranged<Row>(index: Indexed<Row>, search: string, sorting: Sorting | undefined, hasKey: (column: string, row: Row) => boolean, language: string): readonly Row[] {
    const wanted = search.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
    const fits = (at: number): boolean => wanted.every((word) => index.words[at]?.includes(word));
    const positions = sorting ? index.order(sorting.column) : Array.from(index.rows.keys());
    const kept: Row[] = [];
    const last: Row[] = [];
    const take = (at: number): void => {
        const row = index.rows[at];
        if (row === undefined || !fits(at)) return;
        (sorting && !hasKey(sorting.column, row) ? last : kept).push(row);
    };
    if (sorting?.descending) for (let i = positions.length - 1; i >= 0; i -= 1) take(positions[i] ?? 0);
    else for (const at of positions) take(at);
    return last.length > 0 ? [...kept, ...last] : kept;
}
