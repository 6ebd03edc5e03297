"""What those see who run the server: figures, a line a request, and whether it is well."""

import json
import re
import signal
import socket
import time

import program
from serve_test import Person, Served, instant

LINE = re.compile(r'^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*\})? (-?[0-9.e+-]+|\+Inf|NaN)$')


class Watching(Served):
    def start(self, *words):
        self.log = self.folder / 'requests.log'
        super().start('--metrics', '127.0.0.1:0', '--log', self.log, *words)
        # Behind the line on the web application, where that is built.
        told = next(line for line in self.server.stdout if '/metrics' in line)
        self.figures_port = int(re.search(r':(\d+)/metrics', told).group(1))

    def figures(self):
        answer = Person(self.figures_port).ask('GET', '/metrics')
        self.assertEqual(answer.status, 200)
        self.assertIn('version=0.0.4', answer.getheader('Content-Type'))
        figures = {}
        for line in answer.text.splitlines():
            if not line.startswith('#'):
                name, labels, value = LINE.match(line).groups()
                self.assertNotIn((name, labels), figures, 'a figure is told once')
                figures[name, labels] = float(value)
        return figures

    def sum_of(self, figures, name, *labels):
        return sum(value for (known, of), value in figures.items()
                   if known == name and all(label in (of or '') for label in labels))

    def lines(self):
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def test_figures_add_up(self):
        self.open_call(instant(3600))
        self.begin()
        self.assertEqual(self.jonas.give('ProposeCheck', application='a-0', step='look', passed=True).status, 404)
        before = self.figures()
        for _ in range(5):
            self.nobody.ask('GET', '/healthz')
        after = self.figures()
        count = 'atranka_http_requests_total'
        self.assertEqual(self.sum_of(after, count) - self.sum_of(before, count), 5)
        self.assertEqual(self.sum_of(after, 'atranka_commands_total', 'command="StartApplication"',
                                     'outcome="accepted"'), 1)
        self.assertEqual(self.sum_of(after, 'atranka_commands_total', 'command="ProposeCheck"'), 1)
        self.assertEqual(self.sum_of(after, 'atranka_commands_total', 'command="ProposeCheck"', 'accepted'), 0)
        self.assertEqual(self.sum_of(after, 'atranka_http_request_duration_seconds_count'), self.sum_of(after, count))
        self.assertEqual(self.sum_of(after, 'atranka_http_requests_in_flight'), 0)
        self.assertGreater(self.sum_of(after, 'process_resident_memory_bytes'), 1e6)
        until = time.monotonic() + 20
        while self.sum_of(self.figures(), 'atranka_log_entries', 'calls') == 0 and time.monotonic() < until:
            time.sleep(0.2)
        self.assertEqual(self.sum_of(self.figures(), 'atranka_healthy'), 1)

    def test_figures_are_on_a_port_of_their_own_and_few(self):
        # Where people come in it is an address like any that is not known, whether the web application is there or not.
        answer, unknown = (self.nobody.ask('GET', path) for path in ('/metrics', '/nowhere'))
        self.assertEqual((answer.status, answer.text), (unknown.status, unknown.text))
        self.assertNotIn('# TYPE', answer.text)
        self.assertEqual(Person(self.figures_port).ask('GET', '/api/v1/calls').status, 404)
        for path in ('/nowhere', '/api/v1/nowhere'):
            self.nobody.ask('GET', path)
        before = len(self.figures())
        for n in range(300):
            self.nobody.ask('GET', f'/api/v1/x{n}')
            self.nobody.ask('GET', f'/y{n}')
        self.assertEqual(len(self.figures()), before)

    def test_a_line_a_request_has_nothing_that_a_stranger_typed(self):
        self.open_call(instant(3600))
        application = self.begin()
        bad = 'zzz\\u2028\x1b[31m'
        self.jonas.api('GET', f'/applications/{application}?q=zzz%0d%0aSet-Cookie:x', headers={'User-Agent': 'zzz'})
        self.jonas.api('GET', '/calls/zzz%E2%80%A8%1b%5b31m/applications')
        self.jonas.give('SubmitForm', application=application, step='note_in', form={'subject': bad, 'amount': 'zzz'})
        with socket.create_connection(('127.0.0.1', self.port)) as raw:
            raw.sendall(b'GET /zzz\xff\xfe HTTP/1.1\r\nHost: zzz\r\nX-Zzz: \xff\r\n\r\n')
            raw.recv(1000)
        text = self.log.read_bytes()
        for typed in (b'zzz', b'\x1b', b'\xe2\x80\xa8', b'jonas@', b'example.org', b'127.0.0.1'):
            self.assertNotIn(typed, text)
        lines = self.lines()
        self.assertEqual(text.count(b'\n'), len(lines))
        mine = [line for line in lines if line['route'] == '/api/v1/applications/{application}']
        self.assertEqual([(line['who'], line['network'], line['status']) for line in mine],
                         [('jonas', '127.0.0.0/24', 422)])
        self.assertEqual(mine[0]['problem'], 'unknown-parameter')
        self.assertIn('/api/v1/commands/SubmitForm', [line['route'] for line in lines])
        # The path with an escape, and the bytes that are no text.
        unread = [(line['status'], line['network']) for line in lines if line['route'] == 'unread']
        self.assertEqual(unread, [(400, '127.0.0.0/24')] * 2)

    def test_the_log_is_opened_anew_when_it_was_moved_away(self):
        self.nobody.ask('GET', '/healthz')
        self.log.rename(self.folder / 'requests.1')
        self.server.send_signal(signal.SIGHUP)
        until = time.monotonic() + 20
        while not self.log.exists() and time.monotonic() < until:
            time.sleep(0.05)
        self.nobody.ask('GET', '/healthz')
        self.assertEqual([line['route'] for line in self.lines()], ['/healthz'])
        self.assertEqual(self.stop(), 0)


if __name__ == '__main__':
    program.main()
