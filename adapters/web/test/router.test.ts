import { expect, test } from 'vitest';
import { carried, matched, placeAt } from '../src/router';

test('an address belongs to the page whose pattern it fits, wholly', () => {
    expect(matched('/calls/:call', '/calls/small-2026')).toEqual({ call: 'small-2026' });
    expect(matched('/calls/:call', '/calls/small-2026/')).toEqual({ call: 'small-2026' });
    expect(matched('/calls/:call', '/calls/a%2Fb')).toEqual({ call: 'a/b' });
    expect(matched('/calls/:call', '/calls')).toBeUndefined();
    expect(matched('/calls/:call', '/calls/')).toBeUndefined();
    expect(matched('/calls/:call', '/calls/x/y')).toBeUndefined();
    expect(matched('/calls/:call', '/calls/%')).toBeUndefined();
    expect(matched('/', '/')).toEqual({});
});

test('who looks back stays in that moment from page to page, until an address says another or leaves', () => {
    const then = 'calls/c@12';
    expect(placeAt('/calls/c/board', '?round=r1&as-of=calls%2Fc%4012')).toMatchObject({ asOf: then });
    expect([...placeAt('/calls/c/board', '?round=r1&as-of=x').query]).toEqual([['round', 'r1']]);
    expect(carried('/calls/c/board?round=r1', then)).toBe('/calls/c/board?round=r1&as-of=calls%2Fc%4012');
    expect(carried('/applications/a', then)).toBe('/applications/a?as-of=calls%2Fc%4012');
    expect(carried('/applications/a?as-of=calls/c@7', then)).toBe('/applications/a?as-of=calls%2Fc%407');
    expect(carried('/calls/c/board?as-of=', then)).toBe('/calls/c/board');
    expect(carried('/applications/a/form/1#f-title', then)).toBe('/applications/a/form/1?as-of=calls%2Fc%4012#f-title');
    expect(carried('/', then)).toBe('/');
    expect(carried('/calls', then)).toBe('/calls');
    expect(carried('/sign-in?to=%2Faccount', undefined)).toBe('/sign-in?to=%2Faccount');
});
