"""What `atranka lint`, `scenario run` and `simulate` say, as people and programs read it."""

import json
import re

import program
from program import Case, ROOT, run

BAD_DATA = 65
INOKLASTER = ROOT / 'workflows' / 'inoklaster.yaml'


class Lint(Case):
    def broken(self, after, old, new):
        text = INOKLASTER.read_text()
        at = text.index(old, text.index(after))
        file = self.folder / 'broken.yaml'
        file.write_text(text[:at] + new + text[at + len(old):])
        return file

    def test_the_untouched_definition_is_sound_and_the_summary_says_what_was_searched(self):
        answer = run('lint', INOKLASTER)
        self.assertEqual(answer.code, 0, answer.out)
        self.assertRegex(answer.out, r'searched \d+ places and \d+ passages; [\d,]+ combinations .* [\d,]+ formulas')
        self.assertNotIn('error', answer.out)
        self.assertNotIn('warning', answer.out)

    def test_a_failure_fails_with_a_counterexample_in_words_and_a_scenario_that_happens(self):
        file = self.broken('- id: cap', 'requested_grant <= max_grant', 'requested_grant >= max_grant')
        answer = run('lint', file, '--scenarios', self.folder)
        self.assertEqual(answer.code, BAD_DATA)
        self.assertRegex(answer.out, r'broken\.yaml:\d+:\d+: error money-over-the-cap: .* requested_grant = \d')
        scenario = re.search(r'atranka scenario run (\S*money-over-the-cap\.yaml)', answer.out).group(1)
        played = run('scenario', 'run', scenario)
        self.assertEqual(played.code, 0, played.out + played.err)
        self.assertIn('It happens.', played.out)

    def test_findings_are_told_in_json_and_in_sarif(self):
        file = self.broken('  award:\n', 'by: ministry', 'by: applicant')
        told = run('lint', file, '--json').json
        self.assertIn('waits-for-ever', [one['code'] for one in told])
        self.assertTrue(all(one['line'] > 0 for one in told))
        log = json.loads(run('lint', file, '--sarif').out)
        self.assertEqual(log['version'], '2.1.0')
        result = next(one for one in log['runs'][0]['results'] if one['ruleId'] == 'waits-for-ever')
        self.assertEqual(result['level'], 'error')
        region = result['locations'][0]['physicalLocation']['region']
        self.assertIn('award:', file.read_text().splitlines()[region['startLine'] - 1])

    def test_a_rule_is_worked_out_as_a_sum_in_either_language(self):
        facts = {'requested_grant': '16000.00', 'other_public': '0.00', 'in_kind': '0.00',
                 'costs': [{'claimed': '30000.00', 'accepted': '27125.00'}, {'claimed': '9000.00', 'accepted': '9000.00'}]}
        ask = ('feel', 'explain', '--definition', INOKLASTER, '--rule', 'co_funding.rate', '--input', json.dumps(facts))
        english, lithuanian = (run(*ask, '--lang', lang).out.splitlines() for lang in ('en', 'lt'))
        self.assertEqual(english[:15], [
            'Co-funding (co_funding.rate): does not hold',
            '  Public money exceeds its share of the eligible costs.',
            'As it is written',
            '  requested_grant + other_public <= max_rate * eligible_costs',
            'Given',
            '  Grant asked for (requested_grant): 16,000.00 EUR',
            '  Other public money for the same costs (other_public): 0.00 EUR',
            '  Largest share of the eligible costs (max_rate): 0.4',
            '  Costs: accepted (costs.accepted): 27,125.00; 9,000.00 EUR',
            'Worked out',
            '  Eligible costs = 27,125.00 + 9,000.00 = 36,125.00',
            '  Grant asked for + Other public money for the same costs = 16,000.00 + 0.00 = 16,000.00',
            '  Largest share of the eligible costs × Eligible costs = 0.4 × 36,125.00 = 14,450.00',
            '  16,000.00 ≤ 14,450.00: does not hold',
            'Shown with it'])
        self.assertIn('  Share of the eligible costs, % = rounded up (44.29065743…, 4) = 44.2907', english)
        self.assertEqual(lithuanian[10:14], [
            '  Tinkamos finansuoti išlaidos = 27\xa0125,00 + 9\xa0000,00 = 36\xa0125,00',
            '  Prašoma dotacija + Kitos viešosios lėšos toms pačioms išlaidoms = 16\xa0000,00 + 0,00 = 16\xa0000,00',
            '  Didžiausia finansuojamoji dalis × Tinkamos finansuoti išlaidos = 0,4 × 36\xa0125,00 = 14\xa0450,00',
            '  16\xa0000,00 ≤ 14\xa0450,00: netenkinama'])
        self.assertEqual(len(english), len(lithuanian))

    def test_what_was_not_decided_is_told_in_json_and_in_sarif(self):
        file = self.broken('- id: cap', 'requested_grant <= max_grant',
                           'requested_grant <= max_grant and log(requested_grant + 1) <= 100')
        lines = [line.split('not decided: ')[1] for line in run('lint', file).out.splitlines() if ': not decided: ' in line]
        self.assertGreater(len(lines), 0)
        notes = [one for one in run('lint', file, '--json').json if one['code'] == 'not-decided']
        self.assertEqual([one['message'] for one in notes], lines)
        self.assertEqual({one['severity'] for one in notes}, {'note'})
        log = json.loads(run('lint', file, '--sarif').out)['runs'][0]
        told = [one for one in log['results'] if one['ruleId'] == 'not-decided']
        self.assertEqual({one['level'] for one in told}, {'note'})
        self.assertEqual([one['message']['text'] for one in told], lines)
        self.assertIn('not-decided', [rule['id'] for rule in log['tool']['driver']['rules']])

    def test_what_is_possible_only_if_roles_change_is_a_note_with_a_place_a_code_and_a_mend(self):
        answer = run('lint', INOKLASTER)
        self.assertEqual(answer.code, 0, answer.out)
        self.assertRegex(answer.out, r'inoklaster\.yaml:\d+:\d+: note if-roles-change: steps\.ranking: Somebody who is '
                         r'expert, then .* Mend: No definition bars it: .* let nobody become head who was expert\.')
        notes = [one for one in run('lint', INOKLASTER, '--json').json if one['code'] == 'if-roles-change']
        self.assertEqual({one['severity'] for one in notes}, {'note'})
        self.assertTrue(all(one['line'] > 1 and one['mend'] for one in notes))
        log = json.loads(run('lint', INOKLASTER, '--sarif').out)['runs'][0]
        told = [one['level'] for one in log['results'] if one['ruleId'] == 'if-roles-change']
        self.assertEqual(told, ['note'] * len(notes))

    def test_a_zone_that_the_machine_does_not_know_is_an_error_where_it_stands(self):
        file = self.broken('timezone', 'Europe/Vilnius', 'Europe/Vilniu')
        answer = run('lint', file)
        self.assertEqual(answer.code, BAD_DATA)
        line = next(i for i, text in enumerate(file.read_text().splitlines(), 1) if text.startswith('timezone:'))
        self.assertIn(f'broken.yaml:{line}:11: error bad-zone: timezone: ', answer.out)
        self.assertIn('not sound', answer.out)

    def test_a_guard_that_may_have_no_value_is_an_error_with_the_form_that_shows_it(self):
        file = self.broken('      other_public:\n', 'required: true', 'required: false')
        answer = run('lint', file, '--scenarios', self.folder)
        self.assertEqual(answer.code, BAD_DATA)
        self.assertRegex(answer.out, r'error guard-can-be-null: ')
        scenario = re.search(r'atranka scenario run (\S*guard-can-be-null\.yaml)', answer.out).group(1)
        played = run('scenario', 'run', scenario)
        self.assertIn('It happens.', played.out, played.out + played.err)

    def test_a_warning_fails_nothing(self):
        for after, old, new, code in (
                ('  ranking:  ', '    confirm_by: head\n', '', 'nobody-confirms'),
                ('- id: one_lead', 'leads: count(consortium[role = "lead"])',
                 'leads: 1 / count(consortium[role = "partner"])', 'shown-can-be-null')):
            answer = run('lint', self.broken(after, old, new))
            self.assertEqual(answer.code, 0, answer.out)
            self.assertIn(f'warning {code}: ', answer.out)

    def test_what_makes_no_sense_in_a_call_fails(self):
        for after, old, new, code in (
                ('  appeal_reserve:\n', 'default: 25000.00', 'default: 600000.00', 'list-without-money'),
                ('  ranking:  ', 'count(idea.consortium[organisation.sme]) / count(idea.consortium) desc',
                 'count(idea.consortium) / count(idea.consortium[organisation.sme]) desc', 'order-key-can-be-null')):
            answer = run('lint', self.broken(after, old, new))
            self.assertEqual(answer.code, BAD_DATA, answer.out)
            self.assertIn(f'error {code}: ', answer.out)

    def test_an_end_is_told_where_there_is_one(self):
        ended = self.broken('- id: cap', 'requested_grant <= max_grant', 'requested_grnt <= max_grant')
        one = next(one for one in run('lint', ended, '--json').json if one['code'] == 'unknown-name')
        self.assertEqual(one['end_line'], one['line'])
        self.assertGreater(one['end_column'], one['column'])
        region = json.loads(run('lint', ended, '--sarif').out)['runs'][0]['results'][0]['locations'][0][
            'physicalLocation']['region']
        self.assertGreater(region['endColumn'], region['startColumn'])
        endless = self.broken('  award:\n', 'by: ministry', 'by: applicant')
        for one in run('lint', endless, '--json').json:
            self.assertGreater(one.get('end_line', 1), 0)
            self.assertGreater(one.get('end_column', 1), 0)
        self.assertTrue(any('end_line' not in one for one in run('lint', endless, '--json').json))

    def test_a_code_is_taught(self):
        self.assertIn('conditions', run('lint', '--explain', 'money-over-the-cap').out)
        for code in ('wrong-type', 'syntax', 'unknown-key', 'bad-table', 'empty-value', 'not-a-span', 'not-per-round',
                     'too-many-kinds', 'unknown-kind-of-expert', 'private-field-in-rule', 'bad-default',
                     'chair-without-consensus', 'not-decided', 'bad-zone', 'list-without-money', 'nobody-confirms',
                     'order-key-can-be-null', 'shown-can-be-null', 'verdict-without-effect', 'if-roles-change'):
            answer = run('lint', '--explain', code)
            self.assertEqual(answer.code, 0, code)
            self.assertRegex(answer.out, rf'^{code}\n(.|\n)*\.\nWrong, for example: .*\nMend: ')
        self.assertEqual(run('lint', '--explain', 'no-such-code').code, 64)

    def test_two_versions_are_compared_in_words(self):
        file = self.broken('  max_grant:\n', 'default: 25000.00', 'default: 30000.00')
        answer = run('lint', INOKLASTER, file)
        self.assertIn('(`max_grant`) rises from 25000.00 to 30000.00', answer.out)

    def test_a_dry_run_is_the_same_for_the_same_seed(self):
        words = ('simulate', INOKLASTER, '--applications', '12', '--experts', '12', '--seed', '7')
        first, second = run(*words), run(*words)
        self.assertEqual(first.code, 0, first.err)
        self.assertEqual(first.out, second.out)
        self.assertIn('bottleneck: ', first.out)
        self.assertNotEqual(first.out, run(*words[:-1], '8').out)

    def test_requests_are_of_the_sizes_that_are_asked_for(self):
        words = ('simulate', INOKLASTER, '--applications', '20', '--seed', '7', '--json')
        self.assertGreater(len(run(*words).json['requests']), 3, 'sizes vary where nothing is said of them')
        told = run(*words, '--sizes', '4000:3,25000:1').json
        self.assertEqual(set(told['requests']), {'4000', '25000'})
        self.assertEqual(sum(told['requests'].values()), 20)
        self.assertEqual(run(*words, '--sizes', '4000:x').code, 64)
        self.assertEqual(run(*words, '--sizes', '9000..4000').code, 64)
        self.assertEqual(run(*words, '--sizes', '26000').code, BAD_DATA, 'more than the cap')

    def test_nobody_waits_longer_than_a_deadline_lets_them(self):
        for applications, seed in (('50', '7'), ('150', '7'), ('50', '3')):
            steps = {one['step']: one for one in run(
                'simulate', INOKLASTER, '--applications', applications, '--seed', seed, '--json').json['steps']}
            # 60 days and 14, to the end of the last day; a list's are those of its slowest applicant.
            self.assertLessEqual(float(steps['application']['days_longest']), 61)
            self.assertLessEqual(float(steps['offer']['days_longest']), 15)
            self.assertLessEqual(float(steps['idea']['days_longest']), 31)
            self.assertLess(float(steps['eligibility']['days_mean']), 20, 'lapses hold nobody up')
            for one in steps.values():
                self.assertEqual(one['came'], one['left'], one)

    def test_who_writes_does_not_wait_for_an_officer(self):
        words = ('simulate', INOKLASTER, '--applications', '60', '--seed', '7', '--json',
                 '--delay', 'application=fixed:10 days')
        for officers in ('1', '50'):
            steps = {one['step']: one for one in run(*words, '--officers', officers).json['steps']}
            self.assertLessEqual(float(steps['application']['days_mean']), 20)
            self.assertGreaterEqual(float(steps['application']['days_mean']), 10)

    def test_arrivals_and_delays_are_declared(self):
        words = ('simulate', INOKLASTER, '--applications', '12', '--seed', '7', '--json')
        usual = run(*words).json
        self.assertEqual(usual['arrivals'], 'late')
        self.assertEqual(usual['delays']['idea_admissibility'], 'uniform:6-18 hours')
        self.assertEqual(usual['delays']['invitation'], 'fixed:2 days')
        self.assertEqual(usual['delays']['application'], 'late')
        for how in ('fixed:1 day', 'uniform:1-5 working days', 'triangular:1-3-10 days', 'lognormal:2-8 working days'):
            declared = (*words, '--delay', f'idea_admissibility={how}', '--delay', 'application=uniform')
            told = run(*declared).json
            self.assertEqual(told['delays']['idea_admissibility'], how)
            self.assertEqual(told['delays']['application'], 'uniform')
            self.assertEqual(run(*declared).out, run(*declared).out)
            step = next(one for one in told['steps'] if one['step'] == 'idea_admissibility')
            self.assertGreater(float(step['days_mean']), 0.9)
        for how in ('late', 'uniform', 'even'):
            self.assertEqual(run(*words, '--arrivals', how).json['arrivals'], how)
        late = run(*words, '--delay', 'application=fixed:90 days').json
        self.assertIn('expired', late['outcomes'], 'what is not ready by the deadline lapses')
        self.assertNotIn('granted', late['outcomes'])
        for bad, said in ((('--arrivals', 'soon'), 'late, uniform or even, not soon'),
                          (('--delay', 'application'), 'STEP=HOW'),
                          (('--delay', 'nowhere=fixed:1 day'), 'there is no step nowhere'),
                          (('--delay', 'award=normal:1-2 days'), 'no such distribution'),
                          (('--delay', 'award=uniform:5-1 days'), 'the smaller number comes first'),
                          (('--delay', 'award=uniform:1-5'), 'the unit is missing'),
                          (('--delay', 'award=uniform:1-5 weeks'), 'units are minutes, hours, days or working days'),
                          (('--delay', 'award=uniform:1.5-3 days'), 'its numbers are whole'),
                          (('--delay', 'award=triangular:1-3 days'), 'triangular has 3 numbers'),
                          (('--delay', 'award=lognormal:0-3 days'), 'its median is not 0'),
                          (('--delay', 'award=fixed:9999 days'), 'ten years'),
                          (('--delay', 'award=late'), 'only applicants'),
                          (('--delay', 'award=fixed:1 day', '--delay', 'award=fixed:2 days'), 'has one already')):
            answer = run(*words, *bad)
            self.assertEqual(answer.code, 64, bad)
            self.assertIn(said, answer.err)

    def test_every_workflow_is_told(self):
        for file in sorted((ROOT / 'workflows').glob('*.yaml')):
            told = run('simulate', file, '--applications', '5', '--seed', '7', '--json').json
            self.assertGreater(told['commands'], 20, file)


class Publishing(Case):
    def published(self, definition, *words):
        self.done('instance', 'found', 'admin', '--as', 'admin')
        for person, role in (('officer', 'officer'), ('head', 'head')):
            self.done('person', 'register', person, '--as', 'admin')
            self.done('person', 'grant', person, role, '--call', '*', '--as', 'admin')
        self.second_grants(('head', 'head', '*'))
        self.done('call', 'draft', 'c', '--definition', definition, '--round', 'r1',
                  'idea_deadline=2027-03-31T20:59:59Z', 'reserve_until=2027-12-31', '--as', 'officer')
        return self.run_it('call', 'publish', 'c', '--as', 'head', *words)

    def test_a_head_is_shown_the_report_with_its_hash(self):
        answer = self.published(INOKLASTER)
        self.assertEqual(answer.code, 0, answer.err)
        report = re.search(r'lint report ([0-9a-f]{64})', answer.err).group(1)
        self.assertEqual(self.run_it('call', 'show', 'c', '--as', 'head', '--json').json['report'], report)

    def test_a_report_that_is_not_the_newest_confirms_nothing(self):
        answer = self.published(INOKLASTER, '--report', 64 * '0')
        self.assertEqual(answer.code, BAD_DATA)
        self.assertIn('version_must_be_current', answer.err)

    def test_warnings_are_confirmed_by_the_hash_of_the_report(self):
        file = self.folder / 'warned.yaml'
        text = INOKLASTER.read_text()
        confirming = '    confirm_by: head\n'
        at = text.index(confirming, text.index('\n  ranking:'))
        file.write_text(text[:at] + text[at + len(confirming):])
        answer = self.published(file)
        self.assertEqual(answer.code, BAD_DATA)
        report = re.search(r'confirm them with --report ([0-9a-f]{64})', answer.err).group(1)
        self.done('call', 'publish', 'c', '--report', report, '--as', 'head')

    def test_two_versions_are_held_against_the_calls_of_a_record(self):
        self.assertEqual(self.published(INOKLASTER).code, 0)
        new = self.folder / 'new.yaml'
        new.write_text(INOKLASTER.read_text().replace('default: 25000.00\n    minimum: 0\n  max_rate', 'default: 30000.00\n    minimum: 0\n  max_rate'))
        answer = self.done('lint', INOKLASTER, new, '--as', 'head')
        self.assertIn('call c:', answer.out)
        self.assertIn('0 of 0 applications under way would have no place', answer.out)
        stranger = self.run_it('lint', INOKLASTER, new, '--call', 'c', '--as', 'admin')
        self.assertEqual(stranger.code, 77, stranger.out)

    def test_a_definition_with_errors_is_not_published(self):
        file = self.folder / 'broken.yaml'
        file.write_text(INOKLASTER.read_text().replace('within: budget - appeal_reserve', 'within: budget'))
        answer = self.published(file)
        self.assertEqual(answer.code, BAD_DATA)
        self.assertIn('appeal-reserve-not-kept', answer.err)
        self.assertIn('definition_must_be_sound', answer.err)


if __name__ == '__main__':
    program.main()
