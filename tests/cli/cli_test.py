"""The program as officers, applicants, experts, heads and auditors type it."""

import functools
import json
import os
import re
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import unittest
from xml.etree import ElementTree

import program
from program import CONFORMANCE, HERE, ROOT, Case, run

SMALL = HERE / 'small.yaml'
SCXML = '{http://www.w3.org/2005/07/scxml}'
USAGE, BAD_DATA, NO_INPUT, CANNOT_CREATE, IO_ERROR, NO_PERMISSION = 64, 65, 66, 73, 74, 77


@functools.cache
def verbs():
    """Every noun and verb that the help names."""
    def below(*words):
        text = run(*words, '--help').out
        part = text.partition('Subcommands:')[2].partition('\n\n')[0]
        return re.findall(r'^  ([a-z][a-z-]*)\b', part, re.M)
    found, open_ones = [], [(noun,) for noun in below()]
    while open_ones:
        words = open_ones.pop(0)
        inner = below(*words)
        open_ones += [(*words, verb) for verb in inner]
        found += [] if inner else [words]
    return found


class Help(Case):
    def test_every_verb_teaches_with_an_example(self):
        found = verbs()
        self.assertGreater(len(found), 80)
        for words in found:
            answer = run(*words, '--help')
            self.assertEqual((answer.code, answer.err), (0, ''), words)
            self.assertIn('Example:\n  atranka ' + ' '.join(words), answer.out)

    def test_every_command_of_the_engine_has_its_noun_and_verb(self):
        text = (ROOT / 'engine').rglob('commands.hpp')
        declared = {name for file in text for name in re.findall(r'std::string_view name = "(\w+)"', file.read_text())}
        listed = run('commands', '--json').json
        self.assertEqual({row['command'] for row in listed}, declared)
        self.assertGreater(len(declared), 60)
        known = set(verbs())
        for row in listed:
            self.assertIn((row['noun'], row['verb']), known, row)
        self.assertEqual(len({(row['noun'], row['verb']) for row in listed}), len(listed))

    def test_what_is_mistyped_gets_one_line_with_a_hint(self):
        for words, hint in ((('call', 'shw'), 'did you mean show?'), (('cal',), 'did you mean call?'),
                            (('call', 'show', 'c', '--jsn'), '--json'), (('call', 'show'), 'CALL'),
                            (('check', 'propose', 'a-1', '--as', 'x'), '--passed or --failed is required'),
                            (('call', 'list', '--at', 'yesterday'), 'is an instant in UTC')):
            answer = run(*words, db=self.db)
            self.assertEqual(answer.code, USAGE, answer.err)
            self.assertEqual(len(answer.err.splitlines()), 1, answer.err)
            self.assertIn(hint, answer.err)
        self.assertFalse(self.db.exists())


class Small(Case):
    """A small call, with everybody who is needed: made once, copied for each test."""

    def setUp(self):
        super().setUp()
        self.at = '2026-03-02T10:00:00Z'
        self.reader = 'aud'
        self.good = self.folder / 'good.yaml'
        self.begin_with(self.prepare)

    def closed(self, change):
        """The database in one file, changed by hand."""
        connection = sqlite3.connect(self.db)
        try:
            change(connection)
            connection.commit()
            connection.execute('pragma wal_checkpoint(truncate)')
        finally:
            connection.close()

    def prepare(self):
        self.file('good.yaml', 'subject: Mažieji lazeriai\namount: 400.00\n')
        self.done('instance', 'found', 'admin', '--as', 'admin')
        people = self.file('people.csv', 'person,name,expert_kind,fields,roles\n'
                                'off,Ona Petraitė,,,c:officer\nhead,"Jonaitis, Jonas",,,c:head\n'
                                'e1,,business,optics;lasers,c:expert\naud,,,,*:auditor\nann,,,,\nbob,,,,\n')
        self.done('person', 'import', people, '--as', 'admin')
        self.second_grants(('head', 'head', 'c'), ('aud', 'auditor', '*'))
        self.done('call', 'draft', 'c', '--definition', SMALL, '--round', 'r1', 'closing=2026-03-31T20:59:59Z',
                  '--as', 'off')
        self.publish('c')
        self.done('call', 'open', 'c', '--as', 'off')
        self.done('call', 'open-round', 'c', 'r1', '--as', 'off')

    def submitted(self, *names, who='ann'):
        for name in names:
            self.done('application', 'start', name, '--call', 'c', '--as', who)
            self.done('application', 'submit', name, '--form', self.good, '--as', who)

    def in_review(self, name):
        self.submitted(name)
        self.done('check', 'propose', name, '--passed', '--as', 'off')
        self.done('check', 'confirm', name, '--as', 'head')
        self.done('review', 'assign', name, 'e1', '--as', 'off')

    def stage(self, name):
        return self.tree('application', 'show', name)['stage']


class Running(Small):
    def test_a_call_is_run_by_hand_from_draft_to_outcome(self):
        self.in_review('a-1')
        self.fails(BAD_DATA, 'review', 'submit', 'a-1', '--score', 'novelty=4', '--comment', 'novelty=x', '--as', 'e1',
                   saying='refused: interest_must_be_declared_before_scoring:')
        self.done('review', 'declare', 'a-1', '--interest', 'none', '--as', 'e1')
        self.done('review', 'open', 'a-1', '--as', 'e1')
        self.fails(BAD_DATA, 'review', 'submit', 'a-1', '--score', 'novelty=4.2', '--comment', 'novelty=x',
                   '--as', 'e1', saying='scores_must_be_on_scale')
        self.done('review', 'submit', 'a-1', '--score', 'novelty=4.5', '--comment', 'novelty=New.', '--as', 'e1')
        self.assertEqual(self.tree('application', 'show', 'a-1')['outcome'], 'done')
        self.assertTrue(self.tree('audit', 'replay')['sound'])

    def test_a_list_of_what_there_is_not_names_how_to_find_what_there_is(self):
        for words in (('application', 'list'), ('review', 'list')):
            self.fails(BAD_DATA, *words, '--call', 'nope', saying='no call nope; `atranka call list` names them')
        for words in ((), ('--call', 'c')):
            self.fails(BAD_DATA, 'application', 'list', '--round', 'r9', *words, saying='a round r9' if not words else
                       'no round r9 in c')
        self.assertEqual(self.done('application', 'list', '--call', 'c').out, 'no application fits\n')

    def test_every_reading_command_answers_in_json(self):
        self.in_review('a-1')
        for words in (('call', 'list'), ('call', 'show', 'c'), ('application', 'list', '--call', 'c'),
                      ('application', 'show', 'a-1'), ('application', 'history', 'a-1'), ('person', 'list'),
                      ('review', 'list', '--call', 'c'), ('audit', 'replay'), ('audit', 'history'),
                      ('audit', 'history', '--log', 'instance'), ('audit', 'history', '--stream', 'person/e1'),
                      ('report', 'c'), ('commands',), ('version',), ('tick',), ('lint', SMALL),
                      ('application', 'check', self.good, '--call', 'c', '--form', 'note'),
                      ('application', 'check', self.good, '--definition', SMALL, '--form', 'note'),
                      ('feel', 'eval', '1 + 1')):
            answer = self.run_it(*words, '--json')
            self.assertEqual((answer.code, answer.err), (0, ''), words)
            json.loads(answer.out)

    def test_the_picture_of_a_call_fits_a_terminal_and_its_columns_stand_under_one_another(self):
        self.in_review('a-1')
        self.submitted('a-2', who='bob')
        for words in (('call', 'show', 'c'), ('application', 'list', '--call', 'c'), ('application', 'show', 'a-1'),
                      ('application', 'history', 'a-1'), ('review', 'list'), ('person', 'list'), ('report', 'c')):
            text = self.done(*words).out
            self.assertLessEqual(max(map(len, text.splitlines())), 100, text)
            self.assertEqual(text, '\n'.join(line.rstrip() for line in text.split('\n')))
        lines = self.done('call', 'show', 'c').out.splitlines()
        head = next(line for line in lines if line.startswith('STEP'))
        look = next(line for line in lines if line.startswith('look '))
        self.assertEqual(look[:head.index('WAITING') + 7].split(), ['look', '1'])
        self.assertEqual(look[head.index('TURN OF'):].split()[:2], ['1', 'officer'])

    def test_two_applications_are_advanced_at_once_and_one_that_is_refused_stops_no_other(self):
        self.submitted('a-1', 'a-2')
        answer = self.run_it('check', 'propose', 'a-1', 'a-9', 'a-2', '--passed', '--as', 'off')
        self.assertEqual(answer.code, BAD_DATA)
        self.assertIn('a-9: refused: application_must_exist', answer.out)
        self.assertEqual(answer.out.splitlines()[-1], '2 of 3 accepted')
        self.assertEqual({self.stage('a-1'), self.stage('a-2')}, {'check.proposed'})
        answer = self.done('check', 'confirm', '--many', '--call', 'c', '--step', 'look', '--as', 'head')
        self.assertEqual(answer.out.splitlines()[-1], '2 of 2 accepted')

    def test_a_dry_run_records_nothing_and_a_repeated_id_is_harmless(self):
        before = self.record()
        start = 'application', 'start', 'a-1', '--call', 'c', '--as', 'ann'
        self.done(*start, '--dry-run')
        self.assertEqual(self.record(), before)
        first = self.tree(*start, '--id', 'x-1')
        after = self.record()
        again = self.tree(*start, '--id', 'x-1')
        self.assertEqual((first['index'], again['index'], again['repeated']), (first['index'], first['index'], True))
        self.assertEqual(self.record(), after)
        self.fails(BAD_DATA, 'application', 'start', 'a-2', '--call', 'c', '--as', 'ann', '--id', 'x-1')

    def test_a_submission_repeated_under_its_id_is_answered_as_done(self):
        self.done('application', 'start', 'a-1', '--call', 'c', '--as', 'ann')
        self.done('application', 'save', 'a-1', '--form', self.good, '--as', 'ann')
        submit = 'application', 'submit', 'a-1', '--as', 'ann', '--id', 's-1'
        first = self.tree(*submit)
        record = self.record()
        again = self.tree(*submit)  # the application waits elsewhere by now
        self.assertEqual((again['index'], again['repeated']), (first['index'], True))
        self.assertEqual(self.record(), record)
        self.fails(BAD_DATA, *submit[:3], '--as', 'bob', '--id', 's-1', lines=None)
        self.fails(BAD_DATA, *submit, '--step', 'check', saying='command_id_must_be_new')

    def test_a_report_tells_what_stood_at_an_earlier_instant(self):
        self.submitted('a-1')
        then = len([entry for entry in self.tree('audit', 'history') if entry['log'] == 'calls/c']) - 1
        self.submitted('a-2')
        self.assertEqual(self.tree('report', 'c')['applications'], 2)
        before = self.tree('report', 'c', '--as-of', f'calls/c#{then}')
        self.assertEqual((before['applications'], sum(before['waiting'].values())), (1, 1))

    def test_an_auditor_sees_what_stood_at_an_earlier_instant(self):
        self.submitted('a-1')
        self.at = '2026-03-05T10:00:00Z'
        self.done('check', 'propose', 'a-1', '--passed', '--as', 'off')
        self.assertEqual(self.stage('a-1'), 'check.proposed')
        then = '--as-of', '2026-03-04T00:00:00Z'
        self.assertEqual(self.tree('application', 'show', 'a-1', *then)['stage'], 'check.pending')
        self.assertEqual(self.tree('application', 'list', *then)[0]['stage'], 'check.pending')
        self.assertEqual(self.tree('call', 'show', 'c', *then)['steps'][1]['stages'], {'check.pending': 1})
        self.assertLess(len(self.tree('application', 'history', 'a-1', *then)),
                        len(self.tree('application', 'history', 'a-1')))
        self.fails(BAD_DATA, 'application', 'show', 'a-1', '--as-of', '2026-01-01T00:00:00Z', saying='no application a-1')
        self.fails(USAGE, 'application', 'show', 'a-1', '--as-of', 'March', saying='is an instant in UTC')

    def test_the_history_reads_as_a_timeline(self):
        self.submitted('a-1')
        lines = self.done('application', 'history', 'a-1').out.splitlines()
        self.assertEqual(lines[0], '2026-03-02 10:00  ann: start application')
        self.assertIn('      waits in look (check.pending), until 2026-03-09 21:59 UTC', lines)

    def test_timers_fire_when_they_are_due(self):
        self.done('application', 'start', 'a-1', '--call', 'c', '--as', 'ann')
        self.assertEqual(self.tree('tick'), [])
        self.at = '2026-04-01T10:00:00Z'
        self.assertEqual([one['application'] for one in self.tree('tick')], ['a-1'])
        self.assertEqual(self.tree('application', 'show', 'a-1')['outcome'], 'not_done')
        self.assertEqual(self.tree('tick'), [])


class Forms(Small):
    def test_every_problem_of_a_form_is_told_at_once_from_json_and_from_yaml(self):
        self.done('application', 'start', 'a-1', '--call', 'c', '--as', 'ann')
        for name, text in (('bad.json', '{"amount": "1e3", "colour": "red"}'),
                           ('bad.yaml', 'amount: 1e3\ncolour: red\n')):
            bad = self.file(name, text)
            found = self.run_it('application', 'check', bad, '--call', 'c', '--form', 'note', '--json')
            self.assertEqual(found.code, BAD_DATA)
            self.assertEqual([p['path'] for p in found.json['problems']], ['subject', 'amount', 'colour'])
            answer = self.fails(BAD_DATA, 'application', 'submit', 'a-1', '--form', bad, '--as', 'ann',
                                saying='refused: form_must_be_valid:', lines=4)
            for path in ('subject', 'amount', 'colour'):
                self.assertIn(f'\n  {path}: ', answer.err)
        self.done('application', 'submit', 'a-1', '--form', self.good, '--as', 'ann')

    def test_amounts_are_exact_decimals_to_the_cent(self):
        self.done('application', 'start', 'a-1', '--call', 'c', '--as', 'ann')
        for amount in ('1e3', 'NaN', '25,000', '4 00', '0x10', '400.001', '-1', '501', '', 'Infinity', '1/2'):
            bad = self.file('bad.json', json.dumps({'subject': 'x', 'amount': amount}))
            answer = self.fails(BAD_DATA, 'application', 'submit', 'a-1', '--form', bad, '--as', 'ann', lines=2)
            self.assertIn('\n  amount: ', answer.err)
        self.fails(BAD_DATA, 'call', 'propose-change', 'c', 'budget', '62,000', '--reason', 'x', '--as', 'off')
        self.fails(BAD_DATA, 'review', 'submit', 'a-1', '--score', 'novelty=4e0', '--as', 'e1',
                   saying='is not an exact decimal')

    def test_text_with_control_characters_or_invalid_utf_8_is_refused(self):
        self.done('application', 'start', 'a-1', '--call', 'c', '--as', 'ann')
        for name, text in (('a.json', b'{"subject": "a\\u0007b", "amount": "4.00"}'),
                           ('b.json', b'{"subject": "a\xff", "amount": "4.00"}'),
                           ('c.yaml', b'subject: a\xff\namount: 4.00\n'),
                           ('d.yaml', b'subject: "a\\u0007b"\namount: 4.00\n'),
                           ('e.json', b'{"subject": "x", "subject": "y", "amount": "4.00"}'),
                           ('f.json', b'{"subject": "x"'), ('g.yaml', b'subject: &a x\namount: *a\n'),
                           ('h.json', b'[' * 100000)):
            self.fails(BAD_DATA, 'application', 'submit', 'a-1', '--form', self.file(name, text), '--as', 'ann',
                       lines=None)
        for text in (b'a\x07b', b'a\xff'):
            self.fails(BAD_DATA, 'application', 'withdraw', 'a-1', '--reason', text, '--as', 'ann')

    def test_drafts_are_saved_as_they_are_and_lie_outside_the_record(self):
        self.done('application', 'start', 'a-1', '--call', 'c', '--as', 'ann')
        before = self.record()
        unfinished = self.file('half.yaml', 'subject: Half\n')
        self.done('application', 'save', 'a-1', '--form', unfinished, '--as', 'ann')
        self.done('application', 'save', 'a-1', '--form', self.good, '--as', 'ann')
        self.assertEqual(self.record(), before)
        self.assertEqual(self.done('application', 'saved', 'a-1', '--as', 'ann').json['amount'], '400.00')
        self.fails(BAD_DATA, 'application', 'saved', 'a-1', '--as', 'bob', saying='no application a-1 that bob may read')
        self.done('application', 'submit', 'a-1', '--as', 'ann')
        self.assertEqual(self.stage('a-1'), 'check.pending')


class Refusals(Small):
    def test_who_may_not_and_what_is_not_there_is_said_in_one_line(self):
        self.submitted('a-1')
        for code, saying, words in (
                (NO_PERMISSION, 'actor_must_have_the_role', ('check', 'propose', 'a-1', '--passed', '--as', 'bob')),
                (NO_PERMISSION, 'actor_must_have_the_role', ('call', 'close', 'c', '--as', 'aud')),
                (NO_PERMISSION, 'lead_must_act', ('application', 'withdraw', 'a-1', '--reason', 'x', '--as', 'bob')),
                (BAD_DATA, 'application_must_exist', ('check', 'propose', 'a-9', '--passed', '--as', 'off')),
                (BAD_DATA, 'call_must_exist', ('call', 'close', 'd', '--as', 'off')),
                (BAD_DATA, 'no call d', ('call', 'show', 'd')),
                (BAD_DATA, 'no call d', ('report', 'd')),
                (BAD_DATA, 'no application a-9', ('application', 'history', 'a-9')),
                (NO_INPUT, 'cannot open', ('lint', self.folder / 'none.yaml')),
                (NO_INPUT, 'is a folder', ('lint', self.folder)),
                (NO_INPUT, 'cannot open', ('application', 'submit', 'a-1', '--form', self.folder / 'x', '--as', 'ann'))):
            self.fails(code, *words, saying=saying)
        self.fails(USAGE, 'call', 'close', 'c', saying='say who acts', env={})
        self.fails(BAD_DATA, 'instance', 'found', 'other', '--as', 'other')
        self.at = '2026-04-01T10:00:00Z'
        self.fails(BAD_DATA, 'application', 'start', 'a-2', '--call', 'c', '--round', 'r1', '--as', 'bob')

    def test_registers_are_imported_whole_or_not_at_all(self):
        bad = self.file('bad.csv', 'person,expert_kind,employments,roles\n'
                        'n1,business,,c:expert\nn2,business,o-404,\nn3,,,expert\noff,,,\n')
        answer = self.fails(BAD_DATA, 'person', 'import', bad, '--as', 'admin', lines=None)
        self.assertIn(f'{bad}:3:13: organisation_must_be_registered', answer.err)
        self.assertIn(f'{bad}:4:6: roles: expert is not CALL:ROLE', answer.err)
        organisations = self.file('o.csv', 'organisation,name,sme,members\no-1,UAB Viena,yes,\no-2,Antra,maybe,x\n')
        answer = self.fails(BAD_DATA, 'organisation', 'import', organisations, '--as', 'admin', lines=None)
        self.assertIn(f'{organisations}:3:11: sme: maybe is neither yes nor no', answer.err)
        self.assertIn(f'{organisations}:3:17: members: x is not a whole number', answer.err)
        good = self.file('o.csv', '\ufefforganisation,name,sme\r\no-1,"UAB ""Viena"", Vilnius",yes\r\no-2,Antra,\r\n')
        self.fails(NO_PERMISSION, 'organisation', 'register', 'o-3', '--name', 'x', '--as', 'ann')
        self.done('organisation', 'import', good, '--as', 'admin')
        told = self.tree('audit', 'history', '--stream', 'organisation/o-1')
        self.assertEqual(told[0]['command']['organisation']['name'], 'UAB "Viena", Vilnius')


class Storage(Small):
    def flipped(self, table, column):
        """One bit of the newest row, behind the back of the triggers; the entry it belongs to."""
        def flip(connection):
            triggers = connection.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
            for name, _ in triggers:
                connection.execute(f'drop trigger {name}')
            key = {'entry': 'seq', 'touched': 'entry'}.get(table, 'entry')
            entry, value = connection.execute(f'select {key}, {column} from {table} order by {key} desc').fetchone()
            if isinstance(value, int):
                changed = value ^ 64
            else:
                data = bytearray(value.encode())
                at = next(i for i in range(len(data) // 2, len(data)) if 0x30 <= data[i] < 0x7f)
                data[at] ^= 1
                changed = data.decode()
            connection.execute(f'update {table} set {column} = ? where {key} = ? and {column} = ?',
                               (changed, entry, value))
            for _, sql in triggers:
                connection.execute(sql)
            found.extend(connection.execute('select log, position from entry where seq = ?', (entry,)).fetchone())
        found = []
        self.closed(flip)
        return found

    def test_a_flipped_bit_anywhere_is_reported_with_its_entry_and_what_differs(self):
        self.in_review('a-1')
        self.assertTrue(self.tree('audit', 'replay')['sound'])
        self.closed(lambda connection: None)
        whole = self.db.read_bytes()
        for table, columns in {'entry': ('command_id', 'type', 'at_ms', 'leaf', 'leaf_hash', 'command', 'events'),
                               'touched': ('stream', 'version'), 'beside': ('hash', 'payload'),
                               'part': ('name', 'subject', 'category', 'salt', 'sealed'),
                               'opening': ('command_salt', 'events_salt')}.items():
            for column in columns:
                with self.subTest(f'{table}.{column}'):
                    self.db.write_bytes(whole)
                    log, index = self.flipped(table, column)
                    answer = self.run_it('audit', 'replay', '--json')
                    self.assertEqual(answer.code, BAD_DATA, answer.out + answer.err)
                    differences = answer.json['differences']
                    self.assertIn((log, index), [(d['log'], d['index']) for d in differences], differences)
                    self.assertTrue(all(d['what'] for d in differences))
        said = self.run_it('audit', 'replay').out
        self.assertIn(f'{log} entry {index}: ', said)
        self.assertIn('The record is NOT sound', said)

    def test_a_hash_that_is_no_hash_is_reported_like_any_other_difference(self):
        self.in_review('a-1')
        self.closed(lambda connection: None)
        whole = self.db.read_bytes()
        for table, column, where in (('entry', 'leaf_hash', "log = 'calls/c' and position = 3"),
                                     ('head', 'subtrees', "log = 'calls/c'"), ('node', 'hash', "log = 'calls/c'")):
            def spoil(connection, table=table, column=column, where=where):
                for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
                    connection.execute(f'drop trigger {name}')
                connection.execute(f"update {table} set {column} = 'g' || substr({column}, 2) where {where}")
            with self.subTest(f'{table}.{column}'):
                self.db.write_bytes(whole)
                self.closed(spoil)
                answer = self.run_it('audit', 'replay', '--json')
                self.assertEqual(answer.code, BAD_DATA, answer.out + answer.err)
                found = [(d['log'], d['what']) for d in answer.json['differences']]
                self.assertIn(('calls/c', 'leaf' if table == 'entry' else 'tree'), found)

    def test_triggers_guard_the_record_against_update_and_delete(self):
        for table, column in (('entry', 'leaf'), ('touched', 'version'), ('beside', 'payload')):
            for change in (f'delete from {table}',
                           'update {} set {} = 9'.format(table, column)):
                with self.assertRaises(sqlite3.IntegrityError):
                    self.closed(lambda connection, change=change: connection.execute(change))

    def test_what_is_no_database_of_ours_gets_one_line_and_is_left_as_it_is(self):
        def foreign():
            connection = sqlite3.connect(self.folder / 'foreign.db')
            connection.execute('create table t (x)')
            connection.commit()
            connection.close()
            return (self.folder / 'foreign.db').read_bytes()
        self.done('application', 'start', 'a-1', '--call', 'c', '--as', 'ann')
        self.closed(lambda connection: None)
        whole = self.db.read_bytes()
        for name, text in (('foreign.db', foreign()), ('noise.db', b'not a database ' * 999), ('short.db', whole[:5000]),
                           ('empty.db', b'')):
            path = self.file(name, text)
            for words in (('call', 'list'), ('application', 'start', 'a-7', '--call', 'c', '--as', 'ann'),
                          ('audit', 'replay')):
                answer = self.run_it(*words, db=path)
                self.assertEqual(answer.code, BAD_DATA, f'{name} {words} {answer.out}{answer.err}')
                self.assertEqual(len(answer.err.splitlines()), 1, answer.err)
            self.assertEqual(path.read_bytes(), text, name)
        self.fails(NO_INPUT, 'call', 'list', db=self.folder / 'none.db', saying='no database')
        self.fails(CANNOT_CREATE, 'instance', 'found', 'x', '--as', 'x', db=self.folder / 'no' / 'none.db')

    def test_a_newer_schema_is_left_alone(self):
        connection = sqlite3.connect(self.db)
        version = connection.execute('pragma user_version').fetchone()[0]
        connection.execute(f'pragma user_version = {version + 1}')
        connection.commit()
        connection.close()
        answer = self.run_it('call', 'list')
        self.assertEqual((answer.code, len(answer.err.splitlines())), (BAD_DATA, 1), answer.err)
        self.assertIn('newer', answer.err)

    def test_a_locked_database_is_waited_for_and_then_told(self):
        connection = sqlite3.connect(self.db, isolation_level=None)
        connection.execute('begin immediate')
        answer = self.run_it('application', 'start', 'a-1', '--call', 'c', '--as', 'ann')
        self.assertEqual((answer.code, len(answer.err.splitlines())), (IO_ERROR, 1), answer.err)
        connection.execute('rollback')
        connection.close()
        self.done('application', 'start', 'a-1', '--call', 'c', '--as', 'ann')

    @unittest.skipIf(os.geteuid() == 0 and not os.path.exists('/usr/bin/setpriv'), 'root may write every file')
    def test_a_read_only_file_is_told(self):
        self.closed(lambda connection: None)
        # Somebody who is not root may be unable to reach the place where the program was built.
        near = self.folder / 'atranka'
        shutil.copy(program.PROGRAM, near)
        for path in (self.folder, self.db):
            path.chmod(0o555 if path.is_dir() else 0o444)
        whole = self.db.read_bytes()
        words = [str(near), 'application', 'start', 'a-1', '--call', 'c', '--as', 'ann', '--db', str(self.db)]
        if os.geteuid() == 0:
            words = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all', *words]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60)
        self.folder.chmod(0o755)
        self.assertEqual((done.returncode, len(done.stderr.splitlines())), (NO_PERMISSION, 1), done.stderr)
        self.assertEqual(self.db.read_bytes(), whole)

    def test_an_answer_that_cannot_be_written_is_no_success(self):
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([program.PROGRAM, 'commands'], stdout=full, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(done.returncode, IO_ERROR)

    def test_an_interrupt_at_any_moment_loses_nothing_acknowledged(self):
        for sent in (signal.SIGINT, signal.SIGKILL):
            acknowledged, name = [], f's{int(sent)}'
            for i in range(12):
                words = [program.PROGRAM, 'application', 'start', f'{name}-{i}', '--call', 'c', '--as', 'ann', '--json',
                         '--at', self.at, '--db', str(self.db)]
                started = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                if i % 3:
                    time.sleep(0.003 * (i + 1))
                    started.send_signal(sent)
                out = started.communicate(timeout=60)[0]
                if started.returncode == 0:
                    acknowledged.append((f'{name}-{i}', json.loads(out)['leaf_hash']))
            self.assertGreaterEqual(len(acknowledged), 4)
            for application, leaf in acknowledged:
                told = self.tree('application', 'history', application)
                self.assertEqual(told[0]['leaf_hash'], leaf)
        self.assertTrue(self.tree('audit', 'replay')['sound'])


class Documents(Case):
    def test_all_problems_of_a_definition_are_told_with_line_column_and_mend(self):
        self.assertEqual(run('lint', SMALL).code, 0)
        text = SMALL.read_text()
        bad = self.file('bad.yaml', text.replace('by: officer, confirm_by: head', 'by: offcer, confirm_by: head')
                        .replace('below: not_done', 'below: nowhere').replace('currency: EUR', 'currency: euros'))
        answer = run('lint', bad)
        self.assertEqual(answer.code, BAD_DATA)
        lines = [line for line in answer.out.splitlines() if ' error ' in line]
        self.assertGreaterEqual(len(lines), 3, answer.out)
        for line in lines:
            self.assertRegex(line, rf'^{re.escape(str(bad))}:\d+:\d+: error [a-z-]+: .* Mend: ')
        self.assertIn('offcer', answer.out)
        told = run('lint', bad, '--json').json
        self.assertTrue(all({'line', 'column', 'code', 'message', 'mend'} <= set(one) for one in told))

    def test_a_bad_definition_is_never_drafted(self):
        self.done('instance', 'found', 'admin', '--as', 'admin')
        self.done('person', 'register', 'off', '--as', 'admin')
        self.done('person', 'grant', 'off', 'officer', '--call', '*', '--as', 'admin')
        bad = self.file('bad.yaml', 'workflow: x\n')
        self.fails(BAD_DATA, 'call', 'draft', 'c', '--definition', bad, '--as', 'off', lines=None)

    def test_a_definition_is_drawn_as_mermaid_dot_and_svg(self):
        for form, begins in (('mermaid', 'stateDiagram'), ('dot', 'digraph')):
            answer = run('draw', SMALL, '--format', form)
            self.assertEqual(answer.code, 0, answer.err)
            self.assertIn(begins, answer.out)
            self.assertIn('look', answer.out)
        answer = run('draw', SMALL, '--format', 'svg')
        self.assertIn('<svg' if answer.code == 0 else 'graphviz', answer.out + answer.err)
        self.assertEqual(run('draw', SMALL, '--format', 'png').code, USAGE)

    def test_a_definition_is_drawn_as_a_statechart_that_other_programs_read(self):
        for file in [SMALL, *sorted((ROOT / 'workflows').glob('*.yaml'))]:
            answer = run('draw', str(file), '--format', 'scxml', '--language', 'lt')
            self.assertEqual(answer.code, 0, answer.err)
            chart = ElementTree.fromstring(answer.out.encode())
            self.assertEqual(chart.tag, SCXML + 'scxml')
            ids = [one.get('id') for one in chart.iter() if one.get('id')]
            self.assertEqual(len(ids), len(set(ids)), file)
            for move in chart.iter(SCXML + 'transition'):
                self.assertIn(move.get('target'), ids)
            self.assertIn(chart.get('initial'), ids)

    def test_feel_is_evaluated_exactly(self):
        self.assertEqual(run('feel', 'eval', '0.1 + 0.2').out, '0.3\n')
        self.assertEqual(run('feel', 'eval', 'sum(costs) * rate', '--input',
                             '{"costs": [100, 250.50], "rate": 0.4}', '--json').json, {'t': 'decimal', 'v': '140.200'})
        answer = run('feel', 'eval', '1 +')
        message, source, mark = answer.err.splitlines()
        self.assertEqual((answer.code, message), (BAD_DATA, 'atranka: column 4: the expression ends too early'))
        self.assertEqual((source.rstrip(), mark.index('^')), ('  1 +', source.index('1 +') + 3))
        lines = self.file('a.jsonl', '{"expr": "x * 2", "inputs": {"x": {"t": "decimal", "v": "21"}}}\n{"expr": \n')
        answer = run('feel', 'batch', lines)
        self.assertEqual(answer.code, BAD_DATA)
        self.assertEqual(json.loads(answer.out.splitlines()[0]), {'t': 'decimal', 'v': '42'})
        self.assertIn('error', json.loads(answer.out.splitlines()[1]))

    def test_a_batch_says_why_there_is_no_value_and_counts_such_lines(self):
        cases = [{'expr': '1 + 1'}, {'expr': '(1 +\n [2, 3'}, {'expr': '2 + 1 / 0'}, {'expr': '1 + 1', 'type': 'string'}]
        answer = run('feel', 'batch', self.file('b.jsonl', '\n'.join(json.dumps(one) for one in cases)))
        self.assertEqual(answer.code, 0, answer.err)
        good, unread, lost, other = map(json.loads, answer.out.splitlines())
        self.assertEqual(good, {'t': 'decimal', 'v': '2'})
        self.assertEqual(unread, {'t': 'nil', 'v': None,
                                  'error': {'message': '[ is not closed', 'line': 2, 'column': 2}})
        self.assertEqual(lost, {'t': 'nil', 'v': None,
                                'null_because': {'message': 'division by zero', 'line': 1, 'column': 5}})
        self.assertEqual(other['null_because']['message'], 'a number is no string, as it is declared to be')
        self.assertEqual(answer.err.splitlines()[-1],
                         'atranka: of 4 lines 1 with an error, 2 null for a reason')

    def test_what_is_not_closed_is_pointed_at_where_it_opens(self):
        for source, message in (('sum([1, 2', 'column 5: [ is not closed'), ('1 + "abc', 'column 5: a string is not closed'),
                                ('(1 + 2', 'column 1: ( is not closed'), ('2 in (1, 2', 'column 6: ( is not closed'),
                                ('1 /* one', 'column 3: a comment is not closed'),
                                ('(1 +\n [2, 3', 'line 2, column 2: [ is not closed')):
            answer = run('feel', 'eval', source)
            self.assertEqual((answer.code, answer.err.splitlines()[0]), (BAD_DATA, 'atranka: ' + message))

    @unittest.skipUnless((CONFORMANCE / 'feel').is_dir(), 'SKIPPED: the public FEEL cases are not here')
    def test_the_public_feel_cases_come_back_line_by_line(self):
        cases = CONFORMANCE / 'feel' / 'feel_public.jsonl'
        answer = run('feel', 'batch', cases)
        wanted = cases.read_text().splitlines()
        got = answer.out.splitlines()
        self.assertEqual((answer.code, len(got)), (0, len(wanted)), answer.err)
        for line in got:
            told = json.loads(line)
            self.assertTrue(set(told) == {'t', 'v'} or told['t'] == 'nil' and len(told) == 3, line)


if __name__ == '__main__':
    program.main()
