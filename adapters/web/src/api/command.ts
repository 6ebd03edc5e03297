// Giving a command: once, however often the button is pressed and whatever happens to the answer.

import { useRef, useState } from 'preact/hooks';
import { atranka, failure, Unreached, type Accepted, type CommandName, type Members, type Problem } from './atranka';

export interface Giving<Name extends CommandName> {
    readonly busy: boolean;
    readonly failed: Problem | Unreached | undefined;
    readonly accepted: Accepted | undefined;
    // `ifMatch`: the ETag of what the person saw when they decided. Undefined where it was refused.
    give(members: Members<Name>, ifMatch?: string): Promise<Accepted | undefined>;
    forget(): void;
}

export function useCommand<Name extends CommandName>(name: Name): Giving<Name> {
    const [busy, setBusy] = useState(false);
    const [failed, setFailed] = useState<Problem | Unreached>();
    const [accepted, setAccepted] = useState<Accepted>();
    const underWay = useRef(false);
    // Of a try whose answer never came: the same members go again under its key, so that it is done once.
    const unanswered = useRef<{ key: string; members: string }>();
    const give = async (members: Members<Name>, ifMatch?: string): Promise<Accepted | undefined> => {
        if (underWay.current) return undefined;
        underWay.current = true;
        setBusy(true);
        setFailed(undefined);
        const spelled = JSON.stringify(members);
        const known = unanswered.current;
        const repeats = known?.members === spelled;
        const key = repeats ? known.key : crypto.randomUUID();
        unanswered.current = { key, members: spelled };
        try {
            // A repeat is not held to the version: the first try may be what changed it.
            const done = await atranka.give(name, members, { key, ...(ifMatch === undefined || repeats ? {} : { ifMatch }) });
            unanswered.current = undefined;
            setAccepted(done);
            return done;
        } catch (thrown) {
            const why = failure(thrown);
            if (!(why instanceof Unreached)) unanswered.current = undefined;
            setFailed(why);
            return undefined;
        } finally {
            underWay.current = false;
            setBusy(false);
        }
    };
    return { busy, failed, accepted, give, forget: () => { setFailed(undefined); setAccepted(undefined); } };
}
