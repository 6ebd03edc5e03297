// The forms that were handed in, in the order of their steps.

import type { Definition } from '../api/definition';
import type { ApplicationProps } from '../pages/application';
import type { Typed } from './values';

export function formsOf(told: ApplicationProps['told'], definition: Definition): readonly (readonly [string, Typed])[] {
    const forms = (told.wording?.forms ?? {}) as Readonly<Record<string, Typed>>;
    return definition.steps.flatMap((step) => (forms[step.name] ? [[step.name, forms[step.name] as Typed] as const] : []));
}
