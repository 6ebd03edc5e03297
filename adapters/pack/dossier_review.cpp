#include "adapters/pack/gatherer.hpp"

#include "adapters/pack/form_table.hpp"
#include "engine/assignment/scores.hpp"

#include <algorithm>

namespace atranka::pack {

namespace {

using explanation::total_sum, explanation::with_numbers;

}  // namespace

Access& Gatherer::access(const std::string& step, const std::string& expert) {
    auto& all = accesses_[dossier_->application];
    const auto it = std::find_if(all.rbegin(), all.rend(),
                                 [&](const Access& one) { return one.step == step && one.expert == expert; });
    if (it != all.rend()) return *it;
    all.push_back({step, expert, {}, {}, {}, {}});
    return all.back();
}

void Gatherer::tell(const assignment::ExpertAssigned& e) {
    accesses_[dossier_->application].push_back({e.step, e.expert.text, {}, {}, {}, {}});
    add(Topic::assignments, say("{}: {} assigns {}{}", "{}: {} skiria {}{}",
                                {step_title(e.step), actor_, e.expert.text,
                                 e.kind.empty() ? Both{} : Both{" ("} + term(e.kind) + ")"}));
}

void Gatherer::tell(const assignment::InterestDeclared& e) {
    Access& one = access(e.step, e.expert.text);
    if (!one.declared) one.declared = line({});
    one.interest = enum_term(e.interest);
    one.statement = words("statement");
    add(Topic::assignments,
        say("{}: {} declares interest: {}", "{}: {} deklaruoja interesą: {}",
            {step_title(e.step), e.expert.text, one.interest}),
        {}, one.statement);
}

void Gatherer::tell(const assignment::InterestCleared& e) {
    const Both what = say(e.cleared ? "{}: {} decides that the interest of {} does not disqualify"
                                    : "{}: {} decides that the interest of {} disqualifies",
                          e.cleared ? "{}: {} sprendžia, kad {} interesas nekliudo vertinti"
                                    : "{}: {} sprendžia, kad {} dėl intereso vertinti negali",
                          {step_title(e.step), actor_, e.expert.text});
    add(Topic::assignments, what, {}, words("reason"));
    exception(what, words("reason"));
}

void Gatherer::tell(const assignment::ApplicationOpened& e) {
    Access& one = access(e.step, e.expert.text);
    if (!one.opened) one.opened = line({});
    add(Topic::assignments, say("{}: {} opens the application for the first time",
                                "{}: {} pirmą kartą atveria paraišką", {step_title(e.step), e.expert.text}));
}

void Gatherer::tell(const assignment::AssignmentMoved& e) {
    const Both what = say("{}: {} — {}, by {}", "{}: {} – {}, {}",
                          {step_title(e.step), e.expert.text, enum_term(e.stage), actor_});
    add(Topic::assignments, what, {}, words("reason"));
    if (actor_ != e.expert.text) exception(what, words("reason"));
}

void Gatherer::tell(const assignment::ReviewSubmitted& e) {
    const std::int64_t version = review_versions_[{dossier_->application, e.step, e.expert.text}] += 1;
    const definition::Rubric* rubric = rubric_of(e.step);
    Line& review =
        add(Topic::reviews,
            say("{}: review of {}, version {}: total {}", "{}: {} vertinimas, {} versija: iš viso {}",
                {step_title(e.step), e.expert.text, std::to_string(version), number(e.total)}));
    if (rubric != nullptr) review.sum = total_sum(*rubric, e.scores, e.total);
    review.table = score_table(rubric, e.scores, part_value("comments"), true);
}

std::vector<std::vector<Both>> Gatherer::score_table(const definition::Rubric* rubric,
                                                     const std::map<std::string, Decimal>& scores,
                                                     const std::optional<Value>& comments,
                                                     bool has_comments) const {
    std::vector<std::vector<Both>> rows{{{"Criterion", "Kriterijus"}, {"Score", "Balas"}}};
    if (has_comments) rows.front().push_back({"Comment", "Pastaba"});
    const auto row = [&](const std::string& name, const Both& title) {
        const auto score = scores.find(name);
        if (score == scores.end()) return;
        rows.push_back(
            {title, number(score->second) +
                        (rubric == nullptr ? Both{} : say(" of {}", " iš {}", {number(rubric->to)}))});
        if (!has_comments) return;
        const Value* comment = comments ? comments->find(name) : nullptr;
        rows.back().push_back(comment != nullptr && comment->is_text() ? Both{comment->as_text()}
                              : comments || !leaf_ || !leaf_->commit.contains("part.comments")
                                  ? Both{}
                                  : absent(actor_, "comments"));
    };
    if (rubric != nullptr)
        for (const definition::Criterion& criterion : rubric->criteria)
            row(criterion.name, label_of(criterion.title, criterion.name));
    else
        for (const auto& [name, score] : scores) row(name, name);
    return rows;
}

void Gatherer::tell(const application::ReviewDiverged& e) {
    const definition::Step* step = definition_->step(e.step);
    Both sum;
    if (step != nullptr && step->divergence) {
        sum = step->divergence->when.source();
        sum +=
            "\n⇒ " +
            with_numbers(sum.en, feel::Context{{"gap", e.gap}, {"highest", e.highest}, {"lowest", e.lowest}});
    }
    add(Topic::result,
        say("{}: the totals lie too far apart: {} (from {} to {})",
            "{}: balai per daug skiriasi: {} (nuo {} iki {})",
            {step_title(e.step), number(e.gap), number(e.lowest), number(e.highest)}),
        sum);
}

void Gatherer::tell(const application::ChairNamed& e) {
    add(Topic::result, say("{}: {} chairs the panel", "{}: ekspertams pirmininkauja {}",
                           {step_title(e.step), e.expert.text}));
}

void Gatherer::tell(const application::ReviewDiscussed& e) {
    add(Topic::result,
        say("{}: {} says to the other experts", "{}: {} kreipiasi į kitus ekspertus",
            {step_title(e.step), e.by.text}),
        {}, words("remark"));
}

void Gatherer::tell(const application::ConsensusWritten& e) {
    Line& report = add(Topic::result,
                       say("{}: {} writes the consensus report", "{}: {} rašo sutarimo ataskaitą",
                           {step_title(e.step), e.by.text}),
                       {}, words("report"));
    report.table = score_table(rubric_of(e.step), e.scores, {}, false);
    if (const Both minority = words("minority_view"); !minority.empty())
        add(Topic::result, {"The minority's view", "Atskiroji nuomonė"}, {}, minority);
}

void Gatherer::tell(const application::ConsensusSigned& e) {
    add(Topic::result, say("{}: {} signs the consensus report", "{}: {} pasirašo sutarimo ataskaitą",
                           {step_title(e.step), e.by.text}));
}

void Gatherer::tell(const application::ReviewScored& e) {
    const definition::Rubric* rubric = rubric_of(e.step);
    if (is_last(e.step, lifecycle::Kind::review)) dossier_->total = e.total.text();
    Line& scored = add(Topic::result, say("{}: result {}, by {}", "{}: rezultatas {}, būdas: {}",
                                          {step_title(e.step), number(e.total), term(e.method)}));
    const auto review = after_.reviews.find(e.step);
    if (rubric == nullptr || review == after_.reviews.end()) return;
    scored.sum = total_sum(*rubric, e.scores, e.total);
    scored.table = inputs_table(e, *rubric, review->second);
}

std::vector<std::vector<Both>> Gatherer::inputs_table(const application::ReviewScored& e,
                                                      const definition::Rubric& rubric,
                                                      const application::Review& review) const {
    std::vector<std::pair<std::string, const assignment::State*>> sheets;
    for (const auto& [expert, work] : review.assignments)
        if (work.stage == lifecycle::assignment::Stage::submitted && work.total)
            sheets.emplace_back(expert.text, &work);
    std::vector<std::size_t> counted(sheets.size());
    for (std::size_t i = 0; i < counted.size(); ++i) counted[i] = i;
    if (e.method == "closest_two" && sheets.size() > 2) {
        std::vector<scoring::Scores> scores;
        for (const auto& [expert, work] : sheets) scores.push_back(work->scores);
        counted =
            scoring::aggregate(scoring::Method::closest_two, assignment::rubric_of(rubric), scores).counted;
    }
    std::vector<std::vector<Both>> rows{{{"Criterion", "Kriterijus"}}};
    for (std::size_t i = 0; i < sheets.size(); ++i)
        rows.front().push_back(Both{sheets[i].first} +
                               (std::ranges::find(counted, i) != counted.end()
                                    ? Both{}
                                    : Both{" (does not count)", " (neskaičiuojama)"}));
    rows.front().push_back({"Result", "Rezultatas"});
    rows.front().push_back({"Threshold", "Riba"});
    const auto threshold = [&](const std::optional<Decimal>& demanded, const Decimal& reached) {
        if (!demanded) return Both{};
        const bool missed = rubric.lowest_is_best ? reached > *demanded : reached < *demanded;
        return number(*demanded) + (missed ? Both{": missed", ": nesiekia"} : Both{": met", ": tenkinama"});
    };
    for (const definition::Criterion& criterion : rubric.criteria) {
        const auto reached = e.scores.find(criterion.name);
        if (reached == e.scores.end()) continue;
        std::vector<Both> row{label_of(criterion.title, criterion.name)};
        for (const auto& [expert, work] : sheets) {
            const auto score = work->scores.find(criterion.name);
            row.push_back(score == work->scores.end() ? Both{"—"} : number(score->second));
        }
        row.push_back(number(reached->second));
        row.push_back(threshold(criterion.threshold, reached->second));
        rows.push_back(std::move(row));
    }
    std::vector<Both> totals{{"Total", "Iš viso"}};
    for (const auto& [expert, work] : sheets) totals.push_back(number(*work->total));
    totals.push_back(number(e.total));
    totals.push_back(threshold(rubric.total_threshold, e.total));
    rows.push_back(std::move(totals));
    return rows;
}

}  // namespace atranka::pack
