import { useState } from 'preact/hooks';
import { PlainButton } from '../components/button';
import { TextField } from '../components/field';
import { Details } from '../components/tabs';
import { useWords } from '../i18n/words';

interface Saved { readonly name: string; readonly asked: string }

const keyOf = (call: string): string => `atranka.views.${call}`;
function keptFor(call: string): readonly Saved[] {
    try {
        const kept: unknown = JSON.parse(localStorage.getItem(keyOf(call)) ?? '[]');
        return Array.isArray(kept) ? kept.filter((one): one is Saved => typeof one?.name === 'string' && typeof one?.asked === 'string') : [];
    } catch {
        return [];
    }
}

// Filters under a name, kept in this browser.
export function SavedViews({ call, asked }: { call: string; asked: string }) {
    const { t } = useWords();
    const [views, setViews] = useState(() => keptFor(call));
    const [name, setName] = useState('');
    const keep = (next: readonly Saved[]): void => { setViews(next); localStorage.setItem(keyOf(call), JSON.stringify(next)); };
    return (
        <>
            {views.length > 0 && (
                <nav aria-label={t('officer.views')}>
                    <ul class="links">
                        {views.map((one) => (
                            <li key={one.name}>
                                <a class="govuk-link" href={`/calls/${call}/applications?${one.asked}`} {...(one.asked === asked ? { 'aria-current': 'page' as const } : {})}>{one.name}</a>{' '}
                                <button type="button" class="plain-button quiet" aria-label={t('officer.view_remove', { name: one.name })} onClick={() => keep(views.filter((each) => each !== one))}>×</button>
                            </li>
                        ))}
                    </ul>
                </nav>
            )}
            {asked !== '' && !views.some((one) => one.asked === asked) && (
                <Details summary={t('officer.view_keep')}>
                    <TextField id="view-name" label={t('officer.view_name')} value={name} onType={setName} width={20} />
                    <PlainButton onPress={() => { if (name.trim() !== '') keep([...views.filter((one) => one.name !== name.trim()), { name: name.trim(), asked }]); }}>{t('officer.view_keep')}</PlainButton>
                </Details>
            )}
        </>
    );
}
