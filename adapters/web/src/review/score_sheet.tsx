import { useState } from 'preact/hooks';
import { useCommand } from '../api/command';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { ErrorSummary, type Mistake } from '../components/errors';
import { Checkbox, TextArea } from '../components/field';
import { useDraft } from '../form/draft';
import { Kept } from '../form/kept';
import type { Typed } from '../form/values';
import { useWords } from '../i18n/words';
import { isDecimal, number } from '../money';
import type { Done } from '../staff/act_form';
import { anchorWords, limitsOf, type Rubric } from './rubric';
import { ScaleExplained } from './scale_explained';
import { ScoreField } from './score_field';
import { commentOf, isComplete, isReady, lackingOf, membersOf, scoreOf } from './scoring';

interface SheetProps { application: string; step: string; expert: string; rubric: Rubric; begin: Typed; etag: string; onDone: Done }

// The score sheet beside the application: kept as it is typed, submitted once, with a receipt.
export function ScoreSheet({ application, step, expert, rubric, begin, etag, onDone }: SheetProps) {
    const words = useWords();
    const { t, language } = words;
    const draft = useDraft(application, `review.${step}`, begin);
    const submit = useCommand('SubmitReview');
    const [asks, setAsks] = useState(false);
    const [tried, setTried] = useState(false);
    const lacking = lackingOf(rubric, draft.typed);
    const mistakes: Mistake[] = tried ? [
        ...lacking.scores.map((one) => ({ id: `score-${one}`, message: t('review.missing_score', { criterion: titleOf(one) }) })),
        ...lacking.comments.map((one) => ({ id: `comment-${one}`, message: t('review.missing_comment', { criterion: titleOf(one) }) })),
    ] : [];
    function titleOf(name: string): string { return words.of(rubric.criteria.find((one) => one.name === name)?.title, name); }
    const errorOf = (id: string): string | undefined => mistakes.find((one) => one.id === id)?.message;
    const begins = async (): Promise<void> => {
        setTried(true);
        if (isComplete(lacking) && await draft.settle()) setAsks(true);
    };
    const give = async (): Promise<void> => {
        const accepted = await submit.give({ application, step, expert, ...membersOf(rubric, draft.typed) }, etag);
        if (!accepted) return;
        draft.drop();
        setAsks(false);
        onDone(t('review.submitted'), accepted);
    };
    return (
        <form class="sheet" noValidate aria-label={t('review.sheet')} onSubmit={(event) => { event.preventDefault(); void begins(); }}>
            <ErrorSummary mistakes={mistakes} why={asks ? undefined : submit.failed} />
            <p class="govuk-body">{t('hints.sheet')}</p>
            <ScaleExplained rubric={rubric} />
            {rubric.criteria.map((criterion) => {
                const score = scoreOf(draft.typed, criterion.name);
                return (
                    <fieldset class="govuk-fieldset criterion" key={criterion.name}>
                        <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">{words.of(criterion.title, criterion.name)}</legend>
                        {criterion.help && <p class="govuk-body">{words.of(criterion.help)}</p>}
                        <p class="govuk-body quiet">{limitsOf(rubric, criterion, words)}</p>
                        <ScoreField id={`score-${criterion.name}`} label={t('review.score')} rubric={rubric} value={score} error={errorOf(`score-${criterion.name}`)} onScore={(value) => draft.type(`score_${criterion.name}`, value)} />
                        {isDecimal(score) && <p class="govuk-body anchor">{anchorWords(rubric, score, words)}</p>}
                        <TextArea
                            id={`comment-${criterion.name}`} label={rubric.wantsComments ? t('review.comment') : t('review.comment_optional')} hint={t('hints.comment')} rows={4} value={commentOf(draft.typed, criterion.name)}
                            error={errorOf(`comment-${criterion.name}`)} onType={(value) => draft.type(`comment_${criterion.name}`, value)}
                        />
                    </fieldset>
                );
            })}
            <Checkbox id="ready" label={t('review.ready')} hint={t('review.ready_means')} checked={isReady(draft.typed)} onTurn={(on) => draft.type('ready', on)} />
            <div class="saved-bar">
                <Kept draft={draft} />
                <Button submits>{t('review.submit')}</Button>
            </div>
            {asks && (
                <Confirm title={t('review.submit_ask')} action={t('review.submit')} busy={submit.busy} failed={submit.failed} onClose={() => { setAsks(false); submit.forget(); }} onConfirm={give}>
                    <p class="govuk-body">{t('review.submit_means')}</p>
                    <ul class="plain">{rubric.criteria.map((one) => <li key={one.name}>{words.of(one.title, one.name)}: <strong>{number(scoreOf(draft.typed, one.name), language)}</strong></li>)}</ul>
                </Confirm>
            )}
        </form>
    );
}
