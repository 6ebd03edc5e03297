// Pictures of a call's course and of its money: of what GET /calls/{call}/statistics and its ranked lists tell.

import type { Seen } from '../api/atranka';
import type { Definition } from '../api/definition';
import { keyTitle } from '../api/names';
import { useView } from '../api/view';
import { Money } from '../components/amount';
import { Moment } from '../components/deadline';
import { shortDay } from '../dates';
import { useWords, type Words } from '../i18n/words';
import { isDecimal, number, roundMoney, type Decimal } from '../money';
import { placeOf } from './arithmetic';
import { columnsUp, rowsAlong, stepsOver, type PlotColumn } from './drawing';
import { Figure, type Datum } from './figure';
import { firstKeyOf, lineOf } from './funding';

export type Statistics = Seen<'/calls/{call}/statistics'>;
export type Of<Name extends keyof Statistics> = NonNullable<Statistics[Name]>[number];
export interface PlotProps { call: string; statistics: Statistics; definition: Definition; round: string }

export const nameOf = (call: string, round: string, what: string): string => [call, round, what].filter((part) => part !== '').join('-');
export const stepTitle = (definition: Definition, step: string | undefined, words: Words): string =>
    words.of(definition.steps.find((one) => one.name === step)?.title, step);

// How many came how far.
export function Funnel({ call, statistics, definition, round }: PlotProps) {
    const words = useWords();
    const { t } = words;
    const rows = statistics.funnel ?? [];
    const rounds = [...new Set(rows.flatMap((one) => Object.keys(one.rounds ?? {})))].sort();
    const most = Math.max(1, ...rows.map((one) => one.count ?? 0));
    const titleOf = (one: Of<'funnel'>): string => words.of(one.title, stepTitle(definition, one.step, words));
    return (
        <Figure
            file={nameOf(call, round, 'funnel')} title={t('figures.funnel')} about={t('figures.funnel_about')} rows={rows} idOf={(one) => one.step ?? ''}
            data={[
                { id: 'step', title: t('officer.step'), text: titleOf },
                { id: 'count', title: t('officer.count'), numeric: true, text: (one) => String(one.count ?? 0) },
                ...(rounds.length > 1 ? rounds.map((of) => ({ id: of, title: t('call.round', { round: of }), numeric: true, text: (one: Of<'funnel'>) => String(one.rounds?.[of] ?? 0) })) : []),
            ]}
            draw={(width) => rowsAlong(width, rows.map((one) => ({
                id: one.step ?? '', label: titleOf(one),
                part: (scale, top, height) => (
                    <>
                        <rect class="plot__bar" x={scale(0)} y={top + height / 2 - 11} width={Math.max(0, scale(one.count ?? 0) - scale(0))} height={22} />
                        <text class="plot__value" x={scale(one.count ?? 0) + 7} y={top + height / 2 + 5}>{one.count}</text>
                    </>
                ),
            })), { low: 0, high: most, wholes: true, text: String, title: t('officer.count') }, 30, 36)}
        />
    );
}

type Preview = Seen<'/calls/{call}/rounds/{round}/rankings/{step}/preview'>;
type Placed = NonNullable<Preview['rows']>[number];

// A ranked list with the line below which nobody is funded, and how far the experts of each were apart.
export function FundingLine({ call, statistics, definition, round, step }: PlotProps & { step: string }) {
    const preview = useView('/calls/{call}/rounds/{round}/rankings/{step}/preview', { call, round, step }, {}, [call, '*']);
    if (preview.looked.is !== 'shown') return null;
    const { body } = preview.looked;
    return (body.rows ?? []).length === 0 ? null : <Ranked preview={body} call={call} statistics={statistics} definition={definition} round={round} step={step} />;
}

function Ranked({ preview, call, statistics, definition, round, step }: PlotProps & { preview: Preview; step: string }) {
    const words = useWords();
    const { t, language } = words;
    const rows = preview.rows ?? [];
    const { key, review } = firstKeyOf(definition, step, rows.map((one) => one.keys ?? {}));
    const ranges = new Map((statistics.spread ?? []).filter((one) => one.step === review).map((one) => [one.application ?? '', one]));
    const keyOf = (one: Placed): string => one.keys?.[key] ?? '';
    const keyName = review === undefined ? keyTitle(definition, key, words) : t('figures.total');
    const columns = rows.map((one): PlotColumn => {
        const range = ranges.get(one.application ?? '');
        const value = keyOf(one);
        return {
            id: one.application ?? '', said: `${one.title || one.application || ''}: ${value}`,
            value: isDecimal(value) ? placeOf(value) : undefined,
            low: range?.lowest === undefined ? undefined : placeOf(range.lowest), high: range?.highest === undefined ? undefined : placeOf(range.highest),
            kind: one.outcome === 'selected' ? 'in' : 'out',
        };
    });
    const all = columns.flatMap((one) => [one.value, one.low, one.high]).filter((one) => one !== undefined);
    if (all.length === 0) return null;
    const after = lineOf(rows.map((one) => one.outcome ?? ''));
    const bound = (id: 'lowest' | 'highest', title: string): Datum<Placed> => {
        const of = (one: Placed): string => ranges.get(one.application ?? '')?.[id] ?? '';
        return { id, title, numeric: true, text: of, cell: (one) => (isDecimal(of(one)) ? number(of(one), language) : '') };
    };
    return (
        <Figure
            file={nameOf(call, round, `funding-line-${step}`)} title={t('figures.line', { step: stepTitle(definition, step, words), round })} about={t('figures.line_about')}
            rows={rows} idOf={(one) => one.application ?? ''}
            data={[
                { id: 'rank', title: t('application.rank'), numeric: true, text: (one) => String(one.rank ?? '') },
                { id: 'application', title: t('officer.application'), text: (one) => one.application ?? '', cell: (one) => <a class="govuk-link" href={`/applications/${one.application ?? ''}`}>{one.title || one.application}</a> },
                { id: 'key', title: keyName, numeric: true, text: keyOf, cell: (one) => (isDecimal(keyOf(one)) ? shortened(keyOf(one), language) : keyOf(one)) },
                bound('lowest', t('figures.lowest')), bound('highest', t('figures.highest')),
                { id: 'amount', title: t('application.amount'), numeric: true, text: (one) => one.amount ?? '', cell: (one) => <Money amount={one.amount} currency={definition.currency} /> },
                { id: 'outcome', title: t('officer.result_title'), text: (one) => words.known(`common.stage_selection_${one.outcome ?? ''}`) ?? one.outcome ?? '' },
            ]}
            draw={(width) => columnsUp(width, columns, { low: Math.min(...all), high: Math.max(...all), text: (value) => number(String(value), language), title: keyName }, {
                across: t('figures.by_rank'), range: t('figures.range'),
                kinds: [{ kind: 'in', name: t('common.stage_selection_selected') }, ...(columns.some((one) => one.kind === 'out') ? [{ kind: 'out' as const, name: t('figures.others') }] : [])],
                line: after === undefined ? undefined : { after, text: t('officer.funding_line') },
            })}
        >
            {preview.rehearsed && <p class="govuk-body">{t('officer.rehearsed_list')}</p>}
        </Figure>
    );
}

// Keys are exact and may be endless; the file has all of it.
function shortened(amount: Decimal, language: Words['language']): string {
    const [whole = '', fraction = ''] = amount.split('.');
    return fraction.length <= 4 ? number(amount, language) : `${number(`${whole}.${fraction.slice(0, 4)}`, language)}…`;
}

// How long applications stayed in each step.
export function Times({ call, statistics, definition, round }: PlotProps) {
    const words = useWords();
    const { t, language } = words;
    const rows = (statistics.times ?? []).filter((one) => (one.count ?? 0) > 0 || (one.open ?? 0) > 0);
    const passed = rows.filter((one) => (one.count ?? 0) > 0);
    const titleOf = (one: Of<'times'>): string => words.of(one.title, stepTitle(definition, one.step, words));
    const days = (id: 'days_min' | 'days_median' | 'days_max', title: string): Datum<Of<'times'>> =>
        ({ id, title, numeric: true, text: (one) => one[id] ?? '', cell: (one) => (isDecimal(one[id]) ? number(one[id], language) : '') });
    if (rows.length === 0) return null;
    return (
        <Figure
            file={nameOf(call, round, 'times')} title={t('figures.times')} about={t('figures.times_about')} rows={rows} idOf={(one) => one.step ?? ''}
            data={[
                { id: 'step', title: t('officer.step'), text: titleOf },
                { id: 'count', title: t('figures.through'), numeric: true, text: (one) => String(one.count ?? 0) },
                { id: 'open', title: t('figures.still_there'), numeric: true, text: (one) => String(one.open ?? 0) },
                days('days_min', t('figures.shortest')), days('days_median', t('figures.median_days')), days('days_max', t('figures.longest')),
            ]}
            draw={(width) => rowsAlong(width, passed.map((one) => {
                const [low, middle, high] = [placeOf(one.days_min ?? '0'), placeOf(one.days_median ?? '0'), placeOf(one.days_max ?? '0')];
                return {
                    id: one.step ?? '', label: titleOf(one),
                    part: (scale, top, height) => (
                        <>
                            <line class="plot__range" x1={scale(low)} x2={scale(high)} y1={top + height / 2} y2={top + height / 2} />
                            <circle class="plot__mark plot__mark--in" cx={scale(middle)} cy={top + height / 2} r={6} />
                            <text class="plot__value plot__at-middle" x={scale(middle)} y={top + height / 2 - 11}>{number(one.days_median ?? '0', language)}</text>
                        </>
                    ),
                };
            }), { low: 0, high: Math.max(1, ...passed.map((one) => placeOf(one.days_max ?? '0'))), text: (value) => number(String(value), language), title: t('figures.days') }, 40)}
        />
    );
}

// What there is and what is promised, over time.
export function BudgetOverTime({ call, statistics, definition, round }: PlotProps) {
    const words = useWords();
    const { t, language } = words;
    const rows = statistics.money ?? [];
    if (rows.length === 0) return null;
    const point = (id: 'budget' | 'committed') => rows.flatMap((one) => (one.at === undefined ? [] : [{ at: Date.parse(one.at), value: placeOf(one[id] ?? '0') }]));
    const all = [...point('budget'), ...point('committed')].map((one) => one.value);
    return (
        <Figure
            file={nameOf(call, round, 'budget')} title={t('figures.budget')} about={t('figures.budget_about')} rows={rows} idOf={(one) => String(one.index)}
            data={[
                { id: 'at', title: t('officer.when'), text: (one) => one.at ?? '', cell: (one) => (one.at ? <Moment at={one.at} /> : '') },
                { id: 'entry', title: t('officer.entry'), numeric: true, text: (one) => String(one.index ?? '') },
                { id: 'budget', title: t('officer.money_budget'), numeric: true, text: (one) => one.budget ?? '', cell: (one) => <Money amount={one.budget} currency={definition.currency} /> },
                { id: 'committed', title: t('officer.money_committed'), numeric: true, text: (one) => one.committed ?? '', cell: (one) => <Money amount={one.committed} currency={definition.currency} /> },
            ]}
            draw={(width) => stepsOver(width, [
                { name: t('officer.money_budget'), kind: 'first', points: point('budget') }, { name: t('officer.money_committed'), kind: 'second', points: point('committed') },
            ], { low: 0, high: Math.max(1, ...all), text: (value) => roundMoney(value, definition.currency, language), title: t('application.amount') }, (at) => shortDay(new Date(at), language), t('figures.day'))}
        />
    );
}
