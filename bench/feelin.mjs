// The npm package feelin evaluates the cases of a file, in turns; bench/evaluating.cpp reads what it prints.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const { evaluate } = createRequire(new URL('../tests/node/package.json', import.meta.url))('feelin');
const { cases, turns, times } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const results = cases.map(({ expr, context }) => {
    const result = evaluate(expr, context);
    return result !== null && typeof result === 'object' && 'value' in result ? result.value : result;
});
const seconds = [];
for (let turn = 0; turn < turns; ++turn) {
    const begin = performance.now();
    for (let i = 0; i < times; ++i) for (const { expr, context } of cases) evaluate(expr, context);
    seconds.push((performance.now() - begin) / 1000 / times / cases.length);
}
console.log(JSON.stringify({ results, seconds }));
