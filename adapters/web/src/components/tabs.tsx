import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';

export interface Tab { readonly id: string; readonly title: string; readonly content: () => ComponentChildren }

// Arrow keys go from tab to tab, as the pattern has it. Source: WAI-ARIA Authoring Practices, "Tabs".
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
    const [chosen, setChosen] = useState(tabs[0]?.id);
    const list = useRef<HTMLDivElement>(null);
    const shown = tabs.find((one) => one.id === chosen) ?? tabs[0];
    const move = (event: KeyboardEvent): void => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        const at = tabs.findIndex((one) => one.id === shown?.id);
        const next = tabs[(at + by + tabs.length) % tabs.length];
        if (!next) return;
        setChosen(next.id);
        list.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
    };
    return (
        <div>
            <div class="tabs__list" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
                {tabs.map((one) => (
                    <button
                        key={one.id} type="button" role="tab" id={`tab-${one.id}`} aria-controls={`panel-${one.id}`}
                        aria-selected={one.id === shown?.id} tabIndex={one.id === shown?.id ? 0 : -1} onClick={() => setChosen(one.id)}
                    >
                        {one.title}
                    </button>
                ))}
            </div>
            {tabs.map((one) => (
                <div key={one.id} role="tabpanel" id={`panel-${one.id}`} aria-labelledby={`tab-${one.id}`} tabIndex={0} hidden={one.id !== shown?.id}>
                    {one.id === shown?.id && one.content()}
                </div>
            ))}
        </div>
    );
}

interface DetailsProps {
    summary: string;
    children: ComponentChildren;
    open?: boolean;
    onlyOpen?: boolean;  // nothing of it is there, to be heard or gone to, while it is folded
}

export function Details({ summary, children, open = false, onlyOpen = false }: DetailsProps) {
    const [isOpen, setOpen] = useState(open);
    return (
        <details class="govuk-details" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary class="govuk-details__summary"><span class="govuk-details__summary-text">{summary}</span></summary>
            <div class="govuk-details__text">{(isOpen || !onlyOpen) && children}</div>
        </details>
    );
}
