"""Witnesses: the real one of examples/witness as a process of its own, and what is seen when somebody rewrites a log."""

import concurrent.futures
import http.server
import json
import os
import pathlib
import shutil
import sqlite3
import stat
import subprocess
import threading
import unittest

import program
from log_test import Log
from program import ROOT, SKIPPED, run

USAGE, BAD_DATA, NO_INPUT, UNAVAILABLE, CANNOT_CREATE = 64, 65, 66, 69, 73
NODE = shutil.which('node')
WITNESS = ROOT / 'examples' / 'witness' / 'witness.mjs'
NAME = 'audit.example/w1'


def setUpModule():
    if NODE is None:
        print('skipped: node is not here, which the example witness runs on')
        os._exit(SKIPPED)


class Witness:
    """A witness's process, and what it keeps."""

    def __init__(self, folder, *log_keys, name=NAME, port=0):
        self.key, self.state, self.name = folder / 'w.key', folder / 'w.json', name
        self.words = [NODE, WITNESS, '--name', name, '--key', self.key, '--state', self.state]
        for key in log_keys:
            self.words += ['--log', key]
        self.start(port)

    def start(self, port=0):
        self.process = subprocess.Popen([str(w) for w in [*self.words, '--listen', f'127.0.0.1:{port}']],
                                        stdout=subprocess.PIPE)
        self.vkey = self.process.stdout.readline().decode().strip()
        self.url = self.process.stdout.readline().decode().strip().removeprefix('listening at ')

    @property
    def port(self):
        return int(self.url.rsplit(':', 1)[1])

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=30)

    def heads(self):
        return {origin: head['size'] for origin, head in json.loads(self.state.read_text()).items()}


class Witnessed(Log):
    def setUp(self):
        super().setUp()
        self.witness = self.started(self.pub)
        self.added(self.witness)

    def started(self, *keys, name=NAME):
        folder = self.folder / name.replace('/', '_')
        folder.mkdir()
        witness = Witness(folder, *keys, name=name)
        self.addCleanup(lambda: witness.stop())
        return witness

    def added(self, witness):
        return self.done('log', 'witness', 'add', witness.name, '--url', witness.url, '--key', witness.vkey)

    def check(self, *words):
        return run('log', 'witness', 'check', *words, db=self.db)

    def restore(self, data, heads=True):
        """The database as it was, and what was kept beside it gone with it."""
        for end in ('', '-wal', '-shm'):
            pathlib.Path(str(self.db) + end).unlink(missing_ok=True)
        self.db.write_bytes(data)
        if heads:
            shutil.rmtree(str(self.db) + '.heads')
            shutil.rmtree(str(self.db) + '.witnessed', ignore_errors=True)

    def backup(self):
        connection = sqlite3.connect(self.db)
        connection.execute('pragma wal_checkpoint(truncate)')
        connection.close()
        return self.db.read_bytes()


class Growth(Witnessed):
    def test_a_log_that_grows_is_cosigned_each_time(self):
        first = self.check('c')
        self.assertEqual((first.code, first.err), (0, ''), first.out)
        self.assertRegex(first.out, r'^mita\.lt/calls/c/1: audit\.example/w1 cosigned the head of 4 on 20\d\d-')
        for n in range(5):
            self.submit(f'a-{n}')
            answer = self.check('c')
            self.assertEqual(answer.code, 0, answer.out)
            self.assertIn(f'cosigned the head of {6 + 2 * n} on', answer.out)
        self.assertEqual(self.witness.heads(), {'mita.lt/calls/c/1': 14})

    def test_all_logs_are_shown_and_the_same_head_twice_is_cosigned_twice(self):
        for _ in range(2):
            answer = self.check('--json')
            self.assertEqual(answer.code, 0, answer.out)
            self.assertEqual([(a['log'], a['seen'], a['witness']) for a in answer.json],
                             [('mita.lt/calls/c/1', 'cosigned', NAME), ('mita.lt/instance/1', 'cosigned', NAME)])

    def test_a_cosigned_head_says_so_to_whoever_trusts_the_witness(self):
        self.submit('a-1')
        self.check('c')
        head = self.done('log', 'head', 'c').out
        self.assertEqual(head.count('\n— '), 2)
        self.assertIn(f'\n— {NAME} ', head)
        receipt = self.done('receipt', 'show', 'calls/c#5', '--as', 'ann').out
        answer = run('receipt', 'verify', self.file('cosigned.tlog-proof', receipt), '--key', self.pub, '--witness', self.witness.vkey)
        self.assertEqual(answer.code, 0, answer.out)
        self.assertIn(f'The witness {NAME} saw this head', answer.out)
        self.submit('a-2')
        self.assertEqual(self.done('log', 'head', 'c').out.count('\n— '), 1)

    def test_a_witness_that_was_away_goes_on_from_what_it_kept(self):
        self.check('c')
        port = self.witness.port
        self.witness.stop()
        self.submit('a-1')
        silent = self.check('c')
        self.assertEqual((silent.code, len(silent.out.splitlines()), silent.err), (UNAVAILABLE, 1, ''), silent.out)
        self.assertIn(f'{NAME} did not answer at http://127.0.0.1:{port}: ', silent.out)
        self.witness.start(port)
        shutil.rmtree(str(self.db) + '.witnessed')
        answer = self.check('c')
        self.assertEqual(answer.code, 0, answer.out)
        self.assertIn('it knew one of 4', answer.out)
        self.assertEqual(stat.S_IMODE(self.witness.key.stat().st_mode), 0o600)

    def test_two_witnesses_cosign_one_head(self):
        second = self.started(self.pub, name='press.example/w')
        self.added(second)
        answer = self.check('c')
        self.assertEqual((answer.code, len(answer.out.splitlines())), (0, 2), answer.out)
        self.assertEqual(self.done('log', 'head', 'c').out.count('\n— '), 3)
        # One that fails takes nothing from the other.
        second.stop()
        answer = self.check('c')
        self.assertEqual(answer.code, UNAVAILABLE, answer.out)
        self.assertIn(f'{NAME} cosigned the head of 4', answer.out)
        self.assertEqual(self.done('log', 'head', 'c').out.count('\n— '), 3)

    def test_processes_that_show_heads_at_once_hinder_nobody(self):
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            started = [pool.submit(self.submit, f'a-{n}') for n in range(3)]
            checks = [pool.submit(self.check, 'c') for _ in range(6)]
            for one in started:
                one.result()
            for one in checks:
                self.assertEqual(one.result().code, 0, one.result().out + one.result().err)
        answer = self.check('c')
        self.assertEqual(answer.code, 0, answer.out)
        self.assertEqual(self.witness.heads()['mita.lt/calls/c/1'], 10)


class Forks(Witnessed):
    def test_a_database_that_was_put_back_is_shown_by_the_witness(self):
        yesterday = self.backup()
        self.submit('a-1')
        self.check('c')
        self.restore(yesterday)
        answer = self.check('c')
        self.assertEqual(answer.code, BAD_DATA, answer.out)
        self.assertIn(f'FORK: mita.lt/calls/c/1: the witness {NAME} knows a head of 6 that is not part of this log: '
                      'this log has 4 entries', answer.out)
        # And when it has overtaken the head that the witness knows.
        for n in range(4):
            self.submit(f'b-{n}')
        answer = self.check('c', '--json')
        self.assertEqual(answer.code, BAD_DATA)
        (seen,) = answer.json
        self.assertEqual((seen['seen'], seen['knows'], seen['size']), ('fork', 6, 12))
        self.assertIn('others as its first 6 entries', seen['why'])
        self.assertEqual(self.witness.heads(), {'mita.lt/calls/c/1': 6})
        self.assertNotIn(f'— {NAME} ', self.done('log', 'head', 'c').out)

    def test_another_log_of_the_same_size_is_a_fork_too(self):
        yesterday = self.backup()
        self.submit('a-1')
        self.check('c')
        self.restore(yesterday)
        self.submit('b-1')
        answer = self.check('c')
        self.assertEqual(answer.code, BAD_DATA, answer.out)
        self.assertIn('knows a head of 6 that is not part of this log', answer.out)

    def test_a_cosigned_head_that_was_kept_shows_it_while_the_witness_is_silent(self):
        yesterday = self.backup()
        self.submit('a-1')
        self.check('c')
        self.witness.stop()
        self.restore(yesterday, heads=False)
        shutil.rmtree(str(self.db) + '.heads')
        answer = self.check('c')
        self.assertEqual(answer.code, BAD_DATA, answer.out)
        self.assertIn('FORK: mita.lt/calls/c/1: a head of 6 that was cosigned is not part of this log, which has 4 entries',
                      answer.out)
        self.witness.start(self.witness.port)


class Refusals(Witnessed):
    def test_a_witness_that_does_not_know_the_log_says_so(self):
        other = self.db.parent / 'other.db'
        run('key', 'init', '--host', 'mita.lv', db=other)
        stranger = self.started(run('key', 'show', db=other).out.strip(), name='far.example/w')
        self.added(stranger)
        answer = self.check('c')
        self.assertEqual(answer.code, BAD_DATA)
        self.assertIn('far.example/w did not cosign the head of 4: it does not know the log mita.lt/calls/c/1', answer.out)
        self.assertIn(f'{NAME} cosigned', answer.out)

    def test_a_witness_that_trusts_another_key_of_that_name_says_so(self):
        other = self.db.parent / 'other.db'
        run('key', 'init', '--host', 'mita.lt', db=other)
        stranger = self.started(run('key', 'show', db=other).out.strip(), name='far.example/w')
        self.added(stranger)
        self.assertIn('it does not trust the key that signed the head', self.check('c').out)

    def test_a_cosignature_of_another_key_counts_for_nothing(self):
        """The address answers, under the name and with a key that is not the one that was agreed."""
        folder = self.folder / 'impostor'
        folder.mkdir()
        impostor = Witness(folder, self.pub, name=NAME)
        self.addCleanup(impostor.stop)
        file = self.file('a.db.witnesses', f'{impostor.url} {self.witness.vkey}\n')
        self.assertEqual(str(file), f'{self.db}.witnesses')
        answer = self.check('c')
        self.assertEqual(answer.code, BAD_DATA, answer.out)
        self.assertIn('it answered without a signature of the key', answer.out)
        self.assertNotIn(f'— {NAME} ', self.done('log', 'head', 'c').out)

    def test_what_cannot_be_a_witness_gets_one_line(self):
        add = ('log', 'witness', 'add', NAME, '--url', self.witness.url)
        self.assertIn('is a witness already', self.done(*add, '--key', self.witness.vkey).out)
        self.assertEqual(len((self.folder / 'a.db.witnesses').read_text().splitlines()), 1)
        self.fails(BAD_DATA, *add, '--key', 'nonsense', saying='no witness was added: a verifier key is')
        self.fails(BAD_DATA, *add, '--key', self.pub.read_text().strip(), saying="a witness's key is of type 4")
        self.fails(BAD_DATA, 'log', 'witness', 'add', 'x', '--url', self.witness.url, '--key', self.witness.vkey,
                   saying=f'the key is that of {NAME}, not of x')
        for url in ('audit.example', 'file:///etc/passwd', 'http://', 'http://a b/', 'https:///x'):
            self.fails(BAD_DATA, 'log', 'witness', 'add', NAME, '--url', url, '--key', self.witness.vkey, saying='is no address')
        self.fails(CANNOT_CREATE, 'log', 'witness', 'add', NAME, '--url', 'https://elsewhere.example', '--key', self.witness.vkey,
                   saying='with another address or key')
        self.fails(NO_INPUT, 'log', 'witness', 'check', 'd', saying='no log d')
        file = self.folder / 'a.db.witnesses'
        file.write_text(file.read_text() + 'http://x y\n')
        self.fails(BAD_DATA, 'log', 'witness', 'check', saying='a.db.witnesses: line 2: ')
        file.unlink()
        self.fails(NO_INPUT, 'log', 'witness', 'check', saying='no witness is known')


class Nonsense(Witnessed):
    """An address that answers whatever it likes."""

    def setUp(self):
        super().setUp()
        test = self

        class Answers(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers['Content-Length']))
                status, body = test.answers.pop(0) if len(test.answers) > 1 else test.answers[0]
                self.send_response(status)
                self.send_header('Content-Length', str(len(body)))
                if status in (301, 302):
                    self.send_header('Location', test.witness.url + '/add-checkpoint')
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    pass

            def log_message(self, *_):
                pass
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Answers)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.file('a.db.witnesses', f'http://127.0.0.1:{server.server_port}/w/ {self.witness.vkey}\n')

    def test_answers_that_make_no_sense_are_refused_in_words(self):
        origin, key = 'mita.lt/calls/c/1', self.witness.vkey
        for answers, code, words in (
                ([(200, b'')], BAD_DATA, 'without a signature of the key'),
                ([(200, b'hello\n')], BAD_DATA, 'what are no signatures'),
                ([(200, '— x AAAA'.encode())], BAD_DATA, 'what are no signatures'),
                ([(200, '\n\nx\n\n— audit.example/w1 AAAAAAAA\n'.encode())], BAD_DATA, 'what are no signatures'),
                ([(200, b'\xff' * 100)], BAD_DATA, 'what are no signatures'),
                ([(200, b'x' * 70000)], UNAVAILABLE, 'more than 64 KiB'),
                ([(409, b'many\n')], BAD_DATA, 'it answered 409'),
                ([(409, b'-1\n')], BAD_DATA, 'it answered 409'),
                ([(409, b'99999999999999999999\n')], BAD_DATA, 'it answered 409'),
                ([(409, b'0\n')], BAD_DATA, '409 with the size that it was asked with'),
                ([(409, b'1\n'), (409, b'2\n'), (409, b'1\n'), (409, b'2\n')], BAD_DATA, 'another size each time'),
                ([(409, b'5\n')], BAD_DATA, 'FORK'),
                ([(409, b'3\n'), (422, b'')], BAD_DATA, 'FORK'),
                ([(422, b'')], BAD_DATA, 'it answered 422'),
                ([(302, b'')], BAD_DATA, 'it answered 302'),
                ([(500, b'')], BAD_DATA, 'it answered 500')):
            self.answers = answers
            answer = self.check('c')
            self.assertEqual((answer.code, answer.err, len(answer.out.splitlines())), (code, '', 1), (answers[0], answer.out))
            self.assertIn(words, answer.out, answers[0])
            self.assertIn(origin, answer.out)
        self.assertFalse((self.folder / 'a.db.witnessed').exists(), key)


class Protocol(Witnessed):
    """What the example witness answers to whoever else asks."""

    def ask(self, body, method='POST', path='/add-checkpoint'):
        import urllib.error
        import urllib.request
        request = urllib.request.Request(self.witness.url + path, data=body, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode(), answer.headers['Content-Type']
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers['Content-Type']

    def test_each_refusal_has_its_status(self):
        head = self.done('log', 'head', 'c').out
        elsewhere = head.replace('mita.lt/', 'mita.lv/')
        other = head.replace('\n4\n', '\n5\n')
        hash_ = head.split('\n')[2]
        for status, body in ((400, ''), (400, 'old 0\n'), (400, f'old 00\n\n{head}'), (400, f'old -1\n\n{head}'),
                             (400, f'new 0\n\n{head}'), (400, f'old 0\nx\n\n{head}'), (400, f'old 5\n\n{head}'),
                             (400, f'old 0\n\n{head}'.replace('\n', '\r\n')), (400, 'old 0\n' + f'{hash_}\n' * 64 + f'\n{head}'),
                             (404, f'old 0\n\n{elsewhere}'), (403, f'old 0\n\n{other}'), (422, f'old 0\n{hash_}\n\n{head}'),
                             (409, f'old 3\n\n{head}'), (413, 'x' * 400000)):
            self.assertEqual(self.ask(body.encode())[0], status, body[:60])
        self.assertFalse(self.witness.state.exists())
        status, text, kind = self.ask(f'old 0\n\n{head}'.encode())
        self.assertEqual((status, text.split(' ')[:2]), (200, ['—', NAME]), text)
        self.assertEqual(self.ask(f'old 0\n\n{head}'.encode()), (409, '4\n', 'text/x.tlog.size'))
        self.assertEqual(self.ask(f'old 4\n{hash_}\n\n{head}'.encode())[0], 422)
        self.assertEqual(self.ask(b'', method='GET')[0], 405)
        self.assertEqual(self.ask(b'x', path='/other')[0], 404)

    def test_it_keeps_a_head_before_it_answers_and_cosigns_nothing_that_it_cannot_keep(self):
        head = self.done('log', 'head', 'c').out
        self.witness.state.mkdir()
        self.assertEqual(self.ask(f'old 0\n\n{head}'.encode())[0], 500)
        self.witness.state.rmdir()
        self.assertEqual(self.ask(f'old 0\n\n{head}'.encode())[0], 200)
        self.assertEqual(self.witness.heads(), {'mita.lt/calls/c/1': 4})


if __name__ == '__main__':
    program.main()
