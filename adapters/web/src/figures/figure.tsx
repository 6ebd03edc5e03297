import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { PlainButton } from '../components/button';
import { download } from '../components/receipt';
import { Table } from '../components/table';
import { Details } from '../components/tabs';
import { useWords } from '../i18n/words';
import { csvOf } from './csv';
import { svgOf } from './svg';

export interface Drawing { readonly height: number; readonly parts: ComponentChildren }

export interface Datum<Row> {
    readonly id: string;
    readonly title: string;
    readonly text: (row: Row) => string;  // as other programs read it
    readonly cell?: (row: Row) => ComponentChildren;  // as people read it, where that differs
    readonly numeric?: boolean;
}

interface FigureProps<Row> {
    file: string;   // the name of what is downloaded
    title: string;
    about: string;  // what it shows, in a sentence or two
    draw: (width: number) => Drawing;
    rows: readonly Row[];
    data: readonly Datum<Row>[];
    idOf: (row: Row) => string;
    children?: ComponentChildren;  // what has to be said of it
}

const file_width = 920;

// A picture with the same as a table under it; both can be taken away.
export function Figure<Row>({ file, title, about, draw, rows, data, idOf, children }: FigureProps<Row>) {
    const { t } = useWords();
    const box = useRef<HTMLDivElement>(null);
    const [width, setWidth] = useState(0);
    const id = useId();
    useLayoutEffect(() => {
        const look = (): void => setWidth(Math.floor(box.current?.clientWidth ?? 0));
        look();
        const observer = new ResizeObserver(look);
        if (box.current) observer.observe(box.current);
        return () => observer.disconnect();
    }, []);
    return (
        <div class="figure">
            <h3 class="govuk-heading-s">{title}</h3>
            <p class="govuk-body">{about}</p>
            {children}
            <div class="figure__box" ref={box}>
                {width > 0 && <Picture id={id} title={title} about={about} width={width} draw={draw} />}
            </div>
            <ul class="links">
                <li><PlainButton onPress={() => download(`${file}.svg`, 'image/svg+xml', svgOf(<Picture id={file} title={title} about={about} width={file_width} draw={draw} />))}>{t('figures.svg')}<Of title={title} /></PlainButton></li>
                <li><PlainButton onPress={() => download(`${file}.csv`, 'text/csv;charset=utf-8', csvOf(data.map((one) => one.title), rows.map((row) => data.map((one) => one.text(row)))))}>{t('figures.csv')}<Of title={title} /></PlainButton></li>
            </ul>
            <Details summary={t('figures.table')}>
                <Table
                    caption={title} hidesCaption rows={rows} idOf={idOf}
                    columns={data.map((one) => ({ id: one.id, title: one.title, numeric: one.numeric ?? false, cell: one.cell ?? one.text }))}
                />
            </Details>
        </div>
    );
}

// For who hears one button after the other.
function Of({ title }: { title: string }) {
    return <span class="govuk-visually-hidden">: {title}</span>;
}

function Picture({ id, title, about, width, draw }: { id: string; title: string; about: string; width: number; draw: (width: number) => Drawing }) {
    const { height, parts } = draw(width);
    return (
        <svg class="plot" role="img" aria-labelledby={`${id}-title`} aria-describedby={`${id}-about`} viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
            <title id={`${id}-title`}>{title}</title>
            <desc id={`${id}-about`}>{about}</desc>
            <rect class="plot__ground" width={width} height={height} />
            {parts}
        </svg>
    );
}
