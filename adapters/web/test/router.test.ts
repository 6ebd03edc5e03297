import { expect, test } from 'vitest';
import { matched } from '../src/router';

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
