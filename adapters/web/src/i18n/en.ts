import account from './en/account.json';
import application from './en/application.json';
import audit from './en/audit.json';
import call from './en/call.json';
import commands from './en/commands.json';
import common from './en/common.json';
import components from './en/components.json';
import figures from './en/figures.json';
import form from './en/form.json';
import hints from './en/hints.json';
import home from './en/home.json';
import inbox from './en/inbox.json';
import lot from './en/lot.json';
import office from './en/office.json';
import officer from './en/officer.json';
import offline from './en/offline.json';
import problems from './en/problems.json';
import profile from './en/profile.json';
import question from './en/question.json';
import results from './en/results.json';
import review from './en/review.json';
import robustness from './en/robustness.json';

export default {
    account, application, audit, call, commands, common, components, figures, form, hints, home, inbox, lot, office, officer, offline, problems, profile, question, results, review, robustness,
};
