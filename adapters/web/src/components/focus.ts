import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

// What the focus goes to as soon as the work is done and its result drawn, and not later.
export function useFocusAfter<E extends HTMLElement>(busy: boolean): RefObject<E> {
    const result = useRef<E>(null);
    const was = useRef(busy);
    useLayoutEffect(() => {
        if (was.current && !busy) result.current?.focus();
        was.current = busy;
    }, [busy]);
    return result;
}
