#include "engine/explanation/explain.hpp"

#include "adapters/cli/reading.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/cli/wording.hpp"
#include "engine/kernel/text.hpp"

namespace atranka::cli {

namespace {

int run_explain(Program& program, const Verb&, const Arguments& arguments) {
    const std::string lang = arguments.text("lang");
    if (!lang.empty() && lang != "en" && lang != "lt") throw Stop{usage, "--lang is en or lt, not " + lang};
    const explanation::Language language =
        lang == "lt" ? explanation::Language::lt : explanation::Language::en;
    Reading reading{program, arguments};
    const application::State state =
        reading.read_application(arguments.text("application"), "the explanation of an application");
    const service::Extent extent =
        reading.extent() ? *reading.extent()
                         : service::Extent::until(Instant{std::numeric_limits<std::int64_t>::max()});
    const std::vector<explanation::Chapter> chapters =
        explanation::explain(program.store(), extent, state, language);
    if (program.json()) {
        Value::List list;
        for (const explanation::Chapter& chapter : chapters) {
            Value::List lines;
            for (const explanation::Explained& line : chapter.lines) {
                Value one = Value::object({{"what", line.what},
                                           {"derivation", line.derivation},
                                           {"entry", line.entry},
                                           {"at", line.at.text()}});
                if (!line.rule.empty()) one.set("rule", line.tree);
                lines.push_back(std::move(one));
            }
            list.push_back(Value::object(
                {{"step", chapter.step}, {"title", chapter.title}, {"lines", std::move(lines)}}));
        }
        program.answer(Value::object({{"application", state.id.text},
                                      {"call", state.call.text},
                                      {"round", state.round.text},
                                      {"definition", reading.states().call(state.call).definition},
                                      {"outcome", state.outcome},
                                      {"language", language == explanation::Language::lt ? "lt" : "en"},
                                      {"steps", std::move(list)}}));
        return ok;
    }
    const bool lt = language == explanation::Language::lt;
    if (const std::string rule = arguments.text("rule"); !rule.empty()) {
        bool any = false;
        for (const explanation::Chapter& chapter : chapters)
            for (const explanation::Explained& line : chapter.lines) {
                if (line.rule != rule) continue;
                any = true;
                program.say(chapter.title + ", " + line.entry + ", " + shown(line.at) + " UTC");
                for (const std::string& worked : line.worked) program.say(worked);
            }
        if (!any) throw Stop{bad_data, "no check of this application applied a rule " + rule};
        return ok;
    }
    const auto definition = reading.definition_of(state.call);
    program.say((lt ? "Paraiška " : "Application ") + state.id.text + (lt ? ", pareiškėjas " : " of ") +
                state.lead.text + (lt ? ", kvietimas " : ", call ") + state.call.text +
                (lt ? ", etapas " : ", round ") + state.round.text);
    program.say(definition->title.in(lt ? "lt" : "en") + (lt ? ", versija " : ", version ") +
                std::to_string(definition->version) + ", " +
                reading.states().call(state.call).definition.substr(0, 16));
    program.say(lt ? "#N: įrašas N žurnale calls/" + state.call.text + ". Laikas UTC."
                   : "#N is entry N of the log calls/" + state.call.text + ". Times are UTC.");
    const std::string own_log = "calls/" + state.call.text + "#";
    for (const explanation::Chapter& chapter : chapters) {
        program.say("\n" + chapter.title + " (" + chapter.step + ")");
        std::string former;
        for (const explanation::Explained& line : chapter.lines) {
            const std::string entry =
                line.entry.starts_with(own_log) ? line.entry.substr(own_log.size() - 1) : line.entry;
            std::string mark = entry == former ? std::string{} : entry + "  " + shown(line.at);
            former = entry;
            constexpr std::size_t mark_width = 26;
            const std::size_t width = code_points(mark);
            mark += std::string(width < mark_width ? mark_width - width : 1, ' ');
            program.say(wrapped("  " + mark, line.what, mark_width + 4));
            if (!line.derivation.empty())
                program.say(
                    wrapped(std::string(mark_width + 4, ' ') + "= ", line.derivation, mark_width + 6));
        }
    }
    return ok;
}

}  // namespace

std::vector<Verb> explain_verbs() {
    return {{"audit",
             "explain",
             "One page on one application: every step, sum and comparison, with the entry behind each.",
             "atranka audit explain a-1\n  atranka audit explain a-1 --lang lt --as-of calls/c-2026#120\n"
             "  atranka audit explain a-1 --rule co_funding.rate",
             {{"application", "APPLICATION", "the application", "", Takes::one, true},
              {"rule", "--rule", "one rule alone, as a worked sum", "SET.RULE"},
              {"lang", "--lang", "of the page: en or lt", "NAME"},
              as_of_option},
             run_explain}};
}

}  // namespace atranka::cli
