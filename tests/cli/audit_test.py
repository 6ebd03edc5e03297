"""What an auditor looks back at: the record as of an entry, what changed, and one application on one page."""

import hashlib
import re

import program
from cli_test import BAD_DATA, NO_PERMISSION, USAGE, Small


class Audited(Small):
    def last(self, log='calls/c'):
        return self.tree('audit', 'history', '--log', log)[-1]['index']

    def scored(self, name, score='4.5'):
        self.done('review', 'declare', name, '--interest', 'none', '--as', 'e1')
        self.done('review', 'open', name, '--as', 'e1')
        self.done('review', 'submit', name, '--score', f'novelty={score}', '--comment', 'novelty=New.', '--as', 'e1')


class Looking(Audited):
    def test_every_reader_can_look_at_the_record_right_after_an_entry(self):
        self.submitted('a-1')
        after = self.last()
        self.done('check', 'propose', 'a-1', '--passed', '--as', 'off')
        self.assertEqual(self.stage('a-1'), 'check.proposed')
        then = '--as-of', f'calls/c#{after}'
        for words in (('application', 'show', 'a-1'), ('application', 'history', 'a-1'), ('call', 'show', 'c')):
            self.assertEqual(self.tree(*words, *then), self.tree(*words, '--as-of', after), words)
        self.assertEqual(self.tree('application', 'show', 'a-1', *then)['stage'], 'check.pending')
        self.assertEqual(self.tree('application', 'list', *then)[0]['stage'], 'check.pending')
        self.assertEqual(self.tree('call', 'show', 'c', *then)['steps'][1]['stages'], {'check.pending': 1})
        self.assertEqual(self.tree('application', 'history', 'a-1', *then)[-1]['index'], after)
        self.assertEqual(self.tree('call', 'list', '--as-of', 'calls/c#0')[0]['stage'], 'drafted')
        self.assertEqual(self.tree('person', 'list', '--as-of', 'instance#0')[0]['person'], 'admin')
        self.assertEqual(len(self.tree('person', 'list', '--as-of', 'instance#0')), 1)
        self.assertEqual(self.tree('audit', 'history', '--log', 'calls/c', *then)[-1]['index'], after)

    def test_entries_of_another_log_count_where_they_were_written_before(self):
        self.done('person', 'register', 'zoe', '--as', 'admin')
        registered = self.last('instance')
        self.submitted('a-1')
        self.assertEqual(self.tree('application', 'list', '--as-of', f'instance#{registered}'), [])
        people = [row['person'] for row in self.tree('person', 'list', '--as-of', f'calls/c#{self.last()}')]
        self.assertIn('zoe', people)
        self.assertNotIn('zoe', [row['person'] for row in self.tree('person', 'list', '--as-of', 'calls/c#0')])

    def test_a_place_that_is_not_there_gets_one_line_that_says_what_is(self):
        self.submitted('a-1')
        last = self.last()
        self.fails(BAD_DATA, 'call', 'show', 'c', '--as-of', 'calls/d#1',
                   saying='there is no log calls/d; there are calls/c, instance')
        self.fails(BAD_DATA, 'call', 'show', 'c', '--as-of', str(last + 1),
                   saying=f'the log calls/c has entries 0..{last}')
        self.fails(USAGE, 'application', 'list', '--as-of', '3', saying='does not say of which log')
        for wrong in ('#', 'calls/c#', 'calls/c#x', 'calls/c#1x', 'calls/c#99999999999999999999'):
            self.fails(USAGE, 'call', 'show', 'c', '--as-of', wrong, saying='or an entry such as')

    def test_a_review_list_of_the_past_has_no_total_that_was_given_later(self):
        self.in_review('a-1')
        after = self.last()
        self.scored('a-1')
        self.assertEqual(self.tree('review', 'list')[0]['total'], '4.5')
        self.assertNotIn('total', self.tree('review', 'list', '--as-of', f'calls/c#{after}')[0])

    def test_who_was_made_an_expert_does_not_look_back_as_staff(self):
        def becomes(role, former):
            self.done('person', 'revoke', 'e1', former, '--call', 'c', '--reason', 'Another task.', '--as', 'admin')
            self.done('person', 'grant', 'e1', role, '--call', 'c', '--as', 'admin')
        becomes('officer', 'expert')
        self.submitted('a-1')
        after = self.last()
        self.assertEqual(self.run_it('application', 'show', 'a-1', '--as', 'e1').code, 0)
        becomes('expert', 'officer')
        self.done('check', 'propose', 'a-1', '--passed', '--as', 'off')
        self.done('check', 'confirm', 'a-1', '--as', 'head')
        self.done('review', 'assign', 'a-1', 'e1', '--as', 'off')
        self.fails(BAD_DATA, 'application', 'show', 'a-1', '--as-of', str(after), '--as', 'e1',
                   saying='no application a-1 that e1 may read')


class Explaining(Audited):
    def test_the_page_names_the_entry_and_the_sum_behind_each_line(self):
        self.in_review('a-1')
        self.scored('a-1')
        page = self.tree('audit', 'explain', 'a-1')
        self.assertEqual([step['step'] for step in page['steps']], ['note_in', 'look', 'review'])
        lines = [line for step in page['steps'] for line in step['lines']]
        entries = {f'{entry["log"]}#{entry["index"]}': entry for entry in self.tree('audit', 'history')}
        for line in lines:
            self.assertEqual(line['at'], entries[line['entry']]['at'])
        said = {line['what']: line for line in lines}
        self.assertEqual(entries[said['head confirms the proposal of off']['entry']]['actor'], 'head')
        self.assertEqual(said['e1 scores novelty 4.5: total 4.5']['derivation'], '4.5 = 4.5')
        self.assertEqual(said['threshold of novelty: passed']['derivation'], '4.5 >= 3')
        self.assertEqual(entries[said['ends: Done (done)']['entry']]['type'], 'SubmitReview')

    def test_a_missed_threshold_is_shown_as_the_comparison_that_failed(self):
        self.in_review('a-1')
        self.scored('a-1', '2.5')
        lines = [line for step in self.tree('audit', 'explain', 'a-1')['steps'] for line in step['lines']]
        self.assertIn(('threshold of novelty: failed', '2.5 < 3'), [(li['what'], li['derivation']) for li in lines])

    def test_the_page_speaks_both_languages_and_fits_a_terminal(self):
        self.in_review('a-1')
        self.scored('a-1')
        english, lithuanian = (self.done('audit', 'explain', 'a-1', '--lang', lang).out for lang in ('en', 'lt'))
        self.assertIn('head confirms the proposal of off', english)
        self.assertIn('head tvirtina pasiūlymą, kurį pateikė off', lithuanian)
        self.assertEqual(re.findall(r'#\d+', english), re.findall(r'#\d+', lithuanian))
        for text in (english, lithuanian):
            self.assertLessEqual(max(map(len, text.splitlines())), 100, text)
        self.fails(USAGE, 'audit', 'explain', 'a-1', '--lang', 'fr', saying='--lang is en or lt, not fr')

    def test_the_page_of_an_earlier_entry_ends_there(self):
        self.in_review('a-1')
        after = self.last()
        self.scored('a-1')
        page = self.tree('audit', 'explain', 'a-1', '--as-of', str(after))
        self.assertEqual(page['steps'][-1]['lines'][-1]['entry'], f'calls/c#{after}')
        self.assertEqual(page['outcome'], '')

    def test_a_lead_and_an_expert_are_refused_the_page(self):
        self.in_review('a-1')
        for who in ('ann', 'e1'):
            self.fails(NO_PERMISSION, 'audit', 'explain', 'a-1', '--as', who,
                       saying='is for those who work on the call, and for auditors')
        self.fails(BAD_DATA, 'audit', 'explain', 'a-1', '--as', 'bob', saying='no application a-1 that bob may read')
        self.assertEqual(self.run_it('audit', 'explain', 'a-1', '--as', 'off').code, 0)


class Drawn(program.Case):
    """Three ask for the same and a fourth for more: a lot orders them, and a sum nearest to the budget is taken."""

    hashed = '3:two,3:one,10:2026-04-02,'
    seed = hashlib.sha256(hashed.encode()).hexdigest()

    def setUp(self):
        super().setUp()
        self.numbers = {name: hashlib.sha256(bytes.fromhex(self.seed) + name.encode()).hexdigest()
                        for name in ('a-1', 'a-2', 'a-3')}
        self.at, self.reader = '2026-03-02T10:00:00Z', 'off'
        lots = (program.ROOT / 'tests/browser/lots.yaml').read_text()
        taken = lots.replace('fund: amount, within: budget, policy: stop', 'take: {sum: amount, nearest: budget}')
        self.done('instance', 'found', 'admin', '--as', 'admin')
        for person in ('off', 'head', 'ann'):
            self.done('person', 'register', person, '--as', 'admin')
        for person, role in (('off', 'officer'), ('head', 'head')):
            self.done('person', 'grant', person, role, '--call', 'c', '--as', 'admin')
        self.second_grants(('head', 'head', 'c'))
        self.done('call', 'draft', 'c', '--definition', self.file('taken.yaml', taken), '--round', 'r1',
                  'closing=2026-03-31T20:59:59Z', '--as', 'off')
        self.publish('c')
        for person, secret in (('off', 'one'), ('head', 'two')):
            self.done('call', 'commit-lot', 'c', hashlib.sha256(secret.encode()).hexdigest(), '--as', person)
        self.done('call', 'open', 'c', '--as', 'off')
        self.done('call', 'open-round', 'c', 'r1', '--as', 'off')
        for name, amount in (('a-1', 400), ('a-2', 400), ('a-3', 400), ('a-4', 500)):
            self.done('application', 'start', name, '--call', 'c', '--as', 'ann')
            note = self.file('note.yaml', f'subject: A note\namount: {amount}.00\n')
            self.done('application', 'submit', name, '--form', note, '--as', 'ann')
        self.at = '2026-04-02T10:00:00Z'
        self.done('call', 'close-round', 'c', 'r1', '--as', 'off')
        self.done('selection', 'rank', 'c', 'r1', 'choice', '--secret', 'off=one', '--secret', 'head=two',
                  '--public-value', '2026-04-02', '--as', 'off')
        self.done('selection', 'propose', 'c', 'r1', 'choice', '--as', 'off')
        self.done('selection', 'confirm', 'c', 'r1', 'choice', '--as', 'head')

    def said(self, name, *words):
        page = self.tree('audit', 'explain', name, *words)
        return {line['what']: line['derivation'] for step in page['steps'] for line in step['lines']}

    def test_a_lot_can_be_drawn_again_from_what_is_shown(self):
        shown = self.tree('selection', 'show', 'c', 'r1', 'choice')
        self.assertEqual(shown['lot'], {'by': ['head', 'off'], 'public_value': '2026-04-02', 'hashed': self.hashed,
                                        'seed': self.seed,
                                        'numbers': self.numbers})
        drawn = sorted(self.numbers, key=self.numbers.get)
        self.assertEqual([row['application'] for row in shown['rows']], [*drawn, 'a-4'])
        text = self.done('selection', 'show', 'c', 'r1', 'choice').out
        for name, number in self.numbers.items():
            self.assertRegex(text, f'1–3 +{name} +{number}')

    def test_the_page_of_who_was_drawn_says_by_which_number_and_seed(self):
        first, second, third = sorted(self.numbers, key=self.numbers.get)
        said = self.said(first)
        seed = said['the seed of the lot: from the secrets that head, off committed to before the call opened, and the '
                    'public value “2026-04-02”']
        self.assertIn(f"printf %s '{self.hashed}' | sha256sum = {self.seed}", seed)
        number = said[f'drawn among 3 equal applications: its number is {self.numbers[first][:16]}… (16 of 64 digits), '
                      'the smallest goes first']
        self.assertIn(f"(printf %s {self.seed} | xxd -r -p; printf %s '{first}') | sha256sum", number)
        below = said[f'just below: 2 {second}, selected; ahead of it by: lot']
        self.assertIn(f'lot: {self.numbers[second][:16]}…', below)
        self.assertNotIn(third, ' '.join([seed, number, below]))
        lithuanian = self.said(first, '--lang', 'lt')
        self.assertIn(f'burtai tarp 3 lygių paraiškų: jos numeris {self.numbers[first][:16]}… (16 iš 64 skaitmenų), '
                      'mažiausias eina pirmas', lithuanian)
        self.assertFalse([what for what in self.said('a-4') if 'the lot' in what or 'drawn among' in what])

    def test_the_sums_on_both_sides_of_the_bar_are_told_with_their_distances(self):
        said = self.said('a-4')
        for what, derivation in (
                ('down to place 2: the sum is 800, 200 less than 1000; as near, but the larger list is taken',
                 '1000 − 800 = 200'),
                ('down to place 3: the sum is 1200, 200 more than 1000; the nearest, taken', '1200 − 1000 = 200'),
                ('down to place 4: the sum is 1700, 700 more than 1000; farther', '1700 − 1000 = 700')):
            self.assertEqual(said.get(what), derivation, said)
        lithuanian = self.said('a-4', '--lang', 'lt')
        self.assertIn('iki 3 vietos: suma 1200, 200 didesnė už 1000; artimiausia, imama', lithuanian)


class Comparing(Audited):
    def changes(self, *between):
        found = {}
        for change in self.tree('audit', 'diff', 'c', '--between', *map(str, between))['changes']:
            found[change['group'], change['subject']] = change
        return found

    def test_what_moved_is_named_with_the_entries_that_did_it(self):
        self.in_review('a-1')
        before = self.last()
        self.scored('a-1')
        after = self.last()
        found = self.changes(before, after)
        outcome = found['outcomes', 'a-1']
        self.assertEqual((outcome['from'], outcome['to'], outcome['entries']),
                         ('review (review.scoring)', 'done', [f'calls/c#{after}']))
        self.assertEqual(found['totals', 'a-1 review']['to'], '4.5 by mean')
        self.assertEqual(found['reviews', 'a-1 review e1']['to'], '4.5 (novelty 4.5)')
        self.assertNotIn(('experts', 'a-1 review'), found)
        text = self.done('audit', 'diff', 'c', '--between', str(before), str(after)).out
        self.assertIn('review (review.scoring) → done: 1', text)
        self.assertIn(f'a-1 [#{after}]', text)
        self.assertLessEqual(max(map(len, text.splitlines())), 100, text)

    def test_it_is_told_in_lithuanian_too_with_the_same_entries(self):
        self.submitted('a-1')
        before = self.last()
        self.done('person', 'grant', 'bob', 'officer', '--call', 'c', '--as', 'admin')
        self.in_review('a-2')
        self.scored('a-2')
        between = '--between', str(before), str(self.last())
        english, lithuanian = (self.done('audit', 'diff', 'c', *between, '--lang', lang).out for lang in ('en', 'lt'))
        self.assertEqual(re.findall(r'#\d+', english), re.findall(r'#\d+', lithuanian))
        self.assertEqual(english, self.done('audit', 'diff', 'c', *between).out)
        for words in ('Kvietimas c, tarp', 'Vaidmenys (1)', 'Baigtys (1)', 'vidurkis', 'Laikas UTC'):
            self.assertIn(words, lithuanian)
        for words in ('Roles', 'Outcomes', ' by mean', 'Times are', 'review.', 'place '):
            self.assertNotIn(words, lithuanian)
        self.assertLessEqual(max(map(len, lithuanian.splitlines())), 100, lithuanian)
        self.fails(USAGE, 'audit', 'diff', 'c', *between, '--lang', 'fr', saying='--lang is en or lt, not fr')

    def test_roles_and_experts_are_part_of_it(self):
        self.submitted('a-1')
        before = self.last()
        self.done('person', 'grant', 'bob', 'officer', '--call', 'c', '--as', 'admin')
        self.done('check', 'propose', 'a-1', '--passed', '--as', 'off')
        self.done('check', 'confirm', 'a-1', '--as', 'head')
        self.done('review', 'assign', 'a-1', 'e1', '--as', 'off')
        found = self.changes(before, self.last())
        role = found['roles', 'bob']
        self.assertEqual((role['from'], role['to'], role['entries']),
                         (None, 'officer', [f'instance#{self.last("instance")}']))
        self.assertEqual(found['experts', 'a-1 review']['to'], 'e1')

    def test_between_a_place_and_itself_nothing_changed(self):
        self.submitted('a-1')
        self.assertEqual(self.changes(self.last(), self.last()), {})

    def test_places_in_the_wrong_order_are_refused(self):
        self.submitted('a-1')
        self.fails(USAGE, 'audit', 'diff', 'c', '--between', '2', '1', saying='name the earlier one first')
        self.fails(USAGE, 'audit', 'diff', 'c', '--between', '1', saying='--between takes two places')
        self.fails(NO_PERMISSION, 'audit', 'diff', 'c', '--between', '1', '2', '--as', 'ann',
                   saying='what changed in a call is for those who work on the call')


if __name__ == '__main__':
    program.main()
