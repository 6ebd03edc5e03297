import { useState } from 'preact/hooks';
import { failure, type Problem, type Unreached } from '../api/atranka';
import type { Definition } from '../api/definition';
import { wordsOfProblem } from '../api/problem_words';
import { useSession } from '../api/session';
import { Notice } from '../components/banner';
import { Button } from '../components/button';
import { useDefinition } from '../components/calls';
import { Confirm } from '../components/confirm';
import { Refusal } from '../components/errors';
import { Radios } from '../components/field';
import { FileField } from '../components/file_field';
import { useFocusAfter } from '../components/focus';
import { PageHeading, Section } from '../components/heading';
import { Empty, Loading } from '../components/look';
import { download } from '../components/receipt';
import { Tag } from '../components/tag';
import { Details } from '../components/tabs';
import { moment } from '../dates';
import { useWords, type Key, type Words } from '../i18n/words';
import { isDecimal, number } from '../money';
import { fitsCells, scoreSheets, stepsToScore, titleOf } from '../review/offline';
import { saveDraft, useReviews } from '../review/reviews';
import { rubricOf, type Rubric } from '../review/rubric';
import { isUnderWay, isWritable, type OwnReview } from '../review/scoring';
import { draftOf, judge, type Change, type Judged, type Taken } from '../review/taken';
import type { PageProps } from '../router';

// All score sheets of one expert as a workbook, and back: shown cell by cell before anything is saved.
export default function OfflinePage({ names }: PageProps) {
    const call = names['call'] ?? '';
    const words = useWords();
    const { t } = words;
    const { me } = useSession();
    const definition = useDefinition(call);
    const { reviews, failed, again, replace } = useReviews(call, me?.id ?? '');
    return (
        <>
            <a class="govuk-back-link" href={`/calls/${call}/reviews`}>{t('offline.to_reviews')}</a>
            <PageHeading title={t('offline.title')} caption={words.of(definition?.title, call)} />
            <p class="govuk-body">{t('offline.lead')}</p>
            <Refusal why={failed} />
            {!reviews || !definition || !me ? !failed && <Loading /> : (
                <>
                    <Download call={call} me={me.id ?? ''} reviews={reviews} definition={definition} />
                    <Upload call={call} me={me.id ?? ''} reviews={reviews} definition={definition} again={again} replace={replace} />
                </>
            )}
        </>
    );
}

interface PartProps { call: string; me: string; reviews: readonly OwnReview[]; definition: Definition }

const nameOf = (review: OwnReview): string => titleOf(review) || review.application;

function Download({ call, me, reviews, definition }: PartProps) {
    const words = useWords();
    const { t, count } = words;
    const rubricFor = (step: string): Rubric | undefined => rubricOf(definition, step);
    const fits = (one: OwnReview): boolean => { const rubric = rubricFor(one.step); return rubric !== undefined && fitsCells(rubric, one); };
    const inside = reviews.filter((one) => isWritable(one) && fits(one));
    const outside = reviews.filter((one) => isUnderWay(one) && !inside.includes(one));
    const why = (one: OwnReview): Key => (isWritable(one) ? 'offline.left_out_long' : one.stage === 'invited' ? 'offline.left_out_declare'
        : one.stage === 'declared' ? 'offline.left_out_open' : one.stage === 'submitted' ? 'offline.left_out_submitted' : 'offline.left_out_over');
    const make = async (): Promise<void> => {
        const { writeWorkbook } = await import('../workbook/write');
        const about = { call, callTitle: words.of(definition.title, call), expert: me, made: moment(new Date().toISOString(), words.language) };
        const sheets = await scoreSheets(stepsToScore(inside, definition, words, rubricFor), about, words);
        download(`${t('offline.file_name')}-${call}.xlsx`, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', writeWorkbook(sheets) as BlobPart);
    };
    return (
        <Section title={t('offline.download_title')}>
            {inside.length === 0 ? <Empty>{t('offline.nothing_to_score')}</Empty> : (
                <>
                    <p class="govuk-body">{count('offline.in_it', inside.length)} {t('offline.how_private')}</p>
                    <Button onPress={make}>{t('offline.download')}</Button>
                </>
            )}
            {outside.length > 0 && (
                <Details summary={t('offline.left_out')}>
                    <ul class="plain">{outside.map((one) => <li key={`${one.application} ${one.step}`}><a class="govuk-link" href={`/applications/${one.application}`}>{nameOf(one)}</a>: {t(why(one))}</li>)}</ul>
                </Details>
            )}
        </Section>
    );
}

function Upload({ call, me, reviews, definition, again, replace }: PartProps & { again: () => void; replace: (one: OwnReview) => void }) {
    const words = useWords();
    const { t } = words;
    const [busy, setBusy] = useState(false);
    const [found, setFound] = useState<{ file: string; judged: Judged }>();
    const [unread, setUnread] = useState<string>();
    const [saved, setSaved] = useState<readonly Saved[]>();
    const result = useFocusAfter<HTMLDivElement>(busy);
    const read = async (file: File): Promise<void> => {
        setBusy(true);
        setUnread(undefined);
        setFound(undefined);
        setSaved(undefined);
        try {
            const { readWorkbook, Unreadable } = await import('../workbook/read');
            try {
                const sheets = readWorkbook(new Uint8Array(await file.arrayBuffer()));
                const judged = await judge(sheets, {
                    call, me, reviews, rubricFor: (step) => rubricOf(definition, step), nameOf: (rubric, column) => columnWords(rubric, column, words), language: words.language,
                });
                if (judged.refused) setUnread(t(judged.refused.key, judged.refused.facts));
                else setFound({ file: file.name, judged });
            } catch (thrown) {
                if (!(thrown instanceof Unreadable)) throw thrown;
                setUnread(t(`offline.${thrown.why}`));
            }
        } finally {
            setBusy(false);
        }
    };
    return (
        <Section title={t('offline.upload_title')}>
            <FileField
                id="offline-file" label={t('offline.upload')} hint={t('offline.upload_hint')} error={unread} accept=".xlsx" choose={t('offline.choose')}
                busy={busy ? t('offline.reading') : undefined} onFile={read}
            />
            <div ref={result} tabIndex={-1}>
                {found && <Result judged={found.judged} onSaved={(all) => { for (const one of all) if (!one.failed) replace(one.review); setSaved(all); setFound(undefined); again(); }} />}
                {saved && <SavedNotice saved={saved} />}
            </div>
        </Section>
    );
}

function columnWords(rubric: Rubric, column: string, words: Words): string {
    const [kind, name = ''] = column.split(':');
    const criterion = words.of(rubric.criteria.find((one) => one.name === name)?.title, name);
    return words.t(kind === 'score' ? 'offline.score_of' : 'offline.comment_of', { criterion });
}

interface Saved { readonly review: OwnReview; readonly failed: Problem | Unreached | undefined }
const idOf = ({ review }: Taken): string => `${review.application} ${review.step}`;

function Result({ judged, onSaved }: { judged: Judged; onSaved: (saved: readonly Saved[]) => void }) {
    const { t, count } = useWords();
    const { mistakes, notes, taken } = judged;
    const [takesFile, setTakesFile] = useState<Readonly<Record<string, boolean>>>({});
    const [asks, setAsks] = useState(false);
    const [busy, setBusy] = useState(false);
    const takes = (one: Taken): boolean => takesFile[idOf(one)] ?? false;
    // Of whom something is left to save, with what was chosen.
    const those = taken.filter((one) => one.changes.some((change) => !change.since || takes(one)));
    const save = async (): Promise<void> => {
        setBusy(true);
        const saved: Saved[] = [];
        for (const one of those) {
            try {
                // As it is saved now, so that what is uploaded next is held against that.
                const draft = draftOf(one, takes(one));
                saved.push({ review: { ...one.review, draft, draftTag: await saveDraft(one.review, draft) }, failed: undefined });
            } catch (thrown) {
                saved.push({ review: one.review, failed: failure(thrown) });
            }
        }
        setBusy(false);
        setAsks(false);
        onSaved(saved);
    };
    return (
        <>
            {mistakes.length > 0 && (
                <div class="notice notice--bad">
                    <h3 class="govuk-heading-s" id="mistakes-title">{count('offline.mistakes', mistakes.length)}</h3>
                    <p class="govuk-body">{t('offline.mistakes_lead')}</p>
                    <div class="scroller" role="region" tabIndex={0} aria-labelledby="mistakes-title">
                        <table class="table table--cards">
                            <thead><tr><th scope="col">{t('offline.sheet')}</th><th scope="col">{t('offline.cell')}</th><th scope="col">{t('offline.what')}</th><th scope="col">{t('offline.mend')}</th></tr></thead>
                            <tbody>
                                {mistakes.map((one) => (
                                    <tr key={`${one.sheet} ${one.place} ${one.key}`}>
                                        <td data-title={t('offline.sheet')}>{one.sheet}</td>
                                        <td data-title={t('offline.cell')}><strong>{one.place}</strong></td>
                                        <td data-title={t('offline.what')}>{t(one.key, one.facts)}</td>
                                        <td data-title={t('offline.mend')}>{t(one.mend)}</td>
                                    </tr>
                                ))}
                            </tbody>
                        </table>
                    </div>
                </div>
            )}
            <h3 class="govuk-heading-s">{t('offline.changes_title')}</h3>
            {taken.length === 0 && <Empty>{t(mistakes.length > 0 ? 'offline.nothing_taken' : 'offline.nothing_changes')}</Empty>}
            {taken.map((one) => (
                <Comparison key={idOf(one)} taken={one} takesFile={takes(one)} onChoose={(file) => setTakesFile((before) => ({ ...before, [idOf(one)]: file }))} />
            ))}
            {those.length > 0 && <Button onPress={() => setAsks(true)}>{count('offline.save', those.length)}</Button>}
            {notes.length > 0 && (
                <Details summary={t('offline.notes')}>
                    <ul class="plain">{notes.map((one, at) => <li key={at}>{one.sheet && `${one.sheet}: `}{t(one.key, one.facts)}</li>)}</ul>
                </Details>
            )}
            {asks && (
                <Confirm title={t('offline.save_ask')} action={t('offline.save_action')} busy={busy} onClose={() => setAsks(false)} onConfirm={save}>
                    <p class="govuk-body">{t('offline.save_means')}</p>
                    <ul class="plain">{those.map((one) => <li key={idOf(one)}>{nameOf(one.review)}</li>)}</ul>
                </Confirm>
            )}
        </>
    );
}

function Comparison({ taken, takesFile, onChoose }: { taken: Taken; takesFile: boolean; onChoose: (file: boolean) => void }) {
    const words = useWords();
    const { t } = words;
    const { review, rubric, changes } = taken;
    const name = nameOf(review);
    return (
        <div class="scroller" role="region" tabIndex={0} aria-label={name}>
            <table class="table table--cards">
                <caption>{name}{name !== review.application && <span class="quiet"> {review.application}</span>}</caption>
                <thead><tr><th scope="col">{t('offline.part')}</th><th scope="col">{t('offline.before')}</th><th scope="col">{t('offline.after')}</th></tr></thead>
                <tbody>
                    {changes.map((one) => (
                        <tr key={one.column}>
                            <td data-title={t('offline.part')}>{columnWords(rubric, one.column, words)}{one.since && <><br /><Tag colour="orange">{t('offline.saved_since')}</Tag></>}</td>
                            <td data-title={t('offline.before')}><Said change={one} text={one.before} /></td>
                            <td data-title={t('offline.after')}><strong><Said change={one} text={one.after} /></strong></td>
                        </tr>
                    ))}
                </tbody>
            </table>
            {changes.some((one) => one.since) && (
                <Radios
                    id={`since-${review.application}`} label={t('offline.newer_title', { application: name })} value={takesFile ? 'file' : 'saved'} onChoose={(value) => onChoose(value === 'file')}
                    choices={[{ value: 'saved', label: t('offline.keep_saved'), hint: t('offline.keep_saved_means') }, { value: 'file', label: t('offline.take_file'), hint: t('offline.take_file_means') }]}
                />
            )}
        </div>
    );
}

function Said({ change, text }: { change: Change; text: string }) {
    const { t, language } = useWords();
    if (text.trim() === '') return <span class="quiet">{t('offline.empty')}</span>;
    return change.column.startsWith('score:') && isDecimal(text) ? <>{number(text, language)}</> : <span class="text">{text}</span>;
}

function SavedNotice({ saved }: { saved: readonly Saved[] }) {
    const words = useWords();
    const bad = saved.filter((one) => one.failed !== undefined);
    return (
        <Notice kind={bad.length === 0 ? 'good' : 'warn'}>
            <p class="govuk-body" role="status">{words.count('offline.saved_all', saved.length - bad.length)}</p>
            <ul class="plain">{saved.map(({ review, failed }) => (
                <li key={`${review.application} ${review.step}`}>
                    {failed ? words.t('offline.not_saved', { application: nameOf(review), why: wordsOfProblem(failed, words) }) : <a class="govuk-link" href={`/applications/${review.application}`}>{nameOf(review)}</a>}
                </li>
            ))}</ul>
        </Notice>
    );
}
