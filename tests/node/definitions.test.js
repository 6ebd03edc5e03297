// The workflow schema against the corpus of tests/definitions and every workflow that ships.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import { parseDocument } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const schema = JSON.parse(readFileSync(join(root, 'schemas/workflow.schema.json'), 'utf8'));
const ajv = new Ajv2020({
    allErrors: true, strict: true, strictRequired: false, strictTypes: false, allowMatchingProperties: true,
});

const yamlFiles = (folder) => readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.yaml')).sort().map((name) => join(root, folder, name));
const header = (text, key) => text.match(new RegExp(`^# ${key}: (.*)$`, 'm'))?.[1];

function load(file) {
    const text = readFileSync(file, 'utf8');
    const document = parseDocument(text);
    return { text, faults: [...document.errors, ...document.warnings], value: document.toJS({ maxAliasCount: 0 }) };
}

test('the schema is a valid JSON Schema of 2020-12', () => {
    assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
    assert.equal(ajv.validateSchema(schema), true, JSON.stringify(ajv.errors));
});

const accepts = ajv.compile(schema);

test('every key and every definition is described, and every object is closed', () => {
    const missing = [];
    const walk = (node, path) => {
        for (const [word, below] of Object.entries(node)) {
            if (['properties', 'patternProperties', '$defs'].includes(word)) {
                for (const [key, value] of Object.entries(below)) {
                    if (!value.description && !path.includes('/if') && !path.includes('/then') && !path.includes('/else'))
                        missing.push(`${path}/${word}/${key}`);
                    walk(value, `${path}/${word}/${key}`);
                }
                const closed = 'additionalProperties' in node || path.endsWith('/step') || /\/(if|then|else|not)\b/.test(path);
                if (word === 'properties' && !closed) missing.push(`${path} is open`);
            } else if (Array.isArray(below)) {
                below.forEach((item, i) => item && typeof item === 'object' && walk(item, `${path}/${word}/${i}`));
            } else if (below && typeof below === 'object') {
                walk(below, `${path}/${word}`);
            }
        }
    };
    walk(schema, '');
    assert.deepEqual(missing, []);
});

const sound = ['workflows', 'examples/imports', 'tests/definitions/good', 'tests/definitions/warned'];
for (const file of sound.flatMap(yamlFiles)) {
    test(`the schema accepts ${relative(root, file)}`, () => {
        const { faults, value } = load(file);
        assert.deepEqual(faults, []);
        assert.ok(accepts(value), ajv.errorsText(accepts.errors, { separator: '\n' }));
    });
}

for (const file of yamlFiles('tests/definitions/bad')) {
    const text = readFileSync(file, 'utf8');
    const kind = header(text, 'kind');
    const name = relative(root, file);
    test(`${name} says what is wrong with it`, () => {
        assert.match(header(text, 'expect') ?? '', /^[a-z]+(-[a-z0-9]+)* at \d+:\d+$/);
        assert.ok(['shape', 'meaning', 'yaml'].includes(kind));
    });
    if (kind === 'shape')
        test(`the schema refuses ${name}`, () => {
            const { faults, value } = load(file);
            assert.deepEqual(faults, []);
            assert.equal(accepts(value), false);
        });
    if (kind === 'meaning')
        test(`the schema finds no fault with the shape of ${name}`, () => {
            const { faults, value } = load(file);
            assert.deepEqual(faults, []);
            assert.ok(accepts(value), ajv.errorsText(accepts.errors, { separator: '\n' }));
        });
}

test('the corpus is as large as it claims to be', () => {
    assert.ok(yamlFiles('tests/definitions/bad').length >= 60);
    assert.ok(yamlFiles('tests/definitions/good').length >= 20);
});
