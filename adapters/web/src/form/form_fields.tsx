import type { Field } from '../api/definition';
import { DateField } from '../components/date_field';
import { Checkboxes, Checkbox, Radios, Select, TextArea, TextField } from '../components/field';
import { useWords } from '../i18n/words';
import { AmountField } from './amount_field';
import { AttachmentField } from './attachment_field';
import { LinesField } from './lines_field';
import type { Draft } from './draft';
import { OrganisationField } from './organisation_field';
import { idOf, type Attached, type Line, type Value } from './values';

export interface OneField {
    field: Field;
    path: string;
    value: Value;
    onValue: (value: Value) => void;
    errors: ReadonlyMap<string, string>;  // by path
    currency: string;
    application: string;
    step: string;
    upload: Draft['upload'];
    isCell?: boolean;  // of a table, whose heading has the label
    labelled?: boolean;  // a table among other fields says its name; alone on a page, the heading does
}

// So many choices are shown at once; of more, one is picked from a list.
const radios_max = 6;

// The input of one field of a definition, whatever its type.
export function FormField(props: OneField) {
    const words = useWords();
    const { t } = words;
    const { field, path, value, onValue, errors, isCell = false } = props;
    const label = words.of(field.label, field.name);
    const hints = [field.help && words.of(field.help), field.personal && t('form.personal'), field.requiredWhen && t('form.required_when')].filter(Boolean);
    const common = {
        id: idOf(path), label, error: errors.get(path), optional: !field.required && !isCell && field.type !== 'boolean', hiddenLabel: isCell,
        ...(hints.length > 0 && !isCell ? { hint: hints.join(' ') } : {}),
    };
    const text = typeof value === 'string' ? value : '';
    const choices = field.choices.map((one) => ({ value: one.name, label: words.of(one.label, one.name) }));
    switch (field.type) {
        case 'long_text':
            return <TextArea {...common} value={text} onType={onValue} rows={isCell ? 2 : 8} limit={field.maxLength} />;
        case 'money':
            return <AmountField {...common} cents value={text} onValue={onValue} prefix={isCell ? undefined : props.currency} />;
        case 'number':
        case 'integer':
            return <AmountField {...common} value={text} onValue={onValue} prefix={undefined} />;
        case 'boolean':
            return <Checkbox {...common} checked={value === true} onTurn={onValue} />;
        case 'date':
            return <DateField {...common} value={text} onType={onValue} />;
        case 'choice':
            return isCell || choices.length > radios_max ? <Select {...common} choices={choices} value={text} onChoose={onValue} />
                : <Radios {...common} choices={choices} value={text} onChoose={onValue} />;
        case 'choices':
            return <Checkboxes {...common} choices={choices} values={Array.isArray(value) ? value as string[] : []} onChoose={onValue} />;
        case 'organisation':
            return <OrganisationField {...common} {...(isCell ? {} : { hint: [...hints, t('form.organisation')].join(' ') })} value={text} onType={onValue} />;
        case 'table':
            return <LinesField {...props} value={Array.isArray(value) ? value as readonly Line[] : []} />;
        case 'attachment':
            return <AttachmentField {...props} {...common} value={value as Attached | undefined} />;
        case 'text':
            return field.maxLength !== undefined && field.maxLength > 300 && isCell
                ? <TextArea {...common} value={text} onType={onValue} rows={2} />
                : <TextField {...common} value={text} onType={onValue} />;
    }
}
