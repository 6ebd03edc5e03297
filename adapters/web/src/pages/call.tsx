import type { Seen } from '../api/atranka';
import { useCommand } from '../api/command';
import type { Definition } from '../api/definition';
import { useSession, worksOn } from '../api/session';
import { useView } from '../api/view';
import { Money } from '../components/amount';
import { Button, ButtonLink } from '../components/button';
import { closingOf, useDefinition } from '../components/calls';
import { Deadline, Moment } from '../components/deadline';
import { Refusal } from '../components/errors';
import { PageHeading, Section } from '../components/heading';
import { Loading, Look } from '../components/look';
import { Summary, type Row } from '../components/summary';
import { Stage } from '../components/tag';
import { useWords } from '../i18n/words';
import { isDecimal, number } from '../money';
import { go, useAsOf, type PageProps } from '../router';

type Call = Seen<'/calls/{call}'>;

// A call as anybody may read it: what it is about, until when, on which conditions, and how it goes on.
export default function CallPage({ names }: PageProps) {
    const id = names['call'] ?? '';
    const call = useView('/calls/{call}', { call: id }, {}, [id]);
    const definition = useDefinition(id);
    return <Look isPage at={call}>{(body) => (definition ? <OneCall call={body} id={id} definition={definition} /> : <Loading />)}</Look>;
}

function OneCall({ call, id, definition }: { call: Call; id: string; definition: Definition }) {
    const words = useWords();
    const { t } = words;
    const { me } = useSession();
    return (
        <>
            <PageHeading title={words.of(definition.title, id)} caption={id} />
            <p class="govuk-body"><Stage stage={call.stage} /></p>
            <ul class="links">
                {call.stage !== 'drafted' && <li><a class="govuk-link" href={`/calls/${id}/results`}>{t('results.link')}</a></li>}
                {worksOn(me, id) && <li><a class="govuk-link" href={`/calls/${id}/board`}>{t('call.board')}</a></li>}
            </ul>
            {definition.about && <p class="govuk-body-l">{words.of(definition.about)}</p>}
            {(call.rounds ?? []).map((round) => <OneRound key={round.id} call={call} round={round} definition={definition} />)}
            <Conditions call={call} definition={definition} />
            <p class="govuk-body"><a class="govuk-link" href={`/calls/${id}/questions`}>{t('question.link')}</a></p>
            <Section title={t('call.how')}>
                <ol class="steps">
                    {definition.steps.map((one) => {
                        const means = words.known(`hints.kind_${one.kind}`);
                        return <li key={one.name}>{words.of(one.title, one.name)}{means && <><br /><span class="quiet">{means}</span></>}</li>;
                    })}
                </ol>
            </Section>
        </>
    );
}

function OneRound({ call, round, definition }: { call: Call; round: NonNullable<Call['rounds']>[number]; definition: Definition }) {
    const { t } = useWords();
    const { me } = useSession();
    const asOf = useAsOf();
    const start = useCommand('StartApplication');
    const id = call.id ?? '';
    const closing = closingOf(round, definition);
    const several = (call.rounds ?? []).length > 1;
    const isAhead = round.stage === 'open' || round.stage === 'planned';
    const begin = async (): Promise<void> => {
        const done = await start.give({ call: id, round: round.id ?? '' });
        if (done) go(`/applications/${done.application ?? ''}/form`);
    };
    return (
        <section class="next" aria-label={t('call.round', { round: round.id ?? '' })}>
            {several && <h2 class="govuk-heading-m">{t('call.round', { round: round.id ?? '' })} <Stage stage={round.stage} /></h2>}
            {closing && <p class="govuk-body">{isAhead ? <>{t('home.closes')} <Deadline at={closing} /></> : <>{t('call.closed_at')} <Moment at={closing} /></>}</p>}
            <Refusal why={start.failed} />
            {round.stage === 'open' && asOf === undefined && (me
                ? (call.commands ?? []).includes('StartApplication') && !worksOn(me, id) && <Button busy={start.busy} onPress={begin}>{t('call.start')}</Button>
                : <ButtonLink to={`/sign-in?to=${encodeURIComponent(`/calls/${id}`)}`}>{t('call.sign_in')}</ButtonLink>)}
            {round.stage === 'planned' && <p class="govuk-body quiet">{t('call.planned')}</p>}
        </section>
    );
}

// What is called a rate is a share of one.
const isRate = (name: string): boolean => /(^|_)rate$/.test(name);
const percent = (share: string, language: string): string => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 }).format(Number(share));

// The money and the other figures that the call sets.
function Conditions({ call, definition }: { call: Call; definition: Definition }) {
    const words = useWords();
    const { t, language } = words;
    const set = (call.parameters ?? {}) as Record<string, unknown>;
    const rows: Row[] = definition.parameters.filter((one) => one.name in set).map((one) => {
        const value = set[one.name];
        return {
            label: words.known(`call.parameter_${one.name}`) ?? words.of(one.title, one.name),
            value: one.type === 'money' && isDecimal(value) ? <Money amount={value} currency={definition.currency} />
                : !isDecimal(value) ? String(value) : isRate(one.name) ? percent(value, language) : number(value, language),
        };
    });
    return rows.length === 0 ? null : <Section title={t('call.conditions')}><Summary rows={rows} /></Section>;
}
