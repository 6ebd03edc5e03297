"""Evidence packs: what the verifier finds in good ones, and in those that somebody laid hands on."""

import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from decimal import ROUND_HALF_EVEN, Decimal

import program
from log_test import Log
from program import run

BAD_DATA, NO_INPUT, CANNOT_CREATE, NO_PERMISSION = 65, 66, 73, 77


def verifier():
    return str(pathlib.Path(program.PROGRAM).with_name('atranka-verify'))


def verify(*words):
    done = subprocess.run([verifier(), *map(str, words)], capture_output=True, timeout=120)
    return program.Answer(done)


def tables(page):
    """Each table as its rows of cells, as they are read."""
    return [[[html.unescape(re.sub('<[^>]+>', '', cell)) for cell in re.findall('<t[dh](?: [^>]*)?>(.*?)</t[dh]>', row)]
             for row in re.findall('<tr>(.*?)</tr>', table)] for table in re.findall('<table>(.*?)</table>', page, re.S)]


def section(page, name):
    return page.split(f'id="{name}"')[1].split('<h2')[0]


def amount(text):
    return Decimal(text.replace('\u00a0', ''))


class Packs(Log):
    def setUp(self):
        super().setUp()
        self.begin_with(self.pack)
        self.receipt, self.old = self.folder / 'a-1.tlog-proof', self.folder / 'old.checkpoint'
        self.zip = self.folder / 'c.zip'

    def pack(self):
        self.submit('a-1')
        self.file('old.checkpoint', self.done('log', 'head', 'c').out)
        self.submit('a-2')
        self.done('check', 'propose', 'a-1', '--passed', '--as', 'off')
        self.done('check', 'confirm', 'a-1', '--as', 'head')
        self.done('audit', 'pack', 'c', '--out', self.folder / 'c.zip')

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

    def test_two_packs_of_one_head_differ_in_who_read_what_alone(self):
        again = self.db.parent / 'again.zip'
        self.done('audit', 'pack', 'c', '--out', again)
        before = self.files()
        self.zip = again
        after = self.files()
        differ = {name for name in before if before[name] != after[name]}
        self.assertEqual((differ, before.keys()), ({'logs/calls/c/readings.jsonl', 'index.html'}, after.keys()))
        self.assertTrue(after['logs/calls/c/readings.jsonl'].startswith(before['logs/calls/c/readings.jsonl']))

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
        # The order alone was left as it was.
        self.refuses(of(lines[:4] + lines[5:]), 'entry 5 is where entry 4 belongs')
        self.refuses(of(lines[:-1]), 'entry 9 is the first that is there in one of them alone')
        self.refuses(of(lines, 1), 'entry 9 is the first that is there in one of them alone')

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


class Dossier(Log):
    """What a pack tells about one application, and a pack of that application alone."""

    WORDS = 'Lazeriai <b>&"x"</b>'

    def setUp(self):
        super().setUp()
        self.begin_with(self.pack_one)
        self.receipt, self.others = self.folder / 'a-1.tlog-proof', self.folder / 'a-2.tlog-proof'
        self.old, self.zip = self.folder / 'old.checkpoint', self.folder / 'one.zip'

    def pack_one(self):
        more = self.file('more.csv', 'person,name,expert_kind,fields,roles\ne1,Ema,business,,c:expert\n'
                         'dpo,Dana,,,*:data_protection_officer\nbob,Bob,,,\n')
        self.done('person', 'import', more, '--as', 'admin')
        self.form = self.file('form.yaml', f"subject: '{self.WORDS}'\namount: 400.00\n")
        self.submit('a-1')
        self.done('application', 'start', 'a-2', '--call', 'c', '--as', 'bob')
        self.form = self.file('secret.yaml', 'subject: Svetima paslaptis\namount: 100.00\n')
        self.done('application', 'submit', 'a-2', '--form', self.form, '--as', 'bob', '--receipt',
                  self.folder / 'a-2.tlog-proof')
        self.file('old.checkpoint', self.done('log', 'head', 'c').out)
        self.done('check', 'propose', 'a-1', '--passed', '--as', 'off')
        self.done('check', 'confirm', 'a-1', '--as', 'head')
        self.done('review', 'assign', 'a-1', 'e1', '--as', 'off')
        self.done('review', 'declare', 'a-1', '--interest', 'none', '--as', 'e1')
        self.done('review', 'open', 'a-1', '--as', 'e1')
        self.done('review', 'submit', 'a-1', '--score', 'novelty=4.5', '--comment', 'novelty=<b>Nauja.</b>', '--as', 'e1')
        self.packed_as('one.zip', '--application', 'a-1')

    def packed_as(self, name, *words):
        path = self.db.parent / name
        self.done('audit', 'pack', 'c', '--out', path, *words)
        return path

    def files(self, path=None):
        with zipfile.ZipFile(path or self.zip) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def verify_files(self, files, *words):
        path = self.db.parent / 'changed.zip'
        with zipfile.ZipFile(path, 'w') as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return verify(path, '--key', self.pub, *words)

    def refuses(self, files, saying):
        answer = self.verify_files(files)
        self.assertEqual(answer.code, BAD_DATA, answer.out)
        self.assertRegex(answer.out + answer.err, saying)

    def entry_of(self, kind, application='a-1', files=None):
        """The line and the entry of that type that touches the application."""
        lines = (files or self.files())['logs/calls/c/entries.jsonl'].decode().splitlines()
        for number, line in enumerate(lines):
            entry = json.loads(line)
            if entry['type'] == kind and f'application/{application}' in entry['streams']:
                return number, entry
        self.fail(f'no {kind}')

    def page(self, path, name='applications/a-1.html'):
        return self.files(path)[name].decode()

    def test_the_page_of_an_application_tells_each_thing_with_its_entry(self):
        whole = self.packed_as('whole.zip')
        page = self.page(whole)
        files = self.files(whole)
        for name, kind, words in (
                ('received', 'SubmitForm', ('ann submits', 'in time', 'Subject', '400.00')),
                ('checks', 'ProposeCheck', ('off proposes “passed”',)),
                ('checks', 'ConfirmCheck', ('head confirms, as the second person, what off proposed',)),
                ('assignments', 'AssignExpert', ('off assigns e1',)),
                ('reviews', 'SubmitReview', ('review of e1, version 1: total 4.5', '4.5 of 5', '&lt;b&gt;Nauja.')),
                ('result', 'SubmitReview', ('4.5 = 4.5', '3: met')),
                ('decision', 'SubmitReview', ('outcome: Done',))):
            told = section(page, 'en-' + name)
            _, entry = self.entry_of(kind, files=files)
            self.assertIn(f'../index.html#en-{entry["index"]}"', told, name)
            self.assertIn(f'id="en-{entry["index"]}"', files['index.html'].decode())
            for text in words:
                self.assertIn(text, told)
        # 2026-03-02T10:00:00Z by the clock of Vilnius.
        self.assertRegex(section(page, 'lt-received'), r'2026-03-02 12:00:\d\d<br> 10:00:\d\d UTC')
        self.assertIn('ann pateikia', section(page, 'lt-received'))
        self.assertIn('head', section(page, 'en-rules'))
        self.assertIn('publishes the call', section(page, 'en-rules'))

    def test_the_readme_says_what_the_pack_is_what_its_files_are_and_how_they_are_checked(self):
        for path, title in ((self.packed_as('whole.zip'), 'EVIDENCE PACK OF THE CALL c\n'),
                            (self.zip, 'EVIDENCE PACK OF THE APPLICATION a-1 IN THE CALL c\n')):
            files = self.files(path)
            readme = files['README.txt'].decode()
            self.assertTrue(readme.startswith(title), readme[:200])
            self.assertRegex(readme, r'Small call\nMade: 2026-03-02 10:00:\d\d UTC\nEntries: calls/c \d+, instance \d+\n')
            kinds = set()
            for name in files:
                for folder, kind in (('logs', 'LOG/'), ('applications', 'ID.'), ('beside', 'HASH.')):
                    name = re.sub(rf'^{folder}/.*{re.escape(kind[-1])}', f'{folder}/{kind}', name)
                kinds.add(name)
            for heading in ('WHAT EACH FILE IS', 'KAS YRA KIEKVIENAS FAILAS'):
                listed, rest = readme.split(heading + '\n\n')[1].split('\n\n', 1)
                self.assertEqual(set(re.findall(r'^  (\S+)', listed, re.M)), kinds)
                for words in ('atranka-verify PACK --key KEY', 'tlog-checkpoint', 'tlog-proof', 'RFC 6962', 'RFC 8785',
                              'atranka/commit/v1'):
                    self.assertIn(words, rest)
            for log in ('calls/c', 'instance'):
                count = len(files[f'logs/{log}/entries.jsonl'].splitlines())
                self.assertRegex(readme, rf'Entries: .*\b{log} {count}\b')

    def test_the_index_says_which_definition_was_in_force_and_who_drafted_and_published_it(self):
        files = self.files(self.packed_as('whole.zip'))
        index = files['index.html'].decode()
        ((_, row),) = tables(section(index, 'en-definition'))
        entries = {entry['type']: entry for entry in map(json.loads, files['logs/calls/c/entries.jsonl'].splitlines())}
        (name,) = [name for name in files if name.startswith('beside/')]
        self.assertEqual(row[:4], ['Small call', '1', name[len('beside/'):-len('.json')], name])
        self.assertIn(f'href="{name}"', section(index, 'en-definition'))
        self.assertTrue(row[4].startswith(f'off, entry {entries["DraftCall"]["index"]}, 2026-03-02 12:00:'), row[4])
        self.assertTrue(row[5].startswith(f'head, entry {entries["PublishCall"]["index"]}, 2026-03-02 12:00:'), row[5])
        self.assertRegex(row[6], '^[0-9a-f]{64}$|^—$')
        self.assertIn('Nustatytos sąlygos nekeistos.', section(index, 'lt-definition'))
        self.assertIn('No round was ranked.', section(index, 'en-lists'))

    def test_a_change_of_what_was_published_stands_under_the_definition(self):
        self.done('call', 'propose-change', 'c', 'budget', '2000.00', '--reason', 'More money came.', '--as', 'off')
        self.done('call', 'confirm-change', 'c', '--as', 'head')
        index = self.files(self.packed_as('whole.zip'))['index.html'].decode()
        _, (_, proposed, confirmed) = tables(section(index, 'en-definition'))
        self.assertIn('off proposes to change “budget” to 2\u00a0000.00', proposed)
        self.assertEqual(proposed[4], 'More money came.')
        self.assertRegex(confirmed[3], '^head .*, which off proposed$')
        sums = dict(tables(section(index, 'en-money'))[0])
        self.assertEqual(amount(sums['Budget']), 2000)

    def test_a_declaration_is_said_to_come_before_the_first_opening(self):
        page = self.page(self.packed_as('whole.zip'))
        _, declared = self.entry_of('DeclareInterest')
        _, opened = self.entry_of('OpenApplication')
        self.assertIn(f'declared at entry {declared["index"]}, opened at entry {opened["index"]}: before',
                      section(page, 'en-interests'))
        self.assertIn('prieš atveriant', section(page, 'lt-interests'))

    def test_the_pages_work_from_a_file_and_run_nothing_that_people_wrote(self):
        for path in (self.packed_as('whole.zip'), self.zip):
            files = self.files(path)
            pages = {name: data.decode() for name, data in files.items() if name.endswith('.html')}
            for name, page in pages.items():
                self.assertNotIn('<b>&', page, name)
                self.assertNotRegex(page, r'<script|<img|<link|https?://|javascript:', name)
                for target, place in re.findall(r'href="([^"#]*)#?([^"]*)"', page):
                    to = os.path.normpath(os.path.join(os.path.dirname(name), target)) if target else name
                    self.assertIn(to, files, name)
                    if place:
                        self.assertIn(f'id="{place}"', pages[to], name)
            self.assertIn('Lazeriai &lt;b&gt;&amp;&quot;x&quot;&lt;/b&gt;', pages['applications/a-1.html'])
            self.assertRegex(pages['index.html'], r'a-1</a></td><td>r1</td><td>Done</td>')

    def test_what_was_erased_is_told_with_the_entry_that_erased_it(self):
        self.at = '2037-06-01T10:00:00Z'
        self.done('privacy', 'erase', 'ann', '--basis', 'BDAR 17 str.', '--as', 'dpo')
        self.done('privacy', 'confirm', 'ann', '--as', 'admin')
        for name, words in (('whole', ()), ('alone', ('--application', 'a-1'))):
            path = self.packed_as(name + '.zip', *words)
            files = self.files(path)
            erased = [entry for entry in map(json.loads, files['logs/instance/entries.jsonl'].splitlines())
                      if entry['type'] == 'ConfirmErasure']
            self.assertEqual(len(erased), 1, name)
            index = erased[0]['index']
            page = files['applications/a-1.html'].decode()
            self.assertIn(f'[erased under entry {index} of the instance log]', section(page, 'en-received'))
            self.assertIn('data of ann (application) erased, confirmed by admin; basis: BDAR 17 str.',
                          section(page, 'en-erasures'))
            self.assertNotIn('Lazeriai', page)
            answer = verify(path, '--key', self.pub)
            self.assertEqual(answer.code, 0, answer.out)
            self.assertIn(f'erased under entry {index} of the instance log', answer.out)

    def test_a_pack_of_one_application_has_nothing_that_others_wrote(self):
        files = self.files()
        self.assertEqual([name for name in files if name.startswith('applications/')], ['applications/a-1.html'])
        everything = b'\n'.join(files.values())
        for theirs in (b'Svetima paslaptis', b'application/a-2', b'Jonas', b'person/bob'):
            self.assertNotIn(theirs, everything)
        self.assertIn(b'Nauja.', everything)
        self.assertIn('are withheld', files['index.html'].decode())
        self.assertIn('neteikiami', files['applications/a-1.html'].decode())

    def test_a_pack_of_one_application_is_checked_without_the_others(self):
        answer = verify(self.zip, '--key', self.pub, '--receipt', self.receipt)
        self.assertEqual((answer.code, answer.err), (0, ''), answer.out)
        for words in ('a-1 of c: the pack is of one application; the entries of others are withheld',
                      'proven to be in the log that was signed', 'decided again with the same result',
                      'a-1.tlog-proof: is entry', 'everything that was checked holds'):
            self.assertIn(words, answer.out)
        derived = int(re.search(r'(\d+) commands decided again', answer.out)[1])
        # The call's four, and the application's eight with all that they rest on.
        self.assertGreaterEqual(derived, 12)
        answer = verify(self.zip, '--key', self.pub, '--head', self.old, '--receipt', self.others)
        self.assertEqual(answer.code, 0, answer.out)
        self.assertIn('whether calls/c only grew from', answer.out)
        self.assertIn('is withheld from a pack of one application', answer.out)

    def test_every_changed_text_of_a_pack_of_one_application_is_found(self):
        files = self.files()
        tried = 0
        for log in ('calls/c', 'instance'):
            name = f'logs/{log}/entries.jsonl'
            lines = files[name].decode().splitlines()
            for number in sorted({0, 2, len(lines) // 2, len(lines) - 1}):
                entry = json.loads(lines[number])
                for text in ('leaf', 'leaf_hash', 'command', 'command_salt', 'events', 'events_salt', 'id', 'type'):
                    was = entry[text]
                    line = json.dumps({**entry, text: was[:-2] + ('0' if was[-2] != '0' else '1') + was[-1]},
                                      ensure_ascii=False, sort_keys=True, separators=(',', ':'))
                    changed = '\n'.join([*lines[:number], line, *lines[number + 1:], ''])
                    self.refuses({**files, name: changed.encode()},
                                 rf'first wrong entry is {log} entry {entry["index"]}\b')
                    tried += 1
        self.assertEqual(tried, 64)

    def test_a_changed_proof_or_head_is_found(self):
        files = self.files()
        for log in ('calls/c', 'instance'):
            name = f'logs/{log}/proofs.jsonl'
            lines = files[name].decode().splitlines()
            for number in range(0, len(lines), 3):
                one = json.loads(lines[number])
                self.assertTrue(one['proof'])
                for proof in ([('0' if one['proof'][0][0] != '0' else '1') + one['proof'][0][1:], *one['proof'][1:]],
                              one['proof'][:-1], [*one['proof'], one['proof'][0]]):
                    line = json.dumps({**one, 'proof': proof}, sort_keys=True, separators=(',', ':'))
                    self.refuses({**files, name: '\n'.join([*lines[:number], line, *lines[number + 1:], '']).encode()},
                                 rf'{log} entry {one["index"]}: proof does not lead to the root that was signed')
            self.refuses({**files, name: '\n'.join([*lines[:-1], '']).encode()}, 'is no proof of entry')
            self.refuses({each: data for each, data in files.items() if each != name}, 'it has no ' + name)
        self.refuses({**files, 'logs/calls/c/checkpoint': self.old.read_bytes()},
                     'calls/c entry 0: proof does not lead to the root that was signed')
        head = files['logs/calls/c/checkpoint'].decode().splitlines(keepends=True)
        head[1] = str(int(head[1]) + 1) + '\n'
        self.refuses({**files, 'logs/calls/c/checkpoint': ''.join(head).encode()}, 'WRONG +heads')

    def test_a_page_that_says_other_than_the_entries_is_found(self):
        for path in (self.packed_as('whole.zip'), self.zip):
            files = self.files(path)
            self.assertIn('made again from the entries', verify(path, '--key', self.pub).out)
            name = 'applications/a-1.html'
            self.refuses({**files, name: files[name].replace(b'total 4.5', b'total 5.0', 1)},
                         'pages +applications/a-1.html: is not what the entries give')
            for other in ('index.html', 'README.txt'):
                self.refuses({**files, other: files[other] + b' '}, other + ': is not what the entries give')
            for gone in (name, 'README.txt'):
                answer = self.verify_files({each: data for each, data in files.items() if each != gone})
                self.assertEqual(answer.code, 0, answer.out)
                self.assertIn(gone + ': is not there', answer.out)
            self.refuses({**files, 'applications/a-7.html': files[name]}, 'a-7.html: is of nothing in the entries')
            self.refuses({each: data for each, data in files.items() if each != 'pages.txt'}, 'pages.txt is not there')
            self.refuses({**files, 'pages.txt': files['pages.txt'].replace(b'T', b'!')}, 'pages.txt does not say when')
            answer = self.verify_files({**files, 'pages.txt': b'9' + files['pages.txt'][1:]})
            self.assertIn('not checked  pages', answer.out)

    def without(self, files, log, number):
        """The pack without one entry, and everything about it in order."""
        changed = dict(files)
        for kind in ('entries', 'proofs'):
            name = f'logs/{log}/{kind}.jsonl'
            lines = files[name].decode().splitlines(keepends=True)
            changed[name] = ''.join(lines[:number] + lines[number + 1:]).encode()
        order = files['order.txt'].decode().splitlines(keepends=True)
        del order[[place for place, line in enumerate(order) if line == log + '\n'][number]]
        changed['order.txt'] = ''.join(order).encode()
        return changed

    def test_an_entry_that_is_left_out_is_found(self):
        files = self.files()
        for log in ('calls/c', 'instance'):
            lines = files[f'logs/{log}/entries.jsonl'].decode().splitlines()
            for number in range(len(lines)):
                answer = self.verify_files(self.without(files, log, number))
                self.assertEqual(answer.code, BAD_DATA, (log, json.loads(lines[number])['type'], answer.out))
                self.assertRegex(answer.out, r'does NOT hold; the first wrong entry is \S+ entry \d+')

    def test_a_private_part_that_is_gone_passes_for_erased_only_where_an_entry_says_so(self):
        files = self.files()
        number, entry = self.entry_of('SubmitForm')
        lines = files['logs/calls/c/entries.jsonl'].decode().splitlines()
        self.assertEqual([part['name'] for part in entry['parts']], ['form'])
        lines[number] = json.dumps({**entry, 'parts': []}, ensure_ascii=False, sort_keys=True, separators=(',', ':'))
        self.refuses({**files, 'logs/calls/c/entries.jsonl': '\n'.join([*lines, '']).encode()},
                     rf'calls/c entry {entry["index"]}: part.form is gone, and no entry of the pack says')

    def test_a_pack_of_one_application_is_not_another_ones(self):
        files = self.files()
        about = files['application.json']
        self.refuses({**files, 'application.json': about.replace(b'"a-1"', b'"a-2"')}, 'does NOT hold')
        self.refuses({**files, 'application.json': about.replace(b'"call":"c"', b'"call":"d"')}, 'is of another call')
        self.refuses({**files, 'application.json': about.replace(b'"person/ann":1', b'"person/ann":0')}, 'does NOT hold')
        self.refuses({**files, 'application.json': b'{}'}, 'application.json cannot be read')
        self.refuses({name: data for name, data in files.items() if name != 'application.json'},
                     'it has no application.json')
        lacking = [name for name in files if name.startswith('beside/')]
        self.assertTrue(lacking)
        for name in lacking:
            self.refuses({each: data for each, data in files.items() if each != name}, 'has no ' + name)

    def test_a_pack_of_one_application_is_for_auditors_and_of_one_that_is_there(self):
        self.fails(NO_PERMISSION, 'audit', 'pack', 'c', '--application', 'a-1', '--as', 'off', saying='for auditors')
        self.fails(NO_INPUT, 'audit', 'pack', 'c', '--application', 'a-9', saying='no application a-9 in c')


class Example(program.Case):
    """A whole call with rankings, appeals and refusals, and packs of some of its applications."""

    # Invited and refused, ranked and granted, granted after an appeal.
    SOME = ('a-001', 'a-003', 'a-030')

    @classmethod
    def setUpClass(cls):
        teller = pathlib.Path(program.PROGRAM).with_name('inoklaster')
        if not teller.exists():
            raise unittest.SkipTest(f'there is no {teller}')
        cls.told = pathlib.Path(tempfile.mkdtemp(prefix='atranka-example-'))
        cls.addClassCleanup(shutil.rmtree, cls.told, ignore_errors=True)
        cls.record = cls.told / 'd.db'
        subprocess.run([teller, program.ROOT / 'workflows' / 'inoklaster.yaml', cls.record], check=True,
                       capture_output=True, timeout=200)
        cls.key = cls.told / 'k.pub'
        cls.key.write_text(run('key', 'show', db=cls.record).out)

    def packed_of(self, application):
        path = self.folder / f'{application}.zip'
        answer = run('audit', 'pack', 'inoklaster-2026', '--application', application, '--out', path, '--as', 'auditor',
                     db=self.record)
        self.assertEqual(answer.code, 0, answer.err)
        return path

    def index(self):
        """The first page of the whole call's pack, checked once."""
        if not hasattr(type(self), 'whole'):
            path = self.folder / 'whole.zip'
            answer = run('audit', 'pack', 'inoklaster-2026', '--out', path, '--as', 'auditor', db=self.record)
            self.assertEqual(answer.code, 0, answer.err)
            self.assertIn('made again from the entries', verify(path, '--key', self.key).out)
            with zipfile.ZipFile(path) as archive:
                type(self).whole = {name: archive.read(name) for name in archive.namelist()}
        return self.whole['index.html'].decode()

    def shown(self, *words):
        answer = run(*words, '--as', 'auditor', '--json', db=self.record)
        self.assertEqual(answer.code, 0, answer.err)
        return answer.json

    def lists(self):
        """Of each list the round, the step, what `selection show` says of it, and its part of the page."""
        page = section(self.index(), 'en-lists')
        titles = {'invitation': 'Invitation', 'ranking': 'Ranking'}
        for one in self.shown('call', 'show', 'inoklaster-2026')['rounds']:
            for step in one['selections']:
                part = page.split(f'<h3>{titles[step]}, round {one["id"]}</h3>')[1].split('<h3>')[0]
                yield one['id'], step, self.shown('selection', 'show', 'inoklaster-2026', one['id'], step), part

    def test_each_ranked_place_in_the_index_is_that_of_the_list(self):
        told = 0
        for _, step, shown, part in self.lists():
            head, *places = tables(part)[1]
            self.assertEqual(len(places), len(shown['rows']))
            for cells, row in zip(places, shown['rows']):
                place = dict(zip(head, cells))
                self.assertEqual((place['Rank'], place['Application']), (str(row['rank']), row['application']))
                self.assertIn(f'href="applications/{row["application"]}.html#en"', part)
                self.assertEqual({key: Decimal(place[key]) for key in row['keys']},
                                 {key: Decimal(value).quantize(Decimal('0.0001'), ROUND_HALF_EVEN)
                                  for key, value in row['keys'].items()})
                self.assertEqual(place['Put behind the one before by'], row.get('decided_by', ''))
                self.assertEqual((place['Outcome'], place['Why']),
                                 (row['outcome'].replace('_', ' '), row['reason'].replace('_', ' ')))
                if step == 'ranking':
                    self.assertEqual((amount(place['Amount']), amount(place['Left after it'])),
                                     (Decimal(row['amount']), Decimal(row['left'])))
                told += 1
            self.assertIn(f'href="beside/{shown["ranking"]}.json"', part)
        self.assertEqual(told, 46 + 27 + 6 + 2)

    def test_who_ranked_proposed_and_confirmed_stands_with_the_entry(self):
        entries = [json.loads(line) for line in self.whole_entries()]
        for place, step, _, part in self.lists():
            _, *deeds = tables(part)[0]
            self.assertEqual([deed[:2] for deed in deeds],
                             [['ranked', 'officer-1'], ['proposed', 'officer-1'], ['confirmed', 'head-1']])
            for (_, _, index, _, _), kind in zip(deeds, ('RankRound', 'ProposeSelection', 'ConfirmSelection')):
                self.assertEqual(entries[int(index)]['type'], kind)
                command = json.loads(entries[int(index)]['command'])['command'][kind]
                self.assertEqual((command['round'], command['step']), (place, step))

    def whole_entries(self):
        self.index()
        return self.whole['logs/calls/inoklaster-2026/entries.jsonl'].decode().splitlines()

    def test_the_money_to_share_out_is_what_the_first_place_found(self):
        cuts = []
        for place, step, shown, part in self.lists():
            if step != 'ranking':
                continue
            told = re.search(r'The cut by: .* = ([^<=]+)</p>', part)[1]
            first = shown['rows'][0]
            self.assertEqual(amount(html.unescape(told)), Decimal(first['left']) + Decimal(first['amount']), place)
            cuts.append(told)
        self.assertEqual(cuts, ['475\u00a0000.00', '28\u00a0500.00'])

    def test_those_who_were_selected_past_the_list_stand_below_it(self):
        later = [row for _, _, _, part in self.lists() for table in tables(part)[2:] for row in table[1:]]
        entries = [json.loads(line) for line in self.whole_entries()]
        self.assertEqual(sorted(entries[int(row[0])]['type'] for row in later),
                         ['PlaceUpheld', 'PromoteReserve', 'PromoteReserve'])
        self.assertTrue(any('a-030, place' in row[3] and '15\u00a0000.00\u00a0EUR' in row[3] for row in later), later)

    def test_the_sums_of_the_tables_are_the_money_that_is_committed(self):
        call = self.shown('call', 'show', 'inoklaster-2026')
        (head, *rows, total), = tables(section(self.index(), 'en-applications'))
        self.assertEqual((total[0], head[5:]), ('Total', ['Requested (EUR)', 'Granted (EUR)']))
        requested, granted = (sum(amount(row[column]) for row in rows if row[column]) for column in (5, 6))
        self.assertEqual((requested, granted), (amount(total[5]), amount(total[6])))
        asked = [Decimal(row['requested']) for row in self.shown('application', 'list', '--call', 'inoklaster-2026')
                 if row.get('requested')]
        self.assertEqual(requested, sum(asked))
        self.assertEqual(granted, Decimal(call['committed']))
        sums, shares, moves = tables(section(self.index(), 'en-money'))
        self.assertEqual({name: amount(text) for name, text in sums[1:]},
                         {'Budget': Decimal(call['parameters']['budget']),
                          'Committed: the sum of the entries below': Decimal(call['committed']),
                          'Budget less what is committed': Decimal(call['available']),
                          'Requested: the sum of the table of applications': requested,
                          'Granted: the sum of the table of applications': granted,
                          'Committed less what is granted': 0})
        self.assertEqual(sum(amount(move[7]) for move in moves[1:]), Decimal(call['committed']))
        self.assertEqual(amount(moves[-1][8]), Decimal(call['committed']))
        promised = [sum(Decimal(row['amount']) for row in shown['rows'] if row['outcome'] == 'selected')
                    for _, step, shown, _ in self.lists() if step == 'ranking']
        self.assertEqual([amount(share[5]) for share in shares[1:]], promised)

    def test_what_rests_on_other_applications_is_counted_and_not_judged(self):
        for application in self.SOME:
            path = self.packed_of(application)
            answer = verify(path, '--key', self.key)
            self.assertEqual((answer.code, answer.err), (0, ''), answer.out)
            found = re.search(r'not checked +decisions +(\d+) commands?: rests on other applications', answer.out)
            self.assertGreater(int(found[1]), 3, answer.out)
            # All that the application's own streams decide, which is most.
            self.assertGreater(int(re.search(r'(\d+) commands decided again', answer.out)[1]), int(found[1]))
            self.assertNotIn('who are not in the pack', answer.out)

    def test_a_ranked_list_that_was_changed_is_found(self):
        path = self.packed_of('a-003')
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        lists = [name for name, data in files.items() if name.startswith('beside/') and b'"rank":1,' in data]
        self.assertTrue(lists)
        for name in lists:
            for changed in ({**files, name: files[name].replace(b'"rank":1,', b'"rank":7,', 1)},
                            {each: data for each, data in files.items() if each != name}):
                other = self.folder / 'changed.zip'
                with zipfile.ZipFile(other, 'w') as archive:
                    for each, data in changed.items():
                        archive.writestr(each, data)
                answer = verify(other, '--key', self.key)
                self.assertEqual(answer.code, BAD_DATA, answer.out)
                self.assertRegex(answer.out, r'first wrong entry is calls/inoklaster-2026 entry \d+')

    def test_a_ranked_application_is_told_with_its_place_and_the_money_that_was_left(self):
        with zipfile.ZipFile(self.packed_of('a-003')) as archive:
            page = archive.read('applications/a-003.html').decode()
        ranking = page.split('id="en-ranking"')[1].split('<h2')[0]
        for words in ('place 6 of 46: selected', 'behind the one before it by “lot”', 'the list is ranked by officer-1',
                      'the list is confirmed by head-1', 'the budget line at that moment', 'left before this place',
                      'the cut: last selected'):
            self.assertIn(words, ranking)
        decision = page.split('id="lt-decision"')[1].split('<h2')[0]
        for words in ('minister sprendžia: skirti 15\u00a0500.00\u00a0EUR, įsakymas 4-101', 'rezultatas: Finansuojama',
                      'priima pasiūlymą'):
            self.assertIn(words, decision)


if __name__ == '__main__':
    program.main()
