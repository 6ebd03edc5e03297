#include "tests/random/play.hpp"

#include "engine/selection/lot.hpp"

namespace atranka::random {

using lifecycle::assignment::Interest;
using namespace application;
using namespace assignment;

namespace {

const CallId c{"c"};
const char* const people[] = {"officer-1", "officer-2", "head-1",   "head-2",   "minister",   "judge",
                              "all",       "insider",   "business", "academic", "business-2", "academic-2",
                              "lead-0",    "lead-1",    "lead-2",   "lead-3",   "nobody",     "system"};
const char* const experts[] = {"business", "academic", "business-2", "academic-2"};
const char* const step_names[] = {"note_in", "look", "review", "ranking", "proof", "award", "offer", "moon"};

ApplicationId application_of(int number) { return {"a-" + std::to_string(number % 6)}; }
std::string lead_of(const ApplicationId& id) { return "lead-" + std::to_string((id.text.back() - '0') % 4); }

}  // namespace

Play::Play(scenario::MemoryStore& store, const Plan& plan)
    : store_(store), definition_(scenario::definition_of(definition_of(plan))), plan_(plan) {
    store_.on_write = [this](const service::Batch& batch) {
        ++written_;
        invariants_.see(batch);
    };
    found();
}

bool Play::give(const std::string& by, service::Command command, const std::string& authenticated) {
    now_ = now_.plus_ms(60'000);
    service::Request request{{by}, authenticated, std::move(command)};
    request.at = now_;
    if (std::holds_alternative<call::DraftCall>(request.command)) request.documents.push_back(definition_);
    const int before = written_;
    const auto done = service_.handle(std::move(request));
    ++(done ? accepted_ : refused_);
    if (written_ != before + (done ? 1 : 0))
        invariants_.broken.push_back(
            "a command writes one entry where it is accepted, and none where it is not");
    return done.has_value();
}

void Play::found() {
    give("admin", registry::FoundInstance{{"admin"}, {}});
    registry::Organisation o;
    o.id = {"o-1"};
    o.name = "One";
    give("admin", registry::RegisterOrganisation{o});
    registry::RegisterPerson second;
    second.person = {"second"};
    give("admin", second);
    give("admin", registry::GrantRole{{"second"}, {"*", "administrator"}});
    for (const char* id : people) {
        const std::string name = id;
        if (name == "nobody" || name == "system") continue;
        registry::RegisterPerson person;
        person.person = {name};
        const bool expert = name.starts_with("business") || name.starts_with("academic");
        if (expert) person.expert_kind = name.substr(0, 8);
        if (name == "insider" || name == "academic-2") person.employments.push_back({{"o-1"}, std::nullopt});
        give("admin", person);
        const auto role = [&](const std::string& one) {
            give("admin", registry::GrantRole{{name}, {"c", one}});
            if (one == "head") give("second", registry::GrantRole{{name}, {"c", one}});
        };
        if (name == "all" || name == "insider")
            for (const char* one : {"officer", "head", "minister", "judge", "expert"}) role(one);
        else if (expert)
            role("expert");
        else if (!name.starts_with("lead"))
            role(name.substr(0, name.find('-')));
    }
    call::DraftCall draft;
    draft.call = c;
    draft.definition = service::hash_of(definition_);
    draft.rounds = {{{"r1"}, {{"closing", "2026-01-30T15:00:00Z"}, {"reserve_until", "2026-06-30"}}},
                    {{"r2"}, {{"closing", "2026-04-30T15:00:00Z"}, {"reserve_until", "2026-12-31"}}}};
    give("officer-1", draft);
    give("officer-1", call::CommitLot{c, selection::commitment_of("one")});
    give("head-1", call::CommitLot{c, selection::commitment_of("two")});
    give("head-1", call::PublishCall{c, scenario::Believing::report});
    give("officer-1", call::OpenCall{c});
    give("officer-1", call::OpenRound{c, {"r1"}});
}

// Mostly whoever should; now and then anybody.
std::string Play::actor(const Turn& turn, const std::string& wanted) const {
    return turn.who % 10 == 9 ? people[static_cast<std::size_t>(turn.number) % std::size(people)] : wanted;
}

Value Play::note(const Turn& turn) const {
    Value form = Value::object({{"requested", std::to_string(turn.number * 3) + ".00"},
                                {"subject_number", turn.what},
                                {"region", turn.number % 2 == 0 ? "coast" : "inland"}});
    if (turn.number % 3 == 0) form.set("partner", turn.number % 27 == 0 ? "o-9" : "o-1");
    if (turn.number % 11 != 0)
        form.set("costs", Value::list({Value::object({{"claimed", "200.00"}}),
                                       Value::object({{"claimed", "90.00"}})}));
    return form;
}

void Play::take(const Turn& turn) {
    if (turn.kind < 6) {
        now_ = now_.plus_ms(std::int64_t{1 + turn.what % 20} * 86'400'000);
        service_.tick(now_);
    } else if (turn.kind < 10) {
        for (const auto& fired : service_.tick(now_)) ++(fired.result ? accepted_ : refused_);
    } else if (turn.kind < 18) {
        of_call(turn);
    } else if (turn.kind < 34) {
        of_round(turn);
    } else if (turn.kind < 44) {
        anything(turn);
    } else {
        sensible(turn);
    }
}

void Play::of_call(const Turn& turn) {
    const RoundId round{turn.number % 3 == 0 ? "r2" : "r1"};
    const std::string officer = actor(turn, "officer-1"),
                      head = actor(turn, turn.who % 2 == 0 ? "head-1" : "all");
    switch (turn.what % 14) {
        case 0:
        case 1: give(officer, call::OpenRound{c, round}); break;
        case 2:
        case 3: give(officer, call::CloseRound{c, round}); break;
        case 4: give(officer, call::CloseCall{c}); break;
        case 5: give(officer, call::EvaluateCall{c}); break;
        case 6: give(officer, call::DecideCall{c}); break;
        case 7: give(officer, call::ArchiveCall{c}); break;
        case 8: give(head, call::SuspendCall{c, "A court."}); break;
        case 9: give(head, call::ResumeCall{c, "The court."}); break;
        case 10:
            give(actor(turn, "all"),
                 call::ProposeChange{c, {}, "budget", std::to_string(turn.number * 9) + ".00", "Money."});
            break;
        case 11:
            give(officer, call::ProposeChange{c, round, "closing", "2026-03-15T15:00:00Z", "Time."});
            break;
        case 12: give(head, call::ConfirmChange{c}); break;
        default:
            if (turn.number == 99)
                give(head, call::CancelCall{c, "No money."});
            else
                give(head, call::RefuseChange{c, "No."});
    }
}

void Play::of_round(const Turn& turn) {
    const RoundId round{turn.number % 4 == 0 ? "r2" : "r1"};
    const std::string officer = actor(turn, "officer-1"),
                      head = actor(turn, turn.who % 2 == 0 ? "head-1" : "officer-1");
    // The place where the list stands says which command is next; sometimes it is another one.
    using Stage = lifecycle::selection::Stage;
    const call::State call = service_.states().call(c);
    const auto& selections = call.round(round)->selections;
    const auto it = selections.find("ranking");
    const Stage stage = it == selections.end() ? Stage::collecting : it->second.stage;
    int what = turn.what % 8;
    if (turn.what < 70)
        what = stage == Stage::collecting ? 0
               : stage == Stage::ranked   ? 1
               : stage == Stage::proposed ? 2
               : turn.what % 2 == 0       ? 4
                                          : 5;
    if (what == 0 && call.round(round)->stage == lifecycle::round::Stage::open && turn.what < 50) {
        give(officer, call::CloseRound{c, round});
        return;
    }
    switch (what) {
        case 0:
            give(officer, procedure::RankRound{
                              c, round, "ranking", {{{"officer-1"}, "one"}, {{"head-1"}, "two"}}, "X"});
            break;
        case 1: give(officer, procedure::ProposeSelection{c, round, "ranking"}); break;
        case 2: give(head, procedure::ConfirmSelection{c, round, "ranking"}); break;
        case 3: give(head, procedure::RefuseSelection{c, round, "ranking", "Again."}); break;
        case 4: give(officer, procedure::PromoteReserve{c, round, "ranking"}); break;
        default: give(head, procedure::PlaceUpheld{c, application_of(turn.number), "ranking"});
    }
}

// A command that nobody asked for.
void Play::anything(const Turn& turn) {
    const ApplicationId id = application_of(turn.what);
    const std::string by = people[static_cast<std::size_t>(turn.who) % std::size(people)];
    const std::string step = step_names[static_cast<std::size_t>(turn.what) % std::size(step_names)];
    const PersonId expert{experts[turn.number % 4]};
    const std::string system = by == "system" ? "system" : "cli";
    switch (turn.number % 26) {
        case 0: give(by, StartApplication{id, c, {"r1"}}); break;
        case 1: give(by, SubmitForm{id, step, note(turn)}); break;
        case 2: give(by, WithdrawApplication{id, ""}); break;
        case 3: give(by, HandOverLead{id, {people[turn.what % 16]}}); break;
        case 4: give(by, AskClarification{id, step, "Why?"}); break;
        case 5:
            give(by, AnswerClarification{id, step, "So.", turn.what % 2 == 0 ? note(turn) : Value{}});
            break;
        case 6:
            give(by, CorrectError{id, "requested", std::to_string(turn.what * 4) + ".00", "A slip."});
            break;
        case 7: give(by, ProposeCheck{id, step, turn.what % 2 == 0, "So."}); break;
        case 8: give(by, ConfirmCheck{id, step}); break;
        case 9: give(by, ServeNotice{id, "by hand", now_}); break;
        case 10: give(by, DecideAward{id, turn.what % 2 == 0, "1", "", "So."}); break;
        case 11: give(by, ConfirmAward{id}); break;
        case 12: give(by, SendBackAward{id, "So."}); break;
        case 13: give(by, AcceptOffer{id}); break;
        case 14: give(by, DeclineOffer{id, ""}); break;
        case 15: give(by, LodgeAppeal{id, "procedure", "No."}); break;
        case 16: give(by, DecideAppeal{id, true, step == "moon" ? "" : step, "So."}); break;
        case 17: give(by, RecordRuling{id, "Court", "1", "", turn.what % 2 == 0}); break;
        case 18:
            give(by, ProposeExtension{id, now_.plus_ms(std::int64_t{turn.what} * 86'400'000), "So."});
            break;
        case 19:
            if (turn.what % 2 == 0)
                give(by, ConfirmExtension{id});
            else
                give(by, RefuseExtension{id, "So."});
            break;
        case 20: give(by, SuspendApplication{id, "So."}); break;
        case 21: give(by, ResumeApplication{id, "So."}); break;
        case 22: give(by, FireTimer{id, step, now_}, system); break;
        case 23: {
            Value facts = note(turn);
            give(by, ImportApplication{id, c, {"r1"}, step, facts, {}, {}});
            break;
        }
        case 24:
            give(by, ImportReview{id, "review", expert, {{"novelty", turn.what % 6}, {"plan", 3}}, {}});
            break;
        default: give(by, CloseImportedReview{id, "review"});
    }
}

void Play::sensible_review(const Turn& turn, const application::State& s) {
    const PersonId expert{experts[turn.who % 4]};
    const std::string officer = actor(turn, "officer-1"), self = actor(turn, expert.text);
    const auto review = s.reviews.find(s.step);
    const assignment::State* a = nullptr;
    if (review != s.reviews.end())
        if (const auto it = review->second.assignments.find(expert); it != review->second.assignments.end())
            a = &it->second;
    using Stage = lifecycle::assignment::Stage;
    if (turn.number > 94 && a != nullptr) {
        give(officer, RemoveExpert{s.id, s.step, expert, "Ill."});
    } else if (a == nullptr || a->stage == Stage::declined || a->stage == Stage::removed) {
        if (s.imported && turn.number % 2 == 0)
            give(officer, CloseImportedReview{s.id, s.step});
        else
            give(officer, AssignExpert{s.id, s.step, expert});
    } else if (a->stage == Stage::invited) {
        const Interest interest = turn.number < 70   ? Interest::none
                                  : turn.number < 85 ? Interest::potential
                                  : turn.number < 92 ? Interest::disqualifying
                                                     : Interest::undeclared;
        if (turn.number == 92)
            give(self, DeclineReview{s.id, s.step, expert, ""});
        else
            give(self, DeclareInterest{s.id, s.step, expert, interest, "So."});
    } else if (a->stage == Stage::declared) {
        if (a->interest == Interest::potential && !a->cleared && turn.number % 5 != 0)
            give(officer, ClearInterest{s.id, s.step, expert, turn.number % 4 != 0, "So."});
        else
            give(self, OpenApplication{s.id, s.step, expert});
    } else if (a->stage == Stage::drafting || a->stage == Stage::reopened) {
        give(self,
             SubmitReview{s.id, s.step, expert, {{"novelty", turn.number % 7}, {"plan", turn.what % 6}}, {}});
    } else if (*s.stage.as<lifecycle::review::Stage>() == lifecycle::review::Stage::consensus) {
        if (turn.what % 4 == 1 && review->second.chair.empty())
            give(officer, NameChair{s.id, s.step, expert});
        else if (turn.what % 5 == 0)
            give(self, DiscussReview{s.id, s.step, "A remark."});
        else if (review->second.consensus.empty() || turn.number % 9 == 0)
            give(self,
                 WriteConsensus{s.id, s.step, {{"novelty", turn.number % 6}, {"plan", 3}}, "A report.", ""});
        else
            give(self, SignConsensus{s.id, s.step});
    } else if (turn.number % 6 == 0) {
        give(officer, ReopenReview{s.id, s.step, expert, "So."});
    }
}

void Play::sensible_appeal(const Turn& turn, const application::State& s) {
    using Stage = lifecycle::appeal::Stage;
    const std::string judge = actor(turn, turn.who % 3 == 0 ? "all" : "judge"),
                      lead = actor(turn, s.lead.text);
    if (!s.outcome_notice && turn.number % 2 == 0)
        give(actor(turn, "officer-1"), ServeNotice{s.id, "by hand", now_});
    else if (s.appeals.empty() || s.appeals.back().stage == Stage::upheld ||
             s.appeals.back().stage == Stage::withdrawn)
        give(lead, LodgeAppeal{s.id, "procedure", "No."});
    else if (s.appeals.back().stage == Stage::lodged)
        give(judge, ExamineAppeal{s.id, turn.number % 5 != 0, "So."});
    else if (s.appeals.back().stage == Stage::admissible && turn.number % 7 == 0)
        give(lead, WithdrawAppeal{s.id});
    else if (s.appeals.back().stage == Stage::admissible)
        give(judge, DecideAppeal{s.id, turn.number % 3 != 0, turn.number % 4 == 0 ? "ranking" : "", "So."});
    else
        give(actor(turn, "officer-1"), RecordRuling{s.id, "Court", "1", "", true});
}

// What comes next for an application, by whoever should do it.
void Play::sensible(const Turn& turn) {
    const ApplicationId id = application_of(turn.what);
    const application::State s = service_.states().application(id);
    const std::string officer = actor(turn, turn.who % 4 == 0 ? "all" : "officer-1");
    const std::string head = actor(turn, turn.who % 3 == 0 ? "all" : "head-1"),
                      lead = actor(turn, s.lead.text);
    if (!s.exists()) {
        give(actor(turn, lead_of(id)), StartApplication{id, c, {turn.number % 5 == 0 ? "r2" : "r1"}});
        return;
    }
    if (s.suspended_since) {
        give(officer, ResumeApplication{id, "So."});
        return;
    }
    if (s.finished()) {
        sensible_appeal(turn, s);
        return;
    }
    // Once in a while there is more time first.
    if (turn.number == 50 || turn.number == 51 || (s.extension && turn.number % 3 != 0)) {
        if (!s.extension)
            give(officer, ProposeExtension{id, now_.plus_ms(std::int64_t{30} * 86'400'000), "Ill."});
        else if (turn.number % 4 == 1)
            give(head, RefuseExtension{id, "So."});
        else
            give(head, ConfirmExtension{id});
        return;
    }
    switch (s.stage.kind()) {
        case lifecycle::Kind::submission: give(lead, SubmitForm{id, s.step, note(turn)}); break;
        case lifecycle::Kind::check: {
            using Stage = lifecycle::check::Stage;
            const Stage stage = *s.stage.as<Stage>();
            if (stage == Stage::awaiting_answer)
                give(lead,
                     AnswerClarification{id, s.step, "So.", turn.number % 2 == 0 ? note(turn) : Value{}});
            else if (stage == Stage::proposed && turn.number % 8 == 0)
                give(head, RefuseCheck{id, s.step, "Again."});
            else if (stage == Stage::proposed)
                give(head, ConfirmCheck{id, s.step});
            else if (turn.number % 9 == 0)
                give(officer, AskClarification{id, s.step, "Why?"});
            else if (plan_.assessed && turn.number % 2 == 0)
                give(officer,
                     AssessLines{id, s.step, "costs", {{0, 200}, {1, turn.number % 91}}, {{"1", "So."}}});
            else
                give(officer, ProposeCheck{id, s.step, turn.number % 6 != 0, "So."});
            break;
        }
        case lifecycle::Kind::review: sensible_review(turn, s); break;
        case lifecycle::Kind::selection: of_round(turn); break;
        case lifecycle::Kind::decision: {
            using Stage = lifecycle::decision::Stage;
            if (*s.stage.as<Stage>() == Stage::proposed)
                turn.number % 6 == 0 ? give(head, RefuseAward{id, "Again."}) : give(head, ConfirmAward{id});
            else if (turn.number % 8 == 0)
                give(actor(turn, "minister"), SendBackAward{id, "Again."});
            else
                give(actor(turn, turn.who % 3 == 0 ? "all" : "minister"),
                     DecideAward{id, turn.number % 4 != 0, "1", "", "So."});
            break;
        }
        default:
            if (s.awaits_notice)
                give(officer, ServeNotice{id, "by hand", now_});
            else if (turn.number % 4 == 0)
                give(lead, DeclineOffer{id, ""});
            else if (turn.number % 4 == 1)
                give(lead, ResubmitBudget{id, note(turn)});
            else
                give(lead, AcceptOffer{id});
    }
}

}  // namespace atranka::random
