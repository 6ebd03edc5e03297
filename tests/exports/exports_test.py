"""The exports and the sample, as an auditor takes them, on the example's call; checked by means other than ours."""

import hashlib
import hmac
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import zipfile
import xml.etree.ElementTree as xml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'cli'))
import program  # noqa: E402
from program import CONFORMANCE, ROOT, Case  # noqa: E402

CALL = 'inoklaster-2026'
USAGE, BAD_DATA, CANNOT_CREATE, NO_PERMISSION = 64, 65, 73, 77
FROM_THE_BEGINNING = '1970-01-01T00:00:00Z'
XES = '{http://www.xes-standard.org/}'


class Story(Case):
    """The example's record: made once, copied for each test."""

    ready = None

    def setUp(self):
        super().setUp()
        self.reader = 'auditor'
        if Story.ready is None:
            Story.ready = pathlib.Path(tempfile.mkdtemp(prefix='atranka-exports-')) / 'a.db'
            unittest.addModuleCleanup(shutil.rmtree, Story.ready.parent, ignore_errors=True)
            subprocess.run([os.environ['ATRANKA_INOKLASTER'], 'workflows/inoklaster.yaml', Story.ready], cwd=ROOT,
                           check=True, stdout=subprocess.DEVNULL)
            connection = sqlite3.connect(Story.ready)
            connection.execute('pragma wal_checkpoint(truncate)')
            connection.close()
        for end in ('', '.keys'):
            shutil.copy(f'{Story.ready}{end}', f'{self.db}{end}')

    def rows(self, query, *values):
        connection = sqlite3.connect(f'file:{self.db}?mode=ro', uri=True)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def entries(self):
        return {row[0]: row[1:] for row in
                self.rows("select position, type, leaf_hash from entry where log = ?", f'calls/{CALL}')}

    def export(self, kind, name):
        self.done('export', kind, CALL, '--out', self.folder / name)
        return self.folder / name

    def nothing_made(self):
        self.assertEqual([file.name for file in self.folder.iterdir() if not file.name.startswith('a.db')], [])


def typed(value, kind):
    """A value as its declared type has it."""
    if value is None or value == '' and kind != 'string':
        return None
    return {'string': str, 'time': str, 'integer': int, 'float': float,
            'boolean': lambda text: {'true': 1, 'false': 0}[text]}[kind](value)


class Ocel(Story):
    def test_it_has_every_entry_of_the_call_once_with_its_leaf_hash(self):
        log = json.loads(self.export('ocel', 'c.json').read_text())
        found = {}
        for event in log['events']:
            facts = {one['name']: one['value'] for one in event['attributes']}
            self.assertNotIn(int(facts['entry']), found)
            found[int(facts['entry'])] = (event['type'], facts['leaf_hash'])
        self.assertEqual(found, self.entries())
        self.assertGreater(len(found), 2000)

    def test_json_and_sqlite_tell_the_same(self):
        log = json.loads(self.export('ocel', 'c.json').read_text())
        connection = sqlite3.connect(self.export('ocel', 'c.sqlite'))
        self.addCleanup(connection.close)
        self.assertEqual(connection.execute('pragma integrity_check').fetchall(), [('ok',)])
        self.assertEqual(connection.execute('pragma foreign_key_check').fetchall(), [])

        def ask(query):
            return connection.execute(query).fetchall()

        for kind, items in (('event', log['events']), ('object', log['objects'])):
            types = {one['name']: {a['name']: a['type'] for a in one['attributes']} for one in log[f'{kind}Types']}
            self.assertEqual(sorted(ask(f'select ocel_id, ocel_type from {kind}')),
                             sorted((item['id'], item['type']) for item in items))
            mapped = dict(ask(f'select ocel_type, ocel_type_map from {kind}_map_type'))
            self.assertEqual(set(mapped), set(types))
            tables = {name for name, in ask("select name from sqlite_master where type = 'table'")}
            for name, attributes in types.items():
                self.assertIn(f'{kind}_{mapped[name]}', tables)
                cursor = connection.execute(f'select * from "{kind}_{mapped[name]}" order by rowid')
                columns = [column[0] for column in cursor.description]
                rows = [dict(zip(columns, row)) for row in cursor]
                self.assertEqual(set(columns) - {'ocel_id', 'ocel_time', 'ocel_changed_field'}, set(attributes))
                mine = [item for item in items if item['type'] == name]
                told = self.told_events(mine, attributes) if kind == 'event' else self.told_objects(mine, attributes)
                self.assertEqual(rows, told, name)

        relations = [(event['id'], one['objectId'], one['qualifier'])
                     for event in log['events'] for one in event['relationships']]
        self.assertEqual(sorted(ask('select ocel_event_id, ocel_object_id, ocel_qualifier from event_object')),
                         sorted(relations))
        self.assertGreater(len(relations), 5000)
        relations = [(thing['id'], one['objectId'], one['qualifier'])
                     for thing in log['objects'] for one in thing['relationships']]
        self.assertEqual(sorted(ask('select ocel_source_id, ocel_target_id, ocel_qualifier from object_object')),
                         sorted(relations))

    @staticmethod
    def told_events(events, attributes):
        rows = []
        for event in events:
            facts = {one['name']: one['value'] for one in event['attributes']}
            rows.append({'ocel_id': event['id'], 'ocel_time': event['time'],
                         **{name: typed(facts.get(name), kind) for name, kind in attributes.items()}})
        return rows

    @staticmethod
    def told_objects(objects, attributes):
        rows = []
        for thing in objects:
            def row(time, changed, facts):
                return {'ocel_id': thing['id'], 'ocel_time': time, 'ocel_changed_field': changed,
                        **{name: typed(facts.get(name), kind) for name, kind in attributes.items()}}
            first = {one['name']: one['value'] for one in thing['attributes'] if one['time'] == FROM_THE_BEGINNING}
            rows.append(row(FROM_THE_BEGINNING, None, first))
            rows += [row(one['time'], one['name'], {one['name']: one['value']}) for one in thing['attributes']
                     if one['time'] != FROM_THE_BEGINNING]
        return rows

    def test_what_an_application_became_is_there_over_time(self):
        log = json.loads(self.export('ocel', 'c.json').read_text())
        granted = dict(self.rows("select application, granted from application_view where granted <> ''"))
        for thing in log['objects']:
            if thing['type'] != 'application':
                continue
            history = {}
            for one in thing['attributes']:
                history.setdefault(one['name'], []).append(one)
            for values in history.values():
                times = [one['time'] for one in values]
                self.assertEqual(times, sorted(times))
            name = thing['id'].partition('/')[2]
            if name in granted:
                self.assertEqual(history['granted'][-1]['value'], granted[name])
                self.assertGreater(len(history['stage']), 10)
                self.assertIn('rank', history)

    def test_the_object_types_are_those_an_auditor_asks_for(self):
        log = json.loads(self.export('ocel', 'c.json').read_text())
        self.assertEqual({one['name'] for one in log['objectTypes']},
                         {'call', 'round', 'selection', 'application', 'check', 'review', 'assignment', 'appeal',
                          'person', 'organisation'})


class Xes(Story):
    def test_the_published_schema_accepts_it(self):
        schema = CONFORMANCE / 'schemas' / 'xes-ieee-1849-2016-ns.xsd'
        if shutil.which('xmllint') is None or not schema.exists():
            self.skipTest(f'needs xmllint and {schema}')
        done = subprocess.run(['xmllint', '--noout', '--schema', schema, self.export('xes', 'c.xes')],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr[:2000])

    def test_each_application_has_a_trace_of_the_entries_that_touched_it(self):
        log = xml.parse(self.export('xes', 'c.xes')).getroot()
        self.assertEqual({one.get('prefix') for one in log.iter(f'{XES}extension')},
                         {'concept', 'lifecycle', 'time', 'org'})
        entries = self.entries()
        touched = {}
        for stream, position in self.rows(
                'select t.stream, e.position from touched t join entry e on e.seq = t.entry '
                "where t.stream like 'application/%' order by e.seq"):
            touched.setdefault(stream.partition('/')[2], []).append(position)
        found = {}
        for trace in log.iter(f'{XES}trace'):
            name = self.value(trace, 'concept:name')
            found[name] = [int(self.value(event, 'entry')) for event in trace.iter(f'{XES}event')]
            times = []
            for event in trace.iter(f'{XES}event'):
                self.assertEqual(self.value(event, 'leaf_hash'), entries[int(self.value(event, 'entry'))][1])
                for key in ('concept:name', 'lifecycle:transition', 'org:resource'):
                    self.assertTrue(self.value(event, key))
                times.append(self.value(event, 'time:timestamp'))
            self.assertEqual(times, sorted(times))
        self.assertEqual(found, touched)

    @staticmethod
    def value(element, key):
        return next(child.get('value') for child in element if child.get('key') == key)


class Every(Story):
    kinds = (('ocel', 'json'), ('ocel', 'sqlite'), ('xes', 'xes'))

    def test_the_same_record_gives_the_same_bytes(self):
        for kind, ending in self.kinds:
            first = self.export(kind, f'1.{ending}').read_bytes()
            self.assertEqual(self.export(kind, f'2.{ending}').read_bytes(), first)

    def test_nothing_of_the_private_parts_leaves(self):
        def texts(value):
            if isinstance(value, str):
                yield value
            elif isinstance(value, dict):
                for one in value.values():
                    yield from texts(one)
            elif isinstance(value, list):
                for one in value:
                    yield from texts(one)
        public = ' '.join(row[0] for row in self.rows('select events from entry'))
        shutil.copy(f'{Story.ready}.key', f'{self.db}.key')
        self.done('audit', 'pack', CALL, '--out', self.folder / 'c.zip')
        with zipfile.ZipFile(self.folder / 'c.zip') as pack:
            entries = [json.loads(line) for name in pack.namelist() if name.endswith('/entries.jsonl')
                       for line in pack.read(name).splitlines()]
        private = {text for entry in entries for part in entry['parts'] for text in texts(json.loads(part['payload']))
                   if len(text) > 6 and text not in public}
        self.assertGreater(len(private), 200)
        for kind, ending in self.kinds:
            made = self.export(kind, f'c.{ending}').read_bytes()
            self.assertEqual([text for text in private if text.encode() in made], [])

    def test_only_those_who_may_read_all_of_it_may_take_it(self):
        for kind, ending in self.kinds:
            for who in ('lead-026', 'expert-b01', 'administrator', 'nobody'):
                self.fails(NO_PERMISSION, 'export', kind, CALL, '--out', self.folder / f'x.{ending}', '--as', who,
                           saying='is for those who work on the call, and for auditors')
        for who in ('lead-026', 'expert-b01', 'administrator', 'nobody'):
            self.fails(NO_PERMISSION, 'audit', 'sample', CALL, '--seed', 'x', '--as', who, saying='the sample is for')
        self.nothing_made()
        self.done('export', 'xes', CALL, '--out', self.folder / 'x.xes', '--as', 'officer-1')

    def test_a_file_that_is_there_is_not_replaced(self):
        for kind, ending in self.kinds:
            there = self.file(f'c.{ending}', 'mine')
            self.fails(CANNOT_CREATE, 'export', kind, CALL, '--out', there, saying='is there already')
            self.assertEqual(there.read_text(), 'mine')
        self.fails(USAGE, 'export', 'ocel', CALL, '--out', self.db, saying='--out ends in .json or .sqlite')

    def test_what_is_mistyped_gets_one_line(self):
        self.fails(USAGE, 'export', 'ocel', CALL, saying='--out names the file to make, ending in .json or .sqlite')
        self.fails(USAGE, 'export', 'xes', CALL, '--out', self.folder / 'c.json', saying='--out ends in .xes')
        self.fails(BAD_DATA, 'export', 'ocel', 'nope', '--out', self.folder / 'c.json', saying='no call nope')
        self.fails(CANNOT_CREATE, 'export', 'ocel', CALL, '--out', self.folder / 'no' / 'c.json', saying='no folder')
        self.nothing_made()

    def test_a_file_that_cannot_be_finished_is_not_there(self):
        for kind, ending in self.kinds:
            done = subprocess.run(
                ['bash', '-c', 'trap "" XFSZ; ulimit -f 256; exec "$@"', 'bash', program.PROGRAM, 'export', kind,
                 CALL, '--out', self.folder / f'c.{ending}'], capture_output=True, text=True,
                env={'PATH': os.environ['PATH'], 'ATRANKA_DB': str(self.db), 'ATRANKA_AS': 'auditor'})
            self.assertNotEqual(done.returncode, 0, ending)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
            self.nothing_made()


class Sample(Story):
    def awards(self):
        return [row[0] for row in self.rows("select application from application_view where granted <> ''")]

    def sample(self, *words):
        return self.tree('audit', 'sample', CALL, *words)

    def test_anyone_draws_the_same(self):
        for seed in ('2026-11-20 4 8 15 16 23 42', 'x', 'x' * 200):
            keys = {name: hmac.new(seed.encode(), f'{CALL}\0{name}'.encode(), hashlib.sha256).hexdigest()
                    for name in self.awards()}
            order = sorted(keys, key=keys.get)
            drawn = self.sample('--seed', seed, '--n', '5')
            self.assertEqual([(one['application'], one['key']) for one in drawn['sample']],
                             [(name, keys[name]) for name in order[:5]])
            self.assertEqual({one['application']: one['key'] for one in drawn['awards']}, keys)

    def test_the_line_it_prints_works_the_key_out(self):
        if shutil.which('openssl') is None:
            self.skipTest('needs openssl')
        text = self.done('audit', 'sample', CALL, '--seed', 'a "b" $c', '--n', '1').out
        line = re.search(r'^  (printf .*)$', text, re.M).group(1)
        key = subprocess.run(['bash', '-c', line], capture_output=True, text=True, check=True).stdout.split()[-1]
        self.assertIn(f'(key {key[:16]}…)', text)

    def test_the_help_says_how_it_draws(self):
        text = self.done('audit', 'sample', '--help').out
        for words in ('HMAC-SHA-256', 'smallest keys', 'openssl dgst -sha256 -hmac', 'zero byte'):
            self.assertIn(words, text)

    def test_more_than_there_are_gives_all_and_says_so(self):
        every = self.sample('--seed', 'x', '--n', '100')
        self.assertEqual(sorted(one['application'] for one in every['sample']), sorted(self.awards()))
        text = self.done('audit', 'sample', CALL, '--seed', 'x', '--n', '100').out
        self.assertIn(f'100 were asked for: there are only {len(self.awards())}, and all of them are here', text)

    def test_a_bad_number_or_seed_gets_one_line(self):
        for n in ('0', '-1', '1.5', 'ten', '100001', '99999999999999999999'):
            self.fails(USAGE, 'audit', 'sample', CALL, '--seed', 'x', f'--n={n}', saying='--n is a whole number from 1')
        for seed in ('ą', 'a\nb', "o'clock", 'x' * 201):
            self.fails(USAGE, 'audit', 'sample', CALL, '--seed', seed, saying='--seed')
        self.fails(USAGE, 'audit', 'sample', CALL, saying='--seed is needed')

    def test_each_line_names_entries_by_number_and_leaf_hash(self):
        entries = self.entries()
        drawn = self.sample('--seed', 'x', '--n', '3')
        self.assertEqual((drawn['entry'], drawn['leaf_hash']), (max(entries), entries[max(entries)][1]))
        for award in drawn['sample']:
            self.assertGreater(len(award['checklist']), 30)
            for line in award['checklist']:
                self.assertIn(line['verdict'], ('ok', 'not ok', 'n.a.'))
                for one in line['entries']:
                    self.assertEqual(one['leaf_hash'], entries[one['entry']][1])
            for line in award['budget']:
                self.assertEqual(line['leaf_hash'], entries[line['entry']][1])

    def test_a_call_without_awards_says_so(self):
        small = self.folder / 'small.db'
        env = {'ATRANKA_AS': 'admin'}
        at = ('--at', '2026-03-02T10:00:00Z')
        self.done('instance', 'found', 'admin', *at, db=small, env=env)
        people = self.file('people.csv', 'person,name,expert_kind,fields,roles\noff,O,,,c:officer\n')
        self.done('person', 'import', people, *at, db=small, env=env)
        self.done('call', 'draft', 'c', '--definition', ROOT / 'tests/cli/small.yaml', '--round', 'r1',
                  'closing=2026-03-31T20:59:59Z', *at, db=small, env={'ATRANKA_AS': 'off'})
        text = self.done('audit', 'sample', 'c', '--seed', 'x', *at, db=small, env={'ATRANKA_AS': 'off'}).out
        self.assertIn('no award was decided in c', text)


if __name__ == '__main__':
    program.main()
