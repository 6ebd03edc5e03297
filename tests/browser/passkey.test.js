// A passkey from its making to signing in, by Chromium's own virtual authenticator against the real server.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const atranka = process.env.ATRANKA_PROGRAM;
const browser = '/usr/bin/chromium';
const lacking = !existsSync(browser) ? `${browser} is not there` : !atranka ? 'ATRANKA_PROGRAM names no program' : false;

const freePort = () => new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
    });
});

// In the page: bytes to and from base64url, and what the API wants of a credential.
const inPage = () => {
    window.bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    window.text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
        .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    window.post = async (path, body) => {
        const answer = await fetch(`/api/v1${path}`, {
            method: 'POST', headers: body ? { 'Content-Type': 'application/json' } : {}, body: body && JSON.stringify(body),
        });
        return { status: answer.status, body: await answer.json().catch(() => null) };
    };
    window.assertion = async (challenge) => {
        const got = await navigator.credentials.get({
            publicKey: { challenge: bytes(challenge), rpId: 'localhost', userVerification: 'required' },
        });
        return {
            id: got.id, client_data: text(got.response.clientDataJSON),
            authenticator_data: text(got.response.authenticatorData), signature: text(got.response.signature),
        };
    };
};

test('a passkey is made, signs in, and is good for one challenge', { skip: lacking, timeout: 120000 }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'atranka-passkey-'));
    const env = { ...process.env, ATRANKA_DB: join(folder, 'a.db') };
    const run = (...words) => execFileSync(atranka, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    run('instance', 'found', 'ona', '--as', 'ona', '--identity', 'name=Ona');
    const code = run('account', 'invite', 'ona', '--as', 'ona').match(/[A-Z2-7]{4}(-[A-Z2-7]{4})+/)[0];
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const server = spawn(atranka, ['serve', '--port', String(port), '--origin', origin], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => { server.kill('SIGTERM'); rmSync(folder, { recursive: true, force: true }); });
    await new Promise((resolve, reject) => { server.stdout.once('data', resolve); server.once('exit', reject); });

    const chrome = await chromium.launch({ executablePath: browser, args: ['--no-sandbox'] });
    t.after(() => chrome.close());
    const page = await chrome.newPage();
    // A blank page of the site, as the web application will be one.
    await page.route(`${origin}/blank`, (route) => route.fulfill({ contentType: 'text/html', body: '<title>blank</title>' }));
    await page.goto(`${origin}/blank`);
    await page.evaluate(inPage);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
        options: {
            protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
            automaticPresenceSimulation: true,
        },
    });

    const entered = await page.evaluate((code) => post('/invitations/accept', {
        code, login: 'ona@example.org', password: 'three blue boats at noon',
    }), code);
    assert.equal(entered.status, 200, JSON.stringify(entered));

    const added = await page.evaluate(async () => {
        const offer = (await post('/account/passkeys/offer')).body;
        const made = await navigator.credentials.create({
            publicKey: {
                challenge: bytes(offer.challenge), rp: { id: offer.site, name: 'Atranka' },
                user: { id: bytes(offer.user), name: offer.login, displayName: offer.login },
                pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
                authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
            },
        });
        return post('/account/passkeys', {
            name: 'laptop', client_data: text(made.response.clientDataJSON),
            authenticator_data: text(made.response.getAuthenticatorData()),
            algorithm: made.response.getPublicKeyAlgorithm(),
        });
    });
    assert.equal(added.status, 200, JSON.stringify(added));

    await page.context().clearCookies();
    const signedIn = await page.evaluate(async () => {
        const shown = await assertion((await post('/session/passkey/challenge')).body.challenge);
        return { first: await post('/session/passkey', shown), again: await post('/session/passkey', shown) };
    });
    assert.equal(signedIn.first.status, 200, JSON.stringify(signedIn));
    assert.deepEqual(signedIn.first.body, { person: 'ona', authenticated: 'passkey' });
    assert.equal(signedIn.again.status, 401, 'the same answer is good once');

    const forged = await page.evaluate(async () => {
        const shown = await assertion((await post('/session/passkey/challenge')).body.challenge);
        shown.signature = text(bytes(shown.signature).map((byte, i) => (i === 20 ? byte ^ 1 : byte)));
        return post('/session/passkey', shown);
    });
    assert.equal(forged.status, 401);
    const me = await page.evaluate(async () => (await fetch('/api/v1/me')).status);
    assert.equal(me, 200, 'the cookie of the passkey\'s session is kept by the browser');
});
