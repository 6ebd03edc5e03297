// Accounts and tokens: who may come in through the service, given and taken at the machine itself.

#include "adapters/cli/program.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/credentials/desk.hpp"
#include "adapters/sql/accounts.hpp"
#include "engine/identity/rules.hpp"
#include "engine/service/acting.hpp"

#include <charconv>

namespace atranka::cli {

namespace {

// The accounts of the program's database.
struct Reception {
    explicit Reception(Program& program) : accounts{file_of(program)}, desk{accounts, guards} {}
    // Once the program has said what is wrong with it.
    static const std::filesystem::path& file_of(Program& program) {
        program.store();
        return program.database();
    }

    sql::Accounts accounts;
    credentials::Guards guards = credentials::Guards{};
    credentials::Desk desk;
};

const Option person_option{"person", "PERSON", "whose account", "", Takes::one, true};
const Option of_option{"of", "--of", "another person's, as administrator", "PERSON"};

bool is_administrator(Program& program) {
    return service::acting(program.service().states(), program.actor())
        .has_role("*", "administrator", program.now());
}

// Noted before it is done: who was let in by whom is for auditors to see.
void for_administrators(Program& program, const std::string& person) {
    const bool may = is_administrator(program);
    program.note("instance", "person/" + person, {},
                 may ? ledger::AccessKind::reading : ledger::AccessKind::refusal);
    if (!may) throw Stop{no_permission, "accounts of others are for administrators"};
}

void for_owner(Program& program, const std::string& person) {
    if (program.actor().text != person) for_administrators(program, person);
}

void registered(Program& program, const std::string& person) {
    if (program.service().states().person({person}).version == 0)
        throw Stop{bad_data, "nobody is registered as " + person};
}

[[noreturn]] void stop(const credentials::Refusal& refusal) { throw Stop{bad_data, refusal.message}; }

int invite(Program& program, const Verb&, const Arguments& arguments) {
    const std::string person = arguments.text("person");
    for_administrators(program, person);
    registered(program, person);
    Reception reception{program};
    const auto invited = reception.desk.invite({person}, program.actor(), program.now());
    if (!invited) stop(invited.error());
    const std::string path = "/invitation#" + invited->code, expires = invited->until.text();
    if (invited->code.empty()) {
        if (program.json()) program.answer(Value::object({{"person", person}, {"asked_until", expires}}));
        program.warn(person + " has an account: until " + expires +
                     " another administrator asks for the same, and is given the link. Where there is no "
                     "other, appoint one first: `atranka person grant PERSON administrator --call '*'`");
    } else if (program.json()) {
        program.answer(Value::object({{"person", person}, {"path", path}, {"expires", expires}}));
    } else {
        program.warn("for " + person + " alone, once, until " + expires +
                     ": behind the address of the service");
        program.say(path);
    }
    return ok;
}

std::string state_of(const identity::Account& account) {
    if (account.disabled) return "disabled";
    return account.login.empty() ? "invited or tokens only" : "open";
}

int list(Program& program, const Verb&, const Arguments&) {
    Reception reception{program};
    const bool sees_all = is_administrator(program);
    if (sees_all) program.note("instance", "instance", {});
    Value::List answers;
    Table table{{"PERSON", "LOGIN", "STATE", "SECOND FACTOR", "SESSIONS", "TOKENS"}};
    for (const identity::Account& account : reception.accounts.accounts()) {
        if (!sees_all && account.person != program.actor()) continue;
        const auto sessions = reception.desk.sessions(account.person, program.now()).size();
        const auto tokens = reception.accounts.tokens(account.person).size();
        answers.push_back(
            Value::object({{"person", account.person.text},
                           {"login", account.login},
                           {"disabled", account.disabled},
                           {"totp", account.totp.has_value()},
                           {"recovery_codes", static_cast<std::int64_t>(account.recovery.size())},
                           {"sessions", static_cast<std::int64_t>(sessions)},
                           {"tokens", static_cast<std::int64_t>(tokens)}}));
        table.add({account.person.text, account.login, state_of(account), account.totp ? "authenticator" : "",
                   std::to_string(sessions), std::to_string(tokens)});
    }
    if (program.json())
        program.answer(answers);
    else
        program.say(table.empty() ? "no accounts" : table.text());
    return ok;
}

int differences(Program& program, const Verb&, const Arguments&) {
    if (!is_administrator(program)) throw Stop{no_permission, "accounts of others are for administrators"};
    program.note("instance", "instance", {});
    Reception reception{program};
    Value::List answers;
    Table table{{"PERSON", "PROVIDER", "DIFFERENCES"}};
    for (const identity::OpenidLink& link : reception.accounts.links()) {
        if (link.differences.empty()) continue;
        answers.push_back(Value::object(
            {{"person", link.person.text}, {"issuer", link.issuer}, {"differences", link.differences}}));
        table.add({link.person.text, link.issuer, link.differences});
    }
    if (program.json())
        program.answer(answers);
    else
        program.say(table.empty() ? "no differences" : table.text());
    return ok;
}

int disable(Program& program, const Verb&, const Arguments& arguments) {
    const std::string person = arguments.text("person");
    for_owner(program, person);
    registered(program, person);
    Reception{program}.desk.disable({person});
    program.say(person + " is out: sessions and tokens are gone, and nobody comes in as " + person);
    return ok;
}

int enable(Program& program, const Verb&, const Arguments& arguments) {
    const std::string person = arguments.text("person");
    for_administrators(program, person);
    registered(program, person);
    Reception{program}.desk.enable({person});
    program.say(person + " may come in again");
    return ok;
}

int days_of(const Arguments& arguments) {
    const std::string text = arguments.text("days");
    int days = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), days);
    if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size())
        throw Stop{usage, "--days is a number from 1 to 365, not " + text};
    return days;
}

int create_token(Program& program, const Verb&, const Arguments& arguments) {
    const int days = days_of(arguments);
    registered(program, program.actor().text);
    const auto& scopes = arguments.all("scope");
    const auto token = Reception{program}.desk.create_token(
        program.actor(), arguments.text("name"), {scopes.begin(), scopes.end()}, days, program.now());
    if (!token) stop(token.error());
    if (program.json()) {
        program.answer(
            Value::object({{"id", token->id}, {"token", token->secret}, {"expires", token->expires.text()}}));
    } else {
        program.warn(token->id + ", until " + token->expires.text() + "; it is shown this once");
        program.say(token->secret);
    }
    return ok;
}

std::string owner_of(Program& program, const Arguments& arguments) {
    const std::string person = arguments.has("of") ? arguments.text("of") : program.actor().text;
    for_owner(program, person);
    return person;
}

int list_tokens(Program& program, const Verb&, const Arguments& arguments) {
    const std::string person = owner_of(program, arguments);
    Value::List answers;
    Table table{{"TOKEN", "NAME", "SCOPES", "EXPIRES"}};
    for (const identity::Token& token : Reception{program}.accounts.tokens({person})) {
        std::string scopes;
        for (const std::string& scope : token.scopes) scopes += (scopes.empty() ? "" : ", ") + scope;
        const bool is_over = !is_open(token, program.now());
        answers.push_back(Value::object({{"id", token.id},
                                         {"name", token.name},
                                         {"scopes", kernel::encode(token.scopes)},
                                         {"created", token.created.text()},
                                         {"expires", token.expires.text()},
                                         {"expired", is_over}}));
        table.add({token.id, token.name, scopes, (is_over ? "expired " : "") + token.expires.text()});
    }
    if (program.json())
        program.answer(answers);
    else
        program.say(table.empty() ? "no tokens" : table.text());
    return ok;
}

int revoke_token(Program& program, const Verb&, const Arguments& arguments) {
    const std::string person = owner_of(program, arguments), id = arguments.text("token");
    if (!Reception{program}.accounts.revoke({person}, id))
        throw Stop{bad_data, person + " has no token " + id + "; `atranka token list` names them"};
    program.say(id + " is good for nothing any more");
    return ok;
}

}  // namespace

std::vector<Verb> account_verbs() {
    return {
        {"account",
         "invite",
         "A one-time link for a registered person to choose a login and a password, or to choose them anew\n"
         "where they are lost: then a second administrator asks for it, too, within a day, and is given it.\n"
         "Mail or print it. A newer one replaces it.",
         "atranka account invite e-1 --as admin",
         {person_option},
         invite},
        {"account",
         "list",
         "Who may come in, and how; for administrators all, for others their own.",
         "atranka account list --as admin",
         {},
         list},
        {"account",
         "differences",
         "Between the roles of the record and the groups a provider of identities told last: + is told and "
         "not "
         "recorded, - the other way round.",
         "atranka account differences --as admin",
         {},
         differences},
        {"account",
         "disable",
         "Out at once: sessions and tokens end, and nobody logs in.",
         "atranka account disable e-1 --as admin",
         {person_option},
         disable},
        {"account",
         "enable",
         "After it was disabled. Its sessions and tokens do not come back.",
         "atranka account enable e-1 --as admin",
         {person_option},
         enable},
        {"token",
         "create",
         "A token for programs that act as you, shown once.",
         "atranka token create nightly --scope read --days 90 --as e-1\n"
         "  atranka token create scores --scope commands:SubmitReview --days 7 --as e-1",
         {{"name", "NAME", "what it is for", "", Takes::one, true},
          {"scope", "--scope", "read, commands, or commands:NAME for one of them", "SCOPE", Takes::each,
           true},
          {"days", "--days", "how long it lives: 1 to 365", "N", Takes::one, true}},
         create_token},
        {"token",
         "list",
         "Your tokens, what each may be used for and how long.",
         "atranka token list --as e-1\n  atranka token list --of e-1 --as admin",
         {of_option},
         list_tokens},
        {"token",
         "revoke",
         "From now on it is good for nothing.",
         "atranka token revoke t-1f0c9a2b3d4e --as e-1",
         {{"token", "TOKEN", "its id, as the list has it", "", Takes::one, true}, of_option},
         revoke_token}};
}

}  // namespace atranka::cli
