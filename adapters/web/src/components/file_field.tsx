import type { ComponentChildren } from 'preact';
import { useWords } from '../i18n/words';
import type { FieldProps } from './field';

interface FileProps extends FieldProps {
    accept: string;  // endings of names
    choose: string;  // what the button says
    busy?: string | undefined;  // what is done with the file at this moment
    onFile: (file: File) => unknown;
    children?: ComponentChildren;  // what was chosen before
}

// A file to choose. The same one can be chosen again, once it was mended.
export function FileField({ id, label, optional, hint, error, accept, choose, busy, onFile, children }: FileProps) {
    const { t } = useWords();
    return (
        <div class={`govuk-form-group${error ? ' govuk-form-group--error' : ''}`}>
            <label class="govuk-label" for={id}>{label}{optional && <> {t('components.optional')}</>}</label>
            {hint && <div class="govuk-hint" id={`${id}-hint`}>{hint}</div>}
            {error && <p class="govuk-error-message" id={`${id}-error`}>{error}</p>}
            {children}
            <input
                id={id} type="file" class="govuk-visually-hidden file__input" accept={accept} disabled={busy !== undefined}
                aria-describedby={[hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined}
                onChange={(event) => { const file = event.currentTarget.files?.[0]; if (file) onFile(file); event.currentTarget.value = ''; }}
            />
            <label class="govuk-button govuk-button--secondary file__button" for={id} aria-hidden="true">{choose}</label>
            <p class="saved" role="status">{busy}</p>
        </div>
    );
}
