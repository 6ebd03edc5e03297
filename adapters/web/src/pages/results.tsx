import { useEffect, useState } from 'preact/hooks';
import { failure, type Problem, type Seen, type Unreached } from '../api/atranka';
import type { Definition } from '../api/definition';
import { useView } from '../api/view';
import { hasGrown } from '../audit/consistency';
import { growthOf, judged, publishedOf, type Published } from '../audit/head';
import { Money } from '../components/amount';
import { Notice } from '../components/banner';
import { PlainButton } from '../components/button';
import { useDefinition } from '../components/calls';
import { Refusal } from '../components/errors';
import { PageHeading, Section } from '../components/heading';
import { Empty, Loading, Look } from '../components/look';
import { download } from '../components/receipt';
import { Summary } from '../components/summary';
import { Table } from '../components/table';
import { csvOf } from '../figures/csv';
import { hex } from '../hash';
import { useWords } from '../i18n/words';
import { isDecimal, sum } from '../money';
import type { PageProps } from '../router';

type Award = Seen<'/calls/{call}/results'>['items'][number];

// What was granted, the head under which all of it stands, and how anybody checks it.
export default function ResultsPage({ names }: PageProps) {
    const call = names['call'] ?? '';
    const words = useWords();
    const { t } = words;
    const results = useView('/calls/{call}/results', { call }, {}, [call]);
    const definition = useDefinition(call);
    const { published, failed } = usePublished(call);
    return (
        <>
            <PageHeading title={t('results.title')} caption={words.of(definition?.title, call)} />
            <ul class="links"><li><a class="govuk-link" href={`/calls/${call}`}>{t('results.to_call')}</a></li></ul>
            <Look at={results}>{({ items }) => (definition ? <Awards call={call} items={items} definition={definition} /> : <Loading />)}</Look>
            <Section title={t('results.head')} id="head">
                <p class="govuk-body">{t('results.head_lead')}</p>
                <Refusal why={failed} />
                {published ? <SignedHead call={call} published={published} /> : !failed && <Loading />}
            </Section>
            {published?.head && <HowToCheck call={call} published={published} />}
        </>
    );
}

function usePublished(call: string): { readonly published: Published | undefined; readonly failed: Problem | Unreached | undefined } {
    const [published, setPublished] = useState<Published>();
    const [failed, setFailed] = useState<Problem | Unreached>();
    useEffect(() => {
        let isWanted = true;
        publishedOf(call).then((found) => { if (isWanted) setPublished(found); }, (thrown: unknown) => { if (isWanted) setFailed(failure(thrown)); });
        return () => { isWanted = false; };
    }, [call]);
    return { published, failed };
}

function Awards({ call, items, definition }: { call: string; items: readonly Award[]; definition: Definition }) {
    const words = useWords();
    const { t, count } = words;
    if (items.length === 0) return <Section title={t('results.awarded')}><Empty>{t('results.nothing')}</Empty></Section>;
    const amounts = items.flatMap((one) => (isDecimal(one.granted) ? [one.granted] : []));
    const outcomeOf = (one: Award): string => words.of(definition.outcomes.find((outcome) => outcome.name === one.outcome)?.title, one.outcome);
    const keep = (): void => download(`${call}-results.csv`, 'text/csv;charset=utf-8', csvOf(
        [t('results.application'), t('results.name'), t('results.organisations'), t('results.outcome'), t('results.amount')],
        items.map((one) => [one.application ?? '', one.title ?? '', (one.organisations ?? []).join('; '), outcomeOf(one), one.granted ?? '']),
    ));
    return (
        <Section title={t('results.awarded')}>
            <p class="govuk-body-l">
                {count('results.so_many', items.length)}
                {amounts.length > 0 && <> {t('results.together')} <Money amount={sum(amounts)} currency={definition.currency} /></>}
            </p>
            <Table
                caption={t('results.awarded')} hidesCaption rows={items} idOf={(one) => one.application ?? ''}
                words={(one) => `${one.application ?? ''} ${one.title ?? ''} ${(one.organisations ?? []).join(' ')}`}
                columns={[
                    { id: 'name', title: t('results.name'), cell: (one) => <>{one.title || one.application}{one.title && <><br /><span class="quiet">{one.application}</span></>}</>, key: (one) => one.title || one.application },
                    { id: 'organisations', title: t('results.organisations'), cell: (one) => (one.organisations ?? []).join(', '), key: (one) => one.organisations?.[0] },
                    { id: 'outcome', title: t('results.outcome'), cell: outcomeOf, key: outcomeOf },
                    { id: 'amount', title: t('results.amount'), numeric: true, cell: (one) => <Money amount={one.granted} currency={definition.currency} />, key: (one) => (isDecimal(one.granted) ? Number(one.granted) : undefined) },
                ]}
            />
            <p class="govuk-body"><PlainButton onPress={keep}>{t('results.csv')}</PlainButton></p>
        </Section>
    );
}

function SignedHead({ call, published }: { call: string; published: Published }) {
    const { t } = useWords();
    const { head, is } = published;
    return (
        <>
            <div role="status">
                <Notice kind={is === 'signed' ? 'good' : is === 'unknown' ? 'warn' : 'bad'}>
                    <p class="govuk-body">
                        {is === 'signed' && t('results.signed')}
                        {is === 'not signed' && t('audit.fault_signature')}
                        {is === 'unreadable' && t('audit.fault_head')}
                        {is === 'unknown' && t('results.not_here')}
                    </p>
                </Notice>
            </div>
            {head && (
                <Summary rows={[
                    { label: t('audit.signed_by'), value: <span class="hash">{head.origin}</span> },
                    { label: t('results.entries'), value: head.size },
                    { label: t('audit.root'), value: <span class="hash">{hex(head.root)}</span> },
                    { label: t('results.key'), value: <><span class="hash">{published.key}</span><br />{t('results.key_elsewhere')}</> },
                ]} />
            )}
            <div class="scroller" role="region" tabIndex={0} aria-label={t('results.note')}><pre class="note">{published.note}</pre></div>
            <ul class="links">
                <li><PlainButton onPress={() => download('head.txt', 'text/plain;charset=utf-8', published.note)}>{t('results.keep_head')}</PlainButton></li>
                <li><PlainButton onPress={() => download('agency.pub', 'text/plain;charset=utf-8', `${published.key}\n`)}>{t('results.keep_key')}</PlainButton></li>
            </ul>
            {head && is === 'signed' && <KeptHead call={call} published={published} />}
        </>
    );
}

type Compared = { readonly is: 'grown'; readonly from: number; readonly to: number } | { readonly is: 'foreign' | 'not signed' | 'unreadable' | 'broken' };

// A head that somebody kept earlier, against the one of today: nothing that stood under it was changed.
function KeptHead({ call, published }: { call: string; published: Published }) {
    const { t } = useWords();
    const [compared, setCompared] = useState<Compared>();
    const [failed, setFailed] = useState<Problem | Unreached>();
    const compare = async (file: File): Promise<void> => {
        setFailed(undefined);
        setCompared(undefined);
        const kept = await judged(await file.text(), published.key);
        const [from, to] = [kept.head, published.head];
        if (!from || !to || kept.is === 'unreadable') return setCompared({ is: 'unreadable' });
        if (from.origin !== to.origin) return setCompared({ is: 'foreign' });
        if (kept.is !== 'signed') return setCompared({ is: 'not signed' });
        if (from.size > to.size) return setCompared({ is: 'broken' });
        try {
            const isWhole = await hasGrown(from, to, await growthOf(call, from.size, to.size));
            return setCompared(isWhole ? { is: 'grown', from: from.size, to: to.size } : { is: 'broken' });
        } catch (thrown) {
            return setFailed(failure(thrown));
        }
    };
    return (
        <>
            <div class="govuk-form-group">
                <label class="govuk-label" for="kept-head">{t('results.kept')}</label>
                <div class="govuk-hint" id="kept-head-hint">{t('results.kept_hint')}</div>
                <input
                    id="kept-head" type="file" class="govuk-visually-hidden file__input" accept=".txt,text/plain" aria-describedby="kept-head-hint"
                    onChange={(event) => { const file = event.currentTarget.files?.[0]; if (file) void compare(file); event.currentTarget.value = ''; }}
                />
                <label class="govuk-button govuk-button--secondary file__button" for="kept-head" aria-hidden="true">{t('form.file_choose')}</label>
            </div>
            <Refusal why={failed} />
            <div role="status">
                {compared?.is === 'grown' && <Notice kind="good"><p class="govuk-body">{t('results.grown', { from: compared.from, to: compared.to })}</p></Notice>}
                {compared && compared.is !== 'grown' && (
                    <Notice kind="bad">
                        <p class="govuk-body">
                            {compared.is === 'unreadable' && t('audit.fault_head')}
                            {compared.is === 'foreign' && t('results.foreign')}
                            {compared.is === 'not signed' && t('audit.fault_signature')}
                            {compared.is === 'broken' && t('results.broken')}
                        </p>
                    </Notice>
                )}
            </div>
        </>
    );
}

// Source: C2SP signed-note; RFC 8410 (the twelve bytes before an Ed25519 key).
const byHand = `log=$(head -n 1 head.txt)
sed '/^$/,$d' head.txt > text
sed -n "s|^— $log ||p" head.txt | base64 -d | tail -c 64 > signature
{ printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; cut -d + -f 3- agency.pub | base64 -d | tail -c 32; } > key.der
openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in text -sigfile signature`;

function HowToCheck({ call, published }: { call: string; published: Published }) {
    const { t } = useWords();
    const command = (label: string, lines: string) => (
        <div class="scroller" role="region" tabIndex={0} aria-label={label}><pre class="note">{lines}</pre></div>
    );
    return (
        <Section title={t('results.how')} id="how">
            <p class="govuk-body">{t('results.how_lead')}</p>
            <h3 class="govuk-heading-s">{t('results.how_head')}</h3>
            <p class="govuk-body">{t('results.how_head_lead')}</p>
            <h3 class="govuk-heading-s">{t('results.how_receipt')}</h3>
            <p class="govuk-body">{t('results.how_receipt_lead')}</p>
            {command(t('results.how_receipt'), 'atranka receipt verify receipt.tlog-proof --key agency.pub')}
            <h3 class="govuk-heading-s">{t('results.how_pack')}</h3>
            <p class="govuk-body">{t('results.how_pack_lead')}</p>
            {command(t('results.how_pack'), `atranka-verify ${call}.zip --key agency.pub --head head.txt`)}
            <h3 class="govuk-heading-s">{t('results.how_without')}</h3>
            <p class="govuk-body">{t('results.how_without_lead')}</p>
            {command(t('results.how_without'), byHand)}
            <p class="govuk-body">{t('results.how_formats')}</p>
            <p class="govuk-body">{t('results.how_limits', { log: published.head?.origin ?? '' })}</p>
        </Section>
    );
}
