#include "engine/simulation/tell.hpp"

#include "engine/application/aggregate.hpp"
#include "engine/application/evolve.hpp"
#include "engine/application/route.hpp"

#include <algorithm>

namespace atranka::simulation {

namespace {

using service::StreamState;

// The streams as they would stand: what differs from the record, over the record at that position.
class World final : public service::States {
public:
    World(const Past& past, Told& told) : past_(past), told_(told) {}

    void go_to(std::size_t position, const service::Command& command) {
        position_ = position;
        const auto* ranks = std::get_if<procedure::RankRound>(&command);
        ranks_ = ranks == nullptr ? std::string{} : ranks->step;
    }
    void go_past() { ++position_; }
    bool differs(const std::string& stream) const { return told_.changed.contains(stream); }
    bool nothing_differs() const { return told_.changed.empty(); }
    void put(const std::string& stream, StreamState state) {
        told_.changed.insert_or_assign(stream, std::move(state));
    }
    // As it stands before the entry; from now on no longer what the record says.
    void keep(const std::string& stream) {
        if (differs(stream)) return;
        const StatePtr state = past_.before(stream, position_);
        told_.changed.emplace(stream, state == nullptr ? service::empty_state(stream) : *state);
    }
    StatePtr find(const std::string& stream) const {
        const auto it = told_.changed.find(stream);
        return it == told_.changed.end() ? past_.before(stream, position_)
                                         : StatePtr{StatePtr{}, &it->second};
    }

    registry::Person person(const PersonId& id) override {
        return get<registry::Person>("person/" + id.text);
    }
    registry::Organisation organisation(const OrganisationId& id) override {
        return get<registry::Organisation>("organisation/" + id.text);
    }
    custody::Log log(const std::string& name) override { return get<custody::Log>("log/" + name); }
    // Who erases somebody asks for them, in the instance log, which is not decided again.
    std::vector<service::InvolvementRow> involvements(const PersonId&) override { return {}; }
    call::State call(const CallId& id) override { return get<call::State>("call/" + id.text); }
    question::State questions(const CallId& id) override {
        return get<question::State>("questions/" + id.text);
    }
    application::State application(const ApplicationId& id) override {
        return get<application::State>("application/" + id.text);
    }
    std::vector<std::pair<ApplicationId, std::string>> under_way(const CallId& call,
                                                                 const RoundId& round) override {
        std::vector<std::pair<ApplicationId, std::string>> found;
        for (const std::string& stream : past_.applications()) {
            const StatePtr state = find(stream);
            if (state == nullptr) continue;
            const auto& s = std::get<application::State>(*state);
            if (!s.exists() || s.call != call || s.round != round || s.finished()) continue;
            // In the record everybody had arrived: who has not now waits for what nobody decided.
            if (!ranks_.empty() && differs(stream) && s.step != ranks_)
                told_.left_waiting.insert(s.id.text);
            else
                found.emplace_back(s.id, s.step);
        }
        return found;
    }
    std::shared_ptr<const definition::Definition> definition(const std::string& hash) override {
        return hash == told_.definition->hash ? told_.definition : nullptr;
    }
    std::optional<Value> beside(const std::string& hash) override {
        const auto it = told_.brought.find(hash);
        return it == told_.brought.end() ? past_.beside(hash) : std::optional{it->second};
    }
    bool instance_is_new() override { return position_ == 0; }

private:
    template <class State>
    State get(const std::string& stream) const {
        const StatePtr state = find(stream);
        return state == nullptr ? State{} : std::get<State>(*state);
    }

    const Past& past_;
    Told& told_;
    std::size_t position_ = 0;
    std::string ranks_;  // the selection that is ranked
};

bool is_procedure(const service::Command& command) {
    return std::visit(
        [](const auto& c) {
            return boost::mp11::mp_contains<procedure::Command, std::remove_cvref_t<decltype(c)>>::value;
        },
        command);
}

// What a command is about, for a person.
std::string subject_of(const Recorded& entry, const CallId& call) {
    if (!entry.application.empty()) return entry.application.text;
    if (!entry.envelope) return call.text;
    return std::visit(
        [&](const auto& c) {
            if constexpr (requires { c.round, c.step; })
                return c.round.text + " " + c.step;
            else
                return call.text;
        },
        entry.envelope->command);
}

// The rules of a check that failed.
std::vector<std::string> failed_rules(const Value::List& events) {
    std::vector<std::string> failed;
    for (const Value& event : events)
        if (const Value* proposed = event.find("CheckProposed"))
            if (const Value* verdicts = proposed->find("verdicts"))
                for (const Value& verdict : verdicts->as_list())
                    if (const Value* passed = verdict.find("passed"); passed == nullptr || !passed->as_bool())
                        failed.push_back(verdict.at("rule").as_text());
    return failed;
}

// Whether these differ in nothing but a rank that no later decision reads: only a reserve list is gone
// through by rank.
bool is_told_alike(const Value::List& recorded, const Value::List& events) {
    return std::ranges::equal(recorded, events, [](const Value& a, const Value& b) {
        if (a == b) return true;
        const Value *then = a.find("Placed"), *now = b.find("Placed");
        if (then == nullptr || now == nullptr) return false;
        Value placed = *now;
        for (const char* member : {"rank", "deciding_key", "reason"}) {
            placed.as_object().erase(member);
            if (const Value* value = then->find(member)) placed.set(member, *value);
        }
        return placed == *then && placed.at("outcome") != Value{"reserved"};
    });
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

class Teller {
public:
    Teller(const Past& past, const Alteration& alteration, Extent extent, Told& told,
           const Rankings* rankings = nullptr)
        : past_(past),
          rankings_(rankings),
          alteration_(alteration),
          everything_(extent == Extent::everything),
          told_(told),
          world_(past, told) {}

    void tell() {
        for (std::size_t position = 0; position < past_.end(); ++position) {
            const Recorded& entry = past_.entries()[position];
            if (entry.is_of_call) tell(entry, position);
        }
    }

private:
    void tell(const Recorded& entry, std::size_t position) {
        if (!entry.envelope) return tell_erased(entry, position);
        const Altered change = altered(alteration_, past_, position);
        if (!change.is_dropped && !change.envelope && !concerns(entry)) return;
        const service::Envelope& envelope = change.envelope ? *change.envelope : *entry.envelope;
        world_.go_to(position, envelope.command);
        if (rankings_ != nullptr && !change.envelope && stands(entry, position)) return;
        for (const std::string& name : change.left_out)
            assume(position, past_.call().text, Assumption::parameter_left_out, name);
        if (change.is_dropped)
            lose(entry);
        else
            decide(entry, position, envelope);
        world_.go_past();
        conclude(entry, position);
        if (entry.touches_call) compare_calls(position);
    }

    // A form is gone: the facts of it that were recorded are taken, where they come to the same place.
    void tell_erased(const Recorded& entry, std::size_t position) {
        const std::string stream = "application/" + entry.application.text;
        const bool is_changed = std::ranges::any_of(
            entry.events.as_object(), [&](const auto& touched) { return world_.differs(touched.first); });
        if (!is_changed && !everything_) return;
        world_.go_to(position, application::SignConsensus{});
        const StatePtr then = past_.before(stream, position);
        const StatePtr now = world_.find(stream);
        const auto place = [](const StatePtr& state) {
            const auto* s = std::get_if<application::State>(state.get());
            return s == nullptr ? std::pair<std::string, std::string>{}
                                : std::pair{s->step, lifecycle::stage_name(s->stage)};
        };
        const bool fits = !alteration_.definition && place(then) == place(now) && !entry.touches_call;
        if (!is_changed && !alteration_.definition) {
            if (!alteration_.parameters.empty()) assume_recorded(entry, position);
        } else if (const Value::List* events = entry.events_of(stream); fits && events != nullptr) {
            StreamState state = now == nullptr ? service::empty_state(stream) : *now;
            if (service::evolve(state, *events)) world_.put(stream, std::move(state));
            assume_recorded(entry, position);
        } else {
            note_refused(entry, position, "erased", "its form was erased: it cannot be decided again");
            lose(entry);
        }
        world_.go_past();
    }
    void assume_recorded(const Recorded& entry, std::size_t position) {
        assume(position, subject_of(entry, past_.call()), Assumption::erased,
               "the form of " + entry.type + " was erased: it is taken as it was recorded");
    }

    // Whether something that the command reads is not as it was recorded.
    bool concerns(const Recorded& entry) const {
        if (everything_ || rules_differ_) return true;
        if (world_.nothing_differs()) return false;
        if (is_procedure(entry.envelope->command)) return true;
        if (!entry.application.empty() && world_.differs("application/" + entry.application.text))
            return true;
        return entry.touches_call && world_.differs(past_.call_stream());
    }

    // A command on lists that leaves everybody where the record has them, while one application alone is
    // other than recorded.
    bool stands(const Recorded& entry, std::size_t position) {
        if (told_.changed.size() != 1) return false;
        const auto& [stream, changed] = *told_.changed.begin();
        const auto* state = std::get_if<application::State>(&changed);
        const StatePtr recorded = past_.before(stream, position);
        if (state == nullptr || recorded == nullptr) return false;
        const auto waits_in = [](const application::State& s, const auto& command) {
            return s.exists() && !s.finished() && s.round == command.round && s.step == command.step;
        };
        return std::visit(
            [&](const auto& command) {
                using C = std::remove_cvref_t<decltype(command)>;
                // An upheld appeal is placed by the keys of the list.
                if constexpr (!boost::mp11::mp_contains<procedure::Command, C>::value ||
                              std::is_same_v<C, procedure::PlaceUpheld>)
                    return false;
                else {
                    const bool waits = waits_in(*state, command);
                    if (waits != waits_in(std::get<application::State>(*recorded), command)) return false;
                    if (!waits) return true;
                    if constexpr (std::is_same_v<C, procedure::RankRound>)
                        return is_placed_alike(position, *state);
                    else if constexpr (std::is_same_v<C, procedure::PromoteReserve>)
                        return false;  // may look at what it asks for
                    else
                        return is_placed(entry, stream, *state);
                }
            },
            entry.envelope->command);
    }
    bool is_placed_alike(std::size_t position, const application::State& state) {
        const Rankings::List* list = rankings_->at(position);
        const auto rows = list == nullptr ? std::nullopt : rankings_->with(*list, state);
        if (!rows || !places_alike(list->rows, *rows)) return false;
        // Whoever looks at the keys of the list finds those it has now.
        told_.brought.insert_or_assign(list->hash, kernel::encode(*rows));
        return true;
    }
    // Where the list was confirmed it is placed as recorded, for it stands there alike.
    bool is_placed(const Recorded& entry, const std::string& stream, const application::State& state) {
        const Value::List* events = entry.events_of(stream);
        if (events == nullptr) return true;
        StreamState placed = state;
        if (!service::evolve(placed, *events)) return false;
        world_.put(stream, std::move(placed));
        return true;
    }

    void decide(const Recorded& entry, std::size_t position, const service::Envelope& envelope) {
        ++told_.decided;
        auto executed = service::execute(world_, envelope);
        if (const auto* check = std::get_if<application::ProposeCheck>(&envelope.command))
            executed = reconsidered(entry, position, envelope, *check, std::move(executed));
        else if (!executed && executed.error().rule == Rule::deadline_must_not_have_passed)
            executed = lapsed(entry, position, envelope, std::move(executed));
        if (!executed) {
            note_refused(entry, position, std::string{rule_name(executed.error().rule)},
                         executed.error().message);
            lose(entry);
            return;
        }
        take(entry, *executed);
    }

    void take(const Recorded& entry, service::Executed& executed) {
        bool same = executed.changes.size() == entry.events.as_object().size();
        for (auto& [hash, payload] : executed.beside) told_.brought.insert_or_assign(hash, payload);
        std::set<std::string> touched;
        for (service::Change& change : executed.changes) {
            touched.insert(change.stream);
            const Value::List* recorded = entry.events_of(change.stream);
            const bool as_recorded =
                recorded != nullptr && (*recorded == change.events ||
                                        (rankings_ != nullptr && is_told_alike(*recorded, change.events)));
            same = same && as_recorded;
            if (!as_recorded || world_.differs(change.stream))
                world_.put(change.stream, std::move(change.after));
        }
        for (const auto& [stream, events] : entry.events.as_object())
            if (!touched.contains(stream)) world_.keep(stream);
        if (same) ++told_.identical;
    }

    // What the entry did is not done.
    void lose(const Recorded& entry) {
        for (const auto& [stream, events] : entry.events.as_object()) world_.keep(stream);
    }

    // A check is the word of its rules: where these say otherwise than they did, so does the officer.
    Result<service::Executed> reconsidered(const Recorded& entry, std::size_t position,
                                           const service::Envelope& envelope,
                                           const application::ProposeCheck& check,
                                           Result<service::Executed> executed) {
        const Value::List* recorded = entry.events_of("application/" + check.application.text);
        const auto failed_then = recorded == nullptr ? std::vector<std::string>{} : failed_rules(*recorded);
        const bool fails_now = !executed && check.passed && failed_then.empty() &&
                               executed.error().rule == Rule::reason_must_be_given;
        const bool passes_now = executed && !check.passed && !failed_then.empty() &&
                                failed_rules(executed->changes.front().events).empty();
        if (!fails_now && !passes_now) return executed;
        service::Envelope other = envelope;
        auto& proposal = std::get<application::ProposeCheck>(other.command);
        proposal.passed = passes_now;
        if (fails_now) proposal.reason = "The rules say so.";
        auto again = service::execute(world_, other);
        if (!again) return executed;
        const std::string rules =
            joined(fails_now ? failed_rules(again->changes.front().events) : failed_then);
        const std::string what = check.step + (fails_now ? " fails: " : " passes, which failed by ") + rules;
        if (fails_now)
            note_refused(entry, position, std::string{rule_name(executed.error().rule)},
                         executed.error().message, what);
        assume(position, check.application.text, Assumption::check, what);
        return again;
    }

    // The deadline passed before: its timer fires, and the command is tried again where that leads.
    Result<service::Executed> lapsed(const Recorded& entry, std::size_t position,
                                     const service::Envelope& envelope, Result<service::Executed> executed) {
        if (entry.application.empty()) return executed;
        const application::State state = world_.application(entry.application);
        if (!state.deadline) return executed;
        const service::Envelope timer{{},
                                      {"system"},
                                      "system",
                                      entry.at,
                                      {},
                                      false,
                                      application::FireTimer{state.id, state.step, *state.deadline}};
        auto fired = service::execute(world_, timer);
        if (!fired) return executed;
        const Recorded none{entry.log, entry.index, entry.at, {}, {}, Value::object(), {}, true, false};
        take(none, *fired);
        auto again = service::execute(world_, envelope);
        assume(position, state.id.text, Assumption::lapsed,
               state.step + " had lapsed at " + state.deadline->text() +
                   (again ? ", and counts for the next round" : ""));
        return again ? std::move(again) : std::move(executed);
    }

    // Where the record ended a review that would still be waiting, it ends with what there is.
    void conclude(const Recorded& entry, std::size_t position) {
        if (entry.application.empty()) return;
        const std::string stream = "application/" + entry.application.text;
        const Value::List* events = entry.events_of(stream);
        if (events == nullptr || !world_.differs(stream)) return;
        for (const Value& event : *events)
            if (const Value* scored = event.find("ReviewScored"))
                conclude(entry, position, stream, scored->at("step").as_text());
    }
    void conclude(const Recorded& entry, std::size_t position, const std::string& stream,
                  const std::string& name) {
        application::State state = world_.application(entry.application);
        const definition::Step* step = told_.definition->step(name);
        if (!state.exists() || step == nullptr || step->kind != lifecycle::Kind::review) return;
        if (state.finished() || state.step != name) {
            if (alteration_.without_expert) note_few(position, *step, state);
            return;
        }
        const application::Review& review = state.reviews[name];
        const auto active = application::counting(review);
        const auto given = std::ranges::count_if(active, [](const assignment::State* work) {
            return work->stage == lifecycle::assignment::Stage::submitted;
        });
        if (given == 0) {
            assume(position, state.id.text, Assumption::no_reviews, name + ": no review is left");
            return;
        }
        const auto wanted = step->staffing.count + (review.diverged ? 1 : 0);
        const application::Scored scored =
            application::aggregate(*step, *told_.definition->rubric(step->rubric), review);
        std::vector<application::Event> followed{application::ReviewScored{
            name, scored.method, scored.scores, scored.total, scored.worst, scored.missed}};
        const call::State call = world_.call(past_.call());
        using lifecycle::review::Stage;
        for (auto& event : application::leave({*told_.definition, call, state.round, entry.at}, *step,
                                              scored.missed.empty() ? Stage::meets : Stage::below))
            followed.push_back(std::move(event));
        const bool few = given < wanted;
        assume(position, state.id.text, few ? Assumption::few_reviews : Assumption::incomplete,
               few ? too_few(name, given, wanted, scored.method)
                   : name + ": not every kind of expert, or signature, is there; the " + scored.method +
                         " of those there are counts");
        for (const auto& event : followed) application::evolve(state, event);
        state.version += 1;
        world_.put(stream, std::move(state));
    }

    // It went on by itself, which only what was imported does with fewer reviews than the definition asks
    // for.
    void note_few(std::size_t position, const definition::Step& step, const application::State& state) {
        const auto it = state.reviews.find(step.name);
        if (!state.imported || it == state.reviews.end() || !it->second.scored) return;
        const auto given = std::ssize(application::counting(it->second));
        if (given < step.staffing.count)
            assume(position, state.id.text, Assumption::few_reviews,
                   too_few(step.name, given, step.staffing.count, it->second.scored->method));
    }
    static std::string too_few(const std::string& step, std::ptrdiff_t given, std::ptrdiff_t wanted,
                               const std::string& method) {
        return step + ": too few reviews, " + std::to_string(given) + " of " + std::to_string(wanted) +
               "; the " + method + " of those there are counts";
    }

    // Applications read of their call only what is compared here.
    void compare_calls(std::size_t position) {
        if (everything_ || !world_.differs(past_.call_stream())) return;
        const auto rules = [](const call::State& call) {
            Value rounds = Value::list();
            for (const call::Round& round : call.rounds)
                rounds.push(Value::object({{"id", round.id.text},
                                           {"parameters", kernel::encode(round.parameters)},
                                           {"stage", kernel::encode(round.stage)}}));
            return Value::object({{"id", call.id.text},
                                  {"definition", call.definition},
                                  {"stage", kernel::encode(call.stage)},
                                  {"parameters", kernel::encode(call.parameters)},
                                  {"rounds", std::move(rounds)},
                                  {"suspended", call.suspended}});
        };
        const StatePtr then = past_.before(past_.call_stream(), position + 1);
        rules_differ_ =
            then == nullptr || rules(std::get<call::State>(*then)) != rules(world_.call(past_.call()));
    }

    void note_refused(const Recorded& entry, std::size_t position, std::string rule, std::string message,
                      std::string instead = {}) {
        Refused refused{position,        subject_of(entry, past_.call()),
                        std::move(rule), std::move(message),
                        std::nullopt,    std::move(instead)};
        const auto [first, is_first] = first_.try_emplace(refused.subject, told_.refused.size());
        if (!is_first) refused.after = first->second;
        told_.refused.push_back(std::move(refused));
    }
    void assume(std::size_t position, std::string subject, Assumption kind, std::string what) {
        told_.assumed.push_back({position, std::move(subject), kind, std::move(what)});
    }

    const Past& past_;
    const Rankings* rankings_;
    const Alteration& alteration_;
    bool everything_;
    Told& told_;
    World world_;
    bool rules_differ_ = false;
    std::map<std::string, std::size_t> first_;
};

}  // namespace

call::State Told::call(const Past& past) const {
    const auto it = changed.find(past.call_stream());
    if (it != changed.end()) return std::get<call::State>(it->second);
    const StatePtr state = past.before(past.call_stream(), past.end());
    return state == nullptr ? call::State{} : std::get<call::State>(*state);
}

application::State Told::application(const Past& past, const std::string& stream) const {
    const auto it = changed.find(stream);
    return it == changed.end() ? past.application_at_end(stream) : std::get<application::State>(it->second);
}

std::optional<std::vector<procedure::Row>> Told::ranking(const Past& past, const std::string& hash) const {
    const auto it = brought.find(hash);
    const auto list = it == brought.end() ? past.beside(hash) : std::optional{it->second};
    return list ? kernel::decode<std::vector<procedure::Row>>(*list) : std::nullopt;
}

Told tell(const Past& past, const Alteration& alteration, Extent extent) {
    Told told;
    told.definition = alteration.definition ? alteration.definition : past.definition();
    Teller{past, alteration, extent, told}.tell();
    return told;
}

Told tell(const Past& past, const Alteration& alteration, const Rankings& rankings) {
    Told told;
    told.definition = alteration.definition ? alteration.definition : past.definition();
    Teller{past, alteration, Extent::what_it_touches, told, &rankings}.tell();
    return told;
}

}  // namespace atranka::simulation
