#include "adapters/cli/parse.hpp"

#include "engine/kernel/text.hpp"

#include <CLI/CLI.hpp>

#include <fmt/core.h>
#include <deque>

namespace atranka::cli {

namespace {

const std::map<std::string, std::string>& nouns() {
    static const std::map<std::string, std::string> help{
        {"instance", "the database itself"},
        {"person", "people and their roles"},
        {"account", "who may come in through the service"},
        {"token", "what programs come in by"},
        {"organisation", "organisations, their facts and successors"},
        {"call", "a call from draft to archive, and its rounds"},
        {"question", "what people ask about a call, and the answers that are published"},
        {"application", "applications, their forms and history"},
        {"check", "admissibility, eligibility, clarification, cost lines"},
        {"review", "experts, interests, scores, consensus"},
        {"selection", "ranking and cutting a round; the reserve list"},
        {"award", "the authority's decision"},
        {"offer", "a grant that is offered"},
        {"appeal", "appeals and rulings"},
        {"notice", "notice that was served"},
        {"extension", "later deadlines"},
        {"timer", "single timers; `tick` fires what is due"},
        {"audit", "replay and history of the record"},
        {"log", "signed heads, logs as static files, epochs"},
        {"receipt", "what everyone holds who gave a command"},
        {"key", "the key that signs heads and receipts"},
        {"privacy", "personal data: what is kept and why, and its erasure"},
        {"log witness", "others who keep the heads and cosign them"},
        {"export", "the record of a call for other tools"},
        {"feel", "the expression language"},
        {"scenario", "counterexamples of `lint`, played through the engine"}};
    return help;
}

// An option as the parser holds it.
struct Held {
    const Option* option = nullptr;
    CLI::Option* parsed = nullptr;
    std::string one = {};
    std::vector<std::string> many = {};
};

class Parser {
public:
    Parser(const std::vector<Verb>& verbs, const std::vector<Option>& common) {
        app_.name("atranka");
        app_.fallthrough();
        app_.require_subcommand(0, 1);
        app_.get_formatter()->column_width(34);
        app_.footer(
            "Verbs teach themselves:  atranka call --help   atranka call draft --help\n"
            "Read the record:         atranka call list   atranka call show CALL   atranka application "
            "history ID\n"
            "Exit codes: 0 done, 64 usage, 65 refused or bad data, 66 no such file, 73 and 74 storage, 77 "
            "not allowed.");
        for (const Option& option : common) add(app_, option);
        for (const Verb& verb : verbs) {
            CLI::App* command = under(verb.noun).add_subcommand(verb.verb, verb.help);
            command->footer("Example:\n  " + verb.example +
                            "\n\nEvery verb also takes --db, --as, --at and --json: see atranka --help.");
            commands_.emplace_back(command, &verb);
            for (const Option& option : verb.options) add(*command, option);
        }
    }

    std::optional<Invocation> operator()(int argc, const char* const* argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::CallForHelp&) {
            fmt::print("{}", help());
            return std::nullopt;
        } catch (const CLI::CallForAllHelp&) {
            fmt::print("{}", app_.help("", CLI::AppFormatMode::All));
            return std::nullopt;
        } catch (const CLI::ExtrasError& error) {
            throw Stop{usage, unexpected(error.what())};
        } catch (const CLI::ParseError& error) {
            throw Stop{usage, hinted(error.what())};
        }
        for (const auto& [command, verb] : commands_)
            if (command->parsed()) return invocation(*command, *verb);
        fmt::print("{}", help());
        return std::nullopt;
    }

private:
    // A noun may stand under another: "log witness".
    CLI::App& under(const std::string& noun) {
        if (noun.empty()) return app_;
        CLI::App*& of_noun = of_noun_[noun];
        if (of_noun == nullptr) {
            const std::size_t blank = noun.rfind(' ');
            CLI::App& parent = blank == std::string::npos ? app_ : under(noun.substr(0, blank));
            of_noun = parent.add_subcommand(noun.substr(blank + 1), nouns().at(noun));
            of_noun->require_subcommand(0, 1);
        }
        return *of_noun;
    }

    static std::string shown(const Option& option) { return option.value.empty() ? "TEXT" : option.value; }

    void add(CLI::App& app, const Option& option) {
        Held& held = held_.emplace_back(Held{&option});
        of_[&app].push_back(&held);
        if (option.takes == Takes::nothing) {
            held.parsed = app.add_flag(
                option.opposite.empty() ? option.name : option.name + ",!" + option.opposite, option.help);
            return;
        }
        if (option.takes == Takes::one)
            held.parsed = app.add_option(option.name, held.one, option.help);
        else
            held.parsed = app.add_option(option.name, held.many, option.help);
        if (option.takes == Takes::each) held.parsed->allow_extra_args(false);
        if (option.is_positional()) {
            held.parsed->type_name("");
        } else {
            held.parsed->type_name(shown(option));
        }
        if (option.required && option.is_positional()) held.parsed->required();
        if (!option.environment.empty()) held.parsed->envname(option.environment);
    }

    void take(CLI::App& app, Arguments& arguments) {
        for (Held* held : of_[&app]) {
            const std::string& key = held->option->key;
            if (held->parsed->count() == 0) {
                if (held->option->required && !arguments.has("from"))
                    throw Stop{usage, hinted(held->option->opposite.empty()
                                                 ? held->option->name + " is required"
                                                 : held->option->name + " or " + held->option->opposite +
                                                       " is required")};
                continue;
            }
            if (held->option->takes == Takes::nothing)
                arguments.set(key, {held->parsed->as<bool>() ? "true" : "false"});
            else if (held->option->takes == Takes::one)
                arguments.set(key, {held->one});
            else
                arguments.set(key, held->many);
        }
    }

    Invocation invocation(CLI::App& command, const Verb& verb) {
        Invocation made{&verb, {}};
        for (Held* held : of_[&command])
            if (held->option->key == "from" && held->parsed->count() != 0)
                made.arguments.set("from", {held->one});
        take(app_, made.arguments);
        take(command, made.arguments);
        return made;
    }

    // The noun or verb that was reached.
    CLI::App* innermost() {
        CLI::App* app = &app_;
        for (;;) {
            const auto parsed = app->get_subcommands();
            if (parsed.empty()) return app;
            app = parsed.front();
        }
    }
    std::string help() {
        const std::string words = spelled();
        const std::size_t last = words.rfind(' ');
        return innermost()->help(last == std::string::npos ? "" : words.substr(0, last));
    }
    std::string spelled() {
        std::string words = "atranka";
        CLI::App* app = &app_;
        for (auto parsed = app->get_subcommands(); !parsed.empty(); parsed = app->get_subcommands()) {
            app = parsed.front();
            words += " " + app->get_name();
        }
        return words;
    }
    std::string hinted(const std::string& message) {
        std::string line = message;
        for (char& c : line)
            if (c == '\n') c = ' ';
        return line + "; see `" + spelled() + " --help`";
    }
    std::string unexpected(const std::string& message) {
        CLI::App* app = innermost();
        const auto left = app_.remaining(true);
        if (left.empty()) return hinted(message);
        std::vector<std::string> known;
        for (const CLI::App* sub : app->get_subcommands([](const CLI::App*) { return true; }))
            known.push_back(sub->get_name());
        for (const CLI::App* level : {app, &app_})
            for (const CLI::Option* option : level->get_options()) known.push_back(option->get_name());
        const std::string near = nearest(left.front(), known);
        return hinted("`" + left.front() + "` is not expected after `" + spelled() + "`" +
                      (near.empty() ? "" : ", did you mean " + near + "?"));
    }

    CLI::App app_{
        "Atranka runs a competitive grant call, and can prove that every decision followed its rules."};
    std::deque<Held> held_;
    std::map<CLI::App*, std::vector<Held*>> of_;
    std::map<std::string, CLI::App*> of_noun_;
    std::vector<std::pair<CLI::App*, const Verb*>> commands_;
};

}  // namespace

std::optional<Invocation> parse(int argc, const char* const* argv, const std::vector<Verb>& verbs,
                                const std::vector<Option>& common) {
    return Parser{verbs, common}(argc, argv);
}

}  // namespace atranka::cli
