// The record checked in the browser itself: every leaf hashed here, the tree built here, the head's signature
// verified here. The server only hands out bytes.
// Source: RFC 6962 (tree), C2SP signed-note and tlog-checkpoint, RFC 8032 (Ed25519).
// Errors: what does not fit is a Fault, which names the place.

import { hex, sha256, utf8, type Bytes } from '../hash';

export interface Head { readonly origin: string; readonly size: number; readonly root: Bytes; readonly signedText: string; readonly signatures: readonly { readonly name: string; readonly bytes: Bytes }[] }
export interface Fault { readonly what: 'head' | 'signature' | 'leaf' | 'root' | 'missing'; readonly index?: number }

export function bytesOf(base64: string): Bytes {
    return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
}

export const leafHash = (leaf: string): Promise<Bytes> => sha256(Uint8Array.of(0), utf8.encode(leaf));
export const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(Uint8Array.of(1), left, right);

// "origin\nsize\nroot\n\n— name signature\n"; nothing where it is not one.
export function headOf(note: string): Head | undefined {
    const end = note.indexOf('\n\n');
    if (end < 0 || !note.endsWith('\n')) return undefined;
    const signedText = note.slice(0, end + 1);
    const [origin, size, root, ...more] = signedText.split('\n');
    if (!origin || !size || !/^(0|[1-9]\d*)$/.test(size) || !root || more.length !== 1 || more[0] !== '') return undefined;
    const signatures = note.slice(end + 2, -1).split('\n').map((line) => /^— (\S+) (\S+)$/u.exec(line));
    if (signatures.some((one) => one === null)) return undefined;
    try {
        return {
            origin, size: Number(size), root: bytesOf(root), signedText,
            signatures: signatures.flatMap((one) => (one?.[1] && one[2] ? [{ name: one[1], bytes: bytesOf(one[2]) }] : [])),
        };
    } catch {
        return undefined;
    }
}

// A verifier key, "name+hash+base64(1 ‖ key)", as its 32 bytes.
export function keyOf(vkey: string): Bytes | undefined {
    const encoded = /^[^+\s]+\+[0-9a-f]+\+(\S+)$/.exec(vkey.trim())?.[1];
    if (encoded === undefined) return undefined;
    try {
        const bytes = bytesOf(encoded);
        return bytes.length === 33 && bytes[0] === 1 ? bytes.slice(1) : undefined;
    } catch {
        return undefined;
    }
}

// Whether that key signed the head under the log's own name.
export async function isSigned(head: Head, key: Bytes): Promise<boolean> {
    const imported = await crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
    const id = (await sha256(utf8.encode(`${head.origin}\n`), Uint8Array.of(1), key)).slice(0, 4);
    for (const { name, bytes } of head.signatures) {
        if (name !== head.origin || bytes.length !== 68 || hex(bytes.slice(0, 4)) !== hex(id)) continue;
        if (await crypto.subtle.verify({ name: 'Ed25519' }, imported, bytes.slice(4), utf8.encode(head.signedText))) return true;
    }
    return false;
}

// A tree that grows a leaf at a time and keeps the roots of its perfect parts alone.
export class Tree {
    private readonly parts: { height: number; hash: Bytes }[] = [];
    size = 0;

    async add(hash: Bytes): Promise<void> {
        this.parts.push({ height: 0, hash });
        this.size += 1;
        for (;;) {
            const [left, right] = this.parts.slice(-2);
            if (!left || !right || left.height !== right.height) return;
            this.parts.splice(-2, 2, { height: left.height + 1, hash: await nodeHash(left.hash, right.hash) });
        }
    }

    async root(): Promise<Bytes> {
        const [last, ...rest] = this.parts.map((one) => one.hash).reverse();
        if (!last) return sha256();
        let root = last;
        for (const hash of rest) root = await nodeHash(hash, root);
        return root;
    }
}

export interface Page { readonly items: readonly { readonly index: number; readonly leaf: string; readonly hash: string }[] }
export interface Sound { readonly head: Head; readonly leaves: number; readonly root: string }

// Reads every leaf of the log up to the head, a page at a time.
export async function verify(note: string, vkey: string, read: (from: number) => Promise<Page>, told: (leaves: number, of: number) => void): Promise<Sound | Fault> {
    const head = headOf(note);
    const key = keyOf(vkey);
    if (!head || !key) return { what: 'head' };
    if (!await isSigned(head, key)) return { what: 'signature' };
    const tree = new Tree();
    while (tree.size < head.size) {
        const { items } = await read(tree.size);
        if (items.length === 0) return { what: 'missing', index: tree.size };
        for (const one of items) {
            if (tree.size === head.size) break;
            if (one.index !== tree.size) return { what: 'missing', index: tree.size };
            const hash = await leafHash(one.leaf);
            if (hex(hash) !== one.hash) return { what: 'leaf', index: one.index };
            await tree.add(hash);
        }
        told(tree.size, head.size);
    }
    const root = await tree.root();
    return hex(root) === hex(head.root) ? { head, leaves: tree.size, root: hex(root) } : { what: 'root' };
}
