import { actsIn, hasRole, nameOf, useSession } from '../api/session';
import { isProposal, placeOfTask, useTasks, type Task } from '../api/work';
import { useView } from '../api/view';
import { ButtonLink } from '../components/button';
import { CallTitle, OpenCalls, Outcome } from '../components/calls';
import { Deadline } from '../components/deadline';
import { Refusal } from '../components/errors';
import { PageHeading, Section } from '../components/heading';
import { Empty, Look } from '../components/look';
import { Stage } from '../components/tag';
import { useWords } from '../i18n/words';
import { CallsToAudit, DataProtection, isOfInstance, OfInstance } from '../staff/offices';

export default function HomePage() {
    const { me } = useSession();
    return me ? <Waiting name={nameOf(me)} /> : <Welcome />;
}

function Welcome() {
    const { t } = useWords();
    return (
        <>
            <PageHeading title={t('home.welcome')} />
            <p class="govuk-body-l">{t('home.lead')}</p>
            <div class="actions"><ButtonLink to="/sign-in">{t('account.sign_in')}</ButtonLink></div>
            <Section title={t('home.open_calls')}><OpenCalls /></Section>
        </>
    );
}

// The next step first; then what else waits, and what one has a part in.
function Waiting({ name }: { name: string }) {
    const { t, count } = useWords();
    const work = useTasks(true);
    const applications = useView('/applications', {}, { limit: 100 });
    const { me } = useSession();
    const tasks = work.is === 'shown' ? work.tasks : [];
    const offices = tasks.filter(isOfInstance);
    const [next, ...others] = tasks.filter((one) => !isOfInstance(one));
    const unknown = work.is === 'refused' && !(work.why.name === 'Problem' && 'status' in work.why && work.why.status === 404);
    return (
        <>
            <PageHeading title={t('home.title')} caption={name} />
            {unknown && work.is === 'refused' && <Refusal why={work.why} />}
            {work.is === 'loading' && <p class="govuk-body quiet" aria-busy="true">{t('components.loading')}</p>}
            {next && <Next task={next} />}
            {work.is === 'shown' && !next && <Empty>{t('home.nothing')}</Empty>}
            {tasks.some(isProposal) && <p class="govuk-body"><a class="govuk-link" href="/proposals">{count('inbox.link', tasks.filter(isProposal).length)}</a></p>}
            {others.length > 0 && (
                <Section title={t('home.others')}>
                    <ul class="tasks">{others.map((one) => <Waits key={`${one.task} ${one.call} ${one.application ?? ''} ${one.step ?? ''} ${one.what ?? ''}`} task={one} />)}</ul>
                </Section>
            )}
            {offices.length > 0 && (
                <Section title={t('home.offices')}>
                    <ul class="tasks">{offices.map((one) => <OfInstance key={`${one.task} ${one.what ?? ''}`} task={one} />)}</ul>
                </Section>
            )}
            {hasRole(me, 'data_protection_officer', '*') && <DataProtection />}
            <Look at={applications}>
                {({ items }) => (items.length === 0 ? null : (
                    <Section title={t('home.applications')}>
                        <ul class="tasks">
                            {items.map((one, at) => (
                                <li key={one.application}>
                                    <p class="govuk-body">
                                        <a class="govuk-link" href={`/applications/${one.application ?? ''}`}>{one.lead === me?.id && at < titles_max ? <OwnTitle application={one.application ?? ''} /> : one.application}</a><br />
                                        <span class="quiet"><CallTitle call={one.call ?? ''} /></span>
                                        {one.deadline && <><br />{t('home.by')} <Deadline at={one.deadline} /></>}
                                    </p>
                                    <p class="govuk-body">{one.outcome ? <Outcome call={one.call ?? ''} outcome={one.outcome} /> : <Stage stage={one.stage} />}</p>
                                </li>
                            ))}
                        </ul>
                    </Section>
                ))}
            </Look>
            <CallsAtWork />
            <Section title={t('home.open_calls')}><OpenCalls /></Section>
        </>
    );
}

// Of so many of one's own applications the title is looked up.
const titles_max = 20;
function OwnTitle({ application }: { application: string }) {
    const { looked } = useView('/applications/{application}', { application });
    return <>{(looked.is === 'shown' && looked.body.wording?.title) || application}</>;
}

// The calls that one works on, each with its board.
function CallsAtWork() {
    const { t } = useWords();
    const { me } = useSession();
    const calls = useView('/calls');
    if (calls.looked.is !== 'shown') return null;
    const { items } = calls.looked.body;
    const reviewed = items.filter((one) => hasRole(me, 'expert', one.call));
    const audited = items.filter((one) => hasRole(me, 'auditor', one.call));
    const mine = items.filter((one) => actsIn(me, one.call ?? '') || reviewed.includes(one));
    return (
        <>
            <CallsToAudit calls={audited} />
            {mine.length > 0 && (
                <Section title={reviewed.length === mine.length ? t('home.reviews') : t('home.calls_at_work')}>
                    <ul class="tasks">
                        {mine.map((one) => (
                            <li key={one.call}>
                                <p class="govuk-body"><a class="govuk-link" href={`/calls/${one.call ?? ''}/${reviewed.includes(one) ? 'reviews' : 'board'}`}><CallTitle call={one.call ?? ''} /></a> <span class="quiet">{one.call}</span></p>
                                <p class="govuk-body"><Stage stage={one.stage} /></p>
                            </li>
                        ))}
                    </ul>
                </Section>
            )}
        </>
    );
}

function useTaskWords(task: Task): { what: string; action: string } {
    const { t, known } = useWords();
    return {
        what: known(`home.task_${task.task}`) ?? task.task.replaceAll('_', ' '),
        action: known(`home.do_${task.task}`) ?? t('home.do'),
    };
}

function Next({ task }: { task: Task }) {
    const { t } = useWords();
    const { what, action } = useTaskWords(task);
    return (
        <section class="next" aria-labelledby="next-title">
            <h2 class="govuk-heading-m" id="next-title">{t('home.next', { what })}</h2>
            <p class="govuk-body">{task.title && <strong>{task.title}<br /></strong>}<CallTitle call={task.call} /></p>
            {task.deadline && <p class="govuk-body">{t('home.by')} <Deadline at={task.deadline} /></p>}
            <ButtonLink to={placeOfTask(task)}>{action}</ButtonLink>
        </section>
    );
}

function Waits({ task }: { task: Task }) {
    const { what } = useTaskWords(task);
    return (
        <li>
            <p class="govuk-body">
                <a class="govuk-link" href={placeOfTask(task)}>{what}{task.title ? `: ${task.title}` : ''}</a><br />
                <span class="quiet"><CallTitle call={task.call} /></span>
            </p>
            {task.deadline && <p class="govuk-body"><Deadline at={task.deadline} /></p>}
        </li>
    );
}
