#include "examples/inoklaster/midway.hpp"

#include "adapters/json/json.hpp"
#include "engine/selection/lot.hpp"

#include <algorithm>
#include <cstdio>

namespace atranka::example {

namespace {

constexpr double day_ms = 86'400'000;
constexpr std::int64_t between_commands_ms = 20'000;
using lifecycle::assignment::Interest;

struct Planned {
    const char *id, *lead, *title, *round;
    int requested;
    double quality;  // what its idea scores, of 5
};

const Planned planned[] = {
    {"m-01", "applicant-1", "Recycled bumpers with Latvia", "r1", 18000, 4.5},
    {"m-02", "applicant-2", "Acoustic panels across sectors", "r1", 21500, 4.5},
    {"m-03", "applicant-3", "Printed antennas for small makers", "r1", 16000, 4},
    {"m-04", "applicant-1", "Wood-fibre pellets in the open", "r1", 14000, 4},
    {"m-05", "applicant-4", "Graphene gaskets for e-buses", "r1", 23000, 4},
    {"m-06", "applicant-5", "Enzyme filters for circularity", "r1", 15000, 3},
    {"m-11", "applicant-6", "Sensor skins for e-buses", "r2", 19000, 4.5},
    {"m-12", "applicant-1", "Compostable films for small makers", "r2", 17500, 4.5},
    {"m-13", "applicant-7", "Lightweight brackets in the open", "r2", 22000, 4},
    {"m-14", "applicant-8", "Photonic test cells across sectors", "r2", 24000, 5},
    {"m-15", "applicant-9", "Self-healing coatings with Latvia", "r2", 15500, 4},
    {"m-16", "applicant-10", "Modular chargers for circularity", "r2", 20500, 4.5},
    {"m-17", "applicant-11", "Smart seat frames for e-buses", "r2", 18500, 4},
    {"m-18", "applicant-12", "Laser-marked housings in the open", "r2", 16500, 4.5},
    {"m-19", "applicant-2", "Bio-based granulate with Latvia", "r2", 21000, 5},
    {"m-20", "applicant-3", "Digital twins of moulds across sectors", "r2", 19500, 4},
    {"m-21", "applicant-4", "Recycled bumpers for small makers", "r2", 13500, 4.5},
    {"m-22", "applicant-1", "Acoustic panels for e-buses", "r2", 22500, 4},
    {"m-23", "applicant-5", "Printed antennas across sectors", "r2", 14500, 2.5},
    {"m-31", "applicant-6", "Graphene gaskets in the open", "r3", 17000, 4},
    {"m-32", "applicant-1", "Enzyme filters for small makers", "r3", 18000, 4},
    {"m-33", "applicant-7", "Photonic test cells with Latvia", "r3", 20000, 4},
};
constexpr int applicants = 12;

std::vector<Project> projects() {
    std::vector<Project> made;
    int number = 0;
    for (const Planned& one : planned) {
        Project p;
        p.id = one.id;
        p.lead = one.lead;
        p.title = one.title;
        p.round = one.round;
        p.requested = one.requested;
        p.quality = one.quality;
        char organisation[32];
        std::snprintf(organisation, sizeof organisation, "o-sme-%02d", 1 + ++number);
        p.consortium = {{organisation, "lead"}, {"o-institute-" + std::to_string(3 + number % 6), "partner"}};
        if (number % 2 == 0) p.consortium.push_back({"o-plastics", "cluster"});
        made.push_back(std::move(p));
    }
    return made;
}

std::map<std::string, Decimal> scored(const std::string& step, std::initializer_list<double> values) {
    const std::vector<std::string> criteria =
        step == "idea_review" ? std::vector<std::string>{"contribution", "novelty"}
                              : std::vector<std::string>{"contribution", "consortium", "business", "plan"};
    std::map<std::string, Decimal> scores;
    auto value = values.begin();
    for (const std::string& criterion : criteria)
        scores.emplace(criterion, Decimal::scaled(static_cast<std::int64_t>(*value++ * 10), -1));
    return scores;
}

std::map<std::string, std::string> comments_on(const std::map<std::string, Decimal>& scores) {
    std::map<std::string, std::string> comments;
    for (const auto& [criterion, score] : scores)
        comments.emplace(criterion, "Invented comment on " + criterion + ".");
    return comments;
}

}  // namespace

Midway::Midway(service::Service& service, Value definition, Instant now)
    : service_(service),
      definition_(std::move(definition)),
      today_(now),
      now_(ago(200)),
      projects_(projects()) {}

const std::vector<Midway::Account>& Midway::accounts() {
    static const std::vector<Account> all{
        {"applicant", "applicant-1", "applicant: five applications in three rounds"},
        {"officer", "officer-1", "officer of the agency"},
        {"head", "head-1", "head of unit, who confirms what officers propose"},
        {"expert", "expert-b01", "expert from business"},
        {"ministry", "minister", "deciding authority"},
        {"auditor", "auditor", "auditor of all calls"},
        {"administrator", "administrator", "administrator of the instance"},
        {"privacy", "privacy-1", "data-protection officer"},
    };
    return all;
}

const std::vector<std::pair<const char*, const char*>>& Midway::secrets() {
    static const std::vector<std::pair<const char*, const char*>> all{
        {"officer-1", "invented secret of officer-1"}, {"head-1", "invented secret of head-1"}};
    return all;
}

void Midway::tell() {
    people();
    publish();
    first_round();
    second_round();
    third_round();
    waiting_for_a_second();
}

void Midway::people() {
    const auto add = [&](const std::string& id, const std::string& name) {
        registry::RegisterPerson person;
        person.person = {id};
        person.identity = Value::object({{"name", name}, {"mail", id + "@example.org"}});
        give("administrator", person);
    };
    const auto appoint = [&](const std::string& id, const std::string& call, const std::string& role) {
        give("administrator", registry::GrantRole{{id}, {call, role}});
        if (std::ranges::find(registry::granted_by_two, role) != std::end(registry::granted_by_two))
            give("administrator-2", registry::GrantRole{{id}, {call, role}});
    };
    for (int i = 1; i <= applicants; ++i)
        add("applicant-" + std::to_string(i), "Applicant " + std::to_string(i) + " (invented)");
    add("privacy-1", "Data-Protection Officer (invented)");
    add("auditor-2", "Another Auditor (invented)");
    appoint("privacy-1", "*", "data_protection_officer");
    for (const char* officer : {"officer-1", "officer-2"}) appoint(officer, midway_id, "officer");
    for (const char* head : {"head-1", "head-2"}) appoint(head, midway_id, "head");
    appoint("minister", midway_id, "ministry");
    const Cast known = cast();
    for (const auto* pool : {&known.business_experts, &known.institute_experts})
        for (const std::string& expert : *pool) appoint(expert, midway_id, "expert");
}

void Midway::publish() {
    call::DraftCall draft;
    draft.call = {midway_id};
    draft.definition = service::hash_of(definition_);
    for (const auto& [round, days_ago] : {std::pair{"r1", 150.0}, {"r2", 75.0}, {"r3", -30.0}}) {
        const std::string expires = ago(days_ago - 365).text().substr(0, 10);
        draft.rounds.push_back(
            {{round}, {{"idea_deadline", ago(days_ago).text()}, {"reserve_until", expires}}});
    }
    service::Request request{{"officer-1"}, "cli", draft};
    request.at = now_;
    request.documents.push_back(definition_);
    if (const auto drafted = service_.handle(std::move(request)); !drafted)
        throw Broken("DraftCall: " + drafted.error().message);
    for (const auto& [person, secret] : secrets())
        give(person, call::CommitLot{{midway_id}, selection::commitment_of(secret)});
    give("head-1", call::PublishCall{{midway_id}, service_.proven({midway_id}).value().judgement.report});
    go(190);
    give("officer-1", call::OpenCall{{midway_id}});
    give("officer-1", call::OpenRound{{midway_id}, {"r1"}});
}

// From the first idea to the last review of one.
void Midway::ideas(const std::string& round, double days_ago) {
    go(days_ago + 6);
    for (const Project& p : projects_) {
        if (p.round != round) continue;
        give(p.lead, application::StartApplication{{p.id}, {midway_id}, {round}});
        give(p.lead, application::SubmitForm{{p.id}, "idea", idea_form(p, true)});
    }
    go(days_ago - 0.01);
    give("officer-1", call::CloseRound{{midway_id}, {round}});
    go(days_ago - 4);
    for (const std::string& id : waiting(round, "idea_admissibility"))
        give("officer-2", application::ProposeCheck{{id}, "idea_admissibility", true, ""});
    go(days_ago - 9);
    for (const std::string& id : waiting(round, "idea_review")) {
        const Project& p = of(id);
        assign(p, "idea_review", {"expert-b02", "expert-k04"});
        for (const char* expert : {"expert-b02", "expert-k04"}) {
            declare(p, "idea_review", expert);
            score(p, "idea_review", expert, {p.quality, p.quality});
        }
    }
}

void Midway::invite(const std::string& round, double days_ago) {
    go(days_ago);
    select(round, "invitation");
    for (const std::string& id : waiting(round, "application")) serve(id);
}

void Midway::apply(const Project& p) {
    give(p.lead, application::SubmitForm{{p.id}, "application", application_form(p, p.requested)});
}

void Midway::evaluate_whole(const Project& p) {
    const std::initializer_list<const char*> experts{"expert-b03", "expert-k05", "expert-k06"};
    // The one that is later below the threshold.
    const double level = p.id == "m-04" ? 3 : p.quality;
    assign(p, "evaluation", experts);
    for (const char* expert : experts) declare(p, "evaluation", expert);
    for (const char* expert : experts) score(p, "evaluation", expert, {level, level, level, level});
    give("officer-1", application::NameChair{{p.id}, "evaluation", {"expert-b03"}});
    give("expert-b03", application::WriteConsensus{{p.id},
                                                   "evaluation",
                                                   scored("evaluation", {level, level, level, level}),
                                                   "What the panel agreed on (invented).",
                                                   ""});
    for (const char* expert : {"expert-k05", "expert-k06"})
        give(expert, application::SignConsensus{{p.id}, "evaluation"});
}

// At the ministry: one offer is made, others wait for their order; one applicant may appeal, another did.
void Midway::first_round() {
    ideas("r1", 150);
    invite("r1", 130);
    serve("m-06");
    go(100);
    give("officer-1", call::OpenRound{{midway_id}, {"r2"}});
    go(81);
    for (const std::string& id : waiting("r1", "application")) apply(of(id));
    ideas("r2", 75);
    go(60);
    for (const std::string& id : waiting("r1", "eligibility")) pass(of(id), "head-2");
    invite("r2", 55);
    go(22);
    for (const char* id :
         {"m-11", "m-12", "m-13", "m-14", "m-15", "m-16", "m-17", "m-18", "m-19", "m-20", "m-21"})
        apply(of(id));
    give("officer-1", call::OpenRound{{midway_id}, {"r3"}});
    go(20);
    for (const std::string& id : waiting("r1", "evaluation")) evaluate_whole(of(id));
    go(11);
    select("r1", "ranking");
    serve("m-04");
    go(6);
    give("minister", application::DecideAward{{"m-01"}, true, "4-17 (invented)", "", ""});
    give("minister", application::DecideAward{{"m-05"},
                                              false,
                                              "4-18 (invented)",
                                              "",
                                              "The same rig was granted by another measure (invented)."});
    serve("m-01");
    serve("m-05");
    go(3);
    give("applicant-4",
         application::LodgeAppeal{{"m-05"}, "factual_error", "The rig is not the same one (invented)."});
}

// Before the experts, as far as each application is.
void Midway::second_round() {
    go(2.9);
    for (const char* id : {"m-15", "m-16", "m-17", "m-18", "m-19", "m-20", "m-21"}) pass(of(id), "head-1");
    assess(of("m-12"));
    give("officer-1",
         application::AskClarification{{"m-12"}, "eligibility", "Who owns the test rig (invented)?"});
    assess(of("m-13"));
    give("officer-2", application::ProposeCheck{{"m-13"}, "eligibility", true, ""});
    assess(of("m-14"));
    give("officer-1",
         application::ProposeCheck{
             {"m-14"}, "eligibility", false, "The rig serves another project as well (invented)."});
    before_the_experts();
    const Project& drafted = of("m-22");
    Value form = application_form(drafted, drafted.requested);
    form.set("requested_grant", std::to_string(drafted.requested + 3000) + ".00");
    form.as_object().erase("business_case");
    save("applicant-1", "form/m-22/application", form);
}

void Midway::before_the_experts() {
    go(2.5);
    const std::string step = "evaluation";
    // m-15 has nobody yet; m-16 is short of one.
    assign(of("m-16"), step, {"expert-b01", "expert-k05"});
    assign(of("m-17"), step, {"expert-b04", "expert-k05", "expert-k07"});
    give("expert-b04",
         assignment::DeclareInterest{
             {"m-17"}, step, {"expert-b04"}, Interest::potential, "Gave a talk at the cluster (invented)."});
    assign(of("m-18"), step, {"expert-b01", "expert-k05", "expert-k08"});
    for (const char* expert : {"expert-b01", "expert-k05", "expert-k08"}) declare(of("m-18"), step, expert);
    score(of("m-18"), step, "expert-k08", {4, 4, 3.5, 4});
    assign(of("m-19"), step, {"expert-b01", "expert-k05", "expert-k06"});
    for (const char* expert : {"expert-b01", "expert-k05", "expert-k06"}) declare(of("m-19"), step, expert);
    give("expert-b01", assignment::OpenApplication{{"m-19"}, step, {"expert-b01"}});
    save("expert-b01", "review/m-19/evaluation",
         Value::object({{"score_contribution", "4.5"},
                        {"score_consortium", "4"},
                        {"comment_contribution", "Begun (invented)."}}));
    score(of("m-19"), step, "expert-k05", {4.5, 4, 4, 4.5});
    score(of("m-19"), step, "expert-k06", {4, 4, 4.5, 4});
    assign(of("m-20"), step, {"expert-b05", "expert-k06", "expert-k09"});
    for (const char* expert : {"expert-b05", "expert-k06", "expert-k09"}) declare(of("m-20"), step, expert);
    score(of("m-20"), step, "expert-b05", {2, 2.5, 1.5, 2});
    score(of("m-20"), step, "expert-k06", {4.5, 4.5, 5, 4.5});
    score(of("m-20"), step, "expert-k09", {4, 4.5, 4.5, 4});
    assign(of("m-21"), step, {"expert-b01", "expert-k05", "expert-k10"});
    for (const char* expert : {"expert-b01", "expert-k05", "expert-k10"}) declare(of("m-21"), step, expert);
    score(of("m-21"), step, "expert-b01", {4.5, 4, 4, 4});
    score(of("m-21"), step, "expert-k05", {4, 4, 4.5, 4});
    score(of("m-21"), step, "expert-k10", {4.5, 4.5, 4, 4});
    give("officer-1", application::NameChair{{"m-21"}, step, {"expert-k05"}});
    give("expert-b01",
         application::DiscussReview{
             {"m-21"}, step, "Is there really a first customer, or a letter of interest (invented)?"});
    give("expert-k05", application::DiscussReview{
                           {"m-21"}, step, "Two contracts are annexed, and I have read both (invented)."});
    give("expert-k05", application::WriteConsensus{{"m-21"},
                                                   step,
                                                   scored(step, {4.5, 4, 4, 4}),
                                                   "A sound plan with first customers (invented).",
                                                   ""});
    give("expert-k10", application::SignConsensus{{"m-21"}, step});
}

// Open for ideas.
void Midway::third_round() {
    go(2);
    for (const char* id : {"m-31", "m-32", "m-33"})
        give(of(id).lead, application::StartApplication{{id}, {midway_id}, {"r3"}});
    give(of("m-31").lead, application::SubmitForm{{"m-31"}, "idea", idea_form(of("m-31"), true)});
    Value form = idea_form(of("m-32"), false);
    form.as_object().erase("novelty");
    save("applicant-1", "form/m-32/idea", form);
}

// What one person proposed and another has to confirm.
void Midway::waiting_for_a_second() {
    go(1);
    const Instant later{today_.ms + static_cast<std::int64_t>(20 * day_ms)};
    give("officer-2", application::ProposeExtension{{"m-22"}, later, "The contact was ill (invented)."});
    give("officer-2", call::ProposeChange{{midway_id},
                                          {"r3"},
                                          "idea_deadline",
                                          ago(-44).text(),
                                          "A holiday falls into the last week (invented)."});
    give("administrator-2", registry::GrantRole{{"auditor-2"}, {"*", "auditor"}});
}

Instant Midway::ago(double days) const {
    constexpr std::int64_t second_ms = 1000;
    const std::int64_t ms = today_.ms - static_cast<std::int64_t>(days * day_ms);
    return Instant{ms - ms % second_ms};
}

void Midway::go(double days_ago) { now_ = std::max(now_, ago(days_ago)); }

void Midway::give(const std::string& actor, service::Command command) {
    const std::string name{service::name_of(command)};
    service::Request request{{actor}, "cli", std::move(command)};
    now_ = now_.plus_ms(between_commands_ms);
    request.at = now_;
    const auto done = service_.handle(std::move(request));
    if (done) return;
    std::string line = name + " by " + actor + ": " + std::string{rule_name(done.error().rule)} + ": " +
                       done.error().message;
    for (const auto& problem : done.error().problems) line += "; " + problem.path + ": " + problem.message;
    throw Broken(line);
}

const Project& Midway::of(const std::string& id) const {
    return *std::ranges::find(projects_, id, &Project::id);
}

std::vector<std::string> Midway::waiting(const std::string& round, const std::string& step) {
    std::vector<std::string> found;
    for (const service::ApplicationRow& row :
         service_.store().applications({midway_id, round, step, {}, {}, {}, -1}))
        if (row.outcome.empty()) found.push_back(row.application);
    return found;
}

void Midway::assess(const Project& p) {
    const int total = costs_of(p), staff = total / 2, equipment = total / 5;
    application::AssessLines lines{{p.id}, "eligibility", "costs", {}, {}};
    lines.lines = {{0, Decimal{staff}}, {1, Decimal{equipment}}, {2, Decimal{total - staff - equipment}}};
    give("officer-1", lines);
}

void Midway::pass(const Project& p, const std::string& head) {
    assess(p);
    give("officer-1", application::ProposeCheck{{p.id}, "eligibility", true, ""});
    give(head, application::ConfirmCheck{{p.id}, "eligibility"});
}

void Midway::assign(const Project& p, const std::string& step, std::initializer_list<const char*> experts) {
    for (const char* expert : experts) give("officer-1", assignment::AssignExpert{{p.id}, step, {expert}});
}

void Midway::declare(const Project& p, const std::string& step, const std::string& expert) {
    give(expert, assignment::DeclareInterest{{p.id}, step, {expert}, Interest::none, ""});
}

void Midway::score(const Project& p, const std::string& step, const std::string& expert,
                   std::initializer_list<double> values) {
    give(expert, assignment::OpenApplication{{p.id}, step, {expert}});
    const auto scores = scored(step, values);
    give(expert, assignment::SubmitReview{{p.id}, step, {expert}, scores, comments_on(scores)});
}

void Midway::select(const std::string& round, const std::string& step) {
    procedure::RankRound rank{
        {midway_id}, {round}, step, {}, "Public value of " + round + " " + step + " (invented)"};
    for (const auto& [person, secret] : secrets()) rank.secrets.push_back({{person}, secret});
    give("officer-1", rank);
    give("officer-1", procedure::ProposeSelection{{midway_id}, {round}, step});
    give("head-2", procedure::ConfirmSelection{{midway_id}, {round}, step});
}

void Midway::serve(const std::string& application) {
    give("officer-2", application::ServeNotice{{application}, "e-delivery", now_});
}

void Midway::save(const std::string& person, const std::string& key, const Value& draft) {
    service_.store().save_draft(person, key, json::write(draft));
}

}  // namespace atranka::example
