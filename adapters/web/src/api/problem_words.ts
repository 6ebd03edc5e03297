// A problem of the server in words for the person: the catalogue's for its rule, else the server's own.

import type { Words } from '../i18n/words';
import { Problem, type Unreached } from './atranka';

export function wordsOfProblem(why: Problem | Unreached, words: Words): string {
    if (!(why instanceof Problem)) return words.t('problems.unreached');
    const known = words.known(`problems.${why.rule}`);
    if (known === undefined) return why.detail;
    // The server's detail has the facts; it speaks English.
    return words.language === 'en' && says_more.has(why.rule) ? `${known} ${why.detail}` : known;
}

const says_more = new Set(['unfit', 'wait', 'malformed-request', 'attachment_must_fit', 'stage_must_allow_command']);

// By the path of the field that they are about: "costs[2].claimed".
export function problemsByField(why: Problem | Unreached | undefined): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    if (why instanceof Problem) for (const one of why.problems) if (!found.has(one.path)) found.set(one.path, one.message);
    return found;
}
