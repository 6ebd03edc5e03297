// What staff can do with one application: which command, when it fits, and what it asks to be typed.
// Source: the lifecycles of docs/lifecycles.md; the server decides, this only leaves out what it would never accept.

import type { CommandName } from '../api/atranka';
import type { Step } from '../api/definition';
import type { ApplicationProps } from '../pages/application';

export type State = NonNullable<ApplicationProps['told']['state']>;

export interface Asked {
    readonly name: string;  // of the command's member
    readonly kind: 'text' | 'long' | 'whether' | 'instant' | 'expert' | 'step';
    readonly optional?: boolean;
}

export interface Act {
    readonly command: CommandName;
    readonly asks: readonly Asked[];
    readonly ofStep?: boolean;  // the step that the application waits in is a member
    readonly isNext: boolean;   // what the stage waits for; the others are for when something is out of the ordinary
    readonly warns?: boolean;
    fits(state: State): boolean;
}

const at = (...stages: string[]) => (state: State): boolean => stages.includes(state.stage ?? '') && !state.suspended_since;
const appealIn = (...stages: string[]) => (state: State): boolean => stages.includes(state.appeals?.[state.appeals.length - 1]?.stage ?? '');
const reason: Asked = { name: 'reason', kind: 'long' };
const hasExperts = (state: State): boolean => Object.keys(state.reviews?.[state.step ?? '']?.assignments ?? {}).length > 0;

const inReview = at('review.staffing', 'review.scoring', 'review.diverging', 'review.consensus');
const chairOf = (state: State): string => state.reviews?.[state.step ?? '']?.chair ?? '';

export const acts: readonly Act[] = [
    { command: 'ProposeCheck', isNext: true, ofStep: true, fits: at('check.pending'), asks: [{ name: 'passed', kind: 'whether' }, { ...reason, optional: true }] },
    { command: 'AskClarification', isNext: false, ofStep: true, fits: at('check.pending'), asks: [{ name: 'question', kind: 'long' }] },
    { command: 'ConfirmCheck', isNext: true, ofStep: true, fits: at('check.proposed'), asks: [] },
    { command: 'RefuseCheck', isNext: true, ofStep: true, fits: at('check.proposed'), asks: [reason] },
    { command: 'ClearInterest', isNext: true, ofStep: true, fits: (state) => at('review.staffing', 'review.scoring')(state) && awaitsClearing(state), asks: [{ name: 'expert', kind: 'expert' }, { name: 'cleared', kind: 'whether' }, reason] },
    { command: 'RemoveExpert', isNext: false, ofStep: true, fits: (state) => at('review.staffing', 'review.scoring', 'review.diverging')(state) && hasExperts(state), asks: [{ name: 'expert', kind: 'expert' }, reason] },
    { command: 'ReopenReview', isNext: false, ofStep: true, fits: (state) => at('review.scoring', 'review.diverging', 'review.consensus')(state) && hasExperts(state), asks: [{ name: 'expert', kind: 'expert' }, reason] },
    { command: 'NameChair', isNext: true, ofStep: true, fits: (state) => at('review.consensus')(state) && chairOf(state) === '', asks: [{ name: 'expert', kind: 'expert' }] },
    { command: 'NameChair', isNext: false, ofStep: true, fits: (state) => inReview(state) && hasExperts(state) && (chairOf(state) !== '' || state.stage !== 'review.consensus'), asks: [{ name: 'expert', kind: 'expert' }] },
    { command: 'ServeNotice', isNext: true, fits: awaitsNotice, asks: [{ name: 'how', kind: 'text' }, { name: 'served', kind: 'instant' }] },
    { command: 'DecideAward', isNext: true, fits: at('decision.pending'), asks: [{ name: 'granted', kind: 'whether' }, { name: 'order', kind: 'text' }, { name: 'annex', kind: 'text', optional: true }, { ...reason, optional: true }] },
    { command: 'SendBackAward', isNext: false, warns: true, fits: at('decision.pending'), asks: [reason] },
    { command: 'ConfirmAward', isNext: true, fits: at('decision.proposed'), asks: [] },
    { command: 'RefuseAward', isNext: true, fits: at('decision.proposed'), asks: [reason] },
    { command: 'ExamineAppeal', isNext: true, fits: appealIn('lodged'), asks: [{ name: 'admissible', kind: 'whether' }, reason] },
    { command: 'DecideAppeal', isNext: true, fits: appealIn('admissible'), asks: [{ name: 'upheld', kind: 'whether' }, { name: 'back_to', kind: 'step', optional: true }, reason] },
    { command: 'ConfirmExtension', isNext: true, fits: (state) => state.extension !== undefined, asks: [] },
    { command: 'RefuseExtension', isNext: true, fits: (state) => state.extension !== undefined, asks: [reason] },
    { command: 'ProposeExtension', isNext: false, fits: (state) => state.deadline !== undefined && !state.outcome && state.extension === undefined, asks: [{ name: 'until', kind: 'instant' }, reason] },
    { command: 'SuspendApplication', isNext: false, warns: true, fits: (state) => !state.outcome && !state.suspended_since, asks: [reason] },
    { command: 'ResumeApplication', isNext: true, fits: (state) => state.suspended_since !== undefined, asks: [reason] },
];

// A step whose time begins with notice, or a decision that the applicant was not told of; their own doing they know.
function awaitsNotice(state: State): boolean {
    const isOwnDoing = /^(submission|offer)\./.test(state.stage ?? '');
    return state.awaits_notice === true || (state.outcome !== undefined && state.outcome !== '' && state.outcome_notice === undefined && !isOwnDoing);
}

export function awaitsClearing(state: State): boolean {
    return Object.values(state.reviews?.[state.step ?? '']?.assignments ?? {}).some((one) => one.interest === 'potential' && one.cleared === undefined);
}

// `step`: the one that the application waits in.
export function actsFor(state: State, commands: readonly string[], step: Step | undefined): readonly Act[] {
    return acts.filter((act) => commands.includes(act.command) && act.fits(state) && (act.command !== 'NameChair' || step?.hasChair === true));
}
