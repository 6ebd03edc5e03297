// Readings of the record as it stood at an instant or right after an entry, which the page's address names.
// Shape:  `?as-of=` of the address goes with every reading that knows it, so that a whole page is of one moment.
//         The server answers three such readings at a time, whoever asks: from here go two, the others wait.

import type { paths } from '../../client/client';

type QueryOf<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Query } } } ? NonNullable<Query> : never;
type LooksBack = { [P in keyof paths]: [QueryOf<P>] extends [never] ? never : 'as-of' extends keyof QueryOf<P> ? P : never }[keyof paths];

// Not the timeline of a call: it is the scale on which moments are chosen. Nor what is of the reader: it is of now.
const readings: readonly LooksBack[] = [
    '/calls/{call}', '/calls/{call}/definition', '/calls/{call}/board', '/calls/{call}/applications', '/calls/{call}/diagram',
    '/calls/{call}/people', '/calls/{call}/reviews', '/calls/{call}/results', '/calls/{call}/statistics',
    '/calls/{call}/rounds/{round}/organisations', '/calls/{call}/rounds/{round}/rankings/{step}',
    '/calls/{call}/rounds/{round}/rankings/{step}/preview', '/applications/{application}', '/applications/{application}/timeline',
    '/applications/{application}/history', '/applications/{application}/explanation',
    '/applications/{application}/attachments/{step}/{field}',
];
const known: ReadonlySet<string> = new Set(readings);

export const looksBack = (path: string): boolean => known.has(path);

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
