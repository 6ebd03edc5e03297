// Why lines were cut, as the record tells it: "1: Too dear", counted from nothing; a reason may go on over more lines.

import type { Words } from '../i18n/words';

export function cutReasons(text: string): Readonly<Record<number, string>> {
    const found: Record<number, string> = {};
    let at: number | undefined;
    for (const line of text.split('\n')) {
        const read = /^(\d+): (.*)$/.exec(line);
        if (read) { at = Number(read[1]); found[at] = read[2] ?? ''; } else if (at !== undefined) found[at] += `\n${line}`;
    }
    return found;
}

// A remark as people read it: with lines of a table counted from one.
export function remarkWords(one: { readonly command?: string; readonly text?: string }, words: Words): string {
    const text = one.text ?? '';
    if (one.command !== 'AssessLines') return text;
    return Object.entries(cutReasons(text)).map(([at, why]) => `${words.t('form.line', { number: Number(at) + 1 })}: ${why}`).join('\n') || text;
}
