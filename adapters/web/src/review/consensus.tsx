import { useState } from 'preact/hooks';
import { useCommand } from '../api/command';
import { useSession } from '../api/session';
import { Notice } from '../components/banner';
import { Button, PlainButton } from '../components/button';
import { Confirm } from '../components/confirm';
import { Moment } from '../components/deadline';
import { ErrorSummary, Refusal, type Mistake } from '../components/errors';
import { TextArea } from '../components/field';
import { Summary } from '../components/summary';
import { Tag } from '../components/tag';
import { Details } from '../components/tabs';
import { useDraft, type Draft } from '../form/draft';
import { Kept } from '../form/kept';
import { useWords, type Words } from '../i18n/words';
import { isDecimal, number } from '../money';
import type { ApplicationProps } from '../pages/application';
import type { Done } from '../staff/act_form';
import type { State } from '../staff/acts';
import { agreedField, base_field, differences, fieldOf, fieldsOf, overtaken, type Overtaken, type Version } from './minutes';
import { limitsOf, type Rubric } from './rubric';
import { ScoreField } from './score_field';
import { useVersions } from './versions';

type Told = ApplicationProps['told'];
interface ConsensusProps { told: Told; state: State; step: string; rubric: Rubric; etag: string; isOpen: boolean; hasChair: boolean; onDone: Done }

// The panel's minutes: what was recorded by whom, who has signed, and a next version. Shown as long as there are any.
export function Consensus(props: ConsensusProps) {
    const { told, state, step, rubric, isOpen, hasChair } = props;
    const words = useWords();
    const { t } = words;
    const { me } = useSession();
    const versions = useVersions(told, step);
    const review = state.reviews?.[step];
    const isWritten = Object.keys(review?.consensus ?? {}).length > 0;
    const newest = isWritten ? versions.at(-1) : undefined;
    const commands = told.commands ?? [];
    const chair = review?.chair ?? '';
    const writes = isOpen && commands.includes('WriteConsensus') && (!hasChair || (chair !== '' && chair === me?.id));
    const hasSigned = (review?.signatures ?? []).includes(me?.id ?? '');
    if (versions.length === 0 && !isOpen) return null;
    return (
        <section class={isOpen ? 'next' : ''} aria-labelledby="consensus-title">
            <h2 class="govuk-heading-m" id="consensus-title">{t('review.consensus')}</h2>
            {isOpen && <p class="govuk-body">{t(hasChair ? 'review.consensus_lead_chair' : 'review.consensus_lead')}</p>}
            {hasChair && <p class="govuk-body">{chair === '' ? t('review.no_chair') : chair === me?.id ? t('review.you_chair') : t('review.chair', { chair })}</p>}
            <Discussion {...props} />
            {newest && <Minutes version={newest} number={versions.length} rubric={rubric} />}
            {newest && <Signatures state={state} step={step} />}
            {isOpen && isWritten && !hasSigned && commands.includes('SignConsensus') && <SignConsensus {...props} number={versions.length} />}
            {isOpen && isWritten && hasSigned && <p class="govuk-body">{t('review.you_signed')}</p>}
            {versions.length > 1 && <History versions={versions} rubric={rubric} />}
            {writes && (isWritten
                ? <Details summary={t('review.write_anew')}><WriteConsensus {...props} versions={versions} /></Details>
                : <WriteConsensus {...props} versions={versions} />)}
        </section>
    );
}

// What the experts say to one another before they sign.
function Discussion({ told, state, step, etag, isOpen, onDone }: ConsensusProps) {
    const { t } = useWords();
    const { me } = useSession();
    const say = useCommand('DiscussReview');
    const [text, type] = useState('');
    const [tried, setTried] = useState(false);
    const remarks = (told.wording?.remarks ?? []).filter((one) => one.command === 'DiscussReview' && one.step === step);
    const speaks = isOpen && (told.commands ?? []).includes('DiscussReview');
    if (remarks.length === 0 && !speaks) return null;
    const mistakes: Mistake[] = tried && text.trim() === '' ? [{ id: 'remark', message: t('review.missing_remark') }] : [];
    const give = async (): Promise<void> => {
        setTried(true);
        if (text.trim() === '') return;
        const accepted = await say.give({ application: state.id ?? '', step, remark: text.trim() }, etag);
        if (!accepted) return;
        type('');
        setTried(false);
        onDone(t('review.said'), accepted);
    };
    return (
        <>
            <h3 class="govuk-heading-s">{t('review.discussion')}</h3>
            {remarks.map((one) => (
                <p class="govuk-body text" key={`${one.at ?? ''} ${one.by ?? ''}`}>
                    <span class="quiet">{one.by === me?.id ? t('review.you') : one.by}{one.at && <>, <Moment at={one.at} /></>}</span><br />{one.text}
                </p>
            ))}
            {speaks && (
                <form noValidate onSubmit={(event) => { event.preventDefault(); void give(); }}>
                    <TextArea id="remark" label={t('review.say')} hint={t('review.say_hint')} rows={3} value={text} error={mistakes[0]?.message} onType={type} />
                    <Refusal why={say.failed} />
                    <Button kind="secondary" submits busy={say.busy}>{t('review.say_do')}</Button>
                </form>
            )}
        </>
    );
}

const nameOf = (field: string, rubric: Rubric, words: Words): string => {
    const criterion = rubric.criteria.find((one) => agreedField(one.name) === field);
    return criterion ? words.of(criterion.title, criterion.name) : words.t(field === 'report' ? 'review.report' : 'review.minority_short');
};
const said = (field: string, text: string, words: Words): string => (field.startsWith('agreed_') && isDecimal(text) ? number(text, words.language) : text);

function ByWhom({ version, number: which }: { version: Version; number: number }) {
    const { t } = useWords();
    return <>{version.by ? t('review.version_by', { number: which, by: version.by }) : t('review.version', { number: which })} <Moment at={version.at} /></>;
}

function Minutes({ version, number: which, rubric }: { version: Version; number: number; rubric: Rubric }) {
    const words = useWords();
    return (
        <>
            <p class="govuk-body quiet"><ByWhom version={version} number={which} /></p>
            <Summary rows={fieldsOf(rubric).filter((field) => (version.fields[field] ?? '') !== '').map((field) => ({
                label: nameOf(field, rubric, words), value: <span class="text">{said(field, version.fields[field] ?? '', words)}</span>,
            }))} />
        </>
    );
}

// Everybody whose scores count has to sign; whoever wrote the version has signed it by that.
function Signatures({ state, step }: { state: State; step: string }) {
    const { t } = useWords();
    const review = state.reviews?.[step];
    const panel = Object.entries(review?.assignments ?? {}).filter(([, one]) => one.stage === 'submitted').map(([id]) => id);
    const signed = review?.signatures ?? [];
    return <ul class="plain">{panel.map((one) => <li key={one}>{one} {signed.includes(one) ? <Tag colour="green">{t('review.has_signed')}</Tag> : <Tag colour="yellow">{t('review.not_signed')}</Tag>}</li>)}</ul>;
}

function History({ versions, rubric }: { versions: readonly Version[]; rubric: Rubric }) {
    const words = useWords();
    return (
        <Details summary={words.count('review.versions', versions.length)}>
            {[...versions].reverse().map((version) => {
                const at = versions.indexOf(version);
                const before = versions[at - 1];
                const changed = fieldsOf(rubric).filter((field) => (version.fields[field] ?? '') !== (before?.fields[field] ?? ''));
                return (
                    <section key={version.at}>
                        <h3 class="govuk-heading-s"><ByWhom version={version} number={at + 1} /></h3>
                        <Summary rows={changed.map((field) => ({ label: nameOf(field, rubric, words), value: <Difference field={field} before={before?.fields[field] ?? ''} after={version.fields[field] ?? ''} /> }))} />
                    </section>
                );
            })}
        </Details>
    );
}

function Difference({ field, before, after }: { field: string; before: string; after: string }) {
    const words = useWords();
    const pieces = field.startsWith('agreed_')
        ? [...(before === '' ? [] : [{ is: 'removed' as const, text: said(field, before, words) }]), ...(after === '' ? [] : [{ is: 'added' as const, text: said(field, after, words) }])]
        : differences(before, after);
    return (
        <span class="text">
            {pieces.map((one, at) => (one.is === 'same' ? one.text : one.is === 'added' ? <ins key={at}>{one.text}</ins> : <del key={at}>{one.text}</del>))}
        </span>
    );
}

function WriteConsensus({ state, told, step, rubric, etag, versions, onDone }: ConsensusProps & { versions: readonly Version[] }) {
    const words = useWords();
    const { t } = words;
    const application = state.id ?? '';
    const draft = useDraft(application, `consensus.${step}`, {});
    const write = useCommand('WriteConsensus');
    const [tried, setTried] = useState(false);
    const [asks, setAsks] = useState(false);
    const fields = fieldsOf(rubric);
    const newest = versions.at(-1);
    const since = overtaken(draft.typed, versions, fields);
    const conflicts = since?.conflicts ?? [];
    const value = (field: string): string => fieldOf(draft.typed, newest, field);
    const type = (field: string, to: string): void => {
        if (draft.typed[base_field] === undefined) draft.type(base_field, newest?.at ?? '');
        draft.type(field, to);
    };
    const found = (): Mistake[] => [
        ...conflicts.map((one) => ({ id: `conflict-${one.field}`, message: t('review.decide_conflict', { field: nameOf(one.field, rubric, words) }) })),
        ...rubric.criteria.filter((one) => value(agreedField(one.name)) === '').map((one) => ({ id: `consensus-${one.name}`, message: t('review.missing_score', { criterion: words.of(one.title, one.name) }) })),
        ...(value('report').trim() === '' ? [{ id: 'consensus-report', message: t('review.missing_report') }] : []),
    ];
    const mistakes = tried ? found() : [];
    const errorOf = (id: string): string | undefined => mistakes.find((one) => one.id === id)?.message;
    const begin = async (): Promise<void> => {
        setTried(true);
        if (found().length === 0 && await draft.settle()) setAsks(true);
    };
    const give = async (): Promise<void> => {
        const scores = Object.fromEntries(rubric.criteria.map((one) => [one.name, value(agreedField(one.name))]));
        const accepted = await write.give({ application, step, scores, report: value('report').trim(), minority_view: value('minority_view').trim() }, etag);
        if (!accepted) return;
        setAsks(false);
        setTried(false);
        for (const field of [base_field, ...fields]) draft.type(field, undefined);
        await draft.settle();
        onDone(t('review.consensus_written'), accepted);
    };
    return (
        <form noValidate onSubmit={(event) => { event.preventDefault(); void begin(); }}>
            <ErrorSummary mistakes={mistakes} />
            {since && <WrittenSince since={since} draft={draft} number={versions.length} rubric={rubric} />}
            <p class="govuk-body quiet">{t('review.draft_is_yours')}</p>
            {rubric.criteria.map((one) => (
                <div key={one.name}>
                    <ScoreField id={`consensus-${one.name}`} label={words.of(one.title, one.name)} rubric={rubric} value={value(agreedField(one.name))} error={errorOf(`consensus-${one.name}`)} onScore={(score) => type(agreedField(one.name), score)} />
                    <Given told={told} state={state} step={step} criterion={one.name} limits={limitsOf(rubric, one, words)} />
                </div>
            ))}
            <TextArea id="consensus-report" label={t('review.report')} rows={8} value={value('report')} error={errorOf('consensus-report')} onType={(text) => type('report', text)} />
            <TextArea id="consensus-minority" label={t('review.minority')} hint={t('hints.minority')} rows={3} value={value('minority_view')} onType={(text) => type('minority_view', text)} />
            <Kept draft={draft} />
            <Button submits>{t('review.write_consensus')}</Button>
            {asks && (
                <Confirm title={t('review.write_ask')} action={t('review.write_consensus')} busy={write.busy} failed={write.failed} onClose={() => { setAsks(false); write.forget(); }} onConfirm={give}>
                    <p class="govuk-body">{t('review.write_means', { number: versions.length + 1 })}</p>
                    <ul class="plain">{rubric.criteria.map((one) => <li key={one.name}>{words.of(one.title, one.name)}: <strong>{said(agreedField(one.name), value(agreedField(one.name)), words)}</strong></li>)}</ul>
                </Confirm>
            )}
        </form>
    );
}

// Somebody recorded a version while this one was being written: what only they changed is taken over; what both did is asked.
function WrittenSince({ since, draft, number: which, rubric }: { since: Overtaken; draft: Draft; number: number; rubric: Rubric }) {
    const words = useWords();
    const { t } = words;
    const { conflicts, changed, by } = since;
    const taken = changed.filter((field) => !conflicts.some((one) => one.field === field));
    return (
        <Notice kind="warn">
            <p class="govuk-body" role="alert"><strong>{t('review.written_since')}</strong> <ByWhom version={by} number={which} /></p>
            {taken.length > 0 && <p class="govuk-body">{t('review.taken_over', { fields: taken.map((field) => nameOf(field, rubric, words)).join(', ') })}</p>}
            {conflicts.map((one) => (
                <div key={one.field} id={`conflict-${one.field}`} tabIndex={-1}>
                    <h3 class="govuk-heading-s">{t('review.both_changed', { field: nameOf(one.field, rubric, words) })}</h3>
                    <Summary rows={[
                        { label: t('review.theirs'), value: <Difference field={one.field} before={one.base} after={one.theirs} /> },
                        { label: t('review.mine'), value: <Difference field={one.field} before={one.base} after={one.mine} /> },
                    ]} />
                    <p class="govuk-body"><PlainButton onPress={() => draft.type(one.field, undefined)}>{t('review.take_theirs', { field: nameOf(one.field, rubric, words) })}</PlainButton></p>
                </div>
            ))}
            <Button kind="secondary" onPress={() => draft.type(base_field, by.at)}>{t(conflicts.length > 0 ? 'review.keep_mine' : 'review.go_on', { number: which })}</Button>
        </Notice>
    );
}

// What each expert had given, and why: beside the score that they agree on.
function Given({ told, state, step, criterion, limits }: { told: Told; state: State; step: string; criterion: string; limits: string }) {
    const { t, language } = useWords();
    const given = Object.entries(state.reviews?.[step]?.assignments ?? {}).filter(([, one]) => one.scores?.[criterion] !== undefined);
    const why = (expert: string): string => (told.wording?.comments ?? []).find((one) => one.step === step && one.expert === expert)?.texts?.[criterion] ?? '';
    return (
        <div class="given">
            <p class="govuk-body quiet">{[limits, given.map(([expert, one]) => `${expert}: ${number(one.scores?.[criterion] ?? '0', language)}`).join('; ')].filter(Boolean).join(' ')}</p>
            {given.some(([expert]) => why(expert) !== '') && (
                <Details summary={t('review.why_given')}>{given.map(([expert]) => why(expert) !== '' && <p class="govuk-body text" key={expert}><strong>{expert}</strong><br />{why(expert)}</p>)}</Details>
            )}
        </div>
    );
}

function SignConsensus({ state, step, etag, number: which, onDone }: ConsensusProps & { number: number }) {
    const { t } = useWords();
    const sign = useCommand('SignConsensus');
    const [asks, setAsks] = useState(false);
    const give = async (): Promise<void> => {
        const accepted = await sign.give({ application: state.id ?? '', step }, etag);
        if (!accepted) return;
        setAsks(false);
        onDone(t('review.signed'), accepted);
    };
    return (
        <>
            <Button onPress={() => setAsks(true)}>{t('review.sign')}</Button>
            {asks && (
                <Confirm title={t('review.sign')} action={t('review.sign')} busy={sign.busy} failed={sign.failed} onClose={() => { setAsks(false); sign.forget(); }} onConfirm={give}>
                    <p class="govuk-body">{t('review.sign_means', { number: which })}</p>
                </Confirm>
            )}
        </>
    );
}
