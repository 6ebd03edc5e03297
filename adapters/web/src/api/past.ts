// Readings of the record as it stood at an instant or right after an entry, which the page's address names.
// Shape:  `?as-of=` of the address goes with every reading that knows it, so that a whole page is of one moment.
//         The server answers three such readings at a time, whoever asks: from here go two, the others wait.

import type { paths } from '../../client/client';

type QueryOf<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Query } } } ? NonNullable<Query> : never;
type LooksBack = { [P in keyof paths]: [QueryOf<P>] extends [never] ? never : 'as-of' extends keyof QueryOf<P> ? P : never }[keyof paths];

// Each path that takes `as-of`, and whether the moment of the address goes with it. The timeline of a call is the scale on
// which moments are chosen; what is of the reader, of people and of all calls is of now.
const readings: Readonly<Record<LooksBack, boolean>> = {
    '/applications': false,
    '/applications/{application}': true,
    '/applications/{application}/attachments/{step}/{field}': true,
    '/applications/{application}/explanation': true,
    '/applications/{application}/history': true,
    '/applications/{application}/timeline': true,
    '/calls': false,
    '/calls/{call}': true,
    '/calls/{call}/applications': true,
    '/calls/{call}/awards': true,
    '/calls/{call}/board': true,
    '/calls/{call}/definition': true,
    '/calls/{call}/diagram': true,
    '/calls/{call}/experts': true,
    '/calls/{call}/fees': true,
    '/calls/{call}/notices': true,
    '/calls/{call}/people': true,
    '/calls/{call}/proof': true,
    '/calls/{call}/questions': true,
    '/calls/{call}/results': true,
    '/calls/{call}/reviews': true,
    '/calls/{call}/robustness': true,
    '/calls/{call}/rounds/{round}/organisations': true,
    '/calls/{call}/rounds/{round}/rankings/{step}': true,
    '/calls/{call}/rounds/{round}/rankings/{step}/preview': true,
    '/calls/{call}/statistics': true,
    '/calls/{call}/timeline': false,
    '/me': false,
    '/me/history': false,
    '/organisations/{organisation}': false,
    '/people': false,
    '/people/{person}': false,
    '/work': false,
};

export const looksBack = (path: string): boolean => (readings as Readonly<Record<string, boolean>>)[path] === true;

export function asOfHere(): string | undefined {
    return new URLSearchParams(location.search).get('as-of') || undefined;
}

// What may be done belongs to now.
export function withoutCommands<Body>(body: Body): Body {
    return typeof body === 'object' && body !== null && 'commands' in body ? { ...body, commands: [] } : body;
}

export function asOfMoment(request: Request, path: string): Request | undefined {
    const asOf = asOfHere();
    if (asOf === undefined || request.method !== 'GET' || !looksBack(path)) return undefined;
    const to = new URL(request.url);
    to.searchParams.set('as-of', asOf);
    return new Request(to, request);
}

const at_once_max = 2;
const tries_max = 6;
const waiting: (() => void)[] = [];
let underWay = 0;
let told: ((busy: boolean) => void) | undefined;

// Whether some reading of the past is on its way.
export function onBusy(tell: (busy: boolean) => void): () => void {
    told = tell;
    tell(underWay > 0);
    return () => { if (told === tell) told = undefined; };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

// A reading that the server has no time for is asked again when it says, a little later each time.
async function asked(request: Request): Promise<Response> {
    for (let tries = 1; ; tries += 1) {
        const answer = await fetch(request.clone());
        const after_s = Number(answer.headers.get('retry-after') ?? NaN);
        if (answer.status !== 503 || Number.isNaN(after_s) || tries === tries_max) return answer;
        await pause((after_s * tries + Math.random() / 2) * 1000);
    }
}

export async function patiently(request: Request): Promise<Response> {
    if (request.method !== 'GET') return fetch(request);
    if (!new URL(request.url).searchParams.has('as-of')) return asked(request);
    if (underWay >= at_once_max) await new Promise<void>((resolve) => { waiting.push(resolve); });
    else underWay += 1;
    told?.(true);
    try {
        return await asked(request);
    } finally {
        // Whoever waits takes over the turn.
        const next = waiting.shift();
        if (next) next();
        else underWay -= 1;
        if (underWay === 0) told?.(false);
    }
}
