// The OCEL 2.0 export of the example's call against the schema of the format.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = process.env.ATRANKA_BUILD_DIR ?? join(root, 'build/dev');
const programs = ['atranka', 'inoklaster'].map((name) => join(build, name));
const missing = programs.filter((file) => !existsSync(file));
const skip = missing.length > 0 && `not built: ${missing.join(', ')}`;

const schema = JSON.parse(readFileSync(join(root, 'schemas/ocel-2.0.schema.json'), 'utf8'));
const ajv = new Ajv2020({ allErrors: true, strict: true });
const accepts = ajv.compile(schema);

function exported() {
    const folder = mkdtempSync(join(tmpdir(), 'atranka-ocel-'));
    try {
        const [atranka, inoklaster] = programs;
        const db = join(folder, 'a.db'), out = join(folder, 'call.json');
        execFileSync(inoklaster, ['workflows/inoklaster.yaml', db], { cwd: root, stdio: 'ignore' });
        execFileSync(atranka, ['export', 'ocel', 'inoklaster-2026', '--out', out, '--db', db, '--as', 'auditor']);
        return JSON.parse(readFileSync(out, 'utf8'));
    } finally {
        rmSync(folder, { recursive: true });
    }
}
let made;
const log = () => (made ??= exported());

test('the schema of OCEL is a valid JSON Schema of 2020-12', () => {
    assert.equal(ajv.validateSchema(schema), true, JSON.stringify(ajv.errors));
});

test('the schema accepts the export of the example', { skip }, () => {
    assert.equal(accepts(log()), true, JSON.stringify(accepts.errors?.slice(0, 5)));
    assert.ok(log().events.length > 2000);
});

const spellings = {
    string: /^[^]*$/,
    time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
    integer: /^-?\d+$/,
    float: /^-?\d+(\.\d+)?$/,
    boolean: /^(true|false)$/,
};

test('every type, attribute and object that occurs is declared, and spelled as its type', { skip }, () => {
    const { eventTypes, objectTypes, events, objects } = log();
    const declared = (types) => new Map(types.map(({ name, attributes }) =>
        [name, new Map(attributes.map((one) => [one.name, one.type]))]));
    const ids = new Set(objects.map(({ id }) => id));
    assert.equal(ids.size, objects.length);
    assert.equal(new Set(events.map(({ id }) => id)).size, events.length);
    for (const [items, types] of [[events, declared(eventTypes)], [objects, declared(objectTypes)]])
        for (const item of items) {
            const attributes = types.get(item.type);
            assert.ok(attributes, `${item.id}: ${item.type} is not declared`);
            for (const { name, value } of item.attributes)
                assert.match(value, spellings[attributes.get(name)], `${item.id}: ${name}`);
            for (const { objectId } of item.relationships) assert.ok(ids.has(objectId), `${item.id}: ${objectId}`);
        }
});

test('the schema refuses what the format does not allow', () => {
    const sound = {
        eventTypes: [{ name: 'E', attributes: [{ name: 'n', type: 'integer' }] }],
        objectTypes: [{ name: 'O', attributes: [{ name: 's', type: 'string' }] }],
        events: [{
            id: 'e', type: 'E', time: '2026-01-01T00:00:00Z', attributes: [{ name: 'n', value: '1' }],
            relationships: [{ objectId: 'o', qualifier: 'q' }],
        }],
        objects: [{ id: 'o', type: 'O', attributes: [{ name: 's', value: 'x', time: '1970-01-01T00:00:00Z' }] }],
    };
    assert.equal(accepts(sound), true, JSON.stringify(accepts.errors));
    const spoilt = [
        (l) => delete l.objects, (l) => delete l.eventTypes, (l) => delete l.events[0].time,
        (l) => { l.events[0].time = 'yesterday'; }, (l) => delete l.events[0].relationships[0].qualifier,
        (l) => { l.eventTypes[0].attributes[0].type = 'money'; }, (l) => delete l.objects[0].attributes[0].time,
        (l) => { l.events[0].attributes[0].value = 1; }, (l) => { l.objects[0].relationships = {}; },
        (l) => delete l.objectTypes[0].attributes, (l) => { l.events[0].private = 'x'; },
    ];
    for (const spoil of spoilt) {
        const copy = structuredClone(sound);
        spoil(copy);
        assert.equal(accepts(copy), false, spoil.toString());
    }
});
