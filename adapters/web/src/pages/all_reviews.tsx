import type { Seen } from '../api/atranka';
import { useView } from '../api/view';
import { useDefinition } from '../components/calls';
import { Moment } from '../components/deadline';
import { PageHeading } from '../components/heading';
import { Look } from '../components/look';
import { Table } from '../components/table';
import { Stage } from '../components/tag';
import { useWords } from '../i18n/words';
import { isDecimal, number } from '../money';
import { go, type PageProps } from '../router';

type Review = NonNullable<Seen<'/calls/{call}/reviews'>['items']>[number];

// Every review of a call that one may see, for who works on it or audits it.
export default function AllReviewsPage({ names }: PageProps) {
    const call = names['call'] ?? '';
    const words = useWords();
    const { t, language } = words;
    const definition = useDefinition(call);
    const reviews = useView('/calls/{call}/reviews', { call }, {}, [call, '*']);
    const stepOf = (one: Review): string => words.of(definition?.steps.find((step) => step.name === one.step)?.title, one.step);
    return (
        <>
            <PageHeading title={t('officer.reviews')} caption={words.of(definition?.title, call)} />
            <ul class="links">
                <li><a class="govuk-link" href={`/calls/${call}/board`}>{t('officer.board')}</a></li>
                <li><a class="govuk-link" href={`/calls/${call}/applications`}>{t('officer.applications')}</a></li>
            </ul>
            <Look at={reviews}>
                {({ items }) => (
                    <Table<Review>
                        caption={t('officer.reviews')} rows={items} idOf={(one) => `${one.application ?? ''} ${one.step ?? ''} ${one.expert ?? ''}`} empty={t('officer.no_reviews')}
                        words={(one) => `${one.application ?? ''} ${one.expert ?? ''} ${stepOf(one)}`} sorting={{ column: 'application', descending: false }}
                        onOpen={(one) => go(`/applications/${one.application ?? ''}`)}
                        columns={[
                            { id: 'application', title: t('officer.application'), cell: (one) => <a class="govuk-link" href={`/applications/${one.application ?? ''}`}>{one.application}</a>, key: (one) => one.application },
                            { id: 'step', title: t('officer.step'), cell: stepOf, key: stepOf },
                            { id: 'expert', title: t('officer.expert'), cell: (one) => one.expert, key: (one) => one.expert },
                            { id: 'stage', title: t('officer.stage'), cell: (one) => <Stage stage={`assignment.${one.stage ?? ''}`} />, key: (one) => one.stage },
                            { id: 'total', title: t('application.total'), numeric: true, cell: (one) => (isDecimal(one.total) ? number(one.total, language) : ''), key: (one) => (one.total === undefined ? undefined : Number(one.total)) },
                            { id: 'submitted', title: t('officer.submitted'), cell: (one) => (one.submitted ? <Moment at={one.submitted} /> : ''), key: (one) => one.submitted },
                        ]}
                    />
                )}
            </Look>
        </>
    );
}
