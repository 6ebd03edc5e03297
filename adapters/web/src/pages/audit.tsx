import { useState } from 'preact/hooks';
import { atranka, failure, reached, type Problem, type Seen, type Unreached } from '../api/atranka';
import { textAt } from '../audit/head';
import { ThroughTime } from '../audit/time';
import { keyOf, verify, type Fault, type Page, type Sound } from '../audit/verify';
import { Notice } from '../components/banner';
import { Button, PlainButton } from '../components/button';
import { useDefinition } from '../components/calls';
import { Moment } from '../components/deadline';
import { Refusal } from '../components/errors';
import { PageHeading, Section } from '../components/heading';
import { Summary } from '../components/summary';
import { Table } from '../components/table';
import { useWords, type Key } from '../i18n/words';
import type { PageProps } from '../router';

// A call for who has to convince themselves: the record verified here, decided again, through time, who read what.
export default function AuditPage({ names }: PageProps) {
    const call = names['call'] ?? '';
    const words = useWords();
    const { t } = words;
    const definition = useDefinition(call);
    return (
        <>
            <PageHeading title={t('audit.title')} caption={words.of(definition?.title, call)} />
            <p class="govuk-body-l">{t('audit.lead')}</p>
            <ul class="links"><li><a class="govuk-link" href={`/calls/${call}/figures`}>{t('figures.title')}</a></li></ul>
            <Verified call={call} />
            <Replayed call={call} />
            <ThroughTime call={call} />
            <Readings call={call} />
            <Section title={t('audit.pack')}>
                <p class="govuk-body">{t('audit.pack_lead')}</p>
                <p class="govuk-body"><a class="govuk-link" href={`/api/v1/calls/${call}/pack`} download={`${call}.zip`}>{t('audit.pack_do')}</a></p>
                <p class="govuk-body"><a class="govuk-link" href={`/api/v1/calls/${call}/log/checkpoint`} target="_self">{t('audit.checkpoint')}</a><br /><span class="quiet">{t('hints.head')}</span></p>
            </Section>
        </>
    );
}

type Verdict = { readonly is: 'sound'; readonly of: Sound } | { readonly is: 'fault'; readonly of: Fault };
const page_size = 500;

function Verified({ call }: { call: string }) {
    const { t } = useWords();
    const [progress, setProgress] = useState<{ leaves: number; of: number }>();
    const [verdict, setVerdict] = useState<Verdict>();
    const [key, setKey] = useState('');
    const [failed, setFailed] = useState<Problem | Unreached>();
    const [busy, setBusy] = useState(false);
    const begin = async (): Promise<void> => {
        setBusy(true);
        setFailed(undefined);
        setVerdict(undefined);
        try {
            const [note, vkey] = [await textAt('/calls/{call}/log/checkpoint', call), await textAt('/log/key', call)];
            setKey(keyOf(vkey) ? vkey.trim() : '');
            const read = async (from: number): Promise<Page> => {
                const { data } = await reached(atranka.http.GET('/calls/{call}/log/entries', { params: { path: { call }, query: { from, limit: page_size } } }));
                return data as unknown as Page;
            };
            const told = await verify(note, vkey, read, (leaves, of) => setProgress({ leaves, of }));
            setVerdict('what' in told ? { is: 'fault', of: told } : { is: 'sound', of: told });
        } catch (thrown) {
            if (thrown instanceof DOMException) setVerdict({ is: 'fault', of: { what: 'signature', index: -1 } });
            else setFailed(failure(thrown));
        } finally {
            setBusy(false);
        }
    };
    return (
        <Section title={t('audit.verify')}>
            <p class="govuk-body">{t('audit.verify_lead')}</p>
            <Button busy={busy} onPress={begin}>{t('audit.verify_do')}</Button>
            <Refusal why={failed} />
            <div role="status">
                {busy && progress && <p class="govuk-body">{t('audit.verifying', progress)}</p>}
                {verdict?.is === 'sound' && (
                    <Notice kind="good">
                        <p class="govuk-body">{t('audit.sound', { leaves: verdict.of.leaves })}</p>
                        <Summary rows={[
                            { label: t('audit.signed_by'), value: <span class="hash">{verdict.of.head.origin}</span> },
                            { label: t('audit.root'), value: <span class="hash">{verdict.of.root}</span> },
                        ]} />
                        <p class="govuk-body">{t('audit.compare_key')} <span class="hash">{key}</span></p>
                    </Notice>
                )}
                {verdict?.is === 'fault' && (
                    <Notice kind="bad">
                        <p class="govuk-body">{verdict.of.index === -1 ? t('audit.not_here') : t(`audit.fault_${verdict.of.what}` as Key, { index: verdict.of.index ?? '' })}</p>
                    </Notice>
                )}
            </div>
        </Section>
    );
}

function Replayed({ call }: { call: string }) {
    const { t } = useWords();
    const [told, setTold] = useState<Seen<'/calls/{call}/replay'>>();
    const [failed, setFailed] = useState<Problem | Unreached>();
    const [busy, setBusy] = useState(false);
    const begin = async (): Promise<void> => {
        setBusy(true);
        setFailed(undefined);
        try {
            setTold((await reached(atranka.see('/calls/{call}/replay', { params: { path: { call } } }))).body);
        } catch (thrown) {
            setFailed(failure(thrown));
        } finally {
            setBusy(false);
        }
    };
    const differences = told?.differences ?? [];
    return (
        <Section title={t('audit.replay')}>
            <p class="govuk-body">{t('audit.replay_lead')}</p>
            <Button kind="secondary" busy={busy} onPress={begin}>{t('audit.replay_do')}</Button>
            <Refusal why={failed} />
            {told && (
                <Notice kind={told.sound ? 'good' : 'bad'}>
                    <p class="govuk-body" role="status">{t('audit.replay_sound', { derived: told.derived ?? 0, entries: told.entries ?? 0, erased: told.erased ?? 0 })}</p>
                    {differences.length > 0 && <p class="govuk-body">{t('audit.replay_differs', { count: differences.length })}</p>}
                </Notice>
            )}
            {differences.length > 0 && (
                <Table
                    caption={t('audit.replay')} hidesCaption rows={differences} idOf={(one) => `${one.log ?? ''} ${one.index ?? ''} ${one.what ?? ''}`}
                    columns={[
                        { id: 'log', title: t('audit.log'), cell: (one) => one.log },
                        { id: 'index', title: t('audit.entry'), numeric: true, cell: (one) => one.index },
                        { id: 'what', title: t('audit.what'), cell: (one) => one.what },
                        { id: 'words', title: t('audit.words'), cell: (one) => one.words || one.detail },
                    ]}
                />
            )}
        </Section>
    );
}

type Reading = NonNullable<Seen<'/calls/{call}/readings'>['items']>[number];

function Readings({ call }: { call: string }) {
    const { t } = useWords();
    const [rows, setRows] = useState<readonly Reading[]>([]);
    const [next, setNext] = useState<string>();
    const [isBegun, setBegun] = useState(false);
    const [failed, setFailed] = useState<Problem | Unreached>();
    const more = async (): Promise<void> => {
        try {
            const query = { limit: 100, ...(next === undefined ? {} : { cursor: next }) };
            const { body } = await reached(atranka.see('/calls/{call}/readings', { params: { path: { call }, query } }));
            setRows((before) => [...before, ...(body.items ?? [])]);
            setNext(body.next);
            setBegun(true);
            setFailed(undefined);
        } catch (thrown) {
            setFailed(failure(thrown));
        }
    };
    return (
        <Section title={t('audit.readings')}>
            <p class="govuk-body">{t('audit.readings_lead')}</p>
            <Refusal why={failed} />
            {isBegun && (
                <Table
                    caption={t('audit.readings')} hidesCaption rows={rows} idOf={(one) => `${one.line?.log ?? ''} ${one.line?.index ?? ''}`} words={(one) => `${one.line?.who ?? ''} ${one.line?.object ?? ''} ${one.line?.rule ?? ''}`}
                    columns={[
                        { id: 'at', title: t('audit.when'), cell: (one) => (one.line?.at ? <Moment at={one.line.at} /> : ''), key: (one) => one.line?.at },
                        { id: 'who', title: t('audit.who'), cell: (one) => one.line?.who, key: (one) => one.line?.who },
                        { id: 'kind', title: t('audit.kind'), cell: (one) => (one.line?.kind ? t(`audit.kind_${one.line.kind}` as Key) : ''), key: (one) => one.line?.kind },
                        { id: 'object', title: t('audit.object'), cell: (one) => one.line?.object, key: (one) => one.line?.object },
                        { id: 'rule', title: t('audit.rule'), cell: (one) => one.line?.rule, key: (one) => one.line?.rule },
                    ]}
                />
            )}
            {(!isBegun || next !== undefined) && <p class="govuk-body"><PlainButton onPress={more}>{t('audit.more')}</PlainButton></p>}
        </Section>
    );
}
