import { useEffect, useState } from 'preact/hooks';
import { useWords, type Key } from '../i18n/words';
import { Around, type FieldProps } from './field';

type Part = 'year' | 'month' | 'day';
const orders: Readonly<Record<string, readonly Part[]>> = { en: ['day', 'month', 'year'], lt: ['year', 'month', 'day'] };
const names: Readonly<Record<Part, Key>> = { day: 'components.day', month: 'components.month', year: 'components.year' };
const nothing = { year: '', month: '', day: '' };

function partsOf(value: string): Record<Part, string> {
    const [year = '', month = '', day = ''] = value.split('-');
    return { year, month: month.replace(/^0/, ''), day: day.replace(/^0/, '') };
}

// A day in three inputs, in the order of the language: a browser's own control speaks the browser's language. What
// is no day is kept as it was typed, so that it can be mended.
export function DateField(props: FieldProps & { value: string; onType: (value: string) => void }) {
    const { language, t } = useWords();
    const { id, value, onType, error } = props;
    const [parts, setParts] = useState(() => partsOf(value));
    const joined = (of: Record<Part, string>): string => (of.year + of.month + of.day === '' ? ''
        : [of.year, of.month.padStart(2, '0'), of.day.padStart(2, '0')].join('-'));
    useEffect(() => { if (joined(parts) !== value) setParts(value === '' ? nothing : partsOf(value)); }, [value]);
    const type = (part: Part, typed: string): void => {
        const next = { ...parts, [part]: typed.trim() };
        setParts(next);
        onType(joined(next));
    };
    return (
        <Around field={props} legend>
            <div class="govuk-date-input">
                {(orders[language] ?? []).map((part) => (
                    <div class="govuk-date-input__item" key={part}>
                        <label class="govuk-label govuk-date-input__label" for={`${id}-${part}`}>{t(names[part])}</label>
                        <input
                            id={`${id}-${part}`} class={`govuk-input govuk-date-input__input govuk-input--width-${part === 'year' ? 4 : 2}${error ? ' govuk-input--error' : ''}`}
                            inputMode="numeric" autocomplete={'off' as never} value={parts[part]} onInput={(event) => type(part, event.currentTarget.value)}
                        />
                    </div>
                ))}
            </div>
        </Around>
    );
}
