#include "adapters/cli/reading.hpp"

#include "engine/service/acting.hpp"
#include "engine/service/record.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace atranka::cli {

const Option as_of_option{"as-of", "--as-of",
                          "as the record stood at that instant, or after that entry (LOG#INDEX)", "WHEN"};

std::string log_named(Program& program, const Arguments& arguments) {
    if (const std::string call = arguments.text("call"); !call.empty()) return "calls/" + call;
    const std::string application = arguments.text("application");
    if (application.empty()) return {};
    const CallId call = program.service().states().application({application}).call;
    return call.text.empty() ? std::string{} : "calls/" + call.text;
}

std::optional<std::string> lost_keys(Program& program) {
    std::set<std::string> people;
    for (const service::KeptRow& row : program.store().kept())
        if (row.is_locked) people.insert(row.person);
    if (people.empty()) return std::nullopt;
    const std::string file = program.database().string() + ".keys";
    const std::string count = std::to_string(people.size());
    std::error_code unknown;
    if (!std::filesystem::exists(file, unknown))
        return "the key file " + file + " is missing: no private part can be opened, of " + count +
               (people.size() == 1 ? " person" : " people") + "; put it back from the backup of the keys";
    return "the key file " + file + " lacks the keys of " + count +
           (people.size() == 1 ? " person who was" : " people who were") +
           " not erased: their private parts cannot be opened; put it back from the backup of the keys";
}

std::optional<std::string> lost_keys(Program& program, const std::vector<service::Entry>& entries) {
    const bool is_any_shut = std::ranges::any_of(entries, [](const service::Entry& entry) {
        return std::ranges::any_of(entry.parts,
                                   [](const service::Part& part) { return part.payload.empty(); });
    });
    return is_any_shut ? lost_keys(program) : std::nullopt;
}

std::optional<std::string> find_log(Program& program, const std::string& name) {
    const auto logs = program.store().logs();
    for (const std::string& one : {name, "calls/" + name})
        if (std::ranges::find(logs, one) != logs.end()) return one;
    return std::nullopt;
}

std::string existing_log(Program& program, const std::string& name) {
    if (auto found = find_log(program, name)) return std::move(*found);
    throw Stop{no_input, "no log " + name + ": there is `instance`, and calls/CALL for each call"};
}

service::Extent extent_named(Program& program, const std::string& text, const std::string& log,
                             const std::string& option) {
    if (const auto at = instant_of(text)) return service::Extent::until(*at);
    const std::size_t mark = text.rfind('#');
    const std::string number = mark == std::string::npos ? text : text.substr(mark + 1);
    std::int64_t index = 0;
    const char* end = number.data() + number.size();
    const auto read = std::from_chars(number.data(), end, index);
    if (number.empty() || read.ec != std::errc{} || read.ptr != end || index < 0)
        throw Stop{usage, option +
                              " is an instant in UTC such as 2026-03-31T20:59:59Z, or an entry such as "
                              "calls/c-2026#120, not " +
                              text};
    std::string named = mark == std::string::npos ? log : text.substr(0, mark);
    named = find_log(program, named).value_or(named);
    if (named.empty())
        throw Stop{usage, option + " " + text + " does not say of which log; calls/CALL#" + number +
                              " does, or instance#" + number};
    const auto extent = service::extent_of(program.store(), service::EntryPoint{named, index});
    if (extent) return *extent;
    std::string logs;
    for (const std::string& one : extent.error().logs) logs += (logs.empty() ? "" : ", ") + one;
    if (!logs.empty())
        throw Stop{bad_data, option + " " + text + ": there is no log " + named + "; there are " + logs};
    throw Stop{bad_data, option + " " + text + ": the log " + named + " has entries 0.." +
                             std::to_string(extent.error().size - 1)};
}

Reading::Reading(Program& program, const Arguments& arguments)
    : program_(program), as_of_(arguments.text("as-of")), now_(program.now()) {
    program.store();
    if (!arguments.has("as-of")) return;
    extent_ = extent_named(program, arguments.text("as-of"), log_named(program, arguments), "--as-of");
    folded_ = std::make_unique<service::Folded>();
    service::fold_within(program.store(), *extent_, *folded_);
}

service::States& Reading::states() {
    if (folded_) return *folded_;
    return program_.service().states();
}

const registry::Person& Reading::viewer() {
    if (!viewer_) viewer_ = service::acting(program_.service().states(), program_.actor());
    return *viewer_;
}

void Reading::for_staff_of(const call::State& call, const std::string& what) {
    if (access::works_on(&viewer(), *definition_of(call.id), call.id, now_)) return;
    refuse(call.id.text, "call/" + call.id.text);
    throw Stop{no_permission, what + " is for those who work on the call, and for auditors"};
}

std::optional<application::State> Reading::seen(const application::State& state) {
    auto visible = access::seen_by(&viewer(), *definition_of(state.call), state, now_);
    if (!visible || !folded_) return visible;
    const access::Relation relation = relation_to(state.id.text);
    if (relation == access::Relation::none) return std::nullopt;
    if (relation != access::Relation::expert) return visible;
    // Who withdrew or was removed since may not read by looking back what they may not read now.
    service::States& present = program_.service().states();
    const application::State today = present.application(state.id);
    const auto definition = present.definition(present.call(today.call).definition);
    const auto now = access::seen_by(&viewer(), *definition, today, now_);
    if (!now || now->submissions.empty()) {
        visible->submissions.clear();
        visible->submitted_steps.clear();
    }
    return visible;
}

// Today's relation, and none where it was another then.
access::Relation Reading::relation_to(const std::string& id) {
    const application::State state = states().application({id});
    if (!state.exists()) return access::Relation::none;
    const access::Relation then = access::relation_of(&viewer(), *definition_of(state.call), state, now_);
    if (!folded_) return then;
    service::States& present = program_.service().states();
    const application::State today = present.application({id});
    const auto definition = present.definition(present.call(today.call).definition);
    if (!definition) return access::Relation::none;
    return access::relation_of(&viewer(), *definition, today, now_) == then ? then : access::Relation::none;
}

std::function<std::optional<std::string>(const std::string& step, const PersonId& expert)> Reading::names_of(
    const std::string& id) {
    const auto state = std::make_shared<application::State>(states().application({id}));
    const auto definition = definition_of(state->call);
    const auto sight = std::make_shared<access::Sight>(&viewer(), *definition, *state, now_);
    return [=](const std::string& step, const PersonId& expert) {
        return state->exists() && definition ? sight->name_of(step, expert) : std::nullopt;
    };
}

void Reading::for_staff(const std::string& id, const std::string& what) {
    if (access::reads_all(relation_to(id))) return;
    refuse(states().application({id}).call.text, "application/" + id);
    throw Stop{no_permission, what + " is for those who work on the call, and for auditors"};
}

void Reading::refuse(const std::string& call, const std::string& object) {
    program_.note("calls/" + call, object, as_of_, ledger::AccessKind::refusal);
}

void Reading::note(const call::State& call) {
    program_.note("calls/" + call.id.text, "call/" + call.id.text, as_of_);
}

// Rows of what the actor may know, from what they may read of it.
std::vector<service::ApplicationRow> Reading::applications(const service::ApplicationQuery& query) {
    std::vector<service::Change> changes;
    const auto add = [&](const std::string& stream, const application::State& state) {
        if (auto visible = seen(state)) changes.push_back({stream, {}, std::move(*visible)});
    };
    if (folded_) {
        for (const auto& [stream, state] : folded_->streams())
            if (const auto* one = std::get_if<application::State>(&state)) add(stream, *one);
    } else {
        for (const service::ApplicationRow& row : program_.store().applications(query))
            add("application/" + row.application, states().application({row.application}));
    }
    std::vector<service::ApplicationRow> found;
    for (service::ApplicationRow& row : service::views_of(changes).applications) {
        const auto fits = [](const std::string& wanted, const std::string& has) {
            return wanted.empty() || wanted == has;
        };
        if (fits(query.call, row.call) && fits(query.round, row.round) && fits(query.step, row.step) &&
            fits(query.stage, row.stage) && fits(query.lead, row.lead))
            found.push_back(std::move(row));
    }
    return found;
}

call::State Reading::call(const std::string& id) {
    call::State state = states().call({id});
    if (!state.exists()) throw Stop{bad_data, "no call " + id + "; `atranka call list` names them"};
    return state;
}

void Reading::must_know(const std::string& id, const std::string& round) {
    if (!id.empty()) {
        const call::State named = call(id);
        if (round.empty() || named.round({round}) != nullptr) return;
        throw Stop{bad_data,
                   "no round " + round + " in " + id + "; `atranka call show " + id + "` names them"};
    }
    if (round.empty()) return;
    for (const service::CallRow& row : calls())
        if (call(row.call).round({round}) != nullptr) return;
    throw Stop{bad_data, "no call has a round " + round + "; `atranka call show CALL` names them"};
}

application::State Reading::application(const std::string& id) {
    const application::State state = states().application({id});
    auto visible = state.exists() ? seen(state) : std::nullopt;
    if (!visible && state.exists()) refuse(state.call.text, "application/" + id);
    if (!state.exists() && folded_) {
        service::States& present = program_.service().states();
        const application::State today = present.application({id});
        const auto definition =
            today.exists() ? present.definition(present.call(today.call).definition) : nullptr;
        if (definition && access::seen_by(&viewer(), *definition, today, now_))
            throw Stop{bad_data, "there was no application " + id + " yet at that moment"};
    }
    if (!visible)
        throw Stop{bad_data, "no application " + id + " that " + program_.actor().text +
                                 " may read; `atranka application list` names those"};
    return std::move(*visible);
}

application::State Reading::read_application(const std::string& id, const std::string& what) {
    application::State state = application(id);
    if (!what.empty()) for_staff(id, what);
    program_.note("calls/" + state.call.text, "application/" + id, as_of_);
    if (const auto lost = lost_keys(program_, program_.store().entries_of("application/" + id, 0)))
        Program::warn(*lost);
    return state;
}

service::Views Reading::folded_views() {
    std::vector<service::Change> changes;
    for (const auto& [stream, state] : folded_->streams()) changes.push_back({stream, {}, state});
    return service::views_of(changes);
}

std::vector<service::CallRow> Reading::calls() {
    return folded_ ? folded_views().calls : program_.store().calls();
}

std::vector<service::PersonRow> Reading::persons() {
    return folded_ ? folded_views().persons : program_.store().persons();
}

std::vector<service::ReviewRow> Reading::reviews(const service::ReviewQuery& query) {
    const auto fits = [](const std::string& wanted, const std::string& has) {
        return wanted.empty() || wanted == has;
    };
    std::vector<service::ReviewRow> found;
    std::map<std::string, std::optional<application::State>> known;
    for (const service::ReviewRow& row : folded_ ? folded_views().reviews : program_.store().reviews(query)) {
        if (!fits(query.call, row.call) || !fits(query.application, row.application) ||
            !fits(query.step, row.step) || !fits(query.expert, row.expert))
            continue;
        auto [it, fresh] = known.try_emplace(row.application);
        if (fresh) it->second = seen(states().application({row.application}));
        if (!it->second) continue;
        const auto review = it->second->reviews.find(row.step);
        if (review != it->second->reviews.end() && review->second.assignments.contains({row.expert}))
            found.push_back(row);
    }
    return found;
}

std::shared_ptr<const definition::Definition> Reading::definition_of(const CallId& id) {
    auto definition = states().definition(states().call(id).definition);
    if (!definition) throw Stop{bad_data, "the definition of call " + id.text + " cannot be read"};
    return definition;
}

std::string whose_turn(const definition::Step& step, const std::string& stage) {
    const std::string name = stage.substr(stage.find('.') + 1);
    if (name == "proposed") return step.confirm_by.empty() ? step.by : step.confirm_by;
    if (name == "awaiting_answer" || name == "drafting" || name == "returned" || stage.starts_with("offer."))
        return "applicant";
    if (stage == "review.scoring" || stage == "review.consensus") return "experts";
    return step.by;
}

std::string shown(const std::optional<Instant>& instant) {
    if (!instant) return {};
    std::string text = instant->text().substr(0, 16);
    text[10] = ' ';
    return text;
}

}  // namespace atranka::cli
