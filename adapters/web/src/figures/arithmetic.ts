// What a picture is worked out from: scales, ticks, and how scores lie.
// Units:  amounts stay decimal text; a number is only ever a place in the picture.

import { compare, sum, type Decimal } from '../money';

// Where an amount lies. A picture has no room for what binary fractions lose.
export const placeOf = (amount: Decimal): number => Number(amount);

export type Scale = (value: number) => number;

export function scaleOf(domain: readonly [number, number], range: readonly [number, number]): Scale {
    const width = domain[1] - domain[0];
    return (value) => (width === 0 ? (range[0] + range[1]) / 2 : range[0] + ((value - domain[0]) / width) * (range[1] - range[0]));
}

// Steps of 1, 2 or 5 times a power of ten, at most `most` of them; the first at or below `low`, the last at or above `high`.
export function ticksOver(low: number, high: number, most: number, wholes = false): readonly number[] {
    const rough = Math.max(high - low, Number.MIN_VALUE) / Math.max(1, most - 1);
    let power = Math.floor(Math.log10(rough));
    if (high <= low || (wholes && power < 0)) power = 0;
    for (; ; power += 1) {
        for (const base of [1, 2, 5]) {
            const first = Math.floor(low / (base * 10 ** power));
            const last = Math.max(Math.ceil(high / (base * 10 ** power)), first + 1);
            if (last - first + 1 > Math.max(2, most)) continue;
            // Divided rather than multiplied, so that a third step of 0.1 is 0.3.
            return Array.from({ length: last - first + 1 }, (_, at) => (power < 0 ? ((first + at) * base) / 10 ** -power : (first + at) * base * 10 ** power));
        }
    }
}

const day_ms = 86_400_000;
const spans = [1, 2, 7, 14].map((days) => ({ days, months: 0 })).concat([1, 2, 3, 6, 12, 24, 60].map((months) => ({ days: 0, months })));

// Midnights (UTC) within the time, a day, some days, some months or years apart, at most `most` of them.
export function daysOver(from: number, to: number, most: number): readonly number[] {
    for (const { days, months } of spans) {
        const found: number[] = [];
        const begun = new Date(from);
        const at = (step: number): number => (months > 0
            ? Date.UTC(begun.getUTCFullYear(), Math.floor(begun.getUTCMonth() / Math.min(months, 12)) * Math.min(months, 12) + step * months)
            : (Math.floor(from / day_ms) + step * days) * day_ms);
        for (let step = 0; at(step) <= to && found.length <= most; step += 1) if (at(step) >= from) found.push(at(step));
        if (found.length <= most) return found;
    }
    return [];
}

export interface Counted { readonly score: Decimal; readonly count: number }

export interface Lie {
    readonly count: number;
    readonly lowest: Decimal;
    readonly quarter: Decimal;  // a quarter of all scores are this or less
    readonly median: Decimal;   // of an even number the mean of the two in the middle
    readonly threeQuarters: Decimal;
    readonly highest: Decimal;
}

// Quartiles are scores that were given (nearest rank); undefined where none was.
export function lieOf(values: readonly Counted[]): Lie | undefined {
    const sorted = values.filter((one) => one.count > 0).sort((a, b) => compare(a.score, b.score));
    const count = sorted.reduce((all, one) => all + one.count, 0);
    const at = (rank: number): Decimal => {
        let passed = 0;
        return sorted.find((one) => (passed += one.count) >= rank)?.score ?? '0';
    };
    if (count === 0) return undefined;
    const half = count / 2;
    return {
        count, lowest: at(1), quarter: at(Math.ceil(count / 4)), threeQuarters: at(Math.ceil((3 * count) / 4)), highest: at(count),
        median: Number.isInteger(half) ? between(at(half), at(half + 1)) : at(Math.ceil(half)),
    };
}

// Half of their sum, exactly.
export function between(low: Decimal, high: Decimal): Decimal {
    const [whole = '0', fraction = ''] = sum(Array.from({ length: 5 }, () => [low, high]).flat()).split('.');
    const digits = whole.replace('-', '').padStart(2, '0');
    const halved = `${digits.slice(0, -1)}.${digits.slice(-1)}${fraction}`.replace(/\.?0+$/, '');
    return whole.startsWith('-') && halved !== '0' ? `-${halved}` : halved;
}

export const belowOf = (values: readonly Counted[], threshold: Decimal): number =>
    values.reduce((all, one) => all + (compare(one.score, threshold) < 0 ? one.count : 0), 0);

// A text in lines of so many characters; what has no room ends in "…".
export function linesOf(text: string, characters: number, most: number): readonly string[] {
    const lines: string[] = [];
    for (const word of text.split(/\s+/).filter(Boolean)) {
        const last = lines.at(-1);
        if (last !== undefined && last.length + 1 + word.length <= characters) lines[lines.length - 1] = `${last} ${word}`;
        else lines.push(word);
    }
    const kept = lines.slice(0, most).map((line) => (line.length > characters ? `${line.slice(0, characters - 1)}…` : line));
    const last = kept.at(-1);
    if (lines.length > most && last !== undefined && !last.endsWith('…')) kept[most - 1] = `${last.slice(0, characters - 1)}…`;
    return kept;
}
