"""Clients give commands to the real program and keep their receipts, while it is killed under their hands.

    kill_test.py <program> [--rounds N] [--seconds N a round] [--clients N] [--seed N]

Every receipt that somebody holds must verify after every round, and its entry stand in the record; replay finds the
record sound; a command that was killed is given again under its id and becomes one entry, not two.
"""

import argparse
import base64
import collections
import hashlib
import json
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'cli'))

import program  # noqa: E402

IO_ERROR = 74
AT = ('--at', '2026-03-02T10:00:00Z')
ATTEMPTS_MAX = 8  # under the knife; then a command is let be


class Record:
    """A call that takes applications, in a folder of its own."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='atranka-kill-'))
        self.db = self.folder / 'a.db'
        self.receipts = self.folder / 'receipts'
        self.receipts.mkdir()
        people = self.folder / 'people.csv'
        people.write_text('person,name,expert_kind,fields,roles\n'
                          'off,Ona,,,c:officer\nhead,Jonas,,,c:head\naud,,,,*:auditor\nann,,,,\n'
                          'second,,,,*:administrator\n')
        self.form = self.folder / 'form.yaml'
        self.form.write_text('subject: Lazeriai\namount: 400.00\n')
        self.must('instance', 'found', 'admin', '--as', 'admin', '--host', 'mita.lt')
        self.must('person', 'import', people, '--as', 'admin')
        self.must('person', 'grant', 'head', 'head', '--call', 'c', '--as', 'second')
        self.must('person', 'grant', 'aud', 'auditor', '--call', '*', '--as', 'second')
        self.must('call', 'draft', 'c', '--definition', HERE.parent / 'cli' / 'small.yaml', '--round', 'r1',
                  'closing=2026-03-31T20:59:59Z', '--as', 'off')
        assert program.publish(self.give, 'c').code == 0
        self.must('call', 'open', 'c', '--as', 'off')
        started = time.monotonic()
        self.must('call', 'open-round', 'c', 'r1', '--as', 'off')
        self.usual = time.monotonic() - started
        self.pub = self.folder / 'mita.pub'
        self.pub.write_text(self.must('key', 'show', at=()).out)

    def give(self, *words, at=AT):
        return program.run(*words, *at, db=self.db, env={'ATRANKA_AS': 'aud'})

    def must(self, *words, at=AT):
        answer = self.give(*words, at=at)
        assert answer.code == 0, f'{words}: {answer.out}{answer.err}'
        return answer


class Client(threading.Thread):
    """Starts and submits one application after another; no answer, so it asks again."""

    def __init__(self, record, number, chance, until, first):
        super().__init__()
        self.record, self.number, self.chance, self.until, self.first = record, number, chance, until, first
        self.counts = collections.Counter()
        self.faults = []

    def run(self):
        turn = self.first
        while time.monotonic() < self.until and not self.faults:
            name = f'a-{self.number}-{turn}'
            self.give(f'{name}-start', 'application', 'start', name, '--call', 'c')
            self.give(f'{name}-submit', 'application', 'submit', name, '--step', 'note_in', '--form',
                      self.record.form)
            turn += 1

    def give(self, command, *words):
        for attempt in range(100):
            receipt = self.record.receipts / f'{command}.{attempt}'
            code, out, err = self.once(attempt < ATTEMPTS_MAX, *words, '--id', command, '--receipt', receipt)
            if code == 0:
                self.counts['answered'] += 1
                self.counts['recorded before it was killed'] += out.startswith('accepted before')
                if not receipt.exists():
                    self.faults.append(f'{command}: answered, and no receipt kept')
                return
            if code == -9:
                self.counts['killed'] += 1
            elif code == IO_ERROR and 'try again' in err:
                self.counts['busy'] += 1
            else:
                self.faults.append(f'{command}: exit code {code}: {out}{err}')
                return
        self.faults.append(f'{command}: no answer after so many attempts')

    def once(self, may_be_killed, *words):
        process = subprocess.Popen(
            [program.PROGRAM, *map(str, words), '--as', 'ann', *AT], stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(self.record.db))
        lives = self.chance.uniform(0, 1.5 * self.record.usual) if may_be_killed and self.chance.random() < 0.6 else 60
        try:
            out, err = process.communicate(timeout=lives)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
        return process.returncode, out, err


def environment(db):
    kept = {name: value for name, value in program.os.environ.items() if name in ('PATH',) or name.endswith('SAN_OPTIONS')}
    return {**kept, 'LANG': 'C.UTF-8', 'ATRANKA_DB': str(db)}


def leaf_of(receipt):
    """Its place and the hash of its leaf, read by other means than the program's."""
    lines = receipt.read_text().split('\n')
    extra = next(line for line in lines if line.startswith('extra '))
    leaf = json.loads(base64.b64decode(extra.split(' ')[1]))['leaf']
    _, log = json.loads(leaf)['log'].split('/', 1)
    return log.rsplit('/', 1)[0], json.loads(leaf)['index'], hashlib.sha256(b'\0' + leaf.encode()).hexdigest()


def check(record):
    """What is wrong, as sentences, and the number of receipts that were looked at."""
    faults = []
    connection = sqlite3.connect(record.db)
    rows = connection.execute('select log, position, leaf_hash, command_id from entry order by log, position').fetchall()
    whole = connection.execute('pragma integrity_check').fetchall()
    connection.close()
    if whole != [('ok',)]:
        faults.append(f'integrity_check: {whole}')
    present = {(log, position): leaf for log, position, leaf, _ in rows}
    sizes = collections.Counter(log for log, *_ in rows)
    faults += [f'{log} has a gap' for log, size in sizes.items()
               if any((log, position) not in present for position in range(size))]
    faults += [f'{command} was recorded twice'
               for command, count in collections.Counter(row[3] for row in rows).items() if count > 1]
    receipts = sorted(path for path in record.receipts.iterdir() if path.suffix != '.new')
    for receipt in receipts:
        answer = program.run('receipt', 'verify', receipt, '--key', record.pub)
        if answer.code != 0:
            faults.append(f'{receipt.name}: {answer.out}{answer.err}')
        log, index, leaf = leaf_of(receipt)
        if present.get((log, index)) != leaf:
            faults.append(f'{receipt.name}: {log}#{index} is not in the record, or is another entry')
    answer = program.run('audit', 'replay', '--json', db=record.db, env={'ATRANKA_AS': 'aud'})
    if answer.code != 0 or not answer.json['sound']:
        faults.append(f'replay: {answer.out}{answer.err}')
    return faults, len(receipts)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('program')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--seconds', type=float, default=2)
    parser.add_argument('--clients', type=int, default=3)
    parser.add_argument('--seed', type=int, default=int(program.os.environ.get('ATRANKA_FAULT_SEED', '1')))
    options = parser.parse_args()
    program.PROGRAM = program.os.path.abspath(options.program)
    record = Record()
    counts, faults, checked = collections.Counter(), [], 0
    try:
        for turn in range(options.rounds):
            until = time.monotonic() + options.seconds
            clients = [Client(record, number, random.Random(f'{options.seed}/{turn}/{number}'), until, 1000 * turn)
                       for number in range(options.clients)]
            for client in clients:
                client.start()
            for client in clients:
                client.join()
                counts += client.counts
                faults += client.faults
            wrong, receipts = check(record)
            faults += wrong
            checked += receipts
            if faults:
                break
    finally:
        shutil.rmtree(record.folder, ignore_errors=True)
    print(f'kill -9, seed {options.seed}: {options.rounds} rounds of {options.clients} clients; '
          + ', '.join(f'{name} {counts[name]}' for name in ('answered', 'killed', 'recorded before it was killed', 'busy'))
          + f'; receipts verified {checked}')
    for fault in faults[:20]:
        print(f'  FAULT {fault}')
    if not counts['killed'] or not checked:
        print('  FAULT nothing was killed, or nobody had a receipt')
        return 1
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
