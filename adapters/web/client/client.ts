// What the web application talks to the server with: schemas/openapi.json as types, and what every request has
// in common. `npm run generate` makes schema.d.ts of the document: it is never edited, and never committed,
// since the document is what a review reads.
// Shape:  the session is a cookie that the browser keeps; the server lets it act for pages of its own origin
//         alone, which the browser's Origin and Sec-Fetch-Site headers say. A program shows a token instead.
// Errors: whatever is not 2xx is thrown as a Problem (RFC 9457).
import createClient, { type Client, type MaybeOptionalInit } from 'openapi-fetch';
import type { components, paths } from './schema.js';

export type { components, paths };
export type Accepted = components['schemas']['Accepted'];
type Told = components['schemas']['Problem'];

type JsonOf<Answers> = Answers extends { responses: { 200: { content: { 'application/json': infer Body } } } } ? Body : never;
export type View = { [P in keyof paths]: paths[P] extends { get: infer Asked } ? (JsonOf<Asked> extends never ? never : P) : never }[keyof paths];
export type Seen<P extends View> = paths[P] extends { get: infer Asked } ? JsonOf<Asked> : never;
type Page = { items: unknown[]; next?: string };
// A list that goes on where its `next` says.
export type Listing = { [P in View]: Seen<P> extends { items: unknown[]; next?: string }
    ? (paths[P] extends { get: { parameters: { query?: { cursor?: string } } } } ? P : never) : never }[View];
export type Item<P extends Listing> = Seen<P> extends { items: (infer One)[] } ? One : never;
type Init<P extends View> = MaybeOptionalInit<paths[P], 'get'>;
type Rest<P extends View> = Record<never, never> extends Init<P> ? [init?: Init<P>] : [init: Init<P>];

export type CommandName = { [P in keyof paths]: P extends `/commands/${infer Name}` ? Name : never }[keyof paths];
export type Members<Name extends CommandName> =
    paths[`/commands/${Name}`] extends { post: { requestBody: { content: { 'application/json': infer Body } } } } ? Body : never;

export interface Changed { readonly kind: 'application' | 'call'; readonly id: string }
export interface Viewed<Body> { readonly body: Body; readonly etag: string }
// `ifMatch`: the ETag of what it was decided upon. `key`: of an earlier try of this very command.
export interface Giving { readonly ifMatch?: string; readonly key?: string; readonly signal?: AbortSignal }

export class Problem extends Error {
    override readonly name = 'Problem';
    readonly status: number;
    readonly type: string;  // "/problems/actor_must_have_the_role"
    readonly rule: string;  // its last word
    readonly detail: string;
    readonly problems: NonNullable<Told['problems']>;
    readonly path: string | undefined;  // of the one thing it is about
    readonly facts: unknown;
    readonly language: string;  // of the detail and of what is said of fields: "lt" where all of it is

    constructor(told: Told, language = 'en') {
        super(`${told.title}: ${told.detail}`);
        this.status = told.status;
        this.type = told.type;
        this.rule = told.type.slice(told.type.lastIndexOf('/') + 1);
        this.detail = told.detail;
        this.problems = told.problems ?? [];
        this.path = told.path;
        this.facts = told.facts;
        this.language = language;
    }

    // What is no problem document comes from something between us and the server.
    static async of(response: Response): Promise<Problem> {
        const told: unknown = await response.json().catch(() => undefined);
        if (typeof told === 'object' && told !== null && 'type' in told && 'detail' in told) return new Problem(told as Told, response.headers.get('content-language') ?? 'en');
        return new Problem({ type: 'about:blank', title: `HTTP ${response.status}`, status: response.status, detail: response.statusText });
    }
}

export interface Options {
    readonly origin?: string;  // of the server; a page's own where it is not given
    readonly token?: string;
    readonly fetch?: (request: Request) => Promise<Response>;
    readonly language?: () => string;  // in which problems are to be told, where they can be
}

export class Atranka {
    // Every path of the document, typed; failures are thrown here, too.
    readonly http: Client<paths>;

    constructor(options: Options = {}) {
        this.http = createClient<paths>({
            baseUrl: `${options.origin ?? globalThis.location.origin}/api/v1`,
            credentials: options.token === undefined ? 'same-origin' : 'omit',
            ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
            ...(options.token === undefined ? {} : { headers: { Authorization: `Bearer ${options.token}` } }),
        });
        const { language } = options;
        this.http.use({
            onRequest({ request }) {
                if (language) request.headers.set('Accept-Language', language());
                return request;
            },
            async onResponse({ response }) {
                if (!response.ok) throw await Problem.of(response);
            },
        });
    }

    async see<P extends View>(path: P, ...[init]: Rest<P>): Promise<Viewed<Seen<P>>> {
        const { data, response } = await this.http.GET(path as never, init as never);
        return { body: data as Seen<P>, etag: response.headers.get('etag') ?? '' };
    }

    // A repeat under the same key is harmless: whoever heard no answer gives the command again under its key.
    async give<Name extends CommandName>(name: Name, members: Members<Name>, giving: Giving = {}): Promise<Accepted> {
        const header: Record<string, string> = { 'Idempotency-Key': giving.key ?? crypto.randomUUID() };
        if (giving.ifMatch !== undefined) header['If-Match'] = giving.ifMatch;
        const init = { body: members, headers: header, signal: giving.signal ?? null };
        const { data } = await this.http.POST(`/commands/${name}` as never, init as never);
        return data as unknown as Accepted;
    }

    // Page by page, as they are asked for.
    async *list<P extends Listing>(path: P, ...[init]: Rest<P>): AsyncGenerator<Item<P>, void, undefined> {
        type Asked = { params?: { query?: Record<string, unknown> } };
        const asked: Asked = init ?? {};
        for (let cursor: string | undefined, begun = false; !begun || cursor !== undefined; begun = true) {
            const query = { ...asked.params?.query, ...(cursor === undefined ? {} : { cursor }) };
            const { data } = await this.http.GET(path as never, { ...asked, params: { ...asked.params, query } } as never);
            const page = data as unknown as Page;
            yield* page.items as Item<P>[];
            cursor = page.next;
        }
    }

    // What changed that you may see. Ends with the connection; whoever connects anew reads afresh.
    async *events(signal?: AbortSignal): AsyncGenerator<Changed, void, undefined> {
        const { data } = await this.http.GET('/events', { parseAs: 'stream', signal: signal ?? null });
        if (!data) return;
        const reader = (data as ReadableStream<Uint8Array>).getReader();
        const decoder = new TextDecoder();
        let rest = '';
        try {
            for (;;) {
                const { done, value } = await reader.read();
                if (done) return;
                rest += decoder.decode(value, { stream: true });
                const whole = rest.split('\n\n');
                rest = whole.pop() ?? '';
                for (const one of whole) {
                    const changed = changedOf(one);
                    if (changed) yield changed;
                }
            }
        } finally {
            await reader.cancel().catch(() => undefined);
        }
    }
}

function changedOf(text: string): Changed | undefined {
    let kind = '';
    let data = '';
    for (const line of text.split('\n')) {
        if (line.startsWith('event: ')) kind = line.slice('event: '.length);
        if (line.startsWith('data: ')) data += line.slice('data: '.length);
    }
    if (kind !== 'application' && kind !== 'call') return undefined;  // a comment that keeps the connection
    const told: unknown = JSON.parse(data);
    return typeof told === 'object' && told !== null && 'id' in told && typeof told.id === 'string' ? { kind, id: told.id } : undefined;
}
