import { useWords } from '../i18n/words';

type Colour = 'grey' | 'green' | 'turquoise' | 'blue' | 'yellow' | 'orange' | 'red' | 'purple';

export function Tag({ children, colour = 'grey' }: { children: string; colour?: Colour }) {
    return <strong class={`govuk-tag govuk-tag--${colour}`}>{children}</strong>;
}

const colours: Readonly<Record<string, Colour>> = {
    open: 'green', drafted: 'grey', published: 'blue', planned: 'grey', closed: 'grey', evaluating: 'blue', decided: 'purple',
    cancelled: 'red', submitted: 'blue', drafting: 'yellow', returned: 'orange', offered: 'green', accepted: 'green',
    diverging: 'orange', proposed: 'yellow', awaiting_answer: 'orange', suspended: 'orange',
};

// "submission.drafting", "open": the record's name of a stage, in words.
export function Stage({ stage }: { stage: string | undefined }) {
    const { known } = useWords();
    if (!stage) return null;
    const last = stage.slice(stage.indexOf('.') + 1);
    return <Tag colour={colours[last] ?? 'grey'}>{known(`common.stage_${stage.replace('.', '_')}`) ?? known(`common.stage_${last}`) ?? last}</Tag>;
}
