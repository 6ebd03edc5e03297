import type { ComponentChildren } from 'preact';

export interface Row { readonly label: ComponentChildren; readonly value: ComponentChildren; readonly change?: { readonly to: string; readonly label: string } }

export function Summary({ rows }: { rows: readonly Row[] }) {
    return (
        <dl class="govuk-summary-list">
            {rows.map((row, at) => (
                <div class={`govuk-summary-list__row${row.change ? '' : ' govuk-summary-list__row--no-actions'}`} key={typeof row.label === 'string' ? row.label : at}>
                    <dt class="govuk-summary-list__key">{row.label}</dt>
                    <dd class="govuk-summary-list__value">{row.value}</dd>
                    {row.change && (
                        <dd class="govuk-summary-list__actions">
                            <a class="govuk-link" href={row.change.to}>{row.change.label}<span class="govuk-visually-hidden"> {row.label}</span></a>
                        </dd>
                    )}
                </div>
            ))}
        </dl>
    );
}
