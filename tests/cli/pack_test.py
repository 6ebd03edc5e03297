"""Evidence packs: what the verifier finds in good ones, and in those that somebody laid hands on."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest
import zipfile

import program
from log_test import Log
from program import run

BAD_DATA, CANNOT_CREATE, NO_PERMISSION = 65, 73, 77


def verifier():
    return str(pathlib.Path(program.PROGRAM).with_name('atranka-verify'))


def verify(*words):
    done = subprocess.run([verifier(), *map(str, words)], capture_output=True, timeout=120)
    return program.Answer(done)


class Packs(Log):
    def setUp(self):
        super().setUp()
        self.receipt = self.submit('a-1')
        self.old = self.file('old.checkpoint', self.done('log', 'head', 'c').out)
        self.submit('a-2')
        self.done('check', 'propose', 'a-1', '--passed', '--as', 'off')
        self.done('check', 'confirm', 'a-1', '--as', 'head')
        self.zip = self.db.parent / 'c.zip'
        self.done('audit', 'pack', 'c', '--out', self.zip)

    def files(self):
        with zipfile.ZipFile(self.zip) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def packed(self, files):
        path = self.db.parent / 'other.zip'
        with zipfile.ZipFile(path, 'w') as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return path

    def refuses(self, files, saying):
        answer = verify(self.packed(files), '--key', self.pub)
        self.assertEqual(answer.code, BAD_DATA, answer.out)
        self.assertRegex(answer.out + answer.err, saying)

    ENTRIES = 'logs/calls/c/entries.jsonl'

    def test_a_pack_is_checked_without_the_database(self):
        for end in ('', '-wal', '-shm', '.key', '.heads'):
            path = pathlib.Path(str(self.db) + end)
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        answer = verify(self.zip, '--key', self.pub, '--head', self.old, '--receipt', self.receipt)
        self.assertEqual((answer.code, answer.err), (0, ''), answer.out)
        for words in ('2 heads signed by mita.lt+', 'decided again with the same result', 'calls/c only grew from',
                      'everything that was checked holds'):
            self.assertIn(words, answer.out)

    def test_the_verifier_needs_no_database(self):
        linked = subprocess.run(['ldd', verifier()], capture_output=True, text=True).stdout
        for library in ('soci', 'sqlite', 'yaml'):
            self.assertNotIn(library, linked)

    def test_two_packs_of_one_head_have_the_same_bytes(self):
        again = self.db.parent / 'again.zip'
        self.done('audit', 'pack', 'c', '--out', again)
        self.assertEqual(again.read_bytes(), self.zip.read_bytes())

    def test_every_text_of_every_entry_is_found_when_it_is_changed(self):
        files = self.files()
        lines = files[self.ENTRIES].decode().splitlines()
        tried = 0
        for number in (0, 3, 5, len(lines) - 1):
            entry = json.loads(lines[number])
            for name in ('leaf', 'leaf_hash', 'command', 'command_salt', 'events', 'events_salt', 'id', 'type'):
                changed = dict(entry)
                text = changed[name]
                changed[name] = text[:-2] + ('0' if text[-2] != '0' else '1') + text[-1]
                line = json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(',', ':'))
                files[self.ENTRIES] = '\n'.join(lines[:number] + [line] + lines[number + 1:] + ['']).encode()
                self.refuses(files, rf'first wrong entry is calls/c entry {number}\b|{self.ENTRIES}:{number + 1} is no entry')
                tried += 1
        self.assertEqual(tried, 32)

    def test_an_entry_that_is_dropped_swapped_or_twice_is_found(self):
        files = self.files()
        lines = files[self.ENTRIES].decode().splitlines(keepends=True)
        order = files['order.txt'].decode().splitlines(keepends=True)

        def of(changed, shorter=0):
            kept, dropped = [], shorter
            for log in reversed(order):
                if log == 'calls/c\n' and dropped > 0:
                    dropped -= 1
                else:
                    kept.append(log)
            return {**files, self.ENTRIES: ''.join(changed).encode(), 'order.txt': ''.join(reversed(kept)).encode()}
        self.refuses(of(lines[:4] + lines[5:], 1), 'first wrong entry is calls/c entry 5')
        self.refuses(of(lines[:-1], 1), 'the pack has 9 entries, the signed head 10')
        self.refuses(of(lines[:4] + [lines[5], lines[4]] + lines[6:]), 'first wrong entry is calls/c entry 5')
        self.refuses(of(lines[:-1] + [lines[-2]]), 'does NOT hold')

    def test_another_key_head_or_definition_is_found(self):
        files = self.files()
        answer = verify(self.zip, '--key', self.db.parent / 'none.pub')
        self.assertNotEqual(answer.code, 0)
        other = self.db.parent / 'other.db'
        run('key', 'init', '--host', 'mita.lt', db=other)
        theirs = self.file('theirs.pub', run('key', 'show', db=other).out)
        answer = verify(self.zip, '--key', theirs)
        self.assertEqual(answer.code, BAD_DATA)
        self.assertIn('no key that you trust has signed', answer.out)
        self.refuses({**files, 'logs/calls/c/checkpoint': self.old.read_bytes()}, 'the pack has 10 entries, the signed head 6')
        (definition,) = [name for name in files if name.startswith('beside/')]
        self.refuses({**files, definition: files[definition].replace(b'"r', b'"x', 1)}, 'does not have the hash')
        self.refuses({name: data for name, data in files.items() if name != definition}, 'does NOT hold')

    def test_what_is_no_pack_gets_one_line(self):
        for name, data in (('noise.zip', b'not a pack ' * 99), ('cut.zip', self.zip.read_bytes()[:5000]), ('empty.zip', b'')):
            answer = verify(self.file(name, data), '--key', self.pub)
            self.assertEqual(answer.code, BAD_DATA, name)
            self.assertEqual(len(answer.err.splitlines()), 1, answer.err)
            self.assertIn(name, answer.err)
        path = self.db.parent / 'leaving.zip'
        with zipfile.ZipFile(path, 'w') as archive:
            archive.writestr('../outside', b'x')
        self.assertIn('a name that no pack has', verify(path, '--key', self.pub).err)

    def test_a_pack_is_for_auditors(self):
        self.fails(NO_PERMISSION, 'audit', 'pack', 'c', '--as', 'off', saying='for auditors')

    def test_what_is_there_already_is_not_overwritten(self):
        before = self.zip.read_bytes()
        self.fails(CANNOT_CREATE, 'audit', 'pack', 'c', '--out', self.zip, saying='it is not overwritten')
        self.fails(CANNOT_CREATE, 'application', 'start', 'a-9', '--call', 'c', '--as', 'ann', '--receipt', self.zip,
                   saying='it is not overwritten')
        self.assertEqual(self.zip.read_bytes(), before)
        answer = self.run_it('application', 'start', 'a-9', '--call', 'c', '--as', 'ann', '--receipt', '/nowhere/r')
        self.assertEqual(answer.code, CANNOT_CREATE)
        self.assertIn('accepted, but cannot write /nowhere/r', answer.err)
        self.assertIn('accepted: calls/c entry 10', answer.out)


if __name__ == '__main__':
    program.main()
