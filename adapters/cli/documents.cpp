#include "adapters/cli/files.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/cli/verbs.hpp"
#include "engine/definition/draw.hpp"
#include "engine/definition/scxml.hpp"

#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

extern char** environ;

namespace atranka::cli {

namespace {

// Graphviz, which reads the text and writes to our standard output.
int run_dot(const std::string& text) {
    int ends[2];
    if (::pipe(ends) != 0) throw Stop{unavailable, "cannot start dot"};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    std::string name = "dot", form = "-Tsvg";
    char* const words[] = {name.data(), form.data(), nullptr};
    pid_t child = 0;
    std::fflush(stdout);
    const int failed = ::posix_spawnp(&child, "dot", &actions, nullptr, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[0]);
    if (failed != 0) {
        ::close(ends[1]);
        throw Stop{unavailable, "cannot start dot; Debian's package graphviz has it"};
    }
    std::signal(SIGPIPE, SIG_IGN);
    for (std::size_t written = 0; written < text.size();) {
        const ssize_t count = ::write(ends[1], text.data() + written, text.size() - written);
        if (count <= 0) break;
        written += static_cast<std::size_t>(count);
    }
    ::close(ends[1]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw Stop{unavailable, "dot failed to draw the definition"};
    return ok;
}

int draw(Program& program, const Verb&, const Arguments& arguments) {
    const Linted linted = sound_definition(arguments.text("file"));
    const std::string language = arguments.has("language") ? arguments.text("language") : "en";
    const std::string format = arguments.has("format") ? arguments.text("format") : "mermaid";
    if (format == "svg") return run_dot(definition::dot(*linted.definition, language));
    std::string text;
    if (format == "dot")
        text = definition::dot(*linted.definition, language);
    else if (format == "mermaid")
        text = definition::mermaid(*linted.definition, language);
    else if (format == "scxml")
        text = definition::scxml(*linted.definition, language);
    else
        throw Stop{usage, "--format is mermaid, dot, svg or scxml, not " + format};
    if (text.ends_with('\n')) text.pop_back();
    program.say(text);
    return ok;
}

}  // namespace

std::vector<Verb> document_verbs() {
    return {{"",
             "draw",
             "A definition as a picture or a statechart: steps outside, the lifecycle of each inside.",
             "atranka draw workflow.yaml --format svg > workflow.svg",
             {{"file", "FILE", "the workflow file", "", Takes::one, true},
              {"format", "--format", "mermaid, dot, svg or scxml (W3C; without appeals)", "NAME"},
              {"language", "--language", "of the titles: en, lt", "NAME"}},
             draw}};
}

}  // namespace atranka::cli
