// What is being typed where the server keeps no draft: kept on this device, for whoever is signed in, until it is given.

import { useState } from 'preact/hooks';

export type Texts = Readonly<Record<string, string>>;
export interface KeptHere<Typed extends Texts> {
    readonly typed: Typed;
    readonly is: 'untouched' | 'found' | 'kept' | 'lost';  // found: of an earlier visit; lost: the device takes nothing
    type(some: Partial<Typed>): void;
    // After it was given.
    drop(): void;
}

function found(place: string): Texts | undefined {
    try {
        const kept: unknown = JSON.parse(localStorage.getItem(place) ?? 'null');
        return typeof kept === 'object' && kept !== null ? kept as Texts : undefined;
    } catch {
        return undefined;
    }
}

export function useKeptHere<Typed extends Texts>(place: string, begin: Typed): KeptHere<Typed> {
    const [{ typed, is }, set] = useState<Pick<KeptHere<Typed>, 'typed' | 'is'>>(() => {
        const kept = found(place);
        return kept ? { typed: { ...begin, ...kept }, is: 'found' } : { typed: begin, is: 'untouched' };
    });
    const type = (some: Partial<Typed>): void => set((before) => {
        const next = { ...before.typed, ...some };
        try {
            localStorage.setItem(place, JSON.stringify(next));
            return { typed: next, is: 'kept' };
        } catch {
            return { typed: next, is: 'lost' };
        }
    });
    return { typed, is, type, drop: () => { localStorage.removeItem(place); set({ typed: begin, is: 'untouched' }); } };
}
