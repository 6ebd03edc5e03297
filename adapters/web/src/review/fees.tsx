import { useEffect } from 'preact/hooks';
import type { Definition } from '../api/definition';
import { useView } from '../api/view';
import { Money } from '../components/amount';
import { Moment } from '../components/deadline';
import { Summary } from '../components/summary';
import { Table } from '../components/table';
import { Details } from '../components/tabs';
import { useWords } from '../i18n/words';

// How much an expert has to do in a call, and the statement of what is paid for what is done. Read again with `again`.
export function FeesOf({ call, definition, again }: { call: string; definition: Definition; again: unknown }) {
    const words = useWords();
    const { t } = words;
    const fees = useView('/calls/{call}/fees', { call });
    useEffect(() => { fees.again(); }, [again]);
    if (fees.looked.is !== 'shown') return null;
    const { items = [], total, open = 0, paid, currency = 'EUR' } = fees.looked.body;
    const stepOf = (name: string | undefined): string => words.of(definition.steps.find((one) => one.name === name)?.title, name);
    const reviews = items.filter((one) => one.work === 'review').length;
    return (
        <>
            <Summary rows={[{ label: t('review.load_open'), value: open }, { label: t('review.load_done'), value: reviews }]} />
            {paid && (
                <Details summary={t('review.fees')}>
                    <Table
                        caption={t('review.fees')} hidesCaption rows={items} idOf={(one) => `${one.application ?? ''} ${one.step ?? ''} ${one.work ?? ''}`} empty={t('review.no_fees')}
                        columns={[
                            { id: 'application', title: t('review.application'), cell: (one) => one.application },
                            { id: 'work', title: t('review.work'), cell: (one) => <>{t(one.work === 'consensus' ? 'review.work_consensus' : 'review.work_review')}<br /><span class="quiet">{stepOf(one.step)}</span></> },
                            { id: 'done', title: t('review.done_at'), cell: (one) => one.done && <Moment at={one.done} /> },
                            { id: 'fee', title: t('review.fee'), numeric: true, cell: (one) => <Money amount={one.fee} currency={currency} /> },
                        ]}
                    />
                    <p class="govuk-body"><strong>{t('review.fees_total')}</strong> <Money amount={total} currency={currency} /></p>
                </Details>
            )}
        </>
    );
}
