#include "engine/definition/reading.hpp"

#include <algorithm>

namespace atranka::definition {

namespace {

constexpr std::string_view policies[] = {"unique",     "any",          "priority", "first",
                                         "rule_order", "output_order", "collect"};
// As `hit` may be written: the words, and behind them the standard's letters, with what is made of all.
constexpr std::string_view hits[] = {"unique",  "any", "priority", "first", "rule_order", "output_order",
                                     "collect", "U",   "A",        "P",     "F",          "R",
                                     "O",       "C",   "C+",       "C<",    "C>",         "C#"};
constexpr std::string_view aggregators[] = {"sum", "min", "max", "count"};
constexpr std::string_view types[] = {"money",  "number",  "integer", "text",
                                      "choice", "boolean", "date",    "datetime"};

feel::Type type_named(std::size_t word) {
    using Kind = feel::Type::Kind;
    constexpr Kind kinds[] = {Kind::number, Kind::number,  Kind::number, Kind::string,
                              Kind::string, Kind::boolean, Kind::date,   Kind::date_time};
    return {kinds[word], {}};
}

struct Hit {
    feel::HitPolicy policy = feel::HitPolicy::unique;
    feel::Aggregator aggregator = feel::Aggregator::none;
};
Hit hit_of(std::size_t place) {
    constexpr std::size_t words = std::size(policies), last = words - 1;
    const std::size_t letter = place < words ? place : place - words;
    return {static_cast<feel::HitPolicy>(std::min(letter, last)),
            static_cast<feel::Aggregator>(letter - std::min(letter, last))};
}

// A letter becomes the word that it stands for.
void spell_out(Node& table) {
    const auto hit = std::ranges::find(table.members, "hit", &Member::key);
    if (hit == table.members.end()) return;
    const auto found = std::ranges::find(hits, hit->value.text);
    if (found == std::end(hits)) return;
    const auto [policy, aggregator] = hit_of(static_cast<std::size_t>(found - std::begin(hits)));
    hit->value.text = policies[static_cast<std::size_t>(policy)];
    if (aggregator == feel::Aggregator::none) return;
    const std::string_view word = aggregators[static_cast<std::size_t>(aggregator) - 1];
    table.members.insert(hit + 1, {"aggregate", hit->position, Node::scalar(std::string{word})});
}

class TableReader {
public:
    TableReader(Reading& reading, const Member& member)
        : reading_(reading),
          node_(member.value),
          path_("tables." + member.key),
          fields_(reading.problems, member.value, path_) {
        check_name(reading.problems, member.position, path_, member.key);
        table_.name = member.key;
        table_.position = member.position;
    }

    void read() {
        table_.title = fields_.sentences("title");
        hit();
        for (const Member& member : fields_.members("inputs", Presence::required)) input(member);
        for (const Member& member : fields_.members("outputs", Presence::required)) output(member);
        std::size_t i = 0;
        for (const Node& item : fields_.items("rows", Presence::required)) row(item, i++);
        fields_.finish();
        reading_.definition.tables.push_back(std::move(table_));
        reading_.tables.push_back(std::move(text_));
    }

private:
    void hit() {
        const auto place = fields_.word("hit", hits);
        const auto word = fields_.word("aggregate", aggregators);
        const Hit hit = place ? hit_of(*place) : Hit{};
        text_.policy = hit.policy;
        text_.aggregator = hit.aggregator;
        // Of a `hit` that is unknown nothing more is said.
        if (!word || (!place && node_.member("hit") != nullptr)) return;
        if (hit.aggregator != feel::Aggregator::none)
            reading_.problems.note(
                fields_.position_of("aggregate"), "bad-table", path_ + ".aggregate",
                "`hit: " + std::string{hits[*place]} + "` says already what is made of the results.",
                "Remove `aggregate:`, or write `hit: collect`.");
        else
            text_.aggregator = static_cast<feel::Aggregator>(*word + 1);
    }
    // A type alone, or a map with one.
    std::optional<Fields> part(const Member& member, const std::string& path, feel::Type& type,
                               std::string_view& name) {
        check_name(reading_.problems, member.position, path, member.key);
        if (member.value.is_text()) {
            const auto found = std::ranges::find(types, member.value.text);
            if (found != std::end(types)) {
                name = *found;
                type = type_named(static_cast<std::size_t>(found - std::begin(types)));
            } else
                reading_.problems.unknown(member.value.position, "type", path, member.value.text,
                                          {std::begin(types), std::end(types)});
            return std::nullopt;
        }
        Fields fields{reading_.problems, member.value, path};
        if (const auto word = fields.word("type", types, Presence::required)) {
            name = types[*word];
            type = type_named(*word);
        }
        return fields;
    }
    std::string cell(const Node& node, const std::string& path) {
        if (!node.is_text()) {
            reading_.problems.note(node.position, "wrong-shape", path,
                                   "A cell is a text; here stands " + std::string{shape_of(node)} + ".",
                                   "Put it in quotation marks if it begins with a bracket or brace.");
            return {};
        }
        reading_.expressions.emplace(path, &node);
        return node.text;
    }
    void input(const Member& member) {
        feel::TableInput input{member.key, {}};
        const std::string path = path_ + ".inputs." + member.key;
        std::string_view type;
        if (auto fields = part(member, path, input.type, type)) {
            if (const Node* values = fields->take("values")) input.allowed = cell(*values, path + ".values");
            fields->finish();
        }
        table_.decimals.push_back(type == "integer" ? std::optional{0}
                                  : type == "money" ? std::optional{2}
                                                    : std::nullopt);
        text_.inputs.push_back(std::move(input));
    }
    void output(const Member& member) {
        feel::TableOutput output{member.key, {}};
        const std::string path = path_ + ".outputs." + member.key;
        std::string_view type;
        if (auto fields = part(member, path, output.type, type)) {
            for (const Node& value : fields->items("values")) {
                output.values.push_back(
                    cell(value, path + ".values[" + std::to_string(output.values.size()) + "]"));
                reading_.expressions.emplace(path + ".values", &value);
            }
            if (const Node* otherwise = fields->take("otherwise"))
                output.otherwise = cell(*otherwise, path + ".otherwise");
            fields->finish();
        }
        text_.outputs.push_back(std::move(output));
    }
    // A list in the order of the columns, or a map by their names, in which what is missing is `missing`.
    std::vector<std::string> cells(const Node& node, const std::string& path,
                                   const std::vector<std::string>& columns, const std::string& missing) {
        std::vector<std::string> read;
        if (node.is_map()) {
            for (const std::string& column : columns) {
                const Node* found = node.find(column);
                read.push_back(found == nullptr ? missing : cell(*found, path + "." + column));
            }
            for (const Member& member : node.members)
                if (std::ranges::find(columns, member.key) == columns.end())
                    reading_.problems.unknown(member.position, "column", path, member.key, columns);
            return read;
        }
        for (const Node& item : node.items) {
            const std::string here = read.size() < columns.size() ? path + "." + columns[read.size()] : path;
            read.push_back(cell(item, here));
        }
        return read;
    }
    void row(const Node& item, std::size_t index) {
        const std::string path = path_ + ".rows[" + std::to_string(index) + "]";
        reading_.expressions.emplace(path, &item);
        Fields fields{reading_.problems, item, path};
        feel::TableRow row;
        const auto names = [](const auto& parts) {
            std::vector<std::string> all;
            for (const auto& one : parts) all.push_back(one.name);
            return all;
        };
        if (const Node* when = fields.take("when"))
            row.tests = cells(*when, path + ".when", names(text_.inputs), "-");
        else
            row.tests.assign(text_.inputs.size(), "-");
        if (const Node* then = fields.take("then", Presence::required))
            row.results = cells(*then, path + ".then", names(text_.outputs), "null");
        for (std::string& test : row.tests)
            if (test.empty()) test = "-";
        row.note = fields.text("note");
        fields.finish();
        text_.rows.push_back(std::move(row));
    }

    Reading& reading_;
    const Node& node_;
    std::string path_;
    Fields fields_;
    DecisionTable table_;
    feel::TableText text_;
};

}  // namespace

Node without_letters(Node document) {
    for (Member& part : document.members)
        if (part.key == "tables")
            for (Member& table : part.value.members) spell_out(table.value);
    return document;
}

void read_tables(Reading& reading, Fields& top) {
    for (const Member& member : top.members("tables")) TableReader{reading, member}.read();
}

}  // namespace atranka::definition
