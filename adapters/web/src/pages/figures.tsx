import type { Definition } from '../api/definition';
import { useView } from '../api/view';
import { useDefinition } from '../components/calls';
import { PageHeading, Section } from '../components/heading';
import { Empty, Loading, Look } from '../components/look';
import { BudgetOverTime, Funnel, FundingLine, Times, type Statistics } from '../figures/plots';
import { Experts, Scores, Spread } from '../figures/scores';
import { useWords } from '../i18n/words';
import { usePlace, type PageProps } from '../router';

// What is rather looked at than read, for those who read everything of the call.
export default function FiguresPage({ names }: PageProps) {
    const call = names['call'] ?? '';
    const { query } = usePlace();
    const round = query.get('round') ?? '';
    const words = useWords();
    const { t } = words;
    const statistics = useView('/calls/{call}/statistics', { call }, round === '' ? {} : { round }, [call]);
    const definition = useDefinition(call);
    return (
        <>
            <PageHeading title={t('figures.title')} caption={words.of(definition?.title, call)} />
            <ul class="links">
                <li><a class="govuk-link" href={`/calls/${call}/board`}>{t('officer.board')}</a></li>
                <li><a class="govuk-link" href={`/calls/${call}/audit`}>{t('audit.link')}</a></li>
            </ul>
            <p class="govuk-body-l">{t('figures.lead')}</p>
            <Look at={statistics}>
                {(body) => (definition ? <All call={call} round={round} statistics={body} definition={definition} /> : <Loading />)}
            </Look>
        </>
    );
}

function All({ call, round, statistics, definition }: { call: string; round: string; statistics: Statistics; definition: Definition }) {
    const { t } = useWords();
    const told = useView('/calls/{call}', { call }, {}, [call]);
    const rounds = told.looked.is === 'shown' ? (told.looked.body.rounds ?? []).map((one) => one.id ?? '') : [];
    const selections = definition.steps.filter((one) => one.kind === 'selection');
    const about = { call, round, statistics, definition };
    const isScored = (statistics.scores ?? []).length > 0;
    return (
        <>
            {rounds.length > 1 && <Rounds call={call} rounds={rounds} chosen={round} />}
            <Section title={t('figures.course')}>
                <Funnel {...about} />
                <Times {...about} />
            </Section>
            <Section title={t('figures.scoring')}>
                {isScored ? <><Scores {...about} /><Experts {...about} /><Spread {...about} /></> : <Empty>{t('figures.no_scores')}</Empty>}
            </Section>
            <Section title={t('figures.funding')}>
                {rounds.filter((one) => round === '' || one === round).map((one) => selections.map((step) => (
                    <FundingLine key={`${one} ${step.name}`} {...about} round={one} step={step.name} />
                )))}
                <BudgetOverTime {...about} />
            </Section>
        </>
    );
}

function Rounds({ call, rounds, chosen }: { call: string; rounds: readonly string[]; chosen: string }) {
    const { t } = useWords();
    const current = (one: string) => (chosen === one ? { 'aria-current': 'page' as const } : {});
    return (
        <nav aria-label={t('officer.rounds')}>
            <ul class="links">
                <li><a class="govuk-link" href={`/calls/${call}/figures`} {...current('')}>{t('officer.all_rounds')}</a></li>
                {rounds.map((one) => <li key={one}><a class="govuk-link" href={`/calls/${call}/figures?round=${encodeURIComponent(one)}`} {...current(one)}>{t('call.round', { round: one })}</a></li>)}
            </ul>
        </nav>
    );
}
