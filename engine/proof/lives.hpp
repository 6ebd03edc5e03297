#pragma once
// The statechart that a definition and the machines make together: every step with its lifecycle inside, and
// who may move it.
// Shape:  a place is a step with a stage, an outcome, or an appeal's stage. A move is a row of a
//         lifecycle's table that the definition allows, with the command that asks for it. Rows that no
//         command asks for, or whose choice the definition rules out (a second person where none is named),
//         are left out.
// Source: engine/lifecycle (the tables), engine/access/policy.hpp (who may give what).

#include "engine/access/policy.hpp"
#include "engine/definition/flow.hpp"
#include "engine/definition/model.hpp"
#include "engine/lifecycle/table.hpp"

#include <set>

namespace atranka::proof {

struct Tables {
    const std::vector<lifecycle::Table>& lifecycles;
    const access::Policy& policy;
};
// Those in force.
Tables tables_in_force();

struct Place {
    const definition::Step* step = nullptr;  // null: an outcome
    std::string stage;                       // of the step's lifecycle; of an outcome its name
    std::string_view step_name() const {
        return step == nullptr ? std::string_view{} : std::string_view{step->name};
    }
    friend auto operator<=>(const Place& a, const Place& b) {
        const auto steps = a.step_name() <=> b.step_name();
        return steps != 0 ? steps : a.stage <=> b.stage;
    }
    friend bool operator==(const Place& a, const Place& b) { return (a <=> b) == 0; }
    bool is_outcome() const { return step == nullptr; }
    std::string text() const { return is_outcome() ? stage : step->name + "." + stage; }
};

struct Passage {
    Place from, to;
    const lifecycle::Row* row = nullptr;
    std::string_view command;     // "" where the way is taken by itself
    std::set<std::string> roles;  // who may give it; empty: nobody of this definition
    bool by_clock = false;        // it is the deadline that moves it
};

class Lives {
public:
    Lives(const definition::Definition& definition, const Tables& tables);

    const std::vector<Passage>& from(const Place& place) const;
    std::vector<Place> all() const;
    Place start() const;
    std::size_t passages() const { return count_; }
    // The roles of the definition that may give that command at that step, by the policy and by what the
    // decision asks; "applicant" stands for the lead.
    std::set<std::string> givers(std::string_view command, const definition::Step* step) const;
    // A role that the definition gives to people who work on applications and do not review them.
    bool is_staff(const std::string& role) const;
    bool funds_before(const definition::Step& step) const;
    // The places on the shortest way there, the last one included; empty where there is none.
    std::vector<Passage> way_to(const Place& place) const;

private:
    void explore();
    std::vector<Passage> passages_from(const Place& place) const;
    bool allows(const definition::Step& step, const lifecycle::Row& row) const;
    bool has_deadline(const definition::Step& step, const std::string& stage) const;

    const definition::Definition& d_;
    Tables tables_;
    std::map<Place, std::vector<Passage>> passages_;
    std::map<Place, Passage> came_by_;
    std::size_t count_ = 0;
};

// The command by which people ask a machine for that move; "FireTimer" for the clock's, "" where none does.
std::string_view command_of(lifecycle::Kind kind, std::string_view trigger);

}  // namespace atranka::proof
