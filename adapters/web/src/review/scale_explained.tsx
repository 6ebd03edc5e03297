import { Details } from '../components/tabs';
import { useWords } from '../i18n/words';
import { number } from '../money';
import { anchorWords, rulesOf, scoresOf, type Rubric } from './rubric';

// How is scored, and what each score means.
export function ScaleExplained({ rubric }: { rubric: Rubric }) {
    const words = useWords();
    const { t, language } = words;
    return (
        <>
            <ul class="govuk-list govuk-list--bullet">{rulesOf(rubric, words).map((rule) => <li key={rule}>{rule}</li>)}</ul>
            {rubric.anchors.size > 0 && (
                <Details summary={t('review.what_scores_mean')}>
                    <table class="table">
                        <caption class="govuk-visually-hidden">{t('review.what_scores_mean')}</caption>
                        <thead><tr><th scope="col" class="numeric">{t('review.score')}</th><th scope="col">{t('offline.means')}</th></tr></thead>
                        <tbody>{scoresOf(rubric).map((score) => <tr key={score}><td class="numeric">{number(score, language)}</td><td>{anchorWords(rubric, score, words)}</td></tr>)}</tbody>
                    </table>
                </Details>
            )}
        </>
    );
}
