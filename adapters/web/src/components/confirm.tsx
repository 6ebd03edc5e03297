import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Problem, type Unreached } from '../api/atranka';
import { useWords } from '../i18n/words';
import { ShowAnew } from './anew';
import { Button, PlainButton } from './button';
import { Refusal } from './errors';

interface ConfirmProps {
    title: string;
    children: ComponentChildren;  // what will happen, in sentences
    action: string;  // what the button does, as a verb
    warns?: boolean;
    busy?: boolean;
    failed?: Problem | Unreached | undefined;
    onConfirm: () => unknown;
    onClose: () => void;
}

// Before what cannot be taken back. Escape and "No, go back" leave everything as it is. What weighs so much that
// the server asks anew who it is, goes on once that was shown.
export function Confirm({ title, children, action, warns = false, busy = false, failed, onConfirm, onClose }: ConfirmProps) {
    const { t } = useWords();
    const asksAnew = failed instanceof Problem && failed.rule === 'reauthentication-needed';
    const dialog = useRef<HTMLDialogElement>(null);
    useLayoutEffect(() => {
        dialog.current?.showModal();
        dialog.current?.querySelector('h2')?.focus();
        return () => dialog.current?.close();
    }, []);
    return (
        <dialog class="confirm" ref={dialog} aria-labelledby="confirm-title" onCancel={(event) => { event.preventDefault(); onClose(); }}>
            <h2 class="govuk-heading-m" id="confirm-title" tabIndex={-1}>{title}</h2>
            <div class="govuk-body">{children}</div>
            {asksAnew ? <ShowAnew onShown={onConfirm} /> : <Refusal why={failed} />}
            <div class="actions">
                {!asksAnew && <Button {...(warns ? { kind: 'warning' as const } : {})} busy={busy} onPress={onConfirm}>{action}</Button>}
                <PlainButton onPress={onClose}>{t('components.go_back')}</PlainButton>
            </div>
        </dialog>
    );
}
