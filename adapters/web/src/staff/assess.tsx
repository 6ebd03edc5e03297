import { useState } from 'preact/hooks';
import { useCommand } from '../api/command';
import type { Definition, Field } from '../api/definition';
import { problemsByField } from '../api/problem_words';
import { Button } from '../components/button';
import { Refusal } from '../components/errors';
import { TextField } from '../components/field';
import { Answer } from '../form/answers';
import type { Line, Typed } from '../form/values';
import { useWords } from '../i18n/words';
import { compare, isDecimal, money, sum, typedDecimal } from '../money';
import type { Done } from './act_form';
import type { ApplicationProps } from '../pages/application';
import type { State } from './acts';
import { cutReasons } from './cut_reasons';

// `reasons`: why lines were cut when the sheet was recorded last.
export interface Sheet { readonly table: Field; readonly claimed: string; readonly accepted: string; readonly lines: readonly Line[]; readonly reasons: Readonly<Record<number, string>> }

// The tables that this check assesses: "costs.accepted: {at_most: claimed}" beside the form's own columns. What the lines
// say in words stands in the form that was handed in, what is accepted of them in the facts.
export function sheetsOf(definition: Definition, told: ApplicationProps['told']): readonly Sheet[] {
    const state = told.state ?? {};
    const step = definition.steps.find((one) => one.name === state.step);
    const steps = (definition.whole['steps'] ?? {}) as Record<string, { assesses?: unknown }>;
    const assesses = steps[step?.name ?? '']?.assesses;
    const submitted = (state.submitted_steps ?? []).at(-1) ?? '';
    const form = definition.forms.find((one) => one.name === definition.steps.find((each) => each.name === submitted)?.form);
    const forms = (definition.whole['forms'] ?? {}) as Record<string, { assessed?: Record<string, { at_most?: string }> }>;
    const facts = (state.submissions?.[submitted]?.facts ?? {}) as Record<string, unknown>;
    const written = ((told.wording?.forms ?? {}) as Record<string, Typed>)[submitted] ?? {};
    const last = (told.wording?.remarks ?? []).filter((one) => one.command === 'AssessLines' && one.step === step?.name).at(-1);
    const sheets = Object.entries(forms[form?.name ?? '']?.assessed ?? {}).flatMap(([path, rule]) => {
        const [tableName = '', accepted = ''] = path.split('.');
        const table = form?.fields.find((one) => one.name === tableName);
        const lines = facts[tableName];
        if (!table || !Array.isArray(assesses) || !assesses.includes(tableName) || !Array.isArray(lines)) return [];
        const words = Array.isArray(written[tableName]) ? written[tableName] as readonly Line[] : [];
        return [{ table, claimed: rule.at_most ?? '', accepted, lines: (lines as Line[]).map((line, at) => ({ ...line, ...words[at], [accepted]: line[accepted] })), reasons: {} }];
    });
    // The record does not say which table the reasons are of; of one, there is no doubt.
    return sheets.length === 1 ? sheets.map((one) => ({ ...one, reasons: cutReasons(last?.text ?? '') })) : sheets;
}

// Each line is accepted as claimed, or cut with a reason.
export function AssessSheet({ sheet, state, definition, etag, onDone }: { sheet: Sheet; state: State; definition: Definition; etag: string; onDone: Done }) {
    const words = useWords();
    const { t, language } = words;
    const { table, claimed, accepted, lines } = sheet;
    const assess = useCommand('AssessLines');
    const claimedOf = (line: Line): string => (isDecimal(line[claimed]) ? line[claimed] : '0.00');
    const [amounts, setAmounts] = useState(() => lines.map((line) => (isDecimal(line[accepted]) ? line[accepted] : claimedOf(line))));
    const [reasons, setReasons] = useState(sheet.reasons);
    const [wrong, setWrong] = useState<Readonly<Record<number, string>>>({});
    const problems = problemsByField(assess.failed, words);
    const isCut = (at: number): boolean => {
        const typed = typedDecimal(amounts[at] ?? '');
        return typed !== undefined && compare(typed, claimedOf(lines[at] ?? {})) < 0;
    };
    const give = async (): Promise<void> => {
        const found: Record<number, string> = {};
        for (const [at, line] of lines.entries()) {
            const typed = typedDecimal(amounts[at] ?? '');
            if (typed === undefined || compare(typed, '0') < 0 || compare(typed, claimedOf(line)) > 0) found[at] = t('officer.accepted_within', { claimed: money(claimedOf(line), definition.currency, language) });
            else if (isCut(at) && (reasons[at] ?? '').trim() === '') found[at] = t('officer.cut_needs_reason');
        }
        setWrong(found);
        const first = Object.keys(found)[0];
        if (first !== undefined) { document.getElementById(`accepted-${first}`)?.focus(); return; }
        const done = await assess.give({
            application: state.id ?? '', step: state.step ?? '', table: table.name,
            lines: lines.map((_, line) => ({ line, accepted: typedDecimal(amounts[line] ?? '') ?? '0.00' })),
            reasons: Object.fromEntries(lines.flatMap((_, at) => (isCut(at) ? [[String(at), (reasons[at] ?? '').trim()]] : []))),
        }, etag);
        if (done) onDone(t('officer.done', { what: t('officer.do_AssessLines') }), done);
    };
    const total = sum(amounts.map((one) => typedDecimal(one) ?? '0.00'));
    return (
        <form noValidate onSubmit={(event) => { event.preventDefault(); void give(); }}>
            <Refusal why={lines.some((_, at) => problems.has(`${table.name}[${at}]`)) ? undefined : assess.failed} />
            <div class="scroller" role="region" tabIndex={0} aria-label={t('officer.assess_title')}>
                <table class="table lines">
                    <caption class="govuk-visually-hidden">{words.of(table.label, table.name)}</caption>
                    <thead>
                        <tr>
                            {table.columns.map((one) => <th key={one.name} scope="col" class={one.type === 'money' ? 'numeric' : ''}>{words.of(one.label, one.name)}</th>)}
                            <th scope="col">{t('officer.accepted')}</th>
                            <th scope="col">{t('officer.cut_reason')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {lines.map((line, at) => (
                            <tr key={at}>
                                {table.columns.map((one) => <td key={one.name} class={one.type === 'money' ? 'numeric' : ''}><Answer field={one} value={line[one.name]} currency={definition.currency} /></td>)}
                                <td>
                                    <TextField
                                        id={`accepted-${at}`} numeric hiddenLabel label={t('officer.accepted_of', { line: at + 1 })} value={amounts[at] ?? ''} width={10}
                                        error={wrong[at] ?? problems.get(`${table.name}[${at}]`)} onType={(typed) => setAmounts((before) => before.map((one, i) => (i === at ? typed : one)))}
                                    />
                                </td>
                                <td>
                                    {isCut(at) && <TextField id={`reason-${at}`} hiddenLabel label={t('officer.cut_reason_of', { line: at + 1 })} value={reasons[at] ?? ''} onType={(typed) => setReasons((before) => ({ ...before, [at]: typed }))} />}
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            <p class="govuk-body" role="status">
                {t('officer.accepted_sum', { accepted: money(total, definition.currency, language), claimed: money(sum(lines.map(claimedOf)), definition.currency, language) })}
            </p>
            <Button submits busy={assess.busy}>{t('officer.do_AssessLines')}</Button>
        </form>
    );
}
