// The TypeScript client: its types against right and wrong uses, and itself against the real server.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cookiesOf } from './cookies.js';

globalThis.crypto ??= webcrypto;  // as in browsers; Node.js 18 has it under another name
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'adapters/web/client');
const tool = (name, ...words) => spawnSync(join(folder, '../node_modules/.bin', name), words, { cwd: folder, encoding: 'utf8' });
const done = (run) => assert.equal(run.status, 0, run.stdout + run.stderr);
const atranka = join(process.env.ATRANKA_BUILD_DIR ?? join(root, 'build/asan'), 'atranka');

test('the client is made of the document, and its types refuse wrong uses', () => {
    done(tool('openapi-typescript', '../../../schemas/openapi.json', '-o', 'schema.d.ts'));
    done(tool('tsc', '--noEmit'));
    done(tool('tsc', '--project', join(root, 'tests/node/tsconfig.json')));
});

test('a call is worked through by the client', { skip: existsSync(atranka) ? false : `${atranka} is not built`, timeout: 600000 }, async (t) => {
    const made = mkdtempSync(join(tmpdir(), 'atranka-client-'));
    t.after(() => rmSync(made, { recursive: true, force: true }));
    done(tool('tsc', '--outDir', made));
    symlinkSync(join(folder, '../node_modules'), join(made, 'node_modules'));
    writeFileSync(join(made, 'package.json'), '{"type": "module"}');  // Node.js 18 guesses nothing
    const { Atranka, Problem } = await import(pathToFileURL(join(made, 'client.js')));

    const env = { ...process.env, ATRANKA_DB: join(made, 'a.db') };
    const run = (...words) => execFileSync(atranka, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    run('instance', 'found', 'ona', '--as', 'ona', '--identity', 'name=Ona');
    for (const person of ['petras', 'rasa', 'jonas']) run('person', 'register', person, '--as', 'ona', '--identity', `name=${person}`);
    run('person', 'grant', 'petras', 'officer', '--call', 'small-2026', '--as', 'ona');
    // Two administrators appoint a head.
    run('person', 'register', 'vida', '--as', 'ona');
    run('person', 'grant', 'vida', 'administrator', '--call', '*', '--as', 'ona');
    for (const administrator of ['ona', 'vida']) run('person', 'grant', 'rasa', 'head', '--call', 'small-2026', '--as', administrator);
    const codeOf = (person) => run('account', 'invite', person, '--as', 'ona').match(/[A-Z2-7]{4}(-[A-Z2-7]{4})+/)[0];

    const server = spawn(atranka, ['serve', '--port', '0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => server.once('exit', resolve));
    t.after(async () => { server.kill('SIGTERM'); await ended; });
    const origin = await new Promise((resolve, reject) => {
        server.stdout.once('data', (text) => resolve(String(text).match(/http:\S+/)[0]));
        server.once('exit', reject);
    });

    // What a browser does by itself: it keeps the cookie and says which page asks.
    const browser = (page = origin) => {
        let cookie;
        return {
            sent: [],
            fetch: async function (request) {
                request.headers.set('Origin', page);
                if (cookie) request.headers.set('Cookie', cookie);
                this.sent.push(request);
                const response = await fetch(request);
                for (const one of cookiesOf(response.headers)) cookie = one.split(';')[0];
                return response;
            },
            turnTo(other) { page = other; },
        };
    };
    const enter = async (person) => {
        const window = browser();
        const client = new Atranka({ origin, fetch: (request) => window.fetch(request) });
        const login = `${person}@example.org`;
        const password = 'three blue boats at noon';
        await client.http.POST('/invitations/accept', { body: { code: codeOf(person), login, password } });
        const { data } = await client.http.POST('/session', { body: { login, password } });
        assert.deepEqual(data, { person, authenticated: 'password' });
        return { client, window };
    };
    const refused = async (work, status, rule) => assert.rejects(work, (thrown) => {
        assert.ok(thrown instanceof Problem, String(thrown));
        assert.deepEqual([thrown.status, thrown.rule, thrown.type], [status, rule, `/problems/${rule}`]);
        assert.ok(thrown.detail.length > 0);
        return true;
    });

    const nobody = new Atranka({ origin });
    await refused(nobody.see('/me'), 401, 'unauthenticated');
    const { client: petras } = await enter('petras');
    const { client: rasa } = await enter('rasa');
    const { client: jonas, window } = await enter('jonas');

    const closing = new Date(Date.now() + 30 * 86400e3).toISOString().replace(/\.\d+/, '');
    const workflow = readFileSync(join(root, 'examples/api/small.yaml'), 'utf8');
    await petras.give('DraftCall', { call: 'small-2026', workflow, rounds: [{ id: 'r1', parameters: { closing } }] });
    const proof = await rasa.see('/calls/{call}/proof', { params: { path: { call: 'small-2026' } } });
    assert.equal(proof.body.sound, true);
    await refused(rasa.give('PublishCall', { call: 'small-2026' }), 409, 'version_must_be_current');
    await rasa.give('PublishCall', { call: 'small-2026', report: proof.body.report });
    await petras.give('OpenCall', { call: 'small-2026' });
    await petras.give('OpenRound', { call: 'small-2026', round: 'r1' });

    const key = crypto.randomUUID();
    const started = await jonas.give('StartApplication', { call: 'small-2026', round: 'r1' }, { key });
    const again = await jonas.give('StartApplication', { call: 'small-2026', round: 'r1' }, { key });
    assert.deepEqual([again.application, again.repeated], [started.application, true], 'a repeat under its key is harmless');
    const { application } = started;
    await jonas.give('StartApplication', { call: 'small-2026', round: 'r1' });
    const keys = window.sent.filter((one) => one.url.includes('/commands/')).map((one) => one.headers.get('idempotency-key'));
    assert.equal(new Set(keys).size, 2, 'a key a command');

    const path = { params: { path: { application } } };
    await jonas.http.PUT('/applications/{application}/draft', { ...path, body: { subject: 'A bridge' } });
    const draft = await jonas.see('/applications/{application}/draft', path);
    assert.match(JSON.stringify(draft.body), /A bridge/);

    const stop = new AbortController();
    const heard = petras.events(stop.signal);
    const first = heard.next();
    const before = await jonas.see('/applications/{application}', path);
    const form = { subject: 'A bridge', amount: '100.00' };
    const submitted = await jonas.give('SubmitForm', { application, step: 'note_in', form }, { ifMatch: before.etag });
    assert.match(submitted.receipt, /./);
    assert.notEqual((await jonas.see('/applications/{application}', path)).etag, before.etag);
    await refused(jonas.give('WithdrawApplication', { application }, { ifMatch: before.etag }), 412, 'precondition-failed');
    await refused(jonas.give('ProposeCheck', { application, step: 'look', passed: true }), 403, 'actor_must_have_the_role');
    assert.deepEqual((await first).value, { kind: 'application', id: application });
    stop.abort();
    await assert.rejects(heard.next(), { name: 'AbortError' });

    const all = [];
    const sentBefore = window.sent.length;
    for await (const row of jonas.list('/applications', { params: { query: { limit: 1 } } })) all.push(row.application);
    assert.equal(new Set(all).size, 2);
    assert.ok(all.includes(application));
    assert.ok(window.sent.length - sentBefore >= 2, 'in pages of one');

    window.turnTo('http://elsewhere.example');
    await refused(jonas.give('StartApplication', { call: 'small-2026', round: 'r1' }), 403, 'cross-site');
    window.turnTo(origin);

    await jonas.http.POST('/session/fresh', { body: { password: 'three blue boats at noon' } });
    const { data: token } = await jonas.http.POST('/account/tokens', { body: { name: 'reads', scopes: ['read'], days: 1 } });
    const reader = new Atranka({ origin, token: token.secret });
    assert.deepEqual((await reader.see('/applications/{application}', path)).body, (await jonas.see('/applications/{application}', path)).body);
    await refused(reader.give('WithdrawApplication', { application }), 403, 'insufficient-scope');
});
