// Figures of speed as a person meets them, in a real browser against the real server. By hand, never a test: a busy
// machine is slow, and proves nothing.
// Shape:  node bench.js [--json] [table|typing|first …]; ATRANKA_PROGRAM names the program, as for the tests.
// Units:  milliseconds of the page's own thread, with layout and drawing, which others on the machine do not lengthen;
//         beside them those from the key to the frame that shows what it did, as it was here (Event Timing).
// Errors: 1 where a limit is not met, 64 for what it does not know, 69 where something is missing to run at all.
import { House, lacking } from './house.js';

const rows_count = 100_000;
const figures = { table, typing, first };

const wanted = process.argv.slice(2).filter((word) => word !== '--json');
const unknown = wanted.find((word) => !(word in figures));
if (unknown !== undefined) fail(64, `no figure \`${unknown}\`; figures are: ${Object.keys(figures).join(' ')}`);
if (lacking) fail(69, lacking);

function fail(code, why) {
    process.stderr.write(`bench: ${why}\n`);
    process.exit(code);
}

// What the page's thread has done so far.
async function thread(page) {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    return async () => (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

// A list of 100,000 applications, which the page is handed in one answer: what is measured is the page.
async function table(house) {
    const call = 'kinds-2026';
    await (await house.openCall({ call, workflow: 'tests/browser/kinds.yaml' })).begin();
    const stages = ['check.pending', 'check.proposed', 'submission.drafting'];
    const items = Array.from({ length: rows_count }, (_, at) => ({
        application: `a-${String((at * 7919) % rows_count).padStart(6, '0')}`, call, round: 'r1', step: at % 3 === 2 ? 'handing_in' : 'look', stage: stages[at % 3],
        lead: `person-${(at * 31) % 5000}`, requested: `${(at * 37) % 4500}.${String(at % 100).padStart(2, '0')}`,
        total: `${(at * 13) % 100}.5`, deadline: new Date(Date.UTC(2027, 0, 1) + ((at * 101) % 5000) * 3600e3).toISOString().replace('.000', ''),
    }));
    const page = await house.window({ person: 'petras' });
    const body = JSON.stringify({ items });
    await page.route(`**/calls/${call}/applications?*`, (route) => route.fulfill({ contentType: 'application/json', body }));
    await page.visit(`/calls/${call}/applications`);
    await page.getByText(/^100,?000 rows/).waitFor({ timeout: 60_000 });
    // What the page makes ready while nothing else is done.
    await page.waitForTimeout(8000);
    await page.evaluate(() => {
        window.responses = [];
        new PerformanceObserver((list) => { for (const one of list.getEntries()) if (one.interactionId) window.responses.push(one); })
            .observe({ type: 'event', durationThreshold: 16 });
    });
    const busy_ms = await thread(page);
    const measured = [];
    const told = async (what, acts) => {
        const [each, shown] = [[], []];
        for (const act of acts) {
            await page.evaluate(() => { window.responses.length = 0; });
            const before = await busy_ms();
            await act();
            await page.waitForTimeout(400);
            each.push(await busy_ms() - before);
            // An event quicker than 16 ms is not told of: it counts as that.
            shown.push(await page.evaluate(() => Math.max(16, ...window.responses.map((one) => one.duration))));
        }
        measured.push({ what: `100,000 applications: ${what}`, ms: Math.max(...each), of: `the slowest of ${each.length}; until it showed here, half within ${median(shown)} ms, the slowest ${Math.max(...shown)} ms`, ms_max: 100 });
    };
    const header = (name) => page.getByRole('columnheader', { name }).getByRole('button');
    await told('order by a column, and turn it round', ['Step', 'Asked', 'Total', 'Deadline', 'Application'].flatMap((name) => [0, 1].map(() => () => header(new RegExp(`^${name}`)).click())));
    const search = page.locator('input[type=search]').last();
    await search.click();
    await told('filter by a word, each key', [...'person-4'].map((key) => () => page.keyboard.press(key)));
    await told('take the filter back, each key', [...'person-4'].map(() => () => page.keyboard.press('Backspace')));
    const first = page.locator('tbody tr[tabindex="0"]');
    await first.focus();
    await told('arrow, page and end keys', ['ArrowDown', 'PageDown', 'PageDown', 'End', 'PageUp', 'Home'].map((key) => () => page.keyboard.press(key)));
    measured.push({ what: '100,000 applications: scroll', ...await scrolled(page, busy_ms), ms_max: 100 });
    await page.context().close();
    return measured;
}

// Every turn of the wheel, until rows, and no empty place, are in sight.
async function scrolled(page, busy_ms) {
    const scroller = page.locator('.scroller').filter({ has: page.locator('.table--long') });
    await scroller.hover();
    await scroller.evaluate((box) => {
        window.scrolls = [];
        box.addEventListener('scroll', (event) => {
            const { left, top, width, height } = box.getBoundingClientRect();
            const look = () => {
                const seen = [0.3, 0.6, 0.9].every((part) => document.elementFromPoint(left + width / 2, top + height * part)?.closest('tr[data-at]'));
                const channel = new MessageChannel();
                channel.port1.onmessage = () => {
                    if (seen) window.scrolls.push(performance.now() - event.timeStamp);
                    else requestAnimationFrame(look);
                };
                channel.port2.postMessage(undefined);
            };
            requestAnimationFrame(look);
        }, { capture: true, passive: true });
    });
    const each = [];
    for (const by of [300, 900, 4000, 40_000, 400_000, 2_000_000, -700_000, -90_000, -1200, 600]) {
        const before = await busy_ms();
        await page.mouse.wheel(0, by);
        await page.waitForTimeout(400);
        each.push(await busy_ms() - before);
    }
    const shown = await page.evaluate(() => window.scrolls);
    if (shown.length < each.length) throw new Error(`only ${shown.length} turns of the wheel of ${each.length} came to show rows`);
    return { ms: Math.max(...each), of: `the slowest of ${each.length}; until rows showed here, half within ${median(shown).toFixed(0)} ms, the slowest ${Math.max(...shown).toFixed(0)} ms` };
}

// A key in a cost table of 60 lines, beside one in a table of a single line.
async function typing(house) {
    const call = 'costs-2026';
    await (await house.openCall({ call, workflow: 'tests/browser/kinds.yaml' })).begin();
    const jonas = await house.client('jonas');
    const typed = 'every cost is here because the objective asks for it';
    const of = async (lines) => {
        const { application } = await jonas.give('StartApplication', { call, round: 'r1' });
        const costs = Array.from({ length: lines }, (_, at) => ({ category: 'staff', why: `Line ${at + 1} is indispensable`, claimed: `${at * 100}.50` }));
        await jonas.ask('PUT', `/applications/${application}/draft`, { name: 'A long one', costs });
        const page = await house.window({ person: 'jonas' });
        await page.visit(`/applications/${application}/form/4`);
        const busy_ms = await thread(page);
        await page.locator(`#f-costs-${Math.floor(lines / 2)}-why`).focus();
        await page.keyboard.type('warm up ');
        await page.waitForTimeout(1500);
        const before = await busy_ms();
        await page.keyboard.type(typed, { delay: 25 });
        const each = (await busy_ms() - before) / typed.length;
        await page.context().close();
        return each;
    };
    const [one, sixty] = [await of(1), await of(60)];
    return [{ what: 'a key in a cost table of 60 lines', ms: sixty, of: `with the saving it sets off; ${one.toFixed(1)} ms with 1 line`, ms_max: 16 }];
}

// The heading of the first page, with nothing kept from before.
async function first(house) {
    const each = [];
    for (let turn = 0; turn < 5; turn += 1) {
        const page = await house.window();
        await page.goto(`${house.origin}/sign-in`);
        await page.locator('h1').waitFor();
        each.push(await page.evaluate(() => performance.getEntriesByType('paint').find(({ name }) => name === 'first-contentful-paint')?.startTime ?? NaN));
        await page.context().close();
    }
    return [{ what: 'the first meaningful page, cold', ms: median(each), of: `until it showed here, half of ${each.length}; the slowest ${Math.max(...each).toFixed(0)} ms`, ms_max: 1000 }];
}

const house = await House.open();
const all = [];
try {
    for (const name of wanted.length > 0 ? wanted : Object.keys(figures)) all.push(...await figures[name](house));
} finally {
    await house.close();
}
const isMet = (one) => one.ms <= one.ms_max;
if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(all.map((one) => ({ ...one, met: isMet(one) })), null, 2)}\n`);
} else {
    for (const one of all) process.stdout.write(`${(isMet(one) ? 'ok' : 'NOT MET').padEnd(8)} ${one.ms.toFixed(1).padStart(7)} ms, at most ${String(one.ms_max).padEnd(5)} ${one.what}\n${''.padEnd(32)}${one.of}\n`);
}
process.exitCode = all.every(isMet) ? 0 : 1;
