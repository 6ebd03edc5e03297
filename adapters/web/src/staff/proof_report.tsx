import type { Proving } from '../api/proof';
import { Notice } from '../components/banner';
import { Refusal } from '../components/errors';
import { Loading } from '../components/look';
import { Table } from '../components/table';
import { useWords } from '../i18n/words';

// What was proven of the definition: sound or not, what was found, what could not be decided. Findings are told in English.
export function ProofReport({ proving }: { proving: Proving }) {
    const words = useWords();
    const { t, count } = words;
    if (proving.is === 'loading') return <Loading />;
    if (proving.is === 'refused') return <Refusal why={proving.why} />;
    if (!proving.proof) return <p class="govuk-body quiet">{t('inbox.no_proof')}</p>;
    const { report, sound, confirmed, proven } = proving.proof;
    const searched = Object.values(proven.searched).reduce((all, one) => all + one, 0);
    return (
        <>
            <Notice kind={sound ? 'good' : 'bad'}>
                <p class="govuk-body">{t(sound ? 'inbox.sound' : 'inbox.not_sound')} {t('inbox.searched', { count: searched })}</p>
                {confirmed !== '' && confirmed !== report && <p class="govuk-body">{t('inbox.other_report')}</p>}
            </Notice>
            {proven.findings.length > 0 && (
                <Table
                    caption={t('inbox.findings')} rows={proven.findings} idOf={(one) => `${one.code} ${one.path}`}
                    columns={[
                        { id: 'severity', title: t('inbox.severity'), cell: (one) => t(one.severity === 'error' ? 'inbox.error' : 'inbox.warning') },
                        { id: 'path', title: t('inbox.place'), cell: (one) => <span class="hash">{one.path}</span> },
                        { id: 'message', title: t('inbox.found'), cell: (one) => <span lang="en">{one.message} {one.mend}</span> },
                    ]}
                />
            )}
            {proven.on_purpose.length > 0 && (
                <Table
                    caption={t('inbox.on_purpose')} rows={proven.on_purpose} idOf={(one) => `${one.code} ${one.path}`}
                    columns={[
                        { id: 'path', title: t('inbox.place'), cell: (one) => <span class="hash">{one.path}</span> },
                        { id: 'message', title: t('inbox.found'), cell: (one) => <span lang="en">{one.message}</span> },
                        { id: 'because', title: t('inbox.because'), cell: (one) => one.because },
                    ]}
                />
            )}
            {proven.undecided.length > 0 && <p class="govuk-body">{count('inbox.undecided', proven.undecided.length)} <span lang="en">{proven.undecided.join('; ')}</span></p>}
            <p class="govuk-body">{t('inbox.report')} <span class="hash">{report}</span></p>
        </>
    );
}
