import type { Words } from '../i18n/words';

// Whose turn it is, in words: "applicant", "expert", or a role of the call.
export function turnOf(turn: string, words: Words): string {
    return words.known(`officer.turn_${turn}`) ?? words.known(`common.role_${turn}`) ?? turn.replaceAll('_', ' ');
}
