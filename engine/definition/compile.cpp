// Expressions are compiled last, when every name of the document is known.

#include "engine/definition/form.hpp"
#include "engine/definition/reading.hpp"
#include "engine/definition/scope.hpp"
#include "engine/definition/separation.hpp"
#include "engine/feel/node.hpp"

#include <algorithm>

namespace atranka::definition {

namespace {

using TypeKind = feel::Type::Kind;

enum class Wanted { boolean, number, scalar, of_one_type, anything };

bool fits(Wanted wanted, TypeKind kind) {
    switch (wanted) {
        case Wanted::boolean: return kind == TypeKind::boolean || kind == TypeKind::any;
        case Wanted::number: return kind == TypeKind::number || kind == TypeKind::any;
        case Wanted::scalar:
            return kind != TypeKind::list && kind != TypeKind::context && kind != TypeKind::range &&
                   kind != TypeKind::function && kind != TypeKind::null;
        case Wanted::of_one_type:
        case Wanted::anything: return kind != TypeKind::function;
    }
    return false;
}

std::string_view in_words(Wanted wanted) {
    switch (wanted) {
        case Wanted::boolean: return "true or false";
        case Wanted::number: return "a number";
        case Wanted::scalar: return "a single value that can be ordered";
        case Wanted::of_one_type: return "a value of one type";
        case Wanted::anything: return "a value";
    }
    return "";
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The names in a piece of an expression; what stands in quotation marks is no name.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '"') {
            i = std::min(text.find('"', i + 1), text.size() - 1) + 1;
            continue;
        }
        const std::size_t begin = i;
        while (i < text.size() && is_word(text[i])) ++i;
        if (i > begin)
            words.emplace_back(text.substr(begin, i - begin));
        else
            ++i;
    }
    return words;
}

class Compiler {
public:
    explicit Compiler(Reading& reading) : reading_{reading}, d_{reading.definition} {
        for (const Form& form : d_.forms) note_private(form.fields);
    }

    void tables() {
        for (std::size_t i = 0; i < d_.tables.size(); ++i) compile_table(d_.tables[i], reading_.tables[i]);
    }

    void forms() {
        for (Form& form : d_.forms) {
            const std::string path = "forms." + form.name;
            // Computed values first: columns may look at them, and their types are known only then.
            for (std::size_t i = 0; i < form.computed.size(); ++i)
                compile(form.computed[i].formula, path + ".computed." + form.computed[i].name + ".formula",
                        form_scope(form, i), Wanted::of_one_type);
            for (Field& field : form.fields) {
                const std::string here = path + ".fields." + field.name;
                compile(field.required_when, here + ".required_when", form_scope(form), Wanted::boolean);
                for (Field& column : field.columns)
                    compile(column.required_when, here + ".columns." + column.name + ".required_when",
                            row_scope(form, field), Wanted::boolean);
            }
        }
    }

    void steps() {
        const auto arrived = arrivals(d_);
        const feel::Scope parameters = parameter_scope(d_);
        std::map<std::string, std::vector<feel::Scope>> rule_scopes;
        // For what no way leads to: every name there is, since that no way leads there is fault enough.
        feel::Scope anywhere = parameters;
        for (const Step& step : d_.steps) {
            const feel::Scope scope = scope_at(d_, step, arrived.at(step.name));
            anywhere.names.insert(scope.names.begin(), scope.names.end());
        }
        for (Step& step : d_.steps) {
            const Arrival& arrival = arrived.at(step.name);
            const feel::Scope scope = arrival.reachable ? scope_at(d_, step, arrival) : anywhere;
            for (const std::string& set : step.rules) rule_scopes[set].push_back(scope);
            for (const std::string& set : conditions_of(d_, step)) rule_scopes[set].push_back(scope);
            check_tables(step, arrival);
            const std::string path = "steps." + step.name;
            if (step.divergence)
                compile(step.divergence->when, path + ".divergence.when", divergence_scope(d_, step, arrival),
                        Wanted::boolean);
            if (step.selection) selection(*step.selection, path, scope, parameters);
        }
        for (RuleSet& set : d_.rules) {
            std::vector<feel::Scope>& scopes = rule_scopes[set.name];
            if (scopes.empty()) scopes.push_back(anywhere);
            rules(set, scopes);
        }
        if (d_.appeals) compile(d_.appeals->reserve, "appeals.reserve", parameters, Wanted::number);
    }

private:
    void note_private(const std::vector<Field>& fields) {
        for (const Field& field : fields) {
            if (!is_public(field)) private_.insert(field.name);
            note_private(field.columns);
        }
    }

    void selection(Selection& selection, const std::string& path, const feel::Scope& scope,
                   const feel::Scope& parameters) {
        for (std::size_t i = 0; i < selection.order.size(); ++i)
            if (OrderKey& key = selection.order[i]; !key.is_lot)
                compile(key.key, path + ".order[" + std::to_string(i) + "]", scope, Wanted::scalar,
                        key.source.rfind(' '));
        compile(selection.sum, path + ".take.sum", scope, Wanted::number);
        compile(selection.nearest, path + ".take.nearest", parameters, Wanted::number);
        compile(selection.at_least, path + ".take.at_least", parameters, Wanted::number);
        compile(selection.fund, path + ".fund", scope, Wanted::number);
        compile(selection.within, path + ".within", parameters, Wanted::number);
        for (Envelope& envelope : selection.envelopes) {
            const std::string here = path + ".envelopes." + envelope.name;
            compile(envelope.when, here + ".when", scope, Wanted::boolean);
            compile(envelope.amount, here + ".amount", parameters, Wanted::number);
        }
    }

    void rules(RuleSet& set, const std::vector<feel::Scope>& scopes) {
        for (std::size_t i = 0; i < set.rules.size(); ++i) {
            Rule& rule = set.rules[i];
            const std::string path = "rules." + set.name + ".rules[" + std::to_string(i) + "]";
            const auto everywhere = [&](Expression& expression, const std::string& here, Wanted wanted) {
                for (const feel::Scope& scope : scopes)
                    if (!compile(expression, here, scope, wanted)) return;
            };
            everywhere(rule.require, path + ".require", Wanted::boolean);
            for (auto& [name, shown] : rule.show) everywhere(shown, path + ".show." + name, Wanted::anything);
        }
    }

    // What a check assesses must be in the form that it looks at.
    void check_tables(const Step& step, const Arrival& arrival) {
        for (const std::string& table : step.assesses)
            for (const std::string& submission : arrival.newest) {
                const Form* form = d_.form(d_.step(submission)->form);
                const bool has =
                    form != nullptr && std::any_of(form->assessed.begin(), form->assessed.end(),
                                                   [&](const Assessed& a) { return a.table == table; });
                if (form != nullptr && !has)
                    reading_.problems.note(
                        step.position, "unknown-assessed-table", "steps." + step.name + ".assesses",
                        "The form `" + form->name + "` that is checked here has no assessed table `" + table +
                            "`.",
                        "Name a table that its `assessed:` lists.");
            }
    }

    void compile(std::optional<Expression>& target, const std::string& path, const feel::Scope& scope,
                 Wanted wanted, std::size_t length = std::string::npos) {
        if (!reading_.expressions.contains(path)) return;
        Expression expression;
        if (compile(expression, path, scope, wanted, length)) target = std::move(expression);
    }

    // False where the expression does not compile, or is not there.
    bool compile(Expression& target, const std::string& path, const feel::Scope& scope, Wanted wanted,
                 std::size_t length = std::string::npos) {
        const auto found = reading_.expressions.find(path);
        if (found == reading_.expressions.end()) return false;
        const Node& node = *found->second;
        if (!node.is_text() || node.text.empty()) {
            reading_.problems.note(
                node.position, "wrong-shape", path,
                "An expression is wanted; here stands " + std::string{shape_of(node)} + ".",
                "Write a FEEL expression.");
            return false;
        }
        const std::string_view source = std::string_view{node.text}.substr(0, length);
        if (!d_.tables.empty() && scope.constants.empty()) {
            feel::Scope with_tables = scope;
            know_tables(with_tables, d_);
            if (!with_tables.constants.empty()) return compile(target, path, with_tables, wanted, length);
        }
        auto compiled = feel::Expression::compile(source, scope, feel::Strictness::strict);
        if (!compiled) {
            // What does not even parse is no question of names and types.
            const bool parses =
                feel::Expression::compile(source, scope, feel::Strictness::lenient).has_value();
            for (const feel::Fault& fault : compiled.error())
                note_fault(node, source, path, scope, fault, parses);
            return false;
        }
        if (!fits(wanted, compiled->type().kind)) {
            reading_.problems.note(node.position_in_text(0), "wrong-type", path,
                                   "`" + std::string{source} + "` is " + compiled->type().text() + "; here " +
                                       std::string{in_words(wanted)} + " is wanted.",
                                   "Change the expression.");
            reading_.problems.list.back().end = end_of(node, 0, source.size());
            return false;
        }
        if (compiled->type().kind == TypeKind::any && wanted != Wanted::anything) {
            // Of a choice between values of two types no type is known, but those of what it chooses from.
            std::optional<TypeKind> first;
            const auto is_mixed = [&](TypeKind kind) {
                if (wanted == Wanted::boolean || wanted == Wanted::number) return !fits(wanted, kind);
                return !fits(wanted, kind) || first.value_or(kind) != kind;
            };
            for (const auto& [piece, type] : chosen_from(compiled->tree(), scope)) {
                if (is_mixed(type.kind)) {
                    const std::string text{source.substr(piece.offset, piece.length)};
                    reading_.problems.note(node.position_in_text(piece.offset), "wrong-type", path,
                                           "`" + text + "`, which `" + std::string{source} + "` may be, is " +
                                               type.text() + "; here " + std::string{in_words(wanted)} +
                                               " is wanted.",
                                           "Let every branch be of the same type.");
                    reading_.problems.list.back().end = end_of(node, piece.offset, piece.length);
                    return false;
                }
                first = type.kind;
            }
        }
        target.compiled = std::move(*compiled);
        target.position = node.position;
        target.present = true;
        return true;
    }

    struct Piece {
        std::size_t offset = 0, length = 0;
    };
    // What an expression may come to: the branches of its choices, and the items of a list from which one is
    // picked, as far as their types are known.
    static std::vector<std::pair<Piece, feel::Type>> chosen_from(const feel::Node& root,
                                                                 const feel::Scope& scope) {
        std::vector<std::pair<Piece, feel::Type>> found;
        const auto look = [&](const auto& self, const feel::Node& n) -> void {
            using NodeKind = feel::Node::Kind;
            if (n.kind == NodeKind::if_) {
                self(self, n.children[1]);
                self(self, n.children[2]);
                return;
            }
            if (n.kind == NodeKind::filter && n.children[0].kind == NodeKind::list) {
                for (const feel::Node& item : n.children[0].children) self(self, item);
                return;
            }
            std::vector<feel::Fault> faults;
            std::set<std::string> names;
            const feel::Type type = feel::type_of(n, scope, faults, names);
            if (type.kind != TypeKind::any && type.kind != TypeKind::null)
                found.emplace_back(Piece{n.offset, n.length}, type);
        };
        look(look, root);
        return found;
    }

    static Position end_of(const Node& node, std::size_t offset, std::size_t length) {
        Position end = node.position_in_text(offset + std::max<std::size_t>(length, 1) - 1);
        if (!node.spelled.empty()) ++end.column;
        return end;
    }

    // A cell of a table sees its inputs and nothing else; any other expression can call the tables too.
    enum class Place { expression, cell };

    void note_fault(const Node& node, std::string_view source, const std::string& path,
                    const feel::Scope& scope, const feel::Fault& fault, bool parses,
                    Place place = Place::expression) {
        const std::string_view piece = source.substr(std::min(fault.offset, source.size()), fault.length);
        const std::vector<std::string> words = words_of(piece);
        const Position position = node.position_in_text(fault.offset);
        const auto hidden = std::find_if(words.begin(), words.end(), [&](const std::string& word) {
            return private_.contains(word) && !scope.names.contains(word);
        });
        if (hidden != words.end()) {
            reading_.problems.note(
                position, "private-field-in-rule", path,
                "`" + *hidden + "` is free text or personal; expressions cannot see it.",
                "Ask for what the rule needs in a field of another type, such as a choice.");
            return;
        }
        const bool is_name = !words.empty() && std::all_of(piece.begin(), piece.end(), [](char c) {
            return is_word(c) || c == '.' || c == ' ';
        });
        const bool unknown = !fault.nearest.empty() ||
                             (parses && is_name && words.size() == 1 && !scope.names.contains(words[0]) &&
                              !(words[0][0] >= '0' && words[0][0] <= '9'));
        // The steps behind a misspelled route are reached again once it is mended.
        const bool behind_a_fault =
            place == Place::expression && unknown && !words.empty() && d_.step(words[0]) != nullptr &&
            std::ranges::any_of(reading_.problems.list,
                                [](const Problem& p) { return p.code == "unknown-step"; });
        // And a decision table that does not compile is known by what is wrong with it.
        const DecisionTable* table = words.empty() ? nullptr : d_.table(words[0]);
        const bool is_told_there =
            place == Place::expression && unknown && table != nullptr && !table->is_compiled;
        if (behind_a_fault || is_told_there) return;
        std::string mend =
            place == Place::cell && unknown
                ? "Use the inputs of this table: a cell sees nothing else, and no other table."
            : unknown ? "Use a name that is known on every way here: a parameter, a field of the form, or an "
                        "earlier step."
                      : "Correct the expression.";
        if (!fault.nearest.empty()) mend = "Did you mean `" + fault.nearest + "`?";
        reading_.problems.note(position,
                               unknown  ? "unknown-name"
                               : parses ? "wrong-type"
                                        : "syntax",
                               path, fault.message + (fault.message.ends_with('.') ? "" : "."),
                               std::move(mend));
        reading_.problems.list.back().end = end_of(node, fault.offset, fault.length);
    }

    void compile_table(DecisionTable& table, const feel::TableText& text) {
        const std::string path = "tables." + table.name;
        auto compiled = feel::Table::compile(text, {}, feel::Strictness::strict);
        if (compiled) {
            table.table = std::move(*compiled);
            table.is_compiled = true;
            return;
        }
        for (const feel::TableFault& fault : compiled.error()) {
            const auto [part, source] = place_of(text, path, fault);
            const auto node = reading_.expressions.find(part);
            if (node != reading_.expressions.end() && fault.fault.length > 0)
                note_fault(*node->second, source, part, {}, fault.fault, true, Place::cell);
            else
                reading_.problems.note(
                    node == reading_.expressions.end() ? table.position : node->second->position, "bad-table",
                    part, "In this decision table " + fault.fault.message + ".", "Correct the table.");
        }
    }
    // The path of a cell, as read_tables gave it, and what stands there.
    static std::pair<std::string, std::string> place_of(const feel::TableText& text, const std::string& path,
                                                        const feel::TableFault& fault) {
        using Part = feel::TableFault::Part;
        const std::string row = path + ".rows[" + std::to_string(fault.row) + "]";
        switch (fault.part) {
            case Part::table: break;
            case Part::allowed:
                return {path + ".inputs." + text.inputs[fault.column].name + ".values",
                        text.inputs[fault.column].allowed};
            case Part::value: return {path + ".outputs." + text.outputs[fault.column].name + ".values", ""};
            case Part::otherwise:
                return {path + ".outputs." + text.outputs[fault.column].name + ".otherwise",
                        text.outputs[fault.column].otherwise};
            case Part::row: return {row, ""};
            case Part::test:
                return {row + ".when." + text.inputs[fault.column].name,
                        text.rows[fault.row].tests[fault.column]};
            case Part::result:
                return {row + ".then." + text.outputs[fault.column].name,
                        text.rows[fault.row].results[fault.column]};
        }
        return {path, ""};
    }

    Reading& reading_;
    Definition& d_;
    std::set<std::string> private_;
};

}  // namespace

void compile_all(Reading& reading) {
    Compiler compiler{reading};
    compiler.tables();
    compiler.forms();
    compiler.steps();
}

}  // namespace atranka::definition
