// What is asked of every page, whoever it is for: axe finds nothing, light and dark; nothing is wider than a phone;
// a picture of it is kept in build/pictures.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './house.js';

const axe = readFileSync(fileURLToPath(new URL('node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
export const pictures = process.env.ATRANKA_PICTURES ?? join(root, 'build/pictures');
const wanted = process.env.ATRANKA_PAGES?.split(',');

export async function faults(page) {
    await page.evaluate(axe);
    return page.evaluate(async () => {
        const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
        return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`));
    });
}

// `ATRANKA_PAGES` names those to look at, where not all.
export async function look_at(t, house, { name, path, person, act }) {
    if (wanted && !wanted.includes(name)) return;
    mkdirSync(pictures, { recursive: true });
    for (const language of ['en', 'lt']) {
        await t.test(`${name}, ${language}`, async () => {
            const page = await house.window({ person, language });
            try {
                await page.visit(path(house));
                if (act) await act(page);
                await page.waitForTimeout(300);
                await page.screenshot({ path: join(pictures, `${name}-${language}-1280.png`), fullPage: true });
                assert.deepEqual(await faults(page), []);
                assert.equal(await page.locator('h1').count(), 1);
                assert.equal(await page.locator('html').getAttribute('lang'), language);
                await page.emulateMedia({ colorScheme: 'dark' });
                assert.deepEqual(await faults(page), [], 'in the dark');
                await page.emulateMedia({ colorScheme: 'light' });
                // 400 % zoom of a window of 1280 is one of 320.
                for (const width of [390, 360, 320]) {
                    await page.setViewportSize({ width, height: 780 });
                    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
                    assert.equal(over, 0, `wider than ${width} by ${over}`);
                    if (width === 390) await page.screenshot({ path: join(pictures, `${name}-${language}-390.png`), fullPage: true });
                }
                assert.deepEqual(page.faults, []);
            } finally {
                await page.context().close();
            }
        });
    }
}
