// That a log only grew: proofs made here by the recursion of RFC 6962, 2.1.2, and judged as the page judges them.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hasGrown } from '../src/audit/consistency';
import type { Head } from '../src/audit/verify';

type Hash = Buffer;
const sha = (...parts: Uint8Array[]): Hash => createHash('sha256').update(Buffer.concat(parts)).digest();
const leaves = Array.from({ length: 40 }, (_, at) => sha(Uint8Array.of(0), Buffer.from(`entry ${at}`)));
const half = (size: number): number => { let k = 1; while (k * 2 < size) k *= 2; return k; };
const root = (of: Hash[]): Hash => (of.length === 1 ? of[0] as Hash : sha(Uint8Array.of(1), root(of.slice(0, half(of.length))), root(of.slice(half(of.length)))));
function proof(from: number, of: Hash[], isWhole: boolean): Hash[] {
    if (from === of.length) return isWhole ? [] : [root(of)];
    const k = half(of.length);
    return from <= k ? [...proof(from, of.slice(0, k), isWhole), root(of.slice(k))] : [...proof(from - k, of.slice(k), false), root(of.slice(0, k))];
}
const headAt = (size: number, hash = root(leaves.slice(0, size)), origin = 'a/calls/c'): Head =>
    ({ origin, size, root: Uint8Array.from(hash), signedText: '', signatures: [] });
const told = (from: number, to: number): string[] => proof(from, leaves.slice(0, to), true).map((one) => one.toString('base64'));

test('every growth up to 40 entries is believed', async () => {
    for (let to = 1; to <= leaves.length; to += 1)
        for (let from = 1; from <= to; from += 1) expect(await hasGrown(headAt(from), headAt(to), told(from, to)), `${from} ${to}`).toBe(true);
});

test('another past, another present, a broken or a foreign proof is not', async () => {
    const other = sha(Buffer.from('another'));
    for (const [from, to] of [[1, 2], [3, 7], [4, 8], [6, 11], [8, 40], [32, 33]] as const) {
        const good = told(from, to);
        expect(await hasGrown(headAt(from, other), headAt(to), good)).toBe(false);
        expect(await hasGrown(headAt(from), headAt(to, other), good)).toBe(false);
        expect(await hasGrown(headAt(from), headAt(to), good.slice(1))).toBe(false);
        expect(await hasGrown(headAt(from), headAt(to), [...good, other.toString('base64')])).toBe(false);
        for (const at of good.keys()) expect(await hasGrown(headAt(from), headAt(to), good.with(at, other.toString('base64')))).toBe(false);
        expect(await hasGrown(headAt(from), headAt(to, undefined, 'a/calls/d'), good)).toBe(false);
        expect(await hasGrown(headAt(to), headAt(from), good)).toBe(false);
    }
    expect(await hasGrown(headAt(5), headAt(5, other), [])).toBe(false);
});

test('a head of nothing is in every log', async () => {
    expect(await hasGrown({ ...headAt(1), size: 0 }, headAt(9), [])).toBe(true);
});
