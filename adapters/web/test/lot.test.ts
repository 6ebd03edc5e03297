import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { commitmentOf, draw, newSecret, redrawn, secretFor, seedByHand, seedOf, seedText } from '../src/staff/lot';

const sha256 = (...parts: (string | Buffer)[]): string => createHash('sha256').update(Buffer.concat(parts.map((one) => Buffer.from(one)))).digest('hex');

test('a commitment is what the engine commits to', async () => {
    // tests/unit/selection_order_test.cpp
    expect(await commitmentOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('a secret opens its commitment with what an editor put around it, and nothing else does', async () => {
    const commitment = await commitmentOf('invented secret');
    for (const typed of ['invented secret', 'invented secret\n', '  invented secret\r\n']) expect(await secretFor(commitment, typed)).toBe('invented secret');
    expect(await secretFor(commitment, 'Invented secret')).toBeUndefined();
    expect(await secretFor(await commitmentOf(' kept blank '), ' kept blank ')).toBe(' kept blank ');
    expect(await secretFor(await commitmentOf(''), '')).toBeUndefined();
});

test('the seed is made as engine/selection/lot.hpp makes it, secrets in the order of who committed', async () => {
    const secrets = [{ by: 'officer-1', secret: 'second' }, { by: 'head-1', secret: 'firšt' }];
    expect(seedText(secrets, '12345')).toBe('6:firšt,6:second,5:12345,');
    expect(await seedOf(secrets, '12345')).toBe(sha256('6:firšt,6:second,5:12345,'));
    const seed = await seedOf(secrets, '12345');
    expect(await draw(seed, 'a-1')).toBe(sha256(Buffer.from(seed, 'hex'), 'a-1'));
});

test('the seed by hand is a command that a shell understands, quotes and all', async () => {
    const secrets = [{ by: 'a', secret: "it's" }, { by: 'b', secret: '$HOME %s' }];
    expect(execFileSync('sh', ['-c', seedByHand(secrets, 'x')], { encoding: 'utf8' }).slice(0, 64)).toBe(await seedOf(secrets, 'x'));
});

test('who is equal but for the lot is found, and an order that the lot does not give is named', async () => {
    const seed = await seedOf([{ by: 'a', secret: 'x' }], 'y');
    const numbers = await Promise.all(['p', 'q', 'r'].map(async (one) => [one, await draw(seed, one)] as const));
    const right = [...numbers].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([one]) => one);
    const rows = (order: readonly string[]): { application: string; keys: Record<string, string> }[] => [
        { application: 'first', keys: { total: '9' } }, ...order.map((application) => ({ application, keys: { total: '5' } })), { application: 'last', keys: { total: '1' } },
    ];
    expect((await redrawn(rows(right), seed)).map((one) => [one.application, one.inOrder])).toEqual(right.map((one) => [one, true]));
    const wrong = [right[1]!, right[0]!, right[2]!];
    expect((await redrawn(rows(wrong), seed)).filter((one) => !one.inOrder).map((one) => one.application)).toEqual([right[0]]);
});

test('no two secrets are the same, and each fits a line', () => {
    const all = new Set(Array.from({ length: 50 }, newSecret));
    expect(all.size).toBe(50);
    for (const one of all) expect(one).toMatch(/^[\w-]{43}$/);
});
