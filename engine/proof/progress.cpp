#include "engine/proof/progress.hpp"

#include "engine/definition/separation.hpp"

#include <algorithm>

namespace atranka::proof {

namespace {

using definition::Severity;
using definition::Step;
using lifecycle::Kind;

class Progress {
public:
    Progress(const definition::Definition& definition, const Tables& tables)
        : d_(definition), lives_(definition, tables) {}

    Found all() {
        found_.searched["places"] = static_cast<std::int64_t>(lives_.all().size());
        found_.searched["passages"] = static_cast<std::int64_t>(lives_.passages());
        // Only those are taken that somebody takes, or the clock.
        for (const Place& place : lives_.all())
            for (const Passage& one : lives_.from(place))
                if (moves(one)) open_[one.to].push_back(one.from);
        come_by();
        waiting();
        ends();
        verdicts();
        outcomes();
        appeals();
        officers();
        return std::move(found_);
    }

private:
    static bool moves(const Passage& one) {
        return one.command != "WithdrawApplication" && (one.by_clock || !one.roles.empty()) &&
               one.from != one.to;
    }

    // Where an application can really come: nobody waits in a place that nobody leads to.
    void come_by() {
        if (d_.steps.empty()) return;
        std::vector<Place> queue{lives_.start()};
        come_by_.insert(lives_.start());
        while (!queue.empty()) {
            const Place place = queue.back();
            queue.pop_back();
            for (const Passage& one : lives_.from(place))
                if ((one.by_clock || !one.roles.empty()) && come_by_.insert(one.to).second)
                    queue.push_back(one.to);
        }
    }

    // Work whose result changes nothing.
    void verdicts() {
        constexpr std::pair<const char*, const char*> pairs[] = {
            {"passed", "failed"}, {"meets", "below"}, {"selected", "not_selected"}, {"granted", "refused"}};
        for (const Step& step : d_.steps)
            for (const auto& [good, bad] : pairs) {
                const auto one = step.on.find(good), other = step.on.find(bad);
                if (one == step.on.end() || other == step.on.end() || one->second != other->second) continue;
                const auto at = step.on_positions.find(bad);
                found_.note(at == step.on_positions.end() ? step.position : at->second,
                            "verdict-without-effect", "steps." + step.name + ".on." + bad,
                            std::string{"`"} + good + "` and `" + bad + "` both lead to `" + one->second +
                                "`: whatever comes out of this step, nothing follows from it.",
                            "Lead one of them elsewhere, or say `on_purpose` that nobody is turned away.",
                            Severity::warning);
            }
    }

    static Scenario bringing(const Place& place, std::string title) {
        Scenario scenario{std::move(title), {}, {}, {}, {}, {}};
        scenario.moves.push_back(
            brought_to(place.is_outcome() ? place.stage : place.step->name + "." + place.stage));
        return scenario;
    }
    // It is brought there, and nobody moves it.
    static Scenario waiting_in(const Place& place, std::string title) {
        Scenario scenario = bringing(place, std::move(title));
        Move stay = scenario.moves.back();
        stay.kind = Move::Kind::stay;
        scenario.moves.push_back(std::move(stay));
        return scenario;
    }
    // Nothing that anybody may do leads there.
    static Scenario never(std::string title, std::string outcome) {
        Scenario scenario{std::move(title), {}, {}, {}, {}, {}};
        scenario.moves = {{Move::Kind::never, "a-1", std::move(outcome), {}, {}, {}, {}}};
        return scenario;
    }
    std::string way_in_words(const Place& place) const {
        std::string words;
        for (const Passage& one : lives_.way_to(place)) words += one.from.text() + " → ";
        return words + place.text();
    }

    void waiting() {
        for (const Place& place : lives_.all()) {
            if (place.is_outcome() || !come_by_.contains(place)) continue;
            const auto& passages = lives_.from(place);
            if (std::ranges::any_of(passages, moves)) continue;
            std::string who;
            for (const Passage& one : passages)
                if (one.command != "WithdrawApplication" && who.find(one.command) == std::string::npos)
                    who += (who.empty() ? "" : ", ") + std::string{one.command};
            stuck_.insert(place);
            found_.note(
                place.step->position, "waits-for-ever", "steps." + place.step->name,
                "An application that is " + place.stage + " in " + place.step->name +
                    " waits for ever: there is no deadline, and " +
                    (who.empty()
                         ? std::string{"no command leads on"}
                         : who + " can be given by nobody (the step is given to `" + place.step->by + "`" +
                               (place.step->confirm_by.empty()
                                    ? std::string{}
                                    : ", confirmed by `" + place.step->confirm_by + "`") +
                               ")") +
                    ". It comes there by " + way_in_words(place) + ".",
                "Give the step to a role that works on applications: not to applicants, nor to those who "
                "review them.",
                Severity::error, waiting_in(place, "It waits in " + place.text() + " for ever"));
        }
    }

    void ends() {
        std::set<Place> ends;
        std::vector<Place> queue;
        for (const Place& place : lives_.all())
            if (place.is_outcome()) {
                ends.insert(place);
                queue.push_back(place);
            }
        while (!queue.empty()) {
            const Place place = queue.back();
            queue.pop_back();
            const auto before = open_.find(place);
            if (before == open_.end()) continue;
            for (const Place& from : before->second)
                if (ends.insert(from).second) queue.push_back(from);
        }
        for (const Place& place : lives_.all())
            if (come_by_.contains(place) && !ends.contains(place) && !stuck_.contains(place) &&
                reported_.insert(place.step->name).second)
                found_.note(place.step->position, "never-comes-to-rest", "steps." + place.step->name,
                            "From " + place.text() +
                                " no outcome can be reached by anything that somebody may do. "
                                "It comes there by " +
                                way_in_words(place) + ".",
                            "See what waits behind this step.", Severity::error,
                            bringing(place, "It never leaves " + place.text()));
    }

    void outcomes() {
        std::set<std::string> named;
        for (const Step& step : d_.steps)
            for (const auto& [result, target] : step.on) named.insert(target);
        const auto places = lives_.all();
        for (const definition::Outcome& outcome : d_.outcomes) {
            const Place place{nullptr, outcome.name};
            const bool there = std::ranges::find(places, place) != places.end() && open_.contains(place);
            if (there || !named.contains(outcome.name)) continue;
            // That no way leads to a step is said of the step.
            const bool behind = std::ranges::none_of(places, [&](const Place& one) {
                return !one.is_outcome() && std::ranges::any_of(one.step->on, [&](const auto& route) {
                    return route.second == outcome.name;
                });
            });
            if (!behind && leads_by_withdrawal(outcome.name)) continue;
            std::string why;
            for (const Step& step : d_.steps)
                for (const auto& [result, target] : step.on)
                    if (target == outcome.name) why += (why.empty() ? "" : ", ") + step.name + " " + result;
            found_.note(
                outcome.position, "outcome-never-happens", "outcomes." + outcome.name,
                "No application ever comes to rest here: what leads here (" + why + ") never comes about.",
                "See why it never does: a decision grants nothing that no selection before it pays, and a "
                "role that may not act decides nothing.",
                Severity::error, never("No application comes to " + outcome.name, outcome.name));
        }
    }
    bool leads_by_withdrawal(const std::string& outcome) const {
        return std::ranges::any_of(d_.steps, [&](const Step& step) {
            const auto route = step.on.find("withdrawn");
            return route != step.on.end() && route->second == outcome;
        });
    }

    void appeals() {
        const bool any = std::ranges::any_of(d_.outcomes, &definition::Outcome::appealable);
        if (!d_.appeals) {
            for (const definition::Outcome& outcome : d_.outcomes)
                if (outcome.appealable)
                    found_.note(outcome.position, "appealable-without-appeals", "outcomes." + outcome.name,
                                "Appeals are promised here, and the definition has no `appeals:`: none can "
                                "be lodged.",
                                "Add `appeals:`, or leave `appealable` out.");
            return;
        }
        if (any && lives_.givers("DecideAppeal", nullptr).empty())
            found_.note(
                d_.appeals->position, "appeal-waits-for-ever", "appeals.by",
                "An appeal waits for ever: `" + d_.appeals->by +
                    "` may not act on applications (they apply, or review them), so nobody examines it.",
                "Give appeals to a role that works on applications.", Severity::error,
                waiting_in(
                    {nullptr, std::ranges::find_if(d_.outcomes, &definition::Outcome::appealable)->name},
                    "An appeal waits for ever"));
    }

    // Those who run a call see its applications only where the definition names their role.
    void officers() {
        if (d_.role("officer") != nullptr) return;
        for (const Step& step : d_.steps)
            if (step.notice || !step.rubric.empty())
                found_.note(
                    step.position, "officer-not-declared", "steps." + step.name,
                    std::string{step.rubric.empty() ? "Notice is served" : "Experts are assigned"} +
                        " by people with the role `officer`, and the definition does not name it: over the "
                        "API they are not shown the application.",
                    "Add `officer:` to `roles:`.", Severity::warning);
    }

    const definition::Definition& d_;
    Lives lives_;
    Found found_;
    std::map<Place, std::vector<Place>> open_;  // from where somebody leads there
    std::set<Place> come_by_, stuck_;
    std::set<std::string> reported_;
};

}  // namespace

Found prove_progress(const definition::Definition& definition, const Tables& tables) {
    return Progress{definition, tables}.all();
}

std::map<std::string, int> people_needed(const definition::Definition& d) {
    std::map<std::string, int> needed;
    const auto least = [&](const std::string& role, int count) {
        if (!role.empty() && !definition::is_of_applicants(d, role))
            needed[role] = std::max(needed[role], count);
    };
    for (const Step& step : d.steps) {
        if (step.kind != Kind::submission && step.kind != Kind::offer) least(step.by, 1);
        least(step.confirm_by, step.confirm_by == step.by ? 2 : 1);
        if (step.rubric.empty()) continue;
        const bool further =
            step.divergence && step.divergence->then == definition::Divergence::Then::another_expert;
        least(step.staffing.role, step.staffing.count + (further ? 1 : 0));
    }
    // An appeal is decided by somebody who decided nothing before.
    if (d.appeals) {
        const bool decides = std::ranges::any_of(d.steps, [&](const Step& step) {
            const bool by =
                step.kind == Kind::check || step.kind == Kind::selection || step.kind == Kind::decision;
            return by && (step.by == d.appeals->by || step.confirm_by == d.appeals->by);
        });
        least(d.appeals->by, (decides ? needed[d.appeals->by] : 0) + 1);
    }
    return needed;
}

}  // namespace atranka::proof
