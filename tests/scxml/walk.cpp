// Walks a definition at random and writes what the engine made of every command:
// atranka_walk FILE SEED COUNT LENGTH.
// Shape:  JSON lines. A walk begins with {"at", "walk"}; each command follows as {"at", "facts", "trigger"},
//         with "refused" and its rule where nothing changed. "at" is the stage ("idea.drafting") or the
//         outcome. The stages are the lifecycles' own (`next`), the ways between steps the application's
//         (`leave`, `evolve`), and a withdrawal is the command itself. Most of what decides is drawn with an
//         eye on the tables, so that walks get far; what comes of it is the engine's word alone.

#include "adapters/json/json.hpp"
#include "adapters/system/resolve.hpp"
#include "adapters/yaml/yaml.hpp"
#include "engine/application/decide.hpp"
#include "engine/application/evolve.hpp"
#include "engine/application/route.hpp"
#include "engine/definition/read.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/lifecycle/table.hpp"

#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>

namespace {

using namespace atranka;
using lifecycle::Row;
using lifecycle::Stage;

const PersonId lead{"lead"}, somebody_else{"somebody"};
const RoundId round_id{"r1"};

template <class Stage>
struct Machine;
template <>
struct Machine<lifecycle::submission::Stage> {
    using Trigger = lifecycle::submission::Trigger;
    using Facts = lifecycle::submission::Facts;
};
template <>
struct Machine<lifecycle::check::Stage> {
    using Trigger = lifecycle::check::Trigger;
    using Facts = lifecycle::check::Facts;
};
template <>
struct Machine<lifecycle::review::Stage> {
    using Trigger = lifecycle::review::Trigger;
    using Facts = lifecycle::review::Facts;
};
template <>
struct Machine<lifecycle::selection::Stage> {
    using Trigger = lifecycle::selection::Trigger;
    using Facts = lifecycle::selection::Facts;
};
template <>
struct Machine<lifecycle::decision::Stage> {
    using Trigger = lifecycle::decision::Trigger;
    using Facts = lifecycle::decision::Facts;
};
template <>
struct Machine<lifecycle::offer::Stage> {
    using Trigger = lifecycle::offer::Trigger;
    using Facts = lifecycle::offer::Facts;
};
template <>
struct Machine<lifecycle::appeal::Stage> {
    using Trigger = lifecycle::appeal::Trigger;
    using Facts = lifecycle::appeal::Facts;
};

// The same numbers on every machine, which standard distributions do not promise.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_{seed} {}
    std::size_t below(std::size_t end) { return engine_() % end; }
    bool once_in(std::size_t times) { return below(times) == 0; }

private:
    std::mt19937_64 engine_;
};

// A row that a walk is led to, and the value of each condition that it looks at.
using Wanted = std::vector<lifecycle::Condition>;

template <class Facts>
Facts drawn(Dice& dice, const Wanted& wanted) {
    Facts facts;
    boost::mp11::mp_for_each<boost::describe::describe_members<Facts, boost::describe::mod_public>>(
        [&](auto member) {
            auto& fact = facts.*member.pointer;
            using Fact = std::remove_reference_t<decltype(fact)>;
            const std::string* value = nullptr;
            for (const lifecycle::Condition& one : wanted)
                if (one.fact == member.name) value = &one.value;
            if constexpr (std::is_same_v<Fact, bool>) {
                fact = value == nullptr ? dice.once_in(2) : *value == "true";
            } else if (value == nullptr || !boost::describe::enum_from_string(value->c_str(), fact)) {
                constexpr auto count =
                    boost::mp11::mp_size<boost::describe::describe_enumerators<Fact>>::value;
                fact = static_cast<Fact>(dice.below(count));
            }
        });
    return facts;
}

struct Asked {
    std::string trigger;
    Value facts;
    tl::expected<Stage, Rule> answer = tl::unexpected{Rule::stage_must_allow_command};
};

Asked asked(Dice& dice, const Stage& from, const std::string& name, const Wanted& wanted) {
    return from.visit([&](auto stage) {
        using One = Machine<decltype(stage)>;
        const auto facts = drawn<typename One::Facts>(dice, wanted);
        Asked made{name, kernel::encode(facts)};
        typename One::Trigger trigger{};
        if (!boost::describe::enum_from_string(name.c_str(), trigger)) return made;
        if (const auto to = next(stage, trigger, facts))
            made.answer = Stage{*to};
        else
            made.answer = tl::unexpected{to.error()};
        return made;
    });
}

class Walk {
public:
    Walk(const definition::Definition& definition, Instant at, Dice& dice)
        : definition_{definition}, at_{at}, dice_{dice} {
        call_.id = {"c"};
        call_.stage = lifecycle::call::Stage::open;
        call_.version = 1;
        follow({application::ApplicationStarted{{"a"}, call_.id, round_id, lead, false},
                application::entered(routing(), definition_.steps.front())});
        state_.version = 1;
    }

    bool finished() const { return state_.finished(); }
    std::string place() const {
        if (finished()) return state_.outcome;
        const std::string stage = lifecycle::stage_name(state_.stage);
        return state_.step + stage.substr(stage.find('.'));
    }

    // One command, and what became of it.
    Value go() {
        const auto& table = *lifecycle::table(lifecycle::kind_name(state_.stage.kind()));
        std::string trigger;
        Wanted wanted;
        if (const Row* row = dice_.once_in(4) ? nullptr : likely(table)) {
            trigger = row->trigger;
            for (const lifecycle::Clause& clause : row->clauses)
                if (!dice_.once_in(24)) wanted.push_back(clause.any_of[dice_.below(clause.any_of.size())]);
        } else {
            trigger = any_trigger();
        }
        Asked made = asked(dice_, state_.stage, trigger, wanted);
        const bool withdraws = trigger == "withdraw";
        if (withdraws && made.facts.find("by_lead") == nullptr) made.facts.set("by_lead", dice_.once_in(2));
        const auto refused =
            withdraws ? withdrawn(made.facts.at("by_lead").as_bool()) : followed(made.trigger, made.answer);
        Value line = Value::object({{"trigger", made.trigger}, {"facts", made.facts}, {"at", place()}});
        if (refused) line.set("refused", rule_name(*refused));
        return line;
    }

private:
    application::Routing routing() const { return {definition_, call_, round_id, at_}; }

    void follow(const std::vector<application::Event>& events) {
        for (const application::Event& event : events) evolve(state_, event);
    }

    // The command itself, which goes where the definition says, from wherever the application is.
    std::optional<Rule> withdrawn(bool by_lead) {
        const application::Context context{definition_, call_, registry_, by_lead ? lead : somebody_else,
                                           at_};
        const auto decided = application::decide(context, state_, application::WithdrawApplication{});
        if (!decided) return decided.error().rule;
        follow(decided->events);
        return std::nullopt;
    }

    // What the commands of the application make of the lifecycle's answer.
    std::optional<Rule> followed(const std::string& trigger, const tl::expected<Stage, Rule>& to) {
        if (finished()) return Rule::application_must_be_under_way;
        if (!to) return to.error();
        const definition::Step& step = *definition_.step(state_.step);
        const std::string outcome{lifecycle::outcome_of(*to)};
        const auto expired = step.on.find("reserve_expired");
        if (trigger == "expire" && expired != step.on.end())
            follow({application::StageReached{*to, std::nullopt},
                    application::go_to(routing(), expired->second)});
        else if (outcome.empty() || *to == Stage{lifecycle::selection::Stage::reserved})
            follow({application::StageReached{*to, std::nullopt}});
        else if (!step.on.contains(outcome))
            return Rule::route_must_be_declared;
        else
            follow(application::leave(routing(), step, *to));
        return std::nullopt;
    }

    // A row from here, seldom one that stays or ends everything; null where there is none.
    const Row* likely(const lifecycle::Table& table) {
        if (finished()) return nullptr;
        const std::string name = lifecycle::stage_name(state_.stage);
        std::vector<const Row*> rows, leading;
        for (const Row& row : table.rows) {
            if (table.name + "." + row.source != name) continue;
            rows.push_back(&row);
            if (leads_on(row)) leading.push_back(&row);
        }
        const auto& among = leading.empty() || dice_.once_in(6) ? rows : leading;
        return among.empty() ? nullptr : among[dice_.below(among.size())];
    }
    bool leads_on(const Row& row) const {
        const definition::Step& step = *definition_.step(state_.step);
        const auto route = step.on.find(row.target);
        if (route != step.on.end()) return definition_.step(route->second) != nullptr;
        return row.target != row.source && row.target != "confirmed";
    }

    // Of any lifecycle, with this one's own more often. A withdrawal would end too many walks.
    std::string any_trigger() {
        const auto& all = lifecycle::tables();
        const auto& own = *lifecycle::table(lifecycle::kind_name(state_.stage.kind()));
        const auto& from = dice_.once_in(2) ? own : all[dice_.below(all.size())];
        const std::string& trigger = from.triggers[dice_.below(from.triggers.size())];
        return trigger == "withdraw" && !dice_.once_in(4) ? own.triggers.front() : trigger;
    }

    const definition::Definition& definition_;
    Instant at_;
    Dice& dice_;
    call::State call_;
    registry::Loaded registry_;
    application::State state_;
};

std::optional<definition::Definition> definition_in(const std::string& file, Instant now) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    const auto document = yaml::read(text.str());
    if (!document) return std::nullopt;
    const auto read = definition::read(*document);
    if (!read) return std::nullopt;
    return system::resolved(*document, read->calendar, now);
}

void say(const Value& line) { std::printf("%s\n", json::write(line).c_str()); }

}  // namespace

int main(int count, char** words) {
    constexpr int usage = 64, bad_data = 65;
    if (count != 5) return usage;
    const Instant now = Instant::parse("2026-01-05T08:00:00Z").value();
    const auto definition = definition_in(words[1], now);
    if (!definition) {
        std::fprintf(stderr, "%s is not a sound definition\n", words[1]);
        return bad_data;
    }
    Dice dice{std::stoull(words[2])};
    const unsigned long walks = std::stoul(words[3]), length = std::stoul(words[4]);
    for (unsigned long i = 0; i < walks; ++i) {
        Walk walk{*definition, now, dice};
        say(Value::object({{"walk", static_cast<std::int64_t>(i)}, {"at", walk.place()}}));
        // An outcome is asked for more, too, but not for long.
        for (unsigned long step = 0, after = 0; step < length && after < 2; ++step) {
            if (walk.finished()) ++after;
            say(walk.go());
        }
    }
    return 0;
}
