import { useTasks } from '../api/work';
import { useWords } from '../i18n/words';
import { Deadline } from './deadline';

// Until when one may appeal, as the server works it out.
export function AppealUntil({ application }: { application: string }) {
    const { t } = useWords();
    const work = useTasks(true);
    const task = work.is === 'shown' ? work.tasks.find((one) => one.task === 'may_appeal' && one.application === application) : undefined;
    return task?.deadline ? <p class="govuk-body">{t('application.appeal_until')} <Deadline at={task.deadline} /></p> : null;
}
