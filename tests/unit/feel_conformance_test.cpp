// The public cases of the DMN technology compatibility kit, where they are at hand.

#include "adapters/json/json.hpp"
#include "engine/feel/feel.hpp"
#include "source_dir.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>

namespace atranka::feel {
namespace {

// The score of this commit, of 1,587 cases of which 867 have a value: it may only rise.
constexpr int passing_min = 1587;
constexpr int passing_with_a_value_min = 867;

std::string folder() {
    const char* set = std::getenv("ATRANKA_CONFORMANCE");
    return set != nullptr ? std::filesystem::path{set} : source_dir() / "../shared/conformance";
}

std::optional<int> offset_at(const std::string& zone, std::int64_t instant) {
    try {
        const date::sys_seconds at{std::chrono::seconds{instant}};
        return static_cast<int>(date::locate_zone(zone)->get_info(at).offset.count());
    } catch (const std::runtime_error&) {
        return std::nullopt;  // there is no such zone
    }
}

bool is_number_type(const std::string& t) { return t == "decimal" || t == "double" || t == "integer"; }

// As the kit compares: numbers to 8 digits, everything else exactly.
bool same(const atranka::Value& expected, const atranka::Value& actual) {
    const std::string t = expected.at("t").as_text();
    const atranka::Value &e = expected.at("v"), &a = actual.at("v");
    if (t == "nil") return actual.at("t").as_text() == "nil";
    if (actual.at("t").as_text() == "nil") return false;
    if (is_number_type(t)) {
        const auto x = Decimal::parse(e.as_text());
        const auto y = a.is_text() ? Decimal::parse(a.as_text()) : std::nullopt;
        if (!x || !y) return false;
        const Decimal gap = *x - *y, size = x->sign() < 0 ? -*x : *x;
        return (gap.sign() < 0 ? -gap : gap) <= Decimal::scaled(1, -8) * std::max(Decimal{1}, size);
    }
    if (actual.at("t").as_text() != t) return false;
    if (t == "list") {
        if (e.as_list().size() != a.as_list().size()) return false;
        for (std::size_t i = 0; i < e.as_list().size(); ++i)
            if (!same(e.as_list()[i], a.as_list()[i])) return false;
        return true;
    }
    if (t == "context") {
        if (e.as_object().size() != a.as_object().size()) return false;
        for (const auto& [key, value] : e.as_object()) {
            const atranka::Value* other = a.find(key);
            if (other == nullptr || !same(value, *other)) return false;
        }
        return true;
    }
    return e == a;
}

// What the models of the kit declare, which the cases leave out: types by suite, and the types of inputs.
const std::map<std::string, std::vector<std::pair<const char*, const char*>>>& declared_types() {
    static const std::map<std::string, std::vector<std::pair<const char*, const char*>>> types{
        {"0070-feel-instance-of", {{"t_context_013", "context<a: string, b: string>"}}},
        {"0082-feel-coercion",
         {{"tNameAndAge", "context<name: string, age: number>"},
          {"exactContextType", "context<a: number, b: number>"},
          {"otherContextType", "context<a: number, b: string>"}}}};
    return types;
}
const std::map<std::string, const char*>& declared_inputs() {
    static const std::map<std::string, const char*> inputs{{"decisionService_002_input_1", "string"}};
    return inputs;
}

Type type_named(const std::string& name, const Scope& scope) {
    const auto type = parse_type(name == "dateTime" ? "date and time" : name, scope);
    return type ? *type : Type{};  // one that only its model knows
}

TEST(FeelConformance, ThePublicCasesScoreNoLessThanTheyDid) {
    std::ifstream file{folder() + "/feel/feel_public.jsonl"};
    if (!file) GTEST_SKIP() << "skipped: the public FEEL cases are not at " << folder();
    std::map<std::string, std::pair<int, int>> suites;
    int passing = 0, with_a_value = 0, total = 0;
    const bool verbose = std::getenv("FEEL_VERBOSE") != nullptr;
    for (std::string line; std::getline(file, line); ++total) {
        const auto parsed = json::parse(line);
        ASSERT_TRUE(parsed) << parsed.error().message;
        Context inputs;
        Scope scope;
        scope.reads_type_names = true;
        if (const auto model = declared_types().find(parsed->at("suite").as_text());
            model != declared_types().end())
            for (const auto& [name, type] : model->second) scope.types.emplace(name, type_named(type, {}));
        for (const auto& [name, typed] : parsed->at("inputs").as_object()) {
            const auto value = from_typed(typed);
            ASSERT_TRUE(value) << value.error();
            const auto declared = declared_inputs().find(name);
            const Value given = declared == declared_inputs().end()
                                    ? *value
                                    : converted(*value, type_named(declared->second, {}));
            scope.names.emplace(name, type_of(given));
            inputs.emplace(name, given);
        }
        const std::string& source = parsed->at("expr").as_text();
        const auto expression = Expression::compile(source, scope, Strictness::lenient);
        Value value = expression ? expression->evaluate(inputs, {{}, offset_at}).value : Value{};
        if (const auto& type = parsed->at("type"); type.is_text())
            value = converted(value, type_named(type.as_text(), scope));
        const atranka::Value actual = to_typed(value);
        const bool ok = same(parsed->at("expected"), actual);
        auto& [good, all] = suites[parsed->at("suite").as_text()];
        good += ok;
        ++all;
        passing += ok;
        with_a_value += ok && parsed->at("expected").at("t").as_text() != "nil";
        if (!ok && verbose)
            std::cout << parsed->at("suite").as_text() << " | " << source << " | expected "
                      << json::write(parsed->at("expected")) << " | got " << json::write(actual)
                      << (expression ? "" : " | " + expression.error().front().message) << '\n';
    }
    for (const auto& [suite, score] : suites)
        if (score.first < score.second)
            std::cout << suite << ": " << score.first << " of " << score.second << '\n';
    std::cout << passing << " of " << total << " public FEEL cases pass, " << with_a_value
              << " of them with a value\n";
    EXPECT_GE(passing, passing_min);
    EXPECT_GE(with_a_value, passing_with_a_value_min);
}

}  // namespace
}  // namespace atranka::feel
