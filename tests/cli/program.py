"""Runs the program as people do, and says plainly what went wrong."""

import atexit
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

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.environ.get('ATRANKA_PROGRAM', 'atranka')
CONFORMANCE = pathlib.Path(os.environ.get('ATRANKA_CONFORMANCE', ROOT.parent / 'shared' / 'conformance'))
SKIPPED = 77


class Answer:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout.decode('utf-8', 'strict')
        self.err = done.stderr.decode('utf-8', 'strict')

    @property
    def json(self):
        return json.loads(self.out)


def run(*words, db=None, env=None, stdin=b''):
    """The program with these words; `db` names the database."""
    words = [os.fsencode(word) if isinstance(word, str) else word for word in map(plain, words)]
    environment = {'PATH': os.environ['PATH'], 'LANG': 'C.UTF-8'}
    for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS'):
        if name in os.environ:
            environment[name] = os.environ[name]
    if db is not None:
        environment['ATRANKA_DB'] = str(db)
    environment.update(env or {})
    return Answer(subprocess.run([os.fsencode(PROGRAM), *words], input=stdin, capture_output=True, env=environment,
                                 timeout=120))


def publish(give, call, by='head'):
    """Published by somebody who weighs the warnings of its report, and confirms them by its hash; `give` runs the program."""
    words = ('call', 'publish', call, '--as', by)
    answer = give(*words)
    weighed = re.search(r'confirm them with --report ([0-9a-f]{64})', answer.err)
    return give(*words, '--report', weighed.group(1)) if weighed else answer


def plain(word):
    return word if isinstance(word, (str, bytes)) else str(word)


class Case(unittest.TestCase):
    """A test with a folder of its own, and a database in it."""

    maxDiff = 2000
    laid = {}  # folders, by what laid them

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='atranka-cli-'))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.db = self.folder / 'a.db'
        self.at = None
        self.reader = None  # who reads where nobody is named

    def begin_with(self, lay):
        """What `lay` leaves in the folder: laid for the first test that begins so, copied for every other one."""
        kept = self.laid.get(lay.__func__)
        if kept is not None:
            shutil.rmtree(self.folder)
            shutil.copytree(kept, self.folder)
            return
        lay()
        kept = self.laid[lay.__func__] = tempfile.mkdtemp(prefix='atranka-cli-laid-')
        atexit.register(shutil.rmtree, kept, ignore_errors=True)
        shutil.copytree(self.folder, kept, dirs_exist_ok=True)

    def key_file(self):
        return pathlib.Path(f'{self.db}.key')

    def run_it(self, *words, **more):
        more.setdefault('db', self.db)
        if self.reader is not None:
            more.setdefault('env', {'ATRANKA_AS': self.reader})
        instant = () if self.at is None or '--at' in words else ('--at', self.at)
        return run(*words, *instant, **more)

    def publish(self, call, by='head'):
        answer = publish(self.run_it, call, by)
        self.assertEqual(answer.code, 0, answer.err)
        return answer

    def second_grants(self, *grants):
        """Of roles that two administrators give, the second one's part."""
        self.done('person', 'register', 'second', '--as', 'admin')
        self.done('person', 'grant', 'second', 'administrator', '--call', '*', '--as', 'admin')
        for person, role, call in grants:
            self.done('person', 'grant', person, role, '--call', call, '--as', 'second')

    def done(self, *words, **more):
        answer = self.run_it(*words, **more)
        self.assertEqual(answer.code, 0, f'{" ".join(map(str, words))}\n{answer.out}{answer.err}')
        return answer

    def tree(self, *words, **more):
        return self.done(*words, '--json', **more).json

    def fails(self, code, *words, saying='', lines=1, **more):
        """It ends with this code, says so on one line, and changes nothing in the record."""
        before = self.record()
        answer = self.run_it(*words, **more)
        shown = f'{" ".join(map(repr, words))}\n{answer.out}{answer.err}'
        self.assertEqual(answer.code, code, shown)
        self.assertIn(saying, answer.err, shown)
        if lines is not None:
            self.assertEqual(len(answer.err.splitlines()), lines, shown)
        self.assertEqual(self.record(), before, shown)
        return answer

    def record(self):
        """Every entry as the file has it, to compare before and after; the file itself where it is no record."""
        if not self.db.exists():
            return None
        try:
            connection = sqlite3.connect(f'file:{self.db}?mode=ro', uri=True)
            try:
                return connection.execute('select * from entry').fetchall()
            finally:
                connection.close()
        except sqlite3.Error:
            return self.db.read_bytes()

    def file(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path


def main():
    if len(sys.argv) > 1 and not sys.argv[1].startswith('-') and os.path.exists(sys.argv[1]):
        global PROGRAM
        PROGRAM = os.path.abspath(sys.argv.pop(1))
    sys.modules['program'].PROGRAM = PROGRAM
    unittest.main(module='__main__', verbosity=1)
