// Non-interference: two records that differ only in what a viewer may not see give the same answers, byte for
// byte, at every path. And the other way round: whichever line of the policy is widened, some answer differs;
// whichever is dropped, some answer lacks something. So neither the test nor the policy has dead lines.

#include "adapters/api/route.hpp"
#include "adapters/json/json.hpp"
#include "engine/access/policy.hpp"
#include "tests/api/house.hpp"

#include <gmock/gmock.h>
#include <algorithm>

namespace atranka::api_test {
namespace {

using access::Field;
using access::Relation;
using access::When;
using lifecycle::assignment::Interest;

// One history, told so or otherwise in a single thing that these viewers may not see.
struct Secret {
    const char* what;
    std::vector<const char*> viewers;
    std::function<void(scenario::Trial&, bool otherwise)> tell;
};

void begin(scenario::Trial& t) {
    t.open();
    for (const char* id : {"a-1", "a-2"}) {
        t.start(id);
        t.submit(id);
    }
}

void invite(scenario::Trial& t, const std::string& id, std::initializer_list<const char*> experts) {
    for (const char* expert : experts) t.must("officer", assignment::AssignExpert{{id}, "review", {expert}});
}
void declare(scenario::Trial& t, const std::string& id, const char* expert) {
    t.must(expert, assignment::DeclareInterest{{id}, "review", {expert}, Interest::none, ""});
    t.must(expert, assignment::OpenApplication{{id}, "review", {expert}});
}
// "third" declines; the other two of the panel read and score, and have not agreed yet.
void score_without_third(scenario::Trial& t) {
    begin(t);
    t.pass("a-1");
    invite(t, "a-1", {"third"});
    t.must("third", assignment::DeclineReview{{"a-1"}, "review", {"third"}, "No time."});
    t.assign("a-1");
    t.score("a-1", "business", 4);
    t.score("a-1", "academic", 4);
}

void make_blind(scenario::Trial& t, const std::string& how,
                std::string text = scenario::text_of("tests/scenario/trial.yaml")) {
    const std::string rubric = "    rubric: short\n";
    text.replace(text.find(rubric), rubric.size(), rubric + "    blind: " + how + "\n");
    t.definition = scenario::definition_of(text);
}

// As the trial tells it, with an expert who has no other part in the call.
void assign(scenario::Trial& t, const std::string& id) {
    invite(t, id, {"third", "academic"});
    declare(t, id, "third");
    declare(t, id, "academic");
}
void agree(scenario::Trial& t, const std::string& id, Decimal score) {
    t.must("academic", application::DiscussReview{{id}, "review", "Is it not too little?"});
    t.must("third", application::WriteConsensus{{id}, "review", {{"novelty", score}}, "A report.", ""});
    t.must("academic", application::SignConsensus{{id}, "review"});
}
void arrive(scenario::Trial& t, const std::string& id, Decimal score = 4) {
    t.start(id);
    t.submit(id);
    t.pass(id);
    assign(t, id);
    t.score(id, "third", 4);
    t.score(id, "academic", 4);
    agree(t, id, score);
}

void submit_with_plan(scenario::Trial& t, const std::string& content, const std::string& name) {
    const Value told = scenario::attachment_of(content, name);
    t.world.blobs.put("lead-1", "a-1", told, content);
    Value form = scenario::note(100);
    form.set("plan", told);
    t.must("lead-1", application::SubmitForm{{"a-1"}, "note_in", form});
}

const std::vector<Secret>& secrets() {
    static const std::vector<Secret> all{
        {"another application",
         {"", "lead-1", "third", "admin", "lead-3"},
         [](auto& t, bool otherwise) {
             t.open();
             t.start("a-1");
             t.submit("a-1");
             if (otherwise) {
                 t.start("a-2");
                 t.submit("a-2");
             }
         }},
        {"what another application asks for",
         {"", "lead-1", "third", "admin"},
         [](auto& t, bool otherwise) {
             t.open();
             t.start("a-1");
             t.submit("a-1");
             t.start("a-2");
             t.submit("a-2", otherwise ? 200 : 100);
             t.pass("a-1");
             invite(t, "a-1", {"third"});
         }},
        {"what is checked of one's own application before it is proposed and decided",
         {"lead-1", "", "lead-2"},
         [](auto& t, bool otherwise) {
             begin(t);
             t.assess("a-1");
             if (otherwise) t.must("officer", application::ProposeCheck{{"a-1"}, "look", true, "Fine."});
         }},
        {"a proposed later deadline",
         {"lead-1", "", "lead-2", "third"},
         [](auto& t, bool otherwise) {
             begin(t);
             t.pass("a-1");
             assign(t, "a-1");
             t.score("a-1", "third", 4);
             if (otherwise)
                 t.must("officer", application::ProposeExtension{
                                       {"a-1"}, scenario::at("2026-04-01T12:00:00Z"), "Illness."});
         }},
        {"who reviews it",
         {"lead-1", "", "lead-2"},
         [](auto& t, bool otherwise) {
             begin(t);
             t.pass("a-1");
             invite(t, "a-1", {otherwise ? "third" : "business", "academic"});
         }},
        {"who else reviews it, before one's own review is in",
         {"third"},
         [](auto& t, bool otherwise) {
             begin(t);
             t.pass("a-1");
             invite(t, "a-1", {"third", otherwise ? "business" : "academic"});
             declare(t, "a-1", "third");
         }},
        {"a declared interest of another expert",
         {"lead-1", "third", ""},
         [](auto& t, bool otherwise) {
             begin(t);
             t.pass("a-1");
             invite(t, "a-1", {"third", "academic"});
             declare(t, "a-1", "third");
             t.must("academic", assignment::DeclareInterest{{"a-1"},
                                                            "review",
                                                            {"academic"},
                                                            otherwise ? Interest::potential : Interest::none,
                                                            otherwise ? "We met." : ""});
         }},
        {"another expert's score",
         {"lead-1", "third", ""},
         [](auto& t, bool otherwise) {
             begin(t);
             t.pass("a-1");
             assign(t, "a-1");
             t.score("a-1", "academic", otherwise ? 5 : 4);
         }},
        {"whether another expert has submitted",
         {"lead-1", "third", ""},
         [](auto& t, bool otherwise) {
             begin(t);
             t.pass("a-1");
             assign(t, "a-1");
             if (otherwise) t.score("a-1", "academic", 4);
         }},
        {"the forms and their words, before interests are declared",
         {"third"},
         [](auto& t, bool otherwise) {
             t.open();
             t.start("a-1");
             t.submit("a-1", otherwise ? 200 : 100);
             t.pass("a-1");
             invite(t, "a-1", {"third"});
         }},
        {"the words of the form, before it was opened",
         {"third"},
         [](auto& t, bool otherwise) {
             t.open();
             t.start("a-1");
             Value form = scenario::note(100);
             if (otherwise) form.set("story", "Another story.");
             t.must("lead-1", application::SubmitForm{{"a-1"}, "note_in", form});
             t.pass("a-1");
             invite(t, "a-1", {"third"});
             t.must("third", assignment::DeclareInterest{{"a-1"}, "review", {"third"}, Interest::none, ""});
         }},
        {"a question and its answer",
         {"third", "lead-2", ""},
         [](auto& t, bool otherwise) {
             begin(t);
             if (otherwise) {
                 t.must("officer", application::AskClarification{{"a-1"}, "look", "Why?"});
                 t.must("lead-1", application::AnswerClarification{{"a-1"}, "look", "So.", {}});
             }
             t.wait_until("2026-01-05T12:00:00Z");
             t.pass("a-1");
             invite(t, "a-1", {"third"});
             declare(t, "a-1", "third");
         }},
        {"an outcome that is not announced",
         {"lead-1", "", "lead-2"},  // the experts of the panel agreed on it
         [](auto& t, bool otherwise) {
             begin(t);
             t.pass("a-1");
             assign(t, "a-1");
             t.score("a-1", "third", 4);
             t.score("a-1", "academic", 4);
             agree(t, "a-1", otherwise ? 4 : 2);
         }},
        {"how the application fared after the review",
         {"third", "lead-1", ""},
         [](auto& t, bool otherwise) {
             t.open();
             arrive(t, "a-1");
             if (otherwise) {
                 t.select();
                 t.must("minister", application::DecideAward{{"a-1"}, true, "4-1", "", "Well done."});
             } else {
                 t.close();
             }
         }},
        {"an award before the applicant was told",
         {"", "lead-2", "third", "admin"},
         [](auto& t, bool otherwise) {
             t.open();
             arrive(t, "a-1");
             t.select();
             t.award("a-1");
             if (otherwise) t.must("officer", application::ServeNotice{{"a-1"}, "by hand", t.now});
         }},
        {"an award that was refused",
         {"", "lead-2", "third"},
         [](auto& t, bool otherwise) {
             t.open();
             arrive(t, "a-1");
             t.select();
             t.must("minister", application::DecideAward{
                                    {"a-1"}, false, "4-1", "", otherwise ? "No money." : "Too late."});
             t.must("head", application::ConfirmAward{{"a-1"}});
             t.must("officer", application::ServeNotice{{"a-1"}, "by hand", t.now});
         }},
        {"why an award was granted",
         {"", "lead-2", "third"},
         [](auto& t, bool otherwise) {
             t.open();
             arrive(t, "a-1");
             t.select();
             t.must("minister",
                    application::DecideAward{{"a-1"}, true, "4-1", "", otherwise ? "Good." : "Best."});
             t.must("head", application::ConfirmAward{{"a-1"}});
             t.must("officer", application::ServeNotice{{"a-1"}, "by hand", t.now});
             t.must("lead-1", application::AcceptOffer{{"a-1"}});
         }},
        {"who scored it",
         {"", "lead-1", "lead-2"},
         [](auto& t, bool otherwise) {
             begin(t);
             t.pass("a-1");
             const char* other = otherwise ? "business" : "third";
             invite(t, "a-1", {other, "academic"});
             declare(t, "a-1", other);
             declare(t, "a-1", "academic");
             t.score("a-1", other, 4);
             t.score("a-1", "academic", 4);
         }},
        {"an appeal of another",
         {"", "lead-2", "third"},
         [](auto& t, bool otherwise) {
             t.open();
             arrive(t, "a-1", 2);
             t.must("officer", application::ServeNotice{{"a-1"}, "by hand", t.now});
             if (otherwise) t.must("lead-1", application::LodgeAppeal{{"a-1"}, "procedure", "No reasons."});
         }},
        {"a deadline of the agency that passed",
         {"lead-1", "lead-2", ""},
         [](auto& t, bool otherwise) {
             begin(t);
             t.pass("a-1");
             invite(t, "a-1", {"third"});
             t.wait_days(60);
             if (otherwise) t.tick();
         }},
        {"who leads another application",
         {"", "lead-2"},
         [](auto& t, bool otherwise) {
             begin(t);
             t.must("admin",
                    registry::RegisterPerson{{"heir"}, Value::object({{"name", "heir"}}), {}, {}, {}});
             if (otherwise) t.must("lead-1", application::HandOverLead{{"a-1"}, {"heir"}});
         }},
        {"who takes part in another application, and what it is called",
         {"", "lead-2"},
         [](auto& t, bool otherwise) {
             t.open();
             t.start("a-1");
             Value form = scenario::note(100);
             form.set("partner", otherwise ? "o-2" : "o-1");
             form.set("subject", otherwise ? "Another subject" : "A subject");
             t.must("lead-1", application::SubmitForm{{"a-1"}, "note_in", form});
         }},
        {"whether another application is submitted",
         {"", "lead-2"},
         [](auto& t, bool otherwise) {
             t.open();
             t.start("a-1");
             if (otherwise) t.submit("a-1");
         }},
        {"what became of an application that one declined to review",
         {"third"},
         [](auto& t, bool otherwise) {
             score_without_third(t);
             t.agree("a-1", otherwise ? 4 : 2);
         }},
        {"what a panel said to one another",
         {"", "lead-1", "lead-2", "third"},
         [](auto& t, bool otherwise) {
             score_without_third(t);
             t.must("academic", application::DiscussReview{
                                    {"a-1"}, "review", otherwise ? "It is too much." : "Is it enough?"});
         }},
        {"how late the agency is after the review",
         {"third", "lead-1"},
         [](auto& t, bool otherwise) {
             t.open();
             arrive(t, "a-1");
             t.close();
             t.wait_days(60);
             if (otherwise) t.tick();
         }},
        {"who applies, from an expert who may not know",
         {"third"},
         [](auto& t, bool otherwise) {
             make_blind(t, "both");
             t.open();
             t.start("a-1");
             Value form = scenario::note(100);
             form.set("partner", otherwise ? "o-2" : "o-1");
             form.set("subject", otherwise ? "Another subject" : "A subject");
             t.must("lead-1", application::SubmitForm{{"a-1"}, "note_in", form});
             // All of the round's organisations are known, so that interests can be declared.
             t.start("a-2");
             form.set("partner", otherwise ? "o-1" : "o-2");
             t.must("lead-2", application::SubmitForm{{"a-2"}, "note_in", form});
             t.must("admin",
                    registry::RegisterPerson{{"heir"}, Value::object({{"name", "heir"}}), {}, {}, {}});
             if (otherwise) t.must("lead-1", application::HandOverLead{{"a-1"}, {"heir"}});
             t.wait_until("2026-01-05T12:00:00Z");
             t.pass("a-1");
             invite(t, "a-1", {"third"});
         }},
        {"who applies, from an expert who may not know and has declared",
         {"third"},
         [](auto& t, bool otherwise) {
             make_blind(t, "both");
             t.open();
             t.start("a-1");
             Value form = scenario::note(100);
             form.set("contact", otherwise ? "B. Contact" : "A. Contact");
             t.must("lead-1", application::SubmitForm{{"a-1"}, "note_in", form});
             t.must("admin",
                    registry::RegisterPerson{{"heir"}, Value::object({{"name", "heir"}}), {}, {}, {}});
             if (otherwise) t.must("lead-1", application::HandOverLead{{"a-1"}, {"heir"}});
             t.wait_until("2026-01-05T12:00:00Z");
             t.pass("a-1");
             invite(t, "a-1", {"third"});
             declare(t, "a-1", "third");
         }},
        {"who the other experts are, where they may not know",
         {"third"},
         [](auto& t, bool otherwise) {
             make_blind(t, "experts");
             begin(t);
             registry::RegisterPerson twin;
             twin.person = {"twin"};
             twin.identity = Value::object({{"name", "twin"}});
             twin.expert_kind = "business";
             t.must("admin", twin);
             t.must("admin", registry::GrantRole{{"twin"}, {"c", "expert"}});
             t.pass("a-1");
             const char* other = otherwise ? "twin" : "business";
             invite(t, "a-1", {"third", other});
             declare(t, "a-1", "third");
             declare(t, "a-1", other);
             t.score("a-1", other, 4);
             t.score("a-1", "third", 4);
         }},
        {"a file of another application",
         {"", "lead-2", "admin"},
         [](auto& t, bool otherwise) {
             t.definition = scenario::definition_of(text_with_plan());
             t.open();
             t.start("a-1");
             submit_with_plan(t, otherwise ? "a plan" : "another", "plan.pdf");
         }},
        {"a file, before interests are declared and the application is opened",
         {"third"},
         [](auto& t, bool otherwise) {
             t.definition = scenario::definition_of(text_with_plan());
             t.open();
             t.start("a-1");
             submit_with_plan(t, otherwise ? "a plan" : "a plot", "plan.pdf");
             t.pass("a-1");
             invite(t, "a-1", {"third"});
             t.must("third", assignment::DeclareInterest{{"a-1"}, "review", {"third"}, Interest::none, ""});
         }},
        {"what a file is called, from an expert who may not know who applies",
         {"third"},
         [](auto& t, bool otherwise) {
             make_blind(t, "both", text_with_plan());
             t.open();
             t.start("a-1");
             submit_with_plan(t, "a plan", otherwise ? "Jonaitis.pdf" : "Petraitis.pdf");
             t.pass("a-1");
             invite(t, "a-1", {"third"});
             declare(t, "a-1", "third");
         }},
        {"a question that is not published",
         {"", "lead-1", "third", "admin"},
         [](auto& t, bool otherwise) {
             begin(t);
             t.must("lead-1", question::AskQuestion{{"c"}, "May we?"});
             if (otherwise) t.must("lead-2", question::AskQuestion{{"c"}, "May they?"});
         }},
        {"who asked a question that is published, and in which words, and after which others",
         {"", "lead-1", "third", "admin"},
         [](auto& t, bool otherwise) {
             begin(t);
             if (otherwise) t.must("lead-2", question::AskQuestion{{"c"}, "May they?"});
             t.wait_until("2026-01-06T08:00:00Z");
             t.must(otherwise ? "business" : "lead-2",
                    question::AskQuestion{{"c"}, otherwise ? "Whatever for?" : "Why?"});
             t.wait_until("2026-01-07T08:00:00Z");
             t.must(otherwise ? "academic" : "officer",
                    question::PublishAnswer{
                        {"c"}, otherwise ? 2 : 1, {{"en", "What for?"}}, {{"en", "For everybody."}}});
         }},
        {"a new draft of a call",
         {"", "lead-1", "third", "admin"},
         [](auto& t, bool otherwise) {
             begin(t);
             t.must("admin", registry::GrantRole{{"all"}, {"d", "officer"}});
             call::DraftCall draft = t.draft_command();
             draft.call = {"d"};
             if (otherwise) (void)t.give_draft("all", draft);
         }},
    };
    return all;
}

std::vector<std::string> all_paths() {
    const std::map<std::string, std::vector<std::string>> names{
        {"call", {"c", "d"}},
        {"application", {"a-1", "a-2"}},
        {"person", {"lead-1", "academic"}},
        {"organisation", {"o-1"}},
        {"round", {"r1"}},
        {"step", {"ranking", "note_in"}},
        {"field", {"plan"}},
        {"command", {"no-command"}},
    };
    std::vector<std::string> all;
    for (const api::Route& route : api::routes()) {
        if (route.method != "GET" || route.path.ends_with("checkpoint") ||
            route.path.ends_with("log/consistency") || route.path == "/openapi.json")
            continue;  // heads differ by what the log holds: that is what they are for
        std::vector<std::string> filled{std::string{route.path}};
        for (bool open = true; open;) {
            open = false;
            std::vector<std::string> next;
            for (const std::string& path : filled) {
                const std::size_t at = path.find('{');
                if (at == std::string::npos) {
                    next.push_back(path);
                    continue;
                }
                open = true;
                const std::size_t end = path.find('}', at);
                for (const std::string& name : names.at(path.substr(at + 1, end - at - 1)))
                    next.push_back(path.substr(0, at) + name + path.substr(end + 1));
            }
            filled = std::move(next);
        }
        for (std::string& path : filled) all.push_back(std::move(path));
    }
    return all;
}

std::string spelled(const api::Response& response) {
    std::string text = std::to_string(response.status) + "\n";
    for (const auto& [name, value] : response.headers) text += name + ": " + value + "\n";
    return text + "\n" + response.body;
}

// What one gave oneself, without where it stands among others' entries: its place, hashes and ids.
std::string without_places(const api::Response& response) {
    if (response.status != 200) return spelled(response);
    Value document = parsed(response);
    for (Value& item : document.as_object().at("items").as_list())
        for (const char* member : {"index", "leaf_hash", "command"}) item.as_object().erase(member);
    return json::write(document);
}

// Everything that this viewer can be answered, one after the other.
std::vector<std::pair<std::string, std::string>> answers(House& house, const std::string& viewer,
                                                         const std::vector<std::string>& paths) {
    std::vector<std::pair<std::string, std::string>> all;
    for (const std::string& path : paths) {
        const api::Response response = house.get(viewer, path);
        all.emplace_back("GET " + path, path == "/me/history" ? without_places(response) : spelled(response));
        if (house.is_recorded) {
            const api::Response then = house.get(viewer, path, {{"as-of", house.trial.now.text()}});
            all.emplace_back("GET " + path + " as of now",
                             path == "/me/history" ? without_places(then) : spelled(then));
        }
        if (!path.ends_with("/applications")) continue;
        for (const char* sort : {"-total", "requested", "-submitted", "deadline"})
            all.emplace_back("GET " + path + " by " + sort,
                             spelled(house.get(viewer, path, {{"sort", sort}, {"limit", "1"}})));
        for (const char* step : {"look", "review", "ranking", "award"})
            all.emplace_back("GET " + path + " in " + step,
                             spelled(house.get(viewer, path, {{"step", step}})));
        for (const char* words : {"note", "anoth*", "b"})
            all.emplace_back("GET " + path + " with " + words,
                             spelled(house.get(viewer, path, {{"q", words}, {"sort", "-total"}})));
        all.emplace_back("GET " + path + " above", spelled(house.get(viewer, path, {{"total_from", "4"}})));
        all.emplace_back("GET " + path + " failed",
                         spelled(house.get(viewer, path, {{"outcome", "failed"}})));
    }
    return all;
}

Value one_of(const char* application) {
    return Value::object({{"application", application}, {"step", "review"}});
}

// Commands that must be refused, and in the same words, given or rehearsed; and the form judged that is being written.
std::vector<std::pair<std::string, std::string>> refusals(House& house, const std::string& viewer) {
    std::vector<std::pair<std::string, std::string>> all;
    for (const char* application : {"a-1", "a-2"})
        all.emplace_back(std::string{"evaluate "} + application,
                         spelled(house.ask({viewer, "POST",
                                            "/applications/" + std::string{application} + "/draft/evaluation",
                                            json::write(scenario::note(120))})));
    for (const std::string_view command : service::command_names())
        for (const char* application : {"a-1", "a-2", "a-9"}) {
            if (command == "StartApplication" || command == "WithdrawApplication") continue;
            const std::string name{command};
            Value members = one_of(application);
            members.set("reason", "So it is.");
            members.set("text", "So it is.");
            members.set("ground", "procedure");
            // Only the members that the command has.
            auto known = service::command_of(command, members);
            while (!known) {
                const std::string& path = known.error().path;
                if (path.empty() || members.find(path) == nullptr) break;
                members.as_object().erase(path);
                known = service::command_of(command, members);
            }
            if (!known || members.find("application") == nullptr) continue;
            const Value tried = Value::object({{"type", name}, {"members", members}});
            const std::string body = json::write(Value::object({{"commands", Value::list({tried})}}));
            all.emplace_back("rehearse " + name + " " + application,
                             spelled(house.ask({viewer, "POST", "/rehearsals", body})));
            const auto done = house.give(viewer, name, members);
            EXPECT_NE(done.status, 201) << viewer << " gave " << name << " on " << application;
            all.emplace_back("POST " + name + " " + application, spelled(done));
        }
    return all;
}

// Both histories of a secret, before readers under one policy.
struct Pair {
    explicit Pair(const Secret& of) : secret(of) {
        for (House* house : {&one, &other}) {
            secret.tell(house->trial, house == &other);
            house->trial.now = scenario::at("2026-06-01T00:00:00Z");
        }
    }
    const Secret& secret;
    House one, other;
};

const std::vector<std::unique_ptr<Pair>>& pairs() {
    static const auto all = [] {
        std::vector<std::unique_ptr<Pair>> told;
        for (const Secret& secret : secrets()) told.push_back(std::make_unique<Pair>(secret));
        return told;
    }();
    return all;
}

// The first answer that is not the same in both; empty where all are.
std::string difference(Pair& pair, const access::Policy& policy, const std::vector<std::string>& paths,
                       bool with_commands) {
    pair.one.policy = pair.other.policy = policy;
    pair.one.is_recorded = pair.other.is_recorded = with_commands;
    std::vector<const char*> viewers = pair.secret.viewers;
    viewers.push_back("lead-3");  // who has no part in anything
    for (const char* viewer : viewers) {
        auto first = answers(pair.one, viewer, paths), second = answers(pair.other, viewer, paths);
        if (with_commands && *viewer != '\0') {
            for (auto& more : refusals(pair.one, viewer)) first.push_back(std::move(more));
            for (auto& more : refusals(pair.other, viewer)) second.push_back(std::move(more));
        }
        for (std::size_t i = 0; i < first.size(); ++i)
            if (first[i].second != second[i].second)
                return std::string{"to "} + viewer + ", " + first[i].first + ":\n" + first[i].second +
                       "\n--- otherwise ---\n" + second[i].second;
    }
    return {};
}

TEST(Interference, AnswersAreTheSameWhateverTheViewerMayNotSeeIs) {
    for (const auto& pair : pairs())
        EXPECT_EQ(difference(*pair, access::policy(), all_paths(), true), "") << "of " << pair->secret.what;
}

// Whatever moment somebody looks back at: of what they may not see today, there is nothing then.
TEST(Interference, LookingBackShowsNothingThatIsHiddenToday) {
    const auto items = [](const api::Response& response) {
        std::set<std::string> found;
        if (response.status != 200) return found;
        const Value told = parsed(response);
        for (const Value& item : told.at("items").as_list()) found.insert(item.at("application").as_text());
        return found;
    };
    int shown = 0;
    for (const auto& pair : pairs()) {
        House& house = pair->other;
        house.policy = access::policy();
        house.is_recorded = false;
        const std::int64_t entries = house.trial.world.store.size("calls/c");
        for (const char* viewer : {"lead-1", "lead-2", "lead-3", "third", "business", "officer", "admin"}) {
            const auto today = items(house.get(viewer, "/calls/c/applications"));
            for (std::int64_t entry = entries - 1; entry >= 0; entry -= 5) {
                const api::Pairs then{{"as-of", "calls/c@" + std::to_string(entry)}};
                const auto listed = items(house.get(viewer, "/calls/c/applications", then));
                EXPECT_TRUE(std::ranges::includes(today, listed)) << pair->secret.what << " to " << viewer;
                for (const char* id : {"a-1", "a-2"}) {
                    const std::string path = std::string{"/applications/"} + id;
                    if (house.get(viewer, path).status == 200) continue;
                    EXPECT_EQ(house.get(viewer, path, then).status, 404)
                        << pair->secret.what << " to " << viewer << " at " << entry;
                }
                shown += static_cast<int>(listed.size());
            }
        }
    }
    EXPECT_GT(shown, 100) << "it does look back";
}

const std::vector<std::string> of_applications{"/applications", "/applications/a-1", "/applications/a-2",
                                               "/calls/c/reviews", "/calls/c/results"};

// What shows nothing by itself: there is no stage without a step, and no name without what it names.
std::vector<Field> needed_for(Field field) {
    switch (field) {
        case Field::existence: return {};
        case Field::stage: return {Field::existence, Field::progress};
        case Field::expert_names: return {Field::existence, Field::other_reviews};
        case Field::review_result: return {Field::existence, Field::other_reviews};
        case Field::deciders: return {Field::existence, Field::checks};
        default: return {Field::existence};
    }
}

TEST(Interference, EveryLineOfThePolicyShowsSomething) {
    const auto answered = [&](const access::Policy& policy) {
        std::vector<std::pair<std::string, std::string>> all;
        for (const auto& pair : pairs())
            for (House* house : {&pair->one, &pair->other}) {
                house->policy = policy;
                house->is_recorded = false;
                for (const char* viewer : {"", "lead-1", "lead-3", "third"})
                    for (auto& answer : answers(*house, viewer, of_applications))
                        all.push_back(std::move(answer));
            }
        return all;
    };
    const auto in_force = answered(access::policy());
    for (std::size_t i = 0; i < access::policy().grants.size(); ++i) {
        const access::Grant& grant = access::policy().grants[i];
        if (access::reads_all(grant.relation)) continue;
        access::Policy policy = access::policy();
        policy.grants.erase(policy.grants.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_NE(answered(policy), in_force)
            << boost::describe::enum_to_string(grant.relation, "?") << " reads "
            << boost::describe::enum_to_string(grant.field, "?") << " "
            << boost::describe::enum_to_string(grant.when, "?");
    }
}

TEST(Interference, EveryWiderPolicyIsFoundOut) {
    std::vector<access::Grant> wider;
    for (const Relation relation : {Relation::none, Relation::lead, Relation::expert})
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<Field>>([&](auto field) {
            // Only experts have a review of their own.
            const bool has_one = relation == Relation::expert || field.value != Field::own_review;
            if (has_one && !grants(access::policy(), relation, field.value, When::always))
                wider.push_back({relation, field.value, When::always});
        });
    ASSERT_GT(wider.size(), 30U);
    for (const access::Grant& grant : wider) {
        access::Policy before = access::policy();
        for (const Field field : needed_for(grant.field))
            before.grants.push_back({grant.relation, field, When::always});
        access::Policy after = before;
        after.grants.push_back(grant);
        const bool found = std::ranges::any_of(pairs(), [&](const auto& pair) {
            return difference(*pair, before, of_applications, false).empty() &&
                   !difference(*pair, after, of_applications, false).empty();
        });
        EXPECT_TRUE(found) << boost::describe::enum_to_string(grant.relation, "?") << " reads "
                           << boost::describe::enum_to_string(grant.field, "?") << " always";
    }
}

}  // namespace
}  // namespace atranka::api_test
