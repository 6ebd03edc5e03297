"""Erasure as two people give it, and that what was erased is nowhere left."""

import os
import pathlib
import sqlite3
import subprocess
import time
import unittest

import program
from log_test import Log
from pack_test import verify
from program import run

BAD_DATA, IO_ERROR, NO_PERMISSION = 65, 74, 77
LATER = '2037-06-01T10:00:00Z'
# Words that nobody but the person wrote: none of them may be anywhere afterwards.
SUBJECT, DRAFT, NAME = 'Slaptieji lazeriai Žvirgždė', 'Juodraštis Kregždutė', 'Ona Paslaptingoji'


class Erasure(Log):
    def setUp(self):
        super().setUp()
        self.begin_with(self.apply)
        self.receipt = self.folder / 'a-1.tlog-proof'

    def apply(self):
        self.done('person', 'register', 'ann', '--identity', f'name={NAME}', '--as', 'admin')
        self.done('person', 'register', 'dpo', '--as', 'admin')
        self.done('person', 'grant', 'dpo', 'data_protection_officer', '--call', '*', '--as', 'admin')
        self.form = self.file('form.yaml', f'subject: {SUBJECT}\namount: 400.00\n')
        self.submit('a-1')
        self.done('application', 'start', 'a-2', '--call', 'c', '--as', 'ann')
        draft = self.file('draft.yaml', f'subject: {DRAFT}\namount: 1.00\n')
        self.done('application', 'save', 'a-2', '--form', draft, '--as', 'ann')
        self.form.unlink()
        draft.unlink()

    def conclude(self):
        self.done('check', 'propose', 'a-1', '--failed', '--reason', 'Netinka.', '--as', 'off')
        self.done('check', 'confirm', 'a-1', '--as', 'head')
        self.done('application', 'withdraw', 'a-2', '--reason', 'Persigalvojau.', '--as', 'ann')
        self.at = LATER

    def erase(self):
        self.done('privacy', 'erase', 'ann', '--basis', 'BDAR 17 str. 1 d. a p.', '--as', 'dpo')
        return self.done('privacy', 'confirm', 'ann', '--as', 'admin')

    def found(self, words):
        """Files in which the words stand, however they are written there."""
        spellings = [words.encode(encoding) for encoding in ('utf-8', 'utf-16-le')]
        spellings += [words.encode('unicode_escape'), words.encode('utf-8').hex().encode()]
        return [str(path.relative_to(self.folder)) for path in sorted(self.folder.rglob('*')) if path.is_file()
                for text in [path.read_bytes()] if any(spelling in text for spelling in spellings)]

    def test_what_was_erased_is_in_no_file_and_everything_still_verifies(self):
        self.conclude()
        head = self.file('old.checkpoint', self.done('log', 'head', 'c').out)
        reader = sqlite3.connect(self.db)  # keeps the log of writes from being emptied
        reader.execute('begin')
        reader.execute('select count(*) from part').fetchone()
        self.erase()
        reader.close()
        self.done('audit', 'pack', 'c', '--out', self.folder / 'later.zip')
        self.done('log', 'tiles', self.folder / 'tiles', '--log', 'c', '--entries', '--as', 'aud')
        self.done('export', 'ocel', 'c', '--out', self.folder / 'c.ocel.json', '--as', 'aud')
        for words in (SUBJECT, DRAFT, NAME, 'Persigalvojau'):
            self.assertEqual(self.found(words), [])
        (erased,) = self.tree('application', 'show', 'a-1', '--as', 'aud')['erased']
        self.assertIn(f'erased        what was private of entry {erased}; ',
                      self.done('application', 'show', 'a-1', '--as', 'aud').out)
        replayed = self.tree('audit', 'replay')
        self.assertTrue(replayed['sound'])
        under = str(len(self.tree('audit', 'history', '--log', 'instance')) - 1)
        self.assertEqual(replayed['erased_under'], {under: 3})
        self.assertIn(f'3 private parts were erased under instance entry {under}', self.done('audit', 'replay').out)
        self.assertEqual(run('receipt', 'verify', self.receipt, '--key', self.pub).code, 0)
        answer = verify(self.folder / 'later.zip', '--key', self.pub, '--head', head, '--receipt', self.receipt)
        self.assertEqual(answer.code, 0, answer.out + answer.err)
        self.assertIn(f'erased under entry {under} of the instance log', answer.out)

    def test_nor_in_the_index_of_a_server_that_goes_on(self):
        server = subprocess.Popen([program.PROGRAM, 'serve', '--port', '0', '--db', self.db], stdout=subprocess.PIPE,
                                  env={**os.environ}, text=True)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        self.assertIn('listening', server.stdout.readline())
        until = time.monotonic() + 60
        while not self.found('Žvirgždė') and time.monotonic() < until:
            time.sleep(0.1)
        self.assertTrue(all('.search' in name for name in self.found('Žvirgždė')))
        self.assertNotEqual(self.found('Žvirgždė'), [])
        self.assertEqual(pathlib.Path(f'{self.db}.search').stat().st_mode & 0o777, 0o600)
        self.conclude()
        self.erase()
        for words in ('Žvirgždė', 'zvirgzde', 'lazeriai'):
            self.assertEqual(self.found(words), [])

    def test_before_it_everything_is_sealed_and_its_owner_reads_it(self):
        for words in (SUBJECT, DRAFT, NAME):
            self.assertEqual(self.found(words), [])
        self.assertIn(DRAFT, self.done('application', 'saved', 'a-2', '--as', 'ann').out)
        self.assertIn(SUBJECT, self.done('application', 'show', 'a-1', '--as', 'ann', '--json').out)

    def test_a_copy_of_the_database_made_before_does_not_bring_it_back(self):
        self.conclude()
        connection = sqlite3.connect(self.db)
        connection.execute('pragma wal_checkpoint(truncate)')
        connection.close()
        backup = self.db.read_bytes()
        self.erase()
        for end in ('', '-wal', '-shm'):
            pathlib.Path(str(self.db) + end).unlink(missing_ok=True)
        self.db.write_bytes(backup)
        shown = self.run_it('application', 'show', 'a-1', '--as', 'ann', '--json')
        self.assertNotIn(SUBJECT, shown.out + shown.err)
        replayed = self.run_it('audit', 'replay')
        self.assertEqual(replayed.code, BAD_DATA)  # broken never passes for erased

    def test_it_is_refused_while_something_asks_for_it_to_be_kept(self):
        self.fails(BAD_DATA, 'privacy', 'erase', 'ann', '--basis', 'BDAR 17', '--as', 'dpo',
                   saying='retention_must_have_ended: application is kept without an end yet: '
                          'the application a-1 is under way')
        self.conclude()
        self.at = '2031-06-01T10:00:00Z'
        self.fails(BAD_DATA, 'privacy', 'erase', 'ann', '--basis', 'BDAR 17', '--as', 'dpo',
                   saying='application is kept until 2036-03-03')
        self.assertEqual(self.tree('privacy', 'due', '--as', 'dpo'), [])
        self.assertEqual({(row['category'], row['parts'], row['until'][:10])
                          for row in self.tree('privacy', 'holds', 'ann', '--as', 'dpo')},
                         {('application', 1, '2036-03-03'), ('decision', 1, '2036-03-03'),
                          ('identity', 1, '2036-03-03')})
        self.at = LATER
        self.assertIn(('ann', 'application'),
                      {(row['person'], row['category']) for row in self.tree('privacy', 'due', '--as', 'dpo')})

    def test_what_is_kept_of_whom_is_not_for_everybody(self):
        self.done('privacy', 'holds', 'ann', '--as', 'ann')
        self.fails(NO_PERMISSION, 'privacy', 'holds', 'ann', '--as', 'off', saying='data protection officers')
        self.fails(NO_PERMISSION, 'privacy', 'due', '--as', 'head', saying='data protection officers')

    def test_the_keys_are_for_their_owner_alone_and_are_missed_where_they_are_gone(self):
        keys = pathlib.Path(f'{self.db}.keys')
        self.assertEqual(keys.stat().st_mode & 0o777, 0o600)
        keys.rename(str(keys) + '.away')
        self.form = self.file('again.yaml', 'subject: Kita\namount: 1.00\n')
        self.fails(IO_ERROR, 'application', 'submit', 'a-2', '--form', self.form, '--as', 'ann',
                   saying='the keys of the private parts are missing')
        self.assertFalse(keys.exists())

    def lacks_keys(self, saying):
        """Said once and first, and of nothing else."""
        replayed = self.run_it('audit', 'replay')
        self.assertEqual(replayed.code, BAD_DATA, replayed.out)
        first, *more = replayed.out.splitlines()
        self.assertIn(saying, first)
        self.assertEqual(len(more), 1, replayed.out)
        self.assertIn('1 differences. The record is NOT sound', more[0])
        told = self.run_it('audit', 'replay', '--json').json
        self.assertEqual((told['sound'], [one['what'] for one in told['differences']]), (False, ['keys']))
        examined = self.run_it('doctor')
        self.assertEqual(examined.code, BAD_DATA)
        self.assertEqual(sum(saying in line for line in examined.out.splitlines()), 1, examined.out)
        for words in (('application', 'show', 'a-1'), ('audit', 'explain', 'a-1')):
            self.assertIn(saying, self.run_it(*words).err, words)
        self.fails(BAD_DATA, 'audit', 'pack', 'c', '--out', self.folder / 'c.zip', saying=saying)

    def test_without_their_keys_parts_are_not_taken_for_changed_ones(self):
        keys = pathlib.Path(f'{self.db}.keys')
        away = keys.rename(f'{keys}.away')
        self.lacks_keys(f'the key file {keys} is missing')
        keys.touch(0o600)
        self.lacks_keys(f'the key file {keys} lacks the keys of 3 people who were not erased')
        away.rename(keys)
        self.assertTrue(self.tree('audit', 'replay')['sound'])

    def test_what_was_erased_lacks_no_keys_and_what_was_changed_is_found_without_them(self):
        self.conclude()
        self.erase()
        self.assertTrue(self.tree('audit', 'replay')['sound'])
        self.done('person', 'register', 'bob', '--identity', 'name=Bob', '--as', 'admin')
        pathlib.Path(f'{self.db}.keys').unlink()
        self.assertIn(' of 3 people; ', self.run_it('audit', 'replay').out)
        self.changed("update entry set type = 'StartX' where log = 'calls/c' and type = 'SubmitForm'")
        found = self.run_it('audit', 'replay')
        self.assertEqual(found.code, BAD_DATA)
        self.assertRegex(found.out, r'calls/c entry \d+: leaf says another type')


if __name__ == '__main__':
    program.main()
