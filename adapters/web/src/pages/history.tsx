import { useEffect, useMemo, useState } from 'preact/hooks';
import { failure, type Problem, type Unreached } from '../api/atranka';
import type { Definition } from '../api/definition';
import { asked, receiptOf, type Own } from '../api/history';
import { CallTitle, definitionFor } from '../components/calls';
import { Button, PlainButton } from '../components/button';
import { Moment } from '../components/deadline';
import { Refusal } from '../components/errors';
import { PageHeading } from '../components/heading';
import { Loading } from '../components/look';
import { download } from '../components/receipt';
import { Table } from '../components/table';
import { useWords } from '../i18n/words';
import { spaced } from '../staff/history';

// Everything that one did here, with the receipt of each.
export default function HistoryPage() {
    const words = useWords();
    const { t, known } = words;
    const [items, setItems] = useState<readonly Own[]>();
    const [next, setNext] = useState<string>();
    const [failed, setFailed] = useState<Problem | Unreached>();
    const more = async (cursor?: string): Promise<void> => {
        try {
            const page = await asked(cursor);
            setItems((before) => [...(cursor === undefined ? [] : before ?? []), ...page.items]);
            setNext(page.next);
            setFailed(undefined);
        } catch (thrown) {
            setFailed(failure(thrown));
        }
    };
    useEffect(() => { void more(); }, []);
    const keep = async (command: string): Promise<void> => {
        try {
            download(`${command}.tlog-proof`, 'text/plain', await receiptOf(command));
            setFailed(undefined);
        } catch (thrown) {
            setFailed(failure(thrown));
        }
    };
    const definitions = useDefinitions(items);
    // Looked through anew once what they are called is known.
    const rows = useMemo(() => [...(items ?? [])], [items, definitions]);
    // "Submitted the form “Idea” for A-3": what it was, in which step, of which application.
    const whatOf = (one: Own): string => {
        const what = known(`commands.${one.type}`) ?? spaced(one.type);
        if (!one.application) return what;
        const found = definitions.get(one.call ?? '')?.steps.find((step) => step.name === one.step);
        const facts = { what, application: one.application, step: words.of(found?.title) };
        if (!found) return t('account.history_application', facts);
        return t(one.type === 'SubmitForm' ? 'account.history_form' : 'account.history_step', facts);
    };
    return (
        <>
            <a class="govuk-back-link" href="/account">{t('account.title')}</a>
            <PageHeading title={t('account.history')} />
            <p class="govuk-body">{t('account.history_lead')}</p>
            <Refusal why={failed} />
            {!items && !failed && <Loading />}
            {items && (
                <Table
                    caption={t('account.history')} rows={rows} idOf={(one) => `${one.log} ${one.index}`} empty={t('account.no_history')} hidesCaption
                    words={(one) => `${whatOf(one)} ${one.call ?? ''} ${one.application ?? ''}`}
                    columns={[
                        { id: 'at', title: t('account.history_at'), cell: (one) => <Moment at={one.at} />, key: (one) => one.at },
                        { id: 'what', title: t('account.history_what'), cell: whatOf, key: whatOf },
                        {
                            id: 'where', title: t('account.history_where'), key: (one) => `${one.call ?? ''} ${one.application ?? ''}`,
                            cell: (one) => (one.application ? <><a class="govuk-link" href={`/applications/${one.application}`}>{one.application}</a><br /><span class="quiet"><CallTitle call={one.call ?? ''} /></span></>
                                : one.call ? <a class="govuk-link" href={`/calls/${one.call}`}><CallTitle call={one.call} /></a> : ''),
                        },
                        {
                            id: 'receipt', title: t('account.history_receipt'),
                            cell: (one) => <PlainButton onPress={() => keep(one.command)}>{t('account.history_download')}<span class="govuk-visually-hidden">: {whatOf(one)}</span></PlainButton>,
                        },
                    ]}
                />
            )}
            {next && <Button kind="secondary" onPress={() => more(next)}>{t('account.history_more')}</Button>}
        </>
    );
}

// Of the calls that they are of, as they come; none where a call may not be read any more.
function useDefinitions(items: readonly Own[] | undefined): ReadonlyMap<string, Definition> {
    const [found, setFound] = useState<ReadonlyMap<string, Definition>>(new Map());
    const calls = useMemo(() => [...new Set((items ?? []).flatMap((one) => one.application && one.call ? [one.call] : []))], [items]);
    useEffect(() => {
        let isWanted = true;
        for (const call of calls)
            definitionFor(call).then((one) => { if (isWanted) setFound((before) => new Map(before).set(call, one)); }, () => undefined);
        return () => { isWanted = false; };
    }, [calls]);
    return found;
}
