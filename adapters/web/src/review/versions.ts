// The versions of a panel's minutes, each read as the record stood right after it.

import { useEffect, useState } from 'preact/hooks';
import { atranka, type Seen } from '../api/atranka';
import { stoodOf, versionsOf, writtenAt, type Stood, type Version } from './minutes';

type Told = Seen<'/applications/{application}'>;

export function useVersions(told: Told, step: string): readonly Version[] {
    const [stood, setStood] = useState<ReadonlyMap<string, Stood>>(new Map());
    const application = told.state?.id ?? '';
    const times = writtenAt(told, step);
    const wanted = times.join(' ');
    useEffect(() => {
        let isWanted = true;
        const read = async (): Promise<void> => {
            for (const at of times.filter((one) => !stood.has(one))) {
                // Without it the version is shown without its scores and who wrote it.
                const then = await atranka.see('/applications/{application}', { params: { path: { application }, query: { 'as-of': at } } }).catch(() => undefined);
                if (!isWanted) return;
                if (then) setStood((before) => new Map([...before, [at, stoodOf(then.body, step)]]));
            }
        };
        void read();
        return () => { isWanted = false; };
    }, [application, step, wanted]);
    return versionsOf(told, step, stood);
}
