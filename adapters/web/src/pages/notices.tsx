import { useState } from 'preact/hooks';
import type { Seen } from '../api/atranka';
import type { Definition } from '../api/definition';
import { useView } from '../api/view';
import { useDefinition } from '../components/calls';
import { Deadline, Moment } from '../components/deadline';
import { PageHeading } from '../components/heading';
import { Loading, Look } from '../components/look';
import { Table } from '../components/table';
import { useWords, type Words } from '../i18n/words';
import type { PageProps } from '../router';
import { Bulk } from '../staff/bulk';

type Notice = Seen<'/calls/{call}/notices'>['items'][number];

// What waits to be told to applicants; each letter to print, and several served at once.
export default function NoticesPage({ names }: PageProps) {
    const call = names['call'] ?? '';
    const words = useWords();
    const definition = useDefinition(call);
    const notices = useView('/calls/{call}/notices', { call }, {}, [call, '*']);
    return (
        <>
            <PageHeading title={words.t('office.notices')} caption={words.of(definition?.title, call)} />
            <ul class="links">
                <li><a class="govuk-link" href={`/calls/${call}/board`}>{words.t('officer.board')}</a></li>
                <li><a class="govuk-link" href={`/calls/${call}/applications`}>{words.t('officer.applications')}</a></li>
            </ul>
            <p class="govuk-body">{words.t('office.notices_lead')}</p>
            <Look at={notices}>{({ items }) => (definition ? <Queue notices={items} definition={definition} again={notices.again} /> : <Loading />)}</Look>
        </>
    );
}

// What it tells: the outcome, or the step that begins with it.
function subjectOf(notice: Notice, definition: Definition, words: Words): string {
    const all = [...definition.steps, ...definition.outcomes];
    return words.of(all.find((one) => one.name === (notice.outcome || notice.step))?.title, notice.outcome || notice.step);
}

function Queue({ notices, definition, again }: { notices: readonly Notice[]; definition: Definition; again: () => void }) {
    const words = useWords();
    const { t } = words;
    const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
    const turn = (id: string, on: boolean): void => setChosen((before) => {
        const next = new Set(before);
        if (on) next.add(id); else next.delete(id);
        return next;
    });
    const mine = notices.filter((one) => one.may_serve);
    const chooses = mine.length > 0;
    const selected = mine.filter((one) => chosen.has(one.application ?? ''));
    return (
        <>
            <Bulk selected={selected} definition={definition} only={['ServeNotice']} onDone={() => { setChosen(new Set()); again(); }} />
            <Table
                caption={t('office.notices')} rows={notices} idOf={(one) => one.application ?? ''} empty={t('office.no_notices')}
                words={(one) => `${one.application ?? ''} ${one.title ?? ''} ${one.name ?? ''} ${one.lead ?? ''} ${subjectOf(one, definition, words)}`}
                columns={[
                    ...(chooses ? [{ id: 'chosen', title: t('officer.choose'), width: '5em', cell: (one: Notice) => one.may_serve && (
                        <input class="choose" type="checkbox" aria-label={t('officer.choose_one', { application: one.application ?? '' })} checked={chosen.has(one.application ?? '')} onChange={(event) => turn(one.application ?? '', event.currentTarget.checked)} />
                    ) }] : []),
                    { id: 'application', title: t('officer.application'), key: (one) => one.application, cell: (one) => (
                        <><a class="govuk-link" href={`/applications/${one.application ?? ''}`}>{one.title || one.application}</a>{one.title && <><br /><span class="quiet">{one.application}</span></>}</>
                    ) },
                    { id: 'kind', title: t('office.tells'), key: (one) => subjectOf(one, definition, words), cell: (one) => <>{subjectOf(one, definition, words)}<br /><span class="quiet">{t(one.kind === 'outcome' ? 'office.of_outcome' : 'office.of_step')}</span></> },
                    { id: 'lead', title: t('office.recipient'), key: (one) => one.name || one.lead, cell: (one) => one.name || one.lead },
                    { id: 'since', title: t('office.since'), key: (one) => one.since, cell: (one) => one.since && <Moment at={one.since} /> },
                    { id: 'answer', title: t('office.answer_by'), key: (one) => one.answer_by, cell: (one) => (one.answer_by ? <Deadline at={one.answer_by} /> : <span class="quiet">{t('office.no_answer')}</span>) },
                    { id: 'letter', title: t('office.letter'), cell: (one) => <a class="govuk-link" href={`/applications/${one.application ?? ''}/letter`}>{t('office.letter_open')}<span class="govuk-visually-hidden"> {one.application}</span></a> },
                ]}
            />
            {chooses && (
                <div class="actions choose-many">
                    <button type="button" class="plain-button govuk-link" onClick={() => setChosen(new Set(mine.map((one) => one.application ?? '')))}>{t('officer.choose_all')}</button>
                    <button type="button" class="plain-button govuk-link" onClick={() => setChosen(new Set())}>{t('officer.choose_none')}</button>
                </div>
            )}
        </>
    );
}
