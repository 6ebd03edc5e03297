import { useMemo, useState } from 'preact/hooks';
import type { Seen } from '../api/atranka';
import type { Definition } from '../api/definition';
import { useView } from '../api/view';
import { Money } from '../components/amount';
import { PlainButton } from '../components/button';
import { useDefinition } from '../components/calls';
import { Day, Deadline } from '../components/deadline';
import { PageHeading, Section } from '../components/heading';
import { Empty, Loading, Look } from '../components/look';
import { download } from '../components/receipt';
import { Table, type Column } from '../components/table';
import { Tag } from '../components/tag';
import { dayOf } from '../dates';
import { csvOf } from '../figures/csv';
import { useWords } from '../i18n/words';
import { isDecimal, number, sum } from '../money';
import type { PageProps } from '../router';
import { Bulk, type BulkKind } from '../staff/bulk';

type Awards = Seen<'/calls/{call}/awards'>;
type Line = NonNullable<Awards['items']>[number];

// The confirmed list before the deciding authority: granted, refused or sent back by one order over several; and the
// orders that were made, each with its annex.
export default function OrderPage({ names }: PageProps) {
    const call = names['call'] ?? '';
    const words = useWords();
    const definition = useDefinition(call);
    const awards = useView('/calls/{call}/awards', { call }, {}, [call, '*']);
    return (
        <>
            <PageHeading title={words.t('office.order')} caption={words.of(definition?.title, call)} />
            <ul class="links no-print"><li><a class="govuk-link" href={`/calls/${call}/board`}>{words.t('officer.board')}</a></li></ul>
            <Look at={awards}>{(body) => (definition ? <Lines awards={body} definition={definition} again={awards.again} /> : <Loading />)}</Look>
        </>
    );
}

function Lines({ awards, definition, again }: { awards: Awards; definition: Definition; again: () => void }) {
    const { t } = useWords();
    const items = awards.items ?? [];
    const standing = (...of: string[]): readonly Line[] => items.filter((one) => of.includes(one.standing ?? ''));
    const orders = useMemo(() => {
        const found = new Map<string, Line[]>();
        for (const one of items.filter((line) => line.standing === 'granted' || line.standing === 'refused'))
            found.set(one.order ?? '', [...found.get(one.order ?? '') ?? [], one]);
        return [...found].sort(([, a], [, b]) => (b[0]?.decided ?? '').localeCompare(a[0]?.decided ?? ''));
    }, [items]);
    const pending = standing('pending');
    const proposed = standing('proposed');
    const mayBack = (awards.sent_back_to ?? []).length > 0;
    return (
        <>
            <Section title={t('office.before_authority')}>
                {pending.length === 0 ? <Empty>{t('office.nothing_before')}</Empty> : <p class="govuk-body">{t(mayBack ? 'office.order_lead_back' : 'office.order_lead')}</p>}
                <ToDecide lines={pending} definition={definition} currency={awards.currency} again={again} command="DecideAward" only={mayBack ? ['DecideAward', 'SendBackAward'] : ['DecideAward']} />
            </Section>
            <ToDecide title={t('office.proposed_orders')} lines={proposed} definition={definition} currency={awards.currency} again={again} command="ConfirmAward" only={['ConfirmAward', 'RefuseAward']} />
            {orders.length > 0 && <h2 class="govuk-heading-m">{t('office.orders')}</h2>}
            {orders.map(([order, lines]) => <Order key={order} order={order} lines={lines} currency={awards.currency} />)}
        </>
    );
}

interface ToDecideProps { title?: string; lines: readonly Line[]; definition: Definition; currency: string | undefined; again: () => void; command: string; only: readonly BulkKind[] }

// Also of no line any more it tells what was done to the last ones.
function ToDecide({ title, lines, definition, currency, again, command, only }: ToDecideProps) {
    const words = useWords();
    const { t } = words;
    const mine = lines.filter((one) => (one.commands ?? []).includes(command));
    const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
    const turn = (id: string, on: boolean): void => setLeft((before) => {
        const next = new Set(before);
        if (on) next.delete(id); else next.add(id);
        return next;
    });
    // An order is over the whole list, until somebody takes a line out of it.
    const selected = mine.filter((one) => !left.has(one.application ?? ''));
    const choose: Column<Line>[] = mine.length === 0 ? [] : [{ id: 'chosen', title: t('office.in_order'), width: '5em', cell: (one) => mine.includes(one) && (
        <input class="choose" type="checkbox" aria-label={t('officer.choose_one', { application: one.application ?? '' })} checked={!left.has(one.application ?? '')} onChange={(event) => turn(one.application ?? '', event.currentTarget.checked)} />
    ) }];
    return (
        <>
            {lines.length > 0 && (
                <>
                    {title && <h2 class="govuk-heading-m">{title}</h2>}
                    <Table caption={t('office.confirmed_list')} hidesCaption rows={lines} idOf={(one) => one.application ?? ''} columns={[...choose, ...columnsOf(words, currency, command === 'ConfirmAward')]} />
                    <p class="govuk-body"><strong>{t('office.sum_of_chosen', { count: selected.length })}</strong> <Money amount={sum(selected.map((one) => one.amount ?? '0'))} currency={currency ?? 'EUR'} /></p>
                </>
            )}
            <Bulk
                selected={selected.map((one) => ({ application: one.application ?? '', step: one.step ?? '', stage: `decision.${one.standing ?? ''}` }))}
                definition={definition} only={only} onDone={() => { setLeft(new Set()); again(); }}
            />
        </>
    );
}

// A line as the list and the annex have it; its application's page derives it.
function columnsOf(words: ReturnType<typeof useWords>, currency: string | undefined, isProposed = false): Column<Line>[] {
    const { t, language } = words;
    return [
        { id: 'rank', title: t('office.rank'), numeric: true, key: (one) => one.rank, cell: (one) => ((one.rank ?? 0) > 0 ? one.rank : '') },
        { id: 'application', title: t('officer.application'), key: (one) => one.application, cell: (one) => (
            <><a class="govuk-link" href={`/applications/${one.application ?? ''}`}>{one.title || one.application}</a>{one.title && <><br /><span class="quiet">{one.application}</span></>}</>
        ) },
        { id: 'partners', title: t('officer.partners'), cell: (one) => (one.organisations ?? []).join(', ') },
        { id: 'total', title: t('application.total'), numeric: true, key: (one) => (one.total ? Number(one.total) : undefined), cell: (one) => (isDecimal(one.total) ? number(one.total, language) : '') },
        { id: 'requested', title: t('officer.requested'), numeric: true, cell: (one) => (one.requested ? <Money amount={one.requested} currency={currency ?? 'EUR'} /> : '') },
        { id: 'amount', title: t('office.amount'), numeric: true, cell: (one) => <Money amount={one.amount} currency={currency ?? 'EUR'} /> },
        ...(isProposed ? [{ id: 'proposed', title: t('office.proposed'), cell: (one: Line) => <><Decision line={one} /> {one.order}</> }] : []),
        { id: 'deadline', title: t('officer.deadline'), cell: (one) => (one.deadline ? <Deadline at={one.deadline} /> : '') },
    ];
}

function Decision({ line }: { line: Line }) {
    const { t } = useWords();
    return <Tag colour={line.granted ? 'green' : 'red'}>{t(line.granted ? 'office.granted' : 'office.refused')}</Tag>;
}

// One order and its annex, to be printed or taken along.
function Order({ order, lines, currency = 'EUR' }: { order: string; lines: readonly Line[]; currency: string | undefined }) {
    const words = useWords();
    const { t } = words;
    const granted = lines.filter((one) => one.granted);
    const annex = [...new Set(lines.map((one) => one.annex).filter(Boolean))].join(', ');
    const decided = lines.map((one) => one.decided ?? '').sort().at(-1);
    const columns = columnsOf(words, currency).filter((one) => one.id !== 'deadline');
    return (
        <section class="order" aria-label={t('office.order_number', { order })}>
            <h3 class="govuk-heading-s">{t('office.order_number', { order })}{decided && <>, <Day on={dayOf(decided)} /></>}</h3>
            <p class="govuk-body">{annex || t('application.annex')}. {t('office.granted_sum', { count: granted.length })} <Money amount={sum(granted.map((one) => one.amount ?? '0'))} currency={currency} /></p>
            <Table
                caption={t('office.annex_of', { order })} hidesCaption rows={lines} idOf={(one) => one.application ?? ''}
                columns={[...columns, { id: 'decision', title: t('office.decision'), cell: (one) => <Decision line={one} /> }]}
            />
            <p class="govuk-body no-print">
                <PlainButton onPress={() => download(`${order.replace(/[^\p{L}\p{N}-]+/gu, '-')}.csv`, 'text/csv;charset=utf-8', annexOf(lines, currency))}>{t('office.annex_download')}</PlainButton>
            </p>
        </section>
    );
}

// Every line as the order decided it.
function annexOf(lines: readonly Line[], currency: string): string {
    return csvOf(
        ['rank', 'application', 'title', 'organisations', 'total', 'requested', 'decision', 'amount', 'currency', 'order', 'annex'],
        lines.map((one) => [
            String(one.rank ?? ''), one.application ?? '', one.title ?? '', (one.organisations ?? []).join('; '), one.total ?? '', one.requested ?? '',
            one.granted ? 'granted' : 'refused', one.amount ?? '', currency, one.order ?? '', one.annex ?? '',
        ]),
    );
}
