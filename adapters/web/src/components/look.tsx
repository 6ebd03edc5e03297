import type { ComponentChildren } from 'preact';
import { Problem } from '../api/atranka';
import { wordsOfProblem } from '../api/problem_words';
import type { Viewing } from '../api/view';
import { useWords } from '../i18n/words';
import { usePlace } from '../router';
import { Notice } from './banner';
import { PlainButton } from './button';
import { PageHeading } from './heading';

interface LookProps<Body> {
    at: Viewing<Body>;
    isPage?: boolean;  // the heading comes with it, and where nothing is shown, here
    children: (body: Body, etag: string) => ComponentChildren;
}

// What the record shows, or that it is on its way, or why it is not shown.
export function Look<Body>({ at, isPage = false, children }: LookProps<Body>) {
    const words = useWords();
    const { path, asOf } = usePlace();
    const { looked, again } = at;
    if (looked.is === 'loading') return <Loading />;
    if (looked.is === 'refused') {
        const missing = looked.why instanceof Problem && looked.why.status === 404;
        const isOut = looked.why instanceof Problem && looked.why.status === 401;
        const isNever = asOf !== undefined && looked.why instanceof Problem && looked.why.rule === 'unknown-parameter';
        return (
            <>
                {isPage && <PageHeading title={words.t('components.not_shown')} />}
                <Notice kind={missing ? 'warn' : 'bad'}>
                    <p class="govuk-body">{missing ? words.t(asOf === undefined ? 'components.missing' : 'components.missing_then') : isNever ? words.t('components.no_such_moment') : wordsOfProblem(looked.why, words)}</p>
                    {isOut && <p class="govuk-body"><a class="govuk-link" href={`/sign-in?to=${encodeURIComponent(path)}`}>{words.t('account.sign_in')}</a></p>}
                    {!missing && !isOut && <p class="govuk-body"><PlainButton onPress={again}>{words.t('components.try_again')}</PlainButton></p>}
                </Notice>
            </>
        );
    }
    return (
        <>
            {looked.stale && <Notice kind="warn"><p class="govuk-body">{words.t('components.stale')}</p></Notice>}
            {children(looked.body, looked.etag)}
        </>
    );
}

export function Empty({ children }: { children: ComponentChildren }) {
    return <p class="govuk-body quiet">{children}</p>;
}

export function Loading() {
    const { t } = useWords();
    return <p class="govuk-body quiet" aria-busy="true">{t('components.loading')}</p>;
}
