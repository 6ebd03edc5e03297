#include "engine/feel/value.hpp"

#include "engine/feel/effort.hpp"

#include <algorithm>

namespace atranka::feel {

namespace {

int around(int inner) {
    if (inner >= nesting_max) exhausted("values are nested too deep");
    return inner + 1;
}

}  // namespace

Value::Value(Range range) {
    range.nesting = around(std::max(range.low.nesting(), range.high.nesting()));
    node_ = std::make_shared<const Range>(std::move(range));
}
Value::Value(Function function) : node_(std::make_shared<const Function>(std::move(function))) {}
Value Value::list(List items) {
    int inner = 0;
    for (const Value& item : items) inner = std::max(inner, item.nesting());
    return Value{std::make_shared<const Nested<List>>(Nested<List>{std::move(items), around(inner)})};
}
Value Value::context(Context entries) {
    int inner = 0;
    for (const auto& [key, value] : entries) inner = std::max(inner, value.nesting());
    return Value{std::make_shared<const Nested<Context>>(Nested<Context>{std::move(entries), around(inner)})};
}
int Value::nesting() const {
    if (is_list()) return std::get<Shared<Nested<List>>>(node_)->nesting;
    if (is_context()) return std::get<Shared<Nested<Context>>>(node_)->nesting;
    if (const auto* range = as<Range>()) return range->nesting;
    if (const auto* function = as<Function>()) return function->nesting;
    return 0;
}
Value Value::date(std::string_view text) {
    const auto date = parse_date(text);
    return date ? Value{*date} : Value{};
}
Value Value::date_and_time(std::string_view text) {
    const auto moment = parse_date_time(text);
    return moment ? Value{*moment} : Value{};
}

namespace {

constexpr std::size_t few = 64;  // names that are looked through for nothing

}  // namespace

void Context::emplace(std::string name, Value value) {
    if (find(name) == nullptr) entries_.emplace_back(std::move(name), std::move(value));
}
void Context::insert_or_assign(std::string name, Value value) {
    spend(static_cast<std::int64_t>(entries_.size() / few));
    for (auto& [key, old] : entries_)
        if (key == name) {
            old = std::move(value);
            return;
        }
    entries_.emplace_back(std::move(name), std::move(value));
}
const Value* Context::find(std::string_view name) const {
    spend(static_cast<std::int64_t>(entries_.size() / few));
    for (const auto& [key, value] : entries_)
        if (key == name) return &value;
    return nullptr;
}

namespace {

// Writes values into one text until it is full.
class Writer {
public:
    explicit Writer(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    void write(const Value& value) {
        if (is_cut_) return;
        if (value.is_text())
            add(value.as_text());
        else if (value.is_list())
            write(value.as_list());
        else if (value.is_context())
            write(value.as_context());
        else if (const auto* range = value.as<Range>())
            write(*range);
        else
            add(plain(value));
    }
    std::pair<std::string, bool> done() {
        // No character is left in part.
        if (is_cut_)
            while (!out_.empty() && (static_cast<unsigned char>(overhang_) & 0xC0U) == 0x80) {
                overhang_ = out_.back();
                out_.pop_back();
            }
        return {std::move(out_), is_cut_};
    }

private:
    static std::string plain(const Value& value) {
        if (value.is_null()) return "null";
        if (value.is_number()) return value.as_number().text();
        if (value.is_boolean()) return value.as_boolean() ? "true" : "false";
        if (const auto* d = value.as<Date>()) return text_of(*d);
        if (const auto* t = value.as<Time>()) return text_of(*t);
        if (const auto* m = value.as<DateTime>()) return text_of(*m);
        if (const auto* d = value.as<DaysDuration>()) return text_of(*d);
        if (const auto* d = value.as<MonthsDuration>()) return text_of(*d);
        return "function";
    }
    void add(std::string_view text) {
        const std::size_t room = bytes_max_ - out_.size();
        if (!is_cut_ && text.size() > room) {
            is_cut_ = true;
            overhang_ = text[room];
            text = text.substr(0, room);
            out_ += text;
        } else if (!is_cut_) {
            out_ += text;
        }
    }
    void inner(const Value& value) {
        if (value.is_text()) {
            add("\"");
            for (const char& c : value.as_text()) {
                if (is_cut_) return;
                if (c == '"' || c == '\\') add("\\");
                add({&c, 1});
            }
            return add("\"");
        }
        const bool is_temporal = value.as<Date>() || value.as<Time>() || value.as<DateTime>() ||
                                 value.as<DaysDuration>() || value.as<MonthsDuration>();
        if (is_temporal) add("@\"");
        write(value);
        if (is_temporal) add("\"");
    }
    void write(const Value::List& items) {
        add("[");
        for (std::size_t i = 0; i < items.size() && !is_cut_; ++i) {
            if (i > 0) add(", ");
            inner(items[i]);
        }
        add("]");
    }
    void write(const Context& entries) {
        add("{");
        bool first = true;
        for (const auto& [key, value] : entries) {
            if (is_cut_) return;
            if (!std::exchange(first, false)) add(", ");
            add(key);
            add(": ");
            inner(value);
        }
        add("}");
    }
    void write(const Range& r) {
        if (!r.unary.empty()) {
            add("(");
            add(r.unary);
            add(" ");
            inner(r.unary.front() == '>' ? r.low : r.high);
            return add(")");
        }
        add(r.low_included ? "[" : "(");
        inner(r.low);
        add("..");
        inner(r.high);
        add(r.high_included ? "]" : ")");
    }

    std::size_t bytes_max_;
    std::string out_;
    bool is_cut_ = false;
    char overhang_ = ' ';  // the byte that the cut left out first
};

}  // namespace

std::pair<std::string, bool> Value::text_within(std::size_t bytes_max) const {
    Writer writer{bytes_max};
    writer.write(*this);
    return writer.done();
}

std::string Value::text() const {
    if (is_text()) return as_text();
    auto [text, is_cut] = text_within(text_bytes_max);
    return is_cut ? text + "… (" + std::string{cut_notice} + ")" : text;
}

std::string_view Value::kind() const {
    static constexpr std::string_view names[] = {"null",
                                                 "number",
                                                 "boolean",
                                                 "string",
                                                 "date",
                                                 "time",
                                                 "date and time",
                                                 "days and time duration",
                                                 "years and months duration",
                                                 "list",
                                                 "context",
                                                 "range",
                                                 "function"};
    return names[node_.index()];
}

std::optional<std::partial_ordering> compare(const Value& a, const Value& b) {
    if (!a.same_kind(b)) return std::nullopt;
    if (a.is_number()) return a.as_number() <=> b.as_number();
    if (a.is_text()) return a.as_text() <=> b.as_text();
    if (const auto* x = a.as<Date>()) return *x <=> *b.as<Date>();
    if (const auto* x = a.as<Time>()) return compare(*x, *b.as<Time>());
    if (const auto* x = a.as<DateTime>()) return compare(*x, *b.as<DateTime>());
    if (const auto* x = a.as<DaysDuration>()) return *x <=> *b.as<DaysDuration>();
    if (const auto* x = a.as<MonthsDuration>()) return *x <=> *b.as<MonthsDuration>();
    return std::nullopt;
}

std::optional<bool> equal(const Value& a, const Value& b) {
    spend(1);
    if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
    if (!a.same_kind(b)) return std::nullopt;
    if (a.is_boolean()) return a.as_boolean() == b.as_boolean();
    if (a.is_list()) {
        const auto &x = a.as_list(), &y = b.as_list();
        if (&x == &y) return true;
        if (x.size() != y.size()) return false;
        for (std::size_t i = 0; i < x.size(); ++i)
            if (const auto same = equal(x[i], y[i]); !same || !*same) return same;
        return true;
    }
    if (a.is_context()) {
        const auto &x = a.as_context(), &y = b.as_context();
        if (&x == &y) return true;
        if (x.size() != y.size()) return false;
        for (const auto& [key, value] : x) {
            const Value* other = y.find(key);
            if (other == nullptr) return false;
            if (const auto same = equal(value, *other); !same || !*same) return same;
        }
        return true;
    }
    if (const auto* x = a.as<Range>()) {
        const auto* y = b.as<Range>();
        const bool unbounded_x = !x->unary.empty() && x->unary != "=",
                   unbounded_y = !y->unary.empty() && y->unary != "=";
        if (unbounded_x != unbounded_y || (x->unary == "!=") != (y->unary == "!=")) return false;
        if (x->low_included != y->low_included || x->high_included != y->high_included) return false;
        const auto low = equal(x->low, y->low), high = equal(x->high, y->high);
        return low && high && *low && *high;
    }
    if (a.as<Function>() != nullptr) return a.as<Function>() == b.as<Function>();
    const auto order = compare(a, b);
    if (!order) return a.as<Time>() || a.as<DateTime>() ? std::optional{false} : std::nullopt;
    return *order == 0;
}

std::optional<bool> includes(const Range& r, const Value& value) {
    if (r.unary == "=" || r.unary == "!=") {
        const auto same = equal(value, r.low);
        return same ? std::optional{*same == (r.unary == "=")} : std::nullopt;
    }
    // Only a test such as `< 10` is unbounded: a range with a null end has an unknown one.
    if (value.is_null() || (r.unary.empty() && (r.low.is_null() || r.high.is_null()))) return std::nullopt;
    if (!r.low.is_null()) {
        const auto order = compare(r.low, value);
        if (!order) return std::nullopt;
        if (*order > 0 || (*order == 0 && !r.low_included)) return false;
    }
    if (!r.high.is_null()) {
        const auto order = compare(value, r.high);
        if (!order) return std::nullopt;
        if (*order > 0 || (*order == 0 && !r.high_included)) return false;
    }
    return true;
}

namespace {

constexpr std::int64_t item_bytes = 32;  // that each value takes beside its text

std::int64_t bytes_of(const std::string& text) { return static_cast<std::int64_t>(text.size()); }

atranka::Value to_tree(const Value& value, Room& room) {
    if (room.bytes < 0) return std::string{cut_notice};
    room.bytes -= item_bytes;
    if (value.is_null()) return {};
    if (value.is_number()) return value.as_number();
    if (value.is_boolean()) return value.as_boolean();
    if (value.is_list()) {
        atranka::Value::List items;
        for (const Value& item : value.as_list()) {
            const bool is_full = room.bytes < 0;
            items.push_back(to_tree(item, room));
            if (is_full) break;
        }
        return items;
    }
    if (value.is_context()) {
        atranka::Value::Object members;
        for (const auto& [key, item] : value.as_context()) {
            const bool is_full = room.bytes < 0;
            members.insert_or_assign(key, to_tree(item, room));
            room.bytes -= bytes_of(key);
            if (is_full) break;
        }
        return members;
    }
    std::string text = value.text();
    room.bytes -= bytes_of(text);
    return text;
}

}  // namespace

atranka::Value to_tree(const Value& value) {
    Room room;
    return to_tree(value, room);
}

Value from_tree(const atranka::Value& tree) {
    if (tree.is_null()) return {};
    if (tree.is_bool()) return tree.as_bool();
    if (tree.is_number()) return tree.as_decimal();
    if (tree.is_text()) return tree.as_text();
    if (tree.is_list()) {
        Value::List items;
        for (const atranka::Value& item : tree.as_list()) items.push_back(from_tree(item));
        return Value::list(std::move(items));
    }
    Context entries;
    for (const auto& [key, item] : tree.as_object()) entries.insert_or_assign(key, from_tree(item));
    return Value::context(std::move(entries));
}

atranka::Value to_typed(const Value& value) {
    Room room;
    return to_typed(value, room);
}

atranka::Value to_typed(const Value& value, Room& room) {
    const auto typed = [](std::string_view type, atranka::Value v) {
        return atranka::Value::object({{"t", type}, {"v", std::move(v)}});
    };
    if (room.bytes < 0) return typed("cut", std::string{cut_notice});
    room.bytes -= item_bytes;
    if (value.is_null()) return typed("nil", {});
    if (value.is_list()) {
        atranka::Value::List items;
        for (const Value& item : value.as_list()) {
            const bool is_full = room.bytes < 0;
            items.push_back(to_typed(item, room));
            if (is_full) break;
        }
        return typed("list", std::move(items));
    }
    if (value.is_context()) {
        atranka::Value::Object members;
        for (const auto& [key, item] : value.as_context()) {
            const bool is_full = room.bytes < 0;
            members.insert_or_assign(key, to_typed(item, room));
            room.bytes -= bytes_of(key);
            if (is_full) break;
        }
        return typed("context", std::move(members));
    }
    std::string text = value.text();
    room.bytes -= bytes_of(text);
    const auto name = [&]() -> std::string_view {
        if (value.is_number()) return "decimal";
        if (value.is_boolean()) return "boolean";
        if (value.is_text()) return "string";
        if (value.as<Date>()) return "date";
        if (value.as<Time>()) return "time";
        if (value.as<DateTime>()) return "dateTime";
        if (value.as<DaysDuration>() || value.as<MonthsDuration>()) return "duration";
        return value.as<Range>() ? "range" : "function";
    };
    return typed(name(), std::move(text));
}

tl::expected<Value, std::string> from_typed(const atranka::Value& typed) {
    const atranka::Value* t = typed.find("t");
    const atranka::Value* v = typed.find("v");
    if (t == nullptr || !t->is_text() || v == nullptr)
        return tl::unexpected{std::string{"a value is {\"t\": …, \"v\": …}"}};
    const std::string& type = t->as_text();
    if (type == "nil") return Value{};
    if (type == "list" && v->is_list()) {
        Value::List items;
        for (const atranka::Value& item : v->as_list()) {
            auto one = from_typed(item);
            if (!one) return one;
            items.push_back(std::move(*one));
        }
        return Value::list(std::move(items));
    }
    if (type == "context" && v->is_object()) {
        Context entries;
        for (const auto& [key, item] : v->as_object()) {
            auto one = from_typed(item);
            if (!one) return one;
            entries.insert_or_assign(key, std::move(*one));
        }
        return Value::context(std::move(entries));
    }
    if (!v->is_text()) return tl::unexpected{"the value of a " + type + " is text"};
    const std::string& text = v->as_text();
    if (type == "string") return Value{text};
    if (type == "boolean" && (text == "true" || text == "false")) return Value{text == "true"};
    Value found;
    if (type == "date") found = Value::date(text);
    if (type == "dateTime") found = Value::date_and_time(text);
    if (type == "time")
        if (const auto time = parse_time(text)) found = *time;
    if (type == "duration") {
        if (const auto days = parse_days_duration(text)) found = *days;
        if (const auto months = parse_months_duration(text)) found = *months;
    }
    if (type == "decimal" || type == "integer" || type == "double")
        if (const auto number = Decimal::parse(text)) found = *number;
    if (found.is_null()) return tl::unexpected{"not a " + type + ": " + text};
    return found;
}

}  // namespace atranka::feel
