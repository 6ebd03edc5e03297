// Every page of an applicant and of everybody, in both languages.
import { test } from 'node:test';
import { House, lacking } from './house.js';
import { look_at } from './looked_at.js';
import { pages, set_up } from './pages.js';

test('every page is accessible in both languages, light and dark, and fits a phone', { skip: lacking, timeout: 840000 }, async (t) => {
    const house = await House.open(t);
    await set_up(house);
    for (const one of pages) await look_at(t, house, one);
});
