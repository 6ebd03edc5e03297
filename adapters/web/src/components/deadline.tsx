import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { left, moment, ownZone, placeOf, vilnius, zonesDiffer, day } from '../dates';
import { useWords } from '../i18n/words';
import { useAsOf } from '../router';

// An instant in Vilnius, where the calls are, and in the reader's own zone where that shows another time.
export function Moment({ at, after }: { at: string; after?: ComponentChildren }) {
    const { language, t } = useWords();
    return (
        <time class="moment" dateTime={at}>
            {moment(at, language, vilnius)}{after && <> {after}</>}
            {zonesDiffer(at) && (
                <span class="moment__other">
                    {t('components.vilnius_time')}; {t('components.your_time', { moment: moment(at, language, ownZone()), place: placeOf(ownZone()) })}
                </span>
            )}
        </time>
    );
}

export function Day({ on }: { on: string }) {
    const { language } = useWords();
    return <time dateTime={on}>{day(on, language)}</time>;
}

const tick_ms = 30_000;

export function useNow(): Date {
    const [now, setNow] = useState(() => new Date());
    useEffect(() => {
        const timer = setInterval(() => setNow(new Date()), tick_ms);
        return () => clearInterval(timer);
    }, []);
    return now;
}

// What is left until then, in words: "3 days left", "passed 2 hours ago".
export function useLeft(at: string): { words: string; passed: boolean; near: boolean } {
    const { count } = useWords();
    const { passed, amount, unit } = left(at, useNow());
    const words = passed ? count(`components.ago_${unit}`, amount) : count(`components.left_${unit}`, amount);
    return { words, passed, near: !passed && (unit !== 'days' || amount < 3) };
}

// Of a moment that is past nothing is left, and nothing is late today.
export function Deadline({ at }: { at: string }) {
    const { words, passed, near } = useLeft(at);
    if (useAsOf() !== undefined) return <Moment at={at} />;
    return <Moment at={at} after={<span class={passed ? 'deadline--passed' : near ? 'deadline--near' : 'quiet'}>({words})</span>} />;
}
