import { useState } from 'preact/hooks';
import type { Seen } from '../api/atranka';
import { useCommand } from '../api/command';
import { useSession } from '../api/session';
import { useView } from '../api/view';
import { Notice } from '../components/banner';
import { Button } from '../components/button';
import { useDefinition } from '../components/calls';
import { Confirm } from '../components/confirm';
import { ErrorSummary, type Mistake } from '../components/errors';
import { Checkbox } from '../components/field';
import { PageHeading, Section } from '../components/heading';
import { Empty, Loading, Look } from '../components/look';
import { download, Receipt } from '../components/receipt';
import { Summary } from '../components/summary';
import { useWords } from '../i18n/words';
import type { PageProps } from '../router';
import { commitmentOf, drawsLots, newSecret } from '../staff/lot';

type Call = Seen<'/calls/{call}'>;

// A person's share in the lot: a secret made here, of which only the hash leaves the browser.
export default function LotPage({ names }: PageProps) {
    const call = names['call'] ?? '';
    const told = useView('/calls/{call}', { call }, {}, [call]);
    return <Look at={told}>{(body, etag) => <OfCall call={body} etag={etag} again={told.again} />}</Look>;
}

function OfCall({ call, etag, again }: { call: Call; etag: string; again: () => void }) {
    const words = useWords();
    const { t } = words;
    const { me } = useSession();
    const id = call.id ?? '';
    const definition = useDefinition(id);
    const commit = useCommand('CommitLot');
    const lot = call.lot ?? {};
    if (!definition) return <Loading />;
    const isEarly = call.stage === 'drafted' || call.stage === 'published';
    const may = isEarly && (call.commands ?? []).includes('CommitLot');
    return (
        <>
            <a class="govuk-back-link" href={`/calls/${id}/board`}>{t('officer.board')}</a>
            <PageHeading title={t('lot.title')} caption={words.of(definition.title, id)} />
            {!drawsLots(definition.whole) ? <Empty>{t('lot.draws_none')}</Empty> : (
                <>
                    <p class="govuk-body">{t('lot.lead')}</p>
                    {commit.accepted && <Receipt accepted={commit.accepted} title={t('lot.committed')}><p class="govuk-body">{t('lot.committed_next')}</p></Receipt>}
                    <Section title={t('lot.commitments')}>
                        {Object.keys(lot).length === 0 ? <Empty>{t('lot.nobody_yet')}</Empty>
                            : <Summary rows={Object.entries(lot).map(([person, commitment]) => ({ label: person, value: <span class="hash">{commitment}</span> }))} />}
                        {Object.keys(lot).length < 2 && isEarly && <p class="govuk-body">{t('lot.two_wanted')}</p>}
                    </Section>
                    {!isEarly && <Notice><p class="govuk-body">{t('lot.too_late')}</p></Notice>}
                    {may && !commit.accepted && <NewSecret call={id} me={me?.id ?? ''} replaces={lot[me?.id ?? ''] !== undefined} etag={etag} commit={commit} onDone={again} />}
                </>
            )}
        </>
    );
}

interface NewProps { call: string; me: string; replaces: boolean; etag: string; commit: ReturnType<typeof useCommand<'CommitLot'>>; onDone: () => void }

// Shown once: the server gets its hash, and this page forgets it.
function NewSecret({ call, me, replaces, etag, commit, onDone }: NewProps) {
    const { t } = useWords();
    const [made, setMade] = useState<{ secret: string; commitment: string }>();
    const [isKept, setKept] = useState(false);
    const [mistakes, setMistakes] = useState<readonly Mistake[]>([]);
    const [asks, setAsks] = useState(false);
    const make = async (): Promise<void> => {
        const secret = newSecret();
        setMade({ secret, commitment: await commitmentOf(secret) });
    };
    const begin = (): void => {
        setMistakes(isKept ? [] : [{ id: 'lot-kept', message: t('lot.keep_first') }]);
        if (isKept) setAsks(true);
    };
    const give = async (): Promise<void> => {
        if (!made || !await commit.give({ call, commitment: made.commitment }, etag)) return;
        setMade(undefined);
        onDone();
    };
    return (
        <section class="next" aria-labelledby="new-secret">
            <h2 class="govuk-heading-m" id="new-secret">{t('lot.yours')}</h2>
            {replaces && <Notice kind="warn"><p class="govuk-body">{t('lot.replaces')}</p></Notice>}
            {!made ? <Button onPress={make}>{t('lot.make')}</Button> : (
                <>
                    <ErrorSummary mistakes={mistakes} />
                    <p class="govuk-body">{t('lot.shown_once')}</p>
                    <p class="govuk-body"><strong class="hash">{made.secret}</strong></p>
                    <p class="govuk-body">{t('lot.commitment')} <span class="hash">{made.commitment}</span></p>
                    <Button kind="secondary" onPress={() => download(`lot-secret-${call}-${me}.txt`, 'text/plain', made.secret)}>{t('lot.download')}</Button>
                    <Checkbox id="lot-kept" label={t('lot.kept')} hint={t('lot.kept_hint')} checked={isKept} onTurn={setKept} error={mistakes[0]?.message} />
                    <Button onPress={begin}>{t('lot.commit')}</Button>
                </>
            )}
            {asks && made && (
                <Confirm title={t('lot.commit')} action={t('lot.commit')} busy={commit.busy} failed={commit.failed} onClose={() => { setAsks(false); commit.forget(); }} onConfirm={give}>
                    <p class="govuk-body">{t('lot.commit_means')}</p>
                </Confirm>
            )}
        </section>
    );
}
