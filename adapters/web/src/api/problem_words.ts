// A problem of the server in words for the person, in their language: the catalogue's for its rule, with the facts
// that the problem carries where the catalogue has a sentence for them ("<rule>_with").

import { moment } from '../dates';
import type { Facts, Words } from '../i18n/words';
import { isDecimal, number } from '../money';
import { Problem, type Unreached } from './atranka';

type Told = Pick<Problem, 'rule' | 'detail' | 'facts'> & { readonly language?: string };

export function wordsOfProblem(why: Problem | Unreached, words: Words): string {
    return why instanceof Problem ? wordsOfRule(why, words) : words.t('problems.unreached');
}

export function wordsOfRule(told: Told, words: Words): string {
    const exact = words.known(`problems.${told.rule}_with`, factsOf(told.facts, words));
    if (exact !== undefined && !/\{\w+\}/.test(exact)) return exact;
    const known = words.known(`problems.${told.rule}`);
    if (known === undefined) return words.language === 'en' ? told.detail : words.t('problems.not_told', { rule: told.rule });
    // Which of several things it was, where the server could say it in the reader's language.
    return (told.language ?? 'en') === words.language && says_more.has(told.rule) ? `${known} ${told.detail}` : known;
}

const says_more = new Set(['unfit', 'attachment_must_fit', 'guard_must_have_a_value', 'parameter_must_fit']);

const isInstant = (value: string): boolean => /^\d{4}-\d\d-\d\dT/.test(value);

function factsOf(facts: unknown, words: Words): Facts {
    const found: Record<string, string> = {};
    for (const [name, value] of Object.entries(typeof facts === 'object' && facts !== null ? facts : {})) {
        if (typeof value !== 'string') continue;
        found[name] = name === 'role' ? words.known(`common.role_${value}`) ?? value
            : isInstant(value) ? moment(value, words.language) : isDecimal(value) ? number(value, words.language) : value;
    }
    return found;
}

// By the path of the field that they are about: "costs[2].claimed". A refusal of one thing names it itself.
export function problemsByField(why: Problem | Unreached | undefined, words: Words): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    if (!(why instanceof Problem)) return found;
    for (const one of why.problems) if (!found.has(one.path)) found.set(one.path, why.language === words.language ? one.message : words.t('problems.at_field'));
    if (why.path !== undefined && !found.has(why.path)) found.set(why.path, wordsOfRule(why, words));
    return found;
}
