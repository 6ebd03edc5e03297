import { Component } from 'preact';
import { useCallback, useLayoutEffect, useRef } from 'preact/hooks';
import type { Field } from '../api/definition';
import { Button, PlainButton } from '../components/button';
import { useWords } from '../i18n/words';
import { isDecimal, money, sum } from '../money';
import { FormField, type OneField } from './form_fields';
import { idOf, type Line, type Value } from './values';

type Lines = readonly Line[];

// A table of the form: a line after the other, with the sum of every column of money.
export function LinesField(props: OneField & { value: Lines }) {
    const words = useWords();
    const { t, language } = words;
    const { field, path, value: lines, onValue, errors, currency } = props;
    // Lines are drawn anew only where they changed: what they call must stay the same.
    const now = useRef({ lines, onValue });
    now.current = { lines, onValue };
    const body = useRef<HTMLTableSectionElement>(null);
    const change = useCallback((at: number, column: string, value: Value) => {
        now.current.onValue(now.current.lines.map((line, one) => (one === at ? { ...line, [column]: value } : line)));
    }, []);
    // Where the focus goes as soon as the lines are drawn, and not later: who types on at once would be torn away.
    const goesTo = useRef<'last' | 'add'>();
    useLayoutEffect(() => {
        if (goesTo.current === 'last') body.current?.querySelector<HTMLElement>('tr:last-of-type input, tr:last-of-type select, tr:last-of-type textarea')?.focus();
        if (goesTo.current === 'add') document.getElementById(`${idOf(path)}-add`)?.focus();
        goesTo.current = undefined;
    }, [lines.length, path]);
    const remove = useCallback((at: number) => {
        goesTo.current = 'add';
        now.current.onValue(now.current.lines.filter((_, one) => one !== at));
    }, []);
    const add = (): void => {
        goesTo.current = 'last';
        onValue([...lines, {}]);
    };
    const label = words.of(field.label, field.name);
    const error = errors.get(path);
    const most = Number(field.maximum ?? 1000);
    const total = (column: Field): string => {
        const amounts = lines.map((line) => line[column.name]).filter(isDecimal);
        return amounts.length === 0 ? '' : money(sum(amounts), currency, language);
    };
    return (
        <div class={`govuk-form-group${error ? ' govuk-form-group--error' : ''}`} id={idOf(path)} tabIndex={-1}>
            {props.labelled && <h2 class="govuk-heading-s">{label}</h2>}
            {field.help && <p class="govuk-hint">{words.of(field.help)}</p>}
            {error && <p class="govuk-error-message">{error}</p>}
            <div class="scroller">
                <table class="table lines">
                    <caption class="govuk-visually-hidden">{label}</caption>
                    <thead>
                        <tr>
                            {field.columns.map((one) => <th key={one.name} scope="col" class={classOf(one)}>{words.of(one.label, one.name)}{!one.required && <> {t('components.optional')}</>}</th>)}
                            <td />
                        </tr>
                    </thead>
                    <tbody ref={body}>
                        {lines.map((line, at) => (
                            <OneLine
                                key={at} at={at} line={line} of={props} errors={errorsOf(errors, `${path}[${at}]`)} language={language}
                                onChange={change} onRemove={remove} removes={t('form.remove_line')} which={t('form.line', { number: at + 1 })}
                            />
                        ))}
                    </tbody>
                    {lines.length > 0 && field.columns.some((one) => one.type === 'money') && (
                        <tfoot>
                            <tr>
                                {field.columns.map((one, at) => (one.type === 'money'
                                    ? <td key={one.name} class="numeric lines__amount">{total(one)}</td>
                                    : <td key={one.name}>{at === 0 ? t('form.total') : ''}</td>))}
                                <td />
                            </tr>
                        </tfoot>
                    )}
                </table>
            </div>
            {lines.length === 0 && <p class="govuk-body quiet">{t('form.no_lines')}</p>}
            {lines.length < most && <AddLine id={`${idOf(path)}-add`} onPress={add} words={t('form.add_line')} />}
        </div>
    );
}

function AddLine({ id, onPress, words }: { id: string; onPress: () => void; words: string }) {
    return <div id={id} tabIndex={-1}><Button kind="secondary" onPress={onPress}>{words}</Button></div>;
}

const classOf = (column: Field): string => (['money', 'number', 'integer'].includes(column.type) ? 'lines__amount' : '');

const none: ReadonlyMap<string, string> = new Map();

function errorsOf(errors: ReadonlyMap<string, string>, path: string): ReadonlyMap<string, string> {
    const found = [...errors].filter(([at]) => at.startsWith(`${path}.`));
    return found.length === 0 ? none : new Map(found);
}

interface OneLineProps {
    at: number;
    line: Line;
    of: OneField;
    errors: ReadonlyMap<string, string>;
    language: string;
    onChange: (at: number, column: string, value: Value) => void;
    onRemove: (at: number) => void;
    removes: string;
    which: string;
}

// Typing in one line draws that line alone: a table has up to a thousand.
class OneLine extends Component<OneLineProps> {
    override shouldComponentUpdate(next: OneLineProps): boolean {
        const { line, errors, language, at, onChange } = this.props;
        return line !== next.line || errors !== next.errors || language !== next.language || at !== next.at || onChange !== next.onChange;
    }

    override render() {
        const { at, line, of, errors, onChange, onRemove, removes, which } = this.props;
        return (
            <tr>
                {of.field.columns.map((column) => (
                    <td key={column.name} class={classOf(column)}>
                        <FormField
                            field={column} path={`${of.path}[${at}].${column.name}`} value={line[column.name]} errors={errors} isCell
                            currency={of.currency} application={of.application} step={of.step} upload={of.upload} onValue={(value) => onChange(at, column.name, value)}
                        />
                    </td>
                ))}
                <td>
                    <PlainButton onPress={() => onRemove(at)}>{removes}<span class="govuk-visually-hidden"> {which}</span></PlainButton>
                </td>
            </tr>
        );
    }
}
