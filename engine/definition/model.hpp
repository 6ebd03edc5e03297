#pragma once
// A call definition, read and resolved: what a call asks for. The YAML form is docs/workflow-format.md.
// Shape:  immutable after reading; every name in it is known to exist; every expression is compiled and
//         typed.
// Units:  money in the definition's currency; spans in calendar or working days; instants UTC.
// Source: DESIGN.md §4.

#include "engine/definition/position.hpp"
#include "engine/feel/table.hpp"
#include "engine/kernel/decimal.hpp"
#include "engine/kernel/instant.hpp"
#include "engine/kernel/value.hpp"
#include "engine/lifecycle/stage.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace atranka::definition {

// The same sentence in each language the definition speaks, "en" always.
struct Text {
    std::map<std::string, std::string> by_language;
    const std::string& in(const std::string& language) const;  // falls back to English
    bool empty() const { return by_language.empty(); }
};
// Two small letters, as ISO 639-1 has them.
bool is_language(std::string_view name);

enum class SpanUnit { days, working_days, months };
struct Span {
    int amount = 0;
    SpanUnit unit = SpanUnit::days;
};

enum class FieldType {
    text,
    long_text,
    money,
    number,
    integer,
    boolean,
    date,
    choice,
    choices,
    organisation,
    table,
    attachment
};

struct Expression {
    feel::Expression compiled;
    Position position;
    bool present = false;
    const std::string& source() const { return compiled.source(); }
    bool is_compiled() const { return present; }
};

struct Parameter {
    std::string name;
    Text title;
    enum class Type { money, number, integer, date, datetime, text, boolean } type = Type::number;
    std::optional<Value>
        default_value;  // canonical: decimal text for money and numbers, RFC 3339 for datetime
    std::optional<Decimal> minimum, maximum;
    bool per_round = false;
    Position position = {};
};

struct Field {
    std::string name;
    Text label, help;
    FieldType type = FieldType::text;
    bool required = false;
    std::optional<Expression> required_when;
    std::optional<Decimal> minimum, maximum;  // numbers and money; rows for a table
    std::optional<int> max_length;            // code points
    std::vector<std::pair<std::string, Text>> choices;
    std::vector<Field> columns;  // of a table
    bool personal = false;       // kept out of rules, lists and the result part
    Position position = {};
    std::vector<std::string> accepts = {};       // of an attachment: "pdf", "image", "office"
    std::optional<std::int64_t> max_bytes = {};  // and of its content
    std::optional<int> max_pages = {};
};

struct Computed {
    std::string name;
    Text label;
    Expression formula;
    Position position = {};
};

// What an officer adds to one column of a table, line by line, with a reason: accepted costs.
struct Assessed {
    std::string table;    // "costs"
    std::string column;   // "accepted"
    std::string at_most;  // column that bounds it: "claimed"; may be empty
    std::string by;       // role
};

struct Form {
    std::string name;
    Text title;
    std::vector<Field> fields;
    std::vector<Assessed> assessed;
    std::vector<Computed> computed;  // in dependency order as written
    Position position = {};
};

struct Criterion {
    std::string name;
    Text title, help;
    Decimal weight = 1;                // for ranking only
    std::optional<Decimal> threshold;  // on the raw score
    Position position = {}, threshold_position = {};
};

struct Rubric {
    std::string name;
    Text title;
    Decimal from = 0, to = 5, step = 1;
    bool lowest_is_best = false;
    std::map<Decimal, Text> anchors;
    bool comment_required = false;
    std::vector<Criterion> criteria;
    std::optional<Decimal> total_threshold;  // on the total
    bool weighted_total = false;             // total = sum(score / to * weight) instead of sum(score)
    Position position = {}, scale_position = {}, total_threshold_position = {};
    std::map<Decimal, Position> anchor_positions;
};

struct Rule {
    std::string id;
    Expression require;  // boolean
    Text message;
    std::vector<std::pair<std::string, Expression>> show;  // numbers shown with the verdict
};

struct RuleSet {
    std::string name;
    Text title;
    std::vector<Rule> rules;
    Position position = {};
};

// What follows from its inputs, row by row: an expression calls it by its name, `aid_rate(size, costs)`.
struct DecisionTable {
    std::string name;
    Text title;
    feel::Table table;
    std::vector<std::optional<int>> decimals = {};  // of each input: none of an integer, two of money
    Position position = {};
    bool is_compiled = false;
};

struct Clarification {
    Span within;
    int times = 1;
};

enum class Aggregate { mean, median, trimmed_mean, closest_two, consensus };
enum class Blindness {
    none,
    experts,
    both
};  // experts hidden from applicants always; `both` hides applicants too
struct Divergence {
    Expression when;  // over gap, highest, lowest (totals)
    enum class Then { another_expert, consensus } then = Then::another_expert;
    Aggregate aggregate = Aggregate::closest_two;  // once the further expert has scored
};

struct Staffing {
    std::string role = "expert";
    int count = 2;
    std::map<std::string, int> of;  // at least so many of each kind
    std::optional<int> load;        // applications that one expert is asked to review here, at most
};

struct OrderKey {
    bool is_lot = false;
    bool descending = true;
    std::optional<Expression> key;  // absent for the lot
    std::string source;
};

enum class CutPolicy { stop, skip, partial };
struct Envelope {
    std::string name;
    Expression when;    // which applications
    Expression amount;  // of parameters
};

struct Selection {
    std::vector<OrderKey> order;
    std::optional<Expression> sum;       // `take`: what is added up
    std::optional<Expression> nearest;   // `take`: target of parameters
    std::optional<Expression> at_least;  // `take`: the sum is never under it
    bool bar_is_a_score = false;         // `take`: equal values of the first key are never divided
    std::optional<Expression> fund;      // what is paid, in place of `take`
    std::optional<Expression> within;    // the budget it is paid from
    CutPolicy policy = CutPolicy::skip;
    std::vector<Envelope> envelopes;
    bool unused_moves_on = false;  // from one envelope to the next
    std::string reserve_until;     // parameter (date), may be empty
};

struct Step {
    std::string name;
    lifecycle::Kind kind = lifecycle::Kind::submission;
    Text title;
    Position position;
    std::string by;          // role that works here
    std::string confirm_by;  // second person's role; empty: none needed
    std::optional<Span> within;
    std::string closes;                 // per-round datetime parameter, submissions only
    std::string form;                   // submission: filled here; review: read here
    std::vector<std::string> rules;     // rule sets a check (or a submission) applies
    std::vector<std::string> assesses;  // tables whose lines a check accepts or cuts
    std::optional<Clarification> clarification;
    std::string rubric;
    Staffing staffing;
    Blindness blind = Blindness::none;
    std::optional<Divergence> divergence;
    Aggregate aggregate = Aggregate::mean;
    bool consensus = false;  // a consensus report closes the review, signed by every expert
    bool chair = false;      // an officer names one of the experts, who alone writes that report
    std::optional<Selection> selection;
    bool notice = false;                    // the applicant's clock starts when notice is served
    std::map<std::string, std::string> on;  // lifecycle outcome -> step or outcome
    std::map<std::string, Position> on_positions;
    Position confirm_by_position = {};
};

struct Appeals {
    Span within;                       // after notice of the outcome
    std::string by;                    // role that decides
    std::vector<std::string> grounds;  // procedure, factual_error, manifest_error
    Span decide_within;
    std::string back_to;                // step an upheld appeal returns to when the officer names none
    std::optional<Expression> reserve;  // money kept for upheld appeals
    Position position = {};
};

// What experts are paid for a piece of work: the names of parameters; empty where it is not paid by the
// piece.
struct Fees {
    std::string review;     // for each review that is submitted
    std::string consensus;  // for each consensus that they signed
    bool empty() const { return review.empty() && consensus.empty(); }
};

// How long personal data of one category is kept after an application came to its outcome, and why.
struct Retention {
    int years = 10;
    std::string basis = "the call declares no period, and records of state aid are kept for ten years";
};

struct Outcome {
    std::string name;
    Text title, letter;
    bool appealable = false;
    bool awarded = false;
    Position position = {};
};

struct Role {
    std::string name;
    Text title;
    std::vector<std::string> kinds;  // of experts
    Position position = {};
};

// Working days and the zone's offsets, resolved at publication, so that a later tzdata changes no old
// decision.
struct Calendar {
    std::string name = "none";  // whose holidays: "lithuania"
    std::string zone;
    std::vector<std::pair<Instant, int>> offsets;  // from this instant on, seconds east of UTC
    std::vector<Day> holidays;
};

struct Definition {
    std::string workflow;
    int version = 1;
    Text title, about;
    std::string currency = "EUR";
    Calendar calendar;
    std::vector<Parameter> parameters;
    std::vector<Role> roles;
    std::vector<Form> forms;
    std::vector<Rubric> rubrics;
    std::vector<RuleSet> rules;
    std::vector<DecisionTable> tables;
    std::vector<Step> steps;  // as written; the first is where an application begins
    std::optional<Appeals> appeals;
    std::map<std::string, Retention> retention;  // by category: "application", "evaluation", "decision"
    std::vector<Outcome> outcomes;

    Value canonical;   // the resolved document; its JCS bytes are what is hashed
    std::string hash;  // SHA-256 hex, set by whoever has a hash function (the ledger)

    std::string questions_until;  // datetime parameter; empty: as long as applications are taken
    Fees fees;

    const Parameter* parameter(std::string_view name) const;
    const Form* form(std::string_view name) const;
    const Rubric* rubric(std::string_view name) const;
    const RuleSet* rule_set(std::string_view name) const;
    const DecisionTable* table(std::string_view name) const;
    const Step* step(std::string_view name) const;
    const Outcome* outcome(std::string_view name) const;
    const Role* role(std::string_view name) const;
};

}  // namespace atranka::definition
