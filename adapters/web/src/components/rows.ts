// Filtering and ordering rows in memory, fast enough for 100,000: what rows are compared by is made once.
// Errors: none; a row without a value comes last in either direction.

export interface Sorting { readonly column: string; readonly descending: boolean }
export type SortKey = string | number | undefined;

export interface Indexed<Row> {
    readonly rows: readonly Row[];
    readonly words: readonly string[];  // of each row, as they are searched
    order(column: string): Order;
    // Makes that order in short pieces, so that it is there when it is asked for: one piece a step.
    preparing(column: string): Generator<void, Order>;
}

// Positions, ascending; after the first `keyed` come those without a value.
export interface Order { readonly positions: readonly number[]; readonly keyed: number }

export function indexed<Row>(
    rows: readonly Row[], wordsOf: (row: Row) => string, keyOf: (column: string, row: Row) => SortKey, language: string,
): Indexed<Row> {
    const words = rows.map((row) => wordsOf(row).toLocaleLowerCase(language));
    const orders = new Map<string, Order>();
    function* preparing(column: string): Generator<void, Order> {
        const known = orders.get(column);
        if (known) return known;
        const keys = rows.map((row) => keyOf(column, row));
        yield;
        const ranks = yield* ranked(keys, language);
        // Rank and position in one number: those are ordered without calling back.
        const packed = ranks.map((rank, at) => rank * rows.length + at).sort();
        const made = { positions: Array.from(packed, (one) => one % rows.length), keyed: keys.filter((key) => key !== undefined).length };
        orders.set(column, made);
        return made;
    }
    const order = (column: string): Order => {
        const steps = preparing(column);
        for (;;) {
            const step = steps.next();
            if (step.done) return step.value;
        }
    };
    return { rows, words, order, preparing };
}

// A whole number that orders like the key. Words are compared by the language's collation, but only once each.
function* ranked(keys: readonly SortKey[], language: string): Generator<void, Float64Array> {
    const texts = [...new Set(keys.filter((key) => typeof key === 'string'))];
    const plain = texts.every((text) => /^[\x20-\x7e]*$/.test(text) && text === text.toLowerCase());
    yield;
    const ordered = yield* merged(texts, plain ? (a, b) => (a < b ? -1 : a > b ? 1 : 0) : new Intl.Collator(language, { numeric: true }).compare);
    const numbers = Float64Array.from(new Set(keys.filter((key) => typeof key === 'number'))).sort();
    yield;
    const places = new Map<SortKey, number>(ordered.map((text, at) => [text, numbers.length + at]));
    for (const [at, one] of numbers.entries()) places.set(one, at);
    yield;
    return Float64Array.from(keys, (key) => (key === undefined ? places.size : places.get(key) ?? 0));
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

export function arranged<Row>(index: Indexed<Row>, search: string, sorting: Sorting | undefined, language: string): readonly Row[] {
    const wanted = search.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
    const kept: Row[] = [];
    const take = (at: number): void => {
        const row = index.rows[at];
        if (row === undefined) return;
        for (const word of wanted) if (!index.words[at]?.includes(word)) return;
        kept.push(row);
    };
    if (!sorting) {
        for (let at = 0; at < index.rows.length; at += 1) take(at);
        return kept;
    }
    const { positions, keyed } = index.order(sorting.column);
    if (sorting.descending) for (let i = keyed - 1; i >= 0; i -= 1) take(positions[i] ?? 0);
    else for (let i = 0; i < keyed; i += 1) take(positions[i] ?? 0);
    for (let i = keyed; i < positions.length; i += 1) take(positions[i] ?? 0);
    return kept;
}
