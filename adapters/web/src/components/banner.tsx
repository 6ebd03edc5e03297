import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../i18n/words';

export function Notice({ children, kind }: { children: ComponentChildren; kind?: 'good' | 'bad' | 'warn' }) {
    return <div class={`notice${kind ? ` notice--${kind}` : ''}`}>{children}</div>;
}

export function useOnline(): boolean {
    const [online, setOnline] = useState(navigator.onLine);
    useEffect(() => {
        const look = (): void => setOnline(navigator.onLine);
        addEventListener('online', look);
        addEventListener('offline', look);
        return () => { removeEventListener('online', look); removeEventListener('offline', look); };
    }, []);
    return online;
}

// Above every page while there is no network: what is typed stays on this device, and is not called saved.
export function OfflineBanner() {
    const { t } = useWords();
    const online = useOnline();
    return (
        <div role="status">
            {!online && <Notice kind="warn"><p class="govuk-body">{t('components.offline')}</p></Notice>}
        </div>
    );
}
