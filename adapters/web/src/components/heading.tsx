import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useWords } from '../i18n/words';

let isFirst = true;

// A page's heading: the window's name too, and where the focus goes when a page is gone to.
export function PageHeading({ title, caption, children }: { title: string; caption?: string; children?: ComponentChildren }) {
    const { t } = useWords();
    const heading = useRef<HTMLHeadingElement>(null);
    useLayoutEffect(() => { document.title = `${title} – ${t('common.service')}`; }, [title]);
    useLayoutEffect(() => {
        if (isFirst) isFirst = false;
        else heading.current?.focus();
    }, []);
    return (
        <>
            {caption && <span class="govuk-caption-l">{caption}</span>}
            <h1 class="govuk-heading-l" tabIndex={-1} ref={heading}>{title}</h1>
            {children}
        </>
    );
}

export function Section({ title, children, id }: { title: string; children: ComponentChildren; id?: string }) {
    return (
        <section {...(id === undefined ? {} : { id })}>
            <h2 class="govuk-heading-m">{title}</h2>
            {children}
        </section>
    );
}
