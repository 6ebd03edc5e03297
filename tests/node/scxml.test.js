// The SCXML of a definition, run by an interpreter that shares nothing with the engine: after every command of random
// walks (tests/scxml/walk.cpp) both are in the same place.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import scion from '@scion-scxml/scxml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = process.env.ATRANKA_BUILD_DIR ?? join(root, 'build/dev');
const [atranka, walker] = ['atranka', 'atranka_walk'].map((name) => join(build, name));
const missing = [atranka, walker].filter((file) => !existsSync(file));
const skip = missing.length > 0 && `not built: ${missing.join(', ')}`;

const seed = process.env.ATRANKA_WALK_SEED ?? '7';
const length = 90;
const said = (program, ...words) =>
    execFileSync(program, words, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
const drawn = (file) => said(atranka, 'draw', file, '--format', 'scxml');

// A list of walks, each a list of what stood where after which command; the first is where it begins.
function walks(file, count) {
    const all = [];
    for (const line of said(walker, file, seed, String(count), String(length)).trimEnd().split('\n')) {
        const one = JSON.parse(line);
        if ('walk' in one) all.push([]);
        all.at(-1).push(one);
    }
    assert.equal(all.length, count);
    return all;
}

async function chart(text) {
    const model = await promisify(scion.documentStringToModel)('', text);
    return promisify(model.prepare.bind(model))();
}

// The first place where the interpreter is elsewhere than the engine was, in words; nothing where there is none.
function difference(model, all) {
    for (const [number, walk] of all.entries()) {
        const machine = new scion.core.Statechart(model);
        machine.start();
        for (const [turn, { at, trigger, facts, refused }] of walk.entries()) {
            if (trigger) machine.gen({ name: trigger, data: facts });
            const here = machine.getConfiguration();
            if (here.length !== 1 || here[0] !== at)
                return `walk ${number}, command ${turn}: ${walk[turn - 1]?.at} --${trigger}--> ${at}` +
                    `${refused ? ` (${refused})` : ''}, and the chart is in ${here} ${JSON.stringify(facts)}`;
        }
    }
    return undefined;
}

// What the text itself says, read without the interpreter.
function parts(text) {
    const initial = new Map([...text.matchAll(/<state id="(\w+)" initial="([\w.]+)"/g)].map(([, id, at]) => [id, at]));
    const moves = new Set(), places = new Set();
    let place;
    for (const [, state, final, event, target] of
        text.matchAll(/<state id="([\w.]+)"|<final id="([\w.]+)"|<transition event="(\w+)".* target="([\w.]+)"/g)) {
        place = state ?? final ?? place;
        if (state?.includes('.') || (final && !final.includes('.'))) places.add(place);
        if (event && place.includes('.')) moves.add(`${place} --${event}--> ${initial.get(target) ?? target}`);
    }
    return { initial, places, moves };
}
// No command of the program gives a form formally back, so nothing comes by there.
const comes = (what) => !what.includes('.returned');

const inoklaster = 'workflows/inoklaster.yaml';
let told;
const thousand = () => (told ??= walks(inoklaster, 1000));

test('1,000 random walks are the same in the engine and in the interpreter', { skip }, async () => {
    assert.equal(difference(await chart(drawn(inoklaster)), thousand()), undefined);
});

test('the walks come by every stage, every outcome and every row of the lifecycles', { skip }, () => {
    const { places, moves } = parts(drawn(inoklaster));
    assert.ok(places.size > 40 && moves.size > 100, `${places.size} places, ${moves.size} moves`);
    for (const walk of thousand())
        for (const [turn, { at, trigger, refused }] of walk.entries()) {
            places.delete(at);
            if (trigger && !refused) moves.delete(`${walk[turn - 1].at} --${trigger}--> ${at}`);
        }
    assert.deepEqual([...places].filter(comes), []);
    assert.deepEqual([...moves].filter(comes), []);
    const commands = thousand().flatMap((walk) => walk.slice(1));
    assert.ok(commands.filter(({ refused }) => refused).length > commands.length / 8);
});

const others = readdirSync(join(root, 'workflows')).filter((name) => name.endsWith('.yaml')).sort()
    .map((name) => `workflows/${name}`).filter((file) => file !== inoklaster);
// The one whose authority may send a list back.
for (const file of [...others, 'tests/definitions/good/decision-and-offer.yaml'])
    test(`random walks through ${basename(file, '.yaml')} are the same, too`, { skip }, async () => {
        assert.equal(difference(await chart(drawn(file)), walks(file, 100)), undefined);
    });

test('a chart that differs in one row is found out', { skip }, async () => {
    const text = drawn(inoklaster);
    const spoilt = [
        (t) => t.replaceAll(' &amp;&amp; _event.data.same_person === false', ''),
        (t) => t.replace('event="answer_lapsed"', 'event="answer.lapsed"'),
        (t) => t.replace('_event.data.further_expert === true', '_event.data.further_expert === false'),
        (t) => t.replace(/<transition event="expire".*\n/, ''),
        (t) => t.replace(/(<transition event="expire".*) target="reserve_expired"/, '$1 target="refused"'),
        (t) => t.replaceAll('event="withdraw" cond="_event.data.by_lead === true"', 'event="withdraw"'),
    ];
    for (const spoil of spoilt) {
        assert.notEqual(spoil(text), text, spoil.toString());
        assert.notEqual(difference(await chart(spoil(text)), thousand()), undefined, spoil.toString());
    }
});
