// What was proven of a call's definition: GET /calls/{call}/proof. Whoever publishes the call names the report.

import { useEffect, useState } from 'preact/hooks';
import { atranka, failure, Problem, reached, type Unreached } from './atranka';

interface Found { readonly code: string; readonly path: string; readonly message: string }
export interface Proof {
    readonly report: string;     // its hash
    readonly sound: boolean;
    readonly confirmed: string;  // the hash of the report under which the call was published
    readonly proven: {
        readonly findings: readonly (Found & { readonly severity: 'error' | 'warning'; readonly mend: string })[];
        readonly on_purpose: readonly (Found & { readonly because: string })[];
        readonly undecided: readonly string[];
        readonly searched: Readonly<Record<string, number>>;
    };
}

// None where this server proves nothing, or not for who asks.
export async function proofOf(call: string): Promise<Proof | undefined> {
    try {
        const { data } = await reached(atranka.http.GET('/calls/{call}/proof' as never, { params: { path: { call } } } as never));
        return data as unknown as Proof;
    } catch (thrown) {
        if (thrown instanceof Problem && thrown.status === 404) return undefined;
        throw thrown;
    }
}

export type Proving = { readonly is: 'loading' } | { readonly is: 'refused'; readonly why: Problem | Unreached } | { readonly is: 'told'; readonly proof: Proof | undefined };

export function useProof(call: string): Proving {
    const [proving, setProving] = useState<Proving>({ is: 'loading' });
    useEffect(() => {
        let isWanted = true;
        proofOf(call).then((proof) => { if (isWanted) setProving({ is: 'told', proof }); },
            (thrown: unknown) => { if (isWanted) setProving({ is: 'refused', why: failure(thrown) }); });
        return () => { isWanted = false; };
    }, [call]);
    return proving;
}
