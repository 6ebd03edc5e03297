import { expect, test } from 'vitest';
import { compare, difference, money, number, sum, typedDecimal } from '../src/money';

const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ').replace('\u2212', '-');

test('amounts are added exactly, however many and however large', () => {
    expect(sum(Array<string>(10).fill('0.10'))).toBe('1.00');
    expect(sum(['9007199254740993.01', '0.02'])).toBe('9007199254740993.03');
    expect(sum(['-0.05', '0.02'])).toBe('-0.03');
    expect(sum([])).toBe('0.00');
    expect(difference('100.00', '100.01')).toBe('-0.01');
    expect(difference('1', '-1')).toBe('2.00');
});

test('amounts are compared as numbers and not as text', () => {
    expect(compare('9.5', '10')).toBe(-1);
    expect(compare('10.0', '10.00')).toBe(0);
    expect(compare('-1', '-2')).toBe(1);
});

test('an amount is shown with all its cents, in the habit of the language', () => {
    expect(plain(money('1234567.5', 'EUR', 'en'))).toBe('€1,234,567.50');
    expect(plain(money('1234567.50', 'EUR', 'lt'))).toBe('1 234 567,50 €');
    expect(plain(money('90071992547409931.09', 'EUR', 'lt'))).toBe('90 071 992 547 409 931,09 €');
    expect(plain(money('-0.05', 'EUR', 'lt'))).toContain('0,05');
    expect(plain(number('12.345', 'lt'))).toBe('12,345');
});

test('an amount below nothing says so even where its whole part is nothing', () => {
    expect(plain(money('-0.05', 'EUR', 'en'))).toMatch(/^-/);
    expect(plain(number('-0.5', 'lt'))).toBe('-0,5');
});

test('an amount is typed as people write it', () => {
    for (const typed of ['12500.40', '12 500,40', '12,500.40', '12.500,40', '€ 12 500,40', '12\u00a0500,40']) expect(typedDecimal(typed)).toBe('12500.40');
    expect(typedDecimal('007')).toBe('7');
    expect(typedDecimal(',5')).toBe('0.5');
    expect(typedDecimal('1,234,567')).toBe('1234567');
});

test('what may be two amounts is none', () => {
    for (const typed of ['12.500', '12,500', '1.2.3', '1,23,456', 'twelve', '', '5 €/h', '1e5']) expect(typedDecimal(typed)).toBeUndefined();
});
