// The one connection of the page to the server.

import { Atranka, Problem } from '../../client/client';
import { asOfMoment, patiently } from './past';

export { Problem };
export type { Accepted, Changed, CommandName, Item, Listing, Members, Seen, View } from '../../client/client';

export const atranka = new Atranka({ fetch: patiently, language: () => document.documentElement.lang });
atranka.http.use({ onRequest: ({ request, schemaPath }) => asOfMoment(request, schemaPath) });

// A request that got no answer: whether it was done is not known.
export class Unreached extends Error {
    override readonly name = 'Unreached';
}

// What was thrown, as one of the two ways in which a request fails. A mistake of ours is neither, and goes on.
export function failure(thrown: unknown): Problem | Unreached {
    if (thrown instanceof Problem || thrown instanceof Unreached) return thrown;
    if (thrown instanceof TypeError) return new Unreached(thrown.message);
    throw thrown;
}

export async function reached<Answer>(asked: Promise<Answer>): Promise<Answer> {
    try {
        return await asked;
    } catch (thrown) {
        throw failure(thrown);
    }
}
