import type { Definition } from '../api/definition';
import { bare, criterionTitle, figureTitle } from '../api/names';
import { useWords, type Words } from '../i18n/words';

// What a definition or the interface calls something. Where neither does in the reader's language, it is English, or
// a name that is spelled out, and is marked so: a voice that reads it aloud then reads English.
function Named({ by }: { by: (words: Words) => string }) {
    const words = useWords();
    let lacks = false;
    const text = by({
        ...words,
        of: (of, otherwise) => {
            lacks ||= of?.[words.language] === undefined;
            return words.of(of, otherwise);
        },
    });
    return lacks && words.language !== 'en' ? <span lang="en">{text}</span> : <>{text}</>;
}

// A number that a rule shows.
export function FigureName({ definition, name }: { definition: Definition; name: string }) {
    return <Named by={(words) => figureTitle(definition, name, words)} />;
}

export function CriterionName({ definition, step, criterion }: { definition: Definition; step: string; criterion: string }) {
    return <Named by={(words) => criterionTitle(definition, step, criterion, words)} />;
}

// What a rule says. A definition has words for where it is broken; of one that is kept they are quoted.
export function RuleWords({ definition, id, passed }: { definition: Definition; id: string; passed: boolean | undefined }) {
    const words = useWords();
    const rule = definition.rules.find((one) => one.id === id);
    if (words.of(rule?.message) === '') return <Named by={({ of }) => of(undefined, bare(id.replaceAll('.', ': ')))} />;
    const [before = '', after = ''] = passed === true ? words.t('officer.rule_if_broken', { message: '\n' }).split('\n') : [];
    return (
        <>
            {rule?.set && <><Named by={({ of }) => of(rule.set)} />. </>}
            {before}<Named by={({ of }) => of(rule?.message)} />{after}
        </>
    );
}
