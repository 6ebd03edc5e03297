// What commands would do if they were given now: POST /rehearsals. Nothing is written.

import { atranka, reached, type CommandName, type Members } from './atranka';

export interface Wanted { readonly type: CommandName; readonly members: Members<CommandName> }
interface Standing { readonly step?: string; readonly stage?: string; readonly outcome?: string }
export interface Rehearsed {
    readonly accepted: boolean;
    readonly items: readonly {
        readonly type: string;
        readonly accepted: boolean;
        readonly refused?: { readonly type: string; readonly title: string; readonly detail: string; readonly facts?: unknown };
        readonly changes?: readonly { readonly application?: string; readonly before?: Standing; readonly after?: Standing }[];
        readonly letters?: readonly { readonly application: string; readonly outcome: string }[];
        readonly notices?: readonly string[];
        readonly confirm?: readonly { readonly application?: string; readonly role?: string; readonly commands: readonly string[] }[];
    }[];
}

export async function rehearse(commands: readonly Wanted[]): Promise<Rehearsed> {
    const { data } = await reached(atranka.http.POST('/rehearsals' as never, { body: { commands } } as never));
    return data as unknown as Rehearsed;
}
