"""Good and tampered evidence, judged by three programs that share no code: ours, one on Go's checksum database, one on
Node's own modules. They have to agree on every case, and to be right where the case says what is right.

Left out, since ours alone can tell: what only deciding again shows, such as an entry of order.txt that comes later than
its leaf needs; and the bytes of a ZIP file that say nothing of its files' contents, which each library reads its own way.
"""

import base64
import collections
import concurrent.futures
import copy
import functools
import hashlib
import hmac
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
import warnings
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'cli'))
import program  # noqa: E402
from program import run  # noqa: E402

GO = os.environ.get('ATRANKA_VERIFY_GO', '')
NODE = os.environ.get('ATRANKA_NODE') or shutil.which('node') or ''
SKIPPED = 77
SMALL = HERE.parent / 'cli' / 'small.yaml'
AT = '2026-03-02T10:00:00Z'
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493  # of Ed25519, RFC 8032 §5.1
PEOPLE = 300  # more than a tile

COUNTS, COUNTING = collections.Counter(), threading.Lock()
MADE, NODE_JUDGE = None, None  # what setUpModule makes


# Formats, as far as they are forged here.

def sha256(data):
    return hashlib.sha256(data).digest()


def b64(data):
    return base64.b64encode(data).decode()


def leaf_hash(leaf):
    return sha256(b'\0' + leaf)


def root_of(hashes):
    if len(hashes) == 1:
        return hashes[0]
    left = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b'\1' + root_of(hashes[:left]) + root_of(hashes[left:]))


def proof_of(hashes, index):
    """The inclusion proof of a leaf, its sibling first."""
    if len(hashes) == 1:
        return []
    left = 1 << (len(hashes) - 1).bit_length() - 1
    if index < left:
        return proof_of(hashes[:left], index) + [root_of(hashes[left:])]
    return proof_of(hashes[left:], index - left) + [root_of(hashes[:left])]


def read_zip(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def jcs(tree):
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(',', ':'))


def signed(*heads):
    """Checkpoints under the instance's key: of (text, key's name) each; without a name under the origin's."""
    asked = [{'text': text, 'name': name or text.split('\n')[0]} for text, name in heads]
    done = subprocess.run([NODE, HERE / 'sign.mjs', MADE.key_file], input=json.dumps(asked).encode(), capture_output=True,
                          timeout=60, check=True)
    return [head['text'] + '\n' + line for head, line in zip(asked, json.loads(done.stdout))]


def head_text(origin, hashes):
    return f'{origin}\n{len(hashes)}\n{b64(root_of(hashes))}\n'


def unknown_signature(name='witness.example/w1', bytes_=b'\1\2\3\4' + bytes(72)):
    return f'— {name} {b64(bytes_)}\n'


def without_pages(files):
    """The pages for people tell the entries as they were; a pack may have none."""
    return {name: data for name, data in files.items() if not name.endswith('.html') and name not in ('pages.txt', 'README.txt')}


def flipped(data, at, bit):
    data = bytearray(data)
    data[at] ^= 1 << bit
    return bytes(data)


class Made:
    """One instance with a small call, its receipts, tiles and pack; and another with a log of more than a tile."""

    def __init__(self, folder):
        self.folder = folder
        self.db, self.many = folder / 'a.db', folder / 'many.db'
        self.key_file = f'{self.db}.key'
        for db in (self.db, self.many):
            self.ask('instance', 'found', 'admin', '--as', 'admin', '--host', 'mita.lt', db=db)
        self.key = self.file('mita.pub', self.ask('key', 'show'))
        people = self.file('people.csv', 'person,name,expert_kind,fields,roles\n'
                           'off,Ona,,,c:officer\nhead,Jonas,,,c:head\naud,,,,*:auditor\nann,,,,\n')
        self.ask('person', 'import', people, '--as', 'admin')
        self.second_grants(self.ask)
        self.ask('call', 'draft', 'c', '--definition', SMALL, '--round', 'r1', 'closing=2026-03-31T20:59:59Z',
                 '--as', 'off')
        program.publish(functools.partial(self.answer, db=self.db), 'c')
        self.ask('call', 'open', 'c', '--as', 'off')
        self.ask('call', 'open-round', 'c', 'r1', '--as', 'off')
        form = self.file('form.yaml', 'subject: Mažieji lazeriai\namount: 400.00\n')
        self.ask('application', 'start', 'a-1', '--call', 'c', '--as', 'ann')
        self.receipt = folder / 'a-1.tlog-proof'
        self.ask('application', 'submit', 'a-1', '--form', form, '--as', 'ann', '--receipt', self.receipt)
        self.old_head = self.file('old.checkpoint', self.ask('log', 'head', 'c'))
        self.ask('application', 'start', 'a-2', '--call', 'c', '--as', 'ann')
        self.second = folder / 'a-2.tlog-proof'
        self.ask('application', 'submit', 'a-2', '--form', form, '--as', 'ann', '--receipt', self.second)
        self.ask('check', 'propose', 'a-1', '--passed', '--as', 'off')
        self.ask('person', 'register', 'eve', '--as', 'admin')
        self.ask('check', 'confirm', 'a-1', '--as', 'head')
        self.pack = folder / 'c.zip'
        self.ask('audit', 'pack', 'c', '--out', self.pack, '--as', 'aud')
        for name, who in (('a-1', 'off'), ('a-1', 'head'), ('a-2', 'off'), ('a-1', 'off')):
            self.ask('application', 'show', name, '--as', who)
        self.one = folder / 'a-1.zip'
        self.ask('audit', 'pack', 'c', '--application', 'a-1', '--out', self.one, '--as', 'aud')
        self.ask('log', 'tiles', folder / 'tiles-c', '--log', 'c', '--entries', '--as', 'aud')

        self.many_key = self.file('many.pub', self.ask('key', 'show', db=self.many))
        rows = ''.join(f'p-{n},Name {n},,,\n' for n in range(PEOPLE))
        many = self.file('many.csv', f'person,name,expert_kind,fields,roles\naud,,,,*:auditor\n{rows}')
        self.ask('person', 'import', many, '--as', 'admin', db=self.many)
        self.second_grants(functools.partial(self.ask, db=self.many), ('aud', 'auditor', '*'))
        self.tiles = folder / 'tiles'
        self.ask('log', 'tiles', self.tiles, '--log', 'instance', '--entries', '--as', 'aud', db=self.many)
        self.far = folder / 'far.tlog-proof'
        self.ask('receipt', 'show', f'instance#{PEOPLE - 20}', '--as', 'aud', '--out', self.far, db=self.many)

        self.tell_of_erasure()

    def second_grants(self, ask, *grants):
        """The second administrator's part in what takes two."""
        ask('person', 'register', 'second', '--as', 'admin')
        ask('person', 'grant', 'second', 'administrator', '--call', '*', '--as', 'admin')
        for person, role, call in grants or (('head', 'head', 'c'), ('aud', 'auditor', '*')):
            ask('person', 'grant', person, role, '--call', call, '--as', 'second')

    def tell_of_erasure(self):
        """A call of which one applicant's data were erased, and whose head stands in the instance log."""
        db, key = self.folder / 'erased.db', f'{self.db}.key'
        shutil.copy(key, f'{db}.key')

        def ask(*words, at=AT):
            return self.ask(*words, db=db, at=at)
        ask('instance', 'found', 'admin', '--as', 'admin')
        people = self.file('two.csv', 'person,name,expert_kind,fields,roles\n'
                           'off,Ona,,,c:officer\nhead,Jonas,,,c:head\naud,,,,*:auditor\n'
                           'dpo,,,,*:data_protection_officer\nann,Ann,,,\nbea,Bea,,,\n')
        ask('person', 'import', people, '--as', 'admin')
        self.second_grants(ask)
        ask('call', 'draft', 'c', '--definition', SMALL, '--round', 'r1', 'closing=2026-03-31T20:59:59Z', '--as', 'off')
        program.publish(functools.partial(self.answer, db=db), 'c')
        ask('call', 'open', 'c', '--as', 'off')
        ask('call', 'open-round', 'c', 'r1', '--as', 'off')
        for who in ('ann', 'bea'):
            ask('application', 'start', who, '--call', 'c', '--as', who)
            ask('application', 'submit', who, '--form', self.folder / 'form.yaml', '--as', who)
            ask('application', 'withdraw', who, '--reason', 'Persigalvojau.', '--as', who)
        self.full = self.folder / 'full.zip'
        for who in ('off', 'aud', 'off'):
            ask('application', 'show', 'ann', '--as', who)
        ask('log', 'anchor')
        ask('audit', 'pack', 'c', '--out', self.full, '--as', 'aud')
        self.one_full, self.one_erased = self.folder / 'one-full.zip', self.folder / 'one-erased.zip'
        ask('audit', 'pack', 'c', '--application', 'ann', '--out', self.one_full, '--as', 'aud')
        later = '2037-06-01T10:00:00Z'
        ask('privacy', 'erase', 'ann', '--basis', 'BDAR 17', '--as', 'dpo', at=later)
        ask('privacy', 'confirm', 'ann', '--as', 'admin', at=later)
        self.erased = self.folder / 'erased.zip'
        ask('audit', 'pack', 'c', '--out', self.erased, '--as', 'aud', at=later)
        ask('audit', 'pack', 'c', '--application', 'ann', '--out', self.one_erased, '--as', 'aud', at=later)

    def answer(self, *words, db=None, at=AT):
        return run(*words, '--at', at, db=db or self.db)

    def ask(self, *words, db=None, at=AT):
        answer = self.answer(*words, db=db, at=at)
        if answer.code != 0:
            raise RuntimeError(f'{" ".join(map(str, words))}\n{answer.out}{answer.err}')
        return answer.out

    def file(self, name, data):
        path = self.folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path


def setUpModule():
    global MADE, NODE_JUDGE
    for what, path in (('the verifier on Go (packages golang-go and golang-golang-x-mod-dev)', GO), ('node', NODE)):
        if not path or not os.path.exists(path):
            print(f'skipped: {what} is not here: nothing was compared')
            sys.exit(SKIPPED)
    folder = pathlib.Path(tempfile.mkdtemp(prefix='atranka-verifiers-'))
    unittest.addModuleCleanup(shutil.rmtree, folder, ignore_errors=True)
    MADE = Made(folder)
    NODE_JUDGE = Node()
    unittest.addModuleCleanup(NODE_JUDGE.close)
    unittest.addModuleCleanup(POOL.shutdown)


def tearDownModule():
    told = ', '.join(f'{COUNTS[kind, "all"]} {kind}s ({COUNTS[kind, "good"]} good)' for kind in ('receipt', 'tile', 'pack'))
    print(f'cases on which three verifiers agree: {sum(COUNTS[kind, "all"] for kind in ("receipt", "tile", "pack"))}: {told}')


OURS = {
    'receipt': lambda: [program.PROGRAM, 'receipt', 'verify'],
    'tiles': lambda: [program.PROGRAM, 'log', 'check'],
    'pack': lambda: [str(pathlib.Path(program.PROGRAM).with_name('atranka-verify'))],
}
POOL = concurrent.futures.ThreadPoolExecutor(2)  # cases at once


def judged(command):
    done = subprocess.run([os.fsencode(str(word)) for word in command], capture_output=True, timeout=120)
    return done.returncode, (done.stdout + done.stderr).decode()


class Node:
    """One process for all cases: it takes longer to start than to judge."""

    def __init__(self):
        self.process = subprocess.Popen([NODE, HERE / 'verify.mjs', '-'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.lock = threading.Lock()

    def __call__(self, words):
        with self.lock:
            self.process.stdin.write(json.dumps([str(word) for word in words]).encode() + b'\n')
            self.process.stdin.flush()
            said = self.process.stdout.readline().decode()
        return (0 if said == 'ok\n' else 1), said

    def close(self):
        self.process.communicate(timeout=60)


class Judged(unittest.TestCase):
    """Cases are judged while the next ones are made, each in a folder of its own; the test waits for all of them."""

    kind = None

    def setUp(self):
        self.random = random.Random(20261123)
        self.cases = []

    def tearDown(self):
        for case in self.cases:
            case.result()

    def agree(self, name, holds, file, *options, key=None, entry=None):
        """All three say that it holds, or that it does not; and the other two which entry it is, where it is one."""
        self.cases.append(POOL.submit(self.judge, name, holds, file, options, MADE.key if key is None else key, entry))

    def judge(self, name, holds, file, options, key, entry):
        theirs = [self.kind, file, key, *options]
        ours, ours_said = judged([*OURS[self.kind](), file, '--key', key, *options])
        go, go_said = judged([GO, *theirs])
        node, node_said = NODE_JUDGE(theirs)
        told = (f'{name}: wanted {"ok" if holds else "bad"}\n'
                f'ours {ours}: {ours_said}\ngo {go}: {go_said}\nnode {node}: {node_said}')
        self.assertIn(ours, (0, 65, 66), told)
        self.assertIn((go, go_said.split(':')[0].strip()), ((0, 'ok'), (1, 'bad')), told)
        self.assertIn((node, node_said.split(':')[0].strip()), ((0, 'ok'), (1, 'bad')), told)
        self.assertEqual((ours == 0, go == 0, node == 0), (holds,) * 3, told)
        if entry is not None:
            self.assertRegex(go_said, rf'\bentry {entry}\b', told)
            self.assertRegex(node_said, rf'\bentry {entry}\b', told)
        kind = self.kind.removesuffix('s')
        with COUNTING:
            COUNTS[kind, 'all'] += 1
            COUNTS[kind, 'good'] += holds

    @staticmethod
    def new_folder():
        return pathlib.Path(tempfile.mkdtemp(dir=MADE.folder))

    def file(self, data):
        path = self.new_folder() / 'evidence'
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path


class Receipt:
    """A receipt's pieces, to be changed one at a time."""

    def __init__(self, path):
        before, self.checkpoint = path.read_text().split('\n\n', 1)
        self.first, extra, self.index, *self.proof = before.split('\n')
        self.extra = base64.b64decode(extra.removeprefix('extra ')).decode()

    def text(self):
        return '\n'.join([self.first, f'extra {b64(self.extra.encode())}', self.index, *self.proof, '', self.checkpoint])

    @property
    def tree(self):
        return json.loads(self.extra)


class Receipts(Judged):
    kind = 'receipt'

    def changed(self, name, holds, change, *options, key=None, entry=None):
        receipt = Receipt(MADE.receipt)
        change(receipt)
        self.agree(name, holds, self.file(receipt.text()), *options, key=key, entry=entry)

    def with_signatures(self, name, holds, *lines, first=False):
        def change(receipt):
            text, signature = receipt.checkpoint.rsplit('\n\n', 1)
            receipt.checkpoint = text + '\n\n' + (''.join(lines) + signature if first else signature + ''.join(lines))
        self.changed(name, holds, change)

    def test_good_receipts_hold(self):
        self.agree('the first', True, MADE.receipt)
        for file, ends in ((MADE.receipt, 0), (MADE.old_head, 1)):  # as people call it
            self.assertEqual(judged([NODE, HERE / 'verify.mjs', 'receipt', file, MADE.key])[0], ends)
        self.agree('the second', True, MADE.second)
        self.agree('of a log of more than a tile', True, MADE.far, key=MADE.many_key)
        self.agree('the key as text', True, MADE.receipt, key=MADE.key.read_text().strip())
        self.agree('the first of two keys', True, MADE.receipt,
                   key=self.file(MADE.key.read_text() + MADE.many_key.read_text()))
        self.changed('with further extra data', True, lambda r: setattr(r, 'extra', jcs({**r.tree, 'zone': 'x'})))
        self.changed('without salts', True, lambda r: setattr(r, 'extra', jcs({**r.tree, 'salts': {}})))

    def test_what_is_flipped_is_found(self):
        data = MADE.receipt.read_bytes()
        lines = data.split(b'\n')
        places = [(number, line) for number, line in enumerate(lines) if line and not line.startswith(b'extra ')]
        for number, line in places:
            for at in sorted({len(line) - 1, self.random.randrange(len(line))}):
                changed = [*lines[:number], flipped(line, at, self.random.randrange(7)), *lines[number + 1:]]
                self.agree(f'line {number + 1} at byte {at}', False, self.file(b'\n'.join(changed)))

    def test_a_flipped_leaf_is_found(self):
        leaf = Receipt(MADE.receipt).tree['leaf']
        for _ in range(6):
            at = self.random.randrange(len(leaf))
            other = leaf[:at] + chr(ord(leaf[at]) ^ 1) + leaf[at + 1:]
            self.changed(f'leaf at {at}', False, lambda r: setattr(r, 'extra', jcs({**r.tree, 'leaf': other})))

    def test_another_leaf_index_proof_or_head_is_found(self):
        second, far = Receipt(MADE.second), Receipt(MADE.far)
        self.changed("another's leaf", False, lambda r: setattr(r, 'extra', second.extra), entry=5)
        self.changed("another's head", False, lambda r: setattr(r, 'checkpoint', second.checkpoint), entry=5)
        self.changed("another instance's head", False, lambda r: setattr(r, 'checkpoint', far.checkpoint))
        self.changed("another's proof", False, lambda r: setattr(r, 'proof', second.proof), entry=5)
        for index in ('4', '6', '05', '-5', '+5', '5 ', '', '5.0', '٥', '9223372036854775808', '9007199254740997'):
            self.changed(f'index {index}', False, lambda r: setattr(r, 'index', f'index {index}'))
        self.changed('no index', False, lambda r: setattr(r, 'index', r.proof.pop(0)))
        self.changed('a hash less', False, lambda r: r.proof.pop(), entry=5)
        self.changed('no proof', False, lambda r: r.proof.clear(), entry=5)
        self.changed('hashes swapped', False, lambda r: r.proof.reverse(), entry=5)
        self.changed('a hash twice', False, lambda r: r.proof.append(r.proof[-1]), entry=5)
        self.changed('64 hashes', False, lambda r: r.proof.extend(r.proof[:1] * 62))
        self.changed('a hash of 31 bytes', False, lambda r: r.proof.__setitem__(0, b64(bytes(31))))
        self.changed('a hash in base64url', False,
                     lambda r: r.proof.__setitem__(0, b64(b'\xfb' * 32).replace('+', '-').replace('/', '_')))

    def test_the_form_is_kept(self):
        data = MADE.receipt.read_bytes()
        for name, other in {
                'CRLF': data.replace(b'\n', b'\r\n'), 'empty': b'', 'no line feed at the end': data[:-1],
                'a line more': data + b'x\n', 'an empty line more': data + b'\n', 'a byte order mark': b'\xef\xbb\xbf' + data,
                'a zero byte': data.replace(b'index', b'ind\0ex'), 'not UTF-8': data.replace(b'mita', b'mit\xe0'),
                'cut short': data[:len(data) // 2], 'another version': data.replace(b'proof@v1', b'proof@v2'),
                'a line before': b'\n' + data, 'a tab': data.replace(b'index 5', b'index\t5'),
                'two blanks': data.replace(b'index 5', b'index  5'), 'the head alone': data.split(b'\n\n', 1)[1],
                'larger than 512 KiB': data + unknown_signature(bytes_=bytes(520 * 1024)).encode()}.items():
            self.agree(name, False, self.file(other))

    def test_extra_data_is_canonical(self):
        for name, extra in {
                'none': '', 'a blank': Receipt(MADE.receipt).extra.replace(',"salts"', ', "salts"'), 'a list': '[]',
                'text': 'x', 'no leaf': jcs({'salts': {}}), 'no salts': jcs({'leaf': Receipt(MADE.receipt).tree['leaf']}),
                'the salts first': json.dumps(dict(reversed(Receipt(MADE.receipt).tree.items())), separators=(',', ':')),
                'a member twice': Receipt(MADE.receipt).extra[:-1] + ',"salts":{}}'}.items():
            self.changed(f'extra data: {name}', False, lambda r: setattr(r, 'extra', extra))
        lines = MADE.receipt.read_text().split('\n')
        self.agree('no extra line', False, self.file('\n'.join(lines[:1] + lines[2:])))
        self.agree('extra data in two lines', False, self.file('\n'.join(lines[:2] + lines[1:])))

    def test_signatures_of_others_are_passed_over(self):
        name = Receipt(MADE.receipt).checkpoint.split('\n')[0]
        ours = Receipt(MADE.receipt).checkpoint.rsplit(' ', 1)[1]
        many = [unknown_signature(f'w.example/{n}') for n in range(16)]
        self.with_signatures('one more', True, unknown_signature())
        self.with_signatures('one before', True, unknown_signature(), first=True)
        self.with_signatures('of a post-quantum key', True, unknown_signature(bytes_=bytes(4627)))
        self.with_signatures('of the same name and another id', True, unknown_signature(name))
        self.with_signatures('of the same id and another name', True, f'— w.example/1 {ours}')
        self.with_signatures('the same again', True, f'— {name} {ours}')
        self.with_signatures('with a control character that names may have', True, unknown_signature('w\x7fx'))
        self.with_signatures('16', True, *many[:15])
        self.with_signatures('17', False, *many)
        self.with_signatures('17, of which ours is the last', False, *many, first=True)

    def test_signatures_that_are_none_are_found(self):
        name = Receipt(MADE.receipt).checkpoint.split('\n')[0]
        ours = base64.b64decode(Receipt(MADE.receipt).checkpoint.rsplit(' ', 1)[1])
        other = f'— {name} {b64(ours[:-1] + bytes([ours[-1] ^ 1]))}\n'
        self.with_signatures('a second one of ours that does not fit', False, other)
        self.with_signatures('a first one of ours that does not fit', False, other, first=True)
        self.with_signatures('of four bytes', False, unknown_signature(bytes_=bytes(4)))
        self.with_signatures('no base64', False, '— w.example/1 !!!!\n')
        self.with_signatures('base64 with bits that are not used', False, '— w.example/1 AAAAAAB=\n')
        self.with_signatures('base64 without its padding', False, '— w.example/1 AAAAAAA\n')
        self.with_signatures('a hyphen', False, unknown_signature().replace('—', '-'))
        self.with_signatures('a plus sign in its name', False, unknown_signature('w+x'))
        self.with_signatures('a blank of no width in ASCII in its name', False, unknown_signature('w\u2003x'))
        self.with_signatures('two blanks', False, unknown_signature().replace(' ', '  '))
        # The same signature with S + L: RFC 8032 §5.1.7 refuses it.
        high = int.from_bytes(ours[-32:], 'little') + GROUP_ORDER
        twin = b64(ours[:-32] + high.to_bytes(32, 'little'))
        self.changed('its twin beyond the order of the group', False,
                     lambda r: setattr(r, 'checkpoint', r.checkpoint.rsplit(' ', 1)[0] + f' {twin}\n'))
        self.changed('none', False, lambda r: setattr(r, 'checkpoint', r.checkpoint.rsplit('— ', 1)[0]))
        self.changed('of another alone', False,
                     lambda r: setattr(r, 'checkpoint', r.checkpoint.rsplit('— ', 1)[0] + unknown_signature()))

    def test_another_key_is_found(self):
        name, _, data = MADE.key.read_text().strip().split('+', 2)
        public = base64.b64decode(data)

        def spelled(name, public, id_=None):
            own = sha256(name.encode() + b'\n' + public)[:4].hex()
            return f'{name}+{id_ or own}+{b64(public)}'
        self.agree("the key under the log's own name", True, MADE.receipt, key=spelled('mita.lt/calls/c/1', public))
        self.agree('the key under the name of the calls', True, MADE.receipt, key=spelled('mita.lt/calls', public))
        for what, key in {
                "another instance's": MADE.many_key, 'another name': spelled('mita.lv', public),
                'half a name': spelled('mita.l', public), 'another id': spelled(name, public, '00000000'),
                'of another type': spelled(name, b'\2' + public[1:]), 'too short': spelled(name, public[:-1]),
                'no key': 'nonsense', 'a name with a blank': spelled('mita lt', public),
                'an id in capitals': spelled(name, public, sha256(name.encode() + b'\n' + public)[:4].hex().upper() + ' '),
                'another log': spelled('mita.lt/calls/d/1', public)}.items():
            self.agree(f'key: {what}', False, MADE.receipt, key=key)

    def test_what_is_opened_is_what_was_committed_to(self):
        with zipfile.ZipFile(MADE.pack) as archive:
            entries = [json.loads(line) for line in archive.read('logs/calls/c/entries.jsonl').decode().splitlines()]
        form = self.file(entries[5]['parts'][0]['payload'])
        opened = ('--open', f'part.form={form}')
        self.agree('the form', True, MADE.receipt, *opened)
        self.agree('as another part', False, MADE.receipt, '--open', f'part.identity={form}', entry=5)
        self.agree('as the command', False, MADE.receipt, '--open', f'command={form}', entry=5)
        salts = Receipt(MADE.receipt).tree['salts']
        last = salts['part.form'][-1]
        other = salts['part.form'][:-1] + ('0' if last != '0' else '1')
        for what, salt in {'another salt': other, 'a salt of 31 bytes': other[:-2], 'a salt in capitals': 'A' + other[1:],
                           'no salt': None, 'a number as salt': 7}.items():
            self.changed(what, False, lambda r: setattr(
                r, 'extra', jcs({**r.tree, 'salts': {**salts, 'part.form': salt}})), *opened)
        self.changed('a salt of nothing', False, lambda r: setattr(
            r, 'extra', jcs({**r.tree, 'salts': {**salts, 'part.other': other}})))
        other_form = self.file(entries[5]['parts'][0]['payload'].replace('400', '401'))
        self.agree('another form', False, MADE.receipt, '--open', f'part.form={other_form}', entry=5)

    def test_a_holder_of_the_key_proves_only_leaves_that_know_their_place(self):
        origin = 'mita.lt/calls/c/1'
        leaf = Receipt(MADE.receipt).tree['leaf']
        tree = json.loads(leaf)

        def public(members):
            return leaf.replace('"semantics"', f'"public":{{{members}}},"semantics"')
        forged = {
            'as it is': (True, origin, leaf, 5), 'under a later epoch': (True, 'mita.lt/calls/c/2', leaf, 5),
            'at another place': (False, origin, leaf, 4), 'in another log': (False, 'mita.lt/calls/d/1', leaf, 5),
            'that names another log': (False, origin, jcs({**tree, 'log': 'mita.lt/calls/d/1'}), 5),
            'that names another index': (False, origin, jcs({**tree, 'index': 6}), 5),
            'with a member more': (False, origin, jcs({**tree, 'zone': 1}), 5),
            'with a member less': (False, origin, jcs({k: v for k, v in tree.items() if k != 'nonce'}), 5),
            'with a fraction': (False, origin, jcs({**tree, 'public': {'x': 0.5}}), 5),
            'with an integer beyond 2^53-1': (False, origin, jcs({**tree, 'public': {'x': 2**53}}), 5),
            'with an integer of 2^53-1': (True, origin, jcs({**tree, 'public': {'x': 2**53 - 1}}), 5),
            'with nothing public': (False, origin, jcs({**tree, 'public': {}}), 5),
            'with escapes that are not needed': (False, origin, leaf.replace('SubmitForm', 'Submit\\u0046orm'), 5),
            'with names in UTF-16 order': (True, origin, public('"\U0001F600":1,"\uFB33":2'), 5),
            'with names in UTF-8 order': (False, origin, public('"\uFB33":2,"\U0001F600":1'), 5),
            'of half a surrogate': (False, origin, public('"x":"\\ud800"'), 5),
            'with a blank': (False, origin, leaf.replace(',', ', ', 1), 5),
            'in no time': (False, origin, jcs({**tree, 'at': '2026-02-30T10:00:00.000Z'}), 5),
            'larger than 16 KiB': (False, origin, jcs({**tree, 'public': {'x': 'x' * 16384}}), 5),
            'no JSON': (False, origin, 'leaf', 5),
        }
        neighbours = [leaf_hash(bytes([n])) for n in range(6)]
        texts = []
        for _, log, one, index in forged.values():
            hashes = [*neighbours[:index], leaf_hash(one.encode()), *neighbours[index + 1:]]
            texts.append((head_text(log, hashes), None))
        for (what, (holds, _, one, index)), checkpoint in zip(forged.items(), signed(*texts)):
            def change(receipt):
                receipt.extra, receipt.checkpoint, receipt.index = jcs({'leaf': one, 'salts': {}}), checkpoint, f'index {index}'
                # Of 6 leaves: 5 has 4 and the four before, 4 has 5 and the four before.
                receipt.proof = [b64(neighbours[9 - index]), b64(root_of(neighbours[:4]))]
            self.changed(f'a leaf {what}', holds, change)

    def test_heads_that_the_key_signed_are_read_alike(self):
        text = Receipt(MADE.receipt).checkpoint.split('\n\n')[0] + '\n'
        origin, size, root = text.splitlines()
        heads = {
            'with a further line': (True, text + 'further\n', None),
            'with two': (True, text + 'one\ntwo\n', None),
            'with a size that begins with 0': (False, f'{origin}\n0{size}\n{root}\n', None),
            'with a plus sign before its size': (False, f'{origin}\n+{size}\n{root}\n', None),
            'without a root': (False, f'{origin}\n{size}\n', None),
            'with a root in bits that are not used': (False, f'{origin}\n{size}\n{root[:-2]}{chr(ord(root[-2]) + 1)}=\n', None),
            'with an empty line': (False, f'{origin}\n{size}\n{root}\n\nfurther\n', origin),
            'of another size': (False, f'{origin}\n7\n{root}\n', None),
            'of no entries': (False, f'{origin}\n0\n{root}\n', None),
            "under the instance's name": (False, text, 'mita.lt'),
            'of another instance, under the name of ours': (False, text.replace('mita.lt/', 'mita.lv/'), 'mita.lt'),
            'of another instance, under its name': (False, text.replace('mita.lt/', 'mita.lv/'), None),
        }
        for (what, (holds, *_)), checkpoint in zip(heads.items(), signed(*((t, n) for _, t, n in heads.values()))):
            self.changed(f'a head {what}', holds, lambda r: setattr(r, 'checkpoint', checkpoint))


class Tiles(Judged):
    kind = 'tiles'

    def copied(self, of=None, entries=True):
        self.folder = self.new_folder()
        shutil.copytree(of or MADE.tiles, self.folder, dirs_exist_ok=True)
        if not entries:
            shutil.rmtree(self.folder / 'tile/entries')
        return self.folder

    def agree(self, name, holds, *options, key=None, entry=None):
        super().agree(name, holds, self.folder, *options, key=key or MADE.many_key, entry=entry)

    def changed(self, name, path, change, holds=False, entry=None, entries=True):
        self.copied(entries=entries)
        file = self.folder / path
        file.write_bytes(change(file.read_bytes()))
        self.agree(f'{path}: {name}', holds, entry=entry)

    @property
    def size(self):
        return int((MADE.tiles / 'checkpoint').read_text().split('\n')[1])

    def paths(self):
        return sorted(str(path.relative_to(MADE.tiles)) for path in MADE.tiles.rglob('*') if path.is_file())

    @staticmethod
    def bundled(leaves):
        return b''.join(len(leaf).to_bytes(2, 'big') + leaf for leaf in leaves)

    @staticmethod
    def unbundled(data):
        leaves = []
        while data:
            end = 2 + int.from_bytes(data[:2], 'big')
            leaves.append(data[2:end])
            data = data[end:]
        return leaves

    def leaves(self):
        files = ('tile/entries/000', f'tile/entries/001.p/{self.size - 256}')
        return [leaf for file in files for leaf in self.unbundled((MADE.tiles / file).read_bytes())]

    def test_good_folders_hold(self):
        self.copied()
        self.agree('with leaves', True)
        self.copied(entries=False)
        self.agree('without leaves', True)
        self.copied(of=MADE.folder / 'tiles-c')
        self.agree('of a small log', True, key=MADE.key)
        self.copied()
        (self.folder / 'tile/0/000.p').mkdir()
        (self.folder / 'tile/0/000.p/17').write_bytes(bytes(17 * 32))
        (self.folder / 'README').write_text('x')
        self.agree('with an older partial tile and a file of somebody', True)
        self.changed('a signature of another', 'checkpoint', lambda data: data + unknown_signature().encode(), holds=True)

    def test_what_is_flipped_is_found(self):
        for path in self.paths():
            size = (MADE.tiles / path).stat().st_size
            for at in sorted({self.random.randrange(size - 1), self.random.randrange(size - 1)}):
                self.changed(f'at byte {at}', path, lambda data: flipped(data, at, self.random.randrange(7)))

    def test_files_that_are_missing_or_of_another_size_are_found(self):
        for path in self.paths():
            self.copied()
            (self.folder / path).unlink()
            self.agree(f'{path}: missing', False)
            self.changed('cut short', path, lambda data: data[:-32])
            self.changed('longer', path, lambda data: data + data[-32:])
            self.changed('empty', path, lambda data: b'')

    def test_hashes_and_leaves_that_change_places_are_found(self):
        self.changed('two hashes', 'tile/0/000', lambda data: data[32:64] + data[:32] + data[64:], entries=False)

        def swapped(data):
            leaves = self.unbundled(data)
            return self.bundled([*leaves[:7], leaves[8], leaves[7], *leaves[9:]])
        self.changed('two leaves', 'tile/entries/000', swapped, entry=7)
        self.changed('a leaf twice', 'tile/entries/000',
                     lambda data: self.bundled([*(all_ := self.unbundled(data))[:9], all_[8], *all_[10:]]), entry=9)
        self.changed('a leaf less', 'tile/entries/000', lambda data: self.bundled(self.unbundled(data)[:-1]))
        self.changed('a length that is too long', 'tile/entries/000', lambda data: b'\xff\xff' + data[2:])

    def test_another_head_or_key_is_found(self):
        small = (MADE.folder / 'tiles-c' / 'checkpoint').read_bytes()
        self.changed('of another log', 'checkpoint', lambda data: small)
        self.copied()
        self.agree("another instance's key", False, key=MADE.key)
        self.changed('one entry more', 'checkpoint',
                     lambda data: data.replace(f'\n{self.size}\n'.encode(), f'\n{self.size + 1}\n'.encode()))
        self.changed('CRLF', 'checkpoint', lambda data: data.replace(b'\n', b'\r\n'))

    def test_a_holder_of_the_key_shows_only_leaves_that_know_their_place(self):
        origin = (MADE.folder / 'tiles-c/checkpoint').read_text().split('\n')[0]
        (bundle,) = [path for path in (MADE.folder / 'tiles-c/tile/entries').rglob('*') if path.is_file()]
        leaves = self.unbundled(bundle.read_bytes())
        other = jcs({**json.loads(leaves[3]), 'log': 'mita.lt/calls/d/1'}).encode()
        trees = {'as they are': (True, leaves, None),
                 'of which two are swapped': (False, [*leaves[:3], leaves[4], leaves[3], *leaves[5:]], 3),
                 'of which one is dropped': (False, leaves[:3] + leaves[4:], 3),
                 'of which one is twice': (False, leaves + leaves[-1:], len(leaves)),
                 'of which one names another log': (False, [*leaves[:3], other, *leaves[4:]], 3),
                 'of which one is no JSON': (False, [*leaves[:3], b'\xff', *leaves[4:]], 3)}
        checkpoints = signed(*((head_text(origin, list(map(leaf_hash, one))), None) for _, one, _ in trees.values()))
        for (what, (holds, one, entry)), checkpoint in zip(trees.items(), checkpoints):
            for entries in (True, False):
                self.folder = self.new_folder()
                for path in ('tile/0/000.p', 'tile/entries/000.p'):
                    (self.folder / path).mkdir(parents=True)
                (self.folder / 'checkpoint').write_text(checkpoint)
                (self.folder / f'tile/0/000.p/{len(one)}').write_bytes(b''.join(map(leaf_hash, one)))
                (self.folder / f'tile/entries/000.p/{len(one)}').write_bytes(self.bundled(one))
                if not entries:
                    shutil.rmtree(self.folder / 'tile/entries')
                # Who has the tiles alone sees no leaf.
                self.agree(f'leaves {what}{"" if entries else ", not shown"}', holds or not entries, key=MADE.key,
                           entry=entry if entries else None)


class PackCase(Judged):
    """A pack's files, to be changed one at a time."""

    kind = 'pack'
    CALL, INSTANCE = 'calls/c', 'instance'
    READINGS = 'logs/calls/c/readings.jsonl'

    def take(self, path):
        self.files = read_zip(path)

    def zipped(self, files, method=zipfile.ZIP_STORED):
        path = self.new_folder() / 'other.zip'
        with zipfile.ZipFile(path, 'w', method) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return path

    def files_agree(self, name, holds, files, *options, entry=None):
        self.agree(name, holds, self.zipped(files), *options, entry=entry)

    def entries(self, log=CALL):
        return [json.loads(line) for line in self.files[f'logs/{log}/entries.jsonl'].decode().splitlines()]

    def of(self, entries, log=CALL, order=None, **more):
        """The pack with these entries of the log, its order as long as they are."""
        names = self.files['order.txt'].decode().splitlines() if order is None else order
        missing = len(entries) - names.count(log)
        names = names + [log] * max(0, missing)
        for _ in range(max(0, -missing)):
            del names[len(names) - 1 - names[::-1].index(log)]
        lines = ''.join((one if isinstance(one, str) else jcs(one)) + '\n' for one in entries)
        return {**self.files, f'logs/{log}/entries.jsonl': lines.encode(),
                'order.txt': ''.join(f'{one}\n' for one in names).encode(), **more}

    def with_entry(self, n, change, log=CALL):
        entries = self.entries(log)
        change(entries[n])
        return self.of(entries, log)

    def flip_each(self):
        for name, data in self.files.items():
            if name.endswith('.html') or name in ('keys.txt', 'pages.txt', 'README.txt'):
                continue  # pages are for people, and whoever checks has the key from elsewhere
            for _ in range(3):
                at = self.random.randrange(len(data) - 1)
                self.files_agree(f'{name} at byte {at}', False,
                                 {**self.files, name: flipped(data, at, self.random.randrange(7))})

    def lines(self):
        return [json.loads(line) for line in self.files[self.READINGS].decode().splitlines()]

    def readings_agree(self, what, holds, lines, anew=True, **members):
        """The pack with these lines of who read what, with all hashes made anew."""
        lines = [{'line': dict(one['line']), 'hash': one['hash']} for one in lines]
        for n, one in enumerate(lines if anew else []):
            index = one['line']['index']
            if n > 0 and lines[n - 1]['line']['index'] == index - 1:
                one['line']['previous'] = lines[n - 1]['hash']
            one['hash'] = hashlib.sha256(b'atranka/access/v1\0' + jcs(one['line']).encode()).hexdigest()
        for one in lines:
            one.update(members)
        # Without its pages, which are made from the lines.
        self.files_agree(what, holds, {**without_pages(self.files), self.READINGS: ''.join(jcs(one) + '\n' for one in lines).encode()})

    @staticmethod
    def numbered(lines):
        """As a chain that begins with the first."""
        lines = copy.deepcopy(lines)
        for n, one in enumerate(lines):
            one['line']['index'] = n
        lines[0]['line'].pop('previous', None)
        return lines

    @staticmethod
    def with_line(lines, at, **more):
        return [{**one, 'line': {**one['line'], **more}} if n == at else one for n, one in enumerate(lines)]


class Packs(PackCase):
    def setUp(self):
        super().setUp()
        self.take(MADE.pack)

    def test_good_packs_hold(self):
        self.agree('as it was made', True, MADE.pack)
        self.agree('with an older head and a receipt', True, MADE.pack, '--head', MADE.old_head, '--receipt', MADE.receipt)
        self.agree('with two receipts', True, MADE.pack, '--receipt', MADE.receipt, '--receipt', MADE.second)
        self.agree('with its own heads', True, MADE.pack, '--head', self.file(self.files['logs/calls/c/checkpoint']))
        self.files_agree('stored', True, self.files)
        self.agree('deflated', True, self.zipped(self.files, zipfile.ZIP_DEFLATED))
        self.files_agree('with a further file', True, {**self.files, 'further.txt': b'x'})
        self.files_agree('without its page', True, {k: v for k, v in self.files.items() if k != 'index.html'})
        name = 'logs/calls/c/checkpoint'
        self.files_agree('with a signature of another', True, {
            **self.files, name: self.files[name] + unknown_signature().encode()})

    def test_what_is_flipped_in_a_file_is_found(self):
        self.flip_each()

    def test_readings_are_those_that_the_instance_log_has_the_head_of(self):
        self.take(MADE.full)
        lines = self.lines()
        self.assertEqual(len(lines), 4, 'three before the anchor, and the pack itself')
        self.readings_agree('as they were', True, lines)
        self.readings_agree('another reader', False, self.with_line(lines, 1, who='head'), anew=False)
        self.readings_agree('another reader, all hashes made anew', False, self.with_line(lines, 1, who='head'))
        self.readings_agree('one dropped, all hashes made anew', False, self.numbered(lines[:1] + lines[2:]))
        self.readings_agree('two swapped, all hashes made anew', False, self.numbered([lines[1], lines[0], *lines[2:]]))
        self.readings_agree('cut before the anchor', False, lines[:2])
        self.readings_agree('none', False, [])
        self.readings_agree('cut after the anchor, which nobody can tell', True, lines[:3])
        self.readings_agree('another reader after the anchor, likewise', True, self.with_line(lines, 3, who='off'))
        self.readings_agree('that saw fewer entries than before', False, self.with_line(lines, 3, size=1))
        self.readings_agree('of another kind', False, self.with_line(lines, 3, kind='guess'))
        self.readings_agree('with a member more', False, self.with_line(lines, 3, zone='x'))
        self.readings_agree('with more beside it', False, lines, zone='x')

    def test_what_is_flipped_in_the_zip_files_contents_is_found(self):
        path = self.zipped(self.files, zipfile.ZIP_DEFLATED)
        data = path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                start = info.header_offset + 30 + len(info.filename.encode())
                at = start + self.random.randrange(info.compress_size - 1)
                self.agree(f'{info.filename} at byte {at}', False, self.file(flipped(data, at, 3)))

    def test_what_is_no_pack_is_refused(self):
        data = MADE.pack.read_bytes()
        for name, other in {'cut short': data[:5000], 'without its end': data[:-40], 'empty': b'', 'noise': b'no pack ' * 99}.items():
            self.agree(name, False, self.file(other))
        for name in ('../outside', '/outside', 'a/../../outside'):
            self.files_agree(f'a file {name}', False, {**self.files, name: b'x'})
        for name in ('keys.txt', 'order.txt', 'logs/calls/c/checkpoint', 'logs/calls/c/entries.jsonl', 'logs/instance/checkpoint',
                     'logs/instance/entries.jsonl', *(one for one in self.files if one.startswith('beside/'))):
            self.files_agree(f'without {name}', False, {k: v for k, v in self.files.items() if k != name})
        path = self.zipped(self.files)
        with zipfile.ZipFile(path, 'a') as archive:
            with warnings.catch_warnings():
                warnings.simplefilter('ignore')
                archive.writestr('order.txt', self.files['order.txt'])
        self.agree('a file twice', False, path)
        self.files_agree('no entries at all', False, {**self.files, 'order.txt': b''})
        self.files_agree('no entries of the call', False, {
            **self.files, 'order.txt': self.files['order.txt'].replace(b'calls/c\n', b'')})
        self.files_agree('no entries of the instance', False, {
            **self.files, 'order.txt': self.files['order.txt'].replace(b'instance\n', b'')})

    def test_every_member_of_an_entry_that_is_changed_is_found(self):
        for n in (0, 5):
            for name in ('leaf', 'leaf_hash', 'command', 'command_salt', 'events', 'events_salt', 'id', 'type'):
                def change(entry):
                    text = entry[name]
                    entry[name] = text[:-2] + ('0' if text[-2] != '0' else '1') + text[-1]
                self.files_agree(f'entry {n}: {name}', False, self.with_entry(n, change),
                                 entry=None if name == 'leaf' else n)
        for name in self.entries()[5]:
            self.files_agree(f'entry 5 without {name}', False, self.with_entry(5, lambda e: e.pop(name)))

    def test_parts_salts_and_places_that_are_changed_are_found(self):
        def part(**more):
            return lambda entry: entry['parts'][0].update(more)
        salt = self.entries()[5]['parts'][0]['salt']
        payload = self.entries()[5]['parts'][0]['payload']
        for what, change in {
                'another amount': part(payload=payload.replace('400', '401')), 'another salt': part(salt=salt[::-1]),
                'a salt of 31 bytes': part(salt=salt[2:]), 'a salt in capitals': part(salt=salt.upper()),
                'another name': part(name='identity'), 'another subject': part(subject='eve'),
                'a part less': lambda e: e['parts'].pop(),
                'another entry\'s part': lambda e: e.update(parts=self.entries()[7]['parts']),
                'another index': lambda e: e.update(index=6), 'an index as text': lambda e: e.update(index='5'),
                'another instant': lambda e: e.update(at='2026-03-02T10:00:00.001Z'),
                'another stream': lambda e: e.update(streams={'application/a-2': 2}),
                'another version': lambda e: e.update(streams={'application/a-1': 3}),
                'a stream more': lambda e: e['streams'].update({'application/a-2': 2})}.items():
            self.files_agree(what, False, self.with_entry(5, change), entry=5)
        entries = self.entries()
        self.files_agree('an entry that is not canonical', False, self.of([json.dumps(entries[0]), *entries[1:]]), entry=0)
        self.files_agree('a part less in the instance log', False,
                         self.with_entry(1, lambda e: e['parts'].pop(), self.INSTANCE), entry=1)

    def test_entries_that_are_dropped_swapped_twice_or_renumbered_are_found(self):
        for log in (self.CALL, self.INSTANCE):
            all_ = self.entries(log)
            for what, entries in {
                    'the first dropped': all_[1:], 'one dropped': all_[:4] + all_[5:], 'the last dropped': all_[:-1],
                    'two swapped': [*all_[:4], all_[5], all_[4], *all_[6:]], 'one twice': [*all_[:4], all_[3], *all_[4:]],
                    'the last twice': all_ + all_[-1:], 'none': []}.items():
                self.files_agree(f'{log}: {what}', False, self.of(entries, log))
                if log == self.INSTANCE:
                    continue
                renumbered = [{**copy.deepcopy(entry), 'index': n} for n, entry in enumerate(entries)]
                self.files_agree(f'{log}: {what}, renumbered', False, self.of(renumbered, log))
        names = self.files['order.txt'].decode().splitlines()
        newest = len(names) - 1 - names[::-1].index('instance')
        for what, order in {
                'an entry more': names + ['calls/c'], 'an entry less': names[:-1], 'another log': [*names[:-1], 'calls/d'],
                'the call before the instance': sorted(names), 'an empty line': [*names, ''],
                # It registers somebody who does nothing in the call: no decision shows it.
                'the newest registration last': names[:newest] + names[newest + 1:] + ['instance']}.items():
            self.files_agree(f'order.txt: {what}', False, {
                **self.files, 'order.txt': ''.join(f'{one}\n' for one in order).encode()})

    def test_what_lies_beside_a_leaf_is_checked(self):
        (name,) = [one for one in self.files if one.startswith('beside/')]
        self.files_agree('changed', False, {**self.files, name: self.files[name].replace(b'Small', b'Large')})
        self.files_agree('empty', False, {**self.files, name: b''})
        other = sha256(b'{}').hex()
        self.files_agree('another, under its own hash', False, {
            **{k: v for k, v in self.files.items() if k != name}, f'beside/{other}.json': b'{}'})

    def test_another_head_key_or_receipt_is_found(self):
        call, instance = self.files['logs/calls/c/checkpoint'], self.files['logs/instance/checkpoint']
        self.files_agree('heads swapped', False, {
            **self.files, 'logs/calls/c/checkpoint': instance, 'logs/instance/checkpoint': call})
        self.files_agree('an older head', False, {**self.files, 'logs/calls/c/checkpoint': MADE.old_head.read_bytes()})
        self.agree("another instance's key", False, MADE.pack, key=MADE.many_key)
        self.agree("a key under the call's name alone", False, MADE.pack, key=self.named_key('mita.lt/calls/c/1'))
        self.agree("another instance's head", False, MADE.pack, '--head', self.file((MADE.tiles / 'checkpoint').read_bytes()))
        self.agree("another instance's receipt", False, MADE.pack, '--receipt', MADE.far)
        text = MADE.old_head.read_text()
        self.agree('an older head with another root', False, MADE.pack, '--head', self.file(text.replace('\n6\n', '\n5\n')))
        hashes = [bytes.fromhex(entry['leaf_hash']) for entry in self.entries()]
        origin = text.split('\n')[0]
        heads = [(True, hashes[:n]) for n in (1, 2, 3, 7, 8, len(hashes))] + [
            (False, hashes[:3] + hashes[4:5]), (False, hashes[1:]), (False, [*hashes, hashes[0]]), (False, hashes[::-1])]
        for (holds, one), checkpoint in zip(heads, signed(*((head_text(origin, one), None) for _, one in heads))):
            self.agree(f'a signed head of {len(one)}', holds, MADE.pack, '--head', self.file(checkpoint))
        forged, empty = signed((head_text('mita.lt/calls/d/1', hashes[:3]), None), (f'{origin}\n0\n{b64(sha256(b""))}\n', None))
        self.agree("another log's head", False, MADE.pack, '--head', self.file(forged))
        self.agree('a head of no entries', True, MADE.pack, '--head', self.file(empty))

    def named_key(self, name):
        public = base64.b64decode(MADE.key.read_text().strip().split('+', 2)[2])
        return f'{name}+{sha256(name.encode() + bytes([10]) + public)[:4].hex()}+{b64(public)}'

    def resigned(self, entries, origin='mita.lt/calls/c/1', name=None):
        """Entries whose leaves' hashes are right again, and the head over them."""
        for entry in entries:
            entry['leaf_hash'] = leaf_hash(entry['leaf'].encode()).hex()
        (checkpoint,) = signed((head_text(origin, [bytes.fromhex(entry['leaf_hash']) for entry in entries]), name))
        files = self.of(entries, **{'logs/calls/c/checkpoint': checkpoint.encode()})
        return without_pages(files)

    def test_events_that_no_decision_gave_are_refused_in_words(self):
        """The other two decide nothing; ours must not fall over what a holder of the key may have written."""
        for n, before, after in ((0, '"r1"', '"r9"'), (3, '"r1"', '"r9"'), (4, '"note_in"', '"nothing"'),
                                 (5, '"look"', '"x"')):
            entries = self.entries()
            events = entries[n]['events'].replace(before, after)
            self.assertNotEqual(events, entries[n]['events'])
            leaf = json.loads(entries[n]['leaf'])
            leaf['commit']['events'] = hmac.new(bytes.fromhex(entries[n]['events_salt']),
                                                b'atranka/commit/v1\0events\0' + events.encode(), 'sha256').hexdigest()
            entries[n].update(events=events, leaf=jcs(leaf))
            code, said = judged([*OURS['pack'](), self.zipped(self.resigned(entries)), '--key', MADE.key])
            self.assertEqual(code, 65, (n, said))
            self.assertIn(f'the first wrong entry is calls/c entry {n}', said)

    def test_what_is_gone_is_erased_or_broken(self):
        def read(path):
            self.take(path)
            return self.entries()
        full, erased = read(MADE.full), read(MADE.erased)
        of_ann = [n for n, (before, after) in enumerate(zip(full, erased)) if before['parts'] and not after['parts']]
        of_bea = [n for n, after in enumerate(erased) if after['parts']]
        self.assertEqual((len(of_ann), len(of_bea)), (2, 2))
        self.agree('before anything was erased', True, MADE.full)
        self.agree('with what was erased under an entry', True, MADE.erased)
        for n in of_ann:
            self.files_agree(f'entry {n}: what was erased is still there', False,
                             self.with_entry(n, lambda e: e.update(parts=full[n]['parts'])), entry=n)
        for n in of_bea:
            self.files_agree(f'entry {n}: gone, and not erased', False, self.with_entry(n, lambda e: e.update(parts=[])),
                             entry=n)
            self.files_agree(f"entry {n}: another's part", False,
                             self.with_entry(n, lambda e: e['parts'][0].update(subject='ann')), entry=n)
        identity = next(n for n, e in enumerate(self.entries(self.INSTANCE))
                        if e['parts'] and e['parts'][0]['subject'] == 'bea')
        self.files_agree('an identity that is gone, and not erased', False, self.with_entry(
            identity, lambda e: e.update(parts=[]), self.INSTANCE), entry=identity)
        self.files_agree('an identity of whoever registered it', False, self.with_entry(
            identity, lambda e: e['parts'][0].update(subject='admin'), self.INSTANCE), entry=identity)
        self.files_agree('the end of the call dropped, whose head stands in the instance log', False,
                         self.resigned(self.entries()[:-1]))
        later = self.entries()
        later[-1]['leaf'] = jcs({**json.loads(later[-1]['leaf']), 'log': 'mita.lt/calls/c/2'})
        self.files_agree('an epoch that nobody opened', False, self.resigned(later))

    def test_a_holder_of_the_key_cannot_put_entries_elsewhere(self):
        def changed(n, **members):
            entries = self.entries()
            entries[n]['leaf'] = jcs({**json.loads(entries[n]['leaf']), **members})
            return entries
        all_ = self.entries()
        self.files_agree('signed anew', True, self.resigned(self.entries()))
        self.files_agree('under a later epoch', True, self.resigned(self.entries(), 'mita.lt/calls/c/2'))
        self.files_agree('the last dropped, of which the other says nothing', True, self.resigned(self.entries()[:-1]))
        self.files_agree('one dropped', False, self.resigned(all_[:6] + all_[7:]), entry=6)
        self.files_agree('two swapped', False, self.resigned([*all_[:6], all_[7], all_[6], *all_[8:]]), entry=6)
        self.files_agree('a leaf of another index', False, self.resigned(changed(9, index=10)), entry=9)
        self.files_agree('a leaf of another log', False, self.resigned(changed(9, log='mita.lt/calls/d/1')), entry=9)
        self.files_agree('a leaf of another instance', False, self.resigned(changed(9, log='mita.lv/calls/c/1')), entry=9)
        self.files_agree('a leaf of another person', False, self.resigned(changed(5, actor='eve')), entry=5)
        self.files_agree('a leaf of a registry yet to come', False, self.resigned(changed(9, instance_size=99)), entry=9)
        self.files_agree('a leaf with a member more', False, self.resigned(changed(9, zone=1)), entry=9)
        self.files_agree('a head of another log', False, self.resigned(self.entries(), 'mita.lt/calls/d/1'))
        self.files_agree('a head of another instance', False, self.resigned(self.entries(), 'mita.lv/calls/c/1', 'mita.lt'))
        # Whoever holds the key and every salt can commit to something else; then an old head or a receipt shows it.
        entries = self.entries()
        payload = entries[5]['parts'][0]['payload'].replace('400.00', '400.00').replace('lazeriai', 'lazerai')
        salt = bytes.fromhex(entries[5]['parts'][0]['salt'])
        commitment = hmac.new(salt, b'atranka/commit/v1\0part.form\0' + payload.encode(), 'sha256').hexdigest()
        leaf = json.loads(entries[5]['leaf'])
        leaf['commit']['part.form'] = commitment
        entries[5]['leaf'], entries[5]['parts'][0]['payload'] = jcs(leaf), payload
        rewritten = self.resigned(entries)
        self.files_agree('the record rewritten', True, rewritten)
        self.files_agree('the record rewritten, and somebody kept a head', False, rewritten, '--head', MADE.old_head)
        self.files_agree('the record rewritten, and somebody kept a receipt', False, rewritten, '--receipt', MADE.receipt)


class PacksOfOneApplication(PackCase):
    """Each entry has a proof of its own; those of others are withheld."""

    def setUp(self):
        super().setUp()
        self.take(MADE.one)

    def proofs(self, log=PackCase.CALL):
        return [json.loads(line) for line in self.files[f'logs/{log}/proofs.jsonl'].decode().splitlines()]

    def of_proofs(self, proofs, log=PackCase.CALL):
        return {**self.files, f'logs/{log}/proofs.jsonl': ''.join(jcs(one) + '\n' for one in proofs).encode()}

    def about(self, **members):
        return {'application.json': jcs({**json.loads(self.files['application.json']), **members}).encode()}

    def versions(self, **changed):
        of = {**json.loads(self.files['application.json'])['versions'], **changed}
        return self.about(versions={name: version for name, version in of.items() if version is not None})

    def without(self, n, log=PackCase.CALL):
        """All of the pack but one entry with its proof, and everything about it in order."""
        entries, proofs = self.entries(log), self.proofs(log)
        names = self.files['order.txt'].decode().splitlines()
        del names[[at for at, name in enumerate(names) if name == log][n]]
        return {**self.of(entries[:n] + entries[n + 1:], log, names),
                f'logs/{log}/proofs.jsonl': ''.join(jcs(one) + '\n' for one in proofs[:n] + proofs[n + 1:]).encode()}

    def test_good_packs_hold(self):
        self.agree('as it was made', True, MADE.one)
        self.agree('deflated', True, self.zipped(self.files, zipfile.ZIP_DEFLATED))
        self.files_agree('with a further file', True, {**self.files, 'further.txt': b'x'})
        self.agree('with its receipt', True, MADE.one, '--receipt', MADE.receipt)
        self.agree('with the receipt of what is withheld', True, MADE.one, '--receipt', MADE.second)
        self.agree('with an older head, which nobody can tell', True, MADE.one, '--head', MADE.old_head)
        self.agree('with its own head', True, MADE.one, '--head', self.file(self.files['logs/calls/c/checkpoint']))
        self.agree('before anything was erased', True, MADE.one_full)
        self.agree('with what was erased under an entry', True, MADE.one_erased)

    def test_what_is_flipped_in_a_file_is_found(self):
        self.flip_each()

    def test_every_member_of_an_entry_that_is_changed_is_found(self):
        for log in (self.CALL, self.INSTANCE):
            for n in (0, len(self.entries(log)) - 1):
                index = self.entries(log)[n]['index']
                for name in ('leaf', 'leaf_hash', 'command', 'command_salt', 'events', 'events_salt', 'id', 'type'):
                    def change(entry):
                        text = entry[name]
                        entry[name] = text[:-2] + ('0' if text[-2] != '0' else '1') + text[-1]
                    self.files_agree(f'{log} entry {index}: {name}', False, self.with_entry(n, change, log), entry=index)
        for name in self.entries()[0]:
            self.files_agree(f'the first without {name}', False, self.with_entry(0, lambda e: e.pop(name)))

    def test_proofs_that_are_changed_are_found(self):
        for log in (self.CALL, self.INSTANCE):
            proofs = self.proofs(log)
            for n in (0, len(proofs) // 2, len(proofs) - 1):
                one, proof = proofs[n], proofs[n]['proof']
                for what, other in {'a hash less': proof[:-1], 'a hash twice': [*proof, proof[0]], 'none': [],
                                    "another's": proofs[n - 1]['proof'], 'another hash': [sha256(b'x').hex(), *proof[1:]],
                                    'in capitals': ['A' + proof[0][1:], *proof[1:]]}.items():
                    changed = [*proofs[:n], {**one, 'proof': other}, *proofs[n + 1:]]
                    self.files_agree(f'{log}: the proof of {one["index"]}: {what}', False, self.of_proofs(changed, log),
                                     entry=None if what == 'in capitals' else one['index'])
            for what, other in {'one less': proofs[:-1], 'one twice': proofs + proofs[-1:], 'the first dropped': proofs[1:],
                                'of another index': [{**proofs[0], 'index': 99}, *proofs[1:]],
                                'swapped': [proofs[1], proofs[0], *proofs[2:]]}.items():
                self.files_agree(f'{log}: proofs: {what}', False, self.of_proofs(other, log))

    def test_entries_that_are_dropped_swapped_or_twice_are_found(self):
        for log in (self.CALL, self.INSTANCE):
            entries, proofs = self.entries(log), self.proofs(log)
            for n, one in enumerate(entries):
                self.files_agree(f'{log} entry {one["index"]} dropped', False, self.without(n, log))
                if n > 0:
                    changed = self.of([*entries[:n - 1], one, entries[n - 1], *entries[n + 1:]], log)
                    name = f'logs/{log}/proofs.jsonl'
                    changed[name] = ''.join(jcs(each) + '\n' for each in [
                        *proofs[:n - 1], proofs[n], proofs[n - 1], *proofs[n + 1:]]).encode()
                    self.files_agree(f'{log} entry {one["index"]} before the one before it', False, changed)
            twice = self.of(entries + entries[-1:], log)
            twice[f'logs/{log}/proofs.jsonl'] += jcs(proofs[-1]).encode() + b'\n'
            self.files_agree(f'{log}: the last twice', False, twice)
        names = self.files['order.txt'].decode().splitlines()
        for what, order in {'an entry more': names + ['calls/c'], 'an entry less': names[:-1],
                            'another log': [*names[:-1], 'calls/d'], 'the call before the instance': sorted(names)}.items():
            self.files_agree(f'order.txt: {what}', False, {
                **self.files, 'order.txt': ''.join(f'{one}\n' for one in order).encode()})

    def test_it_says_of_what_it_is(self):
        last = json.loads(self.files['application.json'])['versions']['application/a-1']
        for what, about in {
                "another's": self.about(application='a-2'), 'of nobody': self.about(application=''),
                'of another call': self.about(call='d'), 'no versions': self.about(versions={}),
                'an older version': self.versions(**{'application/a-1': last - 1}),
                'a later version': self.versions(**{'application/a-1': last + 1}),
                'somebody less': self.versions(**{'person/ann': None}), 'somebody more': self.versions(**{'person/bob': 1}),
                'no version': self.versions(**{'person/bob': 0}), 'a version as text': self.versions(**{'person/ann': '1'}),
                'another application too': self.versions(**{'application/a-2': 1}),
                'an object less': {'application.json': b'{}'},
                'not canonical': {'application.json': self.files['application.json'].replace(b',', b', ', 1)}}.items():
            self.files_agree(f'application.json: {what}', False, {**self.files, **about})
        self.files_agree('no application.json', False, {k: v for k, v in self.files.items() if k != 'application.json'})
        self.files_agree('the last dropped, as application.json says, which nobody can tell', True, {
            **without_pages(self.without(len(self.entries()) - 1)),
            **self.versions(**{'application/a-1': last - 1})})

    def test_what_lies_beside_a_leaf_is_checked(self):
        for name in [one for one in self.files if one.startswith('beside/')]:
            self.files_agree(f'{name} changed', False, {**self.files, name: self.files[name].replace(b'"', b"'", 1)})
            self.files_agree(f'without {name}', False, {k: v for k, v in self.files.items() if k != name})

    def test_what_is_gone_is_erased_or_broken(self):
        self.take(MADE.one_full)
        full = self.entries()
        self.take(MADE.one_erased)
        of_ann = [n for n, (before, after) in enumerate(zip(full, self.entries())) if before['parts'] and not after['parts']]
        self.assertEqual(len(of_ann), 2)
        for n in of_ann:
            index = full[n]['index']
            back = self.with_entry(n, lambda e: e.update(parts=full[n]['parts']))
            self.files_agree(f'entry {index}: what was erased is still there', False, back, entry=index)
        self.take(MADE.one_full)
        for n in of_ann:
            index = full[n]['index']
            self.files_agree(f'entry {index}: gone, and not erased', False,
                             self.with_entry(n, lambda e: e.update(parts=[])), entry=index)
            self.files_agree(f"entry {index}: another's part", False,
                             self.with_entry(n, lambda e: e['parts'][0].update(subject='bea')), entry=index)

    def test_readings_are_its_own_and_neighbours_follow_from_one_another(self):
        lines = self.lines()
        self.assertEqual([(one['line']['index'], one['line']['object']) for one in lines],
                         [(n, 'application/a-1') for n in (1, 2, 4, 5)])
        self.readings_agree('as they were', True, lines, anew=False)
        self.readings_agree('none, which nobody can tell', True, [])
        self.readings_agree('one dropped, likewise', True, lines[:1] + lines[2:], anew=False)
        self.readings_agree('another reader', False, self.with_line(lines, 1, who='aud'), anew=False)
        self.readings_agree('of another application', False, self.with_line(lines, 1, object='application/a-2'))
        self.readings_agree('beside another log', False, self.with_line(lines, 1, log='calls/d'))
        self.readings_agree('two swapped', False, [lines[1], lines[0], *lines[2:]], anew=False)
        self.readings_agree('one twice', False, [*lines, lines[-1]], anew=False)
        self.readings_agree('that saw fewer entries than before', False, self.with_line(lines, 3, size=1))
        self.readings_agree('that names no line before it', False, self.with_line(lines, 0, previous=''))
        line = dict(lines[1]['line'], previous='0' * 64)
        other = {'line': line, 'hash': hashlib.sha256(b'atranka/access/v1\0' + jcs(line).encode()).hexdigest()}
        self.readings_agree('that follows from another', False, [lines[0], other, *lines[2:]], anew=False)

    def test_another_head_key_or_receipt_is_found(self):
        call, instance = self.files['logs/calls/c/checkpoint'], self.files['logs/instance/checkpoint']
        self.files_agree('heads swapped', False, {
            **self.files, 'logs/calls/c/checkpoint': instance, 'logs/instance/checkpoint': call})
        self.files_agree('an older head', False, {**self.files, 'logs/calls/c/checkpoint': MADE.old_head.read_bytes()})
        self.agree("another instance's key", False, MADE.one, key=MADE.many_key)
        self.agree("another instance's receipt", False, MADE.one, '--receipt', MADE.far)
        self.agree("another instance's head", False, MADE.one, '--head', self.file((MADE.tiles / 'checkpoint').read_bytes()))
        hashes = [bytes.fromhex(one['leaf_hash']) for one in self.whole()]
        text = call.decode().split('\n')[0]
        heads = [('a head of other entries', False, hashes[::-1]), ('a larger head', False, hashes + hashes[:1]),
                 ('a smaller head, which nobody can tell', True, hashes[:4])]
        for (what, holds, _), checkpoint in zip(heads, signed(*((head_text(text, of), None) for *_, of in heads))):
            self.agree(what, holds, MADE.one, '--head', self.file(checkpoint))

    def whole(self):
        return [json.loads(line) for line in read_zip(MADE.pack)['logs/calls/c/entries.jsonl'].decode().splitlines()]

    def resigned(self, origin='mita.lt/calls/c/1', change=None):
        """The log with a leaf changed by whoever holds the key, and all proofs made anew."""
        whole, mine = self.whole(), self.entries()
        if change is not None:
            n, members = change
            mine[n]['leaf'] = jcs({**json.loads(mine[n]['leaf']), **members})
        for one in mine:
            one['leaf_hash'] = leaf_hash(one['leaf'].encode()).hex()
            whole[one['index']]['leaf_hash'] = one['leaf_hash']
        hashes = [bytes.fromhex(one['leaf_hash']) for one in whole]
        (checkpoint,) = signed((head_text(origin, hashes), None))
        proofs = [{'index': one['index'], 'proof': [each.hex() for each in proof_of(hashes, one['index'])]} for one in mine]
        files = {**self.of(mine, **{'logs/calls/c/checkpoint': checkpoint.encode()}),
                 'logs/calls/c/proofs.jsonl': ''.join(jcs(one) + '\n' for one in proofs).encode()}
        return without_pages(files)

    def test_a_holder_of_the_key_cannot_put_entries_elsewhere(self):
        n = len(self.entries()) - 2
        index = self.entries()[n]['index']
        self.files_agree('signed anew', True, self.resigned())
        self.files_agree('under a later epoch', True, self.resigned('mita.lt/calls/c/2'))
        self.files_agree('a head of another log', False, self.resigned('mita.lt/calls/d/1'))
        for what, members in {'of another index': {'index': index + 1}, 'of another log': {'log': 'mita.lt/calls/d/1'},
                              'of another instance': {'log': 'mita.lv/calls/c/1'}, 'with a member more': {'zone': 1},
                              'of an epoch that nobody opened': {'log': 'mita.lt/calls/c/2'},
                              'of another time': {'at': '2026-03-02T10:00:00.001Z'},
                              'of another application': {'streams': {'application/a-2': 2}}}.items():
            self.files_agree(f'a leaf {what}', False, self.resigned(change=(n, members)), entry=index)


if __name__ == '__main__':
    program.main()
