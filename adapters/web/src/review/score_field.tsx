import { TextField } from '../components/field';
import { useWords } from '../i18n/words';
import { number } from '../money';
import { anchorWords, scoresOf, type Rubric } from './rubric';

interface ScoreProps { id: string; label: string; rubric: Rubric; value: string; error?: string | undefined; hiddenLabel?: boolean; onScore: (score: string) => void }

// A score out of those the scale has; each with what it means.
export function ScoreField({ id, label, rubric, value, error, hiddenLabel = false, onScore }: ScoreProps) {
    const words = useWords();
    const { t, language } = words;
    const scores = scoresOf(rubric);
    if (scores.length === 0) return <TextField id={id} numeric width={4} label={label} hiddenLabel={hiddenLabel} value={value} error={error} onType={onScore} />;
    return (
        <div class={`govuk-form-group${error ? ' govuk-form-group--error' : ''}`}>
            <label class={`govuk-label${hiddenLabel ? ' govuk-visually-hidden' : ''}`} for={id}>{label}</label>
            {error && <p class="govuk-error-message" id={`${id}-error`}>{error}</p>}
            <select class="govuk-select" id={id} value={value} onChange={(event) => onScore(event.currentTarget.value)} {...(error ? { 'aria-describedby': `${id}-error` } : {})}>
                <option value="">{t(hiddenLabel ? 'review.no_score_short' : 'review.no_score')}</option>
                {scores.map((score) => {
                    const meaning = hiddenLabel ? '' : anchorWords(rubric, score, words);
                    return <option key={score} value={score}>{meaning === '' ? number(score, language) : `${number(score, language)} – ${meaning}`}</option>;
                })}
            </select>
        </div>
    );
}
