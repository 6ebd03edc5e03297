import type { Seen } from '../api/atranka';
import { Table } from '../components/table';
import { Details } from '../components/tabs';
import { useWords } from '../i18n/words';

export type Graph = Seen<'/calls/{call}/diagram'>;
type Node = NonNullable<Graph['nodes']>[number];

const box = { width: 300, height: 46, gap: 22, left: 16, right: 470 } as const;

interface Placed { readonly node: Node; readonly x: number; readonly y: number }

// Steps stand below one another in the order of the definition, outcomes beside them, each near what leads to it.
function placed(graph: Graph): readonly Placed[] {
    const nodes = graph.nodes ?? [];
    const steps = nodes.filter((one) => one.kind !== 'outcome');
    const row = new Map(steps.map((one, at) => [one.id ?? '', at]));
    const firstOf = (outcome: string): number => Math.min(...(graph.edges ?? []).filter((one) => one.to === outcome).map((one) => row.get(one.from ?? '') ?? 0), steps.length);
    const outcomes = nodes.filter((one) => one.kind === 'outcome').sort((a, b) => firstOf(a.id ?? '') - firstOf(b.id ?? ''));
    const yOf = (at: number): number => 10 + at * (box.height + box.gap);
    return [
        ...steps.map((node, at) => ({ node, x: box.left, y: yOf(at) })),
        ...outcomes.map((node, at) => ({ node, x: box.right, y: yOf(at) })),
    ];
}

function lineOf(from: Placed, to: Placed): string {
    const [startY, endY] = [from.y + box.height / 2, to.y + box.height / 2];
    if (to.x > from.x) {
        const middle = (from.x + box.width + to.x) / 2;
        return `M ${from.x + box.width} ${startY} C ${middle} ${startY}, ${middle} ${endY}, ${to.x} ${endY}`;
    }
    const isNext = to.y === from.y + box.height + box.gap;
    if (isNext) return `M ${from.x + box.width / 2} ${from.y + box.height} V ${to.y}`;
    const out = from.x + box.width + 14 + Math.min(60, Math.abs(to.y - from.y) / 10);
    return `M ${from.x + box.width} ${startY} C ${out} ${startY}, ${out} ${endY}, ${to.x + box.width} ${endY}`;
}

// The call's own path, lit where applications stand; the same as a table below it.
export function Diagram({ graph }: { graph: Graph }) {
    const words = useWords();
    const { t } = words;
    const places = placed(graph);
    const byId = new Map(places.map((one) => [one.node.id ?? '', one]));
    const most = Math.max(1, ...places.map((one) => one.node.count ?? 0));
    const height = Math.max(0, ...places.map((one) => one.y)) + box.height + 14;
    const titleOf = (node: Node): string => words.of(node.title, node.id);
    return (
        <>
            <div class="scroller" role="region" tabIndex={0} aria-label={t('audit.diagram')}>
                <svg class="diagram" viewBox={`0 0 ${box.right + box.width + 16} ${height}`} role="img" aria-label={t('audit.diagram')} width={box.right + box.width + 16} height={height}>
                    <defs>
                        <marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="diagram__arrow" d="M 0 0 L 8 4 L 0 8 z" /></marker>
                    </defs>
                    {(graph.edges ?? []).map((edge) => {
                        const [from, to] = [byId.get(edge.from ?? ''), byId.get(edge.to ?? '')];
                        return from && to && <path key={`${edge.from ?? ''} ${edge.on ?? ''} ${edge.to ?? ''}`} class="diagram__edge" d={lineOf(from, to)} marker-end="url(#arrow)"><title>{edge.on}</title></path>;
                    })}
                    {places.map(({ node, x, y }) => {
                        const count = node.count ?? 0;
                        const isLit = count > 0;
                        return (
                            <g key={node.id} class={`diagram__node${node.kind === 'outcome' ? ' diagram__node--outcome' : ''}${isLit ? ' diagram__node--lit' : ''}`}>
                                <rect x={x} y={y} width={box.width} height={box.height} rx={node.kind === 'outcome' ? 20 : 3} />
                                {isLit && <rect class="diagram__bar" x={x} y={y + box.height - 5} width={Math.max(6, box.width * (count / most))} height={5} />}
                                <text>
                                    {linesOf(titleOf(node)).map((line, at, { length }) => <tspan key={at} x={x + 14} y={y + (length === 1 ? 27 : 18 + at * 18)}>{line}</tspan>)}
                                    <title>{titleOf(node)}</title>
                                </text>
                                {isLit && <text class="diagram__count" x={x + box.width - 12} y={y + 27}>{count}</text>}
                            </g>
                        );
                    })}
                </svg>
            </div>
            <Details summary={t('audit.table')} onlyOpen>
                <Table
                    caption={t('audit.diagram')} hidesCaption rows={graph.nodes ?? []} idOf={(one) => one.id ?? ''}
                    columns={[
                        { id: 'node', title: t('audit.node'), cell: titleOf },
                        { id: 'count', title: t('audit.count'), numeric: true, cell: (one) => one.count ?? 0 },
                        { id: 'to', title: t('audit.leads_to'), cell: (one) => (graph.edges ?? []).filter((edge) => edge.from === one.id).map((edge) => titleOf(byId.get(edge.to ?? '')?.node ?? { id: edge.to ?? '' })).join(', ') },
                    ]}
                />
            </Details>
        </>
    );
}

// Two lines beside the count; of more, the table below says the whole.
const line_max = 24;
export function linesOf(title: string): readonly string[] {
    const lines: string[] = [];
    for (const word of title.split(' ')) {
        const last = lines.at(-1);
        if (last !== undefined && last.length + 1 + word.length <= line_max) lines[lines.length - 1] = `${last} ${word}`;
        else lines.push(word);
    }
    const cut = (line: string): string => (line.length > line_max ? `${line.slice(0, line_max - 1)}…` : line);
    return lines.length > 2 ? [cut(lines[0] ?? ''), cut(`${lines[1] ?? ''} ${lines.slice(2).join(' ')}`)] : lines.map(cut);
}
