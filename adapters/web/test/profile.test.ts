import { expect, test } from 'vitest';
import { definitionOf } from '../src/api/definition';
import english from '../src/i18n/en';
import lithuanian from '../src/i18n/lt';
import { wordsOf } from '../src/i18n/words';
import { csvRows, readProfile, Unread, type Profile } from '../src/profile/file';
import mapping from '../src/profile/eccp.json';
import { codesOf, isMembers, knownFor, mapped, type Judged } from '../src/profile/mapped';
import { writeWorkbook } from '../src/workbook/write';

const choices = { $order: ['materials', 'photonics'], materials: { en: 'Advanced materials', lt: 'Pažangiosios medžiagos' }, photonics: { en: 'Photonics', lt: 'Fotonika' } };
const form = definitionOf({ forms: { idea: { fields: {
    $order: ['title', 'key_enabling_technologies', 'consortium', 'contact_name', 'contact_email', 'cluster_founded'],
    title: { type: 'text' }, key_enabling_technologies: { type: 'choices', choices },
    consortium: { type: 'table', columns: { $order: ['organisation', 'role', 'consented'], organisation: { type: 'organisation' }, role: { type: 'choice' }, consented: { type: 'boolean' } } },
    contact_name: { type: 'text', max_length: '20' }, contact_email: { type: 'text' }, cluster_founded: { type: 'integer', maximum: '2020' },
} } } }).forms[0]!;

const read = (name: string, content: BlobPart): Promise<Profile> => readProfile(new File([content], name), (one) => knownFor(one) !== undefined, isMembers);
const why = (name: string, content: BlobPart): Promise<string> => read(name, content).then(() => 'read', (thrown: unknown) => (thrown instanceof Unread ? thrown.why : String(thrown)));
const pairs = (of: Profile): string[] => of.entries.map((one) => `${one.name}=${one.value}`);
const faults = (of: Judged): string[] => of.faults.map((one) => `${one.name} ${one.key.replace('profile.', '')}`);
const placed = (of: Judged): string[] => of.mapped.map((one) => `${one.field.name} ${JSON.stringify(one.value)} ${one.state}`);

test('a table is read whichever way it lies, with the separator and the letters of the country', async () => {
    const down = 'Name;Plastikų klasteris\nCountry;"Lithuania; LT"\n;\nWebsite;https://example.org\n';
    expect(pairs(await read('a.csv', `\ufeff${down}`))).toEqual(['Name=Plastikų klasteris', 'Country=Lithuania; LT', 'Website=https://example.org']);
    expect(pairs(await read('a.csv', 'Name,Country,E-mail\r\n"Say ""yes"", or no",Lithuania,a@b.lt\r\n'))).toEqual(['Name=Say "yes", or no', 'Country=Lithuania', 'E-mail=a@b.lt']);
    expect(pairs(await read('a.csv', 'Name,Country\nCluster,Lithuania\n'))).toEqual(['Name=Cluster', 'Country=Lithuania']);
    // "Šilutė" as windows-1257.
    expect(pairs(await read('a.csv', new Uint8Array([...Buffer.from('City;'), 0xd0, ...Buffer.from('ilut'), 0xeb, 0x0a])))).toEqual(['City=Šilutė']);
    expect(csvRows('a;"b\nc"\n')).toEqual([['a', 'b\nc']]);
});

test('JSON and a workbook give the members, too', async () => {
    const json = { name: 'Cluster', technology_fields: ['Photonics', 'Advanced materials'], members: [{ code: 'o-1', name: 'One', type: 'SME' }] };
    const told = await read('a.json', JSON.stringify(json));
    expect(pairs(told)).toEqual(['name=Cluster', 'technology fields=Photonics; Advanced materials']);
    expect(told.members).toEqual([{ code: 'o-1', name: 'One', type: 'SME' }]);
    const row = (...values: string[]) => ({ cells: values.map((value) => ({ value, look: 'text' as const })) });
    const book = writeWorkbook([{ name: 'Profile', widths: [9], rows: [row('Country', 'Lithuania'), row('Founded', '2011')] }, { name: 'Members', widths: [9], rows: [row('Name', 'Code'), row('One', 'o-1')] }]);
    const sheet = await read('a.xlsx', book as BlobPart);
    expect(pairs(sheet)).toEqual(['Country=Lithuania', 'Founded=2011']);
    expect(codesOf(sheet)).toEqual(['o-1']);
});

test('what is no profile is named', async () => {
    expect(await why('a.csv', '')).toBe('empty');
    expect(await why('a.csv', ';\n;\n')).toBe('empty');
    expect(await why('a.json', '{"name": ')).toBe('not_json');
    expect(await why('a.json', '[{"name":"a"},{"name":"b"}]')).toBe('no_object');
    expect(await why('a.pdf', '%PDF-1.7')).toBe('not_known');
    expect(await why('a.csv', 'x'.repeat(2_000_001))).toBe('too_large');
});

const entry = (name: string, value: string) => ({ name, value, place: '1' });
const judge = (entries: Profile['entries'], members: Profile['members'] = [], typed = {}, codes = ['o-1', 'o-2']): Judged => mapped({ entries, members }, form, typed, new Set(codes));

test('fields go where the mapping says, and what is there already is not overwritten unasked', () => {
    const entries = [entry('Contact person', 'Ona'), entry('E-mail', 'ona@example.org'), entry('Technology fields', 'New materials; Fotonika, Blockchain'), entry('Country', 'Lithuania'), entry('Shoe size', '42')];
    const found = judge(entries, [], { contact_name: 'Petras', contact_email: 'ona@example.org' });
    expect(placed(found)).toEqual(['contact_name "Ona" overwrites', 'contact_email "ona@example.org" same', 'key_enabling_technologies ["materials","photonics"] new']);
    expect(faults(found)).toEqual(['Technology fields some_strange']);
    expect(found.unknown).toEqual(['Shoe size']);
    expect(found.unplaced.map((one) => one.known.key)).toEqual(['country']);
});

test('what is ill-formed, too long or there twice is named, and not taken', () => {
    const found = judge([entry('E-mail', 'ona at example'), entry('Contact person', 'x'.repeat(21)), entry('Founded', '2011?'), entry('Phone', 'call me'), entry('Website', 'none'), entry('Technology fields', 'Blockchain'), entry('Email', 'a@b.lt'), entry('Contact e-mail', 'c@d.lt')]);
    expect(placed(found)).toEqual(['contact_email "a@b.lt" new']);
    expect(faults(found)).toEqual(['E-mail no_email', 'Contact person form.too_long', 'Founded no_year', 'Phone no_phone', 'Website no_url', 'Technology fields no_choice', 'Contact e-mail twice']);
    expect(faults(judge([entry('Founded', '2021')]))).toEqual(['Founded form.too_much']);
});

test('members become lines after those there; without a code, or unknown to the registry, they are named', () => {
    const members = [{ Name: 'One', Code: 'O-1' }, { Name: 'Two', Code: 'o-2' }, { Name: 'Three', Code: '' }, { Name: 'Four', Code: 'o-4' }];
    const found = judge([], members, { consortium: [{ organisation: 'o-2', role: 'lead' }] });
    expect(placed(found)).toEqual(['consortium [{"organisation":"o-2","role":"lead"},{"organisation":"o-1"}] new']);
    expect(faults(found)).toEqual(['Three member_without_code', 'Four not_registered']);
    expect(faults(judge([entry('Members', 'One; Two')]))).toEqual(['Members members_as_text']);
});

test('numbers that do not agree are said: the profile of a real cluster states 4 research members and lists 3', () => {
    const of = (type: string, count: number) => Array.from({ length: count }, (_, at) => ({ code: `o-${type}-${at}`, type }));
    const members = [...of('SME', 9), ...of('Research organisation', 3)];
    const found = judge([entry('Number of members', '13'), entry('SMEs', '9'), entry('Research organisations', '4'), entry('Large companies', '0'), entry('Other members', '1')], members);
    expect(found.counts.map((one) => [one.key.replace('profile.', ''), one.facts])).toEqual([
        ['sum_differs', { total: 13, sum: 14 }], ['list_differs', { total: 13, listed: 12 }],
        ['kind_differs', { stated: 4, listed: 3 }], ['kind_differs', { stated: 1, listed: 0 }],
    ]);
});

test('no name of the mapping stands for two fields, and each is spelled as it is compared', () => {
    const names = mapping.fields.flatMap((one) => one.names);
    expect(new Set(names).size).toBe(names.length);
    for (const one of names) expect(knownFor(one)?.names).toContain(one);
});

test('every key of a judgement is in both catalogues', () => {
    const found = judge([entry('E-mail', 'x'), entry('SMEs', '3'), entry('Number of members', '2')], [{ name: 'A' }]);
    for (const words of [wordsOf('en', english, () => undefined), wordsOf('lt', lithuanian, () => undefined)])
        for (const one of [...found.faults, ...found.counts]) expect(words.known(one.key, one.facts)).toMatch(/^[^{]+$/);
});
