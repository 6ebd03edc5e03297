import { useState } from 'preact/hooks';
import type { Seen } from '../api/atranka';
import { useCommand } from '../api/command';
import type { Step } from '../api/definition';
import { wordsOfRule } from '../api/problem_words';
import { useView } from '../api/view';
import { Button } from '../components/button';
import { Refusal } from '../components/errors';
import { Look } from '../components/look';
import { Organisations } from '../components/organisations';
import { Table } from '../components/table';
import { Tag } from '../components/tag';
import { useWords } from '../i18n/words';
import type { State } from './acts';

type Expert = NonNullable<Seen<'/calls/{call}/experts'>['items']>[number];

// Who may review this application, how much each has to do already, and why some may not.
export function AssignExperts({ state, step, etag, again }: { state: State; step: Step | undefined; etag: string; again: () => void }) {
    const words = useWords();
    const { t, language } = words;
    const query = { application: state.id ?? '', step: state.step ?? '' };
    const experts = useView('/calls/{call}/experts', { call: state.call ?? '' }, query, [state.id ?? '']);
    const assign = useCommand('AssignExpert');
    const [chosen, choose] = useState('');
    const give = async (expert: string): Promise<void> => {
        choose(expert);
        if (await assign.give({ application: state.id ?? '', step: state.step ?? '', expert }, etag)) { again(); experts.again(); }
    };
    const assigned = new Set(Object.keys(state.reviews?.[state.step ?? '']?.assignments ?? {}));
    return (
        <Look at={experts}>
            {({ items }) => (
                <>
                    {step?.load !== undefined && <p class="govuk-body">{t('officer.load_most', { most: step.load })}</p>}
                    <Refusal why={assign.failed} />
                    <Table<Expert>
                        caption={t('officer.experts')} hidesCaption rows={items ?? []} idOf={(one) => one.expert ?? ''} sorting={{ column: 'open', descending: false }}
                        words={(one) => `${one.expert ?? ''} ${one.name ?? ''} ${one.kind ?? ''} ${(one.fields ?? []).join(' ')}`}
                        columns={[
                            { id: 'expert', title: t('officer.expert'), cell: (one) => <>{one.name || one.expert}{one.name && <><br /><span class="quiet">{one.expert}</span></>}</>, key: (one) => one.name || one.expert },
                            { id: 'kind', title: t('officer.kind'), cell: (one) => <Kind kind={one.kind ?? ''} />, key: (one) => one.kind },
                            { id: 'open', title: t('officer.load_open'), numeric: true, cell: (one) => one.open, key: (one) => one.open },
                            { id: 'submitted', title: t('officer.load_submitted'), numeric: true, cell: (one) => one.submitted, key: (one) => one.submitted },
                            { id: 'works_at', title: t('officer.works_at'), cell: (one) => <Organisations ids={(one.employments ?? []).map((where) => where.organisation ?? '')} /> },
                            { id: 'act', title: t('officer.assign_title'), cell: (one) => (
                                assigned.has(one.expert ?? '') ? <Tag colour="blue">{t('officer.is_assigned')}</Tag>
                                    : one.refused_by ? <span class="quiet">{(language === 'en' && one.refused_because) || wordsOfRule({ rule: one.refused_by, detail: one.refused_because ?? '', facts: undefined }, words)}</span>
                                        : <Button kind="secondary" busy={assign.busy && chosen === one.expert} onPress={() => give(one.expert ?? '')}>{t('officer.do_AssignExpert')}</Button>
                            ) },
                        ]}
                    />
                </>
            )}
        </Look>
    );
}

export function Kind({ kind }: { kind: string }) {
    const { known } = useWords();
    return <>{known(`officer.kind_${kind}`) ?? kind.replaceAll('_', ' ')}</>;
}
