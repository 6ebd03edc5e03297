import account from './lt/account.json';
import application from './lt/application.json';
import audit from './lt/audit.json';
import call from './lt/call.json';
import commands from './lt/commands.json';
import common from './lt/common.json';
import components from './lt/components.json';
import figures from './lt/figures.json';
import form from './lt/form.json';
import hints from './lt/hints.json';
import home from './lt/home.json';
import inbox from './lt/inbox.json';
import lot from './lt/lot.json';
import office from './lt/office.json';
import officer from './lt/officer.json';
import offline from './lt/offline.json';
import problems from './lt/problems.json';
import profile from './lt/profile.json';
import question from './lt/question.json';
import results from './lt/results.json';
import review from './lt/review.json';
import robustness from './lt/robustness.json';

export default {
    account, application, audit, call, commands, common, components, figures, form, hints, home, inbox, lot, office, officer, offline, problems, profile, question, results, review, robustness,
};
