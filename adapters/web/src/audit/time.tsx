import { useView } from '../api/view';
import { Moment } from '../components/deadline';
import { Section } from '../components/heading';
import { Look } from '../components/look';
import { Table } from '../components/table';
import { Details } from '../components/tabs';
import { useWords } from '../i18n/words';
import { turnTo, useAsOf } from '../router';
import { Diagram } from './diagram';
import { EntryWords, InstantChooser, Screens, Slider, whatOf } from './moment';
import { momentOf, placeIn, type Entry } from './moments';

// A slider over the entries of the call: the diagram, and every screen gone to from here, is as the record stood then.
export function ThroughTime({ call }: { call: string }) {
    const { t } = useWords();
    const timeline = useView('/calls/{call}/timeline', { call }, {}, [call]);
    return (
        <Section title={t('audit.time')} id="time">
            <p class="govuk-body">{t('audit.time_lead')}</p>
            <Look at={timeline}>{({ items }) => ((items ?? []).length > 0 ? <Moments call={call} entries={items ?? []} /> : null)}</Look>
        </Section>
    );
}

// The same beside something else of the call, such as an application.
export function BesideTime({ call }: { call: string }) {
    const { t } = useWords();
    const asOf = useAsOf();
    const timeline = useView('/calls/{call}/timeline', { call }, {}, [call]);
    return (
        <Section title={t('audit.time')} id="time">
            <p class="govuk-body">{t('audit.time_lead')}</p>
            <Look at={timeline}>{({ items }) => ((items ?? []).length > 0 ? <Slider id="moment-beside" call={call} entries={items ?? []} /> : null)}</Look>
            <InstantChooser key={asOf} />
            <Details summary={t('audit.diagram')} onlyOpen><Standing call={call} /></Details>
        </Section>
    );
}

function Moments({ call, entries }: { call: string; entries: readonly Entry[] }) {
    const words = useWords();
    const { t } = words;
    const asOf = useAsOf();
    const entry = asOf === undefined ? entries.at(-1) : entries[placeIn(entries, asOf)];
    return (
        <>
            <Slider call={call} entries={entries} />
            {entry && <p class="govuk-body" role="status"><EntryWords entry={entry} /></p>}
            <InstantChooser key={asOf} />
            <h3 class="govuk-heading-s">{asOf === undefined ? t('audit.screens') : t('audit.screens_then')}</h3>
            <Screens call={call} />
            <Standing call={call} />
            <Table
                caption={t('audit.timeline')} rows={entries} idOf={(one) => String(one.index)} words={(one) => `${one.type ?? ''} ${whatOf(one, words)} ${one.actor ?? ''} ${one.application ?? ''}`}
                sorting={{ column: 'index', descending: true }} onOpen={(one) => turnTo(momentOf(call, one.index))}
                columns={[
                    { id: 'index', title: t('audit.entry'), numeric: true, width: '6em', cell: (one) => <a class="govuk-link" href={`/calls/${call}/audit?as-of=${momentOf(call, one.index)}`} onClick={(event) => { event.preventDefault(); turnTo(momentOf(call, one.index)); }}>{one.index}</a>, key: (one) => one.index },
                    { id: 'at', title: t('audit.when'), cell: (one) => (one.at ? <Moment at={one.at} /> : ''), key: (one) => one.at },
                    { id: 'what', title: t('officer.what'), cell: (one) => whatOf(one, words), key: (one) => whatOf(one, words) },
                    { id: 'who', title: t('officer.who'), cell: (one) => one.actor, key: (one) => one.actor },
                    { id: 'application', title: t('audit.application'), cell: (one) => (one.application ? <a class="govuk-link" href={`/applications/${one.application}?as-of=${momentOf(call, one.index)}`}>{one.application}</a> : ''), key: (one) => one.application },
                ]}
            />
        </>
    );
}

// Where everybody stood.
function Standing({ call }: { call: string }) {
    const diagram = useView('/calls/{call}/diagram', { call }, {}, [call]);
    return <Look at={diagram}>{(graph) => <Diagram graph={graph} />}</Look>;
}
