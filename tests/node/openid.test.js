// Signing in at a provider of identities: oidc-provider as a real one, and one of our own that signs what a test
// wants; at `atranka serve`, by a browser's part of the flow (cookies, redirects) and nothing else.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHmac, createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Provider from 'oidc-provider';
import { cookiesOf } from './cookies.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const atranka = join(process.env.ATRANKA_BUILD_DIR ?? join(root, 'build/asan'), 'atranka');
const skip = existsSync(atranka) ? false : `${atranka} is not built`;
const listening = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
const freePort = async () => {
    const server = createServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    return port;
};
const small = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// A browser as far as the flow needs it: cookies by place, no redirect followed by itself.
class Browser {
    jars = new Map();
    async go(url, { body, method, headers = {} } = {}) {
        const { origin } = new URL(url);
        const jar = this.jars.get(origin) ?? new Map();
        this.jars.set(origin, jar);
        const sent = { ...headers, Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
        if (body !== undefined) Object.assign(sent, { 'Content-Type': 'application/json', Origin: origin });
        const answer = await fetch(url, { redirect: 'manual', headers: sent, method: method ?? (body === undefined ? 'GET' : 'POST'), ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
        for (const one of cookiesOf(answer.headers)) {
            const [, name, value] = one.match(/^([^=]*)=([^;]*)/);
            if (/max-age=0|expires=thu, 01 jan 1970/i.test(one)) jar.delete(name); else jar.set(name, value);
        }
        return answer;
    }
}

async function serve(t, settings, people = ['jonas']) {
    const folder = mkdtempSync(join(tmpdir(), 'atranka-openid-'));
    const env = { ...process.env, ATRANKA_DB: join(folder, 'a.db') };
    const run = (...words) => execFileSync(atranka, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    run('instance', 'found', 'ona', '--as', 'ona', '--identity', 'name=Ona');
    for (const person of people) run('person', 'register', person, '--as', 'ona', '--identity', `name=${person}`);
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    writeFileSync(join(folder, 'secret'), 'a secret of the client, long enough\n', { mode: 0o600 });
    const file = join(folder, 'openid.yaml');
    writeFileSync(file, settings(origin));
    const server = spawn(atranka, ['serve', '--port', String(port), '--origin', origin, '--openid', file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => server.once('exit', resolve));
    t.after(async () => { server.kill('SIGTERM'); await ended; rmSync(folder, { recursive: true, force: true }); });
    await new Promise((resolve, reject) => { server.stdout.once('data', resolve); server.once('exit', reject); });
    const api = `${origin}/api/v1`;
    return {
        origin, api, run,
        invitation: (person) => run('account', 'invite', person, '--as', 'ona').match(/[A-Z2-7]{4}(-[A-Z2-7]{4})+/)[0],
        entries: (type, person) => Number(execFileSync('sqlite3', [env.ATRANKA_DB,
            `SELECT count(*) FROM entry JOIN touched ON entry = seq WHERE log = 'instance' AND type = '${type}' AND stream = 'person/${person}'`])),
        me: async (browser) => (await browser.go(`${api}/me`)).status,
        begin: async (browser, body) => {
            const answer = await browser.go(`${api}/session/openid`, { body });
            const told = await answer.json();
            assert.equal(answer.status, 200, JSON.stringify(told));
            return told.location;
        },
    };
}

const settingsFor = (issuer, more = '') => () =>
    `issuer: ${issuer}\nclient_id: atranka\nclient_secret_file: secret\nscopes: [email]\nlabel: {en: Sign in at work, lt: Jungtis darbe}\n${more}`;

test('people sign in at a real provider, once they were invited', { skip, timeout: 120000 }, async (t) => {
    const server = createServer();
    const issuer = `http://127.0.0.1:${await listening(server)}`;
    t.after(() => { server.closeAllConnections(); server.close(); });
    const redirects = [];
    const it = await serve(t, (origin) => {
        redirects.push(`${origin}/api/v1/session/openid/callback`);
        return settingsFor(issuer)(origin);
    });
    const provider = new Provider(issuer, {
        clients: [{ client_id: 'atranka', client_secret: 'a secret of the client, long enough', redirect_uris: redirects, post_logout_redirect_uris: [`${it.origin}/`] }],
        pkce: { required: () => true },
        findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: true }) }),
        claims: { openid: ['sub'], email: ['email', 'email_verified'] },
        conformIdTokenClaims: false,
    });
    server.on('request', provider.callback());
    // What the person does at the provider: the login, then consent.
    const through = async (browser, location, login) => {
        for (let at = location, steps = 0; steps < 20; steps += 1) {
            if (at.startsWith(it.origin)) return at;
            let answer;
            if (at.includes('/interaction/')) {
                const body = (await (await browser.go(at)).text()).includes('name="login"')
                    ? { prompt: 'login', login, password: 'any' } : { prompt: 'consent' };
                const jar = [...browser.jars.get(issuer)].map(([name, value]) => `${name}=${value}`).join('; ');
                answer = await fetch(at, { method: 'POST', redirect: 'manual', headers: { Cookie: jar }, body: new URLSearchParams(body) });
            } else {
                answer = await browser.go(at);
            }
            assert.ok(answer.headers.get('location'), `${answer.status} ${await answer.text()}`);
            at = new URL(answer.headers.get('location'), at).href;
        }
        throw new Error('the provider leads round in a circle');
    };

    const offered = await (await fetch(`${it.api}/session/providers`)).json();
    assert.deepEqual(offered.items[0].label, { en: 'Sign in at work', lt: 'Jungtis darbe' });

    const browser = new Browser();
    const first = await browser.go(`${it.api}/session/openid`);
    assert.equal(first.status, 303);
    const unknown = await browser.go(await through(browser, first.headers.get('location'), 'j.jonaitis'));
    assert.equal(unknown.status, 401, 'no account is made of nothing');
    assert.equal(await it.me(browser), 401);

    const location = await it.begin(browser, { invitation: it.invitation('jonas'), return: '/account' });
    const callback = await through(browser, location, 'j.jonaitis');
    const entered = await browser.go(callback);
    assert.equal(entered.status, 303, await entered.text());
    assert.equal(entered.headers.get('location'), '/account');
    assert.match(cookiesOf(entered.headers).join(), /__Host-atranka=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict/);
    assert.equal(await it.me(browser), 200);
    assert.equal((await browser.go(callback)).status, 400, 'a callback is good once');

    const next = new Browser();
    const start = await next.go(`${it.api}/session/openid?return=/calls`);
    assert.match(cookiesOf(start.headers).join(), /__Host-atranka-openid=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600/);
    const again = await next.go(await through(next, start.headers.get('location'), 'j.jonaitis'));
    assert.equal(again.headers.get('location'), '/calls');
    assert.equal(await it.me(next), 200);

    const fresh = await next.go(await through(next, await it.begin(next, { fresh: true }), 'j.jonaitis'));
    assert.equal(fresh.status, 303, await fresh.text());
    next.jars.delete(issuer);
    const other = await next.go(await through(next, await it.begin(next, { fresh: true }), 'p.petraitis'));
    assert.equal(other.status, 401, 'somebody else shows nothing of this person');

    // Out here, and out there if one follows the way that is told.
    const leaving = await next.go(`${it.api}/session`, { method: 'DELETE', headers: { Origin: it.origin } });
    assert.equal(leaving.status, 200, await leaving.clone().text());
    assert.equal(await it.me(next), 401);
    const way = new URL((await leaving.json()).location);
    assert.equal(way.origin, issuer);
    assert.equal(way.searchParams.get('post_logout_redirect_uri'), `${it.origin}/`);
    const asked = await next.go(way.href);
    assert.equal(asked.status, 200, 'the provider asks whether one means it');

    it.run('account', 'disable', 'jonas', '--as', 'ona');
    assert.equal(await it.me(next), 401);
    const out = new Browser();
    const disabled = await out.go(await through(out, (await out.go(`${it.api}/session/openid`)).headers.get('location'), 'j.jonaitis'));
    assert.equal(disabled.status, 401, 'the provider does not enable whom an administrator disabled');
});

test('a provider, or somebody in its place, that lies is not believed', { skip, timeout: 120000 }, async (t) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig' };
    const server = createServer();
    const issuer = `http://127.0.0.1:${await listening(server)}`;
    t.after(() => { server.closeAllConnections(); server.close(); });
    const codes = new Map();  // code → what the authorization request said
    const lie = {};
    const jws = (claims) => {
        const header = small({ alg: lie.alg ?? 'RS256', kid: 'k' });
        const body = `${header}.${small(claims)}`;
        if (lie.alg === 'none') return `${body}.`;
        if (lie.alg === 'HS256')
            return `${body}.${createHmac('sha256', createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })).update(body).digest('base64url')}`;
        return `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`;
    };
    server.on('request', async (request, response) => {
        const url = new URL(request.url, issuer);
        const tell = (value) => response.setHeader('Content-Type', 'application/json').end(JSON.stringify(value));
        if (url.pathname === '/.well-known/openid-configuration')
            return tell({ issuer, authorization_endpoint: `${issuer}/a`, token_endpoint: `${issuer}/t`, jwks_uri: `${issuer}/k` });
        if (url.pathname === '/k') return tell({ keys: [jwk] });
        let form = '';
        for await (const piece of request) form += piece;
        const asked = codes.get(new URLSearchParams(form).get('code'));
        const verifier = new URLSearchParams(form).get('code_verifier');
        const challenge = createHash('sha256').update(verifier ?? '').digest('base64url');
        if (!asked || asked.get('code_challenge') !== challenge) return response.writeHead(400).end('{}');
        if (lie.redirect) return response.writeHead(302, { Location: `${issuer}/k` }).end();
        if (lie.huge) return tell({ id_token: 'x'.repeat(300 * 1024) });
        if (lie.slow) return setTimeout(() => tell({}), 30000).unref();
        const second = Math.floor(Date.now() / 1000);
        return tell({
            access_token: 'a', token_type: 'Bearer',
            id_token: jws({ iss: issuer, aud: 'atranka', sub: 's-1', nonce: asked.get('nonce'), iat: second, exp: second + 300, auth_time: second, ...lie.claims }),
        });
    });
    const it = await serve(t, settingsFor(issuer, 'groups:\n  officers: {role: officer, call: c-2026}\n  heads: {role: head, call: c-2026}\nlink: verified_email\n'), ['jonas', 'rasa', 'petras']);
    // What the provider would do: a code for that request, and back.
    const back = (location, more = {}) => {
        const asked = new URL(location).searchParams;
        const code = Math.random().toString(36);
        codes.set(code, asked);
        return `${asked.get('redirect_uri')}?${new URLSearchParams({ code, state: asked.get('state'), ...more })}`;
    };
    const start = async (browser) => (await browser.go(`${it.api}/session/openid`)).headers.get('location');
    const attempt = async (untruth = {}, more = {}) => {
        for (const key of Object.keys(lie)) delete lie[key];
        Object.assign(lie, untruth);
        const browser = new Browser();
        const answer = await browser.go(back(await start(browser), more));
        const { status } = answer;
        assert.equal(await it.me(browser), status === 303 ? 200 : 401);
        return status;
    };

    const invited = new Browser();
    const location = await it.begin(invited, { invitation: it.invitation('jonas') });
    assert.equal((await invited.go(back(location))).status, 303);
    assert.equal(await attempt(), 303, 'the truth is believed');

    for (const [what, untruth] of Object.entries({
        'no signature': { alg: 'none' },
        'signed with the public key as a secret': { alg: 'HS256' },
        'another audience': { claims: { aud: 'another' } },
        'another issuer': { claims: { iss: 'https://login.example' } },
        'over': { claims: { exp: 1 } },
        'of another sign-in': { claims: { nonce: 'another' } },
        'not linked': { claims: { sub: 's-2' } },
    })) assert.equal(await attempt(untruth), 401, what);
    assert.equal(await attempt({}, { iss: 'https://login.example' }), 401, 'a mix-up of providers');
    assert.equal(await attempt({}, { error: 'access_denied' }), 401);
    for (const untruth of [{ redirect: true }, { huge: true }, { slow: true }])
        assert.equal(await attempt(untruth), 503, Object.keys(untruth)[0]);

    await attempt();
    const [victim, thief] = [new Browser(), new Browser()];
    const begun = await start(victim);
    assert.equal((await thief.go(back(begun))).status, 400, 'another browser ends nothing');
    await start(thief);
    assert.equal((await thief.go(back(begun))).status, 400, 'nor with a flow of its own');
    assert.equal((await victim.go(back(begun, { state: 'another' }))).status, 400);
    assert.equal((await victim.go(back(begun))).status, 303, 'whoever began it still may end it');
    const used = back(await start(victim));
    assert.equal((await victim.go(used)).status, 303);
    assert.equal((await victim.go(used)).status, 400, 'a callback is good once');
    const replayed = new URL(used).searchParams.get('code');
    assert.equal((await victim.go(back(await start(victim), { code: replayed }))).status, 503, 'the code of another flow has another challenge');

    const name = '__Host-atranka';
    const fixed = new Browser();
    fixed.jars.set(it.origin, new Map([[name, 'A'.repeat(43)]]));
    assert.equal((await fixed.go(back(await start(fixed)))).status, 303);
    assert.notEqual(fixed.jars.get(it.origin).get(name), 'A'.repeat(43), 'a session is new at each signing in');

    for (const target of ['https://evil.example', '//evil.example', '/\\evil.example', '/elsewhere'])
        assert.equal((await fixed.go(`${it.api}/session/openid?return=${encodeURIComponent(target)}`)).status, 422, target);
    const crossed = await fixed.go(`${it.api}/session/openid`, { body: { fresh: true }, headers: { 'Sec-Fetch-Site': 'cross-site' } });
    assert.equal(crossed.status, 403);

    // Shown anew means anew: an old sign-in at the provider does not make a session fresh.
    const old = { claims: { auth_time: Math.floor(Date.now() / 1000) - 3600 } };
    const token = { name: 'reads', scopes: ['read'], days: 1 };
    const tokenOf = async (browser) => (await browser.go(`${it.api}/account/tokens`, { body: token })).status;
    assert.equal(await tokenOf(fixed), 200, 'fresh since the provider says so');
    Object.assign(lie, old);
    const stale = new Browser();
    assert.equal((await stale.go(back(await start(stale)))).status, 303);
    assert.equal(await tokenOf(stale), 403, 'not fresh');
    const request = await it.begin(stale, { fresh: true });
    assert.equal(new URL(request).searchParams.get('prompt'), 'login');
    assert.equal((await stale.go(back(request))).status, 401, 'the provider did not ask anew');
    assert.equal(await tokenOf(stale), 403);
    delete lie.claims;
    assert.equal((await stale.go(back(await it.begin(stale, { fresh: true })))).status, 303);
    assert.equal(await tokenOf(stale), 200);

    // By e-mail, where the settings say so: verified alone.
    const rasa = new Browser();
    const body = { code: it.invitation('rasa'), login: 'rasa@example.org', password: 'three blue boats at noon' };
    assert.equal((await rasa.go(`${it.api}/invitations/accept`, { body })).status, 200);
    const mail = (verified) => ({ claims: { sub: 's-rasa', email: 'rasa@example.org', email_verified: verified } });
    assert.equal(await attempt(mail(false)), 401);
    assert.equal(await attempt(mail('true')), 401);
    assert.equal(await attempt(mail(true)), 303);
    assert.equal(await attempt({ claims: { sub: 's-thief', email: 'rasa@example.org', email_verified: true } }), 401, 'linked once');

    // A role follows its group, by entries of the instance log.
    const petras = new Browser();
    const rolesOf = async (browser) => (await (await browser.go(`${it.api}/me`)).json()).roles ?? [];
    const officer = { call: 'c-2026', role: 'officer' };
    Object.assign(lie, { claims: { sub: 's-petras', groups: ['officers', 'anything else'] } });
    assert.equal((await petras.go(back(await it.begin(petras, { invitation: it.invitation('petras') })))).status, 303);
    assert.deepEqual(await rolesOf(petras), [officer], 'granted');
    assert.equal(await attempt({ claims: { sub: 's-petras' } }), 401, 'no word of groups is no word');
    assert.deepEqual(await rolesOf(petras), [officer]);
    assert.equal(await attempt({ claims: { sub: 's-petras', groups: [] } }), 303);
    assert.deepEqual(await rolesOf(petras), [], 'taken away in every session, at once');
    assert.equal(await attempt({ claims: { sub: 's-petras', groups: ['officers'] } }), 303);
    assert.deepEqual(await rolesOf(petras), [officer]);
    assert.equal(await attempt({ claims: { sub: 's-petras', groups: ['officers'] } }), 303, 'granted once');
    assert.equal(it.entries('GrantRole', 'petras'), 2);
    assert.equal(it.entries('RevokeRole', 'petras'), 1);
    // Heads are appointed by two people: a group grants none, and whoever left it is not let in as one.
    assert.equal(await attempt({ claims: { groups: ['heads'] } }), 303);
    assert.deepEqual(await rolesOf(invited), []);
    assert.match(it.run('account', 'differences', '--as', 'ona'), /jonas.*\+head@c-2026/);
    it.run('person', 'register', 'vida', '--as', 'ona');
    it.run('person', 'grant', 'vida', 'administrator', '--call', '*', '--as', 'ona');
    for (const administrator of ['ona', 'vida']) it.run('person', 'grant', 'jonas', 'head', '--call', 'c-2026', '--as', administrator);
    assert.equal(await attempt({ claims: { groups: ['heads'] } }), 303);
    assert.equal(await attempt({ claims: { groups: [] } }), 401, 'the group is gone, and people have to know');
    assert.match(it.run('audit', 'replay', '--as', 'ona'), /The record is sound/);
});

test('settings that are wrong are told in one line with their place', { skip }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'atranka-openid-'));
    const env = { ...process.env, ATRANKA_DB: join(folder, 'a.db') };
    execFileSync(atranka, ['instance', 'found', 'ona', '--as', 'ona', '--identity', 'name=Ona'], { env, stdio: 'ignore' });
    const told = (text) => {
        writeFileSync(join(folder, 'o.yaml'), text);
        try {
            execFileSync(atranka, ['serve', '--port', '0', '--openid', join(folder, 'o.yaml')], { env, encoding: 'utf8', stdio: 'pipe', timeout: 10000 });
        } catch (error) { return `${error.status} ${error.stderr}`; }
        return '';
    };
    const good = 'issuer: https://login.example\nclient_id: a\nlabel: {en: A, lt: B}\n';
    writeFileSync(join(folder, 'open'), 'secret', { mode: 0o644 });
    assert.match(told(good.replace('https', 'http')), /^65 .*o\.yaml:1:9: an issuer is an https address/);
    assert.match(told(`${good}client_sekret_file: x\n`), /^65 .*o\.yaml:4:1: no key client_sekret_file.*did you mean client_secret_file\?/);
    assert.match(told(`${good}client_secret_file: open\n`), /^65 .*o\.yaml:4:21: others may read that file: chmod 600 it/);
    assert.match(told(`${good}link: email\n`), /^65 .*o\.yaml:4:7: link is invitation or verified_email/);
    rmSync(folder, { recursive: true, force: true });
});
