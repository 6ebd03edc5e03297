// The newest head of a call's log and the key it is signed with, as everybody may read them, and whether they fit.

import { atranka, reached } from '../api/atranka';
import { headOf, isSigned, keyOf, type Head } from './verify';

// `unknown`: this browser cannot verify Ed25519.
export type Verified = 'signed' | 'not signed' | 'unreadable' | 'unknown';
export interface Published { readonly note: string; readonly key: string; readonly head: Head | undefined; readonly is: Verified }

export async function textAt(path: '/calls/{call}/log/checkpoint' | '/log/key', call: string): Promise<string> {
    const { data } = await reached(atranka.http.GET(path as never, { params: { path: { call } }, parseAs: 'text' } as never));
    return data as unknown as string;
}

export async function judged(note: string, vkey: string): Promise<Published> {
    const [head, key] = [headOf(note), keyOf(vkey)];
    const told = { note, key: vkey.trim(), head };
    if (!head || !key) return { ...told, is: 'unreadable' };
    try {
        return { ...told, is: await isSigned(head, key) ? 'signed' : 'not signed' };
    } catch (thrown) {
        if (thrown instanceof DOMException) return { ...told, is: 'unknown' };
        throw thrown;
    }
}

export async function publishedOf(call: string): Promise<Published> {
    return judged(await textAt('/calls/{call}/log/checkpoint', call), await textAt('/log/key', call));
}

// The proof that the log of one size contains the one of the other.
export async function growthOf(call: string, from: number, to: number): Promise<readonly string[]> {
    if (from === to || from === 0) return [];
    const { data } = await reached(atranka.http.GET('/calls/{call}/log/consistency', { params: { path: { call }, query: { from, to } } }));
    return data?.proof ?? [];
}
