// Everything the interface says comes from here. A key is "room.name"; what depends on a count has a key for
// each of the language's plural forms: "left.days.one", "left.days.other" (and few, many in Lithuanian).
// Shape:  one catalogue a language, loaded when it is asked for; `./en/*.json` and `./lt/*.json` have the same
//         keys (test/catalogues.test.ts).

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language } from '../money';
import type english from './en';

type Catalogue = typeof english;
type PluralForm = 'one' | 'few' | 'many' | 'other';
type KeyOf<Room extends keyof Catalogue> = keyof Catalogue[Room] & string;
export type Key = { [Room in keyof Catalogue]: `${Room & string}.${KeyOf<Room>}` }[keyof Catalogue];
export type Counted = Key extends infer One ? (One extends `${infer Stem}.${PluralForm}` ? Stem : never) : never;
export type Facts = Readonly<Record<string, string | number>>;

export interface Words {
    readonly language: Language;
    // `{name}` in the sentence is replaced by that fact.
    t(key: Key, facts?: Facts): string;
    count(key: Counted, amount: number, facts?: Facts): string;
    // A key that was put together of what the server says; nothing where the catalogue has no such word.
    known(key: string, facts?: Facts): string | undefined;
    // A text of a definition, which may lack the language.
    of(text: Readonly<Record<string, string>> | undefined, otherwise?: string): string;
    choose(language: Language): void;
}

type Sentences = Readonly<Record<string, Readonly<Record<string, string>>>>;

function filled(sentence: string, facts: Facts = {}): string {
    return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}

export function wordsOf(language: Language, sentences: Sentences, choose: (language: Language) => void): Words {
    const plurals = new Intl.PluralRules(language);
    const known = (key: string, facts?: Facts): string | undefined => {
        const dot = key.indexOf('.');
        const sentence = sentences[key.slice(0, dot)]?.[key.slice(dot + 1)];
        return sentence === undefined ? undefined : filled(sentence, facts);
    };
    return {
        language,
        known,
        t: (key, facts) => known(key, facts) ?? key,
        count: (key, amount, facts) => known(`${key}.${plurals.select(amount)}`, { count: amount, ...facts }) ?? key,
        of: (text, otherwise = '') => text?.[language] ?? text?.en ?? otherwise,
        choose,
    };
}

const remembered = 'atranka.language';

export function chosenLanguage(): Language {
    const kept = localStorage.getItem(remembered);
    if (kept === 'en' || kept === 'lt') return kept;
    return navigator.languages.some((one) => one.toLowerCase().startsWith('lt')) ? 'lt' : 'en';
}

export async function sentencesOf(language: Language): Promise<Sentences> {
    return (await (language === 'lt' ? import('./lt') : import('./en'))).default;
}

export function remember(language: Language): void {
    localStorage.setItem(remembered, language);
    document.documentElement.lang = language;
}

export const WordsContext = createContext<Words | undefined>(undefined);

export function useWords(): Words {
    const words = useContext(WordsContext);
    if (!words) throw new Error('no words around this component');
    return words;
}
