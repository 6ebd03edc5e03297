#include "adapters/cli/rows.hpp"
#include "adapters/cli/verbs.hpp"
#include "engine/kernel/text.hpp"

#include <fmt/core.h>

namespace atranka::cli {

namespace {

// The cells of one row by the names of their columns.
class Row {
public:
    Row(const std::string& file, const Csv& csv, const std::vector<Cell>& cells, Faults& faults)
        : file_(file), csv_(csv), cells_(cells), faults_(faults) {}

    const Cell& cell(const std::string& name) const {
        static const Cell none;
        const std::size_t column = csv_.column(name);
        return column == csv_.header.size() ? none : cells_[column];
    }
    std::string text(const std::string& name) const { return cell(name).text; }
    std::vector<std::string> list(const std::string& name) const {
        std::vector<std::string> items;
        const std::string all = text(name);
        for (std::size_t from = 0; from < all.size();) {
            const std::size_t end = std::min(all.find(';', from), all.size());
            if (end > from) items.push_back(all.substr(from, end - from));
            from = end + 1;
        }
        return items;
    }
    bool flag(const std::string& name) {
        const std::string word = text(name);
        if (word == "yes" || word == "true") return true;
        if (!word.empty() && word != "no" && word != "false") bad(name, word + " is neither yes nor no");
        return false;
    }
    std::int64_t whole(const std::string& name) {
        if (text(name).empty()) return 0;
        const auto number = Decimal::parse(text(name));
        const auto whole_number = number ? number->to_int64() : std::nullopt;
        if (!whole_number || *whole_number < 0) bad(name, text(name) + " is not a whole number");
        return whole_number.value_or(0);
    }
    void bad(const std::string& name, const std::string& message) {
        faults_.add(file_, cell(name), name + ": " + message);
        fits_ = false;
    }
    bool fits() const { return fits_; }
    RowCommand command(service::Command what) const {
        RowCommand made{file_, cells_.front(), {}, {}, {}, std::move(what)};
        for (std::size_t i = 0; i < csv_.header.size(); ++i) made.from.emplace(csv_.header[i], cells_[i]);
        return made;
    }

private:
    const std::string& file_;
    const Csv& csv_;
    const std::vector<Cell>& cells_;
    Faults& faults_;
    bool fits_ = true;
};

Csv read_known(const std::string& file, const std::vector<std::string>& known, Faults& faults) {
    Csv csv = read_rows(file, faults);
    if (csv.header.empty()) return csv;
    if (csv.column(known.front()) == csv.header.size())
        throw Stop{bad_data, file + ":1:1: the column " + known.front() + " is missing"};
    for (const std::string& name : csv.header)
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            const std::string near = nearest(name, known);
            throw Stop{bad_data, file + ":1:1: no column is called " + name +
                                     (near.empty() ? "" : "; did you mean " + near + "?")};
        }
    return csv;
}

void add_person(std::vector<RowCommand>& commands, Row& row) {
    registry::RegisterPerson person;
    person.person = {row.text("person")};
    Value identity = Value::object();
    for (const char* name : {"name", "mail"})
        if (!row.text(name).empty()) identity.set(name, row.text(name));
    if (!identity.as_object().empty()) person.identity = std::move(identity);
    person.expert_kind = row.text("expert_kind");
    person.fields = row.list("fields");
    for (const std::string& typed : row.list("employments")) {
        const std::size_t sign = typed.find('=');
        registry::Employment employment{{typed.substr(0, sign)}, std::nullopt};
        if (sign != std::string::npos) {
            employment.until = Instant::parse(typed.substr(sign + 1));
            if (!employment.until) row.bad("employments", typed + " does not end with an instant");
        }
        person.employments.push_back(std::move(employment));
    }
    std::vector<registry::GrantRole> grants;
    for (const std::string& typed : row.list("roles")) {
        const std::size_t colon = typed.find(':');
        if (colon == std::string::npos)
            row.bad("roles", typed + " is not CALL:ROLE");
        else
            grants.push_back({person.person, {typed.substr(0, colon), typed.substr(colon + 1)}});
    }
    if (!row.fits()) return;
    RowCommand registration = row.command(service::Command{person});
    registration.makes = person.person.text;
    commands.push_back(std::move(registration));
    for (registry::GrantRole& grant : grants) {
        commands.push_back(row.command(service::Command{std::move(grant)}));
        commands.back().needs = person.person.text;
    }
}

void add_organisation(std::vector<RowCommand>& commands, Row& row) {
    registry::Organisation o;
    o.id = {row.text("organisation")};
    o.name = row.text("name");
    o.code = row.text("code");
    o.country = row.text("country");
    o.sme = row.flag("sme");
    o.knowledge_institute = row.flag("knowledge_institute");
    o.ngo = row.flag("ngo");
    o.cluster = row.flag("cluster");
    for (const std::string& id : row.list("clusters")) o.clusters.insert({id});
    o.members = row.whole("members");
    if (row.fits())
        commands.push_back(row.command(service::Command{registry::RegisterOrganisation{std::move(o)}}));
}

int import_registry(Program& program, const Arguments& arguments, const std::vector<std::string>& known,
                    void (*add)(std::vector<RowCommand>&, Row&), const std::string& what) {
    program.actor();
    program.store();
    const std::string file = arguments.text("file");
    Faults faults;
    const Csv csv = read_known(file, known, faults);
    std::vector<RowCommand> commands;
    for (const auto& cells : csv.rows) {
        Row row{file, csv, cells, faults};
        add(commands, row);
    }
    return give_all(program, arguments, std::move(commands), false, faults,
                    fmt::format("{} {}", csv.rows.size(), what));
}

int import_persons(Program& program, const Verb&, const Arguments& arguments) {
    return import_registry(program, arguments,
                           {"person", "name", "mail", "expert_kind", "fields", "employments", "roles"},
                           add_person, "people");
}

int import_organisations(Program& program, const Verb&, const Arguments& arguments) {
    return import_registry(program, arguments,
                           {"organisation", "name", "code", "country", "sme", "knowledge_institute", "ngo",
                            "cluster", "clusters", "members"},
                           add_organisation, "organisations");
}

}  // namespace

std::vector<Verb> registry_import_verbs() {
    const Option dry_run{"dry-run", "--dry-run", "check every row, and record nothing", "", Takes::nothing};
    return {
        {"person",
         "import",
         "People from CSV, in one transaction, or every bad row by line and column.",
         "atranka person import people.csv --as admin\n"
         "\nColumns: person, name, mail, expert_kind, fields (a;b), employments "
         "(o-7;o-9=2024-06-30T00:00:00Z),\n"
         "roles (c-2026:expert;*:auditor). Only person must be there.",
         {{"file", "FILE", "one person a row", "", Takes::one, true}, dry_run},
         import_persons},
        {"organisation",
         "import",
         "Organisations from CSV, in one transaction, or every bad row by line and column.",
         "atranka organisation import organisations.csv --as admin\n"
         "\nColumns: organisation, name, code, country, sme, knowledge_institute, ngo, cluster (yes or no),\n"
         "clusters (o-1;o-2), members. Only organisation must be there.",
         {{"file", "FILE", "one organisation a row", "", Takes::one, true}, dry_run},
         import_organisations}};
}

}  // namespace atranka::cli
