// What a test run of the browser says: the failures first and whole, then one line for each test.
// Shape:  a reporter of `node --test`. ctest prints it where something failed, and who reads it may see its beginning only.
import { inspect } from 'node:util';

export default async function* failures(source) {
    const failed = [];
    const rest = [];
    for await (const { type, data } of source) {
        const line = () => `${'  '.repeat(data.nesting)}${type === 'test:pass' ? 'ok' : 'not ok'} - ${data.name}`
            + `${data.skip ? ` # SKIP ${data.skip}` : ''} (${Math.round(data.details.duration_ms)} ms)\n`;
        if (type === 'test:pass') rest.push(line());
        else if (type === 'test:diagnostic') rest.push(`# ${data.message}\n`);
        else if (type === 'test:fail') {
            rest.push(line());
            // Of a test that failed for what is in it, only what is in it is told.
            if (data.details.error?.failureType !== 'subtestsFailed') failed.push(`${line()}${inspect(data.details.error?.cause ?? data.details.error)}\n\n`);
        }
    }
    yield* failed;
    yield* rest;
}
