// A review that is being written, as it lies in the draft, and as the command takes it.

import type { Typed } from '../form/values';
import { compare, isDecimal } from '../money';
import type { Rubric } from './rubric';

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

function isOnScale(rubric: Rubric, score: string): boolean {
    return isDecimal(score) && compare(score, rubric.from) >= 0 && compare(score, rubric.to) <= 0;
}

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
        ...Object.entries(scores ?? {}).map(([name, score]) => [`score_${name}`, score]),
        ...Object.entries(comments ?? {}).map(([name, text]) => [`comment_${name}`, text]),
    ]) as Typed;
}
