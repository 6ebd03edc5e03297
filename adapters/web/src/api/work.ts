// What waits for the person, as the server lists it: GET /work.

import { useEffect, useState } from 'preact/hooks';
import { atranka, failure, type Problem, type Unreached } from './atranka';
import { onChange } from './changes';

export interface Task {
    readonly task: string;
    readonly call: string;
    readonly application?: string;
    readonly round?: string;
    readonly step?: string;
    readonly title?: string;
    readonly deadline?: string;
    readonly since?: string;
    readonly late?: boolean;
    readonly commands?: readonly string[];
    readonly by?: string;
    readonly what?: string;
}

export type Work =
    | { readonly is: 'loading' }
    | { readonly is: 'refused'; readonly why: Problem | Unreached }
    | { readonly is: 'shown'; readonly tasks: readonly Task[] };

export function useTasks(wanted: boolean): Work {
    const [work, setWork] = useState<Work>({ is: 'loading' });
    useEffect(() => {
        if (!wanted) return undefined;
        let isWanted = true;
        const read = async (): Promise<void> => {
            try {
                const see = atranka.see as unknown as (path: string) => Promise<{ body: { items: Task[] } }>;
                const { body } = await see.call(atranka, '/work');
                if (isWanted) setWork({ is: 'shown', tasks: body.items });
            } catch (thrown) {
                if (isWanted) setWork({ is: 'refused', why: failure(thrown) });
            }
        };
        void read();
        const stop = onChange(() => { void read(); }, () => { void read(); });
        return () => { isWanted = false; stop(); };
    }, [wanted]);
    return work;
}

// Where a task is done. What has no page of its own is done on the page of what it is about.
type PlaceOf = (task: Task) => string;
const application: PlaceOf = (task) => `/applications/${task.application ?? ''}`;
const board: PlaceOf = (task) => `/calls/${task.call}/board`;
const selection: PlaceOf = (task) => `/calls/${task.call}/rounds/${task.round ?? ''}/selections/${task.step ?? ''}`;
const places: Readonly<Record<string, PlaceOf>> = {
    write_form: (task) => `${application(task)}/form`,
    answer_clarification: (task) => `${application(task)}/answer`,
    rank: (task) => selection(task),
    propose_selection: (task) => selection(task),
    confirm_selection: (task) => selection(task),
    open_round: (task) => board(task),
    close_round: (task) => board(task),
    commit_lot: (task) => `/calls/${task.call}/lot`,
    publish_call: (task) => board(task),
    open_call: (task) => board(task),
    confirm_change: (task) => board(task),
    serve_notice: (task) => `/calls/${task.call}/notices`,
    decide_award: (task) => `/calls/${task.call}/order`,
    confirm_award: (task) => `/calls/${task.call}/order`,
    may_appeal: (task) => `${application(task)}/appeal`,
};

export function placeOfTask(task: Task): string {
    const own = places[task.task];
    if (own) return own(task);
    return task.application ? application(task) : `/calls/${task.call}`;
}

// What confirms or refuses something that somebody else proposed. Roles and erasures are the instance's, and elsewhere.
export const isConfirming = (command: string): boolean => command.startsWith('Confirm') || command === 'PublishCall';
export const isProposal = (task: Task): boolean => task.call !== '' && (task.commands ?? []).some(isConfirming);
