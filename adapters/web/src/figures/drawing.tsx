// The parts that the pictures share: an axis, rows with a label each, columns over a rank, steps over time.
// Units:  pixels; letters are as large on a phone as on a desk, so what is wide is drawn anew and not shrunk.

import type { ComponentChildren } from 'preact';
import { daysOver, linesOf, scaleOf, ticksOver, type Scale } from './arithmetic';
import type { Drawing } from './figure';

const letter = { width: 8, line: 19 } as const;
const margin = 12;
const isWide = (width: number): boolean => width >= 640;

function Lines({ text, x, y, characters, most = 2, kind = 'label', anchor }: { text: string; x: number; y: number; characters: number; most?: number; kind?: string; anchor?: 'end' | 'middle' }) {
    const shown = linesOf(text, characters, most);
    return (
        <text class={`plot__${kind}${anchor ? ` plot__at-${anchor}` : ''}`} x={x} y={y}>
            {shown.join(' ') !== text && <title>{text}</title>}
            {shown.map((line, at) => <tspan key={at} x={x} dy={at === 0 ? 0 : letter.line}>{line}</tspan>)}
        </text>
    );
}

export interface Measure { readonly low: number; readonly high: number; readonly wholes?: boolean; readonly exact?: boolean; readonly text: (value: number) => string; readonly title: string }

function ticksOf({ low, high, wholes = false, exact = false }: Measure, room: number, each: number): readonly number[] {
    const ticks = ticksOver(low, high, Math.max(2, Math.floor(room / each)), wholes);
    return exact ? ticks.filter((one) => one >= low && one <= high) : ticks;
}

function domainOf(measure: Measure, ticks: readonly number[]): readonly [number, number] {
    return measure.exact ? [measure.low, measure.high] : [ticks[0] ?? measure.low, ticks.at(-1) ?? measure.high];
}

export interface PlotRow {
    readonly id: string;
    readonly label: string;
    readonly part: (scale: Scale, top: number, height: number) => ComponentChildren;
}

// Rows along one measure. The labels stand beside them where there is room, else above.
export function rowsAlong(width: number, rows: readonly PlotRow[], measure: Measure, row_height: number, room_right = 0): Drawing {
    const wide = isWide(width);
    const left = wide ? Math.min(280, width * 0.3) : margin;
    const characters = Math.floor(((wide ? left - 16 : width - 2 * margin)) / letter.width);
    const labelled = rows.map((row) => ({ row, lines: linesOf(row.label, characters, 2).length }));
    const [begin, end] = [left + (wide ? 4 : 0), width - margin - 8 - room_right];
    const ticks = ticksOf(measure, end - begin, 64);
    const scale = scaleOf(domainOf(measure, ticks), [begin + 6, end]);
    let y = 8;
    const placed = labelled.map(({ row, lines }) => {
        const above = wide ? 0 : lines * letter.line + 10;
        const top = y + above;
        const height = wide ? Math.max(row_height, lines * letter.line + 6) : row_height;
        y = top + height + (wide ? 6 : 14);
        return { row, lines, top, height, label_y: wide ? top + height / 2 - ((lines - 1) * letter.line) / 2 + 5 : top - above + 15 };
    });
    const bottom = y;
    return {
        height: bottom + 52,
        parts: (
            <>
                {ticks.map((one) => <line key={one} class="plot__grid" x1={scale(one)} x2={scale(one)} y1={4} y2={bottom} />)}
                {placed.map(({ row, top, height, label_y }) => (
                    <g key={row.id}>
                        <Lines text={row.label} x={wide ? left - 12 : begin} y={label_y} characters={characters} {...(wide ? { anchor: 'end' as const } : {})} />
                        {row.part(scale, top, height)}
                    </g>
                ))}
                <line class="plot__axis" x1={begin} x2={end} y1={bottom} y2={bottom} />
                {ticks.map((one) => <text key={one} class="plot__tick plot__at-middle" x={scale(one)} y={bottom + 19}>{measure.text(one)}</text>)}
                <text class="plot__title plot__at-end" x={end} y={bottom + 42}>{measure.title}</text>
            </>
        ),
    };
}

const column_height = 300;

interface Frame { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number; readonly y: Scale; readonly parts: ComponentChildren }

// The measure upwards on the left, its title above it. `under`: how far above the axis it begins; `over`: what else
// has to stand above it.
function frameOf(width: number, measure: Measure, under = 0, over = 0): Frame {
    const [top, bottom] = [34 + over, 34 + over + column_height];
    const ticks = ticksOf(measure, column_height, 48);
    const left = margin + Math.max(3, ...ticks.map((one) => measure.text(one).length)) * letter.width + 6;
    const right = width - margin;
    const y = scaleOf(domainOf(measure, ticks), [bottom - under, top]);
    return {
        left, right, top, bottom, y,
        parts: (
            <>
                <text class="plot__title" x={margin} y={18}>{measure.title}</text>
                {ticks.map((one) => (
                    <g key={one}>
                        <line class="plot__grid" x1={left} x2={right} y1={y(one)} y2={y(one)} />
                        <text class="plot__tick plot__at-end" x={left - 8} y={y(one) + 5}>{measure.text(one)}</text>
                    </g>
                ))}
                <line class="plot__axis" x1={left} x2={right} y1={bottom} y2={bottom} />
            </>
        ),
    };
}

export interface PlotColumn {
    readonly id: string;
    readonly said: string;  // pointed at
    readonly value: number | undefined;
    readonly low: number | undefined;
    readonly high: number | undefined;
    readonly kind: 'in' | 'out' | 'far';
}

interface ColumnWords {
    readonly across: string;
    readonly kinds: readonly { readonly kind: PlotColumn['kind']; readonly name: string }[];
    readonly range: string;  // what the line of a column is
    readonly line?: { readonly after: number; readonly text: string } | undefined;
    readonly threshold?: { readonly at: number; readonly text: string } | undefined;
}

// A mark at the lowest tick lies on no axis and on no rank.
const mark_room = 14;

// One column each, in order: a range with a mark on it. After `line` columns the funding line.
export function columnsUp(width: number, columns: readonly PlotColumn[], measure: Measure, { across, kinds, range, line, threshold }: ColumnWords): Drawing {
    const { left, right, top, bottom, y, parts } = frameOf(width, measure, mark_room, line === undefined ? 0 : letter.line);
    const each = (right - left) / Math.max(1, columns.length);
    const x = (at: number): number => left + (at + 0.5) * each;
    const size = Math.max(1.5, Math.min(6, each / 3));
    const every = Math.max(1, Math.ceil(36 / each));
    const ranks = columns.map((_, at) => at + 1).filter((rank) => rank === 1 || rank % (every === 1 ? 1 : Math.ceil(every / 5) * 5) === 0);
    const line_x = line === undefined ? undefined : left + line.after * each;
    const side = line_x !== undefined && line_x > (left + right) / 2 ? 'end' : 'start';
    const signs = legend(width, [
        ...kinds.map(({ kind, name }) => ({ name, sign: (at: number, line_y: number) => <Mark x={at + 13} y={line_y} size={6} kind={kind} /> })),
        ...(columns.some((one) => one.low !== one.high) ? [{ name: range, sign: (at: number, line_y: number) => <line class="plot__range" x1={at} x2={at + 26} y1={line_y} y2={line_y} /> }] : []),
    ], bottom + 66);
    return {
        height: bottom + 50 + signs.height,
        parts: (
            <>
                {parts}
                {threshold && (
                    <>
                        <line class="plot__threshold" x1={left} x2={right} y1={y(threshold.at)} y2={y(threshold.at)} />
                        <text class="plot__note plot__at-end" x={right} y={y(threshold.at) - 6}>{threshold.text}</text>
                    </>
                )}
                {columns.map((one, at) => (
                    <g key={one.id}>
                        <title>{one.said}</title>
                        {one.low !== undefined && one.high !== undefined && <line class={`plot__range plot__range--${one.kind}`} x1={x(at)} x2={x(at)} y1={y(one.low)} y2={y(one.high)} />}
                        {one.value !== undefined && <Mark x={x(at)} y={y(one.value)} size={size} kind={one.kind} />}
                    </g>
                ))}
                {line !== undefined && line_x !== undefined && (
                    <>
                        <line class="plot__cut" x1={line_x} x2={line_x} y1={top - 24} y2={bottom} />
                        <text class={`plot__note plot__at-${side}`} x={line_x + (side === 'end' ? -6 : 6)} y={top - 12}>{line.text}</text>
                    </>
                )}
                {ranks.map((rank) => <text key={rank} class="plot__tick plot__at-middle" x={x(rank - 1)} y={bottom + 19}>{rank}</text>)}
                <text class="plot__title plot__at-end" x={right} y={bottom + 42}>{across}</text>
                {signs.parts}
            </>
        ),
    };
}

// Filled, hollow, or a diamond: told apart without colours.
function Mark({ x, y, size, kind }: { x: number; y: number; size: number; kind: PlotColumn['kind'] }) {
    if (kind === 'far') return <path class="plot__mark plot__mark--far" d={`M ${x} ${y - size * 1.3} L ${x + size * 1.3} ${y} L ${x} ${y + size * 1.3} L ${x - size * 1.3} ${y} Z`} />;
    return <circle class={`plot__mark plot__mark--${kind}`} cx={x} cy={y} r={size} />;
}

export interface PlotSteps { readonly name: string; readonly kind: 'first' | 'second'; readonly points: readonly { readonly at: number; readonly value: number }[] }

// Amounts that hold until they change. Each is named at its end, and told apart by its stroke.
export function stepsOver(width: number, all: readonly PlotSteps[], measure: Measure, dayText: (at: number) => string, across: string): Drawing {
    const { left, right, bottom, y, parts } = frameOf(width, measure);
    const times = all.flatMap((one) => one.points.map((point) => point.at));
    const [from, to] = [Math.min(...times), Math.max(...times)];
    const scale = scaleOf([from, to], [left + 4, right - 24]);
    const placed = (at: number) => {
        const x = scale(at), wide = dayText(at).length * letter.width;
        if (x > right - 40) return { at, x, side: 'end', begin: x - wide, end: x };
        if (x < left + 40) return { at, x, side: 'start', begin: x, end: x + wide };
        return { at, x, side: 'middle', begin: x - wide / 2, end: x + wide / 2 };
    };
    // As many days as stand beside each other with room between.
    let most = Math.max(2, Math.floor((right - left) / 92));
    let ticks = daysOver(from, to, most).map(placed);
    while (most > 1 && ticks.some((day, at) => day.begin <= (ticks[at - 1]?.end ?? -Infinity) + letter.width))
        ticks = daysOver(from, to, --most).map(placed);
    const signs = legend(width, all.map((one) => ({ name: one.name, sign: (x, at) => <line class={`plot__line plot__line--${one.kind}`} x1={x} x2={x + 26} y1={at} y2={at} /> })), bottom + 66);
    return {
        height: bottom + 50 + signs.height,
        parts: (
            <>
                {parts}
                {all.map((one) => (
                    <path
                        key={one.name} class={`plot__line plot__line--${one.kind}`}
                        d={one.points.map(({ at, value }, index) => (index === 0 ? `M ${scale(at)} ${y(value)}` : `H ${scale(at)} V ${y(value)}`)).join(' ') + ` H ${right - 4}`}
                    />
                ))}
                {ticks.map(({ at, x, side }) => (
                    <g key={at}>
                        <line class="plot__axis" x1={x} x2={x} y1={bottom} y2={bottom + 5} />
                        <text class={`plot__tick plot__at-${side}`} x={x} y={bottom + 21}>{dayText(at)}</text>
                    </g>
                ))}
                <text class="plot__title plot__at-end" x={right} y={bottom + 42}>{across}</text>
                {signs.parts}
            </>
        ),
    };
}

interface Sign { readonly name: string; readonly sign: (x: number, y: number) => ComponentChildren }

// What each sign means, in lines as wide as the picture.
function legend(width: number, signs: readonly Sign[], top: number): Drawing {
    let [x, y] = [margin, top];
    const placed = signs.map((one) => {
        const room = 34 + one.name.length * letter.width;
        if (x > margin && x + room > width - margin) [x, y] = [margin, y + 24];
        const at = { one, x, y };
        x += room + 20;
        return at;
    });
    return {
        height: signs.length === 0 ? 0 : y - top + 24,
        parts: placed.map(({ one, x: from, y: line }) => <g key={one.name}>{one.sign(from, line - 5)}<text class="plot__label" x={from + 34} y={line}>{one.name}</text></g>),
    };
}
