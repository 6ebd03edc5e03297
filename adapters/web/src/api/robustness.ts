// Whether it hangs on one expert or on one score: GET /calls/{call}/robustness, whose members are those of
// engine/simulation/tree.cpp.

import type { Decimal } from '../money';

export interface Swap { readonly in: readonly string[]; readonly out: readonly string[]; readonly round?: string; readonly step?: string }

export interface Effect {
    readonly changes: boolean;
    readonly funded: Swap;                 // who is funded in the end
    readonly amounts: readonly string[];   // who is funded both ways, with another sum
    readonly selected: readonly Swap[];    // of each selection whose set is another
    readonly too_few_reviews: readonly string[];
}
export interface WithoutExpert extends Effect { readonly expert: string }
export interface MovedScore extends Effect {
    readonly application: string;
    readonly step: string;
    readonly expert: string | null;  // null: of the consensus report
    readonly criterion: string;
    readonly from: Decimal;
    readonly to: Decimal;
    readonly entry: string;
}
export interface Margin {
    readonly round: string;
    readonly step: string;
    readonly envelope: string | null;
    readonly key: string;
    readonly passed_over: number;
    readonly last_selected: string;
    readonly first_not_selected: string;
    readonly points: Decimal;
}
export interface Robustness {
    readonly experts: readonly WithoutExpert[];
    readonly scores_moved: number;
    readonly moves_asking_for_another_expert: number;
    readonly pivotal_scores: readonly MovedScore[];
    readonly margins: readonly Margin[];
}

export interface List { readonly round: string; readonly step: string }

// What of an effect concerns one list: who it selects otherwise, and who is funded otherwise in the end.
export function onList(effect: Effect, list: List): { readonly in: readonly string[]; readonly out: readonly string[]; readonly changes: boolean } {
    const swap = effect.selected.find((one) => one.round === list.round && one.step === list.step);
    const joined = (side: 'in' | 'out'): readonly string[] => [...new Set([...(swap?.[side] ?? []), ...effect.funded[side]])].sort();
    const [gained, lost] = [joined('in'), joined('out')];
    return { in: gained, out: lost, changes: gained.length + lost.length + effect.amounts.length > 0 };
}
