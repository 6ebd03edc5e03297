import type { Definition } from '../api/definition';
import { useView } from '../api/view';
import { Moment } from '../components/deadline';
import { Section } from '../components/heading';
import { Look } from '../components/look';
import { Table } from '../components/table';
import { Stage } from '../components/tag';
import { useWords } from '../i18n/words';

// Every entry of the record that touched this application, and where it stood after each.
export function History({ application, definition }: { application: string; definition: Definition }) {
    const words = useWords();
    const { t } = words;
    const timeline = useView('/applications/{application}/timeline', { application }, {}, [application]);
    return (
        <Section title={t('officer.history')} id="history">
            <Look at={timeline}>
                {({ items }) => (
                    <Table
                        caption={t('officer.history')} hidesCaption rows={[...(items ?? [])].reverse()} idOf={(one) => String(one.index)}
                        words={(one) => `${one.type ?? ''} ${one.actor ?? ''} ${one.step ?? ''}`}
                        columns={[
                            { id: 'at', title: t('officer.when'), cell: (one) => (one.at ? <Moment at={one.at} /> : ''), key: (one) => one.index },
                            { id: 'type', title: t('officer.what'), cell: (one) => words.known(`commands.${one.type ?? ''}`) ?? spaced(one.type ?? ''), key: (one) => one.type },
                            { id: 'actor', title: t('officer.who'), cell: (one) => one.actor, key: (one) => one.actor },
                            { id: 'stage', title: t('officer.then'), cell: (one) => <><Stage stage={one.stage} /> {words.of(definition.steps.find((step) => step.name === one.step)?.title, one.step)}</> },
                            { id: 'index', title: t('officer.entry'), numeric: true, cell: (one) => <a class="govuk-link" href={`/applications/${application}?as-of=${one.log ?? ''}@${one.index ?? ''}`} aria-label={t('officer.as_it_stood', { index: one.index ?? '' })}>{one.index}</a>, key: (one) => one.index },
                        ]}
                    />
                )}
            </Look>
        </Section>
    );
}

// "ServeNotice" as words, where the catalogue has none.
export function spaced(type: string): string {
    const words = type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
    return words.charAt(0).toUpperCase() + words.slice(1);
}
