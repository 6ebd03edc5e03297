import account from './en/account.json';
import application from './en/application.json';
import audit from './en/audit.json';
import call from './en/call.json';
import commands from './en/commands.json';
import common from './en/common.json';
import components from './en/components.json';
import form from './en/form.json';
import home from './en/home.json';
import lot from './en/lot.json';
import officer from './en/officer.json';
import offline from './en/offline.json';
import problems from './en/problems.json';
import profile from './en/profile.json';
import review from './en/review.json';

export default { account, application, audit, call, commands, common, components, form, home, lot, officer, offline, problems, profile, review };
