// The browser's own verifier against vectors of RFC 6962 trees and a signed note made here.
import { generateKeyPairSync, sign, webcrypto } from 'node:crypto';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hex } from '../src/hash';
import { leafHash, Tree, verify, type Page } from '../src/audit/verify';

if (!globalThis.crypto) Object.defineProperty(globalThis, 'crypto', { value: webcrypto });

// Source: RFC 6962 reference vectors of certificate-transparency (leaves "", 00, 10, 2021, 3031, 40414243, …).
const leaves = ['', '00', '10', '2021', '3031', '40414243'].map((one) => Buffer.from(one, 'hex').toString('latin1'));
const roots = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
];

test('the tree has the roots of the reference', async () => {
    const tree = new Tree();
    expect(hex(await tree.root())).toBe(createHash('sha256').digest('hex'));
    for (const [at, root] of roots.entries()) {
        await tree.add(await leafHash(leaves[at] ?? ''));
        expect(hex(await tree.root()), `${at + 1} leaves`).toBe(root);
    }
});

const texts = Array.from({ length: 11 }, (_, at) => `{"index":${at}}`);
const origin = 'example.org/calls/c/1';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
const vkey = `example.org+00000000+${Buffer.concat([Buffer.of(1), raw]).toString('base64')}`;

async function noteOf(size = texts.length, name = origin): Promise<string> {
    const tree = new Tree();
    for (const text of texts.slice(0, size)) await tree.add(await leafHash(text));
    const signed = `${origin}\n${size}\n${Buffer.from(await tree.root()).toString('base64')}\n`;
    const id = createHash('sha256').update(`${name}\n`).update(Buffer.concat([Buffer.of(1), raw])).digest().subarray(0, 4);
    return `${signed}\n— ${name} ${Buffer.concat([id, sign(null, Buffer.from(signed), privateKey)]).toString('base64')}\n`;
}

const reading = (change: (page: Page['items'][number]) => Page['items'][number] | undefined = (one) => one) => async (from: number): Promise<Page> => {
    const items = await Promise.all(texts.map(async (leaf, index) => ({ index, leaf, hash: hex(await leafHash(leaf)) })));
    return { items: items.slice(from, from + 4).map(change).filter((one): one is Page['items'][number] => one !== undefined) };
};
const nothing = (): void => undefined;

test('a sound record is sound, however many leaves came since its head', async () => {
    for (const size of [0, 1, 7, 11]) {
        const told = await verify(await noteOf(size), vkey, reading(), nothing);
        expect(told).toMatchObject({ leaves: size });
    }
});

test('what was changed is named', async () => {
    const note = await noteOf();
    expect(await verify(note.replace('11\n', '10\n'), vkey, reading(), nothing)).toEqual({ what: 'signature' });
    expect(await verify(await noteOf(11, 'other.example/calls/c/1'), vkey, reading(), nothing)).toEqual({ what: 'signature' });
    expect(await verify(note.trimEnd(), vkey, reading(), nothing)).toEqual({ what: 'head' });
    expect(await verify(note, vkey, reading((one) => (one.index === 6 ? { ...one, leaf: one.leaf.replace('6', '7') } : one)), nothing)).toEqual({ what: 'leaf', index: 6 });
    expect(await verify(note, vkey, reading((one) => (one.index === 6 ? undefined : one)), nothing)).toEqual({ what: 'missing', index: 6 });
    // A leaf whose hash was made anew, too: only the root tells.
    const forged = '{"index":3,"more":1}';
    const hash = hex(await leafHash(forged));
    expect(await verify(note, vkey, reading((one) => (one.index === 3 ? { ...one, leaf: forged, hash } : one)), nothing)).toEqual({ what: 'root' });
});
