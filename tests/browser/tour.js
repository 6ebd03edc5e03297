// The pictures of docs/tour.md, made anew on the example that stands in the middle of its work:
//     ATRANKA_PROGRAM=… ATRANKA_EXAMPLE=… node tour.js [picture…]
// Shape:  each is what fits into a window, as a person would see it; the names are those of docs/tour.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MidwayHouse, lacking_example, root } from './house.js';

const call = 'inoklaster-live';
const list = `/calls/${call}/rounds/r1/selections/ranking`;
const laptop = { width: 960, height: 680 };
const phone = { width: 380, height: 680 };
const to = (selector) => (page) => page.locator(selector).first().evaluate((one) => one.scrollIntoView({ block: 'start' }));

const pictures = [
    { name: 'public', path: '/' },
    { name: 'applicant-home', person: 'applicant', path: '/' },
    { name: 'applicant-home-lt', person: 'applicant', path: '/', language: 'lt', ...phone },
    { name: 'applicant-form', person: 'applicant', path: (house) => `/applications/${house.writing}/form/3` },
    { name: 'officer-board', person: 'officer', path: `/calls/${call}/board` },
    { name: 'officer-board-lt', person: 'officer', path: `/calls/${call}/board`, language: 'lt' },
    { name: 'officer-check', person: 'officer', path: '/applications/m-11', act: to('.next') },
    { name: 'officer-assign', person: 'officer', path: '/applications/m-16', act: to('.next') },
    { name: 'officer-list', person: 'officer', path: list, act: to('section:has(.table--ranked)') },
    { name: 'head-confirms', person: 'head', path: '/applications/m-13' },
    { name: 'ministry-decides', person: 'ministry', path: '/applications/m-02' },
    { name: 'expert-declares', person: 'expert', path: '/applications/m-16' },
    { name: 'expert-scores', person: 'expert', path: '/applications/m-19', act: to('.beside'), width: 1180, height: 760 },
    { name: 'expert-scores-lt', person: 'expert', path: '/applications/m-19', language: 'lt', act: to('.sheet'), ...phone },
    { name: 'auditor-home', person: 'auditor', path: '/' },
    { name: 'auditor-verifies', person: 'auditor', path: `/calls/${call}/audit`, act: verified },
    { name: 'auditor-time', person: 'auditor', path: `/calls/${call}/audit?as-of=calls/${call}@150`, act: to('#time') },
    { name: 'auditor-board-then', person: 'auditor', path: `/calls/${call}/board?as-of=calls/${call}@150` },
];

async function verified(page) {
    await page.getByRole('button', { name: 'Verify in this browser' }).click();
    await page.getByText(/^The record is whole/).waitFor();
}

if (lacking_example) {
    process.stderr.write(`tour: ${lacking_example}\n`);
    process.exit(69);
}
const folder = join(root, 'docs/tour');
mkdirSync(folder, { recursive: true });
const wanted = process.argv.slice(2);
const house = await MidwayHouse.open();
try {
    // An application of the third round is being written.
    const { items } = await (await house.client('applicant')).see('/applications?stage=submission.drafting');
    house.writing = items[0]?.application;
    for (const { name, person, path, language = 'en', act, width = laptop.width, height = laptop.height } of pictures) {
        if (wanted.length > 0 && !wanted.includes(name)) continue;
        const page = await house.window({ person, language, width, height });
        await page.visit(typeof path === 'function' ? path(house) : path);
        if (act) await act(page);
        await page.waitForTimeout(400);
        await page.screenshot({ path: join(folder, `${name}.png`) });
        if (page.faults.length > 0) throw new Error(`${name}: ${page.faults.join('; ')}`);
        await page.context().close();
    }
} finally {
    await house.close();
}
