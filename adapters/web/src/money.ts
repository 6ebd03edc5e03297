// Amounts and scores as the record has them: decimal text, computed with integers and shown as people write it.
// Units:  "1234.50"; no exponent, no grouping. Never a floating-point number.

export type Decimal = string;

interface Scaled { readonly digits: bigint; readonly places: number }

const plain = /^(-?)(\d+)(?:\.(\d+))?$/;

function scaled(amount: Decimal): Scaled {
    const read = plain.exec(amount);
    if (!read) throw new RangeError(`not a decimal: ${amount}`);
    const [, sign = '', whole = '0', fraction = ''] = read;
    return { digits: BigInt(`${sign}${whole}${fraction}`), places: fraction.length };
}

function at(places: number, one: Scaled): bigint {
    return one.digits * 10n ** BigInt(places - one.places);
}

function text(digits: bigint, places: number): Decimal {
    const negative = digits < 0n;
    const all = (negative ? -digits : digits).toString().padStart(places + 1, '0');
    const whole = all.slice(0, all.length - places);
    return (negative ? '-' : '') + whole + (places > 0 ? `.${all.slice(all.length - places)}` : '');
}

export function isDecimal(typed: unknown): typed is Decimal {
    return typeof typed === 'string' && plain.test(typed);
}

export function sum(amounts: readonly Decimal[]): Decimal {
    const all = amounts.map(scaled);
    const places = all.reduce((most, one) => Math.max(most, one.places), 2);
    return text(all.reduce((total, one) => total + at(places, one), 0n), places);
}

export function difference(from: Decimal, taken: Decimal): Decimal {
    return sum([from, taken.startsWith('-') ? taken.slice(1) : `-${taken}`]);
}

export function compare(left: Decimal, right: Decimal): -1 | 0 | 1 {
    const [a, b] = [scaled(left), scaled(right)];
    const places = Math.max(a.places, b.places);
    const [x, y] = [at(places, a), at(places, b)];
    return x < y ? -1 : x > y ? 1 : 0;
}

// Whether it is so many whole times `unit`.
export function isMultiple(amount: Decimal, unit: Decimal): boolean {
    const [a, b] = [scaled(amount), scaled(unit)];
    const places = Math.max(a.places, b.places);
    return b.digits !== 0n && at(places, a) % at(places, b) === 0n;
}

// What people type: "12 500,40", "12,500.40", "€ 12500". Nothing where it cannot be one amount only.
export function typedDecimal(typed: string): Decimal | undefined {
    const bare = typed.replace(/[\s\u00a0\u202f'’€]/g, '').replace(/\u2212/g, '-');
    if (bare === '') return undefined;
    const last = Math.max(bare.lastIndexOf(','), bare.lastIndexOf('.'));
    const other = bare[last] === ',' ? '.' : ',';
    let whole = bare;
    let fraction = '';
    if (last >= 0) {
        const mark = bare[last] ?? '';
        const grouped = new RegExp(`^-?\\d{1,3}(\\${mark}\\d{3})+$`).test(bare);
        // "12.500" is twelve and a half thousand or twelve and a half: it is asked for again.
        if (grouped && bare.indexOf(mark) === last) return undefined;
        if (!grouped) { whole = bare.slice(0, last); fraction = bare.slice(last + 1); }
        if (whole.includes(other) && !new RegExp(`^-?\\d{1,3}(\\${other}\\d{3})+$`).test(whole)) return undefined;
        whole = whole.replaceAll(grouped ? mark : other, '');
    }
    const amount = fraction === '' ? whole : `${whole === '' || whole === '-' ? `${whole}0` : whole}.${fraction}`;
    if (!plain.test(amount)) return undefined;
    return amount.replace(/^(-?)0+(?=\d)/, '$1');
}

const locales = { en: 'en-IE', lt: 'lt-LT' } as const;
export type Language = keyof typeof locales;

// To make one takes longer than to use it a hundred times.
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(language: Language, digits: number, currency?: string): Intl.NumberFormat {
    const key = `${language} ${digits} ${currency ?? ''}`;
    const kept = formats.get(key) ?? new Intl.NumberFormat(locales[language], {
        ...(currency === undefined ? {} : { style: 'currency', currency }),
        useGrouping: 'always' as never, minimumFractionDigits: digits, maximumFractionDigits: digits,
    });
    formats.set(key, kept);
    return kept;
}

// The whole part is grouped by the language's habit; every decimal there is, is shown.
function written(amount: Decimal, language: Language, currency?: string): string {
    const [whole = '0', fraction = ''] = amount.replace('-', '').split('.');
    const format = formatOf(language, fraction.length, currency);
    const negative = amount.startsWith('-') && /[1-9]/.test(amount);
    // There is no BigInt below nothing and above minus one: the number -0 carries the sign.
    return format.formatToParts(!negative ? BigInt(whole) : BigInt(whole) === 0n ? -0 : -BigInt(whole))
        .map((part) => (part.type === 'fraction' ? fraction : part.value)).join('');
}

export function money(amount: Decimal, currency: string, language: Language): string {
    const [, fraction = ''] = amount.split('.');
    const kept = fraction.length >= 2 ? amount : sum([amount]);
    return written(kept, language, currency);
}

export function number(amount: Decimal, language: Language): string {
    return written(amount, language);
}

// "500 k": of a round figure beside a scale, and of nothing else.
export function roundMoney(amount: number, currency: string, language: Language): string {
    return new Intl.NumberFormat(locales[language], { style: 'currency', currency, notation: 'compact', maximumFractionDigits: 1 }).format(amount);
}
