import { useView } from '../api/view';
import { CallTitle, OpenCalls } from '../components/calls';
import { PageHeading, Section } from '../components/heading';
import { Look } from '../components/look';
import { Stage } from '../components/tag';
import { useWords } from '../i18n/words';

// Every call that was published: those that one can apply in, then the others.
export default function CallsPage() {
    const { t } = useWords();
    const calls = useView('/calls');
    return (
        <>
            <PageHeading title={t('call.all')} />
            <Section title={t('home.open_calls')}><OpenCalls /></Section>
            <Look at={calls}>
                {({ items }) => {
                    const others = items.filter((one) => one.stage !== 'open' && one.stage !== 'published');
                    return others.length === 0 ? null : (
                        <Section title={t('call.others')}>
                            <ul class="tasks">
                                {others.map((one) => (
                                    <li key={one.call}>
                                        <p class="govuk-body"><a class="govuk-link" href={`/calls/${one.call ?? ''}`}><CallTitle call={one.call ?? ''} /></a></p>
                                        <p class="govuk-body"><Stage stage={one.stage} /></p>
                                    </li>
                                ))}
                            </ul>
                        </Section>
                    );
                }}
            </Look>
        </>
    );
}
