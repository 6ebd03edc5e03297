// A cluster's profile against a form: what goes where, and what does not. Source of the mapping: eccp.json.

import type { Field, Form, Text } from '../api/definition';
import { faultsOf, isBlank, type Line, type Typed, type Value } from '../form/values';
import type { Facts, Key } from '../i18n/words';
import { typedDecimal } from '../money';
import mapping from './eccp.json';
import type { Profile } from './file';

interface Known {
    readonly key: string;
    readonly label: Text;
    readonly names: readonly string[];
    readonly kind: string;
    readonly fills: readonly string[];
    readonly means?: Readonly<Record<string, string>>;
    readonly columns?: Readonly<Record<string, string>>;
    readonly counts?: string;
}
const fields = mapping.fields as readonly Known[];
type Member = { readonly [part in keyof typeof mapping.member]: string };

const bare = (text: string): string => text.toLowerCase().replace(/[*:]/g, '').replace(/\s+/g, ' ').trim();
export const knownFor = (name: string): Known | undefined => fields.find((one) => one.key === bare(name).replaceAll(' ', '_') || one.names.includes(bare(name)));
export const isMembers = (name: string): boolean => knownFor(name)?.kind === 'members';

// `there`: what the form has now. Asked before it is overwritten.
export interface Mapped { readonly known: Known; readonly said: string; readonly field: Field; readonly value: Value; readonly there: Value; readonly state: 'new' | 'overwrites' | 'same' }
export interface Fault { readonly name: string; readonly place: string; readonly key: Key; readonly facts?: Facts }
export interface Judged { readonly mapped: readonly Mapped[]; readonly faults: readonly Fault[]; readonly unplaced: readonly { readonly known: Known; readonly said: string }[]; readonly unknown: readonly string[]; readonly counts: readonly Fault[] }

const shapes: Readonly<Record<string, { readonly fits: (text: string) => boolean; readonly key: Key }>> = {
    email: { fits: (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text), key: 'profile.no_email' },
    phone: { fits: (text) => /^\+?[\d\s()/.-]{5,30}$/.test(text), key: 'profile.no_phone' },
    url: { fits: (text) => /^(https?:\/\/)?[^\s/]+\.[^\s/]+(\/\S*)?$/i.test(text), key: 'profile.no_url' },
    year: { fits: (text) => /^(1[89]|20)\d\d$/.test(text), key: 'profile.no_year' },
    count: { fits: (text) => /^\d{1,6}$/.test(text), key: 'profile.no_count' },
    organisation: { fits: (text) => /^[a-z0-9][a-z0-9-]{0,63}$/i.test(text), key: 'profile.no_code' },
};

const parts = (text: string): string[] => text.split(/[;,\n|]/).map((one) => one.trim()).filter((one) => one !== '');

type Fitted = { readonly value: Value } | { readonly key: Key; readonly facts?: Facts };

// The words of a list as choices of the form, by its names, by its labels in any language, or by what the mapping says.
function chosen(known: Known, field: Field, words: readonly string[]): { readonly found: string[]; readonly strange: string[] } {
    const found: string[] = [];
    const strange: string[] = [];
    for (const word of words) {
        const means = known.means?.[bare(word)];
        const choice = field.choices.find((one) => one.name === means || one.name === bare(word) || Object.values(one.label).some((label) => bare(label) === bare(word)));
        if (choice) { if (!found.includes(choice.name)) found.push(choice.name); } else strange.push(word);
    }
    return { found, strange };
}

// As the field of the form takes it.
function fitted(known: Known, said: string, field: Field): Fitted & { readonly strange?: readonly string[] } {
    switch (field.type) {
        case 'choices': {
            const { found, strange } = chosen(known, field, parts(said));
            return found.length === 0 ? { key: 'profile.no_choice', facts: { value: said } } : { value: found, strange };
        }
        case 'choice': {
            const { found } = chosen(known, field, [said]);
            return found[0] === undefined ? { key: 'profile.no_choice', facts: { value: said } } : { value: found[0] };
        }
        case 'boolean': {
            const answer = ({ yes: true, true: true, taip: true, no: false, false: false, ne: false } as Readonly<Record<string, boolean>>)[bare(said)];
            return answer === undefined ? { key: 'profile.no_yes', facts: { value: said } } : { value: answer };
        }
        case 'money':
        case 'number':
        case 'integer': {
            const amount = typedDecimal(said);
            return amount === undefined ? { key: 'profile.no_count', facts: { value: said } } : { value: amount };
        }
        case 'organisation': return { value: said.toLowerCase() };
        case 'text': return { value: said.replace(/\s*\n\s*/g, ' ') };
        default: return { value: said };
    }
}

const same = (a: Value, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b);

const partOf = (member: Readonly<Record<string, string>>, names: readonly string[]): string => Object.entries(member).find(([name]) => names.includes(bare(name).replaceAll('_', ' ')))?.[1] ?? '';
const memberOf = (member: Readonly<Record<string, string>>): Member => ({
    code: partOf(member, mapping.member.code), name: partOf(member, mapping.member.name), type: partOf(member, mapping.member.type),
});
const typeOf = (member: Member): string => Object.entries(mapping.member_types).find(([, words]) => words.includes(bare(member.type)))?.[0] ?? '';

// Every member as a line of a table. What stands in its lines already stays, and comes first.
function lines(known: Known, field: Field, members: readonly Member[], there: Value): readonly Line[] {
    const kept = Array.isArray(there) ? there as readonly Line[] : [];
    const from = Object.entries(known.columns ?? {}).filter(([column]) => field.columns.some((one) => one.name === column));
    const made = members.map((member) => Object.fromEntries(from.map(([column, part]) => [column, part === 'code' ? member.code.toLowerCase() : member[part as keyof Member]])) as Line);
    const isThere = (line: Line): boolean => kept.some((one) => from.every(([column]) => same(one[column], line[column])));
    return [...kept, ...made.filter((line) => !isThere(line))];
}

// What the profile says of its numbers against each other, and against the members it lists.
function countFaults(said: ReadonlyMap<string, string>, members: readonly Member[]): Fault[] {
    const count = (key: string): number | undefined => (/^\d{1,6}$/.test(said.get(key) ?? '') ? Number(said.get(key)) : undefined);
    const faults: Fault[] = [];
    const total = count('members_total');
    const kinds = fields.filter((one) => one.counts);
    const known = kinds.flatMap((one) => { const of = count(one.key); return of === undefined ? [] : [of]; });
    const sum = known.reduce((a, b) => a + b, 0);
    if (total !== undefined && known.length > 0 && (known.length === kinds.length ? sum !== total : sum > total)) faults.push({ name: '', place: '', key: 'profile.sum_differs', facts: { total, sum } });
    if (members.length === 0) return faults;
    if (total !== undefined && members.length !== total) faults.push({ name: '', place: '', key: 'profile.list_differs', facts: { total, listed: members.length } });
    for (const one of kinds) {
        const stated = count(one.key);
        const listed = members.filter((member) => typeOf(member) === one.counts).length;
        if (stated !== undefined && members.every((member) => member.type !== '') && listed !== stated)
            faults.push({ name: one.key, place: '', key: 'profile.kind_differs', facts: { stated, listed } });
    }
    return faults;
}

export const labelOf = (key: string): Text | undefined => fields.find((one) => one.key === key)?.label;

// The codes by which the profile names organisations: the registry is asked for each.
export const codesOf = (profile: Profile): readonly string[] => [...new Set(profile.members.map((one) => memberOf(one).code.toLowerCase()).filter((one) => shapes['organisation']?.fits(one) ?? false))];

export function mapped(profile: Profile, form: Form, typed: Typed, registered: ReadonlySet<string>): Judged {
    const into = (known: Known): Field | undefined => form.fields.find((field) => known.fills.includes(field.name) && (known.kind === 'members') === (field.type === 'table'));
    const taken = new Set<string>();
    const said = new Map<string, string>();
    const result = { mapped: [] as Mapped[], faults: [] as Fault[], unplaced: [] as { known: Known; said: string }[], unknown: [] as string[] };
    const place = (known: Known, text: string, field: Field, value: Value): void => {
        const there = typed[field.name];
        taken.add(field.name);
        result.mapped.push({ known, said: text, field, value, there, state: same(value, there) ? 'same' : isBlank(there) || known.kind === 'members' ? 'new' : 'overwrites' });
    };
    for (const entry of profile.entries) {
        const known = knownFor(entry.name);
        const fault = (key: Key, facts: Facts = {}): void => { result.faults.push({ name: entry.name, place: entry.place, key, facts: { value: entry.value, ...facts } }); };
        if (!known) { result.unknown.push(entry.name); continue; }
        if (said.has(known.key)) { fault('profile.twice'); continue; }
        const shape = shapes[known.kind];
        if (shape && !shape.fits(entry.value)) { fault(shape.key); continue; }
        said.set(known.key, entry.value);
        if (known.kind === 'members') { if (profile.members.length === 0) fault('profile.members_as_text'); continue; }
        const field = into(known);
        if (!field || taken.has(field.name)) { result.unplaced.push({ known, said: entry.value }); continue; }
        const fits = fitted(known, entry.value, field);
        if ('key' in fits) { fault(fits.key, fits.facts); continue; }
        if (fits.strange && fits.strange.length > 0) fault('profile.some_strange', { value: fits.strange.join(', ') });
        const [wrong] = faultsOf([{ ...field, required: false }], { [field.name]: fits.value });
        if (wrong) { fault(wrong.key, { label: entry.name, ...wrong.facts }); continue; }
        place(known, entry.value, field, fits.value);
    }
    const members = profile.members.map(memberOf);
    const known = fields.find((one) => one.kind === 'members');
    const table = known && into(known);
    if (known && members.length > 0) {
        const coded = members.filter((one, at) => {
            const isCode = shapes['organisation']?.fits(one.code) ?? false;
            const isKnown = isCode && registered.has(one.code.toLowerCase());
            if (!isKnown) result.faults.push({ name: one.name || one.code, place: String(at + 1), key: isCode ? 'profile.not_registered' : 'profile.member_without_code', facts: { value: one.code } });
            return isKnown;
        });
        const text = members.map((one) => one.name || one.code).join('; ');
        if (!table) result.unplaced.push({ known, said: text });
        else if (coded.length > 0) place(known, text, table, lines(known, table, coded, typed[table.name]));
    }
    return { ...result, counts: countFaults(said, members) };
}
