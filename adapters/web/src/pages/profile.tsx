import { useState } from 'preact/hooks';
import { atranka, Problem, type Seen } from '../api/atranka';
import type { Definition, Form, Step } from '../api/definition';
import { useView } from '../api/view';
import { Notice } from '../components/banner';
import { Button, ButtonLink } from '../components/button';
import { useDefinition } from '../components/calls';
import { FileField } from '../components/file_field';
import { useFocusAfter } from '../components/focus';
import { PageHeading, Section } from '../components/heading';
import { Empty, Loading, Look } from '../components/look';
import { Tag } from '../components/tag';
import { Details } from '../components/tabs';
import { Answer } from '../form/answers';
import { useDraft } from '../form/draft';
import { Kept } from '../form/kept';
import type { Typed } from '../form/values';
import { useWords } from '../i18n/words';
import { readProfile, Unread, type Profile } from '../profile/file';
import { codesOf, isMembers, knownFor, labelOf, mapped, type Fault, type Judged, type Mapped } from '../profile/mapped';
import type { PageProps } from '../router';

type Told = Seen<'/applications/{application}'>;

// A form filled from a cluster's profile: what goes where is shown, and nothing is overwritten unasked.
export default function ProfilePage({ names }: PageProps) {
    const application = names['application'] ?? '';
    const told = useView('/applications/{application}', { application }, {}, [application]);
    return <Look at={told}>{(body) => <OfApplication application={application} told={body} />}</Look>;
}

function OfApplication({ application, told }: { application: string; told: Told }) {
    const { t } = useWords();
    const definition = useDefinition(told.state?.call);
    if (!definition) return <Loading />;
    const step = definition.steps.find((one) => one.name === told.state?.step && one.kind === 'submission');
    const form = definition.forms.find((one) => one.name === step?.form);
    const isWritten = ['submission.drafting', 'submission.returned'].includes(told.state?.stage ?? '');
    if (!step || !form || !isWritten) {
        return (
            <>
                <PageHeading title={t('form.nothing_title')} />
                <p class="govuk-body">{t('form.nothing')}</p>
                <ButtonLink to={`/applications/${application}`}>{t('form.to_application')}</ButtonLink>
            </>
        );
    }
    const begin = ((told.wording?.forms ?? {}) as Record<string, Typed>)[step.name] ?? {};
    return <Import application={application} definition={definition} step={step} form={form} begin={begin} />;
}

interface ImportProps { application: string; definition: Definition; step: Step; form: Form; begin: Typed }

// The codes that the registry knows.
async function registered(codes: readonly string[]): Promise<ReadonlySet<string>> {
    const known = await Promise.all(codes.map((organisation) => atranka.see('/organisations/{organisation}', { params: { path: { organisation } } })
        .then(() => organisation, (why: unknown) => { if (why instanceof Problem && why.status === 404) return undefined; throw why; })));
    return new Set(known.filter((one) => one !== undefined));
}

function Import({ application, definition, step, form, begin }: ImportProps) {
    const words = useWords();
    const { t } = words;
    const draft = useDraft(application, step.name, begin);
    const [busy, setBusy] = useState(false);
    const [unread, setUnread] = useState<string>();
    const [found, setFound] = useState<Judged>();
    const [done, setDone] = useState<number>();
    const result = useFocusAfter<HTMLDivElement>(busy);
    const base = `/applications/${application}/form`;
    const read = async (file: File): Promise<void> => {
        setBusy(true);
        setUnread(undefined);
        setFound(undefined);
        setDone(undefined);
        try {
            const profile: Profile = await readProfile(file, (name) => knownFor(name) !== undefined, isMembers);
            setFound(mapped(profile, form, draft.typed, await registered(codesOf(profile))));
        } catch (thrown) {
            const why = thrown instanceof Unread ? thrown.why : thrown instanceof Error && thrown.name === 'Unreadable' ? 'not_readable' : thrown instanceof TypeError || thrown instanceof Problem ? 'unreached' : undefined;
            if (why === undefined) throw thrown;
            setUnread(t(`profile.${why}`));
        } finally {
            setBusy(false);
        }
    };
    const put = async (chosen: readonly Mapped[]): Promise<void> => {
        for (const one of chosen) draft.type(one.field.name, one.value);
        if (!await draft.settle()) return;
        setFound(undefined);
        setDone(chosen.length);
    };
    if (draft.keeping.is === 'loading') return <Loading />;
    return (
        <>
            <a class="govuk-back-link" href={base}>{t('form.back')}</a>
            <PageHeading title={t('profile.title')} caption={words.of(step.title, step.name)} />
            <p class="govuk-body">{t('profile.lead')}</p>
            <Details summary={t('profile.which_file')}>
                <p class="govuk-body">{t('profile.file_rows')}</p>
                <p class="govuk-body">{t('profile.file_members')}</p>
            </Details>
            <FileField id="profile-file" label={t('profile.file')} hint={t('profile.file_hint')} error={unread} accept=".csv,.json,.xlsx,.txt" choose={t('offline.choose')} busy={busy ? t('offline.reading') : undefined} onFile={read} />
            <div ref={result} tabIndex={-1}>
                {found && <Shown judged={found} definition={definition} onPut={put} />}
                {done !== undefined && (
                    <Notice kind="good">
                        <p class="govuk-body" role="status">{words.count('profile.done', done)}</p>
                        <p class="govuk-body"><a class="govuk-link" href={base}>{t('profile.to_form')}</a></p>
                    </Notice>
                )}
            </div>
            <Kept draft={draft} />
        </>
    );
}

function Shown({ judged, definition, onPut }: { judged: Judged; definition: Definition; onPut: (chosen: readonly Mapped[]) => unknown }) {
    const words = useWords();
    const { t, count } = words;
    const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(judged.mapped.filter((one) => one.state === 'new').map((one) => one.known.key)));
    const turn = (key: string, on: boolean): void => setChosen((before) => new Set(on ? [...before, key] : [...before].filter((one) => one !== key)));
    const those = judged.mapped.filter((one) => one.state !== 'same' && chosen.has(one.known.key));
    return (
        <>
            <Faults title={count('profile.faults', judged.faults.length)} faults={judged.faults} />
            {judged.unknown.length > 0 && <Notice kind="warn"><p class="govuk-body">{t('profile.unknown', { names: judged.unknown.join(', ') })}</p></Notice>}
            <Faults title={t('profile.counts')} faults={judged.counts} />
            <Section title={t('profile.mapping')}>
                {judged.mapped.length === 0 ? <Empty>{t('profile.nothing_fits')}</Empty> : (
                    <div class="scroller" role="region" tabIndex={0} aria-label={t('profile.mapping')}>
                        <table class="table table--cards">
                            <caption class="govuk-visually-hidden">{t('profile.mapping')}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{t('profile.take')}</th><th scope="col">{t('profile.from')}</th><th scope="col">{t('profile.to')}</th>
                                    <th scope="col">{t('profile.there')}</th><th scope="col">{t('profile.becomes')}</th>
                                </tr>
                            </thead>
                            <tbody>
                                {judged.mapped.map((one) => {
                                    const label = words.of(one.field.label, one.field.name);
                                    return (
                                        <tr key={one.known.key}>
                                            <td data-title={t('profile.take')}>
                                                {one.state === 'same' ? <Tag>{t('profile.same')}</Tag>
                                                    : <input class="choose" type="checkbox" aria-label={t('profile.take_into', { field: label })} checked={chosen.has(one.known.key)} onChange={(event) => turn(one.known.key, event.currentTarget.checked)} />}
                                            </td>
                                            <td data-title={t('profile.from')}>{words.of(one.known.label)}</td>
                                            <td data-title={t('profile.to')}>{label}</td>
                                            <td data-title={t('profile.there')}>
                                                <Answer field={one.field} value={one.there} currency={definition.currency} />
                                                {one.state === 'overwrites' && <> <Tag colour="orange">{t('profile.overwrites')}</Tag></>}
                                            </td>
                                            <td data-title={t('profile.becomes')}><Answer field={one.field} value={one.value} currency={definition.currency} /></td>
                                        </tr>
                                    );
                                })}
                            </tbody>
                        </table>
                    </div>
                )}
                {those.length > 0 && <Button onPress={() => onPut(those)}>{count('profile.put', those.length)}</Button>}
            </Section>
            {judged.unplaced.length > 0 && (
                <Details summary={count('profile.unplaced', judged.unplaced.length)}>
                    <dl class="govuk-summary-list">{judged.unplaced.map((one) => (
                        <div class="govuk-summary-list__row" key={one.known.key}><dt class="govuk-summary-list__key">{words.of(one.known.label)}</dt><dd class="govuk-summary-list__value">{one.said}</dd></div>
                    ))}</dl>
                </Details>
            )}
        </>
    );
}

function Faults({ title, faults }: { title: string; faults: readonly Fault[] }) {
    const words = useWords();
    if (faults.length === 0) return null;
    return (
        <Notice kind="warn">
            <h2 class="govuk-heading-s">{title}</h2>
            <ul class="govuk-list govuk-list--bullet">
                {faults.map((one) => <li key={`${one.name} ${one.place} ${one.key}`}>{one.name !== '' && <strong>{words.of(labelOf(one.name), one.name)}: </strong>}{words.t(one.key, one.facts)}</li>)}
            </ul>
        </Notice>
    );
}
