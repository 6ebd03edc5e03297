// A review that is being written, as it lies in the draft, and as the command takes it.

import type { Seen } from '../api/atranka';
import type { Typed } from '../form/values';
import { isOnScale, plain, type Rubric } from './rubric';

export interface OwnReview {
    readonly application: string;
    readonly step: string;
    readonly stage: string;
    readonly told: Seen<'/applications/{application}'>;
    readonly etag: string;
    readonly draft: Typed;
    readonly draftTag: string | null;
}

export const isWriting = (stage: string): boolean => ['drafting', 'ready', 'reopened'].includes(stage);
export const hasLeft = (stage: string): boolean => ['declined', 'recused', 'removed'].includes(stage);
export const isUnderWay = (review: OwnReview): boolean => review.told.state?.step === review.step && !review.told.state.suspended_since;
export const isWritable = (review: OwnReview): boolean => isUnderWay(review) && isWriting(review.stage);

// Of those that an expert still has to do something for.
export const awaitsExpert = (review: OwnReview): boolean => isUnderWay(review) && (isWriting(review.stage) || review.stage === 'invited' || review.stage === 'declared');

export const scoreOf = (typed: Typed, criterion: string): string => asText(typed[`score_${criterion}`]);
export const commentOf = (typed: Typed, criterion: string): string => asText(typed[`comment_${criterion}`]);
export const isReady = (typed: Typed): boolean => typed['ready'] === true;
const asText = (value: Typed[string]): string => (typeof value === 'string' ? value : '');

// The criteria that lack a score, and those that lack a comment.
export interface Lacking { readonly scores: readonly string[]; readonly comments: readonly string[] }

export function lackingOf(rubric: Rubric, typed: Typed): Lacking {
    const names = rubric.criteria.map((one) => one.name);
    return {
        scores: names.filter((one) => !isOnScale(rubric, scoreOf(typed, one))),
        comments: rubric.wantsComments ? names.filter((one) => commentOf(typed, one).trim() === '') : [],
    };
}

export const isComplete = (lacking: Lacking): boolean => lacking.scores.length + lacking.comments.length === 0;

export function membersOf(rubric: Rubric, typed: Typed): { scores: Record<string, string>; comments: Record<string, string> } {
    const scores: Record<string, string> = {};
    const comments: Record<string, string> = {};
    for (const { name } of rubric.criteria) {
        scores[name] = scoreOf(typed, name);
        const comment = commentOf(typed, name).trim();
        if (comment !== '') comments[name] = comment;
    }
    return { scores, comments };
}

// What was submitted, as the beginning of a draft, where a review was reopened.
export function typedOf(scores: Readonly<Record<string, string>> | undefined, comments: Readonly<Record<string, string>> | undefined): Typed {
    return Object.fromEntries([
        ...Object.entries(scores ?? {}).map(([name, score]) => [`score_${name}`, plain(score)]),
        ...Object.entries(comments ?? {}).map(([name, text]) => [`comment_${name}`, text]),
    ]) as Typed;
}
