// What the client's types refuse: each line marked so has to be an error, which the compiler checks.
import { Atranka, Problem, type Accepted, type Changed } from '../../adapters/web/client/client.js';

export async function rightUses(atranka: Atranka): Promise<void> {
    const { body, etag } = await atranka.see('/applications/{application}', { params: { path: { application: 'a-1' } } });
    const accepted: Accepted = await atranka.give('SubmitForm', { application: 'a-1', step: 'note_in', form: body }, { ifMatch: etag });
    const index: number | undefined = accepted.index;
    for await (const row of atranka.list('/applications', { params: { query: { limit: 10 } } })) {
        const id: string | undefined = row.application;
        // @ts-expect-error: rows are spelled as the document spells them
        row.applicant;
        void id;
    }
    for await (const changed of atranka.events()) {
        const one: Changed = changed;
        // @ts-expect-error: events are of applications and calls
        if (one.kind === 'person') return;
    }
    void index;
}

export async function wrongUses(atranka: Atranka): Promise<void> {
    // @ts-expect-error: no such command
    await atranka.give('SubmitForms', {});
    // @ts-expect-error: no such member
    await atranka.give('SubmitForm', { application: 'a-1', actor: 'ona' });
    // @ts-expect-error: a member of another type
    await atranka.give('SubmitForm', { application: 1 });
    // @ts-expect-error: no such path
    await atranka.see('/application');
    // @ts-expect-error: the path's member is missing
    await atranka.see('/applications/{application}');
    // @ts-expect-error: a view that is no list
    atranka.list('/me');
    // @ts-expect-error: not a parameter of that list
    atranka.list('/applications', { params: { query: { page: 2 } } });
    // @ts-expect-error: commands alone take a version
    await atranka.see('/me', { ifMatch: '"1"' });
}

export function whatWasThrown(thrown: unknown): string {
    if (!(thrown instanceof Problem)) return '';
    // @ts-expect-error: a status is a number
    const status: string = thrown.status;
    return `${thrown.rule} ${thrown.detail} ${status}`;
}
