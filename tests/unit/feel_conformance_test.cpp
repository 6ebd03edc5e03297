// The public cases of the DMN technology compatibility kit, where they are at hand.

#include "adapters/json/json.hpp"
#include "engine/feel/feel.hpp"

#include <gtest/gtest.h>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>

namespace atranka::feel {
namespace {

// The score of this commit, of 1,587 cases of which 867 have a value: it may only rise.
constexpr int passing_min = 1556;
constexpr int passing_with_a_value_min = 844;

std::string folder() {
    const char* set = std::getenv("ATRANKA_CONFORMANCE");
    return set != nullptr ? set : ATRANKA_SOURCE_DIR "/../shared/conformance";
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

Type type_of_value(const Value& v) {
    if (!v.is_context()) return {};
    std::map<std::string, Type> members;
    for (const auto& [key, item] : v.as_context()) members.emplace(key, type_of_value(item));
    return Type::context_of(std::move(members));
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
        for (const auto& [name, typed] : parsed->at("inputs").as_object()) {
            const auto value = from_typed(typed);
            ASSERT_TRUE(value) << value.error();
            scope.names.emplace(name, type_of_value(*value));
            inputs.emplace(name, *value);
        }
        const std::string& source = parsed->at("expr").as_text();
        const auto expression = Expression::compile(source, scope, Strictness::lenient);
        const atranka::Value actual =
            expression ? to_typed(expression->evaluate(inputs).value) : to_typed({});
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
