import { useWords } from '../i18n/words';

// A moment, in the time zone of whoever types it.
export function InstantField(props: { id: string; label: string; error?: string | undefined; optional?: boolean; value: string; onType: (value: string) => void }) {
    const { t } = useWords();
    return (
        <div class={`govuk-form-group${props.error ? ' govuk-form-group--error' : ''}`}>
            <label class="govuk-label" for={props.id}>{props.label}</label>
            <div class="govuk-hint" id={`${props.id}-hint`}>{t('officer.own_zone')}</div>
            {props.error && <p class="govuk-error-message" id={`${props.id}-error`}>{props.error}</p>}
            <input
                class="govuk-input govuk-input--width-20" type="datetime-local" id={props.id} value={props.value} aria-describedby={`${props.id}-hint`}
                onInput={(event) => props.onType(event.currentTarget.value)}
            />
        </div>
    );
}
