import { useEffect, useState } from 'preact/hooks';
import type { Seen } from '../api/atranka';
import { useView } from '../api/view';
import { Button } from '../components/button';
import { Moment } from '../components/deadline';
import { Section } from '../components/heading';
import { Look } from '../components/look';
import { Table } from '../components/table';
import { useWords } from '../i18n/words';
import { spaced } from '../staff/history';
import { Diagram, type Graph } from './diagram';

type Entry = NonNullable<Seen<'/calls/{call}/timeline'>['items']>[number];
const pause_ms = 200;

// A slider over the entries of the call; the diagram is as the record stood right after the one it is at.
export function ThroughTime({ call }: { call: string }) {
    const { t } = useWords();
    const timeline = useView('/calls/{call}/timeline', { call }, {}, [call]);
    return (
        <Section title={t('audit.time')} id="time">
            <p class="govuk-body">{t('audit.time_lead')}</p>
            <Look at={timeline}>{({ items }) => ((items ?? []).length > 0 ? <Slider call={call} entries={items ?? []} /> : null)}</Look>
        </Section>
    );
}

function Slider({ call, entries }: { call: string; entries: readonly Entry[] }) {
    const words = useWords();
    const { t } = words;
    const last = entries.length - 1;
    const [at, setAt] = useState(last);
    const [settled, setSettled] = useState(last);
    useEffect(() => {
        const timer = setTimeout(() => setSettled(at), pause_ms);
        return () => clearTimeout(timer);
    }, [at]);
    const entry = entries[Math.min(at, last)];
    const shownIndex = entries[Math.min(settled, last)]?.index ?? 0;
    const what = (one: Entry): string => words.known(`officer.do_${one.type ?? ''}`, { round: one.round ?? '' }) ?? spaced(one.type ?? '');
    return (
        <>
            <div class="govuk-form-group">
                <label class="govuk-label" for="moment">{t('audit.at_entry', { index: entry?.index ?? 0, last: entries[last]?.index ?? 0 })}</label>
                <input
                    id="moment" class="slider" type="range" min={0} max={last} step={1} value={at} aria-valuetext={entry ? `${entry.index ?? ''}: ${what(entry)}` : ''}
                    onInput={(event) => setAt(Number(event.currentTarget.value))}
                />
                <div class="actions">
                    <Button kind="secondary" onPress={() => setAt((before) => Math.max(0, before - 1))}>{t('audit.previous')}</Button>
                    <Button kind="secondary" onPress={() => setAt((before) => Math.min(last, before + 1))}>{t('audit.next')}</Button>
                </div>
            </div>
            {entry && (
                <p class="govuk-body" role="status">
                    {entry.at && <Moment at={entry.at} />}: {t('audit.by', { what: what(entry), who: entry.actor ?? '' })}
                    {entry.application && <> – <a class="govuk-link" href={`/applications/${entry.application}`}>{entry.application}</a></>}
                </p>
            )}
            <AsOf call={call} index={shownIndex} />
            <Table
                caption={t('audit.timeline')} rows={entries} idOf={(one) => String(one.index)} words={(one) => `${one.type ?? ''} ${what(one)} ${one.actor ?? ''} ${one.application ?? ''}`}
                sorting={{ column: 'index', descending: true }} onOpen={(one) => setAt(entries.indexOf(one))}
                columns={[
                    { id: 'index', title: t('audit.entry'), numeric: true, width: '6em', cell: (one) => one.index, key: (one) => one.index },
                    { id: 'at', title: t('audit.when'), cell: (one) => (one.at ? <Moment at={one.at} /> : ''), key: (one) => one.at },
                    { id: 'what', title: t('audit.what'), cell: what, key: what },
                    { id: 'who', title: t('audit.who'), cell: (one) => one.actor, key: (one) => one.actor },
                    { id: 'application', title: t('audit.application'), cell: (one) => (one.application ? <a class="govuk-link" href={`/applications/${one.application}`}>{one.application}</a> : ''), key: (one) => one.application },
                ]}
            />
        </>
    );
}

// While another moment is read, the one before stays.
function AsOf({ call, index }: { call: string; index: number }) {
    const diagram = useView('/calls/{call}/diagram', { call }, { 'as-of': `calls/${call}@${index}` });
    const [kept, keep] = useState<Graph>();
    const { looked } = diagram;
    useEffect(() => { if (looked.is === 'shown') keep(looked.body); }, [looked]);
    if (looked.is === 'refused') return <Look at={diagram}>{() => null}</Look>;
    return kept ? <Diagram graph={kept} /> : null;
}
