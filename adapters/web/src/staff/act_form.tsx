import { useState } from 'preact/hooks';
import type { Accepted, Members } from '../api/atranka';
import { useCommand } from '../api/command';
import type { Definition } from '../api/definition';
import { problemsByField } from '../api/problem_words';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { Radios, TextArea, TextField } from '../components/field';
import { fromOwnZone } from '../dates';
import { useWords, type Key } from '../i18n/words';
import { hasLeft } from '../review/scoring';
import { awaitsClearing, type Act, type Asked, type State } from './acts';
import { InstantField } from './instant_field';

export type Done = (title: string, accepted: Accepted) => void;
interface ActProps { act: Act; state: State; definition: Definition; etag: string; onDone: Done }

// One command: what it asks for, and what it will do. Its receipt belongs to the page, which outlives the form.
export function ActForm({ act, state, definition, etag, onDone }: ActProps) {
    const words = useWords();
    const { t } = words;
    const { give, busy, failed, forget } = useCommand(act.command);
    const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
    const [asks, setAsks] = useState(false);
    const [missing, setMissing] = useState<readonly string[]>([]);
    const title = t(`officer.do_${act.command}` as Key);
    const problems = problemsByField(failed, words);
    const idOf = (asked: Asked): string => `${act.command}-${asked.name}`;
    const errorOf = (asked: Asked): string | undefined =>
        problems.get(asked.name) ?? (missing.includes(asked.name) ? t('officer.missing') : undefined);
    const begin = (): void => {
        const lacking = act.asks.filter((one) => !one.optional && (typed[one.name] ?? '').trim() === '').map((one) => one.name);
        setMissing(lacking);
        const first = act.asks.find((one) => lacking.includes(one.name));
        if (first) document.getElementById(idOf(first))?.focus();
        else setAsks(true);
    };
    const members = (): Members<typeof act.command> => {
        const of: Record<string, unknown> = { application: state.id ?? '' };
        if (act.ofStep) of['step'] = state.step;
        for (const one of act.asks) {
            const value = typed[one.name]?.trim() ?? '';
            if (value === '') continue;
            of[one.name] = one.kind === 'whether' ? value === 'yes' : one.kind === 'instant' ? fromOwnZone(value) : value;
        }
        return of as Members<typeof act.command>;
    };
    const submit = async (): Promise<void> => {
        const accepted = await give(members(), etag);
        if (!accepted) return;
        setAsks(false);
        setTyped({});
        onDone(t('officer.done', { what: title }), accepted);
    };
    return (
        <form class="act" aria-label={title} noValidate onSubmit={(event) => { event.preventDefault(); begin(); }}>
            {act.asks.map((one) => (
                <AskedField
                    key={one.name} asked={one} id={idOf(one)} command={act.command} state={state} definition={definition} value={typed[one.name] ?? ''} error={errorOf(one)}
                    onType={(value) => setTyped((before) => ({ ...before, [one.name]: value }))}
                />
            ))}
            <Button submits {...(act.warns ? { kind: 'warning' as const } : act.isNext ? {} : { kind: 'secondary' as const })}>{title}</Button>
            {asks && (
                <Confirm title={title} action={title} warns={act.warns ?? false} busy={busy} failed={failed} onClose={() => { setAsks(false); forget(); }} onConfirm={submit}>
                    <p class="govuk-body">{t(`officer.means_${act.command}` as Key)}</p>
                </Confirm>
            )}
        </form>
    );
}

interface AskedProps { asked: Asked; id: string; command: string; state: State; definition: Definition; value: string; error: string | undefined; onType: (value: string) => void }

function AskedField({ asked, id, command, state, definition, value, error, onType }: AskedProps) {
    const words = useWords();
    const { t, known } = words;
    const label = known(`officer.ask_${command}_${asked.name}`) ?? t(`officer.ask_${asked.name}` as Key);
    const hint = known(`hints.${command}_${asked.name}`) ?? known(`hints.${asked.name}`);
    const common = { id, label, error, optional: asked.optional ?? false, ...(hint ? { hint } : {}) };
    switch (asked.kind) {
        case 'long': return <TextArea {...common} rows={3} value={value} onType={onType} />;
        case 'whether': return (
            <Radios
                {...common} value={value} onChoose={onType}
                choices={[
                    { value: 'yes', label: t(`officer.yes_${asked.name}` as Key) },
                    { value: 'no', label: t(`officer.no_${asked.name}` as Key) },
                ]}
            />
        );
        case 'expert': return <Radios {...common} value={value} onChoose={onType} choices={expertsOf(state, command).map((one) => ({ value: one, label: one }))} />;
        case 'step': return (
            <Radios
                {...common} value={value} onChoose={onType}
                choices={definition.steps.filter((one) => one.kind === 'check' || one.kind === 'review').map((one) => ({ value: one.name, label: words.of(one.title, one.name) }))}
            />
        );
        case 'instant': return <InstantField {...common} value={value} onType={onType} />;
        default: return <TextField {...common} value={value} onType={onType} />;
    }
}

function expertsOf(state: State, command: string): readonly string[] {
    const assigned = Object.entries(state.reviews?.[state.step ?? '']?.assignments ?? {});
    if (command === 'ClearInterest' && awaitsClearing(state)) return assigned.filter(([, one]) => one.interest === 'potential' && one.cleared === undefined).map(([id]) => id);
    if (command === 'ReopenReview') return assigned.filter(([, one]) => one.submitted !== undefined).map(([id]) => id);
    if (command === 'NameChair') return assigned.filter(([, one]) => !hasLeft(one.stage ?? '')).map(([id]) => id);
    return assigned.map(([id]) => id);
}
