// The web application as the server hands it out: what is allowed to run, what is kept, how much it is.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { House, lacking } from './house.js';

const first_load_bytes_max = 200 * 1024;

// As they are sent: fetch would undo the compression.
const ask = (house, path, headers = {}, method = 'GET') => new Promise((resolve, reject) => {
    request({ host: 'localhost', port: house.port, path, method, headers }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    }).on('error', reject).end();
});

test('the server hands out the web application', { skip: lacking, timeout: 240000 }, async (t) => {
    const house = await House.open(t);
    const page = await ask(house, '/calls/anything/at/all');
    const script = String(page.body).match(/\/assets\/[^"]+\.js/)[0];

    await t.test('every path of the application is the page, and runs nothing but what came with it', async () => {
        assert.equal(page.status, 200);
        assert.match(page.headers['content-type'], /^text\/html/);
        assert.equal(page.headers['cache-control'], 'no-cache');
        const policy = page.headers['content-security-policy'];
        for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
            assert.ok(policy.split('; ').includes(part), part);
        assert.doesNotMatch(policy, /unsafe|\*|http/);
        assert.doesNotMatch(String(page.body), /<style|style="|<script(?![^>]* src="\/assets\/)/);
    });
    await t.test('what never changes is kept for ever, compressed as the browser can read it', async () => {
        const plain = await ask(house, script);
        const gzip = await ask(house, script, { 'Accept-Encoding': 'gzip' });
        const brotli = await ask(house, script, { 'Accept-Encoding': 'gzip, deflate, br' });
        const refused = await ask(house, script, { 'Accept-Encoding': 'br;q=0, gzip' });
        assert.match(plain.headers['cache-control'], /immutable/);
        assert.match(plain.headers['content-type'], /^text\/javascript/);
        assert.deepEqual([plain.headers['content-encoding'], gzip.headers['content-encoding'], brotli.headers['content-encoding'], refused.headers['content-encoding']],
            [undefined, 'gzip', 'br', 'gzip']);
        assert.equal(plain.headers.vary, 'accept-encoding');
        assert.ok(brotli.body.length < gzip.body.length && gzip.body.length < plain.body.length);
    });
    await t.test('who has the page is not sent it again', async () => {
        const again = await ask(house, '/', { 'If-None-Match': page.headers.etag });
        assert.equal(again.status, 304);
        assert.equal(again.body.length, 0);
    });
    await t.test('a file that is not there is not the page, and the API stays what it was', async () => {
        assert.equal((await ask(house, '/assets/index-0000.js')).status, 404);
        assert.equal((await ask(house, '/robots.txt')).status, 404);
        assert.equal((await ask(house, '/../../etc/passwd')).status === 200, false);
        const api = await ask(house, '/api/v1/nothing');
        assert.equal(api.status === 404 || api.status === 401, true);
        assert.match(api.headers['content-type'], /problem\+json/);
        assert.equal((await ask(house, '/api')).status, 404);
        assert.equal(String((await ask(house, '/healthz')).body), 'ok\n');
        assert.match(String((await ask(house, '/problems/unauthenticated')).body), /<h1>/);
        assert.equal((await ask(house, '/calls', {}, 'POST')).status, 404);
    });
    await t.test('the first load is at most 200 kB, and nothing of it is foreign', async () => {
        const window = await house.window();
        let bytes = 0;
        window.on('response', (response) => { void response.request().sizes().then((sizes) => { bytes += sizes.responseBodySize; }); });
        await window.visit('/sign-in');
        await window.waitForTimeout(500);
        t.diagnostic(`first load: ${bytes} bytes`);
        assert.ok(bytes > 10_000 && bytes <= first_load_bytes_max, `${bytes} bytes`);
        const foreign = await window.evaluate(() => performance.getEntriesByType('resource').filter((one) => !one.name.startsWith(location.origin)).length);
        assert.equal(foreign, 0);
    });
});
