"""What would have been: a recorded call decided again under other rules, checked by sums of our own."""

import csv
import pathlib
import re
import sqlite3
import unittest
from fractions import Fraction

import imports_test
import program
from cli_test import BAD_DATA, NO_INPUT, NO_PERMISSION, USAGE
from program import CONFORMANCE, HERE, Case

RATED = HERE / 'what_if.yaml'
COSTS = {'a-1': 400, 'a-2': 500, 'a-3': 600, 'a-4': 300, 'a-5': 200}
# Who scored what: quality and plan.
SHEETS = {'a-1': {'e1': ('4.5', '4'), 'e2': ('4', '4.5')},
          'a-2': {'e1': ('5', '4.5'), 'e3': ('2.5', '3')},
          'a-3': {'e2': ('3.5', '4'), 'e3': ('4', '4')},
          'a-4': {'e1': ('3', '3'), 'e2': ('3.5', '3')},
          'a-5': {'e2': ('2', '2.5'), 'e3': ('2', '1.5')}}


def listed(sheets, budget=Fraction(700), rate=Fraction(1, 2), threshold=2):
    """The list as anybody can work it out: (application, total, amount) in its order; 0 where it is not paid."""
    rows = []
    for application, given in sheets.items():
        means = [sum(Fraction(scores[i]) for scores in given.values()) / len(given) for i in (0, 1)]
        if means[0] >= threshold:
            rows.append((application, sum(means), means[0]))
    rows.sort(key=lambda row: (-row[1], -row[2], row[0]))
    left, result = budget, []
    for application, total, _ in rows:
        amount = rate * COSTS[application]
        paid = amount <= left
        left -= amount if paid else 0
        result.append((application, total, amount if paid else 0))
    return result


def without(expert):
    return {application: {who: scores for who, scores in given.items() if who != expert}
            for application, given in SHEETS.items()}


class Rated(Case):
    """A call that is decided: made once, copied for each test."""

    def setUp(self):
        super().setUp()
        self.at = '2026-03-02T10:00:00Z'
        self.reader = 'aud'
        self.begin_with(self.prepare)

    def prepare(self):
        self.done('instance', 'found', 'admin', '--as', 'admin')
        people = self.file('people.csv',
                           'person,name,expert_kind,fields,roles\noff,Ona,,,c:officer\nhead,Jonas,,,c:head\n'
                           + ''.join(f'e{i},E,,,c:expert\nl{i},L,,,\n' for i in range(1, 6))
                           + 'aud,,,,*:auditor\n')
        self.done('person', 'import', people, '--as', 'admin')
        self.second_grants(('head', 'head', 'c'), ('aud', 'auditor', '*'))
        self.done('call', 'draft', 'c', '--definition', RATED, '--round', 'r1', 'closing=2026-03-31T20:59:59Z',
                  '--as', 'off')
        self.publish('c')
        self.done('call', 'open', 'c', '--as', 'off')
        self.done('call', 'open-round', 'c', 'r1', '--as', 'off')
        for name, given in SHEETS.items():
            lead = 'l' + name[-1]
            self.done('application', 'start', name, '--call', 'c', '--as', lead)
            note = self.file('note.yaml', f'subject: A note\ncosts: {COSTS[name]}.00\n')
            self.done('application', 'submit', name, '--form', note, '--as', lead)
            for expert in given:
                self.done('review', 'assign', name, expert, '--as', 'off')
            for expert, (quality, plan) in given.items():
                self.done('review', 'declare', name, '--interest', 'none', '--as', expert)
                self.done('review', 'open', name, '--as', expert)
                self.done('review', 'submit', name, '--score', f'quality={quality}', '--score', f'plan={plan}',
                          '--as', expert)
        self.at = '2026-04-02T10:00:00Z'
        self.done('call', 'close-round', 'c', 'r1', '--as', 'off')
        self.done('selection', 'rank', 'c', 'r1', 'ranking', '--as', 'off')
        self.done('selection', 'propose', 'c', 'r1', 'ranking', '--as', 'off')
        self.done('selection', 'confirm', 'c', 'r1', 'ranking', '--as', 'head')
        for name, _, amount in listed(SHEETS):
            if amount:
                self.done('award', 'decide', name, '--granted', '--order', '1', '--as', 'head')

    def what_if(self, *words):
        return self.tree('what-if', 'c', *words)

    def files(self):
        """What is there, byte for byte; of the database, its rows without the ledger of who read what."""
        own = {path for end in ('', '-wal', '-shm') for path in [pathlib.Path(f'{self.db}{end}')]}
        files = {path.relative_to(self.folder): path.read_bytes() for path in self.folder.rglob('*')
                 if path.is_file() and path not in own}
        connection = sqlite3.connect(self.db)
        tables = connection.execute("select name from sqlite_master where type = 'table' and name <> 'access'").fetchall()
        rows = {name: connection.execute(f'select * from {name}').fetchall() for name, in sorted(tables)}
        connection.close()
        return files, rows

    def assert_list(self, answer, expected):
        """What it says of the list is what these rows come to, line by line where it differs from the record."""
        recorded = {row['application']: row for row in self.tree('selection', 'show', 'c', 'r1', 'ranking')['rows']}
        changed = {line['application']: line for part in answer['lists'] for line in part['changed']}
        places = {name: rank for rank, (name, _, _) in enumerate(expected, 1)}
        for name in COSTS:
            now = changed[name]['after'] if name in changed else recorded.get(name)
            if name not in places:
                self.assertIsNone(now, name)
                continue
            total, amount = next((t, a) for n, t, a in expected if n == name)
            self.assertEqual(now['rank'], places[name], name)
            self.assertEqual(Fraction(now['amount']), amount, name)
            if name in changed:
                self.assertEqual(Fraction(now['keys']['review.total desc']), total, name)
        self.assertEqual(Fraction(answer['money']['after']['committed']), sum(a for _, _, a in expected))


class Telling(Rated):
    def test_the_recorded_list_is_the_one_that_we_work_out(self):
        rows = self.tree('selection', 'show', 'c', 'r1', 'ranking')['rows']
        self.assertEqual([(row['application'], Fraction(row['amount'])) for row in rows],
                         [(name, amount) for name, _, amount in listed(SHEETS)])

    def test_without_an_expert_totals_ranking_and_money_are_those_that_we_work_out(self):
        for expert in ('e1', 'e2', 'e3'):
            with self.subTest(expert):
                answer = self.what_if('--without-expert', expert)
                self.assert_list(answer, listed(without(expert)))
                few = {one['subject'] for one in answer['assumed'] if one['kind'] == 'few_reviews'}
                self.assertEqual(few, {name for name, given in SHEETS.items() if expert in given})

    def test_at_a_lower_rate_amounts_and_cut_are_those_that_we_work_out(self):
        answer = self.what_if('--set', 'max_rate=0.4')
        expected = listed(SHEETS, rate=Fraction(2, 5))
        self.assert_list(answer, expected)
        amounts = {one['application']: Fraction(one['after']['amount']) for one in answer['applications']}
        before = {name: amount for name, _, amount in listed(SHEETS)}
        self.assertEqual(amounts, {name: amount for name, _, amount in expected if amount != before[name]})
        self.assertTrue(answer['changes'])

    def test_a_higher_threshold_says_who_falls(self):
        stricter = self.file('stricter.yaml', RATED.read_text().replace('threshold: 2}', 'threshold: 3.5}'))
        answer = self.what_if('--definition', stricter)
        self.assert_list(answer, listed(SHEETS, threshold=Fraction(7, 2)))
        fallen = [one['application'] for one in answer['applications']
                  if one['after']['outcome'] == 'not_done' and one['before']['outcome'] == 'granted']
        before = {name for name, _, amount in listed(SHEETS) if amount}
        after = {name for name, _, amount in listed(SHEETS, threshold=Fraction(7, 2)) if amount}
        self.assertEqual(set(fallen), before - after)
        refused = {one['subject'] for one in answer['refused'] if one['command'] == 'DecideAward'}
        self.assertEqual(refused, before - after)

    def test_the_same_rules_change_nothing_and_say_so(self):
        for words in (('--definition', RATED), ('--set', 'max_rate=0.50'), ('--set', 'budget=700')):
            answer = self.what_if(*words)
            self.assertFalse(answer['changes'], answer)
            self.assertEqual(answer['applications'] + answer['lists'] + answer['refused'], [])
            self.assertIn('Nothing changes', self.done('what-if', 'c', *words).out)

    def test_the_page_names_outcomes_money_lists_and_refusals_and_fits_a_terminal(self):
        text = self.done('what-if', 'c', '--set', 'budget=350.00').out
        for words in ('of 5 applications would have another outcome or amount', 'granted', 'not_done', 'committed',
                      'The list ranking of round r1, computed again', 'step_must_be_current', 'Nothing was written'):
            self.assertIn(words, text)
        self.assertLessEqual(max(map(len, text.splitlines())), 110, text)

    def test_steps_that_are_not_there_give_refusals_and_no_crash(self):
        renamed = self.file('renamed.yaml', RATED.read_text().replace('review:', 'opinion:')
                            .replace('submitted: review', 'submitted: opinion').replace('review.', 'opinion.'))
        answer = self.what_if('--definition', renamed)
        self.assertEqual({one['after']['step'] for one in answer['applications']}, {'opinion'})
        self.assertIn('step_must_exist', {one['rule'] for one in answer['refused']})

    def test_as_of_an_earlier_entry_it_is_told_up_to_there(self):
        answer = self.what_if('--set', 'max_rate=0.1', '--as-of', 'calls/c#6')
        self.assertLessEqual(answer['decided'], 7)
        self.assertEqual(answer['applications'], [])


class Holding(Rated):
    def funded(self, sheets):
        return {name for name, _, amount in listed(sheets) if amount}

    def test_experts_and_scores_that_matter_are_those_that_we_find(self):
        report = self.what_if('--robustness')
        before = self.funded(SHEETS)
        for one in report['experts']:
            after = self.funded(without(one['expert']))
            self.assertEqual((set(one['funded']['in']), set(one['funded']['out'])),
                             (after - before, before - after), one)
        moves, pivotal = 0, {}
        for name, given in SHEETS.items():
            for expert, scores in given.items():
                for i, criterion in enumerate(('quality', 'plan')):
                    for step in (Fraction(1, 2), Fraction(-1, 2)):
                        to = Fraction(scores[i]) + step
                        if not 0 <= to <= 5:
                            continue
                        moves += 1
                        moved = {n: dict(g) for n, g in SHEETS.items()}
                        moved[name][expert] = tuple(str(to) if j == i else scores[j] for j in (0, 1))
                        after = self.funded(moved)
                        if after != before:
                            pivotal[name, expert, criterion, to] = after - before, before - after
        self.assertEqual(report['scores_moved'], moves)
        found = {(one['application'], one['expert'], one['criterion'], Fraction(one['to'])):
                 (set(one['funded']['in']), set(one['funded']['out']))
                 for one in report['pivotal_scores'] if one['funded']['in'] or one['funded']['out']}
        self.assertEqual(found, pivotal)
        self.assertTrue(pivotal)

    def test_the_margin_is_between_the_last_who_is_paid_and_the_first_behind_who_is_not(self):
        rows = listed(SHEETS)
        last = max(i for i, row in enumerate(rows) if row[2])
        first = next(i for i, row in enumerate(rows) if i > last and not row[2])
        over = sum(not row[2] for row in rows[:last])
        margin, = self.what_if('--robustness')['margins']
        self.assertEqual((margin['last_selected'], margin['first_not_selected'], Fraction(margin['points']),
                          margin['passed_over']),
                         (rows[last][0], rows[first][0], rows[last][1] - rows[first][1], over))
        self.assertEqual(over, 1)

    def test_the_page_says_how_many_were_tried(self):
        text = self.done('what-if', 'c', '--robustness').out
        tried = re.search(r'(\d+) alterations tried: 3 experts left out one at a time, (\d+) scores', text)
        self.assertEqual(int(tried[1]), 3 + int(tried[2]), text)
        self.assertIn('Too few reviews', text)


class Asking(Rated):
    def test_nothing_is_written_but_who_asked(self):
        self.what_if('--set', 'max_rate=0.4')  # whatever opening the file leaves beside it is there now
        before = self.files()
        readings = len(self.tree('audit', 'readings', '--call', 'c', '--as', 'aud'))
        for words in (('--set', 'max_rate=0.3'), ('--without-expert', 'e1'), ('--definition', RATED),
                      ('--robustness',)):
            self.done('what-if', 'c', *words)
        self.assertEqual(self.files(), before)
        self.assertEqual(len(self.tree('audit', 'readings', '--call', 'c', '--as', 'aud')), readings + 4)

    def test_who_may_not_read_every_application_is_refused(self):
        for who in ('l1', 'e1', 'admin'):
            self.fails(NO_PERMISSION, 'what-if', 'c', '--robustness', '--as', who,
                       saying='is for those who work on the call, and for auditors')
        for who in ('head', 'off', 'aud'):
            self.done('what-if', 'c', '--set', 'max_rate=0.4', '--as', who)

    def test_a_record_that_its_commands_do_not_decide_is_not_told_again(self):
        connection = sqlite3.connect(self.db)
        connection.execute('drop trigger entry_is_not_changed')
        changed = connection.execute("""update entry set events = replace(events, '"quality":"4.5"', '"quality":"5.0"')
                                        where type = 'SubmitReview' and events like '%"quality":"4.5"%'""").rowcount
        connection.commit()
        connection.close()
        self.assertEqual(changed, 1)
        self.fails(BAD_DATA, 'what-if', 'c', '--robustness', saying='`atranka audit replay` names the entry')

    def test_what_cannot_be_supposed_gets_one_line_that_says_why(self):
        for code, words, saying in (
                (USAGE, (), 'what if what? Give --definition FILE'),
                (USAGE, ('--robustness', '--set', 'max_rate=0.4'), 'give it alone'),
                (USAGE, ('--set', 'rate=0.4'), 'has no parameter rate; it has budget, max_rate, closing'),
                (USAGE, ('--set', 'max_rate=much'), 'is not an exact decimal'),
                (USAGE, ('--set', 'max_rate=1.5'), '1.5 is above 1'),
                (USAGE, ('--set', 'closing=tomorrow'), '--set closing=tomorrow: closing: '),
                (USAGE, ('--set', 'max_rate'), '--set is NAME=VALUE'),
                (BAD_DATA, ('--without-expert', 'e9'), 'e9 was not asked for a review in this call'),
                (BAD_DATA, ('--without-expert', 'e5'), 'e5 was not asked for a review in this call'),
                (NO_INPUT, ('--definition', self.folder / 'none.yaml'), 'cannot open')):
            self.fails(code, 'what-if', 'c', *words, saying=saying)
        self.fails(BAD_DATA, 'what-if', 'd', '--robustness', saying='no call d')
        broken = self.file('broken.yaml', RATED.read_text().replace('by: officer,', 'by: oficer,'))
        self.fails(BAD_DATA, 'what-if', 'c', '--definition', broken, saying='unknown-role', lines=None)


REVIEWS = CONFORMANCE / 'reviews'


@unittest.skipUnless(REVIEWS.is_dir(), f'the real decisions are not here ({REVIEWS})')
class Real(imports_test.Import):
    """693 published decisions, imported and decided, under another budget of one of their envelopes."""

    def test_another_envelope_is_cut_as_the_published_requests_and_votes_say(self):
        self.call('catalyst', '2021-09-01T10:00:00Z')
        self.done(*self.bring_in('catalyst', REVIEWS / 'catalyst_funds3to5.csv'))
        self.at = '2021-10-01T10:00:00Z'
        self.done('call', 'close-round', 'catalyst', 'r1', '--as', 'officer')
        select = ('check', 'propose', '--many', '--call', 'catalyst', '--step', 'approval', '--as', 'officer')
        self.run_it(*select, '--passed')
        self.done(*select, '--failed', '--reason', 'below the approval threshold')
        self.ranked('catalyst', 'funding')
        answer = self.tree('what-if', 'catalyst', '--set', 'f3_dapp_creation=100000')

        with open(REVIEWS / 'catalyst_funds3to5.csv', newline='', encoding='utf-8') as file:
            published = [row for row in csv.DictReader(file)
                         if (row['fund'], row['envelope']) == ('F3', 'dapp-creation')]
        self.assertGreater(len(published), 30)
        left, expected = Fraction(100000), {}
        for row in sorted(published, key=lambda row: (-int(row['net_votes']), int(row['position']))):
            fits = row['meets_threshold'] == 'YES' and Fraction(row['requested_usd']) <= left
            left -= Fraction(row['requested_usd']) if fits else 0
            if fits != (row['status'] == 'FUNDED'):
                expected[row['proposal_id'].lower()] = Fraction(row['requested_usd']) if fits else 0
        found = {one['application']: Fraction(one['after']['amount']) for one in answer['applications']}
        self.assertEqual(found, expected)
        self.assertTrue(any(expected.values()))


if __name__ == '__main__':
    program.main()
