// What the engine would say of a form as it is typed: POST /applications/{application}/draft/evaluation. The
// browser never works out a rule itself.

import { useEffect, useRef, useState } from 'preact/hooks';
import { cleaned, type Typed } from '../form/values';
import type { Text } from './definition';

export interface Evaluation {
    readonly step: string;
    readonly form: string;
    readonly complete: boolean;
    readonly problems?: readonly { readonly path: string; readonly message: Text }[];
    readonly computed?: readonly { readonly name: string; readonly label: Text; readonly value: string }[];
    readonly verdicts?: readonly {
        readonly rule: string; readonly step: string; readonly passed?: boolean; readonly message: Text;
        readonly shown?: Readonly<Record<string, string>>; readonly because?: string;
        readonly sides?: { readonly left: string; readonly comparison: string; readonly right: string };
    }[];
    readonly limits?: readonly {
        readonly field: string; readonly label: Text; readonly requested?: string; readonly maximum: string; readonly over_by: string;
        readonly binding: string; readonly by_rule?: Readonly<Record<string, string>>;
    }[];
}

const pause_ms = 400;

export async function judged(application: string, typed: Typed, signal?: AbortSignal): Promise<Evaluation | undefined> {
    const answer = await fetch(`/api/v1/applications/${encodeURIComponent(application)}/draft/evaluation`, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(cleaned(typed)), signal: signal ?? null,
    });
    return answer.ok ? await answer.json() as Evaluation : undefined;
}

// Of nothing while the draft is not there yet. The newest answer, a moment after the typing stops; what was answered for older typing is not shown as new.
export function useEvaluation(application: string, typed: Typed | undefined): { readonly evaluation: Evaluation | undefined; readonly isCurrent: boolean } {
    const [found, setFound] = useState<{ evaluation: Evaluation | undefined; of: Typed }>();
    const asked = useRef<AbortController>();
    useEffect(() => {
        if (typed === undefined) return undefined;
        const timer = setTimeout(() => {
            asked.current?.abort();
            const mine = new AbortController();
            asked.current = mine;
            judged(application, typed, mine.signal).then((evaluation) => setFound({ evaluation, of: typed }), () => undefined);
        }, asked.current ? pause_ms : 0);
        return () => clearTimeout(timer);
    }, [application, typed]);
    useEffect(() => () => asked.current?.abort(), []);
    return { evaluation: found?.evaluation, isCurrent: found?.of === typed };
}
