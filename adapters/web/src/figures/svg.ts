// A drawing as a file of its own: drawn once more, wide and in the light colours, with what the style sheet says
// of each part written on that part.

import { render, type ComponentChild } from 'preact';

const kept = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity',
    'font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline', 'paint-order'] as const;
// What a picture without a style sheet has anyway.
const usual: Readonly<Record<string, string>> = {
    'fill-opacity': '1', 'stroke': 'none', 'stroke-dasharray': 'none', 'stroke-linecap': 'butt', 'stroke-linejoin': 'miter',
    'opacity': '1', 'font-weight': '400', 'text-anchor': 'start', 'dominant-baseline': 'auto', 'paint-order': 'normal',
};

export function svgOf(drawing: ComponentChild): string {
    const sheet = document.createElement('div');
    sheet.className = 'sheet-of-paper';
    document.body.append(sheet);
    try {
        render(drawing, sheet);
        const svg = sheet.querySelector('svg');
        if (!svg) throw new Error('nothing was drawn');
        for (const part of svg.querySelectorAll('path, rect, line, circle, text, tspan')) write(part);
        for (const part of [svg, ...svg.querySelectorAll('[class]')]) part.removeAttribute('class');
        svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
        return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
    } finally {
        render(null, sheet);
        sheet.remove();
    }
}

function write(part: Element): void {
    const style = getComputedStyle(part);
    const isText = part instanceof SVGTextContentElement;
    const isLine = part instanceof SVGLineElement;
    for (const name of kept) {
        const value = style.getPropertyValue(name);
        const ofText = name.startsWith('font') || name.startsWith('text') || name === 'dominant-baseline' || name === 'paint-order';
        if (value === '' || value === usual[name] || (ofText && !isText) || (isLine && name.startsWith('fill')) || (name === 'stroke-width' && style.getPropertyValue('stroke') === 'none')) continue;
        part.setAttribute(name, value);
    }
}
