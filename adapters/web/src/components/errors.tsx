import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Problem, Unreached } from '../api/atranka';
import { wordsOfProblem } from '../api/problem_words';
import { useWords } from '../i18n/words';

export interface Mistake { readonly id: string; readonly message: string; readonly to?: string }  // the id of a field's input; on which page, if another

// At the head of a form that did not go through: each mistake leads to its field. `standing`: nothing was tried yet, and
// it takes no focus.
export function ErrorSummary({ mistakes, why, standing = false }: { mistakes: readonly Mistake[]; why?: Problem | Unreached | undefined; standing?: boolean }) {
    const words = useWords();
    const box = useRef<HTMLDivElement>(null);
    const shown = mistakes.length > 0 || why !== undefined;
    useLayoutEffect(() => { if (shown && !standing) box.current?.focus(); }, [why, standing, mistakes.map((one) => one.id + one.message).join()]);
    if (!shown) return null;
    return (
        <div class="govuk-error-summary" tabIndex={-1} ref={box}>
            <div {...(standing ? {} : { role: 'alert' as const })}>
                <h2 class="govuk-error-summary__title">{words.t('components.problem_title')}</h2>
                <div class="govuk-error-summary__body">
                    {why && <p class="govuk-body">{wordsOfProblem(why, words)}</p>}
                    <ul class="govuk-list govuk-error-summary__list">
                        {mistakes.map((one) => (
                            <li key={one.id + one.message}>
                                {one.to
                                    ? <a href={one.to}>{one.message}</a>
                                    : <a href={`#${one.id}`} onClick={(event) => { event.preventDefault(); goTo(one.id); }}>{one.message}</a>}
                            </li>
                        ))}
                    </ul>
                </div>
            </div>
        </div>
    );
}

export function goTo(id: string): void {
    const there = document.getElementById(id);
    const field = there?.matches('fieldset') ? there.querySelector<HTMLElement>('input') ?? there : there;
    field?.focus();
    (field?.closest('.govuk-form-group') ?? field)?.scrollIntoView({ block: 'center' });
}

// Why something was refused, where no field is to blame.
export function Refusal({ why }: { why: Problem | Unreached | undefined }) {
    const words = useWords();
    if (!why) return null;
    return (
        <div class="notice notice--bad" role="alert">
            <p class="govuk-body">{wordsOfProblem(why, words)}</p>
        </div>
    );
}
