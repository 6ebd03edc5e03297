// A call's resolved definition, as the pages read it. Source: schemas/workflow.schema.json; the resolved
// document has every scalar as text, and `$order` says in which order its names were written.

export type Text = Readonly<Record<string, string>>;
type Node = Readonly<Record<string, unknown>>;

export type FieldType = 'text' | 'long_text' | 'money' | 'number' | 'integer' | 'boolean' | 'date' | 'choice' | 'choices'
    | 'organisation' | 'table' | 'attachment';

export interface Field {
    readonly name: string;
    readonly label: Text;
    readonly help: Text | undefined;
    readonly type: FieldType;
    readonly required: boolean;
    readonly requiredWhen: string | undefined;  // FEEL, which only the engine evaluates
    readonly minimum: string | undefined;
    readonly maximum: string | undefined;
    readonly maxLength: number | undefined;
    readonly choices: readonly { readonly name: string; readonly label: Text }[];
    readonly columns: readonly Field[];
    readonly personal: boolean;
    readonly accepts: readonly string[];
    readonly maxSize: string | undefined;
    readonly maxPages: string | undefined;
}

export interface Form { readonly name: string; readonly title: Text; readonly fields: readonly Field[]; readonly computed: readonly { name: string; label: Text }[] }
export interface Step {
    readonly name: string;
    readonly kind: string;
    readonly title: Text;
    readonly form: string | undefined;
    readonly closes: string | undefined;
    readonly by: string | undefined;
    readonly confirmBy: string | undefined;
    readonly within: string | undefined;
    readonly rules: readonly string[];
    readonly rubric: string | undefined;
    readonly load: number | undefined;  // applications that one expert is asked to review here, at most
    readonly hasChair: boolean;
    readonly hasNotice: boolean;  // its time begins when the applicant has notice
    readonly on: Readonly<Record<string, string>>;
}
export interface Definition {
    readonly title: Text;
    readonly about: Text | undefined;
    readonly currency: string;
    readonly forms: readonly Form[];
    readonly steps: readonly Step[];
    readonly outcomes: readonly { readonly name: string; readonly title: Text; readonly letter: Text | undefined; readonly appealable: boolean; readonly awarded: boolean }[];
    readonly rules: readonly { readonly id: string; readonly set: Text | undefined; readonly message: Text; readonly require: string }[];
    readonly appeals: { readonly within: string; readonly grounds: readonly string[] } | undefined;
    readonly parameters: readonly { readonly name: string; readonly title: Text; readonly type: string }[];
    readonly whole: Node;
}

const node = (value: unknown): Node => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Node : {});
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const whole_number = (value: unknown): number | undefined => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string')
    : typeof value === 'string' ? [value] : []);
const words = (value: unknown, otherwise: string): Text => {
    if (typeof value === 'string') return { en: value };
    const found = node(value);
    return Object.keys(found).length > 0 ? found as Text : { en: otherwise };
};

// Names as they were written; where there is one only, there is no order to keep.
export function inOrder(value: unknown): [string, unknown][] {
    const all = node(value);
    const order = texts(all['$order']);
    const names = order.length > 0 ? order : Object.keys(all);
    return names.filter((name) => name !== '$order').map((name) => [name, all[name]]);
}

function fieldOf(name: string, value: unknown): Field {
    const field = node(value);
    const length = text(field['max_length']);
    return {
        name, label: words(field['label'], name.replaceAll('_', ' ')),
        help: field['help'] === undefined ? undefined : words(field['help'], ''),
        type: (text(field['type']) ?? 'text') as FieldType, required: field['required'] === 'true',
        requiredWhen: text(field['required_when']), minimum: text(field['minimum']), maximum: text(field['maximum']),
        maxLength: length === undefined ? undefined : Number.parseInt(length, 10),
        choices: inOrder(field['choices']).map(([choice, label]) => ({ name: choice, label: words(label, choice) })),
        columns: inOrder(field['columns']).map(([column, one]) => fieldOf(column, one)),
        personal: field['personal'] === 'true',
        accepts: field['accepts'] === undefined ? ['pdf'] : texts(field['accepts']),
        maxSize: text(field['max_size']), maxPages: text(field['max_pages']),
    };
}

export function definitionOf(document: unknown): Definition {
    const whole = node(document);
    const appeals = node(whole['appeals']);
    return {
        title: words(whole['title'], ''), about: whole['about'] === undefined ? undefined : words(whole['about'], ''),
        currency: text(whole['currency']) ?? 'EUR',
        forms: inOrder(whole['forms']).map(([name, value]) => ({
            name, title: words(node(value)['title'], name.replaceAll('_', ' ')),
            fields: inOrder(node(value)['fields']).map(([field, one]) => fieldOf(field, one)),
            computed: inOrder(node(value)['computed']).map(([one, of]) => ({ name: one, label: words(node(of)['label'], one) })),
        })),
        steps: inOrder(whole['steps']).map(([name, value]) => {
            const step = node(value);
            return {
                name, kind: text(step['kind']) ?? '', title: words(step['title'], name.replaceAll('_', ' ')), form: text(step['form']),
                closes: text(step['closes']), by: text(step['by']), confirmBy: text(step['confirm_by']), within: text(step['within']),
                rules: texts(step['rules']), rubric: text(step['rubric']),
                load: whole_number(node(step['experts'])['load']), hasChair: text(step['chair']) === 'true', hasNotice: text(step['notice']) === 'true',
                on: Object.fromEntries(inOrder(step['on']).map(([outcome, to]) => [outcome, text(to) ?? ''])),
            };
        }),
        outcomes: inOrder(whole['outcomes']).map(([name, value]) => ({
            name, title: words(node(value)['title'], name.replaceAll('_', ' ')),
            letter: node(value)['letter'] === undefined ? undefined : words(node(value)['letter'], ''),
            appealable: node(value)['appealable'] === 'true', awarded: node(value)['awarded'] === 'true',
        })),
        rules: inOrder(whole['rules']).flatMap(([set, value]) => {
            const list = Array.isArray(value) ? value : node(value)['rules'];
            return (Array.isArray(list) ? list : []).map((one) => ({
                id: `${set}.${text(node(one)['id']) ?? ''}`, set: node(value)['title'] === undefined ? undefined : words(node(value)['title'], set), message: words(node(one)['message'], ''), require: text(node(one)['require']) ?? '',
            }));
        }),
        appeals: whole['appeals'] === undefined ? undefined : { within: text(appeals['within']) ?? '', grounds: texts(appeals['grounds']) },
        parameters: inOrder(whole['parameters']).map(([name, value]) => ({
            name, title: words(node(value)['title'], name.replaceAll('_', ' ')), type: text(node(value)['type']) ?? 'text',
        })),
        whole,
    };
}

// The keys by which a selection orders, in the order in which they are compared, as the definition writes them.
export function orderOf(definition: Definition, step: string): readonly string[] {
    return texts(node(node(definition.whole['steps'])[step])['order']);
}
