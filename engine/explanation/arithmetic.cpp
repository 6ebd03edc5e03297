#include "engine/explanation/arithmetic.hpp"

#include <cctype>

namespace atranka::explanation {

namespace {

bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

// Numbers that a dotted path leads to; of a list, those of all its items.
void numbers_at(const feel::Value& value, std::string_view path, std::vector<Decimal>& found) {
    if (value.is_list()) {
        for (const feel::Value& item : value.as_list()) numbers_at(item, path, found);
    } else if (path.empty()) {
        if (value.is_number()) found.push_back(value.as_number());
    } else if (value.is_context()) {
        const std::size_t point = path.find('.');
        if (const feel::Value* member = value.as_context().find(path.substr(0, point)))
            numbers_at(*member, point == std::string_view::npos ? std::string_view{} : path.substr(point + 1),
                       found);
    }
}

std::string number_of(const std::string& source, const feel::Scope& scope, const feel::Context& context) {
    const auto side = feel::Expression::compile(source, scope, feel::Strictness::lenient);
    if (!side) return {};
    const feel::Value value = side->evaluate(context).value;
    return value.is_number() ? number_text(value.as_number()) : std::string{};
}

}  // namespace

std::string readable_number(const std::string& text) {
    const auto number = Decimal::parse(text);
    return number ? number_text(*number) : text;
}
std::string number_text(const Decimal& number) {
    constexpr int decimals_max = 4;
    return (number.scale() > decimals_max ? number.rounded(decimals_max, Rounding::half_even) : number)
        .normalised()
        .text();
}

std::string with_numbers(const std::string& source, const feel::Context& context) {
    std::string text;
    for (std::size_t i = 0; i < source.size();) {
        if (source[i] == '"') {
            const std::size_t end = source.find('"', i + 1);
            const std::size_t next = end == std::string::npos ? source.size() : end + 1;
            text += source.substr(i, next - i);
            i = next;
            continue;
        }
        std::size_t end = i;
        while (end < source.size() && is_in_name(source[end])) ++end;
        if (end == i || !begins_name(source[i])) {
            end = end == i ? i + 1 : end;
            text += source.substr(i, end - i);
            i = end;
            continue;
        }
        const std::string name = source.substr(i, end - i);
        std::vector<Decimal> numbers;
        const std::size_t point = name.find('.');
        if (const feel::Value* value = context.find(name.substr(0, point)))
            numbers_at(*value, point == std::string::npos ? "" : std::string_view{name}.substr(point + 1),
                       numbers);
        std::string list;
        for (const Decimal& number : numbers) list += (list.empty() ? "" : ", ") + number_text(number);
        text += list.empty() ? name : list;
        i = end;
    }
    return text;
}

std::string sides_of(const std::string& source, const feel::Scope& scope, const feel::Context& context) {
    int depth = 0;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const char c = source[i];
        if (c == '"') return {};
        if (c == '(' || c == '[' || c == '{') ++depth;
        if (c == ')' || c == ']' || c == '}') --depth;
        if (depth != 0 || (c != '<' && c != '>' && c != '=' && c != '!')) continue;
        const std::size_t length = i + 1 < source.size() && source[i + 1] == '=' ? 2 : 1;
        const std::string left = number_of(source.substr(0, i), scope, context);
        const std::string right = number_of(source.substr(i + length), scope, context);
        if (left.empty() || right.empty()) return {};
        return left + " " + source.substr(i, length) + " " + right;
    }
    return {};
}

std::string total_sum(const definition::Rubric& rubric, const std::map<std::string, Decimal>& scores,
                      const Decimal& total) {
    std::string sum;
    for (const definition::Criterion& criterion : rubric.criteria) {
        const auto score = scores.find(criterion.name);
        if (score == scores.end()) continue;
        sum += (sum.empty() ? "" : " + ") + number_text(score->second);
        if (rubric.weighted_total)
            sum += "/" + number_text(rubric.to) + " × " + number_text(criterion.weight);
    }
    return sum + " = " + number_text(total);
}

std::string mean_sum(const std::vector<Decimal>& values, const Decimal& mean) {
    std::string sum;
    for (const Decimal& value : values) sum += (sum.empty() ? "" : " + ") + number_text(value);
    return "(" + sum + ") / " + std::to_string(values.size()) + " = " + number_text(mean);
}

}  // namespace atranka::explanation
