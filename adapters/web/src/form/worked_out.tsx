import type { Definition } from '../api/definition';
import type { Evaluation } from '../api/evaluation';
import { Money } from '../components/amount';
import { Notice } from '../components/banner';
import { Summary } from '../components/summary';
import { Tag } from '../components/tag';
import { Details } from '../components/tabs';
import { useWords } from '../i18n/words';
import { compare, isDecimal, number } from '../money';

type Verdict = NonNullable<Evaluation['verdicts']>[number];
type Limit = NonNullable<Evaluation['limits']>[number];

// What the engine worked out of the form so far: sums, the most that may be asked for, and the rules.
export function WorkedOut({ evaluation, isCurrent, definition }: { evaluation: Evaluation | undefined; isCurrent: boolean; definition: Definition }) {
    const words = useWords();
    const { t } = words;
    if (!evaluation) return null;
    const { computed = [], verdicts = [], limits = [] } = evaluation;
    if (computed.length + verdicts.length + limits.length === 0) return null;
    const [broken, others] = [verdicts.filter((one) => one.passed === false), verdicts.filter((one) => one.passed !== false)];
    return (
        <section aria-labelledby="worked-out" data-current={isCurrent}>
            <h2 class="govuk-heading-m" id="worked-out" tabIndex={-1}>{t('form.worked_out')}</h2>
            {computed.length > 0 && (
                <Summary rows={computed.map((one) => ({ label: words.of(one.label, one.name), value: <Money amount={one.value} currency={definition.currency} /> }))} />
            )}
            {limits.map((one) => <OneLimit key={one.field} limit={one} definition={definition} />)}
            {broken.map((one) => (
                <Notice key={`${one.step} ${one.rule}`} kind="bad">
                    <p class="govuk-body">{words.of(one.message, one.rule)}</p>
                    <HowRule verdict={one} definition={definition} />
                </Notice>
            ))}
            {others.length > 0 && (
                <Details summary={t('form.other_rules')}>
                    {others.map((one) => (
                        <div key={`${one.step} ${one.rule}`}>
                            <p class="govuk-body">
                                {one.passed ? <Tag colour="green">{t('application.rule_kept')}</Tag> : <Tag>{t('form.rule_open')}</Tag>}{' '}
                                <code>{definition.rules.find((rule) => rule.id === one.rule)?.require ?? one.rule}</code>
                            </p>
                        </div>
                    ))}
                </Details>
            )}
        </section>
    );
}

function HowRule({ verdict, definition }: { verdict: Verdict; definition: Definition }) {
    const { t, language } = useWords();
    const { sides } = verdict;
    const written = (value: string): string => (isDecimal(value) ? number(value, language) : value);
    return (
        <Details summary={t('form.how')}>
            <p class="govuk-body">{t('application.rule')} <code>{definition.rules.find((one) => one.id === verdict.rule)?.require ?? verdict.rule}</code></p>
            {sides && <p class="govuk-body">{t('form.sides')} <span class="amount">{written(sides.left)} {sides.comparison} {written(sides.right)}</span></p>}
        </Details>
    );
}

function OneLimit({ limit, definition }: { limit: Limit; definition: Definition }) {
    const words = useWords();
    const { t } = words;
    const { currency } = definition;
    const over = isDecimal(limit.over_by) && compare(limit.over_by, '0') > 0;
    const messageOf = (rule: string): string => words.of(definition.rules.find((one) => one.id === rule)?.message, rule);
    return (
        <Notice kind={over ? 'bad' : 'good'}>
            <p class="govuk-body">{t('form.at_most', { label: words.of(limit.label, limit.field) })} <strong><Money amount={limit.maximum} currency={currency} /></strong></p>
            {over && <p class="govuk-body">{t('form.over_by')} <strong><Money amount={limit.over_by} currency={currency} /></strong></p>}
            {limit.by_rule && (
                <Details summary={t('form.how')}>
                    <p class="govuk-body">{t('form.least_counts')}</p>
                    <Summary rows={Object.entries(limit.by_rule).map(([rule, amount]) => ({
                        label: messageOf(rule),
                        value: <><Money amount={amount} currency={currency} />{rule === limit.binding && <> <Tag colour="blue">{t('form.binds')}</Tag></>}</>,
                    }))} />
                </Details>
            )}
        </Notice>
    );
}
