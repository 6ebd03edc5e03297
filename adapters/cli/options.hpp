#pragma once
// What can be typed: nouns, verbs and their options, as data. Only parse.cpp knows the parser.
// Shape:  a verb has a function that does it; its options are found again under their keys.

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace atranka::cli {

// sysexits.h
enum ExitCode {
    ok = 0,
    usage = 64,
    bad_data = 65,  // also a command that was refused
    no_input = 66,
    unavailable = 69,
    internal = 70,
    cannot_create = 73,
    io_error = 74,
    try_again = 75,
    no_permission = 77
};

// Ends the program with one line on the error stream.
struct Stop : std::runtime_error {
    ExitCode code;
    Stop(ExitCode c, const std::string& line) : std::runtime_error(line), code(c) {}
};

enum class Takes {
    nothing,  // a flag
    one,
    each,  // one each time it is given
    all    // whatever follows, up to the next option
};

struct Option {
    std::string key;
    std::string name;  // "--reason"; of a positional: "CALL"
    std::string help;
    std::string value = {};  // what stands for its value in the help: "TEXT"
    Takes takes = Takes::one;
    bool required = false;
    std::string opposite = {};     // of a flag that must be given one way or the other: "--failed"
    std::string environment = {};  // where it is read from if it is not given

    bool is_positional() const { return !name.starts_with('-'); }
};

class Arguments {
public:
    void set(const std::string& key, std::vector<std::string> values) { values_[key] = std::move(values); }
    bool has(const std::string& key) const { return values_.contains(key); }
    // Empty where it was not given.
    std::string text(const std::string& key) const;
    const std::vector<std::string>& all(const std::string& key) const;
    bool is_on(const std::string& key) const { return text(key) == "true"; }

private:
    std::map<std::string, std::vector<std::string>> values_;
};

class Program;
struct Verb;
using Run = int (*)(Program& program, const Verb& verb, const Arguments& arguments);

struct Verb {
    std::string noun;  // empty: the verb stands alone
    std::string verb;
    std::string help;     // one sentence
    std::string example;  // one or more lines
    std::vector<Option> options;
    Run run = nullptr;
    std::string command = {};  // the engine's command that it gives
    bool is_spelled(std::string_view a_noun, std::string_view a_verb) const {
        return noun == a_noun && verb == a_verb;
    }
};

}  // namespace atranka::cli
