#include "adapters/cli/reading.hpp"

#include "engine/service/record.hpp"

namespace atranka::cli {

const Option as_of_option{"as-of", "--as-of", "as the record stood at that instant", "INSTANT"};

Reading::Reading(Program& program, const Arguments& arguments) : program_(program), moment_(program.now()) {
    program.store();
    if (!arguments.has("as-of")) return;
    const auto then = instant_of(arguments.text("as-of"));
    if (!then)
        throw Stop{usage, "--as-of is an instant in UTC such as 2026-03-31T20:59:59Z, not " +
                              arguments.text("as-of")};
    moment_ = *then;
    folded_ = std::make_unique<service::Folded>();
    service::fold_until(program.store(), *then, *folded_);
}

service::States& Reading::states() {
    if (folded_) return *folded_;
    return program_.service().states();
}

const registry::Person& Reading::viewer() {
    if (!viewer_) viewer_ = program_.service().states().person(program_.actor());
    return *viewer_;
}

void Reading::for_staff_of(const call::State& call, const std::string& what) {
    if (!access::works_on(&viewer(), *definition_of(call.id), call.id, program_.now()))
        throw Stop{no_permission, what + " is for those who work on the call, and for auditors"};
}

std::optional<application::State> Reading::seen(const application::State& state) {
    return access::seen_by(&viewer(), *definition_of(state.call), state, program_.now());
}

access::Relation Reading::relation_to(const std::string& id) {
    const application::State state = states().application({id});
    if (!state.exists()) return access::Relation::none;
    return access::relation_of(&viewer(), *definition_of(state.call), state, program_.now());
}

void Reading::for_staff(const std::string& id, const std::string& what) {
    if (relation_to(id) != access::Relation::staff)
        throw Stop{no_permission, what + " is for those who work on the call, and for auditors"};
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

application::State Reading::application(const std::string& id) {
    const application::State state = states().application({id});
    auto visible = state.exists() ? seen(state) : std::nullopt;
    if (!visible)
        throw Stop{bad_data, "no application " + id + " that " + program_.actor().text +
                                 " may read; `atranka application list` names those"};
    return std::move(*visible);
}

std::vector<service::ReviewRow> Reading::reviews(const service::ReviewQuery& query) {
    std::vector<service::ReviewRow> found;
    std::map<std::string, std::optional<application::State>> known;
    for (const service::ReviewRow& row : program_.store().reviews(query)) {
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
