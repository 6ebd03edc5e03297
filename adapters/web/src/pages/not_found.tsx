import { PageHeading } from '../components/heading';
import { useWords } from '../i18n/words';

export function NotFound() {
    const { t } = useWords();
    return (
        <>
            <PageHeading title={t('common.not_found_title')} />
            <p class="govuk-body">{t('common.not_found')}</p>
            <p class="govuk-body"><a class="govuk-link" href="/">{t('common.to_home')}</a></p>
        </>
    );
}
