// The checklist of an award: true on the example's awards, and each line turns where the record would.

#include "tests/exports/told.hpp"

#include <gmock/gmock.h>
#include <algorithm>

namespace atranka::exporting {
namespace {

using Moments = std::vector<Moment>;

struct Audited {
    std::shared_ptr<const definition::Definition> definition;
    std::vector<std::string> awards;
    std::unique_ptr<Dossiers> dossiers;
};

const Audited& audited() {
    static const Audited made = [] {
        auto& world = told_world();
        Audited all;
        service::ApplicationQuery query;
        query.call = call_id.text;
        for (const auto& row : world.store.applications(query))
            if (!row.granted.empty()) all.awards.push_back(row.application);
        all.dossiers = std::make_unique<Dossiers>(all.awards);
        const auto told = tell(world.store, call_id, [&](const Told& one, service::Folded& after) {
            all.dossiers->add(one, after, call_id);
        });
        EXPECT_TRUE(told) << told.error().text();
        all.definition = world.service.states().definition(world.service.states().call(call_id).definition);
        return all;
    }();
    return made;
}

std::optional<std::string> beside(const std::string& hash) { return told_world().store.beside(hash); }

Checklist checked(const Moments& moments) { return checklist_of(*audited().definition, moments, beside); }

const Line& line(const Checklist& list, const std::string& what) {
    const auto it = std::ranges::find(list.lines, what, &Line::what);
    if (it == list.lines.end()) {
        ADD_FAILURE() << "no line " << what;
        static const Line none;
        return none;
    }
    return *it;
}

// The last moment in which that happened, in that step.
Moment& last(Moments& moments, const std::string& event, const std::string& step = {}) {
    for (auto m = moments.rbegin(); m != moments.rend(); ++m)
        for (const Value& one : m->events)
            if (const Value* members = one.find(event))
                if (step.empty() || members->at("step") == Value{step}) return *m;
    ADD_FAILURE() << "no " << event << " in " << step;
    return moments.front();
}

Value& members(Moment& moment, const std::string& event) {
    for (Value& one : moment.events)
        if (one.find(event) != nullptr) return one.as_object().find(event)->second;
    ADD_FAILURE() << "no " << event;
    return moment.events.front();
}

void drop(Moment& moment, const std::string& event) {
    std::erase_if(moment.events, [&](const Value& one) { return one.find(event) != nullptr; });
}

constexpr const char* award_of_first_round = "a-063";

struct Fault {
    const char* name;
    const char* line;
    std::function<void(Moments&)> plant;
};

const std::vector<Fault>& faults() {
    static const auto later = [](Moment& moment, int days) {
        moment.at = moment.at.plus_ms(std::int64_t{days} * 24 * 3600 * 1000);
    };
    static const std::vector<Fault> all{
        {"FormAfterTheDeadline", "Grant application: submitted in time",
         [](Moments& m) { later(last(m, "FormSubmitted", "application"), 90); }},
        {"IdeaAfterTheDeadline", "Proof of idea: submitted in time",
         [](Moments& m) { later(last(m, "FormSubmitted", "idea"), 90); }},
        {"RuleThatFailed", "Eligibility: passed",
         [](Moments& m) {
             Value& verdicts =
                 members(last(m, "CheckProposed", "eligibility"), "CheckProposed").as_object().at("verdicts");
             verdicts.as_list().front().set("passed", false);
         }},
        {"CheckConfirmedByWhoProposed", "Eligibility: second person confirmed",
         [](Moments& m) {
             last(m, "CheckDecided", "eligibility").actor = last(m, "CheckProposed", "eligibility").actor;
         }},
        {"CheckThatNobodyConfirmed", "Eligibility: second person confirmed",
         [](Moments& m) { drop(last(m, "CheckDecided", "eligibility"), "CheckDecided"); }},
        {"LineWithoutAnAnswer", "Eligibility: cost lines assessed",
         [](Moments& m) {
             auto& facts = last(m, "CheckProposed", "eligibility").before.submissions.at("application").facts;
             facts.as_object().at("costs").as_list().front().as_object().erase("accepted");
         }},
        {"ReadBeforeDeclaring", "Evaluation: declared before reading",
         [](Moments& m) {
             Moment& opened = last(m, "ApplicationOpened", "evaluation");
             const Value expert = members(opened, "ApplicationOpened").at("expert");
             for (Moment& one : m)
                 for (const Value& event : one.events)
                     if (const Value* said = event.find("InterestDeclared");
                         said != nullptr && said->at("step") == Value{"evaluation"} &&
                         said->at("expert") == expert) {
                         std::swap(one.events, opened.events);
                         return;
                     }
         }},
        {"ReadWithAnInterest", "Evaluation: declared before reading",
         [](Moments& m) {
             members(last(m, "InterestDeclared", "evaluation"), "InterestDeclared")
                 .set("interest", "disqualifying");
         }},
        {"ReadWithAPotentialInterestThatNobodyCleared", "Evaluation: declared before reading",
         [](Moments& m) {
             members(last(m, "InterestDeclared", "evaluation"), "InterestDeclared")
                 .set("interest", "potential");
         }},
        {"ScoredWithoutOpening", "Evaluation: declared before reading",
         [](Moments& m) { drop(last(m, "ApplicationOpened", "evaluation"), "ApplicationOpened"); }},
        {"ReviewThatIsMissing", "Evaluation: scored by the required experts",
         [](Moments& m) { drop(last(m, "ReviewSubmitted", "evaluation"), "ReviewSubmitted"); }},
        {"SignatureThatIsMissing", "Evaluation: consensus signed by all",
         [](Moments& m) { drop(last(m, "ConsensusSigned", "evaluation"), "ConsensusSigned"); }},
        {"TotalUnderTheThreshold", "Evaluation: thresholds met",
         [](Moments& m) {
             members(last(m, "ReviewScored", "evaluation"), "ReviewScored").set("total", "69.9");
         }},
        {"TotalThatDoesNotAddUp", "Evaluation: thresholds met",
         [](Moments& m) {
             members(last(m, "ReviewScored", "evaluation"), "ReviewScored").set("total", "99");
         }},
        {"ScoreUnderTheThreshold", "Review of the idea: thresholds met",
         [](Moments& m) {
             members(last(m, "ReviewScored", "idea_review"), "ReviewScored")
                 .as_object()
                 .at("scores")
                 .set("novelty", "3.5");
         }},
        {"ReviewAfterTheDeadline", "Evaluation: in time",
         [](Moments& m) { later(last(m, "ReviewScored", "evaluation"), 90); }},
        {"AnotherPlaceThanInTheList", "Ranking: position in the ranking",
         [](Moments& m) { members(last(m, "Placed", "ranking"), "Placed").set("rank", 2); }},
        {"AnotherAmountThanInTheList", "Ranking: position in the ranking",
         [](Moments& m) { members(last(m, "Placed", "ranking"), "Placed").set("amount", "18500.01"); }},
        {"AnotherTotalThanInTheList", "Ranking: position in the ranking",
         [](Moments& m) {
             members(last(m, "ReviewScored", "evaluation"), "ReviewScored").set("total", "83.5");
         }},
        {"ListConfirmedByWhoProposed", "Ranking: second person confirmed",
         [](Moments& m) {
             Moment& placed = last(m, "Placed", "ranking");
             placed.proposed_by = placed.actor;
         }},
        {"ListThatNobodyProposed", "Ranking: second person confirmed",
         [](Moments& m) { last(m, "Placed", "ranking").proposed_at = -1; }},
        {"MoreThanTheBudget", "Ranking: within the budget",
         [](Moments& m) { last(m, "Placed", "ranking").ahead = Decimal{481501}; }},
        {"MoreThanFortyPercent", "Decision of the ministry: co-funding limits",
         [](Moments& m) {
             auto& facts = last(m, "AwardDecided").before.submissions.at("application").facts;
             facts.as_object().at("costs").as_list().front().set("accepted", "0.00");
         }},
        {"MoreThanWasAskedFor", "Decision of the ministry: amount as placed and asked for",
         [](Moments& m) { members(last(m, "AwardDecided"), "AwardDecided").set("amount", "18500.01"); }},
        {"NoOrder", "Decision of the ministry: decided under a numbered order",
         [](Moments& m) { members(last(m, "AwardDecided"), "AwardDecided").set("order", ""); }},
        {"DecisionAfterTheDeadline", "Decision of the ministry: in time",
         [](Moments& m) { later(last(m, "AwardDecided"), 90); }},
        {"NoticeThatWasNotServed", "Offer of a grant agreement: notice served",
         [](Moments& m) { drop(last(m, "NoticeServed"), "NoticeServed"); }},
        {"AcceptedBySomebodyElse", "Offer of a grant agreement: accepted",
         [](Moments& m) { last(m, "OutcomeReached").actor = "lead-001"; }},
        {"AcceptedTooLate", "Offer of a grant agreement: accepted in time",
         [](Moments& m) { later(last(m, "OutcomeReached"), 90); }},
    };
    return all;
}

class Planted : public testing::TestWithParam<std::size_t> {};

TEST_P(Planted, IsNotOkAndWasOkBefore) {
    const Fault& fault = faults()[GetParam()];
    Moments moments = audited().dossiers->of(award_of_first_round);
    const Checklist before = checked(moments);
    EXPECT_EQ(line(before, fault.line).verdict, Verdict::ok) << line(before, fault.line).detail;
    fault.plant(moments);
    const Checklist after = checked(moments);
    EXPECT_EQ(line(after, fault.line).verdict, Verdict::not_ok) << line(after, fault.line).detail;
}
INSTANTIATE_TEST_SUITE_P(Fault, Planted, testing::Range(std::size_t{0}, faults().size()),
                         [](const auto& one) { return std::string{faults()[one.param].name}; });

TEST(Checklist, NamesTheListThatIsNotTheOneTheCallNames) {
    const Moments& moments = audited().dossiers->of(award_of_first_round);
    const Checklist list = checklist_of(*audited().definition, moments, [](const std::string& hash) {
        auto bytes = beside(hash);
        return bytes ? std::optional{*bytes + " "} : bytes;
    });
    EXPECT_EQ(line(list, "Ranking: position in the ranking").verdict, Verdict::not_ok);
}

TEST(Checklist, FindsWhatWasLateAndNothingElseInTheExample) {
    std::size_t late = 0;
    for (const std::string& award : audited().awards) {
        const Moments& moments = audited().dossiers->of(award);
        std::set<std::string> overdue;
        for (const auto& passed : moments.back().after.overdue) overdue.insert(passed.step);
        for (const Line& one : checked(moments).lines) {
            if (one.verdict != Verdict::not_ok) continue;
            EXPECT_EQ(one.what, "Eligibility: in time") << award << ": " << one.detail;
            ++late;
            EXPECT_TRUE(overdue.contains("eligibility")) << award;
        }
        EXPECT_EQ(line(checked(moments), "Evaluation: in time").verdict, Verdict::ok) << award;
        EXPECT_EQ(line(checked(moments), "Eligibility: in time").verdict == Verdict::not_ok,
                  overdue.contains("eligibility"))
            << award;
    }
    EXPECT_GT(late, 0U);
}

TEST(Checklist, GivesEachLineThatIsOkTheEntriesThatShowIt) {
    for (const std::string& award : audited().awards)
        for (const Line& one : checked(audited().dossiers->of(award)).lines) {
            EXPECT_TRUE(one.verdict != Verdict::ok || !one.entries.empty()) << award << ": " << one.what;
            for (const std::int64_t entry : one.entries) EXPECT_LE(entry, audited().dossiers->head());
        }
}

TEST(Checklist, HasTheMoneyAsTheRankedListLeavesIt) {
    auto& states = told_world().service.states();
    const call::State call = states.call(call_id);
    const auto rows = states.beside(call.round({"r1"})->selections.at("ranking").ranking);
    ASSERT_TRUE(rows);
    std::map<std::string, Decimal> left;
    for (const Value& row : rows->as_list())
        left.emplace(row.at("application").as_text(), *Decimal::parse(row.at("left").as_text()));
    std::size_t compared = 0;
    for (const std::string& award : audited().awards) {
        const Moments& moments = audited().dossiers->of(award);
        const Checklist list = checked(moments);
        ASSERT_EQ(list.budget.size(), 2U) << award;
        for (const BudgetLine& one : list.budget) {
            EXPECT_EQ(one.budget - one.before - one.award, one.left) << award;
            EXPECT_EQ(one.award, list.amount) << award;
        }
        const BudgetLine& placed = list.budget.front();
        const auto m = std::ranges::find(moments, placed.entry, &Moment::entry);
        if (m->type != "ConfirmSelection" || m->after.round.text != "r1") continue;
        ++compared;
        ASSERT_TRUE(placed.kept);
        EXPECT_EQ(placed.left - *placed.kept, left.at(award)) << award;
    }
    EXPECT_EQ(compared, 24U);
}

TEST(Checklist, LetsNobodyWhoHadAPartDecideAnAppeal) {
    Moments moments = audited().dossiers->of("a-030");
    EXPECT_EQ(line(checked(moments), "Appeals: decided by others").verdict, Verdict::ok);
    for (Moment& m : moments)
        for (Value& event : m.events)
            if (event.find("AppealMoved") != nullptr)
                if (Value& moved = event.as_object().find("AppealMoved")->second;
                    moved.at("stage") == Value{"upheld"})
                    moved.set("by", m.before.deciders.begin()->text);
    EXPECT_EQ(line(checked(moments), "Appeals: decided by others").verdict, Verdict::not_ok);
}

}  // namespace
}  // namespace atranka::exporting
