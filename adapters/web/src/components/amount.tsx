import { useWords } from '../i18n/words';
import { isDecimal, money, type Decimal } from '../money';

export function Money({ amount, currency = 'EUR' }: { amount: Decimal | undefined; currency?: string }) {
    const { language, t } = useWords();
    if (!isDecimal(amount)) return <span class="quiet">{t('components.none')}</span>;
    return <span class="amount">{money(amount, currency, language)}</span>;
}
