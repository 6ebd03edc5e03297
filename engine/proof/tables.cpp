#include "engine/proof/tables.hpp"

#include "engine/proof/cover.hpp"
#include "engine/proof/translate.hpp"

#include <algorithm>

namespace atranka::proof {

namespace {

using definition::Severity;
using feel::HitPolicy;

// A row's place is known to whoever has the document: its path leads there.
constexpr definition::Position in_the_document{};

// Days since 1970, as Situation has them: 1900-01-01 to 2200-12-31.
constexpr std::int64_t day_first = -25'567, day_last = 84'370;

// Where something is possible, with whole numbers if it can be, which are easier to read.
class Readable final : public Solver {
public:
    Readable(Solver& solver, std::vector<Term> whole, Found& found)
        : solver_(solver), whole_(std::move(whole)), found_(found) {}
    Solution solve(const std::vector<Term>& together) override {
        found_.searched["formulas"] += 1;
        Solution any = solver_.solve(together);
        if (any.verdict == Solution::Verdict::impossible || whole_.empty()) return any;
        std::vector<Term> readable = together;
        readable.insert(readable.end(), whole_.begin(), whole_.end());
        Solution solution = solver_.solve(readable);
        return solution.verdict == Solution::Verdict::possible ? solution : any;
    }

private:
    Solver& solver_;
    std::vector<Term> whole_;
    Found& found_;
};

// As `atranka feel table --input` reads it.
std::string json(const feel::Value& value) {
    if (value.is_boolean()) return value.as_boolean() ? "true" : "false";
    if (value.is_number()) return value.text();
    const std::string text = value.text();
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

// The names of the inputs; within a cell `?` is the one that it tests.
Lookup names_of(const feel::TableText& text, const std::vector<Symbol>& given,
                std::optional<std::size_t> tested = std::nullopt) {
    return [&text, &given, tested](const std::string& name) -> std::optional<Symbol> {
        if (name == "?" && tested) return given[*tested];
        for (std::size_t i = 0; i < text.inputs.size(); ++i)
            if (text.inputs[i].name == name) return given[i];
        return std::nullopt;
    };
}

// The values that an input may have, as tests; nothing where it may have any.
std::optional<feel::Expression> allowed_of(const feel::TableText& text, std::size_t input) {
    if (text.inputs[input].allowed.empty()) return std::nullopt;
    feel::Scope scope;
    for (const feel::TableInput& one : text.inputs) scope.names.emplace(one.name, one.type);
    scope.names.insert_or_assign("?", text.inputs[input].type);
    const auto tests =
        feel::Expression::compile_tests(text.inputs[input].allowed, scope, feel::Strictness::lenient);
    return tests ? std::optional{*tests} : std::nullopt;
}

Term same(const Symbol& a, const Symbol& b) {
    const bool comparable = a.kind == b.kind && a.kind != Symbol::Kind::null;
    const Term equal = comparable ? is_equal(a.value, b.value) : Term{false};
    return (a.null && b.null) || (!a.null && !b.null && equal);
}

class TableProof {
public:
    TableProof(const definition::DecisionTable& table, Solver& solver, Found& found)
        : table_(table), text_(table.table.text()), solver_(solver), found_(found) {}

    void prove() {
        if (!know_inputs() || !know_rows()) {
            found_.unknown.push_back("whether the rows of the table `" + table_.name +
                                     "` leave a gap or overlap: " + beyond_);
            return;
        }
        Readable solver{solver_, whole_, found_};
        const Cover cover =
            cover_of(rows_, known_, solver, [this](std::size_t a, std::size_t b) { return at_fault(a, b); });
        if (cover.gap && !has_default()) gap(*cover.gap);
        for (const Overlap& one : cover.overlaps) overlap(one);
        for (const std::string& one : cover.unknown)
            found_.unknown.push_back("table `" + table_.name + "`: " + one);
        if (!undecided_.empty()) found_.unknown.push_back("table `" + table_.name + "`: " + undecided_);
        idle_rows(solver);
    }

private:
    bool is(HitPolicy policy) const { return text_.policy == policy; }
    bool has_default() const {
        return std::ranges::all_of(text_.outputs, [](const auto& one) { return !one.otherwise.empty(); });
    }
    std::string path(std::size_t row) const {
        return "tables." + table_.name + ".rows[" + std::to_string(row) + "]";
    }

    bool know_inputs() {
        using Kind = feel::Type::Kind;
        for (std::size_t i = 0; i < text_.inputs.size(); ++i) {
            const feel::TableInput& input = text_.inputs[i];
            const Term value =
                Term::variable(input.name, input.type.kind == Kind::boolean ? Sort::truth : Sort::number);
            const Term is_whole =
                input.type.kind == Kind::boolean ? Term{true} : is_equal(value, floor_of(value));
            switch (input.type.kind) {
                case Kind::number:
                    inputs_.push_back(Symbol::number(value));
                    whole_.push_back(is_whole);
                    known_ = known_ && fits(value, table_.decimals[i]);
                    break;
                case Kind::boolean: inputs_.push_back(Symbol::truth(value)); break;
                case Kind::string:
                    inputs_.push_back(Symbol::of(Symbol::Kind::text, value));
                    known_ = known_ && is_whole && is_at_most(Decimal{0}, value);
                    break;
                case Kind::date:
                    inputs_.push_back(Symbol::of(Symbol::Kind::date, value));
                    known_ = known_ && is_whole && is_at_most(Decimal{day_first}, value) &&
                             is_at_most(value, Decimal{day_last});
                    break;
                default:
                    beyond_ = "the input `" + input.name + "` is beyond what can be reasoned about";
                    return false;
            }
        }
        for (std::size_t i = 0; i < text_.inputs.size(); ++i)
            if (const auto allowed = allowed_of(text_, i); allowed && !cell(*allowed, i, known_))
                return false;
        return true;
    }

    // An integer has no fraction, and money none of a cent.
    static Term fits(const Term& value, std::optional<int> decimals) {
        if (!decimals) return true;
        const Term scaled = *decimals == 0 ? value : times(value, Decimal::scaled(1, *decimals));
        return is_equal(scaled, floor_of(scaled));
    }
    bool cell(const feel::Expression& tests, std::size_t input, Term& all) {
        const Symbol symbol = translate_tests(tests, names_of(text_, inputs_, input), texts_);
        if (symbol.is_beyond() || symbol.kind != Symbol::Kind::truth) {
            beyond_ = symbol.is_beyond() ? symbol.why + " is beyond what can be reasoned about"
                                         : "`" + tests.source() + "` is no condition";
            return false;
        }
        all = all && symbol.holds();
        return true;
    }
    bool know_rows() {
        for (std::size_t row = 0; row < text_.rows.size(); ++row) {
            Term all = true;
            for (std::size_t i = 0; i < text_.inputs.size(); ++i)
                if (!cell(table_.table.test(row, i), i, all)) return false;
            rows_.push_back(all);
        }
        return true;
    }

    Term at_fault(std::size_t first, std::size_t second) {
        if (is(HitPolicy::unique)) return true;
        if (!is(HitPolicy::any)) return false;
        Term differs = false;
        for (std::size_t i = 0; i < text_.outputs.size(); ++i) {
            const Symbol a = result(first, i), b = result(second, i);
            if (a.is_beyond() || b.is_beyond()) {
                undecided_ =
                    "whether rows that match together say the same: " + (a.is_beyond() ? a.why : b.why) +
                    " is beyond what can be reasoned about";
                continue;
            }
            differs = differs || !same(a, b);
        }
        return differs;
    }
    Symbol result(std::size_t row, std::size_t output) {
        return translate(table_.table.result(row, output), names_of(text_, inputs_), texts_);
    }

    std::vector<feel::Value> values(const Solution& solution) const {
        std::vector<feel::Value> all;
        for (const Symbol& input : inputs_) all.push_back(value_under(input, solution, texts_));
        return all;
    }
    std::string in_words(const std::vector<feel::Value>& given) const {
        std::string text;
        for (std::size_t i = 0; i < given.size(); ++i)
            text += (text.empty() ? "" : ", ") + text_.inputs[i].name + " = " + given[i].text();
        return text;
    }
    // It is asked with that input, and has no value.
    Scenario asked(const std::vector<feel::Value>& given, std::string title) const {
        atranka::Value inputs = atranka::Value::object();
        for (std::size_t i = 0; i < given.size(); ++i)
            inputs.set(text_.inputs[i].name, feel::to_tree(given[i]));
        Scenario scenario{std::move(title), {}, {}, {}, {}, {}};
        scenario.moves = {{Move::Kind::table, {}, {}, {}, table_.name, "null", std::move(inputs)}};
        return scenario;
    }
    // What shows it, in the evaluator.
    std::string shown(const std::vector<feel::Value>& given) const {
        std::string object;
        for (std::size_t i = 0; i < given.size(); ++i)
            object += (object.empty() ? "\"" : ", \"") + text_.inputs[i].name + "\": " + json(given[i]);
        return " `atranka feel table FILE --table " + table_.name + " --input '{" + object + "}'` shows it.";
    }
    void disagrees() {
        found_.unknown.push_back("table `" + table_.name +
                                 "`: what the solver found does not hold in the evaluator");
    }

    void gap(const Solution& solution) {
        const auto given = values(solution);
        const feel::TableOutcome outcome = table_.table.evaluate(given);
        if (!outcome.matched.empty() || outcome.is_default) return disagrees();
        found_.note(table_.position, "table-leaves-a-gap", "tables." + table_.name + ".rows",
                    "No row of `" + table_.name + "` matches " + in_words(given) +
                        ": the table has no value there, and the command that asks is refused." +
                        shown(given),
                    "Add a row for it, or say what holds where no row matches: `otherwise`.", Severity::error,
                    asked(given, "No row of " + table_.name + " matches"));
    }
    void overlap(const Overlap& overlap) {
        const auto given = values(overlap.input);
        const feel::TableOutcome outcome = table_.table.evaluate(given);
        if (!outcome.value.is_null() || outcome.matched.size() < 2) return disagrees();
        const std::string rows =
            std::to_string(overlap.first + 1) + " and " + std::to_string(overlap.second + 1);
        const std::string why = is(HitPolicy::unique)
                                    ? ", and in a `unique` table only one may"
                                    : " and say different things, which rows of an `any` table may not";
        found_.note(
            in_the_document, "table-rows-overlap", path(overlap.second),
            "Rows " + rows + " of `" + table_.name + "` both match " + in_words(given) + why +
                ": the table has no value there, and the command that asks is refused." + shown(given),
            "Let the rows exclude each other, or say which of them counts: `hit: first`, `hit: priority`.",
            Severity::error, asked(given, "Rows " + rows + " of " + table_.name + " match together"));
    }
    // Rows that nothing reaches.
    void idle_rows(Solver& solver) {
        Term above = false;
        std::size_t not_decided = 0;
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            const bool is_first = is(HitPolicy::first);
            const Term counts = is_first ? rows_[row] && !above : rows_[row];
            above = above || rows_[row];
            const auto verdict =
                counts.is(false) ? Solution::Verdict::impossible : solver.solve({known_, counts}).verdict;
            not_decided += verdict == Solution::Verdict::unknown ? 1 : 0;
            if (verdict != Solution::Verdict::impossible) continue;
            found_.note(in_the_document, "table-row-never-counts", path(row),
                        "Row " + std::to_string(row + 1) + " of `" + table_.name + "` never counts: " +
                            (is_first && row > 0 ? "the rows above it take whatever it matches, or " : "") +
                            "no input matches it.",
                        "Remove the row, or correct its tests.", Severity::warning);
        }
        if (not_decided > 0)
            found_.unknown.push_back("table `" + table_.name + "`: whether " + std::to_string(not_decided) +
                                     " of its rows ever count");
    }

    const definition::DecisionTable& table_;
    const feel::TableText& text_;
    Solver& solver_;
    Found& found_;
    Texts texts_;
    std::vector<Symbol> inputs_;
    std::vector<Term> rows_, whole_;
    Term known_ = true;
    std::string beyond_, undecided_;
};

}  // namespace

Symbol value_of(const definition::DecisionTable& table, const std::vector<Symbol>& given, Texts& texts) {
    const feel::TableText& text = table.table.text();
    const bool is_one =
        text.policy == HitPolicy::unique || text.policy == HitPolicy::any || text.policy == HitPolicy::first;
    if (!is_one || text.outputs.size() != 1 || given.size() != text.inputs.size())
        return Symbol::beyond("the table `" + table.name + "`");
    const Lookup names = names_of(text, given);
    const auto of_source = [&](const std::string& source) {
        const auto compiled = feel::Expression::compile(source, {}, feel::Strictness::lenient);
        return compiled ? translate(*compiled, names, texts) : Symbol::beyond("`" + source + "`");
    };
    // A result that is not among the output's values is none.
    const auto among_values = [&](Symbol result) {
        if (text.outputs[0].values.empty() || result.is_beyond()) return result;
        Term any = false;
        for (const std::string& value : text.outputs[0].values) any = any || same(result, of_source(value));
        result.null = result.null || !any;
        return result;
    };
    Term known = true;
    std::vector<Term> rows;
    std::vector<Symbol> results;
    for (std::size_t i = 0; i < text.inputs.size(); ++i)
        if (const auto allowed = allowed_of(text, i)) {
            const Symbol symbol = translate_tests(*allowed, names_of(text, given, i), texts);
            if (symbol.kind != Symbol::Kind::truth) return Symbol::beyond("the table `" + table.name + "`");
            known = known && symbol.holds();
        }
    for (std::size_t row = 0; row < text.rows.size(); ++row) {
        Term all = true;
        for (std::size_t i = 0; i < text.inputs.size(); ++i) {
            const Symbol symbol = translate_tests(table.table.test(row, i), names_of(text, given, i), texts);
            if (symbol.kind != Symbol::Kind::truth) return Symbol::beyond("the table `" + table.name + "`");
            all = all && symbol.holds();
        }
        rows.push_back(all);
        results.push_back(among_values(translate(table.table.result(row, 0), names, texts)));
    }
    Symbol value =
        text.outputs[0].otherwise.empty() ? Symbol{} : among_values(of_source(text.outputs[0].otherwise));
    Term clash = false;
    for (std::size_t row = rows.size(); row-- > 0;) {
        for (std::size_t other = row + 1; other < rows.size(); ++other)
            if (text.policy != HitPolicy::first)
                clash = clash || (rows[row] && rows[other] &&
                                  (text.policy == HitPolicy::unique || !same(results[row], results[other])));
        value = chosen(rows[row], results[row], value);
        if (value.is_beyond()) return value;
    }
    value.null = value.null || clash || !known;
    return value;
}

Found prove_tables(const definition::Definition& definition, Solver& solver) {
    Found found;
    for (const definition::DecisionTable& table : definition.tables)
        if (table.is_compiled) TableProof{table, solver, found}.prove();
    return found;
}

}  // namespace atranka::proof
