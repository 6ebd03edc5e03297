import { useEffect, useState } from 'preact/hooks';
import { failure, type Problem, type Unreached } from '../api/atranka';
import { CallTitle } from '../components/calls';
import { Button, PlainButton } from '../components/button';
import { Moment } from '../components/deadline';
import { Refusal } from '../components/errors';
import { PageHeading } from '../components/heading';
import { Loading } from '../components/look';
import { download } from '../components/receipt';
import { Table } from '../components/table';
import { useWords } from '../i18n/words';
import { asked, receiptOf, type Own } from '../api/history';

// Everything that one did here, with the receipt of each.
export default function HistoryPage() {
    const { t, known } = useWords();
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
    const whatOf = (one: Own): string => known(`commands.${one.type}`) ?? one.type;
    return (
        <>
            <a class="govuk-back-link" href="/account">{t('account.title')}</a>
            <PageHeading title={t('account.history')} />
            <p class="govuk-body">{t('account.history_lead')}</p>
            <Refusal why={failed} />
            {!items && !failed && <Loading />}
            {items && (
                <Table
                    caption={t('account.history')} rows={items} idOf={(one) => `${one.log} ${one.index}`} empty={t('account.no_history')} hidesCaption
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
