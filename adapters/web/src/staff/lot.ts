// A lot that nobody can grind and everybody can redraw, worked out as engine/selection/lot.hpp does.
// Shape:  a commitment is the SHA-256 of a secret's UTF-8. The seed is the SHA-256 of the secrets, in the order of those
//         who committed, and the public value, each as <length>:<bytes>, ; an application's number is
//         SHA-256(seed ‖ id), and the smaller goes first.

import { hex, sha256, utf8 } from '../hash';

const secret_bytes = 32;

// A new secret, which nobody can guess: 43 letters, digits, "-" and "_".
export function newSecret(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(secret_bytes));
    return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export const commitmentOf = async (secret: string): Promise<string> => hex(await sha256(utf8.encode(secret)));

// What was pasted, or kept in a file, may have a blank or a line's end around it that is no part of the secret.
export async function secretFor(commitment: string, typed: string): Promise<string | undefined> {
    for (const one of new Set([typed, typed.replace(/\r?\n$/, ''), typed.trim()]))
        if (one !== '' && await commitmentOf(one) === commitment) return one;
    return undefined;
}

export interface Opened { readonly by: string; readonly secret: string }

const byBytes = (left: string, right: string): number => {
    const [a, b] = [hex(utf8.encode(left)), hex(utf8.encode(right))];
    return a < b ? -1 : a > b ? 1 : 0;
};

// What the seed is the hash of.
export function seedText(secrets: readonly Opened[], publicValue: string): string {
    const parts = [...secrets].sort((a, b) => byBytes(a.by, b.by)).map((one) => one.secret);
    return [...parts, publicValue].map((one) => `${utf8.encode(one).length}:${one},`).join('');
}

export const seedOf = async (secrets: readonly Opened[], publicValue: string): Promise<string> => hex(await sha256(utf8.encode(seedText(secrets, publicValue))));

// The same in a shell, for whoever wants to redraw.
export const seedByHand = (secrets: readonly Opened[], publicValue: string): string =>
    `printf %s '${seedText(secrets, publicValue).replaceAll('\'', '\'\\\'\'')}' | sha256sum`;

export async function draw(seed: string, application: string): Promise<string> {
    const bytes = Uint8Array.from(seed.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
    return hex(await sha256(bytes, utf8.encode(application)));
}

export interface Ranked { readonly application: string; readonly keys: Readonly<Record<string, string>> }
export interface Redrawn { readonly application: string; readonly number: string; readonly inOrder: boolean }

// Those that only the lot could put in order, each with its number.
export async function redrawn(rows: readonly Ranked[], seed: string): Promise<readonly Redrawn[]> {
    const isTied = (a: Ranked | undefined, b: Ranked | undefined): boolean =>
        a !== undefined && b !== undefined && Object.keys({ ...a.keys, ...b.keys }).every((key) => a.keys[key] === b.keys[key]);
    const drawn: Redrawn[] = [];
    for (const [at, row] of rows.entries()) {
        const follows = isTied(rows[at - 1], row);
        if (!follows && !isTied(row, rows[at + 1])) continue;
        const number = await draw(seed, row.application);
        drawn.push({ application: row.application, number, inOrder: !follows || (drawn.at(-1)?.number ?? '') < number });
    }
    return drawn;
}

// Whether some step of the definition may come to the lot.
export function drawsLots(whole: Readonly<Record<string, unknown>>): boolean {
    const steps = Object.values((whole['steps'] ?? {}) as Readonly<Record<string, { order?: unknown }>>);
    return steps.some((step) => Array.isArray(step?.order) && step.order.includes('lot'));
}
