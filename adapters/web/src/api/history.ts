// What the person did here: GET /me/history, and the receipt of each command.

import { atranka, reached } from './atranka';

export interface Own {
    readonly log: string;
    readonly index: number;
    readonly at: string;
    readonly type: string;
    readonly command: string;
    readonly application?: string;
    readonly call?: string;
    readonly step?: string;
}

export async function asked(cursor?: string): Promise<{ readonly items: readonly Own[]; readonly next?: string }> {
    const get = atranka.http.GET as unknown as (path: string, init: unknown) => Promise<{ data: { items: Own[]; next?: string } }>;
    const { data } = await reached(get('/me/history', { params: { query: { limit: 50, ...(cursor === undefined ? {} : { cursor }) } } }));
    return data;
}

export async function receiptOf(command: string): Promise<string> {
    const { data } = await reached(atranka.http.GET('/receipts/{command}', { params: { path: { command } }, parseAs: 'text' }));
    return data as unknown as string;
}
