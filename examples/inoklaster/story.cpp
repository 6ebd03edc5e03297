#include "examples/inoklaster/story.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/selection/lot.hpp"

#include <algorithm>

namespace atranka::example {

namespace {

constexpr int chapters = 24;
constexpr std::int64_t between_commands_ms = 20'000, day_ms = 86'400'000;

Instant instant(const std::string& text) {
    const auto parsed = Instant::parse(text);
    invariant(parsed.has_value(), "the story's instants are instants");
    return *parsed;
}

// Secrets that two people would have kept; the example opens them to everybody.
const std::pair<const char*, const char*> secrets[] = {{"officer-1", "invented secret of officer-1"},
                                                       {"head-1", "invented secret of head-1"}};

}  // namespace

Story::Story(service::Service& service, Value definition, Watch watch)
    : service_(service),
      definition_(std::move(definition)),
      watch_(std::move(watch)),
      now_(instant("2026-01-05T08:00:00Z")) {}

void Story::tell() {
    const auto chapter = [&](const char* title, auto&& events) {
        chapter_ = title;
        if (watch_) watch_(chapter_, chapters_done_, chapters, 0);
        events();
        ++chapters_done_;
    };
    chapter("people and organisations", [&] { found(); });
    chapter("the call is published and opens", [&] { publish(); });
    for (const std::string round : {"r1", "r2"}) {
        const bool first = round == "r1";
        chapter("ideas", [&] { submit_ideas(round); });
        chapter("the round closes", [&] { close_round(round); });
        chapter("admissibility", [&] { check_ideas(round); });
        chapter("two experts an idea", [&] { review_ideas(round); });
        chapter("invitation", [&] { invite(round); });
        chapter("full applications", [&] { apply(round); });
        chapter("eligibility and co-funding", [&] { check_applications(round); });
        chapter("three experts and a consensus", [&] { evaluate(round); });
        chapter("ranking", [&] { rank(round); });
        chapter("decisions", [&] {
            award(round);
            offer(round);
        });
        if (first) chapter("appeals", [&] { appeal(); });
    }
    chapter("the end", [&] { finish(); });
    if (watch_) watch_("done", chapters, chapters, 0);
}

void Story::found() {
    give("administrator",
         registry::FoundInstance{{"administrator"}, Value::object({{"name", "Administrator (invented)"}})});
    for (const auto& o : cast_.organisations) give("administrator", registry::RegisterOrganisation{o});
    for (const auto& person : cast_.people) give("administrator", person);
    for (const auto& role : cast_.roles) give("administrator", role);
    for (const auto& grant : cast_.roles)
        if (std::ranges::find(registry::granted_by_two, grant.role.role) !=
            std::end(registry::granted_by_two))
            give("administrator-2", grant);
}

void Story::publish() {
    call::DraftCall draft;
    draft.call = {call_id};
    draft.definition = service::hash_of(definition_);
    draft.rounds = {{{"r1"}, {{"idea_deadline", "2026-02-27T15:00:00Z"}, {"reserve_until", "2026-12-31"}}},
                    {{"r2"}, {{"idea_deadline", "2026-09-30T14:00:00Z"}, {"reserve_until", "2027-12-31"}}}};
    service::Request request{{"officer-1"}, "cli", draft};
    request.at = now_;
    request.documents.push_back(definition_);
    const auto drafted = service_.handle(std::move(request));
    if (!drafted) throw Broken("DraftCall: " + drafted.error().message);
    ++commands_;
    for (const auto& [person, secret] : secrets)
        give(person, call::CommitLot{{call_id}, selection::commitment_of(secret)});
    give("head-1", call::PublishCall{{call_id}, service_.proven({call_id}).value().judgement.report});
    wait_until("2026-01-12T08:00:00Z");
    give("officer-1", call::OpenCall{{call_id}});
    give("officer-1", call::OpenRound{{call_id}, {"r1"}});
}

void Story::submit_ideas(const std::string& round) {
    if (round == "r2") {
        wait_until("2026-08-03T07:00:00Z");
        give("officer-1", call::OpenRound{{call_id}, {"r2"}});
    }
    wait_until(round == "r1" ? "2026-02-18T08:00:00Z" : "2026-09-24T07:00:00Z");
    Projects started;
    for (Project& p : cast_.projects)
        if (p.round == round) started.push_back(&p);
    each(started, [&](const Project& p) {
        give(p.lead, application::StartApplication{{p.id}, {call_id}, {round}});
        now_ = now_.plus_ms(day_ms / 10);  // most come in the last days
        if (p.fate == Fate::late || p.fate == Fate::late_and_lapsed) return;
        give(p.lead, application::SubmitForm{{p.id}, "idea", idea_form(p, p.fate != Fate::without_consent)});
        if (p.fate == Fate::withdrawn_idea)
            give(p.lead, application::WithdrawApplication{{p.id}, "A partner left (invented)."});
    });
    // What came too late for the first round, and was moved.
    if (round == "r2")
        for (Project* p : waiting("r2", "idea"))
            if (p->fate == Fate::late) {
                p->round = "r2";
                give(p->lead, application::SubmitForm{{p->id}, "idea", idea_form(*p, true)});
            }
}

void Story::close_round(const std::string& round) {
    wait_until(round == "r1" ? "2026-02-27T15:00:01Z" : "2026-09-30T14:00:01Z");
    give("officer-1", call::CloseRound{{call_id}, {round}});
}

void Story::check_ideas(const std::string& round) {
    wait_days(2);
    each(waiting(round, "idea_admissibility"), [&](const Project& p) {
        const std::string officer = officer_of(p);
        if (p.fate == Fate::without_consent) {
            give(officer,
                 application::AskClarification{
                     {p.id}, "idea_admissibility", "Has every partner consented? The form says no."});
            give(p.lead,
                 application::AnswerClarification{
                     {p.id}, "idea_admissibility", "They have; the form is corrected.", idea_form(p, true)});
        }
        const bool passed = p.fate != Fate::no_sme && p.fate != Fate::no_institute;
        give(officer,
             application::ProposeCheck{{p.id},
                                       "idea_admissibility",
                                       passed,
                                       passed ? "" : "The consortium does not meet the conditions."});
        if (!passed) serve(p);
    });
}

void Story::review_ideas(const std::string& round) {
    wait_days(2);
    std::size_t number = 0;
    each(waiting(round, "idea_review"), [&](const Project& p) { review_idea(p, number++); });
}

void Story::review_idea(const Project& p, std::size_t number) {
    const std::string officer = officer_of(p);
    std::string business = assign(p, "idea_review", cast_.business_experts, number);
    std::string institute = assign(p, "idea_review", cast_.institute_experts, number);
    // Now and then an expert cannot or may not do it, and another one is found.
    if (number % 17 == 3) {
        give(business, assignment::DeclineReview{{p.id}, "idea_review", {business}, "No time (invented)."});
        business = assign(p, "idea_review", cast_.business_experts, number + 1);
    }
    if (number % 23 == 5) {
        give(institute, assignment::DeclareInterest{{p.id},
                                                    "idea_review",
                                                    {institute},
                                                    lifecycle::assignment::Interest::disqualifying,
                                                    "A cousin works there (invented)."});
        institute = assign(p, "idea_review", cast_.institute_experts, number + 1);
    }
    if (number % 29 == 7) {
        give(officer,
             assignment::RemoveExpert{{p.id}, "idea_review", {business}, "Ill for weeks (invented)."});
        business = assign(p, "idea_review", cast_.business_experts, number + 2);
    }
    if (number % 19 == 2) {
        give(business, assignment::DeclareInterest{{p.id},
                                                   "idea_review",
                                                   {business},
                                                   lifecycle::assignment::Interest::potential,
                                                   "Gave a talk at the cluster in 2021 (invented)."});
        give(officer, assignment::ClearInterest{
                          {p.id}, "idea_review", {business}, true, "A public talk, unpaid (invented)."});
    } else {
        give(business, assignment::DeclareInterest{
                           {p.id}, "idea_review", {business}, lifecycle::assignment::Interest::none, ""});
    }
    give(institute, assignment::DeclareInterest{
                        {p.id}, "idea_review", {institute}, lifecycle::assignment::Interest::none, ""});
    score(p, "idea_review", business);
    if (number % 31 == 9) {
        give(officer, assignment::ReopenReview{
                          {p.id}, "idea_review", {business}, "Two sheets were swapped (invented)."});
        score(p, "idea_review", business);
    }
    score(p, "idea_review", institute);
    if (waiting(state(p).round.text, "idea_review").empty()) return;
    if (state(p).step != "idea_review" || state(p).finished()) return;
    const std::string third = assign(p, "idea_review", cast_.business_experts, number + 4);
    give(third, assignment::DeclareInterest{
                    {p.id}, "idea_review", {third}, lifecycle::assignment::Interest::none, ""});
    score(p, "idea_review", third);
}

void Story::invite(const std::string& round) {
    wait_days(1);
    select(round, "invitation");
    for (Project* p : waiting(round, "application")) serve(*p);
    for (Project* p : ended(round, "not_invited")) serve(*p);
    if (round == "r1") deal_out_fates();
}

void Story::deal_out_fates() {
    const Projects invited = waiting("r1", "application");
    (*std::ranges::max_element(invited, {}, &Project::quality))->fate = Fate::misread;
    const std::pair<std::size_t, Fate> dealt[] = {
        {2, Fate::withdrawn},   {4, Fate::lapsed},    {7, Fate::over_the_rate}, {10, Fate::cut_and_corrected},
        {13, Fate::unanswered}, {16, Fate::extended}, {19, Fate::suspended},    {26, Fate::early},
    };
    for (auto [place, fate] : dealt) {
        while (place < invited.size() && invited[place]->fate != Fate::ordinary) ++place;
        if (place < invited.size()) invited[place]->fate = fate;
    }
}

void Story::apply(const std::string& round) {
    wait_days(20);
    for (Project* p : waiting(round, "application")) {
        if (p->fate != Fate::extended) continue;
        const Instant until = state(*p).deadline->plus_ms(10 * day_ms);
        give("officer-2", application::ProposeExtension{{p->id}, until, "The contact was ill (invented)."});
        give("head-1", application::ConfirmExtension{{p->id}});
    }
    const auto submit = [&](const Project& p) {
        give(p.lead, application::SubmitForm{{p.id}, "application", application_form(p, p.requested)});
    };
    for (const Project* p : waiting(round, "application"))
        if (p->fate == Fate::early) submit(*p);
    wait_days(34);  // most come in the last days of their sixty, so that officers have them all at once
    Projects late;
    each(waiting(round, "application"), [&](Project& p) {
        if (p.fate == Fate::lapsed) return;
        if (p.fate == Fate::withdrawn) {
            give(p.lead, application::WithdrawApplication{{p.id}, "Found other money (invented)."});
            return;
        }
        if (p.fate == Fate::extended) {
            late.push_back(&p);
            return;
        }
        submit(p);
    });
    wait_days(11);
    for (const Project* p : late) submit(*p);
}

void Story::check_applications(const std::string& round) {
    wait_days(1);
    Projects silent;
    const auto assess = [&](const Project& p, bool cut) {
        const int total = costs_of(p), staff = total / 2, equipment = total / 5;
        application::AssessLines lines{{p.id}, "eligibility", "costs", {}, {}};
        lines.lines = {{0, Decimal{staff}},
                       {1, Decimal{cut ? equipment - 2500 : equipment}},
                       {2, Decimal{total - staff - equipment}}};
        if (cut)
            lines.reasons = {{"1", "The rig is used by another project for a part of the time (invented)."}};
        give(officer_of(p), lines);
    };
    const auto conclude = [&](const Project& p, bool passed) {
        give(officer_of(p),
             application::ProposeCheck{{p.id},
                                       "eligibility",
                                       passed,
                                       passed ? "" : "Public money exceeds 40 % of the eligible costs."});
        give("head-1", application::ConfirmCheck{{p.id}, "eligibility"});
    };
    each(waiting(round, "eligibility"), [&](Project& p) {
        const std::string officer = officer_of(p);
        if (p.fate == Fate::suspended) {
            give(officer, application::SuspendApplication{{p.id}, "A court ordered it (invented)."});
            now_ = now_.plus_ms(2 * day_ms);
            give(officer, application::ResumeApplication{{p.id}, "The order was lifted (invented)."});
        }
        if (p.fate == Fate::unanswered) {
            give(officer, application::AskClarification{{p.id}, "eligibility", "Who owns the test rig?"});
            silent.push_back(&p);
            return;
        }
        if (p.fate == Fate::cut_and_corrected) {
            assess(p, true);
            give(officer,
                 application::AskClarification{
                     {p.id}, "eligibility", "With the cut line the grant exceeds 40 %: please correct it."});
            p.requested -= 1000;
            Project corrected = p;
            corrected.requested += 1000;  // the costs stay as they were
            give(p.lead, application::AnswerClarification{
                             {p.id}, "eligibility", "Corrected.", application_form(corrected, p.requested)});
            assess(corrected, true);
            conclude(p, true);
            return;
        }
        assess(p, false);
        conclude(p, p.fate != Fate::over_the_rate);
    });
    wait_days(9);
    for (const Project* p : silent) {
        assess(*p, false);
        conclude(*p, true);
    }
    for (const Project* p : ended(round, "ineligible")) serve(*p);
}

void Story::evaluate(const std::string& round) {
    wait_days(2);
    std::size_t number = 0;
    each(waiting(round, "evaluation"), [&](const Project& p) { evaluate_one(p, number++); });
}

void Story::evaluate_one(const Project& p, std::size_t number) {
    std::vector<std::string> experts{assign(p, "evaluation", cast_.business_experts, number * 3),
                                     assign(p, "evaluation", cast_.institute_experts, number * 3 + 1),
                                     assign(p, "evaluation", cast_.institute_experts, number * 3 + 3)};
    for (const std::string& expert : experts)
        give(expert, assignment::DeclareInterest{
                         {p.id}, "evaluation", {expert}, lifecycle::assignment::Interest::none, ""});
    for (const std::string& expert : experts) score(p, "evaluation", expert);
    const auto review = state(p).reviews.at("evaluation");
    if (review.diverged) {
        const std::string further = assign(p, "evaluation", cast_.business_experts, number * 3 + 5);
        give(further, assignment::DeclareInterest{
                          {p.id}, "evaluation", {further}, lifecycle::assignment::Interest::none, ""});
        score(p, "evaluation", further);
    }
    reach_consensus(p);
}

void Story::reach_consensus(const Project& p) {
    const auto review = state(p).reviews.at("evaluation");
    std::map<std::string, std::vector<Decimal>> given;
    std::vector<PersonId> experts;
    for (const auto& [expert, assignment] : review.assignments) {
        if (assignment.stage != lifecycle::assignment::Stage::submitted) continue;
        experts.push_back(expert);
        for (const auto& [criterion, score] : assignment.scores) given[criterion].push_back(score);
    }
    application::WriteConsensus consensus{
        {p.id}, "evaluation", {}, "What the panel agreed on (invented).", ""};
    for (auto& [criterion, scores] : given) {
        std::ranges::sort(scores);
        consensus.scores.emplace(criterion, scores[scores.size() / 2]);
    }
    give(officer_of(p), application::NameChair{{p.id}, "evaluation", experts.front()});
    give(experts.front().text, consensus);
    for (std::size_t i = 1; i < experts.size(); ++i)
        give(experts[i].text, application::SignConsensus{{p.id}, "evaluation"});
}

void Story::rank(const std::string& round) {
    wait_days(1);
    select(round, "ranking");
    for (const char* outcome : {"below_threshold", "refused"})
        for (const Project* p : ended(round, outcome)) serve(*p);
    if (round != "r1") return;
    const Projects below = ended(round, "below_threshold");
    const auto misread = std::ranges::find(below, Fate::misread, &Project::fate);
    const auto ordinary = std::ranges::find(below, Fate::ordinary, &Project::fate);
    if (misread == below.end() || ordinary == below.end()) throw Broken("nobody has a reason to appeal");
    upheld_ = *misread;
    dismissed_ = *ordinary;
    wait_days(6);
    give(upheld_->lead,
         application::LodgeAppeal{
             {upheld_->id}, "factual_error", "The panel overlooked the second annex (invented)."});
    give(dismissed_->lead, application::LodgeAppeal{
                               {dismissed_->id}, "procedure", "We would have scored it higher (invented)."});
}

void Story::award(const std::string& round) {
    wait_days(5);
    int number = 0;
    bool refused = round != "r1";
    each(waiting(round, "award"), [&](const Project& p) {
        ++number;
        const bool refuse_this = !refused && number == 12;
        application::DecideAward decision{
            {p.id}, !refuse_this, "4-" + std::to_string(100 + number) + " (invented)", "", ""};
        if (refuse_this) {
            decision.reason = "The same rig was granted by another measure (invented).";
            refused = true;
        }
        give("minister", decision);
    });
    for (const Project* p : ended(round, "refused"))
        if (!state(*p).outcome_notice) serve(*p);
    move_up(round);
}

// Offers are answered; money that comes back moves the reserve list up, until it is used up or nobody waits.
void Story::offer(const std::string& round) {
    int number = 0;
    for (int turn = 0; turn < 6; ++turn) {
        for (const Project* p : waiting(round, "award"))
            give("minister", application::DecideAward{
                                 {p->id}, true, "4-" + std::to_string(200 + turn) + " (invented)", "", ""});
        const Projects offered = waiting(round, "offer");
        if (offered.empty()) break;
        for (const Project* p : offered) serve(*p);
        wait_days(3);
        bool lapses = false;
        each(offered, [&](const Project& p) {
            ++number;
            if (round == "r1" && number == 5) {
                give(p.lead, application::DeclineOffer{{p.id}, "A partner cannot pay its share (invented)."});
            } else if (round == "r1" && (number == 9 || number == 15)) {
                lapses = true;
            } else {
                give(p.lead, application::AcceptOffer{{p.id}});
            }
        });
        if (lapses) wait_days(14);
        move_up(round);
    }
}

void Story::move_up(const std::string& round) {
    attempt("officer-1", procedure::PromoteReserve{{call_id}, {round}, "ranking"});
}

void Story::appeal() {
    const Project& upheld = *upheld_;
    give("head-2", application::ExamineAppeal{{upheld.id}, true, ""});
    give("head-2", application::DecideAppeal{{upheld.id}, true, "", "The annex was there (invented)."});
    read_again_ = true;
    evaluate_one(upheld, 5);
    give("head-2", procedure::PlaceUpheld{{call_id}, {upheld.id}, "ranking"});
    if (state(upheld).step == "award") {
        give("minister", application::DecideAward{{upheld.id}, true, "4-301 (invented)", "", ""});
        serve(upheld);
        give(upheld.lead, application::AcceptOffer{{upheld.id}});
    }
    const Project& dismissed = *dismissed_;
    give("head-2", application::ExamineAppeal{{dismissed.id}, true, ""});
    give("head-2",
         application::DecideAppeal{{dismissed.id}, false, "", "The procedure was followed (invented)."});
}

void Story::finish() {
    wait_until("2027-06-01T07:00:00Z");
    give("officer-1", call::CloseCall{{call_id}});
    give("officer-1", call::EvaluateCall{{call_id}});
    give("officer-1", call::DecideCall{{call_id}});
    wait_until("2028-01-03T07:00:00Z");  // the reserve lists have expired
    for (const Project* p : ended("r2", "reserve_expired")) serve(*p);
    give("officer-1", call::ArchiveCall{{call_id}});
}

void Story::give(const std::string& actor, service::Command command) {
    const std::string name{service::name_of(command)};
    service::Request request{{actor}, "cli", std::move(command)};
    now_ = now_.plus_ms(between_commands_ms);
    request.at = now_;
    const auto done = service_.handle(std::move(request));
    ++commands_;
    if (done) return;
    std::string line = chapter_ + ", " + name + " by " + actor + ": " +
                       std::string{rule_name(done.error().rule)} + ": " + done.error().message;
    for (const auto& problem : done.error().problems) line += "; " + problem.path + ": " + problem.message;
    throw Broken(line);
}

bool Story::attempt(const std::string& actor, service::Command command) {
    service::Request request{{actor}, "cli", std::move(command)};
    now_ = now_.plus_ms(between_commands_ms);
    request.at = now_;
    const auto done = service_.handle(std::move(request));
    if (done)
        ++commands_;
    else
        ++refusals_[std::string{rule_name(done.error().rule)}];
    return done.has_value();
}

void Story::wait_until(const std::string& text) {
    const Instant until = instant(text);
    if (until < now_) throw Broken(chapter_ + ": it is " + now_.text() + ", later than " + text);
    now_ = until;
    commands_ += static_cast<std::int64_t>(service_.tick(now_).size());
}

void Story::wait_days(int days) {
    now_ = now_.plus_ms(days * day_ms);
    commands_ += static_cast<std::int64_t>(service_.tick(now_).size());
}

application::State Story::state(const Project& project) {
    return service_.states().application({project.id});
}

Story::Projects Story::waiting(const std::string& round, const std::string& step) {
    Projects found;
    for (const service::ApplicationRow& row :
         service_.store().applications({call_id, round, step, {}, {}, {}, -1}))
        if (row.outcome.empty())
            for (Project& p : cast_.projects)
                if (p.id == row.application) found.push_back(&p);
    return found;
}

Story::Projects Story::ended(const std::string& round, const std::string& outcome) {
    Projects found;
    for (const service::ApplicationRow& row :
         service_.store().applications({call_id, round, {}, {}, {}, {}, -1}))
        if (row.outcome == outcome)
            for (Project& p : cast_.projects)
                if (p.id == row.application) found.push_back(&p);
    return found;
}

std::string Story::officer_of(const Project& p) const {
    return p.id.back() % 2 == 0 ? "officer-1" : "officer-2";
}

// The first of the pool, from a place on, whom the rules let review this project.
std::string Story::assign(const Project& p, const std::string& step, const std::vector<std::string>& pool,
                          std::size_t from) {
    for (std::size_t i = 0; i < pool.size(); ++i) {
        const std::string& expert = pool[(from + i) % pool.size()];
        if (attempt(officer_of(p), assignment::AssignExpert{{p.id}, step, {expert}})) return expert;
    }
    throw Broken(chapter_ + ": no expert is left for " + p.id);
}

std::map<std::string, Decimal> Story::scores_of(const Project& p, const std::string& step,
                                                const std::string& expert) const {
    const bool idea = step == "idea_review";
    const std::vector<std::string> criteria =
        idea ? std::vector<std::string>{"contribution", "novelty"}
             : std::vector<std::string>{"contribution", "consortium", "business", "plan"};
    std::map<std::string, Decimal> scores;
    for (const std::string& criterion : criteria) {
        double score = (idea ? 3.3 : 2.28) + 1.9 * p.quality + 1.4 * (noise(p.id + expert + criterion) - 0.5);
        if (idea && p.divides && expert.starts_with("expert-b")) score -= 2.5;
        if (!idea && p.fate == Fate::misread && !read_again_) score -= 2;
        const int halves = std::clamp(static_cast<int>(score * 2 + 0.5), 0, 10);
        scores.emplace(criterion, Decimal::scaled(halves * 5, -1));
    }
    return scores;
}

void Story::score(const Project& p, const std::string& step, const std::string& expert) {
    const auto scores = scores_of(p, step, expert);
    std::map<std::string, std::string> comments;
    for (const auto& [criterion, score] : scores)
        comments.emplace(criterion, "Invented comment on " + criterion + ".");
    if (state(p).reviews.at(step).assignments.at({expert}).stage == lifecycle::assignment::Stage::declared)
        give(expert, assignment::OpenApplication{{p.id}, step, {expert}});
    give(expert, assignment::SubmitReview{{p.id}, step, {expert}, scores, comments});
}

void Story::select(const std::string& round, const std::string& step) {
    procedure::RankRound rank{
        {call_id}, {round}, step, {}, "Public value of " + round + " " + step + " (invented)"};
    for (const auto& [person, secret] : secrets) rank.secrets.push_back({{person}, secret});
    give("officer-1", rank);
    give("officer-1", procedure::ProposeSelection{{call_id}, {round}, step});
    give("head-1", procedure::ConfirmSelection{{call_id}, {round}, step});
}

void Story::serve(const Project& p, const std::string& how) {
    give(officer_of(p), application::ServeNotice{{p.id}, how, now_});
}

template <class Do>
void Story::each(const Projects& projects, Do&& act) {
    double done = 0;
    for (Project* p : projects) {
        act(*p);
        done += 1;
        if (watch_) watch_(chapter_, chapters_done_, chapters, done / static_cast<double>(projects.size()));
    }
}

}  // namespace atranka::example
