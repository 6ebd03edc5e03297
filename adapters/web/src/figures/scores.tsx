// How experts scored: by criterion, by expert, and how far they were apart.

import { useWords, type Words } from '../i18n/words';
import { isDecimal, number, type Decimal } from '../money';
import { belowOf, lieOf, placeOf, type Counted, type Scale } from './arithmetic';
import { columnsUp, rowsAlong, type PlotColumn } from './drawing';
import { Figure, type Datum } from './figure';
import { nameOf, stepTitle, type Of, type PlotProps } from './plots';

interface LyingProps { values: readonly Counted[]; scale: Scale; top: number; height: number; bars: Bars; threshold: Decimal | undefined }
// So high is the highest bar of all rows, and so far apart are neighbours: rows are compared with one another.
interface Bars { readonly most: number; readonly gap: number }

// Bars where scores were given; below them the middle half and the median. The threshold runs before the first score that meets it.
function Lying({ values, scale, top, height, bars, threshold }: LyingProps) {
    const lie = lieOf(values);
    if (!lie) return null;
    const bar = Math.max(3, Math.min(26, Math.abs(scale(bars.gap) - scale(0)) * 0.72));
    const base = top + height - 12;
    const room = height - 32;
    const at = (score: Decimal): number => scale(placeOf(score));
    const cut = threshold === undefined ? undefined : at(threshold) - bar / 2 - 2;
    return (
        <>
            {values.map((one) => {
                const tall = Math.max(2, (one.count / bars.most) * room);
                return (
                    <g key={one.score}>
                        <rect class="plot__bar" x={at(one.score) - bar / 2} y={base - tall} width={bar} height={tall} />
                        {bar >= 12 && <text class="plot__count plot__at-middle" x={at(one.score)} y={base - tall - 4}>{one.count}</text>}
                    </g>
                );
            })}
            <line class="plot__half" x1={at(lie.quarter) - 1} x2={at(lie.threeQuarters) + 1} y1={base + 7} y2={base + 7} />
            <path class="plot__median" d={`M ${at(lie.median)} ${base + 1} l 6 11 h -12 z`} />
            {cut !== undefined && <line class="plot__threshold" x1={cut} x2={cut} y1={top} y2={base + 12} />}
        </>
    );
}

const countedOf = (values: readonly { readonly score?: string; readonly count?: number }[] | undefined): readonly Counted[] =>
    (values ?? []).flatMap((one) => (isDecimal(one.score) && one.count ? [{ score: one.score, count: one.count }] : []));

// "3.5 × 4, 4 × 7": every score and how often it was given.
const spelled = (values: readonly Counted[]): string => values.map((one) => `${one.score} × ${one.count}`).join(', ');

interface Scored { readonly id: string; readonly label: string; readonly values: readonly Counted[]; readonly threshold: Decimal | undefined }

function lieData(words: Words, first: string, rows: readonly Scored[]): readonly Datum<Scored>[] {
    const { t, language } = words;
    const figure = (id: 'lowest' | 'quarter' | 'median' | 'threeQuarters' | 'highest', title: string): Datum<Scored> => {
        const of = (one: Scored): Decimal => lieOf(one.values)?.[id] ?? '';
        return { id, title, numeric: true, text: of, cell: (one) => (isDecimal(of(one)) ? number(of(one), language) : '') };
    };
    return [
        { id: 'label', title: first, text: (one) => one.label },
        { id: 'count', title: t('figures.scores_given'), numeric: true, text: (one) => String(lieOf(one.values)?.count ?? 0) },
        figure('lowest', t('figures.lowest')), figure('quarter', t('figures.quarter')), figure('median', t('figures.median')),
        figure('threeQuarters', t('figures.three_quarters')), figure('highest', t('figures.highest')),
        ...(rows.some((one) => one.threshold !== undefined) ? [
            { id: 'threshold', title: t('figures.threshold'), numeric: true, text: (one: Scored) => one.threshold ?? '', cell: (one: Scored) => (one.threshold === undefined ? '' : number(one.threshold, language)) },
            { id: 'below', title: t('figures.below'), numeric: true, text: (one: Scored) => (one.threshold === undefined ? '' : String(belowOf(one.values, one.threshold))) },
        ] : []),
        { id: 'each', title: t('figures.each'), text: (one) => spelled(one.values) },
    ];
}

const drawn_rows_max = 40;

// Where scores lie, of each criterion.
export function Scores({ call, statistics, definition, round }: PlotProps) {
    const words = useWords();
    const { t, language } = words;
    const steps = [...new Set((statistics.scores ?? []).map((one) => one.step ?? ''))];
    return (
        <>
            {steps.map((step) => {
                const criteria = (statistics.scores ?? []).filter((one) => one.step === step && one.criterion !== 'total');
                const first = criteria[0];
                if (!first) return null;
                const rows = criteria.map((one) => ({ id: one.criterion ?? '', label: words.of(one.title, one.criterion), values: countedOf(one.values), threshold: isDecimal(one.threshold) && placeOf(one.threshold) > 0 ? one.threshold : undefined }));
                const title = t('figures.scores', { step: stepTitle(definition, step, words) });
                const [low, high] = [placeOf(first.from ?? '0'), placeOf(first.to ?? '5')];
                const bars = barsOf(rows);
                return (
                    <Figure
                        key={step} file={nameOf(call, round, `scores-${step}`)} title={title} about={t('figures.scores_about')}
                        rows={rows} idOf={(one) => one.id} data={lieData(words, t('figures.criterion'), rows)}
                        draw={(width) => rowsAlong(width, rows.map((one) => ({
                            id: one.id, label: one.label,
                            part: (scale, top, height) => <Lying values={one.values} scale={scale} top={top} height={height} bars={bars} threshold={one.threshold} />,
                        })), { low, high, text: (value) => number(String(value), language), title: t('figures.score') }, 84)}
                    />
                );
            })}
        </>
    );
}

function barsOf(rows: readonly Scored[]): Bars {
    const values = rows.flatMap((one) => one.values);
    const all = [...new Set(values.map((one) => placeOf(one.score)))].sort((a, b) => a - b);
    const gaps = all.slice(1).map((one, at) => one - (all[at] ?? one));
    return { most: Math.max(1, ...values.map((one) => one.count)), gap: gaps.length === 0 ? 1 : Math.min(...gaps) };
}

// What totals each expert gave. Of many experts those with most reviews are drawn, and all are in the table.
export function Experts({ call, statistics, definition, round }: PlotProps) {
    const words = useWords();
    const { t, count, language } = words;
    const steps = [...new Set((statistics.experts ?? []).map((one) => one.step ?? ''))];
    return (
        <>
            {steps.map((step) => {
                const of = (statistics.experts ?? []).filter((one) => one.step === step);
                const rows: readonly Scored[] = of.map((one) => ({ id: one.expert ?? '', label: one.expert ?? '', values: countedOf(one.values), threshold: undefined }));
                const most = [...rows].sort((a, b) => (lieOf(b.values)?.count ?? 0) - (lieOf(a.values)?.count ?? 0)).slice(0, drawn_rows_max);
                const shown = rows.filter((one) => most.includes(one));
                const all = rows.flatMap((one) => one.values.map((value) => placeOf(value.score)));
                const means = new Map(of.map((one) => [one.expert ?? '', one.mean ?? '']));
                const total = (statistics.scores ?? []).find((one) => one.step === step && one.criterion === 'total')?.threshold;
                const threshold = isDecimal(total) && placeOf(total) > 0 ? total : undefined;
                const bars = barsOf(rows);
                const data = lieData(words, t('officer.expert'), rows);
                return (
                    <Figure
                        key={step} file={nameOf(call, round, `experts-${step}`)} title={t('figures.experts', { step: stepTitle(definition, step, words) })} about={t('figures.experts_about')}
                        rows={rows} idOf={(one) => one.id}
                        data={[...data.slice(0, -1), { id: 'mean', title: t('figures.mean'), numeric: true, text: (one) => means.get(one.id) ?? '', cell: (one) => (isDecimal(means.get(one.id)) ? number(means.get(one.id) ?? '0', language) : '') }, ...data.slice(-1)]}
                        draw={(width) => rowsAlong(width, shown.map((one) => ({
                            id: one.id, label: one.label,
                            part: (scale, top, height) => <Lying values={one.values} scale={scale} top={top} height={height} bars={bars} threshold={threshold} />,
                        })), { low: Math.min(...all, threshold === undefined ? Infinity : placeOf(threshold)), high: Math.max(...all), text: (value) => number(String(value), language), title: t('figures.total') }, 66)}
                    >
                        {shown.length < rows.length && <p class="govuk-body">{count('figures.drawn', shown.length, { all: rows.length })}</p>}
                    </Figure>
                );
            })}
        </>
    );
}

// How far apart the experts of each application were, the highest mean first.
export function Spread({ call, statistics, definition, round }: PlotProps) {
    const words = useWords();
    const { t, language } = words;
    const steps = [...new Set((statistics.spread ?? []).map((one) => one.step ?? ''))];
    const of = (value: string | undefined): number => placeOf(value ?? '0');
    return (
        <>
            {steps.map((step) => {
                const rows = (statistics.spread ?? []).filter((one) => one.step === step).sort((a, b) => of(b.mean) - of(a.mean));
                const amount = (id: 'mean' | 'lowest' | 'highest' | 'gap', title: string): Datum<Of<'spread'>> =>
                    ({ id, title, numeric: true, text: (one) => one[id] ?? '', cell: (one) => (isDecimal(one[id]) ? number(one[id], language) : '') });
                const columns = rows.map((one): PlotColumn => ({
                    id: one.application ?? '', said: `${one.application ?? ''}: ${one.lowest ?? ''} – ${one.highest ?? ''}`,
                    value: of(one.mean), low: of(one.lowest), high: of(one.highest), kind: one.diverged ? 'far' : 'in',
                }));
                return (
                    <Figure
                        key={step} file={nameOf(call, round, `spread-${step}`)} title={t('figures.spread', { step: stepTitle(definition, step, words) })} about={t('figures.spread_about')}
                        rows={rows} idOf={(one) => one.application ?? ''}
                        data={[
                            { id: 'application', title: t('officer.application'), text: (one) => one.application ?? '', cell: (one) => <a class="govuk-link" href={`/applications/${one.application ?? ''}`}>{one.application}</a> },
                            { id: 'reviews', title: t('figures.reviews'), numeric: true, text: (one) => String(one.reviews ?? 0) },
                            amount('mean', t('figures.mean')), amount('lowest', t('figures.lowest')), amount('highest', t('figures.highest')), amount('gap', t('figures.gap')),
                            { id: 'diverged', title: t('officer.diverged'), text: (one) => (one.diverged ? t('figures.yes') : t('figures.no')) },
                        ]}
                        draw={(width) => columnsUp(width, columns, {
                            low: Math.min(...columns.map((one) => one.low ?? 0)), high: Math.max(...columns.map((one) => one.high ?? 0)), text: (value) => number(String(value), language), title: t('figures.total'),
                        }, {
                            across: t('figures.by_mean'), range: t('figures.range'),
                            kinds: [{ kind: 'in', name: t('figures.mean') }, ...(columns.some((one) => one.kind === 'far') ? [{ kind: 'far' as const, name: t('figures.mean_far') }] : [])],
                        })}
                    />
                );
            })}
        </>
    );
}
