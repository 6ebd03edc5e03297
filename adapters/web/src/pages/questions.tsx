import { useState } from 'preact/hooks';
import { Problem, type Seen } from '../api/atranka';
import { useCommand } from '../api/command';
import { problemsByField } from '../api/problem_words';
import { useSession, worksOn } from '../api/session';
import { useView } from '../api/view';
import { Notice } from '../components/banner';
import { Button, ButtonLink } from '../components/button';
import { useDefinition } from '../components/calls';
import { Confirm } from '../components/confirm';
import { Deadline, Moment } from '../components/deadline';
import { ErrorSummary } from '../components/errors';
import { TextArea } from '../components/field';
import { PageHeading, Section } from '../components/heading';
import { Empty, Look } from '../components/look';
import { Receipt } from '../components/receipt';
import { Details } from '../components/tabs';
import { Tag } from '../components/tag';
import { useWords } from '../i18n/words';
import type { Language } from '../money';
import type { PageProps } from '../router';

type Questions = Seen<'/calls/{call}/questions'>;
type Question = NonNullable<Questions['items']>[number];
type Version = NonNullable<Question['versions']>[number];
const languages: readonly Language[] = ['lt', 'en'];

// What was asked about a call and answered to everybody. Whoever is signed in asks; officers publish the answers.
export default function QuestionsPage({ names }: PageProps) {
    const call = names['call'] ?? '';
    const words = useWords();
    const { t } = words;
    const definition = useDefinition(call);
    const questions = useView('/calls/{call}/questions', { call }, {}, [call]);
    const told = useView('/calls/{call}', { call }, {}, [call]);
    const commands = told.looked.is === 'shown' ? told.looked.body.commands ?? [] : [];
    return (
        <>
            <PageHeading title={t('question.title')} caption={words.of(definition?.title, call)} />
            <ul class="links"><li><a class="govuk-link" href={`/calls/${call}`}>{t('question.back')}</a></li></ul>
            <Look at={questions}>
                {(body) => (
                    <>
                        <Published questions={body} call={call} answers={commands.includes('PublishAnswer')} again={questions.again} />
                        <Waiting questions={body} call={call} answers={commands.includes('PublishAnswer')} again={questions.again} />
                        <LeftAside questions={body} call={call} answers={commands.includes('PublishAnswer')} again={questions.again} />
                        <Ask call={call} questions={body} may={commands.includes('AskQuestion')} again={questions.again} />
                    </>
                )}
            </Look>
        </>
    );
}

interface ListProps { questions: Questions; call: string; answers: boolean; again: () => void }

function Published({ questions, call, answers, again }: ListProps) {
    const { t } = useWords();
    const published = (questions.items ?? []).filter((one) => (one.versions ?? []).length > 0);
    if (published.length === 0) return <Empty>{t('question.none')}</Empty>;
    return (
        <ol class="questions">
            {published.map((one, at) => {
                const versions = one.versions ?? [];
                const inForce = versions.at(-1);
                return (
                    <li key={versions[0]?.at}>
                        {inForce && <Answered version={inForce} number={at + 1} />}
                        <p class="govuk-body quiet">
                            {t('question.answered')} {versions[0]?.at && <Moment at={versions[0].at} />}
                            {versions.length > 1 && inForce?.at && <><br />{t('question.corrected')} <Moment at={inForce.at} /></>}
                        </p>
                        {one.own && <p class="govuk-body"><Tag colour="blue">{t('question.yours')}</Tag></p>}
                        {versions.length > 1 && (
                            <Details summary={t('question.before')}>
                                {versions.slice(0, -1).map((version) => (
                                    <div key={version.at}>
                                        {version.at && <p class="govuk-body quiet"><Moment at={version.at} /></p>}
                                        <Answered version={version} />
                                    </div>
                                ))}
                            </Details>
                        )}
                        {answers && <Details summary={t('question.correct')}><AnswerForm question={one} call={call} again={again} /></Details>}
                    </li>
                );
            })}
        </ol>
    );
}

// In the reader's language, else in the other, which is said to whoever is read to.
function Answered({ version, number }: { version: Version; number?: number }) {
    const { language } = useWords();
    const has = (one: Language): boolean => version.answer?.[one] !== undefined;
    const shown = has(language) ? language : languages.find(has) ?? Object.keys(version.answer ?? {})[0] ?? language;
    return (
        <div lang={shown}>
            {number === undefined ? <p class="govuk-body"><strong>{version.asked?.[shown]}</strong></p>
                : <h2 class="govuk-heading-s">{number}. {version.asked?.[shown]}</h2>}
            <p class="govuk-body text">{version.answer?.[shown]}</p>
        </div>
    );
}

// What nobody answered yet: all of it for those who work on the call, one's own for everybody else.
function Waiting({ questions, call, answers, again }: ListProps) {
    const { t, count } = useWords();
    const waiting = (questions.items ?? []).filter((one) => (one.versions ?? []).length === 0 && !one.set_aside);
    if (waiting.length === 0) return null;
    return (
        <Section title={count('question.waiting', waiting.length)}>
            {waiting.map((one) => (
                <section class="next" key={`${one.asked ?? ''} ${one.question ?? ''}`} aria-label={t('question.waits')}>
                    <p class="govuk-body text">{one.text || t('question.erased')}</p>
                    <p class="govuk-body quiet">{one.asked && <Moment at={one.asked} />}{one.by && <>, {one.by}</>}</p>
                    {answers && <><AnswerForm question={one} call={call} again={again} /><SetAside question={one} call={call} again={again} /></>}
                    {!answers && <p class="govuk-body quiet">{t('question.own_waits')}</p>}
                </section>
            ))}
        </Section>
    );
}

// What nobody means to answer, and why; an officer may answer it after all.
function LeftAside({ questions, call, answers, again }: ListProps) {
    const { t, count } = useWords();
    const aside = (questions.items ?? []).filter((one) => (one.versions ?? []).length === 0 && one.set_aside);
    if (aside.length === 0) return null;
    return (
        <Details summary={count('question.aside', aside.length)}>
            {aside.map((one) => (
                <div key={`${one.asked ?? ''} ${one.question ?? ''}`}>
                    <p class="govuk-body text">{one.text || t('question.erased')}</p>
                    <p class="govuk-body quiet">{one.asked && <Moment at={one.asked} />}{one.by && <>, {one.by}</>}</p>
                    <p class="govuk-body text"><strong>{t('question.aside_why')}</strong> {one.why || t('question.why_erased')}</p>
                    {answers && <Details summary={t('question.aside_answer')}><AnswerForm question={one} call={call} again={again} /></Details>}
                </div>
            ))}
        </Details>
    );
}

function SetAside({ question, call, again }: { question: Question; call: string; again: () => void }) {
    const { t } = useWords();
    const { give, busy, failed } = useCommand('SetAsideQuestion');
    const [reason, setReason] = useState('');
    const [tried, setTried] = useState(false);
    const id = `aside-${question.question ?? 0}`;
    const error = tried && reason.trim() === '' ? t('question.aside_missing') : undefined;
    const set = async (): Promise<void> => {
        setTried(true);
        if (reason.trim() !== '' && await give({ call, question: question.question ?? 0, reason: reason.trim() })) again();
    };
    return (
        <Details summary={t('question.aside_do')}>
            <form noValidate onSubmit={(event) => { event.preventDefault(); void set(); }}>
                <ErrorSummary mistakes={error ? [{ id, message: error }] : []} why={failed} />
                <TextArea id={id} rows={2} label={t('question.aside_reason')} hint={t('question.aside_hint')} value={reason} error={error} onType={setReason} />
                <Button kind="secondary" submits busy={busy}>{t('question.aside_do')}</Button>
            </form>
        </Details>
    );
}

type Texts = Readonly<Record<string, string>>;
const filled = (texts: Texts): Record<string, string> => Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.trim()]).filter(([, text]) => text !== ''));

// The question as everybody will read it, and its answer, in one language or both.
function AnswerForm({ question, call, again }: { question: Question; call: string; again: () => void }) {
    const { t } = useWords();
    const last = question.versions?.at(-1);
    const { give, busy, failed, forget } = useCommand('PublishAnswer');
    const [asked, setAsked] = useState<Texts>(last?.asked ?? {});
    const [answer, setAnswer] = useState<Texts>(last?.answer ?? {});
    const [asks, setAsks] = useState(false);
    const [lacks, setLacks] = useState(false);
    const number = question.question ?? 0;
    const idOf = (member: string, language: string): string => `${member}-${number}-${language}`;
    const whole = languages.filter((one) => filled(asked)[one] !== undefined && filled(answer)[one] !== undefined);
    const half = languages.filter((one) => (filled(asked)[one] === undefined) !== (filled(answer)[one] === undefined));
    const mistakes = !lacks ? [] : half.length > 0
        ? half.map((one) => ({ id: idOf(filled(asked)[one] === undefined ? 'asked' : 'answer', one), message: t('question.half') }))
        : whole.length === 0 ? [{ id: idOf('asked', 'lt'), message: t('question.empty') }] : [];
    const begin = (): void => {
        const isWhole = whole.length > 0 && half.length === 0;
        setLacks(!isWhole);
        if (isWhole) setAsks(true);
    };
    const publish = async (): Promise<void> => {
        if (!(await give({ call, question: number, asked: filled(asked), answer: filled(answer) }))) return;
        setAsks(false);
        again();
    };
    return (
        <form noValidate onSubmit={(event) => { event.preventDefault(); begin(); }}>
            <ErrorSummary mistakes={mistakes} />
            {languages.map((one) => (
                <div key={one}>
                    <TextArea id={idOf('asked', one)} rows={2} label={t(`question.asked_${one}`)} hint={one === 'lt' ? t('question.reword') : undefined} value={asked[one] ?? ''} error={mistakes.find((each) => each.id === idOf('asked', one))?.message}
                        onType={(text) => setAsked((before) => ({ ...before, [one]: text }))} />
                    <TextArea id={idOf('answer', one)} rows={4} label={t(`question.answer_${one}`)} value={answer[one] ?? ''} error={mistakes.find((each) => each.id === idOf('answer', one))?.message}
                        onType={(text) => setAnswer((before) => ({ ...before, [one]: text }))} />
                </div>
            ))}
            <Button submits>{t(last ? 'question.publish_again' : 'question.publish')}</Button>
            {asks && (
                <Confirm title={t('question.publish_ask')} action={t(last ? 'question.publish_again' : 'question.publish')} busy={busy} failed={failed} onClose={() => { setAsks(false); forget(); }} onConfirm={publish}>
                    <p class="govuk-body">{t(last ? 'question.publish_again_means' : 'question.publish_means')}</p>
                    {whole.map((one) => <div key={one} lang={one}><p class="govuk-body text"><strong>{asked[one]}</strong></p><p class="govuk-body text">{answer[one]}</p></div>)}
                </Confirm>
            )}
        </form>
    );
}

function Ask({ call, questions, may, again }: { call: string; questions: Questions; may: boolean; again: () => void }) {
    const words = useWords();
    const { t } = words;
    const { me } = useSession();
    const { give, busy, failed, accepted } = useCommand('AskQuestion');
    const [text, setText] = useState('');
    const [missing, setMissing] = useState(false);
    // Who works on the call answers.
    if (worksOn(me, call)) return null;
    if (!questions.open) return <Notice><p class="govuk-body">{questions.closes ? <>{t('question.closed_at')} <Moment at={questions.closes} /></> : t('question.closed')}</p></Notice>;
    const ask = async (): Promise<void> => {
        setMissing(text.trim() === '');
        if (text.trim() === '' || !(await give({ call, text: text.trim() }))) return;
        setText('');
        again();
    };
    const error = missing && text.trim() === '' ? t('question.write') : problemsByField(failed, words).get('text');
    return (
        <Section title={t('question.ask')}>
            {questions.closes && <p class="govuk-body">{t('question.until')} <Deadline at={questions.closes} /></p>}
            {accepted && <Receipt accepted={accepted} title={t('question.sent')} />}
            {!me ? <ButtonLink to={`/sign-in?to=${encodeURIComponent(`/calls/${call}/questions`)}`}>{t('question.sign_in')}</ButtonLink> : may && (
                <form noValidate onSubmit={(event) => { event.preventDefault(); void ask(); }}>
                    <ErrorSummary mistakes={error ? [{ id: 'question', message: error }] : []} why={failed instanceof Problem && error ? undefined : failed} />
                    <TextArea id="question" rows={4} label={t('question.yours_label')} hint={t('question.hint')} value={text} error={error} onType={setText} />
                    <Button submits busy={busy}>{t('question.send')}</Button>
                </form>
            )}
        </Section>
    );
}
