// Expressions of strangers are refused or evaluated: none crashes, hangs, or says one thing now and another
// later.

#include "engine/feel/derivation.hpp"
#include "engine/kernel/invariant.hpp"

#include <cstdint>

using namespace atranka;

namespace {

const feel::Context& facts() {
    static const feel::Context context{
        {"n", feel::Value{Decimal::scaled(1234, -2)}},
        {"text", feel::Value{"Kazlų Rūda"}},
        {"yes", feel::Value{true}},
        {"day", feel::Value::date("2024-02-29")},
        {"moment", feel::Value::date_and_time("2024-02-29T10:00:00@Europe/Vilnius")},
        {"list", feel::Value::list({feel::Value{1}, feel::Value{2}, feel::Value{"a"}})},
        {"rows", feel::Value::list({feel::Value::context({{"a b", feel::Value{1}}, {"c", feel::Value{2}}})})},
        {"nothing", feel::Value{}}};
    return context;
}

const feel::Scope& scope() {
    static const feel::Scope known = [] {
        feel::Scope s;
        for (const auto& [name, value] : facts()) s.names.emplace(name, feel::type_of(value));
        s.names.emplace("?", feel::Type{});
        s.reads_type_names = true;
        return s;
    }();
    return known;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view source{reinterpret_cast<const char*>(data), size};
    const feel::Surroundings surroundings{feel::DateTime{{2026, 12, 1}, {}},
                                          [](const std::string& zone, std::int64_t) {
                                              return zone.ends_with("x") ? std::nullopt : std::optional{7200};
                                          }};
    if (const auto expression = feel::Expression::compile(source, scope(), feel::Strictness::lenient)) {
        const feel::Outcome outcome = expression->evaluate(facts(), surroundings);
        invariant(outcome.value.is_null() == outcome.null_because.has_value(), "null says why");
        if (outcome.null_because)
            invariant(outcome.null_because->offset + outcome.null_because->length <= source.size(),
                      "and where");
        const feel::Derivation derivation = feel::derive(*expression, facts(), surroundings);
        invariant(derivation.value.kind() == outcome.value.kind(), "what is explained is what was decided");
    } else {
        invariant(!expression.error().empty() && expression.error().front().offset <= source.size(),
                  "a fault has a place");
    }
    if (const auto strict = feel::Expression::compile(source, scope(), feel::Strictness::strict))
        invariant(strict->type().kind <= feel::Type::Kind::function, "what is sound has a type");
    if (const auto tests = feel::Expression::compile_tests(source, scope(), feel::Strictness::lenient)) {
        feel::Context tested = facts();
        tested.insert_or_assign("?", feel::Value{3});
        (void)tests->evaluate(tested, surroundings);
    }
    return 0;
}
