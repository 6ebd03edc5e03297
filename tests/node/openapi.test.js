// The description of the API: sound by Redocly's rules, and true of every answer that the API's tests were given.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const file = join(root, 'schemas/openapi.json');
const description = JSON.parse(readFileSync(file, 'utf8'));

test('the description is sound, without a warning', () => {
    const redocly = join(root, 'tests/node/node_modules/.bin/redocly');
    const run = spawnSync(redocly, ['lint', '--format=stylish', '--max-problems=20', file], {
        encoding: 'utf8', env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    });
    assert.equal(run.status, 0, run.stdout + run.stderr);
    assert.doesNotMatch(run.stdout + run.stderr, /warning/i);
});

const answers = join(process.env.ATRANKA_BUILD_DIR ?? join(root, 'build/asan'), 'api-responses.jsonl');

test('every answer is as described', { skip: existsSync(answers) ? false : `${answers} is not there: run api_test first` }, () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'api', ...description });
    const patterns = Object.keys(description.paths).map((path) => ({
        path, matches: new RegExp('^' + path.replaceAll('.', '\\.').replace(/\{[^}]*\}/g, '[^/]+') + '$'),
    }));
    const pointer = (text) => text.replaceAll('~', '~0').replaceAll('/', '~1');
    const validators = new Map();
    const seen = new Map();
    let checked = 0;
    for (const line of readFileSync(answers, 'utf8').split('\n').filter(Boolean)) {
        const answer = JSON.parse(line);
        const method = answer.method.toLowerCase();
        const found = patterns.filter(({ path, matches }) => matches.test(answer.path) && description.paths[path][method])
            .sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
        if (!found) {
            assert.ok(answer.status >= 400, `${answer.method} ${answer.path} is not described, and was answered`);
            continue;
        }
        const responses = description.paths[found.path][method].responses;
        const status = responses[answer.status] ? String(answer.status) : `${Math.floor(answer.status / 100)}XX`;
        assert.ok(responses[status], `${answer.method} ${found.path}: ${answer.status} is not described`);
        const key = `${method} ${found.path} ${status}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
        if (answer.body === '') continue;
        const kind = answer.type.split(';')[0];
        if (!kind.endsWith('json')) {
            assert.ok(responses[status].content[kind], `${key}: ${kind} is not described`);
            continue;
        }
        const at = responses[status].$ref?.slice(1) ?? `/paths/${pointer(found.path)}/${method}/responses/${status}`;
        const of = `api#${encodeURI(`${at}/content/${pointer(kind)}/schema`)}`;
        if (!validators.has(of)) validators.set(of, ajv.compile({ $ref: of }));
        const validate = validators.get(of);
        assert.ok(validate(JSON.parse(answer.body)), `${key}: ${JSON.stringify(validate.errors?.[0])}\n${answer.body}`);
        checked += 1;
    }
    assert.ok(checked > 1000, `${checked} answers were checked`);
    const unseen = Object.entries(description.paths)
        .filter(([path, item]) => item.get && !path.startsWith('/account') && !path.startsWith('/session') && path !== '/events' && !seen.has(`get ${path} 200`)).map(([path]) => path);
    assert.deepEqual(unseen, [], 'every view is seen to answer');
});
