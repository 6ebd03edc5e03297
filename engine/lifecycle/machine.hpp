#pragma once
// What the machines of this room have in common. Included by their .cpp files only; MSM is left to them.
// Shape:  a row's guard is a list of clauses. `When` chooses the row among those of one stage and trigger;
//         `Needs` refuses the move with its rule. Choices are asked before demands, each in the order
//         written. A machine is made, set to the recorded stage, asked once, and dropped: it is never copied,
//         because MSM resets a machine that is copied or moved.

#include "engine/kernel/codec.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/lifecycle/table.hpp"

#include <array>
#include <boost/mpl/for_each.hpp>
#include <tl/expected.hpp>

namespace atranka::lifecycle {

template <auto stage_>
struct At {
    static constexpr auto stage = stage_;
};

// The event: a trigger, with the facts its guards look at.
template <auto trigger_, class Facts>
struct Asked {
    static constexpr auto trigger = trigger_;
    const Facts& facts;
};

template <class E>
std::string name_of(E e) {
    return boost::describe::enum_to_string(e, "?");
}
template <class E>
constexpr std::size_t count_of = boost::mp11::mp_size<boost::describe::describe_enumerators<E>>::value;

// One fact has one value.
template <auto member, auto wanted = true>
struct Is {
    template <class Facts>
    static bool holds(const Facts& facts) {
        return facts.*member == wanted;
    }
    static Condition condition() { return {fact(member), value()}; }

private:
    template <class Facts, class Fact>
    static std::string fact(Fact Facts::*) {
        std::string name;
        boost::mp11::mp_for_each<boost::describe::describe_members<Facts, boost::describe::mod_public>>(
            [&](auto d) {
                if constexpr (std::is_same_v<std::remove_cv_t<decltype(d.pointer)>, Fact Facts::*>)
                    if (d.pointer == member) name = d.name;
            });
        return name;
    }
    static std::string value() {
        if constexpr (std::is_same_v<std::remove_cv_t<decltype(wanted)>, bool>)
            return wanted ? "true" : "false";
        else
            return name_of(wanted);
    }
};
template <auto member>
using Not = Is<member, false>;

// The row is meant when any of the conditions holds.
template <class... AnyOf>
struct When {
    template <class Facts>
    static bool chooses(const Facts& facts) {
        return (AnyOf::holds(facts) || ...);
    }
    template <class Facts>
    static bool demands(const Facts&, std::optional<Rule>&) {
        return true;
    }
    static Clause clause() { return {std::nullopt, {AnyOf::condition()...}}; }
};

// The move is refused by the rule unless any of the conditions holds.
template <Rule rule, class... AnyOf>
struct Needs {
    template <class Facts>
    static bool chooses(const Facts&) {
        return true;
    }
    template <class Facts>
    static bool demands(const Facts& facts, std::optional<Rule>& refused) {
        if ((AnyOf::holds(facts) || ...)) return true;
        refused = rule;
        return false;
    }
    static Clause clause() { return {rule, {AnyOf::condition()...}}; }
};

template <class... Clauses>
struct Guard {
    template <class Event, class Machine, class Source, class Target>
    bool operator()(const Event& event, Machine& machine, Source&, Target&) const {
        return (Clauses::chooses(event.facts) && ...) &&
               (Clauses::demands(event.facts, machine.refused) && ...);
    }
    static std::vector<Clause> clauses() {
        std::vector<Clause> choices, demands;
        (void)(..., (Clauses::clause().rule ? demands : choices).push_back(Clauses::clause()));
        choices.insert(choices.end(), demands.begin(), demands.end());
        return choices;
    }
};

// A stage and trigger without a row, refused by a rule that says more than `stage_must_allow_command`.
template <auto stage_, auto trigger_, Rule rule_>
struct Otherwise {
    static constexpr auto stage = stage_;
    static constexpr auto trigger = trigger_;
    static constexpr Rule rule = rule_;
};

// What the front-end of each machine inherits beside MSM's own base.
template <class... Refusals>
struct Judge {
    using refusals = boost::mp11::mp_list<Refusals...>;
    // Nothing here throws, and nothing is posted while an event is handled.
    using no_exception_thrown = int;
    using no_message_queue = int;

    std::optional<Rule> refused;

    template <class Machine, class Event>
    void no_transition(const Event&, Machine&, int) {
        refused = Rule::stage_must_allow_command;
    }
};

// MSM hands all that it would save to an archive; of that, this one writes the number of the current state.
struct Restore {
    int state;
    Restore& operator&(int (&states)[1]) {
        states[0] = state;
        return *this;
    }
    template <class Other>
    Restore& operator&(Other&) {
        return *this;
    }
};

// MSM numbers states in the order of the table; these are its numbers in the order of the enum.
template <class Machine, template <auto> class In, template <class, class> class IdOf, class Stage>
constexpr auto numbers() {
    return []<class... Es>(boost::mp11::mp_list<Es...>) {
        return std::array{static_cast<int>(IdOf<typename Machine::stt, In<Es::value>>::type::value)...};
    }(boost::mp11::mp_rename<boost::describe::describe_enumerators<Stage>, boost::mp11::mp_list>{});
}

template <class Machine, template <auto> class In, template <class, class> class IdOf, class Stage,
          class Trigger, class Facts>
tl::expected<Stage, Rule> ask(Stage stage, Trigger trigger, const Facts& facts) {
    static constexpr auto number_of = numbers<Machine, In, IdOf, Stage>();
    Machine machine;
    Restore restore{number_of[static_cast<std::size_t>(stage)]};
    machine.serialize(restore, 0);
    bool moved = false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Trigger>>([&](auto one) {
        if (one.value != trigger) return;
        const auto handled = machine.process_event(Asked<decltype(one)::value, Facts>{facts});
        moved = handled == decltype(handled)::HANDLED_TRUE;
    });
    if (!moved) {
        boost::mp11::mp_for_each<typename Machine::refusals>([&](auto one) {
            if (one.stage == stage && one.trigger == trigger) machine.refused = one.rule;
        });
        invariant(machine.refused.has_value(), "Of the rows of one stage and trigger, one is always chosen.");
        return tl::unexpected{*machine.refused};
    }
    for (std::size_t i = 0; i < number_of.size(); ++i)
        if (number_of[i] == machine.current_state()[0]) return static_cast<Stage>(i);
    broken("A machine is in one of its stages.");
}

template <class E>
std::vector<std::string> names_of() {
    std::vector<std::string> names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto one) { names.emplace_back(one.name); });
    return names;
}

template <class Front, class Stage, class Trigger>
Table table_of(std::string name, std::string about) {
    Table table{std::move(name), std::move(about), names_of<Stage>(), names_of<Trigger>(), {}, {}};
    boost::mpl::for_each<typename Front::transition_table>([&]<class R>(R) {
        table.rows.push_back({name_of(R::Source::stage),
                              name_of(R::Evt::trigger),
                              name_of(R::Target::stage),
                              {},
                              R::Guard::clauses()});
    });
    boost::mp11::mp_for_each<typename Front::refusals>([&](auto one) {
        table.refusals.push_back({name_of(one.stage), name_of(one.trigger), one.rule});
    });
    return table;
}

// One a machine, beside its `next`.
namespace submission {
Table table();
}
namespace check {
Table table();
}
namespace review {
Table table();
}
namespace assignment {
Table table();
}
namespace selection {
Table table();
}
namespace decision {
Table table();
}
namespace offer {
Table table();
}
namespace appeal {
Table table();
}
namespace call {
Table table();
}
namespace round {
Table table();
}

}  // namespace atranka::lifecycle
