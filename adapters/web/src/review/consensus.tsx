import { useState } from 'preact/hooks';
import { useCommand } from '../api/command';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { ErrorSummary, type Mistake } from '../components/errors';
import { TextArea } from '../components/field';
import { useDraft } from '../form/draft';
import { Kept } from '../form/kept';
import { useWords } from '../i18n/words';
import { number } from '../money';
import type { Done } from '../staff/act_form';
import type { Rubric } from './rubric';
import { ScoreField } from './score_field';
import { scoreOf } from './scoring';

interface ConsensusProps { application: string; step: string; rubric: Rubric; etag: string; onDone: Done }

// The panel's common scores and the report on how it came to them; what was not agreed goes into the minority view.
export function WriteConsensus({ application, step, rubric, etag, onDone }: ConsensusProps) {
    const words = useWords();
    const { t } = words;
    const draft = useDraft(application, `consensus.${step}`, {});
    const write = useCommand('WriteConsensus');
    const [tried, setTried] = useState(false);
    const text = (name: string): string => (typeof draft.typed[name] === 'string' ? draft.typed[name] : '');
    const lacking = rubric.criteria.filter((one) => scoreOf(draft.typed, one.name) === '');
    const mistakes: Mistake[] = tried ? [
        ...lacking.map((one) => ({ id: `consensus-${one.name}`, message: t('review.missing_score', { criterion: words.of(one.title, one.name) }) })),
        ...(text('report').trim() === '' ? [{ id: 'consensus-report', message: t('review.missing_report') }] : []),
    ] : [];
    const errorOf = (id: string): string | undefined => mistakes.find((one) => one.id === id)?.message;
    const give = async (): Promise<void> => {
        setTried(true);
        if (lacking.length > 0 || text('report').trim() === '') return;
        const scores = Object.fromEntries(rubric.criteria.map((one) => [one.name, scoreOf(draft.typed, one.name)]));
        const accepted = await write.give({ application, step, scores, report: text('report').trim(), minority_view: text('minority_view').trim() }, etag);
        if (!accepted) return;
        draft.drop();
        onDone(t('review.consensus_written'), accepted);
    };
    return (
        <form noValidate onSubmit={(event) => { event.preventDefault(); void give(); }}>
            <ErrorSummary mistakes={mistakes} why={write.failed} />
            {rubric.criteria.map((one) => (
                <ScoreField key={one.name} id={`consensus-${one.name}`} label={words.of(one.title, one.name)} rubric={rubric} value={scoreOf(draft.typed, one.name)} error={errorOf(`consensus-${one.name}`)} onScore={(value) => draft.type(`score_${one.name}`, value)} />
            ))}
            <TextArea id="consensus-report" label={t('review.report')} rows={6} value={text('report')} error={errorOf('consensus-report')} onType={(value) => draft.type('report', value)} />
            <TextArea id="consensus-minority" label={t('review.minority')} rows={3} value={text('minority_view')} onType={(value) => draft.type('minority_view', value)} />
            <Kept draft={draft} />
            <Button submits busy={write.busy}>{t('review.write_consensus')}</Button>
        </form>
    );
}

export function SignConsensus({ application, step, scores, rubric, report, etag, onDone }: ConsensusProps & { scores: Readonly<Record<string, string>>; report: string | undefined }) {
    const words = useWords();
    const { t, language } = words;
    const sign = useCommand('SignConsensus');
    const [asks, setAsks] = useState(false);
    const give = async (): Promise<void> => {
        const accepted = await sign.give({ application, step }, etag);
        if (!accepted) return;
        setAsks(false);
        onDone(t('review.signed'), accepted);
    };
    return (
        <>
            <ul class="plain">{rubric.criteria.map((one) => <li key={one.name}>{words.of(one.title, one.name)}: <strong>{scores[one.name] === undefined ? '' : number(scores[one.name] ?? '0', language)}</strong></li>)}</ul>
            {report && <p class="govuk-body text">{report}</p>}
            <Button onPress={() => setAsks(true)}>{t('review.sign')}</Button>
            {asks && (
                <Confirm title={t('review.sign')} action={t('review.sign')} busy={sign.busy} failed={sign.failed} onClose={() => { setAsks(false); sign.forget(); }} onConfirm={give}>
                    <p class="govuk-body">{t('review.sign_means')}</p>
                </Confirm>
            )}
        </>
    );
}
