#include "engine/service/views.hpp"

#include "engine/service/keyed.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace atranka::service {

// Nothing < negative < zero < positive; a positive one by its order of magnitude, then by its digits.
std::string order_key_of_decimal(const std::string& decimal) {
    const auto parsed = Decimal::parse(decimal);
    if (!parsed) return {};
    const Decimal value = parsed->normalised();
    if (value.sign() == 0) return "1";
    std::string digits = Decimal::scaled(value.coefficient(), 0).text();
    if (value.sign() < 0) digits.erase(0, 1);
    constexpr int bias = 5000;
    const int magnitude = value.exponent() + static_cast<int>(digits.size());
    std::string key = std::to_string(bias + magnitude) + digits;
    if (value.sign() > 0) return "2" + key;
    // A negative one the other way round, and the shorter after the longer.
    for (char& digit : key) digit = static_cast<char>('0' + '9' - digit);
    return "0" + key + "~";
}

std::string order_key(const ApplicationRow& row, Order order) {
    switch (order) {
        case Order::application: return {};
        case Order::submitted: return row.submitted ? row.submitted->text() : std::string{};
        case Order::deadline: return row.deadline ? row.deadline->text() : std::string{};
        case Order::requested: return order_key_of_decimal(row.requested);
        case Order::total: return order_key_of_decimal(row.total);
    }
    return {};
}

KeyedRow::KeyedRow(ApplicationRow of)
    : row(std::move(of)),
      requested_key(order_key_of_decimal(row.requested)),
      total_key(order_key_of_decimal(row.total)) {}

namespace {

// What a query asks for, its bounds spelled as the keys are.
class Asked {
public:
    explicit Asked(const ApplicationQuery& query)
        : query_(query),
          from_(order_key_of_decimal(query.total_from)),
          to_(order_key_of_decimal(query.total_to)) {
        if (query.among) among_.insert(query.among->begin(), query.among->end());
    }

    bool holds(const KeyedRow& keyed) const {
        const ApplicationRow& row = keyed.row;
        const auto fits = [](const std::string& wanted, const std::string& has) {
            return wanted.empty() || wanted == has;
        };
        return fits(query_.call, row.call) && fits(query_.round, row.round) && fits(query_.step, row.step) &&
               fits(query_.stage, row.stage) && fits(query_.lead, row.lead) &&
               fits(query_.outcome, row.outcome) &&
               (!query_.due_by || (row.deadline && *row.deadline < *query_.due_by)) &&
               (!query_.among || among_.contains(row.application)) &&
               (query_.total_from.empty() || (!row.total.empty() && keyed.total_key >= from_)) &&
               (query_.total_to.empty() || (!row.total.empty() && keyed.total_key <= to_));
    }

private:
    const ApplicationQuery& query_;
    std::string from_, to_;
    std::set<std::string_view> among_;
};

std::string key_of(const KeyedRow& keyed, Order order) {
    if (order == Order::requested) return keyed.requested_key;
    return order == Order::total ? keyed.total_key : order_key(keyed.row, order);
}

}  // namespace

std::vector<ApplicationRow> page_of(const std::vector<const KeyedRow*>& rows, const ApplicationQuery& query) {
    struct Placed {
        std::string key;
        const ApplicationRow* row;
    };
    const Asked asked{query};
    std::vector<Placed> placed;
    for (const KeyedRow* keyed : rows) {
        if (!asked.holds(*keyed)) continue;
        Placed one{key_of(*keyed, query.order), &keyed->row};
        if (query.after) {
            const auto at = std::tie(one.key, keyed->row.application);
            const auto after = std::tie(query.after->first, query.after->second);
            if (query.descending ? at >= after : at <= after) continue;
        }
        placed.push_back(std::move(one));
    }
    const auto count =
        query.limit < 0 ? placed.size() : std::min(placed.size(), static_cast<std::size_t>(query.limit));
    const auto end = placed.begin() + static_cast<std::ptrdiff_t>(count);
    std::ranges::partial_sort(placed, end, [&](const Placed& a, const Placed& b) {
        const auto before = [](const Placed& x, const Placed& y) {
            return std::tie(x.key, x.row->application) < std::tie(y.key, y.row->application);
        };
        return query.descending ? before(b, a) : before(a, b);
    });
    std::vector<ApplicationRow> page;
    page.reserve(count);
    for (auto one = placed.begin(); one != end; ++one) page.push_back(*one->row);
    return page;
}

std::vector<ApplicationRow> page_of(std::vector<ApplicationRow> rows, const ApplicationQuery& query) {
    std::vector<KeyedRow> keyed;
    keyed.reserve(rows.size());
    for (ApplicationRow& row : rows) keyed.emplace_back(std::move(row));
    std::vector<const KeyedRow*> all;
    all.reserve(keyed.size());
    for (const KeyedRow& one : keyed) all.push_back(&one);
    return page_of(all, query);
}

}  // namespace atranka::service
