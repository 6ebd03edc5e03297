// Instants as people read them: in their own zone and in Vilnius, and what is left in words.
// Units:  RFC 3339 text in, as the record has it; days as "2026-12-01".

import type { Language } from './money';

export const vilnius = 'Europe/Vilnius';
const locales = { en: 'en-GB', lt: 'lt-LT' } as const;

export function ownZone(): string {
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const aDay = { day: 'numeric', month: 'long', year: 'numeric' } as const;
const aClock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const kinds = { moment: { ...aDay, ...aClock }, clock: aClock, day: aDay } as const;
// To make one takes longer than to use it a hundred times.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(kind: keyof typeof kinds, language: Language, zone: string): Intl.DateTimeFormat {
    const key = `${kind} ${language} ${zone}`;
    const kept = formats.get(key) ?? new Intl.DateTimeFormat(locales[language], { timeZone: zone, ...kinds[kind] });
    formats.set(key, kept);
    return kept;
}

export function moment(instant: string, language: Language, zone = vilnius): string {
    return formatOf('moment', language, zone).format(new Date(instant));
}

export function clock(instant: string | Date, language: Language, zone = ownZone()): string {
    return formatOf('clock', language, zone).format(new Date(instant));
}

// A day has no zone: what was written is what is shown.
export function day(date: string, language: Language): string {
    return formatOf('day', language, 'UTC').format(new Date(`${date.slice(0, 10)}T00:00:00Z`));
}

// "1 Feb 2026", where there is little room.
export function shortDay(instant: Date, language: Language, zone = vilnius): string {
    return new Intl.DateTimeFormat(locales[language], { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' }).format(instant);
}

// The day in Vilnius on which it was: what a decision is dated.
export function dayOf(instant: string): string {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: vilnius }).format(new Date(instant));
}

// Whether the two zones show that instant differently.
export function zonesDiffer(instant: string, zone = ownZone()): boolean {
    return zone !== vilnius && moment(instant, 'en', zone) !== moment(instant, 'en', vilnius);
}

// "Vilnius", "New York": the part of a zone's name that people know.
export function placeOf(zone: string): string {
    return (zone.split('/').pop() ?? zone).replaceAll('_', ' ');
}

export interface Left { readonly passed: boolean; readonly amount: number; readonly unit: 'days' | 'hours' | 'minutes' }

// Never more than there is: a day and 23 hours are "1 day".
export function left(instant: string, now: Date = new Date()): Left {
    const minutes = (new Date(instant).getTime() - now.getTime()) / 60000;
    const passed = minutes < 0;
    const whole = Math.floor(Math.abs(minutes));
    if (whole < 60) return { passed, amount: whole, unit: 'minutes' };
    if (whole < 48 * 60) return { passed, amount: Math.floor(whole / 60), unit: 'hours' };
    return { passed, amount: Math.floor(whole / 1440), unit: 'days' };
}

// What a field of the browser's own gives, "2026-12-01T14:00" in the reader's zone, as the record's instant.
export function fromOwnZone(typed: string): string {
    const at = new Date(typed);
    return Number.isNaN(at.getTime()) ? typed : at.toISOString().replace(/\.\d+Z$/, 'Z');
}

// The other way: an instant of the record as that field has it, to the second.
export function toOwnZone(instant: string): string {
    const at = new Date(instant);
    if (Number.isNaN(at.getTime())) return '';
    const two = (part: number): string => String(part).padStart(2, '0');
    const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    return `${day}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
