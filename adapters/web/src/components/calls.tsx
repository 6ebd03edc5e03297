import { useEffect, useState } from 'preact/hooks';
import { atranka, type Seen } from '../api/atranka';
import { onChange } from '../api/changes';
import { definitionOf, type Definition } from '../api/definition';
import { asOfHere } from '../api/past';
import { useView } from '../api/view';
import { useWords } from '../i18n/words';
import { useAsOf } from '../router';
import { Deadline } from './deadline';
import { Empty, Look } from './look';
import { Stage, Tag } from './tag';

// A definition belongs to its call's version; a page asks for each once, and for each moment of the past once.
const known = new Map<string, Promise<Definition>>();

export function definitionFor(call: string): Promise<Definition> {
    const key = `${call} ${asOfHere() ?? ''}`;
    const kept = known.get(key);
    if (kept) return kept;
    // Where the call is changed, its definition may be another.
    const stop = onChange((changed) => { if (changed.id === call) forget(); }, () => forget());
    const forget = (): void => { known.delete(key); stop(); };
    const asked = atranka.see('/calls/{call}/definition', { params: { path: { call } } }).then(({ body }) => definitionOf(body));
    known.set(key, asked);
    asked.catch(forget);
    return asked;
}

export function useDefinition(call: string | undefined): Definition | undefined {
    const [definition, setDefinition] = useState<Definition>();
    const asOf = useAsOf();
    useEffect(() => {
        if (call === undefined || call === '') return undefined;
        let isWanted = true;
        definitionFor(call).then((found) => { if (isWanted) setDefinition(found); }, () => undefined);
        return () => { isWanted = false; };
    }, [call, asOf]);
    return definition;
}

// Its title in the reader's language; its id until that is known, or where it may not be seen.
export function CallTitle({ call }: { call: string }) {
    const words = useWords();
    const definition = useDefinition(call);
    return <>{definition ? words.of(definition.title, call) : call}</>;
}

// Where an application came to rest, as its call says it.
export function Outcome({ call, outcome }: { call: string; outcome: string }) {
    const words = useWords();
    const found = useDefinition(call)?.outcomes.find((one) => one.name === outcome);
    return <Tag colour={found?.awarded ? 'green' : 'grey'}>{words.of(found?.title, outcome.replaceAll('_', ' '))}</Tag>;
}

type Call = Seen<'/calls/{call}'>;
type Round = NonNullable<Call['rounds']>[number];

// Until when something may be handed in there: the deadline of the first step.
export function closingOf(round: Round, definition: Definition): string | undefined {
    const closes = definition.steps[0]?.closes;
    const at = closes === undefined ? undefined : (round.parameters as Record<string, unknown> | undefined)?.[closes];
    return typeof at === 'string' ? at : undefined;
}

export function OpenCalls() {
    const { t } = useWords();
    const calls = useView('/calls');
    return (
        <Look at={calls}>
            {({ items }) => {
                const open = items.filter((one) => one.stage === 'open' || one.stage === 'published');
                return open.length === 0 ? <Empty>{t('home.no_open_calls')}</Empty>
                    : <ul class="tasks">{open.map((one) => <OpenCall key={one.call} row={one} />)}</ul>;
            }}
        </Look>
    );
}

function OpenCall({ row }: { row: Seen<'/calls'>['items'][number] }) {
    const id = row.call ?? '';
    const { t } = useWords();
    const call = useView('/calls/{call}', { call: id }, {}, [id]);
    const definition = useDefinition(id);
    const rounds = call.looked.is === 'shown' ? call.looked.body.rounds ?? [] : [];
    const open = rounds.find((one) => one.stage === 'open') ?? rounds.find((one) => one.stage === 'planned');
    const closing = open && definition ? closingOf(open, definition) : undefined;
    return (
        <li>
            <p class="govuk-body">
                <a class="govuk-link" href={`/calls/${id}`}><CallTitle call={id} /></a><br />
                {closing && <>{t('home.closes')} <Deadline at={closing} /></>}
            </p>
            <p class="govuk-body"><Stage stage={open ? open.stage : row.stage} /></p>
        </li>
    );
}

