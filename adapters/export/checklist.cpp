#include "adapters/export/checklist.hpp"

#include "engine/assignment/scores.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/money/cofunding.hpp"

#include <algorithm>

namespace atranka::exporting {

namespace {

using application::State;

// The first event of that name, in that step where one is given.
const Value* event_in(const Moment& moment, const char* name, const std::string& step = {}) {
    for (const Value& event : moment.events)
        if (const Value* members = event.find(name)) {
            const Value* of = members->find("step");
            if (step.empty() || (of != nullptr && *of == Value{step})) return members;
        }
    return nullptr;
}

std::string text_in(const Value& members, const char* name) {
    const Value* value = members.find(name);
    return value != nullptr && value->is_text() ? value->as_text() : std::string{};
}
bool is_true(const Value& members, const char* name) {
    const Value* value = members.find(name);
    return value != nullptr && value->is_bool() && value->as_bool();
}
std::optional<Decimal> amount_in(const Value& members, const char* name) {
    const Value* value = members.find(name);
    return value != nullptr && value->is_text() ? Decimal::parse(value->as_text()) : std::nullopt;
}
std::optional<Decimal> parameter(const call::State& call, const RoundId& round, const char* name) {
    const Value* value = call.parameter(round, name);
    return value != nullptr && value->is_text() ? Decimal::parse(value->as_text()) : std::nullopt;
}

std::string when(Instant instant) {
    std::string text = instant.text().substr(0, 16);
    text[10] = ' ';
    return text + " UTC";
}
std::string places(std::size_t n, const char* of) {
    return std::to_string(n) + " " + of + (n == 1 ? "" : "s");
}
std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : "; ") + word;
    return all;
}

Verdict verdict_of(bool done) { return done ? Verdict::ok : Verdict::not_ok; }

class Auditor {
public:
    Auditor(const definition::Definition& definition, const std::vector<Moment>& moments,
            const std::function<std::optional<std::string>(const std::string&)>& beside)
        : definition_(definition), moments_(moments), beside_(beside) {}

    Checklist check() {
        list_.application = moments_.back().after.id.text;
        decision_ = find([](const Moment& m) {
            const Value* award = event_in(m, "AwardDecided");
            return award != nullptr && is_true(*award, "confirmed") && is_true(*award, "granted");
        });
        if (decision_ != nullptr) {
            const Value& award = *event_in(*decision_, "AwardDecided");
            list_.amount = amount_in(award, "amount").value_or(Decimal{0});
            list_.order = text_in(award, "order");
            list_.decided = decision_->at;
            list_.step = decision_->before.step;
        } else {
            // Where no authority decides, its place and its outcome are the decision.
            if (const Moment* placed = last("Placed"))
                list_.amount = amount_in(*event_in(*placed, "Placed"), "amount").value_or(Decimal{0});
            if (const Moment* ended = last("OutcomeReached")) {
                list_.decided = ended->at;
                list_.step = ended->before.step;
            }
        }
        for (const definition::Step& step : definition_.steps) {
            if (step.kind == lifecycle::Kind::submission) submission(step);
            if (step.kind == lifecycle::Kind::check) check(step);
            if (step.kind == lifecycle::Kind::review) review(step);
            if (step.kind == lifecycle::Kind::selection) selection(step);
            if (step.kind == lifecycle::Kind::decision) decision(step);
            if (step.kind == lifecycle::Kind::offer) offer(step);
        }
        appeals();
        return std::move(list_);
    }

private:
    // The last moment of which that is true; null where there is none.
    template <class Is>
    const Moment* find(Is is, const Moment* before = nullptr) const {
        for (auto m = moments_.rbegin(); m != moments_.rend(); ++m) {
            if (before != nullptr && m->entry >= before->entry) continue;
            if (is(*m)) return &*m;
        }
        return nullptr;
    }
    const Moment* last(const char* event, const std::string& step = {},
                       const Moment* before = nullptr) const {
        return find([&](const Moment& m) { return event_in(m, event, step) != nullptr; }, before);
    }

    static std::string name_of(const definition::Step& step) {
        return step.title.empty() ? step.name : step.title.in("en");
    }
    void add(const definition::Step& step, const char* what, Verdict verdict, std::string detail,
             std::set<std::int64_t> entries = {}) {
        list_.lines.push_back({name_of(step) + ": " + what, verdict, std::move(detail), std::move(entries)});
    }
    void never(const definition::Step& step, const char* what, std::string why) {
        add(step, what, Verdict::not_applicable, std::move(why));
    }

    // Every deadline that ran while the application was last in the step, not the last alone: a question
    // asked after one had passed starts another. The state forgets one that passed: here they are followed.
    void in_time(const definition::Step& step, const char* what, const Moment& done) {
        std::optional<Instant> due, missed;
        std::set<std::int64_t> entries{done.entry};
        std::int64_t set = -1;
        bool waits = false;
        for (const Moment& m : moments_) {
            if (m.entry > done.entry) break;
            if (m.before.step == step.name) {
                const bool passed = event_in(m, "DeadlinePassed", step.name) != nullptr;
                // A timer that fires late is nobody's delay, unless what it found is that nothing was done.
                if (due && m.at > *due && (m.type != "FireTimer" || passed) && !missed) missed = due;
                if (passed) entries.insert(m.entry);
            } else {
                due = missed = std::nullopt;
                entries = {done.entry};
                set = -1;
            }
            if (m.entry == done.entry || m.after.step != step.name) continue;
            waits = m.after.awaits_notice;
            if (m.after.deadline && m.after.deadline != due) set = m.entry;
            if (m.after.deadline) due = m.after.deadline;
        }
        if (set >= 0) entries.insert(set);
        if (!due)
            return add(
                step, what, Verdict::not_applicable,
                "done " + when(done.at) +
                    (waits ? "; no deadline ran, for notice had not been served" : "; no deadline ran"),
                entries);
        std::string detail = "done " + when(done.at) + ", due " + when(*due);
        if (missed && *missed != *due) detail += ", after " + when(*missed) + " had passed";
        add(step, what, verdict_of(!missed && done.at <= *due), detail, entries);
    }

    void submission(const definition::Step& step) {
        constexpr const char* what = "submitted in time";
        const Moment* done = find([&](const Moment& m) {
            return m.type == "SubmitForm" && event_in(m, "FormSubmitted", step.name) != nullptr;
        });
        if (done != nullptr) return in_time(step, what, *done);
        if (const Moment* m = find([](const Moment& one) { return one.type == "ImportApplication"; }))
            return add(step, what, Verdict::not_applicable,
                       "imported from an older system, whose dates are its own claims", {m->entry});
        add(step, what, Verdict::not_ok, "nothing was submitted here");
    }

    // Whether the application was ever in the step; else there is nothing to look for.
    bool was_in(const definition::Step& step, const char* what) {
        if (find([&](const Moment& m) { return m.after.step == step.name; }) != nullptr) return true;
        const Moment* first = &moments_.front();
        if (first->after.imported)
            never(step, what, "imported at a later step");
        else
            add(step, what, Verdict::not_ok, "the application was never in this step");
        return false;
    }

    void check(const definition::Step& step) {
        if (!was_in(step, "passed")) return;
        const Moment* proposed = last("CheckProposed", step.name);
        if (proposed == nullptr) return add(step, "passed", Verdict::not_ok, "no verdict was recorded");
        const Value& said = *event_in(*proposed, "CheckProposed", step.name);
        std::size_t passed = 0, all = 0;
        std::vector<std::string> failed;
        if (const Value* verdicts = said.find("verdicts"); verdicts != nullptr && verdicts->is_list())
            for (const Value& one : verdicts->as_list()) {
                ++all;
                if (is_true(one, "passed"))
                    ++passed;
                else
                    failed.push_back(text_in(one, "rule"));
            }
        std::string detail = std::to_string(passed) + " of " + places(all, "rule") + " passed";
        if (!failed.empty())
            detail += "; passed by " + text_in(said, "by") + " in spite of " + joined(failed) +
                      (proposed->reasoned ? ", with a reason in a private part" : ", without a reason");
        if (!is_true(said, "passed")) detail += "; the verdict was a failure";
        add(step, "passed", verdict_of(is_true(said, "passed") && failed.empty()), detail, {proposed->entry});

        const Moment* decided = find([&](const Moment& m) {
            const Value* answer = event_in(m, "CheckDecided", step.name);
            return m.entry > proposed->entry && answer != nullptr && is_true(*answer, "confirmed");
        });
        if (step.confirm_by.empty())
            never(step, "second person confirmed", "the definition asks for one person");
        else if (decided == nullptr)
            add(step, "second person confirmed", Verdict::not_ok, "nobody confirmed it", {proposed->entry});
        else
            add(step, "second person confirmed", verdict_of(decided->actor != proposed->actor),
                proposed->actor + " proposed, " + decided->actor + " confirmed",
                {proposed->entry, decided->entry});
        if (!step.assesses.empty()) lines_assessed(step, *proposed);
        in_time(step, "in time", decided != nullptr ? *decided : *proposed);
    }

    void lines_assessed(const definition::Step& step, const Moment& proposed) {
        std::set<std::int64_t> entries;
        for (const Moment& m : moments_)
            if (m.entry < proposed.entry && event_in(m, "LinesAssessed") != nullptr) entries.insert(m.entry);
        std::size_t lines = 0, missing = 0;
        Decimal claimed = 0, accepted = 0;
        const Value* facts = facts_at(proposed);
        for (const std::string& table : step.assesses)
            if (const Value* rows = facts == nullptr ? nullptr : facts->find(table);
                rows != nullptr && rows->is_list())
                for (const Value& row : rows->as_list()) {
                    ++lines;
                    claimed += amount_in(row, "claimed").value_or(Decimal{0});
                    if (const auto one = amount_in(row, "accepted"))
                        accepted += *one;
                    else
                        ++missing;
                }
        add(step, "cost lines assessed", verdict_of(lines > 0 && missing == 0 && !entries.empty()),
            places(lines, "line") + ", " + std::to_string(missing) + " without an answer; " + claimed.text() +
                " claimed, " + accepted.text() + " accepted",
            entries);
    }

    static const Value* facts_at(const Moment& m) {
        const State& s = m.before;
        if (s.submitted_steps.empty()) return nullptr;
        return &s.submissions.at(s.submitted_steps.back()).facts;
    }

    void review(const definition::Step& step) {
        if (!was_in(step, "scored")) return;
        const Moment* scored = last("ReviewScored", step.name);
        if (scored == nullptr || !scored->after.reviews.contains(step.name))
            return add(step, "scored", Verdict::not_ok, "the review has no result");
        declarations(step, *scored);
        const application::Review& review = scored->after.reviews.at(step.name);
        std::set<std::int64_t> entries{scored->entry};
        std::map<std::string, int> kinds;
        int submitted = 0;
        std::set<std::string> experts;
        for (const auto& [expert, a] : review.assignments) {
            if (a.stage != lifecycle::assignment::Stage::submitted) continue;
            const Moment* last_sheet = find([&](const Moment& m) {
                const Value* sheet = event_in(m, "ReviewSubmitted", step.name);
                return m.entry <= scored->entry && sheet != nullptr &&
                       text_in(*sheet, "expert") == expert.text;
            });
            if (last_sheet == nullptr) continue;
            entries.insert(last_sheet->entry);
            experts.insert(expert.text);
            ++submitted;
            if (!a.kind.empty()) ++kinds[a.kind];
        }
        std::string detail =
            std::to_string(submitted) + " of at least " + std::to_string(step.staffing.count);
        bool enough = submitted >= step.staffing.count;
        for (const auto& [kind, least] : step.staffing.of) {
            detail +=
                ", " + std::to_string(kinds[kind]) + " " + kind + " of at least " + std::to_string(least);
            enough = enough && kinds[kind] >= least;
        }
        add(step, "scored by the required experts", verdict_of(enough), detail, entries);
        consensus(step, *scored, experts);
        thresholds(step, *scored);
        in_time(step, "in time", *scored);
    }

    // Whoever read or scored had declared before, in an entry of a lower number, and had no interest that
    // nobody else cleared.
    void declarations(const definition::Step& step, const Moment& scored) {
        std::map<std::string, std::string> faults;
        std::set<std::int64_t> entries;
        std::set<std::string> readers, imported;
        for (const Moment& m : moments_) {
            if (m.entry > scored.entry) break;
            const Value* opened = event_in(m, "ApplicationOpened", step.name);
            const Value* sheet = event_in(m, "ReviewSubmitted", step.name);
            if (m.type == "ImportReview" && sheet != nullptr) imported.insert(text_in(*sheet, "expert"));
            if (opened == nullptr && sheet == nullptr) continue;
            const std::string expert = text_in(opened != nullptr ? *opened : *sheet, "expert");
            if (imported.contains(expert) || !readers.insert(expert).second) continue;
            if (opened == nullptr) faults[expert] = "scored without having opened the application";
            const Moment* declared = find(
                [&](const Moment& one) {
                    const Value* said = event_in(one, "InterestDeclared", step.name);
                    return said != nullptr && text_in(*said, "expert") == expert;
                },
                &m);
            entries.insert(m.entry);
            if (declared == nullptr) {
                faults[expert] = "had declared nothing";
                continue;
            }
            entries.insert(declared->entry);
            const std::string interest =
                text_in(*event_in(*declared, "InterestDeclared", step.name), "interest");
            if (interest == "none") continue;
            const Moment* cleared = find(
                [&](const Moment& one) {
                    const Value* said = event_in(one, "InterestCleared", step.name);
                    return one.entry > declared->entry && said != nullptr &&
                           text_in(*said, "expert") == expert && is_true(*said, "cleared") &&
                           one.actor != expert;
                },
                &m);
            if (interest == "potential" && cleared != nullptr)
                entries.insert(cleared->entry);
            else
                faults[expert] = "had a declared interest (" + interest + ") that nobody cleared";
        }
        std::vector<std::string> words;
        for (const auto& [expert, fault] : faults) words.push_back(expert + " " + fault);
        if (!imported.empty())
            words.push_back(places(imported.size(), "review") + " imported, undeclared here");
        if (readers.empty())
            return add(step, "declared before reading", Verdict::not_applicable,
                       words.empty() ? "nobody read" : joined(words), entries);
        words.insert(words.begin(), places(readers.size(), "expert") + " read" +
                                        (faults.empty() ? ", each after their declaration" : ""));
        add(step, "declared before reading", verdict_of(faults.empty()), joined(words), entries);
    }

    void consensus(const definition::Step& step, const Moment& scored, const std::set<std::string>& experts) {
        constexpr const char* what = "consensus signed by all";
        const Value& result = *event_in(scored, "ReviewScored", step.name);
        if (!step.consensus && text_in(result, "method") != "consensus")
            return never(step, what, "this review needed none");
        const Moment* written = find([&](const Moment& m) {
            return m.entry <= scored.entry && event_in(m, "ConsensusWritten", step.name) != nullptr;
        });
        if (written == nullptr)
            return add(step, what, Verdict::not_ok, "no consensus was written", {scored.entry});
        std::set<std::string> signers{text_in(*event_in(*written, "ConsensusWritten", step.name), "by")};
        std::set<std::int64_t> entries{written->entry};
        for (const Moment& m : moments_)
            if (const Value* one = event_in(m, "ConsensusSigned", step.name);
                one != nullptr && m.entry > written->entry && m.entry <= scored.entry) {
                signers.insert(text_in(*one, "by"));
                entries.insert(m.entry);
            }
        std::size_t signed_by = 0;
        for (const std::string& expert : experts) signed_by += signers.contains(expert) ? 1 : 0;
        add(step, what, verdict_of(signed_by == experts.size()),
            std::to_string(signed_by) + " of " + places(experts.size(), "expert") + ", its writer included",
            entries);
    }

    // The total and the thresholds once more, from the scores that were recorded.
    void thresholds(const definition::Step& step, const Moment& scored) {
        const Value& result = *event_in(scored, "ReviewScored", step.name);
        const definition::Rubric* declared = definition_.rubric(step.rubric);
        const Value* given = result.find("scores");
        const auto total = amount_in(result, "total");
        if (declared == nullptr || given == nullptr || !given->is_object() || !total)
            return add(step, "thresholds met", Verdict::not_ok, "the result has no scores", {scored.entry});
        const scoring::Rubric rubric = assignment::rubric_of(*declared);
        std::map<std::string, Decimal> scores;
        for (const auto& [name, score] : given->as_object())
            if (score.is_text())
                if (const auto number = Decimal::parse(score.as_text())) scores.emplace(name, *number);
        std::vector<std::string> missed, words;
        const std::string bar = rubric.scale.lowest_is_best ? ", at most " : ", at least ";
        const auto short_of = [&](const Decimal& reached, const Decimal& demanded) {
            return rubric.scale.lowest_is_best ? reached > demanded : reached < demanded;
        };
        for (const scoring::Criterion& criterion : rubric.criteria) {
            const auto score = scores.find(criterion.name);
            if (score == scores.end())
                return add(step, "thresholds met", Verdict::not_ok, "no score for " + criterion.name,
                           {scored.entry});
            if (!criterion.threshold) continue;
            words.push_back(criterion.name + " " + score->second.text() + bar + criterion.threshold->text());
            if (short_of(score->second, *criterion.threshold)) missed.push_back(criterion.name);
        }
        if (rubric.total_threshold) {
            words.push_back("total " + total->text() + bar + rubric.total_threshold->text());
            if (short_of(*total, *rubric.total_threshold)) missed.emplace_back("the total");
        }
        if (text_in(result, "method") == "consensus") {
            const Decimal again = scoring::total_of(rubric, rubric.ranking, scores).decimal();
            if (again != *total) missed.push_back("the total, which adds up to " + again.text());
        }
        if (words.empty()) words.emplace_back("total " + total->text() + ", none demanded");
        add(step, "thresholds met", verdict_of(missed.empty()),
            joined(words) + (missed.empty() ? "" : "; missed: " + joined(missed)), {scored.entry});
    }

    void selection(const definition::Step& step) {
        if (!was_in(step, "position in the ranking")) return;
        const Moment* placed = last("Placed", step.name);
        if (placed == nullptr)
            return add(step, "position in the ranking", Verdict::not_ok, "it was never placed");
        position(step, *placed);
        const Moment* confirmed = find([&](const Moment& m) {
            return m.type == "ConfirmSelection" && event_in(m, "Placed", step.name) != nullptr;
        });
        second_person(step, confirmed != nullptr ? *confirmed : *placed);
        in_time(step, "in time", confirmed != nullptr ? *confirmed : *placed);
        const Value& place = *event_in(*placed, "Placed", step.name);
        if (step.selection && step.selection->fund) money(step, *placed, place);
    }

    void second_person(const definition::Step& step, const Moment& confirmed) {
        constexpr const char* what = "second person confirmed";
        if (step.confirm_by.empty()) return never(step, what, "the definition asks for one person");
        std::set<std::int64_t> entries{confirmed.entry};
        if (confirmed.type == "ConfirmSelection") {
            if (confirmed.proposed_at < 0)
                return add(step, what, Verdict::not_ok, "nobody proposed the list", entries);
            entries.insert(confirmed.proposed_at);
            return add(step, what, verdict_of(confirmed.proposed_by != confirmed.actor),
                       confirmed.proposed_by + " proposed, " + confirmed.actor + " confirmed", entries);
        }
        std::vector<std::string> by;
        if (const Value* who = event_in(confirmed, "Placed", step.name)->find("by"); who && who->is_list())
            for (const Value& one : who->as_list()) by.push_back(one.as_text());
        add(step, what, verdict_of(by.size() >= 2), "placed by " + joined(by), entries);
    }

    // Where the ranked list has it: the list that lies beside the entry, under the hash that the call names.
    void position(const definition::Step& step, const Moment& placed) {
        constexpr const char* what = "position in the ranking";
        left_in_list_.reset();
        const Value& place = *event_in(placed, "Placed", step.name);
        const std::int64_t rank = place.find("rank") == nullptr ? 0 : place.at("rank").as_int();
        const std::string outcome = text_in(place, "outcome");
        std::set<std::int64_t> entries{placed.entry};
        if (placed.type == "PlaceUpheld")
            return add(step, what, Verdict::not_applicable,
                       "placed outside the list, on an upheld appeal: " + text_in(place, "reason"), entries);
        if (placed.ranked_at >= 0) entries.insert(placed.ranked_at);
        const call::Round* round = placed.call_after.round(placed.after.round);
        const auto list = round == nullptr ? std::map<std::string, call::Selection>::const_iterator{}
                                           : round->selections.find(step.name);
        const bool known = round != nullptr && list != round->selections.end();
        const auto bytes = known ? beside_(list->second.ranking) : std::nullopt;
        if (!bytes || ledger::hex(ledger::sha256(*bytes)) != list->second.ranking)
            return add(step, what, Verdict::not_ok, "the ranked list is not there, or not the one named",
                       entries);
        const auto rows = ledger::canonical_value(*bytes);
        const Value* row = nullptr;
        std::size_t at = 0;
        if (rows && rows->is_list())
            for (; at < rows->as_list().size() && row == nullptr; ++at)
                if (text_in(rows->as_list()[at], "application") == list_.application)
                    row = &rows->as_list()[at];
        if (row == nullptr)
            return add(step, what, Verdict::not_ok, "the ranked list does not have it", entries);
        left_in_list_ = amount_in(*row, "left");
        std::vector<std::string> faults;
        if (row->at("rank") != Value{rank} || static_cast<std::int64_t>(at) != rank)
            faults.push_back("the list has it at place " + std::to_string(at));
        const bool moved_up = placed.type == "PromoteReserve";
        const std::string in_list = text_in(*row, "outcome");
        if (in_list != (moved_up ? "reserved" : outcome)) faults.push_back("the list has it " + in_list);
        if (!moved_up && step.selection && step.selection->fund &&
            amount_in(*row, "amount") != amount_in(place, "amount"))
            faults.push_back("the list has it at " + text_in(*row, "amount"));
        std::string keys;
        if (const Value* named = row->find("keys"); named != nullptr && named->is_object())
            for (const auto& [key, value] : named->as_object()) {
                const std::string words = value.is_text() ? value.as_text() : std::string{"?"};
                const auto total = key.find(".total ");
                if (total == std::string::npos) continue;
                keys += ", " + key.substr(0, total) + ".total " + words;
                const Moment* scored = last("ReviewScored", key.substr(0, total), &placed);
                if (scored == nullptr) continue;
                entries.insert(scored->entry);
                const Value* said = event_in(*scored, "ReviewScored", key.substr(0, total));
                if (amount_in(*said, "total") != Decimal::parse(words))
                    faults.push_back("its review has " + text_in(*said, "total"));
            }
        add(step, what, verdict_of(faults.empty() && outcome == "selected"),
            "place " + std::to_string(rank) + " of " + std::to_string(rows->as_list().size()) + ", " +
                outcome + (moved_up ? " from the reserve list" : "") + keys +
                (faults.empty() ? "" : "; " + joined(faults)),
            entries);
    }

    void money(const definition::Step& step, const Moment& placed, const Value& place) {
        const auto amount = amount_in(place, "amount");
        const auto budget = parameter(placed.call_after, placed.after.round, "budget");
        if (!amount || !budget)
            return never(step, "within the budget",
                         "the call has no parameter budget, or the place no amount");
        // Those placed ahead by the same entry were paid before.
        const Decimal before = placed.call_before.committed + placed.ahead;
        const Decimal left = *budget - before - *amount;
        list_.budget.push_back({"when its place was decided", placed.entry, *budget, before, *amount, left,
                                parameter(placed.call_after, placed.after.round, "appeal_reserve")});
        const std::string envelope = text_in(place, "envelope");
        std::string of_envelope;
        bool fits = true;
        if (!envelope.empty() && placed.type == "ConfirmSelection" && left_in_list_) {
            list_.budget.back().envelope = envelope;
            list_.budget.back().left_in_envelope = left_in_list_;
            fits = left_in_list_->sign() >= 0;
            of_envelope = "; envelope " + envelope + " has " + left_in_list_->text() + " left";
        }
        add(step, "within the budget", verdict_of(left.sign() >= 0 && fits),
            budget->text() + " - " + before.text() + " committed before - " + amount->text() + " = " +
                left.text() + " left" + of_envelope,
            {placed.entry});
    }

    void decision(const definition::Step& step) {
        if (decision_ == nullptr) return add(step, "decided", Verdict::not_ok, "no confirmed decision");
        const Value& award = *event_in(*decision_, "AwardDecided");
        cofunding(step);
        const Moment* placed = last("Placed", {}, decision_);
        if (placed != nullptr) {
            const auto amount = amount_in(*event_in(*placed, "Placed"), "amount");
            const Value* facts = facts_at(*decision_);
            const auto asked = facts == nullptr ? std::nullopt : amount_in(*facts, "requested_grant");
            add(step, "amount as placed and asked for",
                verdict_of(amount == list_.amount && (!asked || list_.amount <= *asked)),
                list_.amount.text() + " awarded, " + (amount ? amount->text() : "nothing") +
                    " on the list, " + (asked ? asked->text() : "nothing") + " asked for",
                {placed->entry, decision_->entry});
        }
        // A grant's reasons are its place and scores; a private part holds what was written besides.
        add(step, "decided under a numbered order", verdict_of(!list_.order.empty()),
            (list_.order.empty() ? std::string{"no order is named"} : "order " + list_.order) + ", by " +
                text_in(award, "by"),
            {decision_->entry});
        std::set<std::int64_t> reasons;
        for (const Moment& m : moments_)
            if (m.entry < decision_->entry &&
                (event_in(m, "ReviewScored") != nullptr || event_in(m, "Placed") != nullptr))
                reasons.insert(m.entry);
        if (decision_->reasoned) reasons.insert(decision_->entry);
        add(step, "reasons on record", verdict_of(!reasons.empty()),
            decision_->reasoned ? "scores and places, and a written reason in a private part"
                                : "scores and places; no further reason was written",
            reasons);
        if (step.confirm_by.empty()) {
            never(step, "second person confirmed", "the definition asks for one person");
        } else {
            const Moment* proposed = find(
                [](const Moment& m) {
                    const Value* one = event_in(m, "AwardDecided");
                    return one != nullptr && !is_true(*one, "confirmed") && is_true(*one, "granted");
                },
                decision_);
            if (proposed == nullptr)
                add(step, "second person confirmed", Verdict::not_ok, "nobody proposed it",
                    {decision_->entry});
            else
                add(step, "second person confirmed", verdict_of(proposed->actor != decision_->actor),
                    proposed->actor + " proposed, " + decision_->actor + " confirmed",
                    {proposed->entry, decision_->entry});
        }
        in_time(step, "in time", *decision_);
        if (const auto budget = parameter(decision_->call_after, decision_->after.round, "budget")) {
            // What was committed at its place is among what is committed now.
            const bool held =
                placed != nullptr && amount_in(*event_in(*placed, "Placed"), "amount") == list_.amount;
            const Decimal now = decision_->call_after.committed;
            const Decimal before = held ? now - list_.amount : now;
            list_.budget.push_back(
                {"when it was granted", decision_->entry, *budget, before, list_.amount,
                 *budget - before - list_.amount,
                 parameter(decision_->call_after, decision_->after.round, "appeal_reserve")});
        }
    }

    // The co-funding check once more, on the costs as they were accepted and the sum that was awarded.
    void cofunding(const definition::Step& step) {
        constexpr const char* what = "co-funding limits";
        const auto rate = parameter(decision_->call_after, decision_->after.round, "max_rate");
        const auto cap = parameter(decision_->call_after, decision_->after.round, "max_grant");
        const Value* facts = facts_at(*decision_);
        const Value* costs = facts == nullptr ? nullptr : facts->find("costs");
        if (!rate || !cap || costs == nullptr || !costs->is_list())
            return never(step, what, "the call has no max_rate and max_grant, or the form no costs");
        const auto currency = money::Currency::of(definition_.currency);
        std::set<std::int64_t> entries{decision_->entry};
        for (const char* source : {"FormSubmitted", "LinesAssessed", "CheckProposed"})
            if (const Moment* m = last(source, {}, decision_)) entries.insert(m->entry);
        if (!currency) return never(step, what, "the currency is not known");
        const auto exact = [&](const Decimal& value) {
            return money::Money::rounded(value, *currency, Rounding::half_even);
        };
        Decimal declared = 0, accepted = 0;
        for (const Value& row : costs->as_list()) {
            declared += amount_in(row, "claimed").value_or(Decimal{0});
            accepted += amount_in(row, "accepted").value_or(Decimal{0});
        }
        if (declared.sign() == 0) return never(step, what, "no costs are claimed in the form");
        money::CofundingRequest request;
        request.declared = exact(declared);
        request.ineligible = exact(declared - accepted);
        request.requested = exact(list_.amount);
        request.in_kind = exact(amount_in(*facts, "in_kind").value_or(Decimal{0}));
        request.other_public = exact(amount_in(*facts, "other_public").value_or(Decimal{0}));
        const money::Cofunding found = money::check_cofunding({*rate, exact(*cap)}, request);
        std::string detail = list_.amount.text() + " of " + accepted.text() + " eligible";
        if (found.intensity_pct) detail += " is " + found.intensity_pct->text() + " %";
        detail += "; at most " + found.max_grant.text();
        if (found.binding)
            detail += std::string{" by "} + boost::describe::enum_to_string(*found.binding, "?");
        add(step, what, verdict_of(found.verdict == money::Verdict::pass), detail, entries);
    }

    void offer(const definition::Step& step) {
        if (decision_ == nullptr) return;
        const Moment* served = find([&](const Moment& m) {
            return m.entry > decision_->entry && event_in(m, "NoticeServed") != nullptr &&
                   m.before.step == step.name;
        });
        if (!step.notice)
            never(step, "notice served", "the definition asks for none");
        else if (served == nullptr)
            add(step, "notice served",
                !moments_.back().after.finished() ? Verdict::not_applicable : Verdict::not_ok, "not served");
        else
            add(step, "notice served", Verdict::ok,
                "by " + text_in(*event_in(*served, "NoticeServed"), "how") + ", " +
                    when(Instant::parse(text_in(*event_in(*served, "NoticeServed"), "at"))
                             .value_or(served->at)),
                {served->entry});
        const Moment* answered = find([&](const Moment& m) {
            const Value* stage = event_in(m, "StageReached");
            const std::string name = stage == nullptr ? std::string{} : text_in(*stage, "stage");
            return m.entry > decision_->entry &&
                   (name == "offer.accepted" || name == "offer.declined" || name == "offer.lapsed");
        });
        if (answered == nullptr) return never(step, "accepted", "not answered yet");
        const std::string stage = text_in(*event_in(*answered, "StageReached"), "stage");
        if (stage == "offer.accepted") {
            add(step, "accepted", verdict_of(answered->actor == answered->before.lead.text),
                "by " + answered->actor, {answered->entry});
            return in_time(step, "accepted in time", *answered);
        }
        never(step, "accepted", stage == "offer.declined" ? "declined" : "lapsed");
        list_.lines.back().entries.insert(answered->entry);
        const Decimal back = answered->call_before.committed - answered->call_after.committed;
        add(step, "money returned to the call", verdict_of(back == list_.amount), back.text() + " came back",
            {answered->entry});
    }

    void appeals() {
        std::set<std::int64_t> entries;
        std::vector<std::string> words, faults;
        for (const Moment& m : moments_)
            if (const Value* moved = event_in(m, "AppealMoved")) {
                entries.insert(m.entry);
                const std::string stage = text_in(*moved, "stage"), by = text_in(*moved, "by");
                words.push_back(stage + " " + when(m.at) + " by " + by);
                if ((stage == "upheld" || stage == "dismissed" || stage == "inadmissible") &&
                    m.before.deciders.contains({by}))
                    faults.push_back(by + " had a part in what was appealed against");
            }
        const State& now = moments_.back().after;
        const bool open =
            !now.appeals.empty() && (now.appeals.back().stage == lifecycle::appeal::Stage::lodged ||
                                     now.appeals.back().stage == lifecycle::appeal::Stage::admissible);
        if (entries.empty())
            list_.lines.push_back(
                {"Appeals: decided by others", Verdict::not_applicable, "none was lodged", {}});
        else
            list_.lines.push_back({"Appeals: decided by others",
                                   open ? Verdict::not_applicable : verdict_of(faults.empty()),
                                   joined(words) + (faults.empty() ? "" : "; " + joined(faults)), entries});
    }

    const definition::Definition& definition_;
    const std::vector<Moment>& moments_;
    const std::function<std::optional<std::string>(const std::string&)>& beside_;
    const Moment* decision_ = nullptr;
    std::optional<Decimal> left_in_list_;
    Checklist list_;
};

}  // namespace

Checklist checklist_of(const definition::Definition& definition, const std::vector<Moment>& moments,
                       const std::function<std::optional<std::string>(const std::string&)>& beside) {
    return Auditor{definition, moments, beside}.check();
}

Dossiers::Dossiers(const std::vector<std::string>& applications) {
    for (const std::string& one : applications) moments_[one];
}

void Dossiers::add(const Told& told, service::Folded& after, const CallId& id) {
    hashes_.push_back(told.entry.leaf_hash);
    const call::State call = after.call(id);
    for (const auto& [stream, events] : told.events.as_object())
        if (stream.starts_with("call/")) see_lists(told, events.as_list());
    for (const auto& [stream, events] : told.events.as_object()) {
        if (!stream.starts_with("application/")) continue;
        const std::string name = stream.substr(stream.find('/') + 1);
        const auto it = moments_.find(name);
        if (it == moments_.end()) continue;
        Moment moment;
        moment.entry = told.entry.index;
        moment.type = told.entry.type;
        moment.actor = told.leaf.actor;
        moment.at = told.entry.at;
        moment.events = events.as_list();
        moment.after = after.application({name});
        moment.call_before = call_;
        moment.call_after = call;
        moment.reasoned = told.leaf.commit.contains("part.reason");
        if (!it->second.empty()) moment.before = it->second.back().after;
        add_list(told, moment);
        it->second.push_back(std::move(moment));
    }
    call_ = call;
}

void Dossiers::see_lists(const Told& told, const Value::List& events) {
    for (const Value& event : events)
        if (const Value* moved = event.find("SelectionMoved")) {
            List& list = lists_[{moved->at("round").as_text(), moved->at("step").as_text()}];
            const Value* stage = moved->at("selection").find("stage");
            if (stage != nullptr && *stage == Value{"ranked"}) list = {told.entry.index, -1, {}};
            if (stage != nullptr && *stage == Value{"proposed"}) {
                list.proposed = told.entry.index;
                list.by = told.leaf.actor;
            }
        }
}

void Dossiers::add_list(const Told& told, Moment& moment) const {
    const Value* placed = nullptr;
    for (const Value& event : moment.events)
        if (const Value* one = event.find("Placed")) placed = one;
    if (placed == nullptr) return;
    const std::string step = placed->at("step").as_text();
    if (const auto it = lists_.find({moment.after.round.text, step}); it != lists_.end()) {
        moment.ranked_at = it->second.ranked;
        moment.proposed_at = it->second.proposed;
        moment.proposed_by = it->second.by;
    }
    for (const auto& [stream, events] : told.events.as_object())
        for (const Value& event : events.as_list())
            if (const Value* other = event.find("Placed"); other != nullptr && other != placed)
                if (other->at("step") == Value{step} && other->at("outcome") == Value{"selected"} &&
                    other->at("rank").as_int() < placed->at("rank").as_int())
                    moment.ahead += Decimal::parse(other->at("amount").as_text()).value_or(Decimal{0});
}

std::int64_t Checklist::count(Verdict verdict) const {
    return std::ranges::count(lines, verdict, &Line::verdict);
}

const char* text_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::ok: return "ok";
        case Verdict::not_ok: return "not ok";
        case Verdict::not_applicable: return "n.a.";
    }
    return "n.a.";
}

}  // namespace atranka::exporting
