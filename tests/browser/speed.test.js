// Typing into a long table, in the time that the page itself takes: others on the machine do not count.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { House, lacking } from './house.js';

const keystroke_ms_max = 16;

test('typing in a cost table of 60 lines never lags', { skip: lacking, timeout: 240000 }, async (t) => {
    const house = await House.open(t);
    const call = 'kinds-2026';
    await (await house.openCall({ call, workflow: 'tests/browser/kinds.yaml' })).begin();
    const jonas = await house.client('jonas');
    const { application } = await jonas.give('StartApplication', { call, round: 'r1' });
    const costs = Array.from({ length: 60 }, (_, at) => ({ category: 'staff', why: `Line ${at + 1} is indispensable`, claimed: `${at * 100}.50` }));
    await jonas.ask('PUT', `/applications/${application}/draft`, { name: 'A long one', costs });
    const page = await house.window({ person: 'jonas' });
    await page.visit(`/applications/${application}/form/4`);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busy_ms = async () => (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
    const field = page.locator('#f-costs-30-why');
    await field.focus();
    await page.keyboard.type('warm up ');
    await page.waitForTimeout(1500);
    const typed = 'every cost is here because the objective asks for it';
    const before = await busy_ms();
    await page.keyboard.type(typed, { delay: 25 });
    const each = (await busy_ms() - before) / typed.length;
    t.diagnostic(`${each.toFixed(1)} ms of the page's thread a keystroke, with the saving that it sets off`);
    assert.ok(each <= keystroke_ms_max, `${each} ms`);
    await page.getByText(/^Saved at/).waitFor();
    const { costs: kept } = await jonas.see(`/applications/${application}/draft`);
    assert.ok(kept[30].why.includes(`warm up ${typed}`), kept[30].why);
    assert.equal(kept.length, 60);
});
