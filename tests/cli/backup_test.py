"""Copies of a record in use, and the search for what may be wrong with an installation."""

import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import threading

import program
from log_test import Log
from program import run

BAD_DATA, CANNOT_CREATE = 65, 73
DEPLOY = program.ROOT / 'examples' / 'deploy'


class Backup(Log):
    def backup(self, name='copy', *words):
        self.done('backup', self.folder / name, *words)
        return self.folder / name

    def test_a_copy_is_the_whole_record_and_goes_on_alone(self):
        self.submit('a-1')
        told = self.tree('backup', self.folder / 'copy', '--with-key')
        entries = len(self.tree('audit', 'history', '--log', 'calls/c'))
        self.assertEqual(told['logs']['calls/c']['entries'], entries)
        self.assertEqual(json.loads((self.folder / 'copy' / 'backup.json').read_text()), told)
        self.assertEqual(sorted(path.name for path in (self.folder / 'copy').iterdir()),
                         ['a.db', 'a.db.heads', 'a.db.key', 'a.db.keys', 'backup.json'])
        for path in (self.folder / 'copy').iterdir():
            if path.is_file() and path.name != 'backup.json':
                self.assertEqual(path.stat().st_mode & 0o077, 0, path)
        shutil.rmtree(f'{self.db}.heads')
        for end in ('', '.keys', '.key'):
            pathlib.Path(f'{self.db}{end}').unlink()
        self.db = self.folder / 'copy' / 'a.db'
        self.assertTrue(self.tree('audit', 'replay')['sound'])
        self.assertEqual(self.tree('audit', 'replay')['erased'] if 'erased' in self.tree('audit', 'replay') else 0, 0)
        self.assertIn('Mažieji lazeriai', self.done('application', 'show', 'a-1', '--as', 'ann').out)
        self.submit('a-2')

    def test_without_the_key_it_holds_nothing_that_signs(self):
        copy = self.backup()
        self.assertFalse((copy / 'a.db.key').exists())
        text = b''.join(path.read_bytes() for path in copy.rglob('*') if path.is_file())
        self.assertNotIn(b'PRIVATE+KEY', text)

    def test_it_is_taken_while_others_write(self):
        stopping = threading.Event()

        def write(who):
            n = 0
            while not stopping.is_set():
                run('application', 'start', f'{who}-{n}', '--call', 'c', '--as', 'ann', '--at', self.at, db=self.db)
                n += 1
        writers = [threading.Thread(target=write, args=(who,)) for who in ('b', 'd')]
        for writer in writers:
            writer.start()
        try:
            copies = [self.backup(f'copy-{n}') for n in range(5)]
        finally:
            stopping.set()
            for writer in writers:
                writer.join()
        sizes = [json.loads((copy / 'backup.json').read_text())['logs']['calls/c']['entries'] for copy in copies]
        self.assertEqual(sizes, sorted(sizes))
        self.assertLess(sizes[0], sizes[-1], 'nobody wrote meanwhile')
        for copy in copies:
            self.assertTrue(self.tree('audit', 'replay', db=copy / 'a.db')['sound'])

    def test_whoever_goes_on_with_an_older_copy_is_told(self):
        copy = self.backup()
        self.submit('a-1')
        for end in ('-wal', '-shm'):
            pathlib.Path(f'{self.db}{end}').unlink(missing_ok=True)
        for end in ('', '.keys'):
            shutil.copy(copy / f'a.db{end}', f'{self.db}{end}')
        answer = self.run_it('application', 'start', 'a-9', '--call', 'c', '--as', 'ann')
        self.assertNotEqual(answer.code, 0)
        self.assertIn('log reopen', answer.err)
        self.assertIn('wrong', self.run_it('doctor').out)

    def test_nothing_is_left_of_one_that_fails(self):
        (self.folder / 'full').mkdir()
        (self.folder / 'full' / 'x').touch()
        self.fails(CANNOT_CREATE, 'backup', self.folder / 'full', saying='is there already')
        self.fails(CANNOT_CREATE, 'backup', self.folder / 'none' / 'copy', saying='must exist')
        limited = ['bash', '-c', 'ulimit -f 100; trap "" XFSZ; exec "$@"', 'bash', program.PROGRAM, 'backup',
                   str(self.folder / 'copy'), '--db', str(self.db)]
        done = subprocess.run(limited, capture_output=True, text=True, timeout=60, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertEqual([path.name for path in self.folder.iterdir() if path.name.startswith('copy')], [])

    def test_what_was_erased_before_is_in_no_page_of_it(self):
        words = 'Nebylys Kregždutė'
        connection = sqlite3.connect(self.db)
        connection.execute('pragma secure_delete = off')
        connection.execute('create table gone (text)')
        connection.execute('insert into gone values (?)', (words,))
        connection.commit()
        connection.execute('drop table gone')
        connection.commit()
        connection.close()
        copy = self.backup()
        self.assertNotIn(words.encode(), (copy / 'a.db').read_bytes())


class Doctor(Log):
    def told(self, *words, code=None):
        answer = self.run_it('doctor', '--json', *words)
        found = {one['what']: one for one in answer.json}
        self.assertEqual(answer.code, BAD_DATA if any(one['level'] == 'wrong' for one in found.values()) else 0)
        return found

    def level(self, what, *words):
        return self.told(*words)[what]['level']

    def test_finds_nothing_wrong_where_nothing_is(self):
        told = self.told()
        self.assertEqual([one for one in told.values() if one['level'] == 'wrong'], [])
        for what in ('database', 'folder', 'integrity', 'time zone', 'time', 'signing key', 'administrators', 'port'):
            self.assertEqual(told[what]['level'], 'ok', told[what])

    def test_names_what_others_could_read(self):
        os.chmod(self.db, 0o644)
        self.assertEqual(self.level('database'), 'warning')
        self.submit('a-1')
        os.chmod(f'{self.db}.keys', 0o640)
        self.assertIn('chmod 600', self.told()['private keys']['sentence'])
        os.chmod(f'{self.db}.key', 0o644)
        self.assertEqual(self.level('signing key'), 'wrong')

    def test_names_what_is_missing(self):
        self.submit('a-1')
        pathlib.Path(f'{self.db}.keys').rename(self.folder / 'keys')
        self.assertEqual(self.level('private keys'), 'wrong')
        pathlib.Path(f'{self.db}.key').unlink()
        self.assertEqual(self.level('signing key'), 'wrong')
        self.db = self.folder / 'none.db'
        self.assertEqual(self.level('database'), 'wrong')

    def test_sees_damage(self):
        size = self.db.stat().st_size
        with open(self.db, 'r+b') as file:
            file.seek(size // 2 // 4096 * 4096)
            file.write(b'\xff' * 4096)
        self.assertEqual(self.level('integrity'), 'wrong')

    def test_sees_a_clock_that_is_behind(self):
        self.at = '2026-03-01T00:00:00Z'
        self.assertEqual(self.level('time'), 'wrong')

    def test_looks_at_what_the_server_is_given(self):
        holder = program.subprocess.Popen(
            ['python3', '-c', 'import socket,time\ns=socket.socket();s.bind(("127.0.0.1",0));s.listen()\n'
             'print(s.getsockname()[1],flush=True);time.sleep(60)'], stdout=subprocess.PIPE, text=True)
        self.addCleanup(holder.stdout.close)
        self.addCleanup(holder.wait)
        self.addCleanup(holder.kill)
        self.assertEqual(self.level('port', '--port', holder.stdout.readline().strip()), 'wrong')
        self.assertEqual(self.level('origin', '--origin', 'http://mita.lt'), 'wrong')
        leaked = self.file('leaked.txt', 'B' * 40 + ':1\n' + 'A' * 40 + ':1\n')
        self.assertEqual(self.level('leaked passwords', '--leaked-passwords', leaked), 'wrong')
        leaked.write_text('A' * 40 + ':1\n' + 'B' * 40 + ':1\n')
        self.assertEqual(self.level('leaked passwords', '--leaked-passwords', leaked), 'ok')
        cert, key = self.folder / 'cert.pem', self.folder / 'key.pem'
        for days, level in (('365', 'ok'), ('3', 'warning')):
            subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', key, '-out', cert,
                            '-days', days, '-subj', '/CN=localhost'], check=True, capture_output=True)
            self.at = None
            self.assertEqual(self.level('certificate', '--cert', cert, '--key', key), level)
        key.write_text('nothing')
        self.assertEqual(self.level('port', '--cert', cert, '--key', key), 'wrong')

    def test_asks_for_backups(self):
        backups = self.folder / 'backups'
        backups.mkdir()
        self.assertEqual(self.level('backup', '--backups', backups), 'wrong')
        self.done('backup', backups / 'one')
        self.assertEqual(self.level('backup', '--backups', backups), 'ok')
        self.at = '2026-03-09T10:00:00Z'
        self.assertEqual(self.level('backup', '--backups', backups), 'warning')


class Deploying(program.Case):
    """examples/deploy names what the program has."""

    def test_every_option_that_is_named_is_one(self):
        text = '\n'.join(path.read_text() for path in DEPLOY.iterdir())
        named = re.findall(r'(?:/usr/bin/)?atranka (serve|doctor|backup|account invite|log reopen|log head|audit replay|'
                           r'key show|instance found|person grant)\b([^`\n]*)', text)
        self.assertGreater(len(named), 10)
        for verb, words in named:
            told = run(*verb.split(), '--help').out
            for option in re.findall(r'--[a-z-]+', words):
                self.assertIn(option, told, f'{verb} {words}')

    def test_the_units_are_whole(self):
        if shutil.which('systemd-analyze') is None:
            self.skipTest('systemd-analyze is not here')
        for path in DEPLOY.glob('atranka*.*'):
            (self.folder / path.name).write_text(path.read_text().replace('/usr/bin/atranka', program.PROGRAM))
        done = subprocess.run(['systemd-analyze', 'verify', *sorted(map(str, self.folder.glob('*.service'))),
                               *map(str, self.folder.glob('*.timer'))], capture_output=True, text=True, timeout=60,
                              check=False)
        ours = [line for line in done.stderr.splitlines() if 'atranka' in line]
        self.assertEqual(ours, [])


if __name__ == '__main__':
    program.main()
