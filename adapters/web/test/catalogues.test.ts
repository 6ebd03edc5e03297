/// <reference types="node" />
// Both languages say the same things, and the code says nothing of itself.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import english from '../src/i18n/en';
import lithuanian from '../src/i18n/lt';

type Room = Readonly<Record<string, string>>;
const en: Readonly<Record<string, Room>> = english;
const lt: Readonly<Record<string, Room>> = lithuanian;
const sources = fileURLToPath(new URL('../src', import.meta.url));
const plural = /\.(one|few|many|other)$/;

const keysOf = (all: Readonly<Record<string, Room>>): string[] =>
    Object.entries(all).flatMap(([room, words]) => Object.keys(words).map((key) => `${room}.${key}`));
const stems = (keys: string[]): string[] => [...new Set(keys.map((key) => key.replace(plural, '')))].sort();
const at = (all: Readonly<Record<string, Room>>, key: string): string => {
    const dot = key.indexOf('.');
    return all[key.slice(0, dot)]?.[key.slice(dot + 1)] ?? '';
};

test('both languages have every key, and every file of the folders', () => {
    expect(stems(keysOf(lt))).toEqual(stems(keysOf(en)));
    for (const [language, all] of [['en', en], ['lt', lt]] as const) {
        const files = readdirSync(join(sources, 'i18n', language)).map((file) => file.replace('.json', '')).sort();
        expect(files).toEqual(Object.keys(all).sort());
    }
});

test('what is counted has every plural form that whole numbers take', () => {
    for (const [language, all, forms] of [['en', en, ['one', 'other']], ['lt', lt, ['one', 'few', 'other']]] as const) {
        const keys = keysOf(all);
        const counted = stems(keys.filter((key) => plural.test(key)));
        for (const stem of counted)
            expect(keys.filter((key) => plural.test(key) && key.replace(plural, '') === stem).map((key) => key.match(plural)?.[1]).sort(), `${language} ${stem}`)
                .toEqual([...forms].sort());
    }
});

test('no sentence is empty, and both languages name the same facts', () => {
    for (const key of keysOf(en)) {
        expect(at(en, key).trim(), key).not.toBe('');
        const other = plural.test(key) ? key.replace(plural, '.other') : key;
        expect(at(lt, other).trim(), other).not.toBe('');
        const facts = (sentence: string): string[] => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort();
        expect(facts(at(lt, other)), other).toEqual(facts(at(en, key)));
    }
});

const root = fileURLToPath(new URL('../../..', import.meta.url));
const found = (path: string, pattern: RegExp): string[] => [...readFileSync(join(root, path), 'utf8').matchAll(pattern)].map((one) => one[1] ?? '');
const rulesOfTheEngine = found('engine/kernel/rules.def', /^ATRANKA_RULE\((\w+),/gm);
const problemsOfTheWeb = found('adapters/api/problem.cpp', /^ {4}\{\d{3}, "([a-z-]+)",/gm);

test('every rule and every problem of the server is told in both languages, and nothing else is', () => {
    expect(rulesOfTheEngine.length).toBeGreaterThan(100);
    expect(problemsOfTheWeb).toContain('not-found');
    const ours = new Set(['unreached', 'not_told', 'at_field']);
    const told = (room: Room | undefined): string[] => Object.keys(room ?? {}).filter((key) => !ours.has(key) && !key.endsWith('_with')).sort();
    const all = [...rulesOfTheEngine, ...problemsOfTheWeb].sort();
    expect(told(en['problems'])).toEqual(all);
    expect(told(lt['problems'])).toEqual(all);
});

test('a refusal says what to do: more than the rule, in a whole sentence', () => {
    for (const room of [en['problems'], lt['problems']])
        for (const [rule, sentence] of Object.entries(room ?? {})) {
            expect(sentence, rule).toMatch(/[.}]$/);
            expect(sentence, rule).not.toMatch(/_must_|\bcommand\b|\bkomand/);
        }
});

function sourcesOf(folder: string): string {
    return readdirSync(folder, { withFileTypes: true }).map((entry) =>
        (entry.isDirectory() ? sourcesOf(join(folder, entry.name)) : /\.[ch]pp$/.test(entry.name) ? readFileSync(join(folder, entry.name), 'utf8') : '')).join('\n');
}

test('a sentence with facts names facts that the engine gives with that rule', () => {
    const engine = sourcesOf(join(root, 'engine'));
    const withFacts = Object.entries(en['problems'] ?? {}).filter(([key]) => key.endsWith('_with'));
    expect(withFacts.length).toBeGreaterThan(10);
    for (const [key, sentence] of withFacts) {
        const rule = key.slice(0, -'_with'.length);
        const given = engine.split('refuse(').slice(1).map((one) => one.split(';')[0] ?? '')
            .filter((one) => new RegExp(`^\\s*Rule::${rule}\\b`).test(one))
            .map((one) => new Set([...one.matchAll(/\{"(\w+)",/g)].map((fact) => fact[1] ?? '')));
        const wanted = [...sentence.matchAll(/\{(\w+)\}/g)].map((one) => one[1] ?? '');
        expect(wanted.length, key).toBeGreaterThan(0);
        expect(given.some((facts) => wanted.every((one) => facts.has(one))), key).toBe(true);
    }
});

function files(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        (entry.isDirectory() ? files(join(folder, entry.name)) : entry.name.endsWith('.tsx') ? [join(folder, entry.name)] : []));
}

// Attributes that a person reads or hears.
const spoken = new Set(['label', 'title', 'hint', 'alt', 'placeholder', 'summary', 'caption', 'aria-label', 'action', 'empty', 'children']);
const hasWords = (text: string): boolean => /\p{L}{2,}/u.test(text);

function bypasses(path: string): string[] {
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
    const found: string[] = [];
    const note = (node: ts.Node): void => {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        found.push(`${path.slice(sources.length + 1)}:${line + 1} ${node.getText().trim()}`);
    };
    const isSaid = (node: ts.Expression): boolean => ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node);
    const literal = (node: ts.Expression): string => (ts.isTemplateExpression(node)
        ? node.head.text + node.templateSpans.map((span) => span.literal.text).join('') : (node as ts.StringLiteral).text);
    // Of `a ? 'x' : 'y'` and `a && 'x'`, what is shown.
    const shown = (node: ts.Expression | undefined): void => {
        if (!node) return;
        if (ts.isParenthesizedExpression(node)) shown(node.expression);
        else if (ts.isConditionalExpression(node)) { shown(node.whenTrue); shown(node.whenFalse); }
        else if (ts.isBinaryExpression(node)) { shown(node.left); shown(node.right); }
        else if (isSaid(node) && hasWords(literal(node))) note(node);
    };
    const walk = (node: ts.Node): void => {
        if (ts.isJsxText(node) && hasWords(node.text)) note(node);
        if (ts.isJsxExpression(node) && node.parent && (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent))) {
            const of = node.expression;
            if (of && !ts.isBinaryExpression(of)) shown(of);
            else if (of && ts.isBinaryExpression(of)) shown(of.right);
        }
        if (ts.isJsxAttribute(node) && spoken.has(node.name.getText())) {
            const value = node.initializer;
            if (value && ts.isStringLiteral(value) && hasWords(value.text)) note(node);
            if (value && ts.isJsxExpression(value)) shown(value.expression);
        }
        ts.forEachChild(node, walk);
    };
    walk(source);
    return found;
}

test('no text in code bypasses the catalogues', () => {
    expect(files(sources).length).toBeGreaterThan(10);
    expect(files(sources).flatMap(bypasses)).toEqual([]);
});

test('no key of the catalogues is unused', () => {
    const text = (folder: string): string => readdirSync(folder, { withFileTypes: true }).map((entry) =>
        (entry.isDirectory() ? text(join(folder, entry.name)) : /\.tsx?$/.test(entry.name) ? readFileSync(join(folder, entry.name), 'utf8') : '')).join('\n');
    const code = text(sources);
    // Put together of what the server says: "common.stage_" and a stage.
    const made = [...code.matchAll(/`([a-z_]+\.[a-z_]*)\$\{/g)].map((found) => found[1] ?? '');
    const unused = stems(keysOf(en)).filter((key) => !code.includes(`'${key}'`) && !made.some((start) => key.startsWith(start)));
    expect(unused).toEqual([]);
});
