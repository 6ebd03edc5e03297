import type { Field } from '../api/definition';
import { Money } from '../components/amount';
import { Day } from '../components/deadline';
import { Organisations } from '../components/organisations';
import { useWords } from '../i18n/words';
import { isDecimal, money, number, sum } from '../money';
import { isBlank, type Attached, type Line, type Value } from './values';

// What was answered to one field, as people read it.
export function Answer({ field, value, currency }: { field: Field; value: Value; currency: string }) {
    const words = useWords();
    const { t, language } = words;
    if (isBlank(value)) return <span class="quiet">{t('form.no_answer')}</span>;
    const labelOf = (name: unknown): string => words.of(field.choices.find((one) => one.name === name)?.label, String(name));
    switch (field.type) {
        case 'money': return typeof value === 'string' && isDecimal(value) ? <Money amount={value} currency={currency} /> : <>{value}</>;
        case 'number':
        case 'integer': return <span class="amount">{isDecimal(value) ? number(value, language) : String(value)}</span>;
        case 'boolean': return <>{value === true ? t('form.yes') : t('form.no')}</>;
        case 'date': return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? <Day on={value} /> : <>{value}</>;
        case 'choice': return <>{labelOf(value)}</>;
        case 'choices': return <>{(value as readonly string[]).map(labelOf).join(', ')}</>;
        case 'organisation': return <Organisations ids={[String(value)]} />;
        case 'attachment': return <>{(value as Attached).name}</>;
        case 'table': return <Lines field={field} lines={value as readonly Line[]} currency={currency} />;
        default: return <div class="text">{String(value)}</div>;
    }
}

function Lines({ field, lines, currency }: { field: Field; lines: readonly Line[]; currency: string }) {
    const words = useWords();
    const { t, language } = words;
    const sums = field.columns.some((one) => one.type === 'money');
    const isAmount = (one: Field): boolean => ['money', 'number', 'integer'].includes(one.type);
    return (
        <div class="scroller" role="region" tabIndex={0} aria-label={words.of(field.label, field.name)}>
            <table class="table">
                <caption class="govuk-visually-hidden">{words.of(field.label, field.name)}</caption>
                <thead>
                    <tr>{field.columns.map((one) => <th key={one.name} scope="col" class={isAmount(one) ? 'numeric' : ''}>{words.of(one.label, one.name)}</th>)}</tr>
                </thead>
                <tbody>
                    {lines.map((line, at) => (
                        <tr key={at}>
                            {field.columns.map((one) => <td key={one.name} class={isAmount(one) ? 'numeric' : ''}><Answer field={one} value={line[one.name]} currency={currency} /></td>)}
                        </tr>
                    ))}
                </tbody>
                {sums && (
                    <tfoot>
                        <tr>
                            {field.columns.map((one, at) => (one.type === 'money'
                                ? <td key={one.name} class="numeric">{money(sum(lines.map((line) => line[one.name]).filter(isDecimal)), currency, language)}</td>
                                : <td key={one.name}>{at === 0 ? t('form.total') : ''}</td>))}
                        </tr>
                    </tfoot>
                )}
            </table>
        </div>
    );
}
