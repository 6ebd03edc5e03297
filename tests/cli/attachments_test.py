"""Files from end to end: brought over HTTP and by hand, judged, scanned, kept sealed, given back, erased."""

import hashlib
import io
import json
import os
import pathlib
import socket
import socketserver
import struct
import threading
import unittest
import zipfile
import zlib

import program
import serve_test
from program import run
from serve_test import Served, instant

WORKFLOW = (program.HERE / 'attachments.yaml').read_text()
EICAR = rb'X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR' + b'-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'
PATH = '/attachments/note_in/plan'
SECRET = b'Slaptas planas'


def pdf(pages=1, said='', catalog='', info=None):
    """A PDF whose pages say something, in a stream that is not compressed."""
    stream = f'BT ({said}) Tj ET'
    kids = ' '.join(f'{4 + i} 0 R' for i in range(pages))
    objects = [f'<< /Type /Catalog /Pages 2 0 R {catalog} >>', f'<< /Type /Pages /Kids [{kids}] /Count {pages} >>',
               f'<< /Length {len(stream)} >>\nstream\n{stream}\nendstream']
    objects += ['<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 3 0 R >>'] * pages
    if info:
        objects.append(f'<< /Author ({info}) >>')
    text, places = '%PDF-1.7\n', []
    for number, one in enumerate(objects, 1):
        places.append(len(text))
        text += f'{number} 0 obj\n{one}\nendobj\n'
    table = len(text)
    text += f'xref\n0 {len(objects) + 1}\n0000000000 65535 f \n' + ''.join(f'{place:010} 00000 n \n' for place in places)
    about = f'/Info {len(objects)} 0 R' if info else ''
    text += f'trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {about} >>\nstartxref\n{table}\n%%EOF\n'
    return text.encode()


def png():
    def chunk(name, data):
        return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 1, 1, 8, 0, 0, 0, 0)) +
            chunk(b'tEXt', b'Author\0Jonaitis') + chunk(b'IDAT', zlib.compress(b'\0\0')) + chunk(b'IEND', b''))


def packed(**entries):
    made = io.BytesIO()
    with zipfile.ZipFile(made, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace('__', '/').replace('_xml', '.xml'), content)
    return made.getvalue()


class Clamd(socketserver.ThreadingUnixStreamServer):
    """As much of clamd as INSTREAM is; `mood` makes it misbehave."""

    daemon_threads = True

    def __init__(self, path):
        self.mood, self.seen = 'well', []
        super().__init__(str(path), self.Scan)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    class Scan(socketserver.StreamRequestHandler):
        def handle(self):
            assert self.rfile.read(10) == b'zINSTREAM\0'
            content = b''
            while length := struct.unpack('>I', self.rfile.read(4))[0]:
                content += self.rfile.read(length)
            self.server.seen.append(content)
            if self.server.mood == 'mute':
                return
            if self.server.mood == 'limit':
                self.wfile.write(b'INSTREAM size limit exceeded. ERROR\0')
            elif EICAR in content:
                self.wfile.write(b'stream: Eicar-Signature FOUND\0')
            else:
                self.wfile.write(b'stream: OK\0')


class Filed(Served):
    def setUp(self):
        super().setUp()
        serve_test.SMALL, self.addCleanup_text = WORKFLOW, serve_test.SMALL
        self.addCleanup(setattr, serve_test, 'SMALL', self.addCleanup_text)

    def opened(self):
        self.open_call(instant(600))
        self.application = self.begin()

    def put(self, who, content, path=PATH, headers=None):
        return who.api('PUT', f'/applications/{self.application}{path}', content,
                       {'Content-Type': 'application/octet-stream', **(headers or {})})

    def get(self, who, path=PATH):
        connection = serve_test.http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        connection.request('GET', f'/api/v1/applications/{self.application}{path}', headers={'Cookie': who.cookie})
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        return answer

    def submit(self, **fields):
        return self.jonas.give('SubmitForm', application=self.application, step='note_in',
                               form={'subject': 'A note', **fields})

    def taken_as(self, content, **more):
        answer = self.put(self.jonas, content, **more)
        self.assertEqual(answer.status, 200, answer.text)
        return json.loads(answer.text)

    def refused(self, content, rule='attachment_must_fit', **more):
        answer = self.put(self.jonas, content, **more)
        self.assertEqual(answer.status, 422, answer.text)
        problem = json.loads(answer.text)
        self.assertEqual(problem['type'], f'/problems/{rule}')
        return problem['detail']

    def files(self):
        return sorted(path for path in pathlib.Path(f'{self.db}.files').rglob('*') if path.is_file())

    def standing(self, *words):
        """Files of the whole folder in which the words stand."""
        return [path.name for path in self.folder.rglob('*') if path.is_file()
                for text in [path.read_bytes()] if any(word in text for word in words)]


class Uploads(Filed):
    def test_a_file_is_cleaned_kept_sealed_submitted_and_given_back_as_a_download(self):
        self.opened()
        told = self.taken_as(pdf(2, SECRET.decode(), info='Jonas Jonaitis'),
                             headers={'Content-Disposition': "attachment; filename*=UTF-8''Verslo%20planas.pdf"})
        self.assertEqual((told['name'], told['type'], told['pages'], told['flags']),
                         ('Verslo planas.pdf', 'application/pdf', 2, ['cleaned']))
        self.assertEqual(json.loads(self.jonas.api('GET', f'/applications/{self.application}/draft').text)['plan'], told)
        self.assertEqual(len(self.files()), 1)
        self.assertEqual(self.standing(SECRET, b'Jonaitis'), [], 'what is on the disk is sealed')
        answer = self.submit(plan=told)
        self.assertEqual(answer.status, 201, answer.text)
        got = self.get(self.petras)
        self.assertEqual(got.status, 200)
        self.assertEqual(hashlib.sha256(got.content).hexdigest(), told['sha256'])
        self.assertEqual(len(got.content), told['bytes'])
        self.assertIn(SECRET, got.content)
        self.assertNotIn(b'Jonaitis', got.content)
        self.assertEqual(got.getheader('Content-Type'), 'application/pdf')
        self.assertTrue(got.getheader('Content-Disposition').startswith('attachment; '))
        self.assertEqual(got.getheader('X-Content-Type-Options'), 'nosniff')
        self.assertEqual(got.getheader('Cache-Control'), 'no-store')
        policy = got.headers.get_all('Content-Security-Policy')
        self.assertEqual(len(policy), 1)
        self.assertIn('sandbox', policy[0])
        self.assertIn("default-src 'none'", policy[0])
        self.assertEqual(self.get(self.enter_again('rasa')).status, 200)
        self.assertEqual(run('audit', 'replay', db=self.db).code, 0)

    def enter_again(self, person):
        return {'petras': self.petras, 'rasa': self.rasa, 'jonas': self.jonas}[person]

    def test_what_was_not_uploaded_so_is_not_submitted(self):
        self.opened()
        told = self.taken_as(pdf())
        for other in ({**told, 'name': 'other.pdf'}, {**told, 'sha256': '0' * 64}, {**told, 'pages': 2}):
            answer = self.submit(plan=other)
            self.assertEqual(answer.status, 422, answer.text)
            self.assertEqual(json.loads(answer.text)['type'], '/problems/attachment_must_be_uploaded')
        self.assertEqual(self.submit(plan=told).status, 201)

    def test_rules_see_its_pages(self):
        self.opened()
        self.assertIn('form_must_satisfy_the_rules', self.submit(plan=self.taken_as(pdf(3))).text)
        self.assertEqual(self.submit(plan=self.taken_as(pdf(2))).status, 201)

    def test_a_file_that_another_replaces_is_gone(self):
        self.opened()
        self.taken_as(pdf(1))
        told = self.taken_as(pdf(2))
        self.assertEqual([path.name for path in self.files()], [f'{self.application}-{told["sha256"]}'])

    def test_pages_scripts_and_programs_are_refused_whatever_they_are_called(self):
        self.opened()
        for content in (b'<!DOCTYPE html><script>alert(1)</script>',
                        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', b'#!/bin/sh\nls\n',
                        b'\x7fELF\2\1\1\0', b'MZ\x90\0', b''):
            detail = self.refused(content, headers={
                'Content-Type': 'application/pdf', 'Content-Disposition': 'attachment; filename="plan.pdf"'})
            self.assertNotIn('alert', detail)
        self.refused(png())
        self.refused(pdf(), path='/attachments/note_in/photo')
        self.assertEqual(self.files(), [])

    def test_files_of_two_formats_are_refused(self):
        self.opened()
        archive = packed(a='text')
        for content in (pdf() + archive, b'<html>' + pdf(), pdf() + b'<script>alert(1)</script>', archive):
            self.refused(content)

    def test_what_runs_in_a_pdf_is_refused(self):
        self.opened()
        self.assertIn('runs', self.refused(pdf(catalog='/OpenAction << /S /JavaScript /JS (app.alert(1)) >>')))
        self.assertIn('runs', self.refused(pdf(catalog='/OpenAction << /S /Launch /F (calc.exe) >>')))

    def test_a_pdf_that_bursts_is_refused_and_the_server_goes_on(self):
        self.opened()
        press = zlib.compressobj(1)
        once = b''.join(press.compress(bytes(1 << 24)) for _ in range(96)) + press.flush()  # of 1.5 GiB
        stream = zlib.compress(zlib.compress(once))
        objects = [b'<< /Type /Catalog /Pages 2 0 R /X 4 0 R >>', b'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
                   b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>']
        places, text = [], b'%PDF-1.7\n'
        for number, one in enumerate(objects, 1):
            places.append(len(text))
            text += b'%d 0 obj\n%s\nendobj\n' % (number, one)
        places.append(len(text))
        text += (b'5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length %d /Filter [/FlateDecode /FlateDecode /FlateDecode] '
                 b'>>\nstream\n%s\nendstream\nendobj\n' % (len(stream), stream))
        table = len(text)
        rows = struct.pack('>BIB', 0, 0, 255) + b''.join(struct.pack('>BIB', 1, place, 0) for place in places[:3])
        rows += struct.pack('>BIB', 2, 5, 0) + struct.pack('>BIB', 1, places[3], 0) + struct.pack('>BIB', 1, table, 0)
        text += (b'6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 1] /Root 1 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\n'
                 b'startxref\n%d\n%%%%EOF\n' % (len(rows), rows, table))
        self.assertLess(len(text), 200_000)
        self.refused(text)
        self.taken_as(pdf())

    def test_archives_that_burst_are_refused(self):
        self.opened()
        bomb = packed(**{'[Content_Types]_xml': '<Types/>', 'word__document_xml': '<w>' + ' ' * 100_000_000 + '</w>'})
        self.assertLess(len(bomb), 200_000)
        self.assertIn('too large', self.refused(bomb))

    def test_limits_hold_to_the_byte_and_the_page(self):
        self.opened()
        self.assertIn('4 pages; at most 3', self.refused(pdf(4)))
        small = pdf(1, 'x' * 199_000)
        fits = pdf(1, 'x' * (199_000 + 200_000 - len(small)))
        self.assertEqual(len(fits), 200_000)
        self.assertIn('200000 bytes', self.refused(pdf(1, 'x' * (199_001 + 200_000 - len(small)))))
        # Written anew it is a few bytes shorter or longer, so that this one is below both limits.
        self.taken_as(small)
        answer = self.put(self.jonas, b'x' * 50_000_001)
        self.assertEqual(answer.status, 413, answer.text)

    def test_names_lead_nowhere_and_turn_nothing(self):
        self.opened()
        for said, kept in (('../../etc/passwd', 'passwd.pdf'), ('..%5C..%5Ca.exe', 'a.pdf'),
                           ('a%0D%0ASet-Cookie:%20x=y.pdf', 'aSet-Cookie x=y.pdf'),
                           ('plan%E2%80%AEfdp.exe', 'planfdp.pdf'), ('%00', 'file.pdf'), ('a' * 500, 'a' * 116 + '.pdf')):
            told = self.taken_as(pdf(), headers={'Content-Disposition': f"attachment; filename*=UTF-8''{said}"})
            self.assertEqual(told['name'], kept)
            got = self.get(self.jonas, PATH + '?draft=true')
            self.assertEqual(got.status, 200)
            self.assertIsNone(got.getheader('Set-Cookie'))
        self.assertEqual(self.put(self.jonas, pdf(), f'{PATH}?name=a%00b.pdf').status, 400)
        self.assertEqual(self.taken_as(pdf(), path=f'{PATH}?name=../a.pdf')['name'], 'a.pdf')
        self.assertTrue(all(path.is_relative_to(f'{self.db}.files/jonas') for path in self.files()))

    def test_whoever_may_not_write_the_form_finds_nothing_there(self):
        self.opened()
        for who in (self.petras, self.rasa):
            self.assertEqual(self.put(who, pdf()).status, 404)
        nobody = serve_test.Person(self.port)
        self.assertEqual(self.put(nobody, pdf()).status, 401)
        stranger = self.put(self.jonas, pdf(), headers={'Origin': 'https://elsewhere.example'})
        self.assertEqual(stranger.status, 403, stranger.text)
        self.taken_as(pdf())
        self.assertEqual(self.get(self.petras).status, 404, 'nothing is submitted')

    def test_pictures_lose_what_names_their_author(self):
        self.opened()
        told = self.taken_as(png(), path='/attachments/note_in/photo')
        self.assertEqual((told['type'], told['flags']), ('image/png', ['cleaned']))
        self.assertNotIn(b'Jonaitis', self.get(self.jonas, '/attachments/note_in/photo?draft=true').content)

    def test_nothing_is_left_on_the_way(self):
        self.opened()
        self.refused(b'<html>')
        self.taken_as(pdf())
        self.assertEqual(list(pathlib.Path(f'{self.db}.files/.incoming').iterdir()), [])
        self.assertEqual(os.stat(f'{self.db}.files').st_mode & 0o777, 0o700)
        left = pathlib.Path(f'{self.db}.files/.incoming/left.part')
        left.write_bytes(SECRET)
        self.stop()
        self.start()
        self.assertFalse(left.exists())


class Scanned(Filed):
    def setUp(self):
        super().setUp()
        self.stop()
        self.clamd = Clamd(self.folder / 'clamd.ctl')
        self.addCleanup(self.clamd.server_close)
        self.addCleanup(self.clamd.shutdown)
        self.start('--scanner', f'unix:{self.folder}/clamd.ctl')
        self.opened()

    def test_every_file_is_seen_whole(self):
        content = pdf(1, 'x' * 150_000)
        self.taken_as(content)
        self.assertEqual(self.clamd.seen, [content])

    def test_what_is_found_is_set_apart_sealed_and_refused_and_officers_see_that(self):
        detail = self.refused(pdf(1, said='x') + b'%' + EICAR, 'attachment_must_be_clean')
        self.assertNotIn('Eicar-Signature', detail)
        kept = self.files()
        self.assertEqual(len(kept), 1)
        self.assertTrue(kept[0].name.startswith('quarantine-'))
        self.assertEqual(self.standing(EICAR), [])
        self.assertEqual(self.jonas.api('GET', f'/applications/{self.application}/draft').status, 404)
        seen = run('audit', 'refusals', '--application', self.application, '--as', 'petras', db=self.db)
        self.assertIn('attachment_must_be_clean', seen.out + seen.err)

    def test_without_a_verdict_nothing_is_taken(self):
        for mood in ('mute', 'limit'):
            self.clamd.mood = mood
            answer = self.put(self.jonas, pdf())
            self.assertEqual(answer.status, 503, answer.text)
            self.assertIsNotNone(answer.getheader('Retry-After'))
        self.clamd.mood = 'well'
        self.clamd.shutdown()
        self.clamd.server_close()
        (self.folder / 'clamd.ctl').unlink()
        self.assertEqual(self.put(self.jonas, pdf()).status, 503)
        self.assertEqual(self.files(), [])

    def test_a_scanner_that_is_misspelled_stops_the_start(self):
        answer = run('serve', '--port', '0', '--scanner', 'clamd', db=self.db)
        self.assertNotEqual(answer.code, 0)
        self.assertIn('--scanner', answer.err)


class ByHand(Filed):
    def test_a_file_is_attached_and_fetched_and_erased_with_its_owner(self):
        self.opened()
        self.stop()
        plan = self.file('in.pdf', pdf(1, SECRET.decode()))
        told = json.loads(self.cli('application', 'attach', self.application, 'plan', plan, '--as', 'jonas'))
        plan.unlink()
        self.assertEqual(told['name'], 'in.pdf')
        refused = run('application', 'attach', self.application, 'plan', self.file('a.html', '<html>'), '--as', 'jonas',
                      db=self.db)
        self.assertNotEqual(refused.code, 0)
        self.assertIn('attachment_must_fit', refused.err)
        form = self.file('form.json', json.dumps({'subject': 'A note', 'plan': told}))
        self.cli('application', 'submit', self.application, '--form', form, '--as', 'jonas')
        form.unlink()
        out = self.folder / 'out.pdf'
        self.assertNotEqual(run('application', 'fetch', self.application, 'note_in', 'plan', '--out', out, '--as', 'ona',
                                db=self.db).code, 0)
        self.cli('application', 'fetch', self.application, 'note_in', 'plan', '--out', out, '--as', 'petras')
        self.assertEqual(hashlib.sha256(out.read_bytes()).hexdigest(), told['sha256'])
        out.unlink()
        self.cli('person', 'register', 'dpo', '--as', 'ona')
        self.cli('person', 'grant', 'dpo', 'data_protection_officer', '--call', '*', '--as', 'ona')
        self.cli('check', 'propose', self.application, '--failed', '--reason', 'No.', '--as', 'petras')
        self.cli('check', 'confirm', self.application, '--as', 'rasa')
        self.assertEqual(len(self.files()), 1)
        later = ('--at', '2040-06-01T10:00:00Z')
        self.cli('privacy', 'erase', 'jonas', '--basis', 'BDAR 17', '--as', 'dpo', *later)
        self.cli('privacy', 'confirm', 'jonas', '--as', 'ona', *later)
        self.assertEqual(self.files(), [])
        self.assertEqual(self.standing(SECRET, told['sha256'].encode()), [])
        self.assertNotEqual(run('application', 'fetch', self.application, 'note_in', 'plan', '--out', out, '--as', 'petras',
                                db=self.db).code, 0)
        self.assertEqual(run('audit', 'replay', db=self.db).code, 0)


if __name__ == '__main__':
    program.main()
