#include "engine/simulation/scenario.hpp"

#include "engine/access/sight.hpp"
#include "engine/application/facts.hpp"
#include "engine/definition/calendar.hpp"
#include "engine/definition/expression_at.hpp"
#include "engine/definition/scope.hpp"
#include "engine/proof/lives.hpp"

#include <algorithm>
#include <deque>

namespace atranka::simulation {

namespace {

using definition::Step;
using lifecycle::Kind;
using proof::Passage;
using proof::Place;

constexpr auto lenient = feel::Strictness::lenient;

std::vector<std::string> split(const std::string& text, const std::string& by) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    for (std::size_t at = text.find(by); at != std::string::npos; at = text.find(by, from)) {
        parts.push_back(text.substr(from, at - from));
        from = at + by.size();
    }
    parts.push_back(text.substr(from));
    return parts;
}

std::string text_of(const Value& line, const char* key) {
    const Value* value = line.is_object() ? line.find(key) : nullptr;
    return value != nullptr && value->is_text() ? value->as_text() : std::string{};
}

class Player {
public:
    Player(const std::shared_ptr<const definition::Definition>& definition, const Value& scenario,
           Instant begins, std::map<std::string, std::map<std::string, Value>> forms)
        : definition_(definition),
          d_(*definition),
          lives_(*definition, proof::tables_in_force()),
          company_(definition, begins, 8),
          forms_(std::move(forms)) {
        for (const auto& [part, values] : {std::pair{"form", &form_}, {"parameters", &parameters_}})
            if (const Value* given = scenario.find(part); given != nullptr && given->is_object())
                for (const auto& [name, value] : given->as_object())
                    if (!name.starts_with("$"))
                        values->emplace(name, value.is_text() && value.as_text().empty() ? Value{} : value);
        if (const Value* people = scenario.find("people"); people != nullptr && people->is_object())
            for (const auto& [name, roles] : people->as_object()) {
                if (name.starts_with("$")) continue;
                for (const Value& role : roles.as_list()) people_[name].push_back(role.as_text());
            }
        if (const Value* play = scenario.find("play"); play != nullptr && play->is_list())
            play_ = play->as_list();
    }

    Played all() {
        if (auto ok = company_.found(parameters_); !ok)
            return refused("the call is published and opened", ok);
        for (const auto& [name, roles] : people_) {
            if (auto ok = company_.join(name, roles); !ok) return refused(name + " joins", ok);
            if (std::ranges::find(roles, "*lead") != roles.end()) company_.let_lead("a-1", name);
        }
        for (const Value& line : play_) {
            const std::string brought = text_of(line, "bring");
            std::string words;
            Result<void> done;
            if (!brought.empty()) {
                words = brought + " comes to " + text_of(line, "to");
                done = bring(brought, text_of(line, "to"));
            } else if (const std::string field = text_of(line, "reads"); !field.empty()) {
                words = text_of(line, "who") + " reads " + field + " in " + text_of(line, "in");
                done = read(text_of(line, "who"), field, text_of(line, "in"));
            } else if (const std::string paths = text_of(line, "asks"); !paths.empty()) {
                words = paths + " is " + text_of(line, "is") + " in " + text_of(line, "in");
                done = ask(paths, text_of(line, "in"), text_of(line, "is"), given_in(line));
            } else if (const std::string table = text_of(line, "table"); !table.empty()) {
                words = "the table " + table + " is " + text_of(line, "is");
                done = look_up(table, text_of(line, "is"), given_in(line));
            } else if (const std::string never = text_of(line, "never"); !never.empty()) {
                words = "nothing leads to " + never;
                done = way(lives_.start(), never).empty() ? Result<void>{} : no_way("a way leads there");
            } else if (const std::string waiting = text_of(line, "waits"); !waiting.empty()) {
                words = "nobody moves " + waiting + " in " + text_of(line, "in");
                done = stay();
            } else if (const std::string asked = text_of(line, "outlasts"); !asked.empty()) {
                words = "what " + asked + " waits for may come after the time of " + text_of(line, "in");
                done = outlast(text_of(line, "in"));
            } else {
                words =
                    text_of(line, "who") + " gives " + text_of(line, "gives") + " in " + text_of(line, "in");
                done = give(text_of(line, "who"), text_of(line, "gives"), text_of(line, "with"));
            }
            if (!done) return refused(words, done);
            played_.lines.push_back(words + ": done");
        }
        played_.happened = !play_.empty();
        return std::move(played_);
    }

    // The local day on which the step began in which the application is.
    std::optional<Day> entered() {
        const application::State s = state();
        if (!s.exists() || !s.entered) return std::nullopt;
        return definition::local_time(d_.calendar, *s.entered).day;
    }

private:
    Played refused(const std::string& words, const Result<void>& result) {
        played_.lines.push_back(words + ": refused: " + std::string{rule_name(result.error().rule)} + ": " +
                                result.error().message);
        return std::move(played_);
    }
    static tl::unexpected<Rejection> no_way(const std::string& words) {
        return refuse(Rule::step_must_be_current, words);
    }

    application::State state() { return company_.world().application({application_}); }
    call::Selection list_of(const Step& step) {
        const call::State call = company_.world().call({Company::call});
        const auto& selections = call.round({Company::round})->selections;
        const auto found = selections.find(step.name);
        return found == selections.end() ? call::Selection{} : found->second;
    }
    Place place() {
        const application::State s = state();
        if (s.finished()) return {nullptr, s.outcome};
        const Step* step = d_.step(s.step);
        std::string stage = lifecycle::stage_name(s.stage);
        stage = stage.substr(stage.find('.') + 1);
        if (step->kind == Kind::selection && stage == "collecting") {
            const std::string list = lifecycle::stage_name(list_of(*step).stage);
            stage = list.substr(list.find('.') + 1);
        }
        return {step, stage};
    }
    static bool is_there(const Place& place, const std::string& target) {
        return place.text() == target || (!place.is_outcome() && place.step->name == target);
    }

    std::vector<Passage> way(const Place& from, const std::string& target) const {
        std::map<Place, Passage> came;
        std::deque<Place> queue{from};
        std::set<Place> seen{from};
        while (!queue.empty()) {
            const Place at = queue.front();
            queue.pop_front();
            if (is_there(at, target)) {
                std::vector<Passage> way;
                for (Place back = at; back != from; back = came.at(back).from)
                    way.insert(way.begin(), came.at(back));
                return way;
            }
            for (const Passage& one : lives_.from(at)) {
                // Nobody is brought on by being refused first.
                const bool detour = one.command == "DecideAppeal" && at != from;
                const bool loops = detour || one.command == "RemoveExpert" || one.command == "ReopenReview";
                if (loops || (!one.by_clock && one.roles.empty()) || !seen.insert(one.to).second) continue;
                came.emplace(one.to, one);
                queue.push_back(one.to);
            }
        }
        return {};
    }

    Result<void> bring(const std::string& application, const std::string& target) {
        application_ = application;
        if (!state().exists())
            if (auto ok = company_.start(application); !ok) return ok;
        constexpr int passages_max = 60;
        for (int i = 0; i < passages_max; ++i) {
            const Place at = place();
            if (is_there(at, target)) return {};
            const std::vector<Passage> way = this->way(at, target);
            if (way.empty())
                return no_way("from " + at.text() + " nothing that somebody may do leads to " + target);
            // How the step has to end, for the way to go on.
            std::string end;
            for (const Passage& one : way) {
                if (one.from.step != at.step) break;
                if (one.row != nullptr && (one.to.step != at.step || one.to.is_outcome()))
                    end = one.row->target;
            }
            if (auto ok = take(way.front(), end); !ok) return ok;
            if (place() == at) return no_way(std::string{way.front().command} + " leaves it in " + at.text());
        }
        return no_way("it does not come to " + target);
    }

    Result<void> take(const Passage& passage, const std::string& end) {
        company_.wait(60'000);
        if (state().awaits_notice)
            if (auto ok = company_.serve(application_); !ok) return ok;
        const std::string_view command = passage.command;
        const Step* step = passage.from.step;
        if (command == "DecideAppeal") return company_.appeal(application_, true);
        if (command == "FireTimer") return company_.fire(application_);
        if (command == "SubmitForm") return company_.submit(application_, facts_for(*step));
        if (command == "AssignExpert") return company_.staff(application_, 0);
        if (command == "SubmitReview") return score(*step, passage.to.stage == "diverging", end != "below");
        if (command == "WriteConsensus" || command == "SignConsensus")
            return company_.agree(application_,
                                  company_.scores_for(*step, end == "below" ? Wanted::below : Wanted::meets));
        if (command == "ProposeCheck") return company_.check(application_, end != "failed");
        if (command == "RankRound") return company_.rank(step->name);
        const auto made = command_of(command, *step, {}, end);
        if (!made) return no_way(std::string{command} + " is nothing that a scenario gives");
        const std::string role = *passage.roles.begin();
        if (role == "applicant")
            return company_.world().give(company_.lead_of(application_), *made, company_.now());
        return company_.by(role, *made);
    }

    std::map<std::string, Value> facts_for(const Step& step) const {
        const definition::Form* form = d_.form(step.form);
        const bool all = std::ranges::all_of(form_, [&](const auto& one) {
            return std::ranges::find(form->fields, one.first, &definition::Field::name) != form->fields.end();
        });
        if (all && !form_.empty()) return form_;
        const auto passing = forms_.find(step.name);
        return passing == forms_.end() ? std::map<std::string, Value>{} : passing->second;
    }

    Result<void> score(const Step& step, bool diverging, bool meets) {
        bool first = true;
        for (const std::string& expert : company_.assigned(application_)) {
            const application::State s = state();
            if (s.step != step.name) return {};
            const auto& work = s.reviews.at(step.name).assignments.at({expert});
            using Work = lifecycle::assignment::Stage;
            if (work.stage == Work::invited)
                if (auto ok = company_.declare_and_open(application_, expert); !ok) return ok;
            if (work.stage == Work::submitted || work.stage == Work::removed ||
                work.stage == Work::declined || work.stage == Work::recused)
                continue;
            const bool high = diverging ? first : meets;
            first = false;
            if (auto ok = company_.score(application_, expert,
                                         company_.scores_for(step, high ? Wanted::meets : Wanted::below));
                !ok)
                return ok;
        }
        return {};
    }

    std::optional<service::Command> command_of(std::string_view name, const Step& step,
                                               const std::string& who, const std::string& with) const {
        const ApplicationId id{application_};
        const std::string reason = "A reason (invented).";
        const CallId call{Company::call};
        const RoundId round{Company::round};
        const auto scores = [&] { return company_.scores_for(step, Wanted::meets); };
        if (name == "WithdrawApplication") return application::WithdrawApplication{id, reason};
        if (name == "AskClarification")
            return application::AskClarification{id, step.name, "A question (invented)."};
        if (name == "AnswerClarification")
            return application::AnswerClarification{id, step.name, "An answer.", {}};
        if (name == "ProposeCheck")
            return application::ProposeCheck{id, step.name, !with.ends_with("failed"), reason};
        if (name == "ConfirmCheck") return application::ConfirmCheck{id, step.name};
        if (name == "RefuseCheck") return application::RefuseCheck{id, step.name, reason};
        if (name == "ProposeSelection") return procedure::ProposeSelection{call, round, step.name};
        if (name == "ConfirmSelection") return procedure::ConfirmSelection{call, round, step.name};
        if (name == "RefuseSelection") return procedure::RefuseSelection{call, round, step.name, reason};
        if (name == "PromoteReserve") return procedure::PromoteReserve{call, round, step.name};
        if (name == "RankRound")
            return procedure::RankRound{
                call, round, step.name, {{{"officer-1"}, "one"}, {{"head-1"}, "two"}}, "Another"};
        if (name == "DecideAward")
            return application::DecideAward{id, !with.ends_with("refused"), "1", "", reason};
        if (name == "ConfirmAward") return application::ConfirmAward{id};
        if (name == "RefuseAward") return application::RefuseAward{id, reason};
        if (name == "SendBackAward") return application::SendBackAward{id, reason};
        if (name == "AcceptOffer") return application::AcceptOffer{id};
        if (name == "DeclineOffer") return application::DeclineOffer{id, reason};
        if (name == "ExamineAppeal") return application::ExamineAppeal{id, true, reason};
        if (name == "DecideAppeal") return application::DecideAppeal{id, true, "", reason};
        if (name == "OpenApplication") return assignment::OpenApplication{id, step.name, {who}};
        if (name == "NameChair") return application::NameChair{id, step.name, {who}};
        if (name == "DiscussReview") return application::DiscussReview{id, step.name, "A remark (invented)."};
        if (name == "SignConsensus") return application::SignConsensus{id, step.name};
        if (name == "WriteConsensus")
            return application::WriteConsensus{id, step.name, scores(), "A report (invented).", ""};
        if (name == "AssignExpert" || name == "ReopenReview") {
            const std::string expert = company_.experts().empty() ? who : company_.experts().front();
            if (name == "AssignExpert") return assignment::AssignExpert{id, step.name, {expert}};
            return assignment::ReopenReview{id, step.name, {expert}, reason};
        }
        if (name == "SubmitReview") {
            std::map<std::string, std::string> comments;
            for (const auto& [criterion, score] : scores())
                comments.emplace(criterion, "A comment (invented).");
            return assignment::SubmitReview{id, step.name, {who}, scores(), comments};
        }
        if (name == "DeclareInterest") {
            using lifecycle::assignment::Interest;
            Interest interest = Interest::none;
            boost::describe::enum_from_string(with.c_str(), interest);
            return assignment::DeclareInterest{id, step.name, {who}, interest, "A statement (invented)."};
        }
        if (name == "CorrectError") {
            const definition::Form* form = newest();
            for (const definition::Field& field :
                 form == nullptr ? std::vector<definition::Field>{} : form->fields)
                if (field.type == definition::FieldType::money)
                    return application::CorrectError{id, field.name, Value{"9999.00"}, reason};
        }
        return std::nullopt;
    }
    const definition::Form* newest() const {
        auto& world = const_cast<Company&>(company_).world();
        const application::State s = world.application({application_});
        if (s.submitted_steps.empty()) return nullptr;
        return d_.form(d_.step(s.submitted_steps.back())->form);
    }

    Result<void> give(const std::string& who, const std::string& name, const std::string& with) {
        company_.wait(60'000);
        const application::State s = state();
        const Step* step = d_.step(s.step);
        if (step == nullptr) return no_way("no application is under way");
        // An officer asks this person to review; another asks whoever else there is.
        if (name == "AssignExpert" && !with.empty())
            return company_.by("officer", assignment::AssignExpert{{application_}, step->name, {with}});
        if (name == "AssessLines") return company_.assess(application_, who);
        if (name == "ExamineAppeal" && s.appeals.empty())
            if (auto ok = company_.lodge(application_); !ok) return ok;
        const auto made = command_of(name, *step, who, with);
        if (!made) return no_way(name + " is nothing that a scenario gives");
        return company_.by_person(who, *made);
    }

    // What a line asks with.
    static Value::Object given_in(const Value& line) {
        const Value* given = line.find("given");
        Value::Object values = given != nullptr && given->is_object() ? given->as_object() : Value::Object{};
        std::erase_if(values, [](const auto& one) { return one.first.starts_with("$"); });
        return values;
    }
    static feel::Scope scope_of(const feel::Context& context, const definition::Definition& d) {
        feel::Scope scope;
        for (const auto& [name, value] : context) scope.names.emplace(name, feel::type_of(value));
        definition::know_tables(scope, d);
        return scope;
    }
    // Whether unary tests fit a value.
    Result<void> fits(const feel::Value& value, const std::string& tests, feel::Context context) const {
        context.insert_or_assign("?", value);
        const auto compiled = feel::Expression::compile_tests(tests, scope_of(context, d_), lenient);
        if (!compiled) return no_way("`" + tests + "` cannot be read");
        if (compiled->evaluate(context).value.is_true()) return {};
        return no_way("it is " + value.text());
    }

    Result<void> look_up(const std::string& name, const std::string& tests,
                         const Value::Object& given) const {
        const definition::DecisionTable* table = d_.table(name);
        if (table == nullptr || !table->is_compiled) return no_way("there is no table " + name);
        std::vector<feel::Value> inputs;
        for (const feel::TableInput& input : table->table.text().inputs) {
            const auto value = given.find(input.name);
            inputs.push_back(value == given.end() ? feel::Value{}
                                                  : definition::given_value(value->second, input.type));
        }
        return fits(table->table.evaluate(inputs).value, tests, {});
    }

    // What expressions of the definition come to here; of several, whether all of them hold.
    Result<void> ask(const std::string& paths, const std::string& step_name, const std::string& tests,
                     const Value::Object& given) {
        const application::State s = state();
        const Step* step = d_.step(step_name);
        if (step == nullptr) return no_way("there is no step " + step_name);
        feel::Context context = application::context_at(d_, company_.world().call({Company::call}), s, *step);
        std::string source;
        for (const std::string& path : split(paths, " and ")) {
            const definition::Expression* expression = definition::expression_at(d_, path);
            if (expression == nullptr) return no_way("no expression is at " + path);
            source += (source.empty() ? "(" : " and (") + expression->source() + ")";
        }
        for (const auto& [name, value] : given)
            context.insert_or_assign(name, definition::given_value(value, {feel::Type::Kind::number, {}}));
        const auto compiled = feel::Expression::compile(source, scope_of(context, d_), lenient);
        if (!compiled) return no_way("`" + source + "` cannot be read");
        return fits(compiled->evaluate(context).value, tests, context);
    }

    // Everybody tries whatever leads on from here.
    Result<void> stay() {
        company_.wait(60'000);
        const Place at = place();
        std::set<std::string> commands;
        if (at.is_outcome()) {
            if (auto ok = company_.lodge(application_); !ok) return ok;
            commands = {"ExamineAppeal"};
        } else {
            for (const Passage& passage : lives_.from(at))
                if (passage.command != "WithdrawApplication") commands.emplace(passage.command);
        }
        if (commands.contains("FireTimer") && state().deadline && company_.fire(application_))
            return no_way("its deadline moves it");
        if (commands.contains("RankRound"))
            if (auto ok = company_.close_round(); !ok) return ok;
        for (const std::string& who : company_.people())
            for (const std::string& name : commands) {
                const bool moves = name == "SubmitForm"
                                       ? who == company_.lead_of(application_) &&
                                             company_.submit(application_, facts_for(*at.step)).has_value()
                                       : tries(who, name);
                if (moves) return no_way(who + " gives " + name + ", and it goes on");
            }
        return {};
    }
    bool tries(const std::string& who, const std::string& name) {
        const Step* step = d_.step(state().step);
        if (name == "ExamineAppeal")
            return company_
                .by_person(who, application::ExamineAppeal{{application_}, true, "A reason (invented)."})
                .has_value();
        if (step == nullptr) return false;
        if (name == "ProposeCheck")
            if (!company_.assess(application_, who)) return false;
        const auto made = command_of(name, *step, who, {});
        return made && company_.by_person(who, *made).has_value();
    }

    Result<void> outlast(const std::string& step_name) {
        const application::State s = state();
        const Step* step = d_.step(step_name);
        if (step == nullptr || !step->within || !s.entered || !s.deadline)
            return no_way("there is no deadline in " + step_name);
        const Instant over = definition::deadline(d_.calendar, *s.entered, *step->within);
        if (over < *s.deadline) return {};
        return no_way("it may come until " + s.deadline->text() + ", and the time of the step is over at " +
                      over.text());
    }

    Result<void> read(const std::string& who, const std::string& field, const std::string& step) {
        access::Field wanted{};
        if (!boost::describe::enum_from_string(field.c_str(), wanted))
            return no_way("there is no field " + field);
        const registry::Person viewer = company_.world().person({who});
        const application::State s = state();
        const access::Sight sight{&viewer, d_, s, company_.now()};
        if (sight.may_read(wanted, step)) return {};
        return refuse(Rule::actor_must_have_the_role, who + " may not read " + field + " here");
    }

    std::shared_ptr<const definition::Definition> definition_;
    const definition::Definition& d_;
    proof::Lives lives_;
    Company company_;
    std::map<std::string, std::map<std::string, Value>> forms_;
    std::map<std::string, Value> form_, parameters_;
    std::map<std::string, std::vector<std::string>> people_;
    Value::List play_;
    std::string application_ = "a-1";
    Played played_;
};

}  // namespace

Played play(const std::shared_ptr<const definition::Definition>& definition, const Value& scenario,
            Instant begins, const std::map<std::string, std::map<std::string, Value>>& forms) {
    const auto wanted = parse_day(text_of(scenario, "day"));
    // A call that opens so many days later comes as much later to its steps, but for days off.
    constexpr int tries_max = 10;
    for (int i = 0;; ++i) {
        Player player{definition, scenario, begins, forms};
        Played played = player.all();
        const auto entered = player.entered();
        if (!wanted || !entered || *entered == *wanted) return played;
        if (i == tries_max) {
            played.lines.push_back("the step begins on " + day_text(*entered) +
                                   ", and no call was found in which it begins on " + day_text(*wanted));
            played.happened = false;
            return played;
        }
        constexpr std::int64_t day_ms = 86'400'000;
        begins = begins.plus_ms((std::chrono::sys_days{*wanted} - std::chrono::sys_days{*entered}).count() *
                                day_ms);
    }
}

}  // namespace atranka::simulation
