import { useEffect, useState } from 'preact/hooks';
import { onBusy } from '../api/past';
import { useView } from '../api/view';
import { PlainButton } from '../components/button';
import { Moment } from '../components/deadline';
import { useWords } from '../i18n/words';
import { turnTo, usePlace } from '../router';
import { EntryWords, Screens, Slider } from './moment';
import { entryOf, placeIn } from './moments';

// Above a page that shows the record as it stood: which moment that is, the others, and the way back to now.
export default function PastBanner() {
    const { t } = useWords();
    const { path, asOf = '' } = usePlace();
    const named = entryOf(asOf);
    const isInstant = !Number.isNaN(Date.parse(asOf));
    const call = named?.call ?? /^\/calls\/([^/]+)/.exec(path)?.[1];
    const timeline = useView(call === undefined ? undefined : '/calls/{call}/timeline', { call: call ?? '' }, {}, call === undefined ? [] : [call]);
    const [isBusy, setBusy] = useState(false);
    useEffect(() => onBusy(setBusy), []);
    const entries = timeline.looked.is === 'shown' ? timeline.looked.body.items ?? [] : [];
    const entry = entries[placeIn(entries, asOf)];
    // The page of the audit has the slider and the ways beside its diagram.
    const leads = !path.endsWith('/audit') && entries.length > 0 && call !== undefined;
    return (
        <section class="past" aria-label={t('audit.past')}>
            <div class="past__now"><PlainButton onPress={() => turnTo(undefined)}>{t('audit.to_now')}</PlainButton></div>
            <p class="govuk-body past__what" role="status" aria-busy={isBusy}>
                <strong>{t('audit.past_lead')}</strong>{' '}
                {named ? t('audit.past_entry', { index: named.index, call: named.call }) : isInstant ? <Moment at={asOf} /> : asOf}
            </p>
            {entry && <p class="govuk-body-s past__what"><EntryWords entry={entry} /></p>}
            {leads && <Slider call={call} entries={entries} />}
            {leads && <Screens call={call} />}
        </section>
    );
}
