// Who is signed in on this page, and the requests that sign in and out.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { atranka, Problem, reached, type Seen } from './atranka';

export type Me = Seen<'/me'>;

export interface Session {
    // Undefined: nobody is signed in.
    readonly me: Me | undefined;
    again(): Promise<void>;
    signOut(): Promise<void>;
}

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
    const session = useContext(SessionContext);
    if (!session) throw new Error('no session around this component');
    return session;
}

export async function whoIsHere(): Promise<Me | undefined> {
    try {
        return (await reached(atranka.see('/me'))).body;
    } catch (thrown) {
        if (thrown instanceof Problem && thrown.status === 401) return undefined;
        throw thrown;
    }
}

export interface Shown { readonly login: string; readonly password: string; readonly code?: string }

export async function signIn(shown: Shown): Promise<void> {
    await reached(atranka.http.POST('/session', { body: shown }));
}

export async function showAnew(shown: { readonly password: string; readonly code?: string }): Promise<void> {
    await reached(atranka.http.POST('/session/fresh', { body: shown }));
}

export async function signOut(): Promise<void> {
    await reached(atranka.http.DELETE('/session', {}));
}

export function hasRole(me: Me | undefined, role: string, call?: string): boolean {
    return (me?.roles ?? []).some((one) => one.role === role && (call === undefined || one.call === '*' || one.call === call));
}

// Applicants and experts have a part in applications; whoever has another role in the call works on all of it.
export function worksOn(me: Me | undefined, call: string): boolean {
    return (me?.roles ?? []).some((one) => (one.call === '*' || one.call === call) && !['expert', 'administrator', 'data_protection_officer'].includes(one.role ?? ''));
}

// Of those, auditors read and do nothing.
export function actsIn(me: Me | undefined, call: string): boolean {
    return worksOn(me === undefined ? undefined : { ...me, roles: (me.roles ?? []).filter((one) => one.role !== 'auditor') }, call);
}

export function nameOf(me: Me): string {
    const name = (me.identity as { name?: unknown } | undefined)?.name;
    return typeof name === 'string' && name !== '' ? name : me.id ?? '';
}
