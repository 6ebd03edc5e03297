// A server for tests in a browser: its own database, a call, and people with accounts.
// Shape:  what an office would set up is set up by the program's own commands; everything else is done through
//         pages. `ATRANKA_PROGRAM` names the program, `ATRANKA_WEB` the built web application.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const atranka = process.env.ATRANKA_PROGRAM;
const web = process.env.ATRANKA_WEB ?? join(root, 'build/web');
const example = process.env.ATRANKA_EXAMPLE;
const browser = process.env.ATRANKA_CHROMIUM ?? '/usr/bin/chromium';
export const password = 'three blue boats at noon';

// A reason to skip, in words; false where everything is there.
export const lacking = !existsSync(browser) ? `${browser} is not there`
    : !atranka || !existsSync(atranka) ? `no program at ATRANKA_PROGRAM: ${atranka ?? 'not set'}`
        : !existsSync(join(web, 'index.html')) ? `${web} is not built` : false;

const freePort = () => new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
    });
});

const invitation = (told) => told.match(/[A-Z2-7]{4}(-[A-Z2-7]{4})+/)[0];

// Who is in the small call, and as what.
export const people = {
    ona: { name: 'Ona Adminienė', roles: [] },
    vida: { name: 'Vida Vadovienė', roles: ['administrator'] },
    petras: { name: 'Petras Petraitis', roles: ['officer'] },
    rasa: { name: 'Rasa Rasaitė', roles: ['head'] },
    jonas: { name: 'Jonas Jonaitis', roles: [] },
    laima: { name: 'Laima Laimutė', roles: [] },
};

export class House {
    static async open(t, { port } = {}) {
        const house = new House();
        house.folder = mkdtempSync(join(tmpdir(), 'atranka-house-'));
        house.env = { ...process.env, ATRANKA_DB: join(house.folder, 'a.db') };
        house.run('instance', 'found', 'ona', '--as', 'ona', '--identity', `name=${people.ona.name}`);
        for (const [person, { name }] of Object.entries(people))
            if (person !== 'ona') house.run('person', 'register', person, '--as', 'ona', '--identity', `name=${name}`);
        house.run('person', 'grant', 'vida', 'administrator', '--call', '*', '--as', 'ona');
        house.port = port ?? await freePort();
        house.origin = `http://localhost:${house.port}`;
        await house.start();
        t?.after(() => house.close());
        return house;
    }

    run(...words) {
        return execFileSync(atranka, words, { env: this.env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    }

    async start() {
        const words = ['serve', '--port', String(this.port), '--origin', this.origin, '--web', web];
        this.server = spawn(atranka, words, { env: this.env, stdio: ['ignore', 'pipe', 'inherit'] });
        await new Promise((resolve, reject) => {
            this.server.stdout.once('data', resolve);
            this.server.once('exit', () => reject(new Error('the server ended')));
        });
    }

    async stop() {
        if (this.server.exitCode !== null) return;
        const ended = new Promise((resolve) => this.server.once('exit', resolve));
        this.server.kill('SIGTERM');
        await ended;
    }

    async close() {
        for (const one of this.browsers ?? []) await one.close();
        await this.stop();
        rmSync(this.folder, { recursive: true, force: true });
    }

    // Roles in a call: two administrators grant what weighs.
    grant(person, role, call) {
        this.run('person', 'grant', person, role, '--call', call, '--as', 'ona');
        if (['head', 'authority', 'appeals'].includes(role))
            this.run('person', 'grant', person, role, '--call', call, '--as', 'vida');
    }

    // Drafted by petras, published by rasa, open with round r1.
    async openCall({ call = 'small-2026', workflow = 'examples/api/small.yaml', parameters = {}, rounds, draws_lots = false } = {}) {
        this.grant('petras', 'officer', call);
        this.grant('rasa', 'head', call);
        const closing = new Date(Date.now() + 30 * 86400e3).toISOString().replace(/\.\d+/, '');
        const petras = await this.client('petras');
        const rasa = await this.client('rasa');
        await petras.give('DraftCall', {
            call, workflow: readFileSync(join(root, workflow), 'utf8'), parameters,
            rounds: rounds ?? [{ id: 'r1', parameters: { closing } }],
        });
        return { call, petras, rasa, begin: async () => {
            if (draws_lots) {
                for (const client of [petras, rasa])
                    await client.give('CommitLot', { call, commitment: createHash('sha256').update(client.login).digest('hex') });
            }
            const { report } = await rasa.see(`/calls/${call}/proof`);
            await rasa.give('PublishCall', { call, report });
            await petras.give('OpenCall', { call });
            await petras.give('OpenRound', { call, round: 'r1' });
        } };
    }

    invite(person) {
        return invitation(this.run('account', 'invite', person, '--as', 'ona'));
    }

    // A person at the API, with an account.
    async client(person) {
        this.clients ??= {};
        this.clients[person] ??= await this.enter(person);
        return this.clients[person];
    }

    async enter(person) {
        const login = `${person}@example.org`;
        const client = this.caller(login);
        await client.ask('POST', '/invitations/accept', { code: this.invite(person), login, password });
        await client.ask('POST', '/session', { login, password });
        return client;
    }

    // What a browser does by itself: it keeps the cookie and says which page asks.
    caller(login) {
        let cookie;
        const ask = async (method, path, body, headers = {}) => {
            const answer = await fetch(`${this.origin}/api/v1${path}`, {
                method, body: body === undefined ? undefined : JSON.stringify(body),
                headers: {
                    Origin: this.origin, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
                    ...(cookie ? { Cookie: cookie } : {}), ...headers,
                },
            });
            for (const one of answer.headers.getSetCookie()) cookie = one.split(';')[0];
            const told = await answer.json().catch(() => undefined);
            if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(told)}`);
            return told;
        };
        return {
            login, ask, cookie: () => cookie, see: (path) => ask('GET', path),
            give: (name, members) => ask('POST', `/commands/${name}`, members),
        };
    }

    // A window of a browser: `person` is signed in there, or nobody.
    async window({ person, language = 'en', width = 1280, height = 900, dark = false, zone = 'Europe/Vilnius' } = {}) {
        if (!this.browsers) {
            this.browsers = [await chromium.launch({
                executablePath: browser,
                args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
                    '--disable-component-update', '--disable-sync'],
            })];
        }
        const context = await this.browsers[0].newContext({
            viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', timezoneId: zone, reducedMotion: 'reduce',
            locale: language === 'lt' ? 'lt-LT' : 'en-GB', acceptDownloads: true,
        });
        await context.addInitScript((chosen) => {
            if (localStorage.getItem('atranka.language') === null) localStorage.setItem('atranka.language', chosen);
        }, language);
        if (person) {
            const client = await this.client(person);
            const [name, value] = client.cookie().split('=');
            await context.addCookies([{ name, value, domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Strict' }]);
        }
        const page = await context.newPage();
        // Several browsers, servers and compilers may share two cores.
        page.setDefaultTimeout(60_000);
        page.faults = [];
        page.on('pageerror', (error) => page.faults.push(String(error)));
        page.on('console', (message) => { if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) page.faults.push(message.text()); });
        // waitForFunction compiles what it polls in the page, which the page's policy forbids.
        page.until = async (holds, given) => {
            for (let tries = 0; tries < 200; tries += 1) {
                if (await page.evaluate(holds, given)) return;
                await page.waitForTimeout(50);
            }
            throw new Error(`never came to hold: ${holds}`);
        };
        page.visit = async (path) => {
            await page.goto(this.origin + path);
            await page.locator('h1').first().waitFor();
            await page.locator('[aria-busy=true]').waitFor({ state: 'detached' }).catch(() => undefined);
            return page;
        };
        return page;
    }
}

export const lacking_example = lacking || (!example ? 'ATRANKA_EXAMPLE names no program' : false);

// The example's definition, in which experts are paid by the piece and the ministry may send a list back.
function paid(text) {
    const changed = text.replace(/^parameters:\n/m, 'parameters:\n  review_fee: {type: money, default: 60.00}\n  consensus_fee: {type: money, default: 25.50}\n')
        .replace('      granted: offer\n', '      granted: offer\n      sent_back: eligibility\n');
    return `${changed}\nfees: {review: review_fee, consensus: consensus_fee}\n`;
}

// The call of the example that stands in the middle of its work, with its demo accounts.
export class MidwayHouse extends House {
    static async open(t) {
        const house = new MidwayHouse();
        house.folder = mkdtempSync(join(tmpdir(), 'atranka-midway-'));
        const db = join(house.folder, 'a.db');
        house.env = { ...process.env, ATRANKA_DB: db };
        const workflow = join(house.folder, 'inoklaster.yaml');
        writeFileSync(workflow, paid(readFileSync(join(root, 'workflows/inoklaster.yaml'), 'utf8')));
        execFileSync(example, [workflow, db], { stdio: ['ignore', 'pipe', 'pipe'] });
        const told = execFileSync(example, ['--midway', workflow, db], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
        house.password = told.match(/the password (\S+)/)[1];
        house.port = await freePort();
        house.origin = `http://localhost:${house.port}`;
        await house.start();
        t?.after(() => house.close());
        return house;
    }

    async enter(person) {
        const client = this.caller(person);
        await client.ask('POST', '/session', { login: person, password: this.password });
        return client;
    }

    // Somebody of the cast who has no demo account.
    async join(person) {
        this.clients ??= {};
        this.clients[person] ??= await super.enter(person);
        return this.clients[person];
    }

    invite(person) {
        return invitation(this.run('account', 'invite', person, '--as', 'administrator'));
    }
}
