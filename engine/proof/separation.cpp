#include "engine/proof/separation.hpp"

#include "engine/access/policy.hpp"
#include "engine/definition/separation.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <deque>
#include <iterator>
#include <unordered_set>

namespace atranka::proof {

namespace {

using access::Field;
using access::Relation;
using access::When;
using definition::Severity;
using definition::Step;
using lifecycle::Kind;

enum class Breach : std::uint8_t {
    scores_and_awards,
    proposes_and_confirms,
    reads_before_declaring,
    reads_scores_before_submitting,
    decides_own_appeal,
    decides_with_an_interest,
    acts_with_an_interest
};
constexpr std::size_t breaches = 7;

struct Wording {
    const char *code, *what, *mend;
};
constexpr Wording wordings[breaches] = {
    {"scores-and-awards", "score an application and confirm its award",
     "Keep the roles apart: `separation: {apart: {…}}`."},
    {"proposes-and-confirms", "propose and confirm the same thing",
     "Let a second person confirm (`confirm_by`)."},
    {"reads-before-declaring", "read an application before declaring their interests in it",
     "Keep those who review apart from those who work on applications: `separation: {apart: {…}}`."},
    {"reads-scores-before-submitting", "read other experts' scores before submitting their own",
     "Keep those who review apart from those who work on applications: `separation: {apart: {…}}`."},
    {"decides-own-appeal", "decide an appeal against a decision of their own",
     "Let appeals be decided by somebody who took no part."},
    {"decides-with-an-interest", "decide on an application in which they have an interest",
     "An interest bars from deciding: the lifecycle has to ask for it."},
    {"acts-with-an-interest", "act on an application in which they have an interest",
     "Bar them from every act: `separation: {interested: do_nothing}`."},
};

enum class Tie : std::uint8_t { none, lead, employed };
constexpr const char* ties[] = {"", "leads the application", "works for one of its partners"};

// The expert's own work, as the assignment's machine has it.
enum class Work : std::uint8_t { none, invited, declared, drafting, submitted, reopened, gone };
constexpr const char* work_names[] = {"", "invited", "declared", "drafting", "submitted", "reopened", ""};

struct Situation {
    std::uint16_t place = 0;
    Work work = Work::none;
    std::uint8_t interest = 0;  // undeclared, none, potential, disqualifying
    bool cleared = false;
    bool asked = false;          // for a review of this application, ever
    bool declared_once = false;  // interests in it, and free of any
    bool scored = false;         // a review of it is submitted, ever
    bool submitted_here = false;
    bool read_early = false;   // what it says, before declaring
    bool read_scores = false;  // of others here, before submitting
    bool proposed = false;     // what waits to be confirmed is theirs
    bool took_part = false;    // among the deciders
    bool awarded = false;      // by their word
    std::uint8_t appeal = 0;   // none, lodged, admissible, upheld

    std::uint64_t key() const {
        std::uint64_t k = place;
        const auto add = [&](std::uint64_t value, unsigned bits) { k = (k << bits) | value; };
        add(static_cast<std::uint64_t>(work), 3);
        add(interest, 2);
        for (const bool one : {cleared, asked, declared_once, scored, submitted_here, read_early, read_scores,
                               proposed, took_part, awarded})
            add(one ? 1 : 0, 1);
        add(appeal, 2);
        return k;
    }
};

// What of a row's clauses depends on who acts: any of them is enough.
struct Demand {
    enum class Fact : std::uint8_t {
        by_lead,
        has_interest,
        same_person,
        scored,
        took_part,
        by_another,
        interest,
        cleared
    } fact;
    std::string value;
};
struct Way {  // a row that the definition allows
    const lifecycle::Row* row;
    std::vector<std::vector<Demand>> demands;
    std::uint16_t to = 0;
    std::string_view command;
    bool enters = false;  // another step
};

std::optional<Demand::Fact> personal(const std::string& fact) {
    constexpr std::pair<const char*, Demand::Fact> facts[] = {
        {"by_lead", Demand::Fact::by_lead},         {"has_interest", Demand::Fact::has_interest},
        {"same_person", Demand::Fact::same_person}, {"scored", Demand::Fact::scored},
        {"took_part", Demand::Fact::took_part},     {"by_another", Demand::Fact::by_another},
        {"interest", Demand::Fact::interest},       {"cleared", Demand::Fact::cleared}};
    for (const auto& [name, one] : facts)
        if (fact == name) return one;
    return std::nullopt;
}

// Clauses of which a part does not depend on who acts can hold whoever it is.
std::vector<std::vector<Demand>> demands_of(const lifecycle::Row& row) {
    std::vector<std::vector<Demand>> demands;
    for (const lifecycle::Clause& clause : row.clauses) {
        std::vector<Demand> any;
        bool free = false;
        for (const lifecycle::Condition& condition : clause.any_of)
            if (const auto fact = personal(condition.fact))
                any.push_back({*fact, condition.value});
            else
                free = true;
        if (!free && !any.empty()) demands.push_back(std::move(any));
    }
    return demands;
}

constexpr std::string_view interests[] = {"undeclared", "none", "potential", "disqualifying"};

struct Person {
    std::set<std::string> roles;
    Tie tie = Tie::none;
};

class Search {
public:
    Search(const definition::Definition& definition, const Tables& tables)
        : d_(definition),
          tables_(tables),
          lives_(definition, tables),
          assignment_(find("assignment")),
          appeal_(find("appeal")) {
        places_ = lives_.all();
        for (std::size_t i = 0; i < places_.size(); ++i)
            index_.emplace(places_[i], static_cast<std::uint16_t>(i));
        for (const Place& place : places_) {
            std::vector<Way> ways;
            for (const Passage& one : lives_.from(place))
                if (one.row != nullptr)
                    ways.push_back({one.row, demands_of(*one.row), index_.at(one.to), one.command,
                                    one.to.step != place.step});
            ways_.push_back(std::move(ways));
        }
        no_interest_ = definition::interested_do_nothing(d_);
    }

    Found all() {
        std::vector<std::string> roles;
        for (const definition::Role& role : d_.roles) roles.push_back(role.name);
        std::vector<std::uint32_t> sets;
        // More roles than that are not tried all together: each set of up to four of them is.
        const auto count = static_cast<unsigned>(std::min<std::size_t>(roles.size(), 20));
        for (std::uint32_t set = 0; set < (1U << count); ++set)
            if (count <= 8 || std::popcount(set) <= 4) sets.push_back(set);
        std::ranges::sort(sets, {}, [](std::uint32_t set) { return std::pair{std::popcount(set), set}; });
        std::vector<Person> persons;
        std::vector<std::uint32_t> permitted;
        for (const std::uint32_t set : sets) {
            Person person;
            for (unsigned i = 0; i < count; ++i)
                if ((set >> i & 1U) != 0) person.roles.insert(roles[i]);
            if (!is_permitted(person.roles)) continue;
            for (const Tie tie : {Tie::none, Tie::lead, Tie::employed}) {
                person.tie = tie;
                follow(person);
            }
            persons.push_back(std::move(person));
            permitted.push_back(set);
        }
        found_.searched["persons"] = static_cast<std::int64_t>(persons.size()) * 3;
        found_.searched["fields"] = fields_;
        change_roles(std::move(persons), permitted);
        return std::move(found_);
    }

private:
    // The same people again, who may get a role or lose one whenever it pleases an administrator. What nobody
    // could do before is told, and is no finding: no definition bars it.
    void change_roles(std::vector<Person> persons, const std::vector<std::uint32_t>& sets) {
        std::vector<std::vector<std::uint32_t>> turns(sets.size());
        for (std::uint32_t i = 0; i < sets.size(); ++i)
            for (std::uint32_t j = 0; j < sets.size(); ++j)
                if (std::popcount(sets[i] ^ sets[j]) == 1) turns[i].push_back(j);
        changing_ = &persons;
        for (const Tie tie : {Tie::none, Tie::lead, Tie::employed}) {
            for (Person& person : persons) person.tie = tie;
            follow(persons, turns);
        }
        changing_ = nullptr;
        found_.searched["fields"] = fields_;
    }
    // Who they were, one after the other, on the way there.
    void tell_change(Breach kind, const Person& last, std::int32_t end, std::string_view command) {
        auto& known = reported_[static_cast<std::size_t>(kind)];
        const bool is_known =
            std::ranges::any_of(known, [&](const Person& one) { return one.tie == last.tie; });
        if (is_known) return;
        std::vector<std::int32_t> way;
        for (std::int32_t i = end; i >= 0; i = nodes_[static_cast<std::size_t>(i)].parent)
            way.insert(way.begin(), i);
        // What takes no change was found before.
        if (nodes_[static_cast<std::size_t>(way.front())].person ==
            nodes_[static_cast<std::size_t>(end)].person)
            return;
        known.push_back(last);
        std::string who;
        for (std::size_t i = 0; i < way.size(); ++i) {
            const Node& node = nodes_[static_cast<std::size_t>(way[i])];
            if (i > 0 && node.person == nodes_[static_cast<std::size_t>(way[i - 1])].person) continue;
            who += (who.empty() ? "Somebody who is " : ", then ") + named((*changing_)[node.person].roles);
            if (i > 0) who += " (from " + places_[node.s.place].text() + " on)";
        }
        if (last.tie != Tie::none)
            who += std::string{", and "} + ties[static_cast<std::size_t>(last.tie)] + ",";
        const auto [position, path] = place_of(end);
        const Node& first = nodes_[static_cast<std::size_t>(way.front())];
        found_.if_roles_change.push_back(
            {position, "if-roles-change", path,
             who + " can " + wordings[static_cast<std::size_t>(kind)].what + ": " + told(way, command) + ".",
             mend_of((*changing_)[first.person].roles, last.roles), Severity::warning});
    }
    static std::string mend_of(const std::set<std::string>& before, const std::set<std::string>& after) {
        std::set<std::string> given;
        std::ranges::set_difference(after, before, std::inserter(given, given.end()));
        if (given.empty()) return "No definition bars it: let these roles stand while a call is open.";
        return "No definition bars it: while a call is open, let nobody become " + named(given) +
               " who was " + named(before) + ".";
    }
    // Of what is done at the end of a way.
    std::pair<definition::Position, std::string> place_of(std::int32_t end) const {
        const Step* step = places_[nodes_[static_cast<std::size_t>(end)].s.place].step;
        if (step != nullptr) return {step->position, "steps." + step->name};
        return {d_.appeals ? d_.appeals->position : definition::Position{}, "appeals"};
    }
    static std::string named(const std::set<std::string>& roles) {
        std::string text;
        std::size_t left = roles.size();
        for (const std::string& role : roles) text += role + (--left == 0 ? "" : left == 1 ? " and " : ", ");
        return text.empty() ? "without any role" : text;
    }

    const lifecycle::Table* find(std::string_view name) const {
        for (const lifecycle::Table& one : tables_.lifecycles)
            if (one.name == name) return &one;
        return nullptr;
    }

    // Whoever holds two roles that are kept apart acts in neither, and is like one without them.
    bool is_permitted(const std::set<std::string>& roles) const {
        for (const std::string& one : roles)
            for (const std::string& other : definition::apart_from(d_, one))
                if (roles.contains(other)) return false;
        return true;
    }
    bool is_staff(const Person& person) const {
        return std::ranges::any_of(person.roles,
                                   [&](const std::string& role) { return lives_.is_staff(role); });
    }
    Relation relation_of(const Person& person, const Situation& s) const {
        if (person.tie == Tie::lead) return Relation::lead;
        if (s.asked) return Relation::expert;
        return is_staff(person) ? Relation::staff : Relation::none;
    }

    // Whether the policy and the decision let this person give the command, in that relation, at that step.
    // As access::may_try has it, with what the decision asks besides.
    bool may_give(const Person& person, Relation relation, std::string_view command, const Step* step) {
        if (relation == Relation::none && !is_of_call(command)) return false;
        const bool staff = relation == Relation::staff;
        return std::ranges::any_of(access::givers_of(tables_.policy, command), [&](access::Giver giver) {
            const bool gives_as_staff = giver != access::Giver::lead && giver != access::Giver::expert;
            if (!is_of_call(command) && gives_as_staff != staff) return false;
            switch (giver) {
                case access::Giver::lead: return relation == Relation::lead;
                case access::Giver::expert: return relation == Relation::expert;
                case access::Giver::officer: return person.roles.contains("officer");
                case access::Giver::head: return person.roles.contains("head");
                case access::Giver::officer_or_head:
                    return person.roles.contains("officer") || person.roles.contains("head");
                case access::Giver::worker: return step != nullptr && person.roles.contains(step->by);
                case access::Giver::second:
                    return step != nullptr &&
                           person.roles.contains(step->confirm_by.empty() ? step->by : step->confirm_by);
                case access::Giver::appeals: return d_.appeals && person.roles.contains(d_.appeals->by);
                default: return false;
            }
        });
    }
    static bool is_of_call(std::string_view command) {
        return command == "RankRound" || command == "ProposeSelection" || command == "ConfirmSelection" ||
               command == "RefuseSelection" || command == "PromoteReserve";
    }

    // What this person may read here: of any review, and of this step's.
    bool may_read(Relation relation, const Situation& s, Field field, bool of_this_review) {
        ++fields_;
        const Place& place = places_[s.place];
        std::vector<When> circumstances{When::always};
        if (relation == Relation::expert) {
            const bool blind = place.step != nullptr && place.step->blind == definition::Blindness::both;
            if (!blind) circumstances.push_back(When::unblinded);
            const bool free = s.interest == 1 || (s.interest == 2 && s.cleared);
            if (free && s.work != Work::none && s.work != Work::gone) {
                circumstances.push_back(When::declared);
                if (s.work >= Work::drafting) circumstances.push_back(When::opened);
                if (s.work == Work::submitted) {
                    circumstances.push_back(When::submitted);
                    if (place.step != nullptr && place.step->blind == definition::Blindness::none)
                        circumstances.push_back(When::acquainted);
                }
            }
            if (!of_this_review && s.declared_once) circumstances.push_back(When::declared);
        }
        return std::ranges::any_of(
            circumstances, [&](When when) { return access::grants(tables_.policy, relation, field, when); });
    }

    bool fits(const Demand& demand, const Person& person, const Situation& s) const {
        const auto is = [&](bool value) { return (demand.value == "true") == value; };
        switch (demand.fact) {
            case Demand::Fact::by_lead: return is(person.tie == Tie::lead);
            case Demand::Fact::has_interest: return is(person.tie != Tie::none);
            case Demand::Fact::same_person: return is(s.proposed);
            case Demand::Fact::scored: return is(s.scored);
            case Demand::Fact::took_part: return is(s.took_part || s.scored);
            case Demand::Fact::by_another: return is(!s.asked);
            case Demand::Fact::interest: return demand.value == interests[s.interest];
            case Demand::Fact::cleared: return is(s.cleared);
        }
        return false;
    }
    bool fits(const std::vector<std::vector<Demand>>& demands, const Person& person,
              const Situation& s) const {
        return std::ranges::all_of(demands, [&](const auto& any) {
            return std::ranges::any_of(any, [&](const Demand& one) { return fits(one, person, s); });
        });
    }
    // As the assignment's table has it.
    std::optional<Work> moved(Work from, std::string_view trigger, const Person& person,
                              const Situation& s) const {
        if (assignment_ == nullptr) return std::nullopt;
        for (const lifecycle::Row& row : assignment_->rows) {
            if (row.source != work_names[static_cast<std::size_t>(from)] || row.trigger != trigger) continue;
            if (!fits(demands_of(row), person, s)) continue;
            for (std::size_t i = 1; i < std::size(work_names); ++i)
                if (row.target == work_names[i]) return static_cast<Work>(i);
            return Work::gone;
        }
        return std::nullopt;
    }

    struct Node {
        Situation s;
        std::int32_t parent = -1;
        const char* by = "";  // "they", or "somebody"
        std::string_view command;
        std::uint32_t person = 0;  // of those who are followed: their roles at that time
    };

    void follow(const Person& person) {
        follow(std::vector{person}, std::vector<std::vector<std::uint32_t>>(1));
    }
    // One person, who begins as any of these and may become those whose places `turns` has.
    void follow(const std::vector<Person>& persons, const std::vector<std::vector<std::uint32_t>>& turns) {
        nodes_.clear();
        std::vector<std::unordered_set<std::uint64_t>> seen(persons.size());
        std::deque<std::int32_t> queue;
        const auto reach = [&](std::uint32_t who, Situation s, std::int32_t parent, const char* by,
                               std::string_view command) {
            const Person& person = persons[who];
            const Relation relation = relation_of(person, s);
            learn(relation, s);
            if (!seen[who].insert(s.key()).second) return;
            nodes_.push_back({s, parent, by, command, who});
            queue.push_back(static_cast<std::int32_t>(nodes_.size()) - 1);
            // Declaring comes too late for what was read.
            if (s.asked && s.read_early && person.tie == Tie::none)
                breach(Breach::reads_before_declaring, person, -1);
        };
        Situation first;
        first.place = index_.at(lives_.start());
        for (std::uint32_t who = 0; who < persons.size(); ++who) reach(who, first, -1, "", "");
        std::int64_t &acts =
                         found_.searched[changing_ == nullptr ? "combinations" : "combinations with changes"],
                     &situations =
                         found_.searched[changing_ == nullptr ? "situations" : "situations with changes"];
        while (!queue.empty()) {
            const std::int32_t at = queue.front();
            queue.pop_front();
            const auto [s, parent, by_whom, given, who] = nodes_[static_cast<std::size_t>(at)];
            const Person& person = persons[who];
            ++situations;
            const Place& place = places_[s.place];
            const auto go = [&, who = who](const Situation& next, const char* by, std::string_view command) {
                ++acts;
                reach(who, next, at, by, command);
            };
            for (const std::uint32_t other : turns[who]) {
                ++acts;
                reach(other, s, at, "somebody", "");
            }
            if (place.is_outcome()) {
                appeal(person, s, at, go);
                continue;
            }
            work_on(person, s, at, go);
            review(person, s, at, go);
        }
    }

    // Whatever they may read, they have read.
    void learn(Relation relation, Situation& s) {
        const Place& place = places_[s.place];
        const bool unwritten = place == lives_.start();
        if (!unwritten && relation != Relation::lead && !s.declared_once && !s.read_early &&
            (may_read(relation, s, Field::texts, false) || may_read(relation, s, Field::forms, false)))
            s.read_early = true;
        if (place.step != nullptr && place.step->kind == Kind::review && place.stage != "staffing" &&
            !s.submitted_here && relation != Relation::lead && !s.read_scores &&
            may_read(relation, s, Field::other_reviews, true))
            s.read_scores = true;
    }

    template <class Go>
    void work_on(const Person& person, const Situation& s, std::int32_t at, Go&& go) {
        const Place& place = places_[s.place];
        const Step* step = place.step;
        const Relation relation = relation_of(person, s);
        for (const Way& way : ways_[s.place]) {
            // A review is not concluded while somebody who was asked has not submitted.
            const bool open = s.work != Work::none && s.work != Work::submitted && s.work != Work::gone;
            if (way.command == "SubmitReview" && open) continue;
            if (way.command == "AssignExpert" || way.command == "SubmitReview") {
                go(arrived(s, way), "somebody", way.command);
                continue;
            }
            Situation others = arrived(s, way);
            const bool proposes = way.row->trigger == "propose";
            if (proposes) others.proposed = false;
            go(others, "somebody", way.command);
            if (!fits(way.demands, person, s) || !may_give(person, relation, way.command, step)) continue;
            if (no_interest_ && person.tie != Tie::none && relation != Relation::lead &&
                !is_of_call(way.command))
                continue;
            // Somebody's own reading of it may stand in for the machine's: nothing is confirmed that they
            // proposed.
            Situation own = arrived(s, way);
            const bool funded = step->selection && step->selection->fund.has_value();
            const bool confirms = way.row->trigger == "confirm";
            const bool decides = (confirms || (proposes && way.enters)) && relation != Relation::lead;
            if (proposes) own.proposed = !way.enters;
            if (confirms && s.proposed) breach(Breach::proposes_and_confirms, person, at, way.command);
            const bool awards =
                decides && ((step->kind == Kind::selection && funded && way.row->target == "selected") ||
                            (step->kind == Kind::decision && way.row->target == "granted"));
            if (awards && s.scored) breach(Breach::scores_and_awards, person, at, way.command);
            own.awarded = own.awarded || awards;
            const bool deciding =
                step->kind == Kind::check || step->kind == Kind::selection || step->kind == Kind::decision;
            if (deciding &&
                (proposes || confirms || way.row->trigger == "refuse" || way.row->trigger == "send_back") &&
                person.tie != Tie::none)
                breach(Breach::decides_with_an_interest, person, at, way.command);
            own.took_part = own.took_part || (deciding && (proposes || confirms));
            go(own, "they", way.command);
        }
        beside(person, relation, s, at);
    }

    // Acts for which no lifecycle asks about an interest.
    void beside(const Person& person, Relation relation, const Situation& s, std::int32_t at) {
        if (person.tie == Tie::none || no_interest_ || relation != Relation::staff) return;
        const Step* step = places_[s.place].step;
        if (step->kind == Kind::check && !step->assesses.empty() &&
            may_give(person, relation, "AssessLines", step))
            breach(Breach::acts_with_an_interest, person, at, "AssessLines");
        if (step->kind == Kind::review && may_give(person, relation, "AssignExpert", step))
            breach(Breach::acts_with_an_interest, person, at, "AssignExpert");
        if (may_give(person, relation, "CorrectError", step) && !(places_[s.place] == lives_.start()))
            breach(Breach::acts_with_an_interest, person, at, "CorrectError");
    }

    Situation arrived(const Situation& s, const Way& way) const {
        Situation next = s;
        next.place = way.to;
        if (way.enters) {
            next.work = Work::none;
            next.interest = 0;
            next.cleared = next.submitted_here = next.read_scores = next.proposed = false;
            if (next.appeal == 3 && places_[way.to].is_outcome()) next.appeal = 0;
        }
        return next;
    }

    template <class Go>
    void review(const Person& person, const Situation& s, std::int32_t at, Go&& go) {
        const Place& place = places_[s.place];
        const Step* step = place.step;
        if (step->kind != Kind::review) return;
        const Relation relation = relation_of(person, s);
        if (s.work == Work::none || s.work == Work::gone) {
            // Whoever leads it, or works for a partner, is not asked: that is checked when experts are
            // assigned.
            const bool assigns = std::ranges::any_of(
                ways_[s.place], [](const Way& way) { return way.command == "AssignExpert"; });
            if (!assigns || !person.roles.contains(step->staffing.role) || person.tie != Tie::none ||
                s.work == Work::gone)
                return;
            Situation asked = s;
            asked.work = Work::invited;
            asked.asked = true;
            asked.interest = 0;
            asked.cleared = false;
            go(asked, "somebody", "AssignExpert");
            return;
        }
        const auto give = [&](std::string_view command, std::string_view trigger, Situation next) {
            if (!may_give(person, relation, command, step)) return;
            const auto to = moved(s.work, trigger, person, trigger == "declare" ? next : s);
            if (!to) return;
            next.work = *to;
            if (next.work == Work::gone) next.interest = 3;
            if (trigger == "submit") {
                if (s.read_scores && !s.submitted_here)
                    breach(Breach::reads_scores_before_submitting, person, at, command);
                if (s.awarded) breach(Breach::scores_and_awards, person, at, command);
                next.scored = next.submitted_here = true;
            }
            if (next.work == Work::declared && next.interest == 1) next.declared_once = true;
            go(next, "they", command);
        };
        for (const std::uint8_t interest : {std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{3}}) {
            Situation next = s;
            next.interest = interest;
            next.cleared = false;
            give("DeclareInterest", "declare", next);
        }
        give("OpenApplication", "open", s);
        give("SubmitReview", "submit", s);
        if (s.work == Work::declared && s.interest == 2 && !s.cleared) {
            Situation cleared = s;
            cleared.cleared = cleared.declared_once = true;
            go(cleared, "somebody", "ClearInterest");
        }
        if (s.work == Work::submitted) {
            Situation reopened = s;
            reopened.work = Work::reopened;
            go(reopened, "somebody", "ReopenReview");
        }
    }

    template <class Go>
    void appeal(const Person& person, const Situation& s, std::int32_t at, Go&& go) {
        const definition::Outcome* outcome = d_.outcome(places_[s.place].stage);
        if (!d_.appeals || outcome == nullptr || !outcome->appealable || appeal_ == nullptr) return;
        constexpr std::string_view stages[] = {"", "lodged", "admissible"};
        if (s.appeal == 0 || s.appeal > 2) {
            Situation next = s;
            next.appeal = 1;
            go(next, "somebody", "LodgeAppeal");
            return;
        }
        const Relation relation = relation_of(person, s);
        for (const lifecycle::Row& row : appeal_->rows) {
            if (row.source != stages[s.appeal] || (row.trigger != "examine" && row.trigger != "decide"))
                continue;
            const bool alone = std::ranges::all_of(row.clauses, [](const lifecycle::Clause& clause) {
                return std::ranges::none_of(clause.any_of, [](const lifecycle::Condition& one) {
                    return one.fact == "needs_second_person" && one.value == "true";
                });
            });
            if (!alone || (row.target != "admissible" && row.target != "upheld")) continue;
            Situation next = s;
            if (row.target == "admissible") {
                next.appeal = 2;
            } else {
                const Step* back = d_.step(d_.appeals->back_to);
                for (std::size_t i = 0; i < places_.size(); ++i)
                    if (places_[i].step == back &&
                        lifecycle::stage_name(lifecycle::first_stage(back->kind)) ==
                            std::string{lifecycle::kind_name(back->kind)} + "." + places_[i].stage) {
                        Way way{&row, {}, static_cast<std::uint16_t>(i), {}, true};
                        next = arrived(s, way);
                        next.appeal = 3;
                    }
            }
            const std::string_view command = row.trigger == "examine" ? "ExamineAppeal" : "DecideAppeal";
            go(next, "somebody", command);
            if (!fits(demands_of(row), person, s) || !may_give(person, relation, command, nullptr)) continue;
            if (no_interest_ && person.tie != Tie::none) continue;
            if (row.trigger == "decide" && (s.took_part || s.scored))
                breach(Breach::decides_own_appeal, person, at, command);
            if (person.tie != Tie::none) breach(Breach::acts_with_an_interest, person, at, command);
            go(next, "they", command);
        }
    }

    // The shortest is found first: smaller sets of roles, shorter ways.
    void breach(Breach kind, const Person& person, std::int32_t at, std::string_view command = {}) {
        const auto index = static_cast<std::size_t>(kind);
        auto& known = reported_[index];
        const std::int32_t end = at < 0 ? static_cast<std::int32_t>(nodes_.size()) - 1 : at;
        if (changing_ != nullptr) return tell_change(kind, person, end, command);
        const bool covered = std::ranges::any_of(
            known, [&](const Person& one) { return std::ranges::includes(person.roles, one.roles); });
        if (covered) return;
        known.push_back(person);
        const Wording& wording = wordings[index];
        std::string who = (person.roles.empty() ? "Somebody " : "Somebody who is ") + named(person.roles);
        if (person.tie != Tie::none)
            who += std::string{person.roles.empty() ? " who " : ", and "} +
                   ties[static_cast<std::size_t>(person.tie)] + ",";
        std::vector<std::int32_t> way;
        for (std::int32_t i = end; i >= 0; i = nodes_[static_cast<std::size_t>(i)].parent)
            way.insert(way.begin(), i);
        const auto [position, path] = place_of(end);
        found_.note(position, wording.code, path,
                    who + " can " + wording.what + ": " + told(way, command) + ".", wording.mend,
                    Severity::error, scenario_of(kind, person, way, command));
    }

    std::string told(const std::vector<std::int32_t>& way, std::string_view command) const {
        std::string text;
        bool staff_read = false;
        for (const std::int32_t i : way) {
            const Node& node = nodes_[static_cast<std::size_t>(i)];
            const bool reads = (node.s.read_early || node.s.read_scores) && !staff_read;
            if (reads) {
                staff_read = true;
                text += (text.empty() ? "" : "; ") + std::string{"they read it in "} +
                        places_[node.s.place].text();
            }
            const bool matters = std::string_view{node.by} == "they" || node.command == "AssignExpert" ||
                                 node.command == "ReopenReview";
            if (!matters || node.command.empty()) continue;
            if (node.command == "AssignExpert" && node.s.work != Work::invited) continue;
            text += (text.empty() ? "" : "; ") + std::string{node.by} + " gave " + std::string{node.command} +
                    " (then " + places_[node.s.place].text() + ")";
        }
        if (!command.empty()) {
            const Place& place = places_[nodes_[static_cast<std::size_t>(way.back())].s.place];
            text += (text.empty() ? "" : "; ") + std::string{"then they give "} + std::string{command} +
                    " in " + place.text();
        }
        return text.empty() ? "nothing stands in the way" : text;
    }

    Scenario scenario_of(Breach kind, const Person& person, const std::vector<std::int32_t>& way,
                         std::string_view command) {
        Scenario scenario{std::string{"One person can "} + wordings[static_cast<std::size_t>(kind)].what,
                          {},
                          {},
                          {},
                          {},
                          {}};
        std::vector<std::string> roles{person.roles.begin(), person.roles.end()};
        if (person.tie != Tie::none) roles.emplace_back(person.tie == Tie::lead ? "*lead" : "*employed");
        scenario.people.emplace("one", roles);
        const auto bring = [&](const Place& place) {
            Move move;
            move.step = place.is_outcome() ? place.stage : place.step->name + "." + place.stage;
            if (!scenario.moves.empty() && scenario.moves.back().kind == Move::Kind::bring)
                scenario.moves.back() = move;
            else
                scenario.moves.push_back(move);
        };
        const auto act = [&](Move::Kind what, std::string_view name, const Place& place, std::string value) {
            Move move;
            move.kind = what;
            move.person = "one";
            move.what = std::string{name};
            move.step = place.step == nullptr ? place.stage : place.step->name;
            move.value = std::move(value);
            scenario.moves.push_back(std::move(move));
        };
        bool read = false;
        Place last = lives_.start();
        for (const std::int32_t i : way) {
            const Node& node = nodes_[static_cast<std::size_t>(i)];
            const Place& place = places_[node.s.place];
            if (node.command == "AssignExpert" && node.s.work == Work::invited) {
                act(Move::Kind::command, "AssignExpert", place, "one");
            } else if (std::string_view{node.by} == "they") {
                act(Move::Kind::command, node.command, last, value_of(node));
            } else if (i != way.front() && !node.command.empty()) {
                bring(place);
            }
            last = place;
            if (!read && (node.s.read_early || node.s.read_scores)) {
                read = true;
                act(Move::Kind::read, node.s.read_scores ? "other_reviews" : "texts", place, {});
            }
        }
        if (!command.empty()) act(Move::Kind::command, command, last, {});
        return scenario;
    }
    std::string value_of(const Node& node) const {
        if (node.command == "DeclareInterest") return std::string{interests[node.s.interest]};
        const Place& place = places_[node.s.place];
        return node.command == "ProposeCheck" || node.command == "DecideAward" ? place.text() : std::string{};
    }

    const definition::Definition& d_;
    Tables tables_;
    Lives lives_;
    const lifecycle::Table *assignment_, *appeal_;
    bool no_interest_ = false;
    std::vector<Place> places_;
    std::map<Place, std::uint16_t> index_;
    std::vector<std::vector<Way>> ways_;
    std::vector<Node> nodes_;
    std::array<std::vector<Person>, breaches> reported_;
    std::int64_t fields_ = 0;
    const std::vector<Person>* changing_ = nullptr;  // whose roles change, while that is searched
    Found found_;
};

}  // namespace

Found prove_separation(const definition::Definition& definition, const Tables& tables) {
    if (definition.steps.empty()) return {};
    return Search{definition, tables}.all();
}

}  // namespace atranka::proof
