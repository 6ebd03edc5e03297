import { Problem } from '../api/atranka';
import { wordsOfProblem } from '../api/problem_words';
import { PlainButton } from '../components/button';
import { clock } from '../dates';
import { useWords } from '../i18n/words';
import { usePlace } from '../router';
import type { Draft } from './draft';

// "Saved at 14:03", and nothing like it where that is not so.
export function Kept({ draft }: { draft: Draft }) {
    const words = useWords();
    const { t, language } = words;
    const { path } = usePlace();
    const { keeping } = draft;
    if (keeping.is === 'conflict') {
        return (
            <div class="saved saved--not" role="alert">
                {t('form.conflict')} <PlainButton onPress={draft.takeTheirs}>{t('form.take_theirs')}</PlainButton>{' '}
                <PlainButton onPress={draft.keepMine}>{t('form.keep_mine')}</PlainButton>
            </div>
        );
    }
    if (keeping.is === 'failed') {
        const signedOut = keeping.why instanceof Problem && keeping.why.status === 401;
        return (
            <div class="saved saved--not" role="alert">
                {t('form.not_saved', { why: signedOut ? t('form.signed_out') : wordsOfProblem(keeping.why, words) })}{' '}
                {signedOut ? <a class="govuk-link" href={`/sign-in?to=${encodeURIComponent(path)}`}>{t('account.sign_in')}</a>
                    : <PlainButton onPress={draft.settle}>{t('components.try_again')}</PlainButton>}
            </div>
        );
    }
    return (
        <div class="saved" role="status">
            {keeping.is === 'saved' && t('form.saved', { at: clock(keeping.at, language) })}
            {(keeping.is === 'saving' || keeping.is === 'waiting') && t('form.saving')}
            {keeping.is === 'untouched' && t('form.untouched')}
        </div>
    );
}
