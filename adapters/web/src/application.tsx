// Around every page: the words, who is signed in, and the page that belongs to the address.

import type { ComponentType } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { failure, type Problem, type Unreached } from './api/atranka';
import { attend } from './api/changes';
import { SessionContext, signOut, whoIsHere, type Me, type Session } from './api/session';
import { Refusal } from './components/errors';
import { Layout } from './components/layout';
import { remember, sentencesOf, wordsOf, WordsContext } from './i18n/words';
import type { Language } from './money';
import { NotFound } from './pages/not_found';
import { addressOf, go, matched, PlaceContext, useAddress, type Names, type PageProps, type Route } from './router';
import { routes } from './routes';

interface Spoken { readonly language: Language; readonly sentences: Awaited<ReturnType<typeof sentencesOf>> }
interface Shown { readonly key: string; readonly page: ComponentType<PageProps>; readonly names: Names }

function found(path: string): { route: Route; names: Names } | undefined {
    for (const route of routes) {
        const names = matched(route.path, path);
        if (names) return { route, names };
    }
    return undefined;
}

function keyOf(path: string, to: ReturnType<typeof found>): string {
    return to?.route.stays === undefined ? path : `${to.route.stays} ${Object.values(to.names)[0] ?? ''}`;
}

export function Application({ first }: { first: Spoken }) {
    const [spoken, setSpoken] = useState(first);
    const [me, setMe] = useState<Me>();
    const [isKnown, setKnown] = useState(false);
    const [failed, setFailed] = useState<Problem | Unreached>();
    const [shown, setShown] = useState<Shown>();
    const place = useAddress();

    const words = useMemo(() => wordsOf(spoken.language, spoken.sentences, (language) => {
        void sentencesOf(language).then((sentences) => { remember(language); setSpoken({ language, sentences }); });
    }), [spoken]);

    const again = useCallback(async () => {
        try {
            setMe(await whoIsHere());
            setKnown(true);
            setFailed(undefined);
        } catch (thrown) {
            setFailed(failure(thrown));
        }
    }, []);
    useEffect(() => { void again(); }, [again]);
    useEffect(() => attend(me !== undefined), [me?.id]);
    const session: Session = useMemo(() => ({
        me, again, signOut: async () => { await signOut(); setMe(undefined); go('/'); },
    }), [me, again]);

    useEffect(() => {
        if (!isKnown) return undefined;
        const to = found(place.path);
        let isWanted = true;
        const show = (page: ComponentType<PageProps>): void => { if (isWanted) setShown({ key: keyOf(place.path, to), page, names: to?.names ?? {} }); };
        if (!to) show(NotFound);
        else if (!to.route.isPublic && !me) go(`/sign-in?to=${encodeURIComponent(addressOf(place))}`, true);
        else if (place.asOf !== undefined && !to.route.looksBack) go(addressOf({ ...place, asOf: '' }), true);
        else to.route.load().then((module) => show(module.default), () => { if (isWanted) setFailed(failure(new TypeError('page'))); });
        return () => { isWanted = false; };
    }, [place.path, place.asOf === undefined, isKnown, me?.id]);

    const Page = shown?.page;
    return (
        <WordsContext.Provider value={words}>
            <SessionContext.Provider value={session}>
                <PlaceContext.Provider value={place}>
                    <Layout>
                        <Refusal why={failed} />
                        {shown && Page
                            ? <Page key={shown.key} names={shown.names} />
                            : !failed && <p class="govuk-body quiet" aria-busy="true">{words.t('components.loading')}</p>}
                    </Layout>
                </PlaceContext.Provider>
            </SessionContext.Provider>
        </WordsContext.Provider>
    );
}
