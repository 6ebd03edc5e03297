"""The server as its users meet it: a program at a port, and people who sign in."""

import base64
import concurrent.futures
import datetime
import hmac
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import threading
import time
import unittest
import urllib.parse

import program
from program import Case, run

SMALL = pathlib.Path(program.ROOT / 'examples' / 'api' / 'small.yaml').read_text()
PASSWORD = 'three blue boats at noon'


def instant(seconds=0):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return at.strftime('%Y-%m-%dT%H:%M:%S.') + f'{at.microsecond // 1000:03d}Z'


def code_of(secret):
    """What an authenticator shows now (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret + '=' * (-len(secret) % 8)),
                         struct.pack('>Q', int(time.time()) // 30), 'sha1')
    at = digest[-1] & 15
    return f'{(struct.unpack(">I", digest[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}'


class Person:
    """Somebody with a session."""

    def __init__(self, port, cookie=None):
        self.port, self.cookie = port, cookie

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        words = dict(headers or {})
        if self.cookie:
            words.setdefault('Cookie', self.cookie)
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
            words.setdefault('Content-Type', 'application/json')
        connection.request(method, path, body, words)
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    def api(self, method, path, body=None, headers=None):
        return self.ask(method, '/api/v1' + path, body, headers)

    def give(self, command, headers=None, **members):
        return self.api('POST', '/commands/' + command, members, headers)

    def taken(self, answer):
        self.cookie = answer.getheader('Set-Cookie').split(';')[0]
        return self


class Served(Case):
    def setUp(self):
        super().setUp()
        self.begin_with(self.found)
        self.server = None
        self.start()
        self.addCleanup(self.stop)

    def found(self):
        self.cli('instance', 'found', 'ona', '--as', 'ona', '--identity', 'name=Ona')
        for person in ('petras', 'rasa', 'jonas'):
            self.cli('person', 'register', person, '--identity', f'name={person}', '--as', 'ona')
        self.cli('person', 'grant', 'petras', 'officer', '--call', 'c', '--as', 'ona')
        self.cli('person', 'register', 'vida', '--as', 'ona')
        self.cli('person', 'grant', 'vida', 'administrator', '--call', '*', '--as', 'ona')
        for administrator in ('ona', 'vida'):
            self.cli('person', 'grant', 'rasa', 'head', '--call', 'c', '--as', administrator)

    def cli(self, *words):
        answer = run(*words, db=self.db)
        self.assertEqual(answer.code, 0, answer.err)
        return answer.out

    def start(self, *words):
        environment = {**os.environ, 'ATRANKA_DB': str(self.db)}
        self.server = subprocess.Popen([program.PROGRAM, 'serve', '--port', '0', *words], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, env=environment, text=True)
        line = self.server.stdout.readline()
        self.assertIn('listening on http://127.0.0.1:', line, line or self.server.stderr.read())
        self.port = int(line.rsplit(':', 1)[1])
        self.nobody = Person(self.port)

    def stop(self):
        if self.server is None:
            return 0
        self.server.send_signal(signal.SIGTERM)
        self.server.communicate(timeout=60)
        code, self.server = self.server.returncode, None
        return code

    def invitation(self, person):
        return re.findall(r'[A-Z2-7]{4}(?:-[A-Z2-7]{4})+', self.cli('account', 'invite', person, '--as', 'ona'))[-1]

    def enter(self, person):
        answer = self.nobody.api('POST', '/invitations/accept', {
            'code': self.invitation(person), 'login': f'{person}@example.org', 'password': PASSWORD})
        self.assertEqual(answer.status, 200, answer.text)
        return Person(self.port).taken(answer)

    def open_call(self, closing):
        self.petras, self.rasa, self.jonas = map(self.enter, ('petras', 'rasa', 'jonas'))
        for who, command, members in (
                (self.petras, 'DraftCall', {'workflow': SMALL, 'rounds': [
                    {'id': 'r1', 'parameters': {'closing': closing}}]}),
                (self.rasa, 'PublishCall', None), (self.petras, 'OpenCall', {}), (self.petras, 'OpenRound', {'round': 'r1'})):
            if members is None:  # whoever publishes confirms what was proven
                members = {'report': json.loads(who.api('GET', '/calls/c/proof').text)['report']}
            answer = who.give(command, call='c', **members)
            self.assertEqual(answer.status, 201, f'{command}: {answer.text}')

    def begin(self):
        answer = self.jonas.give('StartApplication', call='c', round='r1')
        self.assertEqual(answer.status, 201, answer.text)
        return json.loads(answer.text)['application']


class Starting(Case):
    def serve(self, *words):
        answer = run('serve', '--port', '0', *words, db=self.db)
        self.assertNotEqual(answer.code, 0)
        self.assertEqual(len(answer.err.strip().splitlines()), 1, answer.err)
        return answer.err

    def test_says_in_one_line_what_is_wrong(self):
        self.assertIn('no database', self.serve())
        run('instance', 'found', 'ona', '--as', 'ona', db=self.db)
        with socket.socket() as taken:
            taken.bind(('127.0.0.1', 0))
            taken.listen()
            self.assertIn('port', self.serve('--port', str(taken.getsockname()[1])))
        self.assertIn('--port', self.serve('--port', 'x'))
        self.assertIn('nothing.pem', self.serve('--cert', 'nothing.pem', '--key', 'nothing.pem'))
        self.assertEqual(self.code('--log', f'{self.db}/x', saying='/x cannot be written'), 73)
        self.assertEqual(self.code('--leaked-passwords', '/none', saying='--leaked-passwords'), 66)
        os.chmod(f'{self.db}.key', 0o644)
        self.assertIn('.key', self.serve())

    def code(self, *words, saying):
        answer = run('serve', '--port', '0', *words, db=self.db)
        self.assertEqual(len(answer.err.strip().splitlines()), 1, answer.err)
        self.assertIn(saying, answer.err)
        self.assertNotIn('unexpected', answer.err)
        return answer.code

    def warned(self):
        """What it says at its start of the heads beside the database; it ends for want of a folder."""
        answer = run('serve', '--port', '0', '--web', '/none', db=self.db)
        return [line for line in answer.err.splitlines() if 'WARNING' in line]

    def test_a_released_head_that_is_not_there_is_missed(self):
        run('instance', 'found', 'ona', '--as', 'ona', db=self.db)
        heads = pathlib.Path(f'{self.db}.heads')
        kept = (heads / 'instance').read_text()

        def doctor():
            told = json.loads(run('doctor', '--json', db=self.db).out)
            return [(one['level'], one['sentence']) for one in told if one['what'] == 'heads']

        self.assertEqual(self.warned(), [])
        self.assertEqual([level for level, _ in doctor()], ['ok'])
        host, size, rest = kept.split('\n', 2)
        for text in ('', 'no head', '\n'.join((host, str(int(size) + 1), rest)), kept.replace('/instance/', '/calls/c/')):
            (heads / 'instance').write_text(text)
            self.assertEqual(len(self.warned()), 1, text)
            (level, sentence), = doctor()
            self.assertEqual(level, 'wrong', text)
            self.assertIn('atranka log head', sentence)
            self.assertEqual((heads / 'instance').read_text(), text, 'who looks mends nothing')
        (heads / 'instance').unlink()
        self.assertIn('is missing', self.warned()[0])
        heads.rmdir()
        self.assertIn('.heads is missing', self.warned()[0])
        self.assertEqual(doctor()[0][0], 'wrong')
        run('log', 'head', 'instance', db=self.db)
        self.assertEqual(self.warned(), [])
        self.assertEqual(doctor()[0][0], 'ok')
        heads.chmod(0o755)
        self.assertEqual(doctor()[0][0], 'warning')


class Accounts(Served):
    def test_an_invitation_lets_one_person_in_once(self):
        code = self.invitation('petras')
        accept = {'code': code, 'login': 'petras@example.org', 'password': PASSWORD}
        self.assertEqual(self.nobody.api('POST', '/invitations/accept', {**accept, 'password': 'short'}).status, 422)
        first = self.nobody.api('POST', '/invitations/accept', accept)
        self.assertEqual(first.status, 200, first.text)
        cookie = first.getheader('Set-Cookie')
        for word in ('__Host-atranka=', 'Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/'):
            self.assertIn(word, cookie)
        self.assertEqual(self.nobody.api('POST', '/invitations/accept', accept).status, 409)
        me = Person(self.port).taken(first).api('GET', '/me')
        self.assertEqual(json.loads(me.text)['id'], 'petras')

    def test_nobody_learns_who_has_an_account(self):
        self.enter('petras')
        wrong = self.nobody.api('POST', '/session', {'login': 'petras@example.org', 'password': 'wrong wrong wrong'})
        unknown = self.nobody.api('POST', '/session', {'login': 'nobody@example.org', 'password': 'wrong wrong wrong'})
        self.assertEqual((wrong.status, wrong.text), (unknown.status, unknown.text))
        self.assertEqual(wrong.status, 401)

    def test_a_session_changes_at_each_signing_in_and_ends(self):
        petras = self.enter('petras')
        first = petras.cookie
        planted = self.nobody.api('POST', '/session', {'login': 'petras@example.org', 'password': PASSWORD},
                                  {'Cookie': '__Host-atranka=chosen-by-somebody-else'})
        second = Person(self.port).taken(planted)
        self.assertNotIn('chosen-by-somebody-else', second.cookie)
        self.assertNotEqual(second.cookie, first)
        sessions = json.loads(petras.api('GET', '/account/sessions').text)['items']
        self.assertEqual(len(sessions), 2)
        other = next(one['id'] for one in sessions if not one['current'])
        self.assertEqual(petras.api('DELETE', f'/account/sessions/{other}').status, 204)
        self.assertEqual(second.api('GET', '/me').status, 401)
        self.assertEqual(petras.api('DELETE', '/session').status, 204)
        self.assertEqual(petras.api('GET', '/me').status, 401)

    def test_a_disabled_account_is_out_at_once(self):
        petras = self.enter('petras')
        self.assertEqual(petras.api('GET', '/me').status, 200)
        self.cli('account', 'disable', 'petras', '--as', 'ona')
        self.assertEqual(petras.api('GET', '/me').status, 401)
        again = self.nobody.api('POST', '/session', {'login': 'petras@example.org', 'password': PASSWORD})
        self.assertEqual(again.status, 401)

    def test_pages_of_other_sites_do_nothing_in_somebodys_name(self):
        petras = self.enter('petras')
        for headers in ({'Origin': 'https://evil.example'}, {'Sec-Fetch-Site': 'cross-site'}):
            self.assertEqual(petras.give('OpenCall', headers, call='c').status, 403, headers)
            self.assertEqual(petras.api('DELETE', '/session', None, headers).status, 403, headers)
        host = f'127.0.0.1:{self.port}'
        for origin, status in ((f'ftp://{host}', 403), (host, 403), ('null', 403), (f'http://{host}/', 403),
                               (f'http://{host}', 415)):
            form = petras.api('POST', '/commands/OpenCall', 'call=c', {'Origin': origin})
            self.assertEqual(form.status, status, origin)
        form = petras.api('POST', '/commands/OpenCall', 'call=c',
                          {'Content-Type': 'application/x-www-form-urlencoded'})
        self.assertEqual(form.status, 415)
        self.assertEqual(petras.api('GET', '/commands/OpenCall').status, 405)
        self.assertEqual(petras.api('GET', '/me').status, 200)

    def test_a_token_does_what_its_scopes_say(self):
        petras = self.enter('petras')
        made = petras.api('POST', '/account/tokens', {'name': 'nightly', 'scopes': ['read'], 'days': 30})
        self.assertEqual(made.status, 200, made.text)
        token = json.loads(made.text)
        bearer = {'Authorization': 'Bearer ' + token['secret']}
        self.assertEqual(self.nobody.api('GET', '/me', None, bearer).status, 200)
        self.assertEqual(self.nobody.give('OpenCall', bearer, call='c').status, 403)
        self.assertEqual(self.nobody.api('GET', '/account/tokens', None, bearer).status, 403)
        self.assertNotIn(token['secret'], petras.api('GET', '/account/tokens').text)
        self.assertEqual(petras.api('DELETE', '/account/tokens/' + token['id']).status, 204)
        self.assertEqual(self.nobody.api('GET', '/me', None, bearer).status, 401)

    def test_a_second_factor_is_demanded_of_those_who_hold_a_role(self):
        self.stop()
        self.start('--second-factor', 'head', '--second-factor', 'administrator')
        petras, rasa = self.enter('petras'), self.enter('rasa')
        self.assertEqual(petras.api('GET', '/calls').status, 200, 'an officer is not asked for one')

        def refused(method, path, body=None):
            answer = rasa.api(method, path, body)
            self.assertEqual(answer.status, 403, path)
            self.assertIn('second-factor-demanded', answer.text)

        token = {'name': 'nightly', 'scopes': ['read'], 'days': 30}
        refused('GET', '/calls')
        refused('GET', '/events')
        refused('POST', '/commands/PublishCall', {'call': 'c'})
        refused('POST', '/account/tokens', token)
        self.assertEqual(rasa.api('GET', '/me').status, 200)
        secret = json.loads(rasa.api('POST', '/account/totp', {}).text)['secret']
        confirmed = rasa.api('POST', '/account/totp/confirm', {'code': code_of(secret)})
        self.assertEqual(confirmed.status, 200, confirmed.text)
        refused('GET', '/calls')
        recovery = json.loads(confirmed.text)['recovery'][0]
        fresh = rasa.api('POST', '/session/fresh', {'password': PASSWORD, 'code': recovery})
        self.assertEqual(fresh.status, 200, fresh.text)
        rasa.taken(fresh)
        self.assertEqual(rasa.api('GET', '/calls').status, 200)
        self.assertEqual(rasa.api('POST', '/account/tokens', token).status, 200)

    def test_pages_are_ours_under_the_origin_that_was_named(self):
        petras = self.enter('petras')
        self.stop()
        self.start('--origin', 'https://grants.example')
        petras.port = self.port
        for origin, status in (('https://grants.example', 415), ('http://grants.example', 403),
                               (f'http://127.0.0.1:{self.port}', 403)):
            answer = petras.api('POST', '/commands/OpenCall', 'call=c', {'Origin': origin})
            self.assertEqual(answer.status, status, origin)

    def test_members_that_an_account_does_not_have_are_named(self):
        self.enter('petras')
        right = {'login': 'petras@example.org', 'password': PASSWORD}
        for body, word in (({**right, 'actor': 'x'}, 'actor'), ({'login': ['petras']}, 'login'), ({}, 'login')):
            answer = self.nobody.api('POST', '/session', body)
            self.assertEqual(answer.status, 400, answer.text)
            self.assertIn(word, json.loads(answer.text)['detail'])

    def test_an_invitation_does_not_tell_which_logins_there_are(self):
        self.enter('petras')
        code = self.invitation('rasa')
        statuses = [self.nobody.api('POST', '/invitations/accept', {
            'code': code, 'login': 'petras@example.org', 'password': PASSWORD}).status for _ in range(12)]
        self.assertEqual(statuses[0], 409)
        self.assertIn(429, statuses)

    def test_a_flood_of_wrong_passwords_is_made_to_wait(self):
        self.enter('petras')
        statuses = [self.nobody.api('POST', '/session', {'login': 'petras@example.org', 'password': f'wrong {n} wrong wrong'})
                    .status for n in range(12)]
        self.assertIn(429, statuses)
        self.assertEqual(statuses[0], 401)


class Work(Served):
    def test_a_call_runs_over_http_and_replays(self):
        self.open_call(instant(3600))
        application = self.begin()
        form = {'application': application, 'step': 'note_in', 'form': {'subject': 'A bridge', 'amount': '100.00'}}
        submitted = self.jonas.give('SubmitForm', **form)
        self.assertEqual(submitted.status, 201, submitted.text)
        self.assertIn('c2sp.org/tlog-proof@v1', json.loads(submitted.text)['receipt'])
        check = {'application': application, 'step': 'look'}
        self.assertEqual(self.jonas.give('ProposeCheck', **check, passed=True).status, 403)
        self.assertEqual(self.petras.give('ProposeCheck', **check, passed=True).status, 201)
        self.assertEqual(self.petras.give('ConfirmCheck', **check).status, 403)
        self.assertEqual(self.rasa.give('ConfirmCheck', **check).status, 201)
        self.assertEqual(self.nobody.api('GET', '/calls/c/results').text, '{"items":[]}')
        self.assertEqual(self.petras.give('ServeNotice', application=application, how='mail', served=instant()).status, 201)
        self.assertIn('A bridge', self.nobody.api('GET', '/calls/c/results').text)
        self.assertEqual(self.stop(), 0)
        self.assertIn('same result', self.cli('audit', 'replay', '--as', 'ona'))
        self.assertIn(application, self.cli('audit', 'readings', '--call', 'c', '--as', 'petras')
                      + self.cli('audit', 'refusals', '--call', 'c', '--as', 'petras'))

    def test_applications_are_found_by_their_words(self):
        self.open_call(instant(3600))
        application = self.begin()
        self.assertEqual(self.jonas.give('SubmitForm', application=application, step='note_in', form={
            'subject': 'Šviesolaidžio žąsys', 'amount': '400.00'}).status, 201)
        for words, found in (('SVIESOLAIDZIO', [application]), ('zas*', [application]), ('zas', [])):
            for who in (self.petras, self.jonas):
                answer = who.api('GET', '/calls/c/applications?q=' + urllib.parse.quote(words))
                self.assertEqual(answer.status, 200, answer.text)
                self.assertEqual([row['application'] for row in json.loads(answer.text)['items']], found, words)
        self.assertEqual(json.loads(self.rasa.api('GET', '/applications?q=zas*').text)['items'], [])

    def test_what_counts_is_when_the_last_byte_arrived(self):
        self.open_call(instant(6))
        self.begin()
        closing = json.loads(self.nobody.api('GET', '/calls/c').text)['rounds'][0]['parameters']['closing']
        closes = datetime.datetime.fromisoformat(closing.replace('Z', '+00:00')).timestamp()

        def send(at):
            body = json.dumps({'call': 'c', 'round': 'r1'}).encode()
            connection = socket.create_connection(('127.0.0.1', self.port))
            connection.sendall(b'POST /api/v1/commands/StartApplication HTTP/1.1\r\nHost: localhost\r\n'
                               b'Content-Type: application/json\r\nCookie: ' + self.jonas.cookie.encode() +
                               b'\r\nContent-Length: %d\r\n\r\n' % len(body) + body[:-1])
            time.sleep(max(0, at - time.time()))
            connection.sendall(body[-1:])
            answer = connection.recv(65536)
            connection.close()
            return int(answer.split()[1])

        with concurrent.futures.ThreadPoolExecutor() as pool:
            before, after = pool.map(send, (closes - 1.5, closes + 1.5))
        self.assertEqual(before, 201)
        self.assertEqual(after, 409)

    def test_what_was_acknowledged_before_it_was_told_to_stop_is_in_the_record(self):
        self.open_call(instant(3600))
        acknowledged, lock, over = [], threading.Lock(), threading.Event()

        def work():
            while not over.is_set():
                try:
                    answer = self.jonas.give('StartApplication', call='c', round='r1')
                except (ConnectionError, http.client.HTTPException, OSError):
                    return
                if answer.status == 201:
                    with lock:
                        acknowledged.append(json.loads(answer.text)['application'])

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(1)
        self.assertEqual(self.stop(), 0)
        over.set()
        for thread in threads:
            thread.join()
        self.assertGreater(len(acknowledged), 10)
        listed = {row['application'] for row in json.loads(
            self.cli('application', 'list', '--call', 'c', '--as', 'petras', '--json'))}
        self.assertEqual(set(acknowledged) - listed, set())

    def test_stored_markup_is_never_a_page(self):
        self.open_call(instant(3600))
        application = self.begin()
        self.jonas.give('SubmitForm', application=application, step='note_in',
                        form={'subject': '<script>alert(1)</script>', 'amount': '1.00'})
        answer = self.petras.api('GET', f'/applications/{application}')
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.getheader('Content-Type'), 'application/json')
        self.assertEqual(answer.getheader('X-Content-Type-Options'), 'nosniff')
        self.assertIn('sandbox', answer.getheader('Content-Security-Policy'))

    def listen(self, person):
        """Lines of the stream of events, as they come."""
        connection = socket.create_connection(('127.0.0.1', self.port), timeout=20)
        connection.sendall(b'GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nCookie: ' + person.cookie.encode() + b'\r\n\r\n')
        self.addCleanup(connection.close)
        reader = connection.makefile('rb')
        while b'listening' not in (line := reader.readline()):
            self.assertTrue(line)
        return reader

    def told(self, reader, word):
        while word.encode() not in (line := reader.readline()):
            self.assertTrue(line, f'{word} was not told')
        return line.decode()

    def test_changes_are_told_to_those_who_may_see_them(self):
        self.open_call(instant(3600))
        mine = self.begin()
        officer, lead = self.listen(self.petras), self.listen(self.jonas)
        self.cli('person', 'register', 'other', '--as', 'ona')
        other = self.enter('other')
        hidden = json.loads(other.give('StartApplication', call='c', round='r1').text)['application']
        self.jonas.give('SubmitForm', application=mine, step='note_in', form={'subject': 'A', 'amount': '1.00'})
        self.assertIn(hidden, self.told(officer, hidden))
        self.assertIn(mine, self.told(officer, mine))
        self.assertIn(mine, self.told(lead, 'data:'))
        # What is proposed is nothing that the lead may see: the next that they hear of is the notice.
        self.petras.give('ProposeCheck', application=mine, step='look', passed=True)
        self.rasa.give('ConfirmCheck', application=mine, step='look')
        self.petras.give('ServeNotice', application=mine, how='mail', served=instant())
        self.told(officer, mine)
        self.assertIn(mine, self.told(lead, 'data:'))
        self.assertEqual(self.nobody.api('GET', '/events').status, 401)
        self.cli('account', 'disable', 'petras', '--as', 'ona')
        late = self.begin()
        while line := officer.readline():
            self.assertNotIn(late, line.decode())

    def test_changes_that_another_program_wrote_are_told_too(self):
        self.open_call(instant(3600))
        mine = self.begin()
        officer = self.listen(self.petras)
        self.cli('application', 'withdraw', mine, '--reason', 'a partner left', '--as', 'jonas')
        self.assertIn(mine, self.told(officer, 'data:'))

    def test_two_officers_who_decide_at_once_are_not_both_heard(self):
        self.open_call(instant(3600))
        application = self.begin()
        self.jonas.give('SubmitForm', application=application, step='note_in', form={'subject': 'A', 'amount': '1.00'})
        etag = self.petras.api('GET', f'/applications/{application}').getheader('ETag')

        def propose(passed):
            return self.petras.give('ProposeCheck', {'If-Match': etag}, application=application, step='look',
                                    passed=passed, reason='Because.').status

        with concurrent.futures.ThreadPoolExecutor() as pool:
            statuses = sorted(pool.map(propose, (True, False)))
        self.assertEqual(statuses[0], 201)
        self.assertIn(statuses[1], (409, 412))


if __name__ == '__main__':
    program.main()
