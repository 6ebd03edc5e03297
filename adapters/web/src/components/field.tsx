import type { ComponentChildren, JSX } from 'preact';
import { useWords } from '../i18n/words';

export interface FieldProps {
    id: string;
    label: string;
    hint?: ComponentChildren;
    error?: string | undefined;
    optional?: boolean;  // said beside the label, since most fields are wanted
    hiddenLabel?: boolean;  // where a table's heading says it
}

function describedBy({ id, hint, error }: FieldProps): { 'aria-describedby'?: string } {
    const parts = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
    return parts === '' ? {} : { 'aria-describedby': parts };
}

function Label({ id, label, optional, hiddenLabel }: FieldProps) {
    const { t } = useWords();
    return (
        <label class={`govuk-label${hiddenLabel ? ' govuk-visually-hidden lines__label' : ''}`} for={id}>
            {label}{optional && <> {t('components.optional')}</>}
        </label>
    );
}

export function Around({ field, children, legend = false }: { field: FieldProps; children: ComponentChildren; legend?: boolean }) {
    const { t } = useWords();
    const { id, hint, error } = field;
    const said = (
        <>
            {hint && <div id={`${id}-hint`} class="govuk-hint">{hint}</div>}
            {error && (
                <p id={`${id}-error`} class="govuk-error-message">
                    <span class="govuk-visually-hidden">{t('components.error')} </span>{error}
                </p>
            )}
        </>
    );
    return (
        <div class={`govuk-form-group${error ? ' govuk-form-group--error' : ''}`}>
            {legend ? (
                <fieldset class="govuk-fieldset" id={id} tabIndex={-1} {...describedBy(field)}>
                    <legend class={`govuk-fieldset__legend${field.hiddenLabel ? ' govuk-visually-hidden lines__label' : ''}`}>
                        {field.label}{field.optional && <> {t('components.optional')}</>}
                    </legend>
                    {said}
                    {children}
                </fieldset>
            ) : (
                <>
                    <Label {...field} />
                    {said}
                    {children}
                </>
            )}
        </div>
    );
}

export type TextProps = FieldProps & {
    value: string;
    onType: (value: string) => void;
    onLeave?: () => void;
    type?: 'text' | 'email' | 'password' | 'search';
    autocomplete?: string;
    numeric?: boolean;
    prefix?: string;
    width?: 4 | 10 | 20;
    readOnly?: boolean;
};

export function TextField(props: TextProps) {
    const { id, error, value, onType, onLeave, type = 'text', autocomplete, numeric, prefix, width, readOnly = false } = props;
    const input = (
        <input
            id={id} type={type} value={value} readOnly={readOnly} spellcheck={type === 'text' && !numeric}
            class={`govuk-input${error ? ' govuk-input--error' : ''}${width ? ` govuk-input--width-${width}` : ''}`}
            {...describedBy(props)} {...(numeric ? { inputMode: 'decimal' as const } : {})}
            {...(error ? { 'aria-invalid': true } : {})} {...(autocomplete ? { autocomplete: autocomplete as never } : { autocomplete: 'off' as never })}
            onInput={(event) => onType(event.currentTarget.value)} onBlur={() => onLeave?.()}
        />
    );
    return (
        <Around field={props}>
            {prefix ? (
                <div class="govuk-input__wrapper">
                    <div class="govuk-input__prefix" aria-hidden="true">{prefix}</div>
                    {input}
                </div>
            ) : input}
        </Around>
    );
}

export function TextArea(props: FieldProps & { value: string; onType: (value: string) => void; rows?: number; limit?: number | undefined }) {
    const { count } = useWords();
    const { id, error, value, onType, rows = 6, limit } = props;
    const left = limit === undefined ? undefined : limit - [...value].length;
    return (
        <Around field={props}>
            <textarea
                id={id} rows={rows} value={value} class={`govuk-textarea${error ? ' govuk-textarea--error' : ''}`}
                {...describedBy(props)} {...(error ? { 'aria-invalid': true } : {})}
                onInput={(event) => onType(event.currentTarget.value)}
            />
            {left !== undefined && (
                <p class={left < 0 ? 'saved saved--not' : 'saved'} aria-live={left < 50 ? 'polite' : 'off'}>
                    {left < 0 ? count('components.characters_over', -left) : count('components.characters_left', left)}
                </p>
            )}
        </Around>
    );
}

export interface Choice { value: string; label: string; hint?: string }

export function Radios(props: FieldProps & { choices: readonly Choice[]; value: string; onChoose: (value: string) => void }) {
    const { id, choices, value, onChoose } = props;
    return (
        <Around field={props} legend>
            <div class="govuk-radios">
                {choices.map((one, at) => (
                    <div class="govuk-radios__item" key={one.value}>
                        <input
                            class="govuk-radios__input" type="radio" id={`${id}-${at}`} name={id} value={one.value} checked={value === one.value}
                            {...(one.hint ? { 'aria-describedby': `${id}-${at}-hint` } : {})} onChange={() => onChoose(one.value)}
                        />
                        <label class="govuk-label govuk-radios__label" for={`${id}-${at}`}>{one.label}</label>
                        {one.hint && <div id={`${id}-${at}-hint`} class="govuk-hint govuk-radios__hint">{one.hint}</div>}
                    </div>
                ))}
            </div>
        </Around>
    );
}

export function Checkboxes(props: FieldProps & { choices: readonly Choice[]; values: readonly string[]; onChoose: (values: string[]) => void }) {
    const { id, choices, values, onChoose } = props;
    const turn = (value: string, on: boolean): void =>
        onChoose(choices.map((one) => one.value).filter((one) => (one === value ? on : values.includes(one))));
    return (
        <Around field={props} legend>
            <div class="govuk-checkboxes govuk-checkboxes--small">
                {choices.map((one, at) => (
                    <div class="govuk-checkboxes__item" key={one.value}>
                        <input
                            class="govuk-checkboxes__input" type="checkbox" id={`${id}-${at}`} checked={values.includes(one.value)}
                            onChange={(event) => turn(one.value, event.currentTarget.checked)}
                        />
                        <label class="govuk-label govuk-checkboxes__label" for={`${id}-${at}`}>{one.label}</label>
                    </div>
                ))}
            </div>
        </Around>
    );
}

// One thing that is so or not: its label is the whole question.
export function Checkbox(props: FieldProps & { checked: boolean; onTurn: (on: boolean) => void }) {
    const { t } = useWords();
    const { id, label, hint, error, checked, onTurn } = props;
    return (
        <div class={`govuk-form-group${error ? ' govuk-form-group--error' : ''}`}>
            {error && <p id={`${id}-error`} class="govuk-error-message"><span class="govuk-visually-hidden">{t('components.error')} </span>{error}</p>}
            <div class="govuk-checkboxes govuk-checkboxes--small">
                <div class="govuk-checkboxes__item">
                    <input
                        class="govuk-checkboxes__input" type="checkbox" id={id} checked={checked} {...describedBy(props)}
                        onChange={(event) => onTurn(event.currentTarget.checked)}
                    />
                    <label class="govuk-label govuk-checkboxes__label" for={id}>{label}</label>
                    {hint && <div id={`${id}-hint`} class="govuk-hint govuk-checkboxes__hint">{hint}</div>}
                </div>
            </div>
        </div>
    );
}

export function Select(props: FieldProps & { choices: readonly Choice[]; value: string; onChoose: (value: string) => void; empty?: string }) {
    const { t } = useWords();
    const { id, error, choices, value, onChoose, empty } = props;
    return (
        <Around field={props}>
            <select
                id={id} class={`govuk-select${error ? ' govuk-select--error' : ''}`} {...describedBy(props)}
                {...(error ? { 'aria-invalid': true } : {})}
                onChange={(event: JSX.TargetedEvent<HTMLSelectElement>) => onChoose(event.currentTarget.value)}
            >
                <option value="" selected={value === ''}>{empty ?? t('components.choose')}</option>
                {choices.map((one) => <option key={one.value} value={one.value} selected={one.value === value}>{one.label}</option>)}
            </select>
        </Around>
    );
}
