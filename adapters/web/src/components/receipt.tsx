import type { ComponentChildren } from 'preact';
import type { Accepted } from '../api/atranka';
import { useWords } from '../i18n/words';
import { PlainButton } from './button';

export function download(name: string, type: string, content: BlobPart): void {
    const link = document.createElement('a');
    const address = URL.createObjectURL(new Blob([content], { type }));
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
}

// What was recorded, and the proof of it to keep.
export function Receipt({ accepted, title, children }: { accepted: Accepted; title: string; children?: ComponentChildren }) {
    const { t } = useWords();
    const { receipt, command, leaf_hash, log, index } = accepted;
    return (
        <div class="receipt" role="status">
            <h2 class="govuk-heading-m">{title}</h2>
            {children}
            <p class="govuk-body">{t('components.receipt_entry', { index: index ?? '', log: log ?? '' })}</p>
            <p class="hash">{leaf_hash}</p>
            {receipt && (
                <p class="govuk-body">
                    {t('hints.receipt')}<br />
                    <PlainButton onPress={() => download(`${command ?? 'receipt'}.tlog-proof`, 'text/plain', receipt)}>
                        {t('components.receipt_download')}
                    </PlainButton>
                </p>
            )}
        </div>
    );
}
