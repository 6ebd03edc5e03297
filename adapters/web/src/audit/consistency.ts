// That a log only grew from one head to another, checked in the browser.
// Source: RFC 9162, 2.1.4.2 (the trees of RFC 6962 prove it alike).

import { hex } from '../hash';
import { bytesOf, nodeHash, type Head } from './verify';

export async function hasGrown(from: Head, to: Head, proof: readonly string[]): Promise<boolean> {
    if (from.size > to.size || from.origin !== to.origin) return false;
    if (from.size === 0) return proof.length === 0;
    if (from.size === to.size) return proof.length === 0 && hex(from.root) === hex(to.root);
    const hashes = proof.map(bytesOf);
    const isPerfect = (BigInt(from.size) & (BigInt(from.size) - 1n)) === 0n;
    const [first, ...rest] = isPerfect ? [from.root, ...hashes] : hashes;
    if (!first) return false;
    let [small, large] = [BigInt(from.size) - 1n, BigInt(to.size) - 1n];
    const rise = (): void => { small >>= 1n; large >>= 1n; };
    while ((small & 1n) === 1n) rise();
    let [older, newer] = [first, first];
    for (const one of rest) {
        if (large === 0n) return false;
        if ((small & 1n) === 1n || small === large) {
            older = await nodeHash(one, older);
            newer = await nodeHash(one, newer);
            while ((small & 1n) === 0n && small !== 0n) rise();
        } else {
            newer = await nodeHash(newer, one);
        }
        rise();
    }
    return large === 0n && hex(older) === hex(from.root) && hex(newer) === hex(to.root);
}
