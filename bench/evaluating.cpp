// Guards as the definitions have them, compiled once, against the npm package feelin on the same expressions.

#include "adapters/json/json.hpp"
#include "bench/figures.hpp"
#include "engine/feel/feel.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace atranka::bench {

namespace {

constexpr int turns = 15, their_times = 40, our_times = 2'000;

// Of workflows/inoklaster.yaml, and one of each other sort.
constexpr std::array guards{
    "requested_grant + other_public <= max_rate * eligible_costs",
    "requested_grant <= max_grant",
    "requested_grant + other_public <= eligible_costs - in_kind",
    "gap > 0.30 * highest",
    "starts < ends",
    "some m in consortium satisfies m.sme",
    "count(consortium[role = \"lead\"]) = 1",
    "sum(consortium.share) = requested_grant",
    "if eligible_costs = 0 then 100 else floor(100 * requested_grant / eligible_costs, 4)"};

Value facts() {
    Value::List consortium;
    for (const char* role : {"lead", "partner", "partner"})
        consortium.push_back(
            Value::object({{"role", role}, {"sme", consortium.size() == 2}, {"share", Decimal{6000}}}));
    return Value::object({{"requested_grant", Decimal{18000}},
                          {"other_public", Decimal{500}},
                          {"max_rate", Decimal::scaled(40, -2)},
                          {"max_grant", Decimal{25000}},
                          {"eligible_costs", Decimal{46250}},
                          {"in_kind", Decimal{2000}},
                          {"gap", Decimal::scaled(15, -1)},
                          {"highest", Decimal{9}},
                          {"starts", Decimal{20260101}},
                          {"ends", Decimal{20261231}},
                          {"consortium", std::move(consortium)}});
}

// What feelin.mjs prints: {"results":[…],"seconds":[…]}.
std::string theirs(const std::filesystem::path& data) {
    Value::List cases;
    for (const char* guard : guards) cases.push_back(Value::object({{"expr", guard}, {"context", facts()}}));
    const auto file = data / "feelin.json";
    std::ofstream{file} << json::write(
        Value::object({{"cases", std::move(cases)}, {"turns", turns}, {"times", their_times}}));
    const std::string command = "node '" ATRANKA_SOURCE_DIR "/bench/feelin.mjs' '" + file.string() + "'";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("node does not start");
    std::string text;
    std::array<char, 4096> buffer;
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
        text.append(buffer.data(), got);
    if (::pclose(pipe) != 0) throw std::runtime_error("feelin does not run: npm ci in tests/node brings it");
    return text;
}

std::vector<double> seconds_in(const std::string& text) {
    std::vector<double> seconds;
    std::size_t at = text.find("\"seconds\":[");
    if (at == std::string::npos) throw std::runtime_error("feelin gave no times");
    for (at = text.find('[', at) + 1; at < text.size() && text[at] != ']';) {
        std::size_t used = 0;
        seconds.push_back(std::stod(text.substr(at), &used));
        at += used;
        if (text[at] == ',') ++at;
    }
    return seconds;
}

}  // namespace

std::vector<Figure> evaluating(const std::filesystem::path& data) {
    std::filesystem::create_directories(data);
    feel::Context context;
    feel::Scope scope;
    const Value given = facts();
    for (const auto& [name, value] : given.as_object()) {
        context.emplace(name, feel::from_tree(value));
        scope.names.emplace(name, feel::type_of(feel::from_tree(value)));
    }
    const auto compiled = [&](const char* guard) {
        auto expression = feel::Expression::compile(guard, scope, feel::Strictness::strict);
        if (!expression) throw std::runtime_error(std::string{"cannot be compiled: "} + guard);
        return std::move(*expression);
    };
    std::vector<feel::Expression> expressions;
    std::string answers = "{\"results\":[";
    for (const char* guard : guards) {
        expressions.push_back(compiled(guard));
        answers += (expressions.size() > 1 ? "," : "") + expressions.back().evaluate(context).value.text();
    }
    const std::string text = theirs(data);
    if (!text.starts_with(answers + "]"))
        throw std::runtime_error("feelin decides otherwise: " + text.substr(0, 200));
    const std::vector<double> their_seconds = seconds_in(text);

    std::vector<double> evaluated, parsed;
    const auto all = static_cast<double>(guards.size());
    for (int turn = 0; turn < turns; ++turn) {
        evaluated.push_back(seconds_each(our_times,
                                         [&] {
                                             for (const feel::Expression& one : expressions)
                                                 if (one.evaluate(context).value.is_null())
                                                     throw std::runtime_error("null");
                                         }) /
                            all);
        parsed.push_back(seconds_each(our_times / 20,
                                      [&] {
                                          for (const char* guard : guards)
                                              if (compiled(guard).evaluate(context).value.is_null())
                                                  throw std::runtime_error("null");
                                      }) /
                         all);
    }
    const auto figure = [](std::string what, std::string ours, double bound) {
        Figure f{std::move(what), std::move(ours), "parsed and evaluated by feelin (it parses each time)"};
        f.bound = bound;
        f.at_least = true;
        f.note = "the mean of nine guards";
        return f;
    };
    std::vector<Figure> figures{
        compared(figure("evaluating a compiled guard", "compiled before, evaluated", 20), evaluated,
                 their_seconds),
        compared(figure("parsing and evaluating a guard", "parsed, typed and evaluated each time", 5), parsed,
                 their_seconds)};
    Figure microsecond{"a typical guard", "compiled before, evaluated", "one microsecond"};
    microsecond.bound = 1;
    figures.push_back(
        compared(std::move(microsecond), evaluated, std::vector<double>(evaluated.size(), 1e-6)));
    return figures;
}

}  // namespace atranka::bench
