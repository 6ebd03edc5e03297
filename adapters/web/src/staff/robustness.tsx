import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { atranka, failure, reached, type Problem, type Unreached } from '../api/atranka';
import type { Definition } from '../api/definition';
import { onList, type Effect, type List, type Robustness } from '../api/robustness';
import { Notice } from '../components/banner';
import { Button } from '../components/button';
import { Refusal } from '../components/errors';
import { Table, type Column } from '../components/table';
import { useWords, type Words } from '../i18n/words';
import { isDecimal, number } from '../money';
import { rubricOf } from '../review/rubric';

// By application.
export type Titles = ReadonlyMap<string, string>;
export const titlesOf = (rows: readonly { readonly application?: string; readonly title?: string }[]): Titles =>
    new Map(rows.flatMap((one) => (one.application && one.title ? [[one.application, one.title]] : [])));

// Would the list be another without any one expert, or with any one score a step higher or lower? It takes the server a
// while and is noted as a reading of the call: it is worked out when it is asked for.
export function RobustnessReport({ call, list, titles, definition }: { call: string; list: List; titles: Titles; definition: Definition }) {
    const { t } = useWords();
    const [busy, setBusy] = useState(false);
    const [failed, setFailed] = useState<Problem | Unreached>();
    const [report, setReport] = useState<Robustness>();
    const ask = async (): Promise<void> => {
        setBusy(true);
        setFailed(undefined);
        try {
            const { body } = await reached(atranka.see('/calls/{call}/robustness', { params: { path: { call } } }));
            setReport(body as unknown as Robustness);
        } catch (thrown) {
            setFailed(failure(thrown));
        } finally {
            setBusy(false);
        }
    };
    return (
        <div class="robustness">
            <p class="govuk-body">{t('robustness.lead')}</p>
            {!report && <Button kind="secondary" busy={busy} onPress={ask}>{t('robustness.do')}</Button>}
            <Refusal why={failed} />
            <div role="status">{report && <Verdict report={report} list={list} />}</div>
            {report && <Report report={report} list={list} titles={titles} definition={definition} />}
        </div>
    );
}

function Verdict({ report, list }: { report: Robustness; list: List }) {
    const { t, count } = useWords();
    const experts = report.experts.filter((one) => onList(one, list).changes).length;
    const scores = report.pivotal_scores.filter((one) => onList(one, list).changes).length;
    if (report.experts.length === 0) return <Notice><p class="govuk-body">{t('robustness.nothing')}</p></Notice>;
    return (
        <Notice kind={experts + scores > 0 ? 'warn' : 'good'}>
            <p class="govuk-body"><strong>{t(experts + scores > 0 ? 'robustness.hangs' : 'robustness.holds')}</strong></p>
            <p class="govuk-body">
                {count('robustness.of_experts', report.experts.length, { changing: experts })}{' '}
                {count('robustness.of_scores', report.scores_moved, { changing: scores })}
                {report.moves_asking_for_another_expert > 0 && <> {count('robustness.asking', report.moves_asking_for_another_expert)}</>}
            </p>
        </Notice>
    );
}

function Applications({ ids, titles }: { ids: readonly string[]; titles: Titles }) {
    if (ids.length === 0) return <span class="quiet">–</span>;
    return <>{ids.map((one, at) => <span key={one}>{at > 0 && ', '}<a class="govuk-link" href={`/applications/${one}`}>{titles.get(one) ?? one}</a></span>)}</>;
}

function effectColumns<Row extends Effect>(list: List, titles: Titles, words: Words): readonly Column<Row>[] {
    const { t } = words;
    return [
        { id: 'in', title: t('robustness.in'), cell: (one) => <Applications ids={onList(one, list).in} titles={titles} /> },
        { id: 'out', title: t('robustness.out'), cell: (one) => <Applications ids={onList(one, list).out} titles={titles} /> },
        { id: 'amounts', title: t('robustness.amounts'), cell: (one) => <Applications ids={one.amounts} titles={titles} /> },
        { id: 'few', title: t('robustness.too_few'), cell: (one) => <Applications ids={one.too_few_reviews} titles={titles} /> },
    ];
}

function Report({ report, list, titles, definition }: { report: Robustness; list: List; titles: Titles; definition: Definition }) {
    const words = useWords();
    const { t, language } = words;
    const figure = (text: string): ComponentChildren => (isDecimal(text) ? number(text, language) : text);
    const experts = report.experts.filter((one) => onList(one, list).changes);
    const pivotal = report.pivotal_scores.filter((one) => onList(one, list).changes);
    const margins = report.margins.filter((one) => one.round === list.round && one.step === list.step);
    const criterionOf = (step: string, name: string): string => words.of(rubricOf(definition, step)?.criteria.find((one) => one.name === name)?.title, name);
    return (
        <>
            {margins.map((one) => (
                <p class="govuk-body" key={one.envelope ?? ''}>
                    {one.envelope && <strong>{one.envelope.replaceAll('_', ' ')}: </strong>}
                    {t('robustness.margin', { points: isDecimal(one.points) ? number(one.points, language) : one.points, last: titles.get(one.last_selected) ?? one.last_selected, first: titles.get(one.first_not_selected) ?? one.first_not_selected })}
                    {one.passed_over > 0 && <> {words.count('robustness.passed_over', one.passed_over)}</>}
                </p>
            ))}
            {experts.length > 0 && (
                <Table
                    caption={t('robustness.experts')} rows={experts} idOf={(one) => one.expert}
                    columns={[{ id: 'expert', title: t('robustness.without'), cell: (one) => one.expert, key: (one) => one.expert }, ...effectColumns<Robustness['experts'][number]>(list, titles, words)]}
                />
            )}
            {pivotal.length > 0 && (
                <Table
                    caption={t('robustness.scores')} rows={pivotal} idOf={(one) => `${one.entry} ${one.criterion} ${one.to}`}
                    columns={[
                        { id: 'application', title: t('officer.application'), cell: (one) => <Applications ids={[one.application]} titles={titles} />, key: (one) => titles.get(one.application) ?? one.application },
                        { id: 'expert', title: t('officer.expert'), cell: (one) => one.expert ?? t('robustness.report'), key: (one) => one.expert ?? '' },
                        { id: 'criterion', title: t('figures.criterion'), cell: (one) => criterionOf(one.step, one.criterion), key: (one) => one.criterion },
                        { id: 'from', title: t('robustness.from'), numeric: true, cell: (one) => figure(one.from) },
                        { id: 'to', title: t('robustness.to'), numeric: true, cell: (one) => figure(one.to) },
                        ...effectColumns<Robustness['pivotal_scores'][number]>(list, titles, words),
                    ]}
                />
            )}
        </>
    );
}
