// The program: what was typed, done; what went wrong, on one line with a sysexits code.

#include "adapters/cli/parse.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/files/apart.hpp"

#include <cstdio>
#include <exception>

namespace atranka::cli {

namespace {

int code_of(const service::Failure& failure) {
    switch (failure.kind) {
        case service::Failure::Kind::unavailable: return io_error;
        case service::Failure::Kind::full: return io_error;
        case service::Failure::Kind::read_only: return no_permission;
        case service::Failure::Kind::not_ours:
        case service::Failure::Kind::newer:
        case service::Failure::Kind::behind:
        case service::Failure::Kind::corrupt: return bad_data;
    }
    return internal;
}

int run(int argc, const char* const* argv) {
    try {
        const auto invocation = parse(argc, argv, all_verbs(), common_options());
        if (!invocation) return ok;
        const Verb& verb = *invocation->verb;
        Program program{invocation->arguments, verb.noun + (verb.noun.empty() ? "" : " ") + verb.verb};
        return verb.run(program, verb, invocation->arguments);
    } catch (const Stop& stop) {
        Program::warn(stop.what());
        return stop.code;
    } catch (const service::Failure& failure) {
        Program::warn(failure.what());
        return code_of(failure);
    } catch (const std::exception& error) {
        Program::warn(std::string{"unexpected: "} + error.what());
        return internal;
    }
}

}  // namespace

}  // namespace atranka::cli

int main(int argc, char** argv) {
    if (argc > 1 && argv[1] == atranka::files::apart_word) return atranka::files::judge_as_child(argc, argv);
    const int code = atranka::cli::run(argc, argv);
    // An answer that could not be written was not given.
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        std::fputs("atranka: cannot write the answer\n", stderr);
        return atranka::cli::io_error;
    }
    return code;
}
