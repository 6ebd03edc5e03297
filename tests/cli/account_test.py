"""Accounts and tokens, as administrators and people give and take them at the machine."""

import contextlib
import re
import sqlite3
import unittest

import program
from log_test import Log

USAGE, BAD_DATA, NO_PERMISSION = 64, 65, 77


class Accounts(Log):
    def invited(self, person='ann'):
        return self.done('account', 'invite', person, '--as', 'admin').out.strip()

    def row(self, person):
        return next((row for row in self.tree('account', 'list', '--as', 'admin') if row['person'] == person), None)

    def created(self, *words, person='ann'):
        return self.tree('token', 'create', 'nightly', '--scope', 'read', '--days', '30', *words, '--as', person)

    def kept(self):
        """Everything that the tables of accounts hold, as text."""
        connection = sqlite3.connect(f'file:{self.db}?mode=ro', uri=True)
        try:
            return str([connection.execute(f'select * from {table}').fetchall()
                        for table in ('account', 'session', 'token', 'invitation')])
        finally:
            connection.close()

    def test_an_invitation_is_printed_once_and_kept_as_a_hash(self):
        path = self.invited()
        self.assertRegex(path, r'^/invitation#([A-Z2-7]{4}-){7}[A-Z2-7]{4}$')
        code = path.split('#')[1]
        self.assertNotIn(code, self.kept())
        self.assertNotIn(code.replace('-', ''), self.kept())
        self.assertNotEqual(self.invited(), path)
        answer = self.tree('account', 'invite', 'ann', '--as', 'admin')
        self.assertEqual((answer['person'], answer['expires']), ('ann', '2026-03-09T10:00:00.000Z'))

    def test_only_administrators_invite_and_the_attempt_of_others_is_noted_for_auditors(self):
        before = self.kept()
        self.fails(NO_PERMISSION, 'account', 'invite', 'ann', '--as', 'head', saying='for administrators')
        self.fails(NO_PERMISSION, 'account', 'invite', 'ann', '--as', 'ann', saying='for administrators')
        self.fails(NO_PERMISSION, 'account', 'invite', 'nobody', '--as', 'head', saying='for administrators')
        self.assertEqual(self.kept(), before)
        noted = self.done('audit', 'refusals', '--as', 'aud').out
        self.assertIn('account invite', noted)
        self.assertIn('person/ann', noted)

    def test_whoever_has_an_account_is_invited_anew_by_two_administrators(self):
        self.created()
        with contextlib.closing(sqlite3.connect(self.db)) as connection, connection:
            connection.execute("update account set login = 'ann@mita.lt' where person = 'ann'")
        alone = self.done('account', 'invite', 'ann', '--as', 'admin')
        self.assertEqual(alone.out, '')
        self.assertIn('until 2026-03-03T10:00:00.000Z another administrator asks for the same', alone.err)
        self.assertIn('appoint one first', alone.err)
        self.assertEqual(self.tree('account', 'invite', 'ann', '--as', 'admin'),
                         {'person': 'ann', 'asked_until': '2026-03-03T10:00:00.000Z'})
        self.assertRegex(self.done('account', 'invite', 'ann', '--as', 'second').out, r'^/invitation#')
        self.assertEqual(self.done('account', 'invite', 'ann', '--as', 'admin').out, '', 'for another invitation')

    def test_whoever_is_not_registered_is_not_invited(self):
        self.fails(BAD_DATA, 'account', 'invite', 'eve', '--as', 'admin', saying='nobody is registered as eve')
        self.fails(BAD_DATA, 'account', 'disable', 'eve', '--as', 'admin', saying='nobody is registered as eve')

    def test_a_token_is_shown_once_and_kept_as_a_hash(self):
        answer = self.done('token', 'create', 'nightly', '--scope', 'read', '--days', '30', '--as', 'ann')
        self.assertRegex(answer.out, r'^atr_[A-Za-z0-9_-]{43}\n$')
        self.assertIn('it is shown this once', answer.err)
        self.assertNotIn(answer.out.strip(), self.kept())
        self.assertNotIn(answer.out.strip(), self.done('token', 'list', '--as', 'ann').out)

    def test_tokens_are_listed_and_revoked_by_their_owner(self):
        token = self.tree('token', 'create', 'scores', '--scope', 'read', '--scope', 'commands:SubmitReview',
                          '--days', '7', '--as', 'ann')
        listed = self.tree('token', 'list', '--as', 'ann')
        self.assertEqual([(row['id'], row['name'], row['scopes'], row['expired']) for row in listed],
                         [(token['id'], 'scores', ['commands:SubmitReview', 'read'], False)])
        self.at = '2026-03-09T10:00:00Z'
        self.assertTrue(self.tree('token', 'list', '--as', 'ann')[0]['expired'])
        self.fails(BAD_DATA, 'token', 'revoke', token['id'], '--as', 'off', saying='off has no token')
        self.done('token', 'revoke', token['id'], '--as', 'ann')
        self.assertEqual(self.tree('token', 'list', '--as', 'ann'), [])
        self.fails(BAD_DATA, 'token', 'revoke', token['id'], '--as', 'ann', saying='ann has no token')

    def test_tokens_of_others_are_for_administrators(self):
        token = self.created()
        self.fails(NO_PERMISSION, 'token', 'list', '--of', 'ann', '--as', 'head', saying='for administrators')
        self.fails(NO_PERMISSION, 'token', 'revoke', token['id'], '--of', 'ann', '--as', 'head',
                   saying='for administrators')
        self.assertEqual(len(self.tree('token', 'list', '--of', 'ann', '--as', 'admin')), 1)
        self.done('token', 'revoke', token['id'], '--of', 'ann', '--as', 'admin')
        self.assertEqual(self.tree('token', 'list', '--as', 'ann'), [])

    def test_a_token_needs_a_scope_an_end_and_somebody_registered(self):
        for words, code, saying in (
                (('--days', '30'), USAGE, '--scope is required'),
                (('--scope', 'read'), USAGE, '--days is required'),
                (('--scope', 'everything', '--days', '30'), BAD_DATA, 'no scope `everything`'),
                (('--scope', 'read', '--days', '366'), BAD_DATA, '1 to 365 days'),
                (('--scope', 'read', '--days', '-1'), BAD_DATA, '1 to 365 days'),
                (('--scope', 'read', '--days', '7d'), USAGE, '--days is a number')):
            self.fails(code, 'token', 'create', 'n', *words, '--as', 'ann', saying=saying)
        self.fails(BAD_DATA, 'token', 'create', 'n', '--scope', 'read', '--days', '1', '--as', 'eve',
                   saying='nobody is registered as eve')
        self.assertEqual(self.tree('token', 'list', '--as', 'ann'), [])

    def test_a_disabled_account_loses_its_tokens_and_gets_none_until_it_is_enabled(self):
        self.created()
        self.fails(NO_PERMISSION, 'account', 'disable', 'ann', '--as', 'head', saying='for administrators')
        self.assertFalse(self.row('ann')['disabled'])
        self.done('account', 'disable', 'ann', '--as', 'admin')
        self.assertEqual((self.row('ann')['disabled'], self.row('ann')['tokens']), (True, 0))
        self.fails(BAD_DATA, 'token', 'create', 'n', '--scope', 'read', '--days', '1', '--as', 'ann',
                   saying='the account is disabled')
        self.fails(BAD_DATA, 'account', 'invite', 'ann', '--as', 'admin', saying='enable it first')
        self.fails(NO_PERMISSION, 'account', 'enable', 'ann', '--as', 'ann', saying='for administrators')
        self.done('account', 'enable', 'ann', '--as', 'admin')
        self.assertEqual((self.row('ann')['disabled'], self.row('ann')['tokens']), (False, 0))

    def test_people_close_their_own_account(self):
        self.created()
        self.done('account', 'disable', 'ann', '--as', 'ann')
        self.assertTrue(self.row('ann')['disabled'])

    def test_others_see_their_own_account_in_the_list_and_no_other(self):
        self.created(person='ann')
        self.created(person='head')
        self.assertEqual([row['person'] for row in self.tree('account', 'list', '--as', 'head')], ['head'])
        self.assertEqual(self.tree('account', 'list', '--as', 'off'), [])
        self.assertEqual([row['person'] for row in self.tree('account', 'list', '--as', 'admin')], ['ann', 'head'])

    def test_the_account_goes_with_the_identity_of_its_person(self):
        self.done('person', 'register', 'dpo', '--as', 'admin')
        self.done('person', 'grant', 'dpo', 'data_protection_officer', '--call', '*', '--as', 'admin')
        self.created()
        self.invited()
        self.done('privacy', 'erase', 'ann', '--basis', 'BDAR 17 str. 1 d. a p.', '--as', 'dpo')
        self.assertIsNotNone(self.row('ann'))
        self.done('privacy', 'confirm', 'ann', '--as', 'admin')
        self.assertIsNone(self.row('ann'))
        self.assertNotIn('ann', re.findall(r"'(\w+)'", self.kept()))


if __name__ == '__main__':
    program.main()
