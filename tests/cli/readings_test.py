"""Who read what: noted as it is shown, asked by those who may, anchored, packed, and found where it is changed."""

import json
import pathlib
import unittest
import zipfile

import program
from log_test import Log
from pack_test import verify

USAGE, BAD_DATA, NO_PERMISSION = 64, 65, 77
READINGS = 'logs/calls/c/readings.jsonl'


class Readings(Log):
    def setUp(self):
        super().setUp()
        self.begin_with(self.submit)

    def lines(self, *words, of='readings', **more):
        return [one['line'] for one in self.tree('audit', of, *words, **more)]

    def test_whoever_is_shown_an_application_is_noted(self):
        self.done('application', 'show', 'a-1', '--as', 'off')
        self.done('application', 'history', 'a-1', '--as', 'aud', '--as-of', 'calls/c#5')
        self.done('audit', 'explain', 'a-1', '--as', 'off', '--json')
        self.done('report', 'c', '--as', 'off')
        self.assertEqual([(line['who'], line['what'], line['object'], line.get('as_of', '')) for line in self.lines()],
                         [('off', 'application show', 'application/a-1', ''),
                          ('aud', 'application history', 'application/a-1', 'calls/c#5'),
                          ('off', 'audit explain', 'application/a-1', ''),
                          ('off', 'report', 'call/c', '')])
        first = self.lines()[0]
        self.assertEqual((first['log'], first['index'], first['size'], first['authenticated'], first['at']),
                         ('calls/c', 0, 6, 'cli', '2026-03-02T10:00:00.000Z'))

    def test_drafts_and_lists_are_no_readings(self):
        self.done('application', 'start', 'a-2', '--call', 'c', '--as', 'ann')
        self.done('application', 'save', 'a-2', '--form', self.form, '--as', 'ann')
        self.done('application', 'saved', 'a-2', '--as', 'ann')
        self.done('application', 'list', '--as', 'off')
        self.assertEqual(self.lines(), [])

    def test_readings_are_asked_by_application_call_person_and_time(self):
        self.submit('a-2')
        for who, name, at in (('off', 'a-1', '2026-03-03T10:00:00Z'), ('aud', 'a-2', '2026-03-04T10:00:00Z'),
                              ('ann', 'a-1', '2026-03-05T10:00:00Z')):
            self.done('application', 'show', name, '--as', who, '--at', at)

        def who(*words):
            return [line['who'] for line in self.lines(*words)]
        self.assertEqual(who('--application', 'a-1'), ['off', 'ann'])
        self.assertEqual(who('--call', 'c'), ['off', 'aud', 'ann'])
        self.assertEqual(who('--person', 'aud'), ['aud'])
        self.assertEqual(who('--call', 'c', '--person', 'nobody'), [])
        self.assertEqual(who('--since', '2026-03-04T10:00:00Z'), ['aud', 'ann'])
        self.assertEqual(who('--until', '2026-03-04T10:00:00Z'), ['off'])
        self.assertIn('application/a-2', self.done('audit', 'readings', '--call', 'c').out)
        self.fails(USAGE, 'audit', 'readings', '--since', 'yesterday', saying='--since is an instant')

    def test_refused_attempts_are_noted_without_what_was_said(self):
        self.fails(NO_PERMISSION, 'call', 'cancel', 'c', '--reason', 'A secret.', '--as', 'ann', lines=None)
        self.fails(NO_PERMISSION, 'audit', 'explain', 'a-1', '--as', 'ann')
        self.fails(BAD_DATA, 'application', 'show', 'a-1', '--as', 'stranger')
        self.assertEqual([(line['who'], line['what'], line['object']) for line in self.lines(of='refusals')],
                         [('ann', 'CancelCall', 'call/c'), ('ann', 'audit explain', 'application/a-1'),
                          ('stranger', 'application show', 'application/a-1')])
        self.assertEqual(self.lines(), [])
        answer = self.done('audit', 'refusals', '--call', 'c')
        self.assertIn('actor_must_have_the_role', answer.out)
        self.assertNotIn('secret', answer.out)

    def test_a_rehearsal_is_no_attempt(self):
        self.fails(NO_PERMISSION, 'call', 'cancel', 'c', '--reason', 'x', '--as', 'ann', '--dry-run', lines=None)
        self.assertEqual(self.lines(of='refusals'), [])

    def test_only_those_who_work_here_learn_who_read(self):
        for verb in ('readings', 'refusals'):
            for who in ('ann', 'stranger'):
                self.fails(NO_PERMISSION, 'audit', verb, '--call', 'c', '--as', who, saying='for those who work on the call')
                self.fails(NO_PERMISSION, 'audit', verb, '--as', who, saying='for their auditors')
            self.fails(NO_PERMISSION, 'audit', verb, '--application', 'a-1', '--as', 'ann')
            self.fails(BAD_DATA, 'audit', verb, '--application', 'a-1', '--as', 'stranger')
            self.fails(NO_PERMISSION, 'audit', verb, '--as', 'off', saying='--call')
            self.tree('audit', verb, '--call', 'c', '--as', 'off')
            self.tree('audit', verb, '--application', 'a-1', '--as', 'off')

    def test_tick_anchors_readings_hourly(self):
        self.done('application', 'show', 'a-1', '--as', 'off')
        self.done('tick', '--as', 'admin')
        replayed = self.tree('audit', 'replay')
        self.assertEqual((replayed['readings'], replayed['anchored_readings'], replayed['sound']), (1, 1, True))
        entries = len(self.tree('audit', 'history'))  # noted, and not an entry
        self.done('tick', '--at', '2026-03-02T10:30:00Z')
        self.assertEqual(len(self.tree('audit', 'history')), entries)
        self.done('tick', '--at', '2026-03-02T11:00:01Z')
        self.assertEqual(len(self.tree('audit', 'history')), entries + 1)

    def read_and_anchor(self):
        for who in ('off', 'aud', 'off'):
            self.done('application', 'show', 'a-1', '--as', who)
        self.done('log', 'anchor')
        self.tiles = self.folder / 'tiles'
        self.done('log', 'tiles', self.tiles, '--log', 'c')

    def test_a_reading_that_was_changed_or_dropped_is_named(self):
        for change, named in (("update access set who = 'ann' where position = 1", 'calls/c reading 1: does not have its hash'),
                              ('delete from access where position = 1', 'calls/c reading 1: is where line 1 belongs'),
                              ('delete from access where position = 2', 'calls/c reading 2: is gone: entry'),
                              ("delete from access where log = 'calls/c'", 'calls/c reading 0: is gone: entry')):
            with self.subTest(change):
                self.doCleanups()
                self.setUp()
                self.read_and_anchor()
                self.done('log', 'check', self.tiles, '--key', self.pub, '--log', 'c')
                self.changed(change)
                for words in (('audit', 'replay'), ('log', 'check', self.tiles, '--key', self.pub, '--log', 'c')):
                    answer = self.run_it(*words)
                    self.assertEqual(answer.code, BAD_DATA, answer.out)
                    self.assertIn(named, answer.out)

    def packed(self, change=None):
        out = self.folder / 'c.zip'
        out.unlink(missing_ok=True)
        self.done('audit', 'pack', 'c', '--out', out)
        with zipfile.ZipFile(out) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        if change is None:
            return out, files
        changed = [json.loads(line) for line in files[READINGS].decode().splitlines()]
        change(changed)
        files[READINGS] = ''.join(json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(',', ':')) + '\n'
                                  for one in changed).encode()
        other = self.folder / 'changed.zip'
        with zipfile.ZipFile(other, 'w') as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return other, files

    def test_a_pack_has_who_read_what_and_the_verifier_checks_it(self):
        self.read_and_anchor()
        pack, files = self.packed()
        answer = verify(pack, '--key', self.pub)
        self.assertEqual(answer.code, 0, answer.out)
        self.assertIn('4 lines of who read what follow from one another; the instance log has 1 head of them', answer.out)
        self.assertIn('1 line is newer than the last head', answer.out)
        page, index = files['applications/a-1.html'].decode(), files['index.html'].decode()
        for words in ('Who read it', 'Kas ją skaitė', 'application show'):
            self.assertIn(words, page)
        for words in ('Who read what', 'Kas ką skaitė', 'Head of the chain: 4 lines', 'audit pack', 'Grandinės viršūnė: 4 eil.'):
            self.assertIn(words, index)

        def someone_else(lines):
            lines[1]['line']['who'] = 'ann'
        for change, named in ((someone_else, 'calls/c reading 1: does not have its hash'),
                              (lambda lines: lines.pop(1), 'calls/c reading 1: is where line 1 belongs'),
                              (lambda lines: lines.clear(), 'calls/c reading 0: is gone: entry'),
                              (lambda lines: lines.__setitem__(slice(0, 2), lines[1::-1]), 'calls/c reading 0: is where')):
            answer = verify(self.packed(change)[0], '--key', self.pub)
            self.assertEqual(answer.code, BAD_DATA, answer.out)
            self.assertIn(named, answer.out)

    def test_a_pack_of_one_application_has_its_own_readings(self):
        self.submit('a-2')
        for name in ('a-1', 'a-2', 'a-1'):
            self.done('application', 'show', name, '--as', 'off')
        out = self.folder / 'one.zip'
        self.done('audit', 'pack', 'c', '--application', 'a-1', '--out', out)
        with zipfile.ZipFile(out) as archive:
            lines = [json.loads(line)['line'] for line in archive.read(READINGS).decode().splitlines()]
        self.assertEqual([(line['index'], line['object']) for line in lines],
                         [(0, 'application/a-1'), (2, 'application/a-1'), (3, 'application/a-1')])
        answer = verify(out, '--key', self.pub)
        self.assertEqual(answer.code, 0, answer.out)
        self.assertIn('a pack of the whole call shows their chain', answer.out)

    def test_erasure_leaves_readings_which_name_pseudonyms_alone(self):
        self.done('application', 'show', 'a-1', '--as', 'ann')
        before = self.lines()
        self.assertEqual({*before[0]} - {'log', 'index', 'size', 'kind', 'who', 'authenticated', 'object', 'what', 'at'}, set())
        self.assertNotIn('Mažieji', json.dumps(before, ensure_ascii=False))


if __name__ == '__main__':
    program.main()
