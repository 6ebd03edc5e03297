// Choosing a moment of a call's record: a slider over its entries, or an instant. What is chosen stands in the address.

import { useEffect, useState } from 'preact/hooks';
import { Button } from '../components/button';
import { Moment } from '../components/deadline';
import { Details } from '../components/tabs';
import { fromOwnZone, toOwnZone } from '../dates';
import { useWords, type Words } from '../i18n/words';
import { turnTo, useAsOf } from '../router';
import { spaced } from '../staff/history';
import { entryOf, momentOf, placeIn, type Entry } from './moments';

const pause_ms = 200;

export function whatOf(entry: Entry, words: Words): string {
    return words.known(`commands.${entry.type ?? ''}`) ?? spaced(entry.type ?? '');
}

// The address follows once the slider rests.
export function Slider({ call, entries, id = 'moment' }: { call: string; entries: readonly Entry[]; id?: string }) {
    const words = useWords();
    const { t } = words;
    const asOf = useAsOf();
    const last = entries.length - 1;
    const there = asOf === undefined ? last : Math.max(0, placeIn(entries, asOf));
    const [at, setAt] = useState(there);
    useEffect(() => setAt(there), [there]);
    useEffect(() => {
        if (at === there) return undefined;
        const timer = setTimeout(() => turnTo(momentOf(call, entries[at]?.index)), pause_ms);
        return () => clearTimeout(timer);
    }, [at, there]);
    const entry = entries[at];
    return (
        <div class="moment-slider">
            <label class="govuk-label" for={id}>{t('audit.at_entry', { index: entry?.index ?? 0, last: entries[last]?.index ?? 0 })}</label>
            <input
                id={id} class="slider" type="range" min={0} max={last} step={1} value={at} aria-valuetext={entry ? `${entry.index ?? ''}: ${whatOf(entry, words)}` : ''}
                onInput={(event) => setAt(Number(event.currentTarget.value))}
            />
            <div class="actions">
                <Button kind="secondary" onPress={() => setAt((before) => Math.max(0, before - 1))}>{t('audit.previous')}</Button>
                <Button kind="secondary" onPress={() => setAt((before) => Math.min(last, before + 1))}>{t('audit.next')}</Button>
            </div>
        </div>
    );
}

// What the entry was, when, by whom.
export function EntryWords({ entry }: { entry: Entry }) {
    const words = useWords();
    return (
        <>
            {entry.at && <Moment at={entry.at} />}: {words.t('audit.by', { what: whatOf(entry, words), who: entry.actor ?? '' })}
            {entry.application && <> – <a class="govuk-link" href={`/applications/${entry.application}`}>{entry.application}</a></>}
        </>
    );
}

export function InstantChooser() {
    const { t } = useWords();
    const asOf = useAsOf();
    const isInstant = asOf !== undefined && !entryOf(asOf);
    const [typed, setTyped] = useState(isInstant ? toOwnZone(asOf) : '');
    const [isMissing, setMissing] = useState(false);
    const show = (): void => {
        setMissing(typed === '');
        if (typed === '') document.getElementById('instant')?.focus();
        else turnTo(fromOwnZone(typed));
    };
    return (
        <Details summary={t('audit.choose_instant')}>
            <form noValidate onSubmit={(event) => { event.preventDefault(); show(); }}>
                <div class={`govuk-form-group${isMissing ? ' govuk-form-group--error' : ''}`}>
                    <label class="govuk-label" for="instant">{t('audit.instant')}</label>
                    <div class="govuk-hint" id="instant-hint">{t('officer.own_zone')}</div>
                    {isMissing && <p class="govuk-error-message" id="instant-error">{t('audit.instant_missing')}</p>}
                    <input
                        class="govuk-input govuk-input--width-20" type="datetime-local" step={1} id="instant" value={typed} aria-describedby={isMissing ? 'instant-hint instant-error' : 'instant-hint'}
                        onInput={(event) => setTyped(event.currentTarget.value)}
                    />
                </div>
                <Button submits kind="secondary">{t('audit.instant_show')}</Button>
            </form>
        </Details>
    );
}

// The screens of a call, each at the moment that is shown.
export function Screens({ call }: { call: string }) {
    const { t } = useWords();
    return (
        <nav aria-label={t('audit.screens')}>
            <ul class="links">
                <li><a class="govuk-link" href={`/calls/${call}`}>{t('audit.screen_call')}</a></li>
                <li><a class="govuk-link" href={`/calls/${call}/board`}>{t('officer.board')}</a></li>
                <li><a class="govuk-link" href={`/calls/${call}/applications`}>{t('officer.applications')}</a></li>
                <li><a class="govuk-link" href={`/calls/${call}/all-reviews`}>{t('officer.reviews')}</a></li>
                <li><a class="govuk-link" href={`/calls/${call}/audit`}>{t('audit.title')}</a></li>
            </ul>
        </nav>
    );
}
