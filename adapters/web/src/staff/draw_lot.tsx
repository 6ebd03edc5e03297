import { useEffect, useState } from 'preact/hooks';
import type { Accepted } from '../api/atranka';
import { useCommand } from '../api/command';
import { Button } from '../components/button';
import { Confirm } from '../components/confirm';
import { ErrorSummary, type Mistake } from '../components/errors';
import { TextField } from '../components/field';
import { FileField } from '../components/file_field';
import { Notice } from '../components/banner';
import { useWords } from '../i18n/words';
import { redrawn, secretFor, seedByHand, seedOf, type Opened, type Ranked, type Redrawn } from './lot';

export interface DrawnLot { readonly secrets: readonly Opened[]; readonly publicValue: string }
interface DrawProps {
    call: string;
    round: string;
    step: string;
    commitments: Readonly<Record<string, string>>;  // by who committed
    etag: string;
    onRanked: (accepted: Accepted, lot: DrawnLot) => void;
}

// Ranking a round whose ties a lot breaks: each secret is held against its commitment here, before anything is sent.
export function DrawLot({ call, round, step, commitments, etag, onRanked }: DrawProps) {
    const { t } = useWords();
    const rank = useCommand('RankRound');
    const people = Object.keys(commitments).sort();
    const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
    const [value, setValue] = useState('');
    const [fromFile, setFromFile] = useState<string>();
    const [mistakes, setMistakes] = useState<readonly Mistake[]>([]);
    const [ready, setReady] = useState<DrawnLot>();
    const fits = useFitting(commitments, typed);
    const idOf = (person: string): string => `secret-${person}`;
    const errorOf = (id: string): string | undefined => mistakes.find((one) => one.id === id)?.message;
    const read = async (file: File): Promise<void> => {
        const text = await file.text();
        for (const person of people) {
            const secret = await secretFor(commitments[person] ?? '', text);
            if (secret === undefined) continue;
            setTyped((before) => ({ ...before, [person]: secret }));
            setFromFile(undefined);
            return;
        }
        setFromFile(t('lot.file_fits_nobody', { file: file.name }));
    };
    const begin = async (): Promise<void> => {
        const found: Mistake[] = [];
        const secrets: Opened[] = [];
        for (const person of people) {
            const given = typed[person] ?? '';
            const secret = await secretFor(commitments[person] ?? '', given);
            if (secret !== undefined) secrets.push({ by: person, secret });
            else found.push({ id: idOf(person), message: t(given.trim() === '' ? 'lot.secret_missing' : 'lot.secret_wrong', { person }) });
        }
        const publicValue = value.trim();
        if (publicValue === '') found.push({ id: 'public-value', message: t('lot.value_missing') });
        setMistakes(found);
        if (found.length === 0) setReady({ secrets, publicValue });
    };
    const give = async (): Promise<void> => {
        if (!ready) return;
        const accepted = await rank.give({ call, round, step, secrets: [...ready.secrets], public_value: ready.publicValue }, etag);
        if (accepted) onRanked(accepted, ready);
    };
    return (
        <form class="next" noValidate aria-label={t('lot.draw_title')} onSubmit={(event) => { event.preventDefault(); void begin(); }}>
            <h2 class="govuk-heading-m">{t('lot.draw_title')}</h2>
            <p class="govuk-body">{t('lot.draw_lead')}</p>
            <ErrorSummary mistakes={mistakes} />
            {people.map((person) => (
                <div key={person}>
                    <TextField
                        id={idOf(person)} label={t('lot.secret_of', { person })} hint={<>{t('lot.commitment')} <span class="hash">{commitments[person]}</span></>} value={typed[person] ?? ''} error={errorOf(idOf(person))}
                        onType={(text) => setTyped((before) => ({ ...before, [person]: text }))}
                    />
                    <p class={fits[person] === false ? 'saved saved--not organisation' : 'saved organisation'} role="status">
                        {fits[person] === undefined ? '' : t(fits[person] ? 'lot.secret_fits' : 'lot.secret_wrong', { person })}
                    </p>
                </div>
            ))}
            <FileField id="secret-file" label={t('lot.from_file')} hint={t('lot.from_file_hint')} error={fromFile} accept=".txt" choose={t('offline.choose')} onFile={read} />
            <TextField id="public-value" label={t('lot.value')} hint={t('lot.value_hint')} value={value} error={errorOf('public-value')} onType={setValue} />
            <Button submits>{t('officer.do_RankRound')}</Button>
            {ready && (
                <Confirm title={t('officer.do_RankRound')} action={t('officer.do_RankRound')} busy={rank.busy} failed={rank.failed} onClose={() => { setReady(undefined); rank.forget(); }} onConfirm={give}>
                    <p class="govuk-body">{t('officer.means_RankRound')} {t('lot.draw_means')}</p>
                    <p class="govuk-body">{t('lot.value')}: <strong>{ready.publicValue}</strong></p>
                </Confirm>
            )}
        </form>
    );
}

// Of each secret being typed, whether it is the one committed to; nothing while it is blank.
function useFitting(commitments: Readonly<Record<string, string>>, typed: Readonly<Record<string, string>>): Readonly<Record<string, boolean | undefined>> {
    const [fits, setFits] = useState<Readonly<Record<string, boolean | undefined>>>({});
    useEffect(() => {
        let isWanted = true;
        const look = async (): Promise<void> => {
            const found: Record<string, boolean | undefined> = {};
            for (const [person, text] of Object.entries(typed))
                found[person] = text.trim() === '' ? undefined : await secretFor(commitments[person] ?? '', text) !== undefined;
            if (isWanted) setFits(found);
        };
        void look();
        return () => { isWanted = false; };
    }, [typed]);
    return fits;
}

// The same lot, drawn once more here: what it put in order, and how anybody does it by hand.
export function LotRedrawn({ lot, rows }: { lot: DrawnLot; rows: readonly Ranked[] }) {
    const { t, count } = useWords();
    const [drawn, setDrawn] = useState<{ seed: string; all: readonly Redrawn[] }>();
    useEffect(() => {
        let isWanted = true;
        const look = async (): Promise<void> => {
            const seed = await seedOf(lot.secrets, lot.publicValue);
            const all = await redrawn(rows, seed);
            if (isWanted) setDrawn({ seed, all });
        };
        void look();
        return () => { isWanted = false; };
    }, [lot, rows]);
    if (!drawn) return null;
    const wrong = drawn.all.filter((one) => !one.inOrder);
    return (
        <Notice kind={wrong.length === 0 ? 'good' : 'bad'}>
            <p class="govuk-body" role="status">
                {wrong.length > 0 ? t('lot.redrawn_differs', { applications: wrong.map((one) => one.application).join(', ') })
                    : drawn.all.length === 0 ? t('lot.redrawn_none') : count('lot.redrawn_same', drawn.all.length)}
            </p>
            {drawn.all.length > 0 && <ol class="plain">{drawn.all.map((one) => <li key={one.application}>{one.application}: <span class="hash">{one.number}</span></li>)}</ol>}
            <p class="govuk-body">{t('lot.seed')} <span class="hash">{drawn.seed}</span></p>
            <p class="govuk-body">{t('lot.by_hand')} <span class="hash">{seedByHand(lot.secrets, lot.publicValue)}</span></p>
        </Notice>
    );
}
