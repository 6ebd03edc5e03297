import { useState } from 'preact/hooks';
import { atranka, failure, reached, type Problem, type Unreached } from '../api/atranka';
import type { Step } from '../api/definition';
import { wordsOfProblem } from '../api/problem_words';
import { useSession } from '../api/session';
import { Notice } from '../components/banner';
import { Button } from '../components/button';
import { useDefinition } from '../components/calls';
import { Confirm } from '../components/confirm';
import { Deadline } from '../components/deadline';
import { Refusal } from '../components/errors';
import { PageHeading, Section } from '../components/heading';
import { Empty, Loading } from '../components/look';
import { Organisations } from '../components/organisations';
import { Stage, Tag } from '../components/tag';
import type { Typed } from '../form/values';
import { useWords } from '../i18n/words';
import { isDecimal, number } from '../money';
import { saveDraft, useReviews } from '../review/reviews';
import { rubricOf, type Rubric } from '../review/rubric';
import { ScaleExplained } from '../review/scale_explained';
import { ScoreField } from '../review/score_field';
import { FeesOf } from '../review/fees';
import { hasLeft, isComplete, isReady, isUnderWay, isWritable, lackingOf, membersOf, scoreOf, type OwnReview } from '../review/scoring';
import type { PageProps } from '../router';

// All reviews of one expert in one matrix: declare for many, score side by side, submit together what is ready.
export default function ReviewsPage({ names }: PageProps) {
    const call = names['call'] ?? '';
    const words = useWords();
    const { t } = words;
    const { me } = useSession();
    const definition = useDefinition(call);
    const { reviews, failed, again, replace } = useReviews(call, me?.id ?? '');
    const steps = [...new Set((reviews ?? []).map((one) => one.step))];
    return (
        <>
            <PageHeading title={t('review.title')} caption={words.of(definition?.title, call)} />
            <ul class="links"><li><a class="govuk-link" href={`/calls/${call}/reviews/offline`}>{t('offline.title')}</a></li></ul>
            <Refusal why={failed} />
            {(!reviews || !definition) && !failed && <Loading />}
            {reviews?.length === 0 && <Empty>{t('review.nothing')}</Empty>}
            {reviews && definition && (
                <>
                    {reviews.length > 0 && <p class="govuk-body">{t('review.load')}</p>}
                    {steps.map((step) => <Load key={step} step={definition.steps.find((one) => one.name === step)} asked={reviews.filter((one) => one.step === step && !hasLeft(one.stage)).length} />)}
                    <FeesOf call={call} definition={definition} again={reviews} />
                    <InBulk reviews={reviews} me={me?.id ?? ''} rubricFor={(step) => rubricOf(definition, step)} again={again} />
                    {steps.map((step) => {
                        const rubric = rubricOf(definition, step);
                        return rubric && (
                            <Section key={step} title={words.of(definition.steps.find((one) => one.name === step)?.title, step)}>
                                <ScaleExplained rubric={rubric} />
                                <Matrix title={words.of(definition.steps.find((one) => one.name === step)?.title, step)} rubric={rubric} reviews={reviews.filter((one) => one.step === step)} replace={replace} />
                            </Section>
                        );
                    })}
                </>
            )}
        </>
    );
}

// How many reviews of a step one is asked for, and of how many at most.
function Load({ step, asked }: { step: Step | undefined; asked: number }) {
    const words = useWords();
    if (!step) return null;
    const title = words.of(step.title, step.name);
    return <p class="govuk-body">{step.load === undefined ? words.t('review.load_free', { step: title, asked }) : words.t('review.load_limit', { step: title, asked, most: step.load })}</p>;
}

function Matrix({ title, rubric, reviews, replace }: { title: string; rubric: Rubric; reviews: readonly OwnReview[]; replace: (one: OwnReview) => void }) {
    const words = useWords();
    const { t } = words;
    return (
        <div class="scroller" role="region" tabIndex={0} aria-label={`${t('review.title')}: ${title}`}>
            <table class="table table--cards matrix">
                <caption class="govuk-visually-hidden">{t('review.title')}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t('review.application')}</th>
                        <th scope="col">{t('review.stage')}</th>
                        {rubric.criteria.map((one) => <th scope="col" key={one.name}>{words.of(one.title, one.name)}</th>)}
                        <th scope="col">{t('review.missing')}</th>
                        <th scope="col">{t('review.ready_short')}</th>
                        <th scope="col">{t('application.deadline')}</th>
                    </tr>
                </thead>
                <tbody>{reviews.map((one) => <MatrixRow key={one.application} review={one} rubric={rubric} replace={replace} />)}</tbody>
            </table>
        </div>
    );
}

function MatrixRow({ review, rubric, replace }: { review: OwnReview; rubric: Rubric; replace: (one: OwnReview) => void }) {
    const words = useWords();
    const { t, language } = words;
    const [failed, setFailed] = useState<Problem | Unreached>();
    const writes = isWritable(review);
    const lacking = lackingOf(rubric, review.draft);
    const type = async (name: string, value: string | boolean): Promise<void> => {
        const draft: Typed = { ...review.draft, [name]: value };
        replace({ ...review, draft });
        try {
            replace({ ...review, draft, draftTag: await saveDraft(review, draft) });
            setFailed(undefined);
        } catch (thrown) {
            replace(review);
            setFailed(failure(thrown));
        }
    };
    const title = review.told.wording?.title;
    return (
        <tr>
            <td class="main" data-title={t('review.application')}>
                <a class="govuk-link" href={`/applications/${review.application}`}>{title || review.application}</a>
                {title && <><br /><span class="quiet">{review.application}</span></>}
                {failed && <p class="govuk-error-message">{wordsOfProblem(failed, words)}</p>}
            </td>
            <td data-title={t('review.stage')}><Stage stage={`assignment.${review.stage}`} /></td>
            {rubric.criteria.map((one) => {
                const score = scoreOf(review.draft, one.name);
                const label = `${words.of(one.title, one.name)}, ${title || review.application}`;
                return (
                    <td key={one.name} data-title={words.of(one.title, one.name)}>
                        {writes ? <ScoreField id={`m-${review.application}-${one.name}`} hiddenLabel label={label} rubric={rubric} value={score} onScore={(value) => { void type(`score_${one.name}`, value); }} />
                            : isDecimal(score) ? number(score, language) : ''}
                    </td>
                );
            })}
            <td data-title={t('review.missing')}>
                {writes && (isComplete(lacking) ? <Tag colour="green">{t('review.nothing_missing')}</Tag>
                    : <a class="govuk-link" href={`/applications/${review.application}`}>{[lacking.scores.length > 0 && words.count('review.lacks_scores', lacking.scores.length), lacking.comments.length > 0 && words.count('review.lacks_comments', lacking.comments.length)].filter(Boolean).join(', ')}</a>)}
            </td>
            <td data-title={t('review.ready_short')}>
                {writes && <input class="choose" type="checkbox" aria-label={t('review.ready_of', { application: title || review.application })} checked={isReady(review.draft)} onChange={(event) => { void type('ready', event.currentTarget.checked); }} />}
            </td>
            <td data-title={t('application.deadline')}>{isUnderWay(review) && review.told.state?.deadline && review.stage !== 'submitted' && <Deadline at={review.told.state.deadline} />}</td>
        </tr>
    );
}

interface Done { readonly application: string; readonly failed: Problem | Unreached | undefined }
type BulkKind = 'declare' | 'submit';

// No interest in any of those that wait, declared at once; all that are marked ready and complete, submitted at once.
function InBulk({ reviews, me, rubricFor, again }: { reviews: readonly OwnReview[]; me: string; rubricFor: (step: string) => Rubric | undefined; again: () => void }) {
    const words = useWords();
    const { t, count } = words;
    const [asks, setAsks] = useState<BulkKind>();
    const [busy, setBusy] = useState(false);
    const [done, setDone] = useState<readonly Done[]>();
    const undeclared = reviews.filter((one) => isUnderWay(one) && one.stage === 'invited');
    const ready = reviews.filter((one) => {
        const rubric = rubricFor(one.step);
        return isWritable(one) && isReady(one.draft) && rubric !== undefined && isComplete(lackingOf(rubric, one.draft));
    });
    const giveOne = async (kind: BulkKind, one: OwnReview): Promise<void> => {
        const about = { application: one.application, step: one.step, expert: me };
        const rubric = rubricFor(one.step);
        if (kind === 'declare') await reached(atranka.give('DeclareInterest', { ...about, interest: 'none', statement: '' }, { ifMatch: one.etag }));
        else if (rubric) await reached(atranka.give('SubmitReview', { ...about, ...membersOf(rubric, one.draft) }, { ifMatch: one.etag }));
    };
    const all = async (kind: BulkKind): Promise<void> => {
        setBusy(true);
        const results: Done[] = [];
        for (const one of kind === 'declare' ? undeclared : ready) {
            try {
                await giveOne(kind, one);
                results.push({ application: one.application, failed: undefined });
            } catch (thrown) {
                results.push({ application: one.application, failed: failure(thrown) });
            }
        }
        setDone(results);
        setBusy(false);
        setAsks(undefined);
        again();
    };
    const bad = (done ?? []).filter((one) => one.failed !== undefined);
    return (
        <>
            {done && (
                <Notice kind={bad.length === 0 ? 'good' : 'warn'}>
                    <p class="govuk-body" role="status">{count('officer.so_many_done', done.length - bad.length)}</p>
                    {bad.map((one) => <p class="govuk-body" key={one.application}>{one.application}: {one.failed && wordsOfProblem(one.failed, words)}</p>)}
                </Notice>
            )}
            <div class="actions">
                {undeclared.length > 0 && <Button kind="secondary" onPress={() => setAsks('declare')}>{count('review.declare_all', undeclared.length)}</Button>}
                {ready.length > 0 && <Button onPress={() => setAsks('submit')}>{count('review.submit_all', ready.length)}</Button>}
            </div>
            {asks && (
                <Confirm title={asks === 'declare' ? t('review.declare_all_ask') : t('review.submit_ask')} action={asks === 'declare' ? t('review.declare') : t('review.submit')} busy={busy} onClose={() => setAsks(undefined)} onConfirm={() => all(asks)}>
                    <p class="govuk-body">{asks === 'declare' ? t('review.declare_all_means') : t('review.submit_means')}</p>
                    <ul class="plain">{(asks === 'declare' ? undeclared : ready).map((one) => <li key={one.application}>{one.told.wording?.title || one.application}{(one.told.state?.partners ?? []).length > 0 && <><br /><Organisations ids={one.told.state?.partners ?? []} /></>}</li>)}</ul>
                </Confirm>
            )}
        </>
    );
}
