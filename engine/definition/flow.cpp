#include "engine/definition/flow.hpp"

#include <algorithm>
#include <deque>

namespace atranka::definition {

namespace {

// What holds behind a step, given what holds before it.
Arrival behind(const Step& step, Arrival before) {
    before.always.insert(step.name);
    if (step.kind == lifecycle::Kind::submission) before.newest = {step.name};
    return before;
}

// Adds one more way of arriving; whether that changed anything.
bool join(Arrival& known, const Arrival& way) {
    if (!known.reachable) {
        known = way;
        return true;
    }
    std::set<std::string> both;
    std::set_intersection(known.always.begin(), known.always.end(), way.always.begin(), way.always.end(),
                          std::inserter(both, both.end()));
    const std::size_t newest = known.newest.size();
    known.newest.insert(way.newest.begin(), way.newest.end());
    const bool changed = both != known.always || known.newest.size() != newest;
    known.always = std::move(both);
    return changed;
}

void mark_appealed(const Definition& definition, const Step* step, std::map<std::string, Arrival>& known) {
    if (step == nullptr || known[step->name].reachable || known[step->name].appealed) return;
    known[step->name].appealed = true;
    for (const Step* next : successors(definition, *step)) mark_appealed(definition, next, known);
}

}  // namespace

std::vector<const Step*> successors(const Definition& definition, const Step& step) {
    std::vector<const Step*> next;
    for (const auto& [outcome, target] : step.on)
        if (const Step* to = definition.step(target);
            to != nullptr && std::find(next.begin(), next.end(), to) == next.end())
            next.push_back(to);
    return next;
}

std::map<std::string, Arrival> arrivals(const Definition& definition) {
    std::map<std::string, Arrival> known;
    for (const Step& step : definition.steps) known[step.name];
    if (definition.steps.empty()) return known;
    const auto spread = [&](const Step& from) {
        std::deque<const Step*> changed{&from};
        while (!changed.empty()) {
            const Step& step = *changed.front();
            changed.pop_front();
            const Arrival after = behind(step, known[step.name]);
            for (const Step* next : successors(definition, step))
                if (join(known[next->name], after)) changed.push_back(next);
        }
    };
    known[definition.steps.front().name].reachable = true;
    spread(definition.steps.front());
    if (definition.appeals) mark_appealed(definition, definition.step(definition.appeals->back_to), known);
    return known;
}

}  // namespace atranka::definition
