"""Keys, receipts, heads and tiles, as their holders use them, and what is found when somebody tampers."""

import json
import pathlib
import shutil
import sqlite3
import stat
import tempfile
import unittest

import program
from program import HERE, Case, run

SMALL = HERE / 'small.yaml'
USAGE, BAD_DATA, NO_INPUT, CANNOT_CREATE, IO_ERROR, NO_PERMISSION = 64, 65, 66, 73, 74, 77


class Log(Case):
    def setUp(self):
        super().setUp()
        self.at = '2026-03-02T10:00:00Z'
        self.reader = 'aud'
        self.begin_with(self.open_call)
        self.pub, self.form = self.folder / 'mita.pub', self.folder / 'form.yaml'

    def open_call(self):
        self.done('instance', 'found', 'admin', '--as', 'admin', '--host', 'mita.lt')
        people = self.file('people.csv', 'person,name,expert_kind,fields,roles\n'
                           'off,Ona,,,c:officer\nhead,Jonas,,,c:head\naud,,,,*:auditor\nann,,,,\n')
        self.done('person', 'import', people, '--as', 'admin')
        self.second_grants(('head', 'head', 'c'), ('aud', 'auditor', '*'))
        self.done('call', 'draft', 'c', '--definition', SMALL, '--round', 'r1', 'closing=2026-03-31T20:59:59Z',
                  '--as', 'off')
        self.publish('c')
        self.done('call', 'open', 'c', '--as', 'off')
        self.done('call', 'open-round', 'c', 'r1', '--as', 'off')
        self.file('mita.pub', self.done('key', 'show').out)
        self.file('form.yaml', 'subject: Mažieji lazeriai\namount: 400.00\n')

    def submit(self, name='a-1'):
        self.done('application', 'start', name, '--call', 'c', '--as', 'ann')
        receipt = self.db.parent / f'{name}.tlog-proof'
        self.done('application', 'submit', name, '--form', self.form, '--as', 'ann', '--receipt', receipt)
        return receipt

    def changed(self, *statements):
        """Behind the program's back, its triggers gone."""
        connection = sqlite3.connect(self.db)
        for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            connection.execute(f'drop trigger {name}')
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()


class Keys(Log):
    def test_founding_makes_a_key_that_only_its_owner_reads(self):
        self.assertEqual(stat.S_IMODE(self.key_file().stat().st_mode), 0o600)
        self.assertRegex(self.pub.read_text(), r'^mita\.lt\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*\n$')
        self.fails(CANNOT_CREATE, 'key', 'init', '--host', 'mita.lt', saying='it is not overwritten')

    def test_a_key_that_others_can_read_signs_nothing_and_records_nothing(self):
        self.key_file().chmod(0o640)
        before = len(self.tree('audit', 'history'))
        self.fails(IO_ERROR, 'application', 'start', 'a-1', '--call', 'c', '--as', 'ann', saying='chmod 600')
        self.key_file().chmod(0o600)
        self.assertEqual(len(self.tree('audit', 'history')), before)

    def test_without_its_key_nothing_is_recorded_and_reading_goes_on(self):
        self.key_file().rename(str(self.key_file()) + '.away')
        self.fails(IO_ERROR, 'application', 'start', 'a-1', '--call', 'c', '--as', 'ann', saying='atranka key init')
        self.assertTrue(self.tree('audit', 'replay')['sound'])


    def test_a_key_that_is_put_in_place_of_the_lost_one_signs_nothing_before_the_record_names_any(self):
        away = pathlib.Path(f'{self.key_file()}.away')
        self.key_file().rename(away)
        self.fails(CANNOT_CREATE, 'key', 'init', '--host', 'mita.lt', saying='has entries, whose heads another key signed')
        with tempfile.TemporaryDirectory() as elsewhere:
            db = pathlib.Path(elsewhere) / 'other.db'
            self.assertEqual(run('key', 'init', '--host', 'mita.lt', '--db', db).code, 0)
            shutil.copy2(f'{db}.key', self.key_file())
        self.fails(IO_ERROR, 'application', 'start', 'a-1', '--call', 'c', '--as', 'ann', saying='signed the heads that were released')
        self.done('key', 'rotate', '--lost', '--former', self.pub.read_text().strip(), '--reason', 'Nobody finds it.', '--as', 'admin')
        self.submit('a-1')
        self.assertTrue(self.tree('audit', 'replay')['sound'])

    def test_a_key_is_rotated_by_an_entry_that_the_former_key_signs(self):
        before = self.submit('a-1')
        self.fails(NO_PERMISSION, 'key', 'rotate', '--reason', 'Time.', '--as', 'off', saying='only an administrator')
        self.assertFalse(pathlib.Path(f'{self.key_file()}.new').exists())
        answer = self.done('key', 'rotate', '--reason', 'Two years are over.', '--as', 'admin')
        new = self.file('new.pub', self.done('key', 'show').out)
        self.assertIn(new.read_text().strip(), answer.out)
        self.assertNotEqual(new.read_text(), self.pub.read_text())
        self.assertEqual(stat.S_IMODE(self.key_file().stat().st_mode), 0o600)
        after = self.submit('a-2')
        for receipt, good, bad in ((before, self.pub, new), (after, new, self.pub)):
            self.assertEqual(run('receipt', 'verify', receipt, '--key', good).code, 0)
            self.assertEqual(run('receipt', 'verify', receipt, '--key', bad).code, BAD_DATA)
        self.assertTrue(self.tree('audit', 'replay')['sound'])

    def test_a_key_put_in_place_of_the_one_the_record_names_signs_nothing(self):
        self.done('key', 'rotate', '--reason', 'Time.', '--as', 'admin')
        self.key_file().rename(str(self.key_file()) + '.away')
        self.fails(CANNOT_CREATE, 'key', 'init', '--host', 'mita.lt', saying='another key signed')
        strange = self.folder / 'strange.db'
        self.done('key', 'init', '--host', 'mita.lt', db=strange)
        pathlib.Path(f'{strange}.key').rename(self.key_file())
        self.fails(IO_ERROR, 'application', 'start', 'a-1', '--call', 'c', '--as', 'ann',
                   saying='is not the one that the record names')
        self.key_file().unlink()
        answer = self.done('key', 'rotate', '--lost', '--reason', 'The disk broke.', '--as', 'admin')
        self.assertIn('tell everyone the new public key', answer.out)
        self.submit('a-1')
        self.assertTrue(self.tree('audit', 'replay')['sound'])

    def test_a_rotation_that_was_interrupted_is_finished(self):
        self.done('key', 'rotate', '--reason', 'Time.', '--as', 'admin')
        former, key, new = (pathlib.Path(f'{self.key_file()}{end}') for end in ('.former', '', '.new'))
        key.rename(new)
        former.rename(key)  # as it was before the new key took its place
        self.fails(IO_ERROR, 'application', 'start', 'a-1', '--call', 'c', '--as', 'ann', saying='that the record names')
        self.done('key', 'rotate', '--reason', 'Time.', '--as', 'admin')
        self.submit('a-1')

    def test_the_instance_log_has_the_heads_of_the_calls(self):
        self.submit('a-1')
        self.done('log', 'anchor')
        self.assertIn('already', self.done('log', 'anchor').out)
        self.assertEqual(self.tree('audit', 'replay')['anchored_heads'], 1)
        self.changed("update entry set leaf_hash = replace(leaf_hash, 'a', 'b') where log = 'calls/c' and position = 3")
        answer = self.run_it('audit', 'replay')
        self.assertIn('of the instance log is not that of its leaves', answer.out)


class Receipts(Log):
    def test_a_receipt_says_in_plain_words_what_it_proves_without_the_database(self):
        receipt = self.submit()
        self.assertLess(receipt.stat().st_size, 4096)
        answer = run('receipt', 'verify', receipt, '--key', self.pub)
        self.assertEqual((answer.code, answer.err), (0, ''))
        for words in ('holds. It proves that', 'SubmitForm of 2026-03-02T10:00:00', 'was given by ann',
                      'application/a-1', 'of the log mita.lt/calls/c/1', 'no witness'):
            self.assertIn(words, answer.out)

    def test_its_holder_shows_what_was_submitted_and_nothing_else(self):
        receipt = self.submit()
        history = [e for e in self.tree('audit', 'history', '--log', 'calls/c') if e['type'] == 'SubmitForm']
        payload = json.dumps({'subject': 'Mažieji lazeriai', 'amount': '400.00'}, indent=4)
        self.assertEqual(len(history), 1)
        good = self.file('opened.json', payload)
        answer = run('receipt', 'verify', receipt, '--key', self.pub, '--open', f'part.form={good}')
        self.assertIn('The text of part.form is what the entry commits to', answer.out)
        bad = self.file('other.json', payload.replace('400', '500'))
        answer = run('receipt', 'verify', receipt, '--key', self.pub, '--open', f'part.form={bad}')
        self.assertEqual(answer.code, BAD_DATA)
        self.assertIn('does NOT hold', answer.out)

    def test_any_line_of_a_receipt_that_is_changed_is_found(self):
        receipt = self.submit()
        lines = receipt.read_text().split('\n')
        tried = 0
        for number, line in enumerate(lines):
            for other in ([line[:-2] + ('A' if line[-2] != 'A' else 'B') + line[-1]] if len(line) > 2 else []) + ['']:
                if other == line:
                    continue
                changed = self.file('changed', '\n'.join(lines[:number] + [other] + lines[number + 1:]))
                answer = run('receipt', 'verify', changed, '--key', self.pub)
                self.assertEqual(answer.code, BAD_DATA, (number, line, other))
                self.assertIn('does NOT hold', answer.out)
                tried += 1
        self.assertGreater(tried, 15)

    def test_a_receipt_is_shown_again_to_whoever_gave_the_command(self):
        self.submit()
        again = self.done('receipt', 'show', 'calls/c#5', '--as', 'ann').out
        answer = run('receipt', 'verify', self.file('again', again), '--key', self.pub)
        self.assertEqual(answer.code, 0, answer.out)
        self.done('receipt', 'show', 'calls/c#5', '--as', 'aud')
        self.fails(NO_PERMISSION, 'receipt', 'show', 'calls/c#5', '--as', 'off', saying='whoever gave the command')

    def test_a_bad_key_is_named_with_its_place(self):
        receipt = self.submit()
        bad = self.file('bad.pub', self.pub.read_text() + 'mita.lt+00000000+AAAA\n')
        self.fails(BAD_DATA, 'receipt', 'verify', receipt, '--key', bad, saying='bad.pub:2: no public key')
        self.fails(BAD_DATA, 'receipt', 'verify', receipt, '--key', 'nonsense', saying='--key nonsense')


class Tiles(Log):
    """A log that fills a tile."""

    def setUp(self):
        super().setUp()
        self.begin_with(self.fill)
        self.tiles = self.folder / 'tiles'

    def fill(self):
        people = self.file('many.csv', 'person,name,expert_kind,fields,roles\n'
                           + ''.join(f'p-{number},P,,,\n' for number in range(260)))
        self.done('person', 'import', people, '--as', 'admin')
        self.done('log', 'tiles', self.folder / 'tiles', '--log', 'instance', '--entries', '--as', 'aud')

    def check(self, *more):
        return run('log', 'check', self.tiles, '--key', self.pub, *more, db=self.db)

    def test_static_files_are_checked_with_and_without_the_record(self):
        size = int((self.tiles / 'checkpoint').read_text().split('\n')[1])
        self.assertGreater(size, 256)
        self.assertEqual((self.tiles / 'tile/0/000').stat().st_size, 256 * 32)
        self.assertEqual((self.tiles / f'tile/0/001.p/{size - 256}').stat().st_size, (size - 256) * 32)
        self.assertEqual((self.tiles / 'tile/1/000.p/1').stat().st_size, 32)
        self.assertEqual(self.check().code, 0, self.check().out)
        self.assertIn('the record has the same', self.check('--log', 'instance').out)
        self.fails(NO_PERMISSION, 'log', 'tiles', self.tiles, '--log', 'instance', '--entries', '--as', 'ann',
                   saying='without --entries anyone may have the tiles')

    def test_a_changed_tile_is_named_with_its_entries(self):
        tile = self.tiles / 'tile/0/000'
        data = bytearray(tile.read_bytes())
        data[100 * 32] ^= 1
        tile.write_bytes(data)
        answer = self.check()
        self.assertEqual(answer.code, BAD_DATA)
        self.assertIn('tile/0/000', answer.out)
        self.assertIn('entries 0 to 255', answer.out)
        self.assertIn('instance entry 100:', self.check('--log', 'instance').out)
        self.fails(BAD_DATA, 'log', 'tiles', self.tiles, '--log', 'instance', saying='one of the two was changed')

    def test_a_changed_tile_above_others_is_named_itself(self):
        tile = self.tiles / 'tile/1/000.p/1'
        data = bytearray(tile.read_bytes())
        data[0] ^= 1
        tile.write_bytes(data)
        answer = self.check()
        self.assertEqual(answer.code, BAD_DATA)
        self.assertRegex(answer.out, r'tile/1/000\.p/1: its hash 0 is not what .*\(entries 0 to 255\)')
        self.assertNotIn('tile/0/', answer.out)

    def test_a_file_that_is_no_part_of_the_tiles_is_named(self):
        strays = ['notes.txt', 'tile/0/0001', 'tile/0/007', 'tile/entries/x']
        for name in strays:
            (self.tiles / name).write_bytes(b'')
        answer = self.check()
        self.assertEqual(answer.code, 0, answer.out)
        for name in strays:
            self.assertIn(f'{self.tiles / name}: is no file of a tree', answer.out)
        self.assertEqual(len(answer.out.splitlines()), len(strays) + 1, answer.out)

    def test_a_leaf_that_is_changed_in_its_bundle_is_named(self):
        bundle = self.tiles / 'tile/entries/000'
        data = bundle.read_bytes()
        place = data.index(b'RegisterPerson')
        bundle.write_bytes(data[:place] + b'X' + data[place + 1:])
        answer = self.check()
        self.assertEqual(answer.code, BAD_DATA)
        self.assertRegex(answer.out, r'tile/entries/000: entry \d+ does not have the hash')

    def test_a_record_that_is_changed_while_its_tiles_are_not_is_named(self):
        self.changed("update entry set leaf_hash = replace(leaf_hash, 'a', 'b') where log = 'instance' and position = 77")
        answer = self.check('--log', 'instance')
        self.assertEqual(answer.code, BAD_DATA)
        self.assertIn('instance entry 77:', answer.out)


class Restored(Log):
    def test_yesterdays_database_records_nothing_until_somebody_knows(self):
        self.submit('a-1')
        connection = sqlite3.connect(self.db)
        connection.execute('pragma wal_checkpoint(truncate)')
        connection.close()
        yesterday = self.db.read_bytes()
        self.submit('a-2')
        for end in ('', '-wal', '-shm'):
            pathlib.Path(str(self.db) + end).unlink(missing_ok=True)
        self.db.write_bytes(yesterday)
        self.fails(BAD_DATA, 'application', 'start', 'a-3', '--call', 'c', '--as', 'ann',
                   saying='the database is of an earlier day; nothing was recorded')
        answer = run('audit', 'replay', db=self.db)
        self.assertEqual(answer.code, BAD_DATA)
        self.assertIn('was released', answer.out)

    def test_it_goes_on_under_a_new_epoch_that_names_the_head_which_is_missing(self):
        self.submit('a-1')
        connection = sqlite3.connect(self.db)
        connection.execute('pragma wal_checkpoint(truncate)')
        connection.close()
        yesterday = self.db.read_bytes()
        lost = self.submit('a-2')
        self.done('log', 'reopen', '--reason', 'Nothing happened.', '--as', 'admin')  # says so, and does nothing
        for end in ('', '-wal', '-shm'):
            pathlib.Path(str(self.db) + end).unlink(missing_ok=True)
        self.db.write_bytes(yesterday)
        self.fails(NO_PERMISSION, 'log', 'reopen', '--reason', 'The disk broke.', '--as', 'off',
                   saying='only an administrator')
        answer = self.done('log', 'reopen', '--reason', 'The disk broke.', '--as', 'admin')
        self.assertRegex(answer.out, r'calls/c: entry \d+ opens mita\.lt/calls/c/2')
        receipt = self.submit('a-3')
        self.assertIn('mita.lt/calls/c/2', run('receipt', 'verify', receipt, '--key', self.pub).out)
        self.assertEqual(run('receipt', 'verify', lost, '--key', self.pub).code, 0)
        self.assertTrue(self.tree('audit', 'replay')['sound'])
        self.done('log', 'tiles', self.folder / 'tiles', '--log', 'c')
        self.done('log', 'check', self.folder / 'tiles', '--key', self.pub, '--log', 'c')

    def test_a_clone_that_goes_on_by_itself_is_found_by_the_head_of_the_other(self):
        self.submit('a-1')
        connection = sqlite3.connect(self.db)
        connection.execute('pragma wal_checkpoint(truncate)')
        connection.close()
        clone = self.db.parent / 'clone.db'
        shutil.copy(self.db, clone)
        shutil.copy(self.key_file(), str(clone) + '.key')
        self.submit('a-2')
        run('application', 'start', 'a-9', '--call', 'c', '--as', 'ann', '--at', self.at, db=clone)
        run('application', 'start', 'a-8', '--call', 'c', '--as', 'ann', '--at', self.at, db=clone)
        shutil.copytree(str(self.db) + '.heads', str(clone) + '.heads', dirs_exist_ok=True)
        answer = run('application', 'start', 'a-7', '--call', 'c', '--as', 'ann', '--at', self.at, db=clone)
        self.assertEqual(answer.code, BAD_DATA)
        self.assertIn('the record was rewritten, or is another one', answer.err)


if __name__ == '__main__':
    program.main()
