"""Whoever holds the database changes its entries, and may compute every hash anew: what is found, and where."""

import hashlib
import json
import pathlib
import shutil
import sqlite3

import program
from log_test import BAD_DATA, Log
from pack_test import verify
from program import run

CALL = 'calls/c'


def sha256(*pieces):
    return hashlib.sha256(b''.join(pieces)).digest()


class Editor:
    """The file without its triggers, as a program of somebody's own would open it."""

    def __init__(self, db, log=CALL):
        self.connection, self.log = sqlite3.connect(db), log
        for (name,) in self.connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            self.connection.execute(f'drop trigger {name}')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.commit()
        self.connection.execute('pragma wal_checkpoint(truncate)')
        self.connection.close()

    def ask(self, query, *values):
        return self.connection.execute(query, values).fetchall()

    def size(self):
        return self.ask('select count(*) from entry where log = ?', self.log)[0][0]

    def seq(self, position):
        return self.ask('select seq from entry where log = ? and position = ?', self.log, position)[0][0]

    def move(self, position, to):
        self.ask('update entry set position = ? where log = ? and position = ?', to, self.log, position)

    def drop(self, position):
        seq = self.seq(position)
        for table in ('touched', 'beside', 'part', 'opening'):
            self.ask(f'delete from {table} where entry = ?', seq)
        self.ask('delete from entry where seq = ?', seq)

    def swap(self, one, other):
        self.move(one, -1)
        self.move(other, one)
        self.move(-1, other)

    def insert(self, at):
        """A copy of the one before, under another id."""
        for position in range(self.size() - 1, at - 1, -1):
            self.move(position, position + 1)
        seq = self.seq(at - 1)
        new = self.ask('select max(seq) + 1 from entry')[0][0]
        self.ask('insert into entry select ?, log, ?, command_id || ?, type, at_ms, leaf, leaf_hash, command, events'
                 ' from entry where seq = ?', new, at, '-again', seq)
        self.ask('insert into opening select ?, command_salt, events_salt from opening where entry = ?', new, seq)

    def edit_leaf(self, position, change):
        (leaf,), = self.ask('select leaf from entry where log = ? and position = ?', self.log, position)
        tree = change(json.loads(leaf))
        text = json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(',', ':'))
        self.ask('update entry set leaf = ? where log = ? and position = ?', text, self.log, position)

    def close_gaps(self):
        positions = [row[0] for row in self.ask('select position from entry where log = ? order by position', self.log)]
        for n, position in enumerate(positions):
            if n != position:
                self.move(position, n)

    def hash_anew(self):
        """Every leaf's hash, the nodes above them, and where the log stands."""
        level, number = [], 0
        for seq, leaf in self.ask('select seq, leaf from entry where log = ? order by position', self.log):
            level.append(sha256(b'\0', leaf.encode()))
            self.ask('update entry set leaf_hash = ? where seq = ?', level[-1].hex(), seq)
        self.ask('delete from node where log = ?', self.log)
        size, subtrees = len(level), []
        while level:
            if len(level) % 2:
                subtrees.insert(0, level[-1])
            level = [sha256(b'\1', left, right) for left, right in zip(level[::2], level[1::2])]
            number += 1
            for position, node in enumerate(level):
                self.ask('insert into node values (?, ?, ?, ?)', self.log, number, position, node.hex())
        self.ask('update head set size = ?, subtrees = ? where log = ?', size, ''.join(one.hex() for one in subtrees), self.log)


class Tampering(Log):
    def setUp(self):
        super().setUp()
        self.receipt = self.submit('a-1')
        self.submit('a-2')
        self.tiles, self.pack = self.folder / 'tiles', self.folder / 'c.zip'
        self.done('log', 'tiles', self.tiles, '--log', 'c')
        with Editor(self.db) as edit:
            self.size = edit.size()
        self.assertEqual(self.size, 8)
        self.whole = self.db.read_bytes()
        self.kept = pathlib.Path(f'{self.db}.heads')

    def tampered(self, change):
        for end in ('-wal', '-shm'):
            pathlib.Path(f'{self.db}{end}').unlink(missing_ok=True)
        self.db.write_bytes(self.whole)
        with Editor(self.db) as edit:
            change(edit)

    def found(self, what, named, *words):
        answer = self.run_it(*words)
        self.assertEqual(answer.code, BAD_DATA, f'{what}: {answer.out}{answer.err}')
        self.assertIn(named, answer.out + answer.err, what)

    def refused(self, what):
        """Nothing is added to such a log."""
        answer = self.run_it('application', 'start', 'a-9', '--call', 'c', '--as', 'ann')
        self.assertEqual(answer.code, BAD_DATA, f'{what}: {answer.out}{answer.err}')
        self.assertIn('nothing was recorded', answer.err, what)

    CHANGES = {
        'one changed': (lambda e: e.edit_leaf(4, lambda leaf: {**leaf, 'actor': 'eve'}), 4),
        'one dropped': (lambda e: e.drop(4), 5),
        'two swapped': (lambda e: e.swap(4, 6), 4),
        'one inserted': (lambda e: e.insert(5), 5),
        'the last ones cut off': (lambda e: [e.drop(n) for n in (7, 6)], 6),
        'the last renumbered': (lambda e: e.move(7, 9), 9),
        'all renumbered': (lambda e: [e.move(n, n + 1) for n in range(7, -1, -1)], 1),
    }

    def test_entries_that_were_changed_dropped_swapped_put_in_cut_off_or_renumbered_are_named(self):
        for what, (change, index) in self.CHANGES.items():
            with self.subTest(what):
                self.tampered(change)
                self.found(what, f'{CALL} entry {index}: ', 'audit', 'replay')
                self.found(what, CALL, 'log', 'check', self.tiles, '--key', self.pub, '--log', 'c')

    def test_they_are_named_though_their_numbers_are_dense_and_every_hash_is_made_anew(self):
        for what, (change, index) in self.CHANGES.items():
            if 'renumbered' in what:
                continue  # which closing the gaps undoes
            with self.subTest(what):
                def rewrite(edit):
                    change(edit)
                    edit.close_gaps()
                    edit.hash_anew()
                self.tampered(rewrite)
                self.found(what, f'{CALL} entry {min(index, 5) if what == "one dropped" else index}: ', 'audit', 'replay')
                self.found(what, CALL, 'log', 'check', self.tiles, '--key', self.pub, '--log', 'c')
                self.refused(what)

    def rewritten(self):
        """Sound in itself: nothing rests on which nonce it was."""
        def rewrite(edit):
            edit.edit_leaf(5, lambda leaf: {**leaf, 'nonce': '0' * 32})
            edit.hash_anew()
        self.tampered(rewrite)

    def test_a_record_that_is_sound_in_itself_is_not_the_one_of_which_somebody_kept_something(self):
        self.rewritten()
        self.found('the released head', 'the record was rewritten, or is another one', 'audit', 'replay')
        self.refused('the released head')
        # Whoever removes the heads too has nothing left to fear but what others hold.
        shutil.rmtree(self.kept)
        self.assertTrue(self.tree('audit', 'replay')['sound'])
        self.found('tiles', CALL, 'log', 'check', self.tiles, '--key', self.pub, '--log', 'c')
        self.done('audit', 'pack', 'c', '--out', self.pack)
        self.assertEqual(verify(self.pack, '--key', self.pub).code, 0)
        answer = verify(self.pack, '--key', self.pub, '--receipt', self.receipt)
        self.assertEqual(answer.code, BAD_DATA, answer.out)
        self.assertIn('entry 5 of mita.lt/calls/c/1 is another one in the pack', answer.out)
        self.assertEqual(run('receipt', 'verify', self.receipt, '--key', self.pub).code, 0)

    def test_what_is_derived_of_the_entries_and_was_changed_is_named_and_made_anew(self):
        for change, saying in (
                ("update snapshot set state = replace(state, 'ann', 'off') where stream like 'application/%'", 'snapshot is not what its entries give'),
                ("update snapshot set version = version - 1 where stream = 'call/c'", "call/c: the snapshot is of version"),
                ("insert into snapshot select 'person/mallory', version, state from snapshot where stream = 'person/off'", 'person/mallory: the snapshot has no entry'),
                ("update call_view set committed = '1.00'", 'call/c: the view has a row that is not what its entries give'),
                ("update application_view set outcome = 'granted'", 'the view has a row that is not what its entries give'),
                ("delete from person_view where person = 'off'", 'person/off: the view lacks a row')):
            with self.subTest(saying=saying, change=change):
                connection = sqlite3.connect(self.db)
                connection.execute(change)
                connection.commit()
                connection.close()
                self.found(change, saying, 'audit', 'replay')
                self.found(change, 'atranka audit rebuild', 'audit', 'replay')
                self.done('audit', 'rebuild')
                self.done('audit', 'replay')

    def test_without_a_head_outside_the_database_replay_says_what_it_cannot_see(self):
        shutil.rmtree(f'{self.db}.heads')
        self.assertIn('no head is kept outside the database of: calls/c, instance', self.done('audit', 'replay').out)

    def test_a_log_that_was_cut_off_and_made_sound_is_behind_its_released_head(self):
        def cut(edit):
            edit.drop(7)
            edit.hash_anew()
        self.tampered(cut)
        self.found('cut off', 'has 7 entries, but a head of 8 was released', 'audit', 'replay')
        self.refused('cut off')


if __name__ == '__main__':
    program.main()
