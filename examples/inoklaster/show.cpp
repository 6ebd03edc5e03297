#include "examples/inoklaster/show.hpp"

#include "engine/call/decide.hpp"
#include "engine/procedure/ranking.hpp"
#include "engine/service/record.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <cstdio>

namespace atranka::example {

namespace {

constexpr int bar_width = 40;

std::string bar(double part, int width) {
    const int full = static_cast<int>(part * width + 0.5);
    std::string drawn;
    for (int i = 0; i < width; ++i) drawn += i < full ? "█" : "·";
    return drawn;
}

std::string grouped(const Decimal& amount) {
    std::string text = amount.rounded(2, Rounding::half_even).text();
    if (text.ends_with(".00")) text.resize(text.size() - 3);
    for (std::size_t i = std::min(text.size(), text.find('.')); i > 3; i -= 3)
        if (text[i - 4] != '-') text.insert(i - 3, " ");
    return text;
}

std::string shortened(const std::string& text, std::size_t width) {
    return text.size() <= width ? text : text.substr(0, width - 1) + "…";
}

// What put a row behind the one before, where their totals are the same.
std::string tie_break(const procedure::Row& row) {
    const std::pair<const char*, const char*> words[] = {{"evaluation.total", ""},
                                                         {"evaluation.contribution", "contrib"},
                                                         {"evaluation.worst", "worst"},
                                                         {"count", "SMEs"},
                                                         {"lot", "lot"}};
    for (const auto& [key, word] : words)
        if (row.decided_by.starts_with(key)) return word;
    return "";
}

using Seen = std::function<void(const std::string& stream, const std::string& event, const Value& members)>;

void each_event(service::EventStore& store, const Seen& seen) {
    store.scan([&](const service::Entry& entry) {
        const auto events = service::events_of(entry);
        if (!events) return true;
        for (const auto& [stream, list] : events->as_object())
            for (const Value& event : list.as_list()) {
                const auto& [name, members] = *event.as_object().begin();
                seen(stream, name, members);
            }
        return true;
    });
}

// How many applications of the round ever stood in each step.
std::map<std::string, int> reached_steps(service::EventStore& store, const std::string& round) {
    std::map<std::string, std::set<std::string>> by_step;
    std::map<std::string, std::string> round_of;
    each_event(store, [&](const std::string& stream, const std::string& event, const Value& members) {
        if (event == "ApplicationStarted" || event == "MovedToRound")
            round_of[stream] = members.at("round").as_text();
        if (event == "StepEntered" && round_of[stream] == round)
            by_step[members.at("step").as_text()].insert(stream);
    });
    std::map<std::string, int> counts;
    for (const auto& [step, streams] : by_step) counts[step] = static_cast<int>(streams.size());
    return counts;
}

Decimal asked_for(const application::State& s, const char* step) {
    return Decimal::parse(s.submissions.at(step).facts.at("requested_grant").as_text()).value_or(Decimal{0});
}

std::string title_of(const definition::Step& step) {
    const std::string title{step.title.in("en")};
    return title.empty() ? step.name : title;
}

}  // namespace

void Progress::operator()(const std::string& chapter, int done, int all, double part) {
    const double whole = (done + part) / all;
    if (terminal_) {
        std::fputs(fmt::format("\r{} {:3.0f} %  {:<34}", bar(whole, bar_width), 100 * whole, chapter).c_str(),
                   stdout);
        if (done == all) std::fputs("\n", stdout);
        std::fflush(stdout);
    } else if (chapter + std::to_string(done) != last_) {
        last_ = chapter + std::to_string(done);
        std::fputs(fmt::format("{:3.0f} %  {}\n", 100 * whole, chapter).c_str(), stdout);
    }
}

std::string funnel(service::Service& service) {
    auto& states = service.states();
    const call::State call = states.call({call_id});
    const auto definition = states.definition(call.definition);
    const auto first = reached_steps(service.store(), "r1"), second = reached_steps(service.store(), "r2");
    const auto count = [](const std::map<std::string, int>& counts, const std::string& step) {
        const auto it = counts.find(step);
        return it == counts.end() ? 0 : it->second;
    };
    std::string out =
        fmt::format("{:<34} {:>8} {:>8}\n", "Funnel: applications that reached", "round 1", "round 2");
    const double widest = std::max(1, count(first, definition->steps.front().name));
    for (const definition::Step& step : definition->steps)
        out += fmt::format("  {:<32} {:>8} {:>8}  {}\n", title_of(step), count(first, step.name),
                           count(second, step.name), bar(count(first, step.name) / widest, bar_width));
    std::map<std::string, std::array<int, 2>> outcomes;
    for (const service::ApplicationRow& row : service.store().applications({call_id, {}, {}, {}, {}, {}, -1}))
        ++outcomes[row.outcome.empty() ? "waits in " + row.step : row.outcome][row.round == "r2"];
    out += fmt::format("\n{:<34} {:>8} {:>8}\n", "Where they came to rest", "round 1", "round 2");
    for (const auto& [outcome, counts] : outcomes)
        out += fmt::format("  {:<32} {:>8} {:>8}\n", outcome, counts[0], counts[1]);
    return out;
}

std::string invitation(service::Service& service) {
    std::string out = "Invitation: ideas worth nearest to 1.5 times what is left of the budget\n";
    for (const std::string round : {"r1", "r2"}) {
        int invited = 0, all = 0;
        Decimal asked = 0;
        for (const service::ApplicationRow& row :
             service.store().applications({call_id, round, {}, {}, {}, {}, -1})) {
            const application::State s = service.states().application({row.application});
            const auto placed = s.placements.find("invitation");
            if (placed == s.placements.end()) continue;
            ++all;
            if (placed->second.outcome != "selected") continue;
            ++invited;
            asked += asked_for(s, "idea");
        }
        out += fmt::format("  round {}: {} of {} ideas above the bar, worth {}\n", round.substr(1), invited,
                           all, grouped(asked));
    }
    return out;
}

std::string detours(service::Service& service) {
    const std::pair<const char*, const char*> named[] = {
        {"MovedToRound", "late ideas moved to round 2"},
        {"ClarificationAsked", "clarifications asked for"},
        {"ReviewDiverged", "ideas and applications on which experts diverged"},
        {"DeadlineMoved", "deadlines extended"},
        {"WorkSuspended", "applications suspended, and resumed"},
        {"AppealOpened", "appeals"}};
    std::map<std::string, int> counts;
    std::map<std::string, std::string> appeals;
    int replaced = 0, up = 0;
    each_event(service.store(),
               [&](const std::string& stream, const std::string& event, const Value& members) {
                   ++counts[event];
                   const auto stage = members.is_object() ? members.find("stage") : nullptr;
                   if (event == "AssignmentMoved" && stage->as_text() != "reopened") ++replaced;
                   if (event == "InterestDeclared" && stage->as_text() == "recused") ++replaced;
                   if (event == "Placed" && members.at("reason").as_text() == "moved_up") ++up;
                   if (event == "AppealMoved")
                       appeals[stream.substr(stream.find('/') + 1)] = stage->as_text();
               });
    std::string out = "On the way\n";
    for (const auto& [event, words] : named) out += fmt::format("  {:>4} {}\n", counts[event], words);
    for (const auto& [id, end] : appeals) {
        const application::State s = service.states().application({id});
        out += fmt::format("         {}: {}: {}; the application is now {}\n", id, s.appeals.back().ground,
                           end, s.outcome);
    }
    out += fmt::format("  {:>4} experts who declined, were recused or removed, and replaced\n", replaced);
    out += fmt::format("  {:>4} moved up from the reserve list\n", up);
    return out;
}

std::string ranked_list(service::Service& service, const Cast& cast, const std::string& round) {
    const call::State call = service.states().call({call_id});
    const auto& selections = call.round({round})->selections;
    const auto selection = selections.find("ranking");
    if (selection == selections.end()) return {};
    const auto list = service.states().beside(selection->second.ranking);
    const auto rows = kernel::decode<std::vector<procedure::Row>>(list.value_or(Value::list()));
    std::string out = fmt::format(
        "Ranked list of round {}, as it was confirmed, and what became of it\n"
        "  rank id    project (invented){:16} score tie by  asked for      used list     today\n",
        round.substr(1), "");
    Decimal used = 0;
    bool line_drawn = false;
    for (const procedure::Row& row : rows.value_or(std::vector<procedure::Row>{})) {
        const application::State s = service.states().application(row.application);
        const auto project = std::ranges::find(cast.projects, row.application.text, &Project::id);
        const bool selected = row.outcome == "selected";
        if (!selected && !line_drawn) {
            out += fmt::format("  {:-<98}\n", fmt::format("---- funding line: {} used ", grouped(used)));
            line_drawn = true;
        }
        if (selected) used += row.amount;
        const Decimal total = s.reviews.at("evaluation").scored->total;
        out += fmt::format("  {:>4} {:<5} {:<34} {:>5} {:<7} {:>8} {:>9} {:<8} {}\n", row.rank,
                           row.application.text, shortened(project->title, 34), total.text(), tie_break(row),
                           grouped(asked_for(s, "application")), selected ? grouped(used) : "", row.outcome,
                           s.outcome.empty() ? "waits in " + s.step : s.outcome);
    }
    if (!line_drawn) out += fmt::format("  {:-<98}\n", fmt::format("---- all fit: {} used ", grouped(used)));
    return out;
}

std::string money(service::Service& service) {
    const call::State call = service.states().call({call_id});
    Decimal granted = 0;
    for (const service::ApplicationRow& row : service.store().applications({call_id, {}, {}, {}, {}, {}, -1}))
        if (row.outcome == "granted") granted += Decimal::parse(row.granted).value_or(Decimal{0});
    const Value* budget = call.parameter({}, "budget");
    return fmt::format("Money (EUR)\n  {:<32} {:>12}\n  {:<32} {:>12}\n  {:<32} {:>12}\n", "budget",
                       grouped(Decimal::parse(budget->as_text()).value_or(Decimal{0})),
                       "granted and accepted", grouped(granted), "left", grouped(call::available(call)));
}

std::string replayed(const service::Replayed& r, double seconds) {
    std::string out = fmt::format(
        "Replay: {} entries read and decided again in {:.1f} s: {}\n", r.entries, seconds,
        r.sound() ? fmt::format("all {} came to the same events, byte for byte", r.derived) : "NOT SOUND");
    for (const auto& d : r.differences)
        out += fmt::format("  {} entry {}: {}: {}\n", d.log, d.index, d.what, d.detail);
    return out;
}

}  // namespace atranka::example
