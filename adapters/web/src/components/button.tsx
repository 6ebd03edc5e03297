import type { ComponentChildren } from 'preact';
import { useWords } from '../i18n/words';

interface ButtonProps {
    children: ComponentChildren;
    onPress?: () => unknown;
    kind?: 'secondary' | 'warning';
    busy?: boolean;
    submits?: boolean;
    describedBy?: string;
}

// While it is busy it can be pressed and does nothing: a button that cannot be reached tells nobody why.
export function Button({ children, onPress, kind, busy = false, submits = false, describedBy }: ButtonProps) {
    const { t } = useWords();
    return (
        <button
            type={submits ? 'submit' : 'button'} class={`govuk-button${kind ? ` govuk-button--${kind}` : ''}`}
            aria-disabled={busy} {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
            onClick={(event) => { if (busy) event.preventDefault(); else onPress?.(); }}
        >
            {busy ? t('components.working') : children}
        </button>
    );
}

export function ButtonLink({ children, to, kind }: { children: ComponentChildren; to: string; kind?: 'secondary' }) {
    return <a href={to} role="button" draggable={false} class={`govuk-button${kind ? ` govuk-button--${kind}` : ''}`}>{children}</a>;
}

// An action beside others, or within a sentence.
export function PlainButton({ children, onPress }: { children: ComponentChildren; onPress: () => unknown }) {
    return <button type="button" class="plain-button govuk-link" onClick={() => { onPress(); }}>{children}</button>;
}
