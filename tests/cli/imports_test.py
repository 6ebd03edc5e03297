"""Real funding decisions, imported and decided again: 72 applications of AIBS, 693 of Project Catalyst."""

import csv
import sys
from fractions import Fraction

import program
from program import CONFORMANCE, ROOT, Case

REVIEWS = CONFORMANCE / 'reviews'
IMPORTS = ROOT / 'examples' / 'imports'


def rows(name):
    with open(REVIEWS / name, newline='', encoding='utf-8') as file:
        return list(csv.DictReader(file))


class Import(Case):
    def call(self, name, opening, *commitments):
        """A call with one open round; `importer` enters what is old, so another officer decides on it."""
        self.at = opening
        self.reader = 'officer'
        self.done('instance', 'found', 'admin', '--as', 'admin')
        for person, role in (('importer', 'officer'), ('officer', 'officer'), ('head', 'head')):
            self.done('person', 'register', person, '--as', 'admin')
            self.done('person', 'grant', person, role, '--call', name, '--as', 'admin')
        self.second_grants(('head', 'head', name))
        self.done('call', 'draft', name, '--definition', IMPORTS / f'{name}.yaml', '--round', 'r1', '--as', 'officer')
        self.publish(name)
        for person, commitment in commitments:
            self.done('call', 'commit-lot', name, commitment, '--as', person)
        self.done('call', 'open', name, '--as', 'officer')
        self.done('call', 'open-round', name, 'r1', '--as', 'officer')

    def bring_in(self, name, applications, *more):
        return ('call', 'import', name, '--applications', applications, '--map', IMPORTS / f'{name}.columns.yml',
                '--as', 'importer', *more)

    def ranked(self, name, step, *more):
        self.done('selection', 'rank', name, 'r1', step, *more, '--as', 'officer')
        self.done('selection', 'propose', name, 'r1', step, '--as', 'officer')
        listed = self.tree('selection', 'show', name, 'r1', step)['rows']
        self.done('selection', 'confirm', name, 'r1', step, '--as', 'head')
        return listed


class Aibs(Import):
    reviews = REVIEWS / 'aibs_reviews.csv'

    # SHA-256 of the secrets `one` and `two`.
    commitments = (('officer', '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed'),
                   ('head', '3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3'))
    opened = '--secret', 'officer=one', '--secret', 'head=two', '--public-value', '2018-01-02:5512'

    def test_72_applications_get_the_published_means_and_ranks(self):
        self.call('aibs', '2017-12-01T10:00:00Z', *self.commitments)
        self.done(*self.bring_in('aibs', self.reviews, '--reviews', self.reviews))
        self.at = '2018-01-02T10:00:00Z'
        self.done('call', 'close-round', 'aibs', 'r1', '--as', 'officer')
        listed = self.ranked('aibs', 'ranking', *self.opened)
        place = {row['application']: i + 1 for i, row in enumerate(listed)}

        # A published number has ten decimals; a mean of three scores is exact thirds.
        published = rows('aibs_published.csv')
        self.assertEqual(len(published), 72)
        total = {row['application']: row['total'] for row in self.tree('application', 'list', '--call', 'aibs')}
        for row in published:
            mean = Fraction(total['p-' + row['proposal_id']])
            self.assertLess(abs(mean - Fraction(row['score_avg'])), Fraction(1, 10**9), row)

        blocks = rows('aibs_expected_blocks.csv')
        self.assertEqual(len(blocks), 72)
        for row in blocks:
            at = place['p-' + row['proposal_id']]
            self.assertLessEqual(int(row['block_first']), at, row)
            self.assertLessEqual(at, int(row['block_last']), row)
            self.assertLessEqual(int(row['block_first']), int(row['published_rank_adj']))
            self.assertLessEqual(int(row['published_rank_adj']), int(row['block_last']))

        # Within a block the lot decides, and the list says so.
        first = {int(row['block_first']) for row in blocks}
        for i, row in enumerate(listed[1:], start=2):
            self.assertEqual(row.get('decided_by') == 'lot', i not in first, row)
        self.assertTrue(self.tree('audit', 'replay')['sound'])

    def test_every_bad_row_is_named_and_nothing_is_recorded(self):
        self.call('aibs', '2017-12-01T10:00:00Z', *self.commitments)
        head = 'proposal_id,year,type,reviewer_id,slot,overall,innovation,approach,investigator,significance,impact\n'
        bad = self.file('bad.csv', head +
                        '1,2014,Standard,7,A,2,,,,,\n'
                        '1,2014,Standard,8,B,1e0,,,,,\n'      # no exact decimal
                        '1,2014,Standard,9,C,5.1,,,,,\n'      # off the scale
                        '2,2014,Other,7,A,2,,,,,\n'           # no such type
                        '3,1999,Pilot,7,A,2,,,,,\n')          # before the first year
        answer = self.fails(65, *self.bring_in('aibs', bad, '--reviews', bad), lines=None)
        places = [line.split(': ')[0].removeprefix(str(bad) + ':') for line in answer.err.splitlines()[:-1]]
        self.assertEqual(sorted(set(places)), ['3:21', '4:21', '5:8', '6:3'], answer.err)
        self.assertIn('nothing was imported', answer.err.splitlines()[-1])
        self.assertEqual(self.tree('application', 'list', '--call', 'aibs'), [])

        # A rehearsal of good rows records nothing either.
        before = self.record()
        self.done(*self.bring_in('aibs', self.reviews, '--reviews', self.reviews, '--dry-run'))
        self.assertEqual(self.record(), before)

    def test_a_file_that_is_no_table_is_refused_where_it_breaks(self):
        self.call('aibs', '2017-12-01T10:00:00Z', *self.commitments)
        for text, where in ((b'proposal_id,year\n1\n', ':2:1: '), (b'proposal_id,year\n"1,2014\n', ':2:1: '),
                            (b'proposal_id,year\n1,\xff\n', ':2:3: '), (b'proposal_id,year\n1,20\x0114\n', ':2:3: '),
                            (b'proposal_id,year,year\n', ':1:18: '), (b'', ':1:1: '),
                            (b'number,year\n1,2014\n', ':1:1: no column is called proposal_id')):
            bad = self.file('bad.csv', text)
            self.fails(65, *self.bring_in('aibs', bad), saying=f'{bad}{where}', lines=None)


class Catalyst(Import):
    decisions = REVIEWS / 'catalyst_funds3to5.csv'

    def test_693_decisions_get_the_published_outcomes_and_remaining_budgets(self):
        self.call('catalyst', '2021-09-01T10:00:00Z')
        self.done(*self.bring_in('catalyst', self.decisions))
        self.at = '2021-10-01T10:00:00Z'
        self.done('call', 'close-round', 'catalyst', 'r1', '--as', 'officer')
        select = ('check', 'propose', '--many', '--call', 'catalyst', '--step', 'approval', '--as', 'officer')
        passed = self.run_it(*select, '--passed')  # those below the threshold are refused, each by itself
        self.assertEqual(passed.code, 65)
        self.assertEqual(passed.out.splitlines()[-1], '334 of 693 accepted')
        self.done(*select, '--failed', '--reason', 'below the approval threshold')
        listed = {row['application']: row for row in self.ranked('catalyst', 'funding')}
        ended = {row['application']: row for row in self.tree('application', 'list', '--call', 'catalyst')}

        published = rows('catalyst_funds3to5.csv')
        self.assertEqual(len(published), 693)
        outcomes = {('FUNDED', ''): 'funded', ('NOT FUNDED', 'Over Budget'): 'over_budget',
                    ('NOT FUNDED', 'Approval Threshold'): 'below_threshold'}
        left = {}
        for row in published:
            name = row['proposal_id'].lower()
            wanted = outcomes[row['status'], row['reason']]
            self.assertEqual(ended[name]['outcome'], wanted, row)
            envelope = row['fund'], row['envelope']
            before = left.get(envelope, Fraction(row['opening_budget_usd']))
            if wanted == 'below_threshold':
                self.assertNotIn(name, listed)
                left[envelope] = before
            else:
                left[envelope] = Fraction(listed[name]['left'])
            self.assertEqual(left[envelope], Fraction(row['remaining_budget_usd']), row)
        self.assertEqual(len(left), 19)
        self.assertTrue(self.tree('audit', 'replay')['sound'])


if __name__ == '__main__':
    if not REVIEWS.is_dir():
        print(f'SKIPPED: the real reviews and decisions are not here ({REVIEWS}); ATRANKA_CONFORMANCE names their folder')
        sys.exit(program.SKIPPED)
    program.main()
