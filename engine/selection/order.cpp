#include "engine/selection/order.hpp"

#include "engine/kernel/invariant.hpp"

#include <algorithm>
#include <numeric>

namespace atranka::selection {

namespace {

// One key of all candidates as plain numbers that sort as the key does, the best the smallest.
using Column = std::vector<__int128>;
constexpr __int128 outermost = (__int128{1} << 126);

// The number times 10^shift, where it stays clear of `outermost`.
std::optional<__int128> scaled(__int128 coefficient, std::int32_t shift) {
    if (coefficient == 0) return __int128{0};
    constexpr __int128 bound = outermost / 10;
    for (; shift > 0; --shift) {
        if (coefficient >= bound || coefficient <= -bound) return std::nullopt;
        coefficient *= 10;
    }
    return coefficient;
}

// All numbers over one power of ten: true unless there is a text, or their sizes lie too far apart.
bool fill_by_scale(std::span<const Candidate> candidates, std::size_t key, Column& column) {
    std::int32_t least = 0;
    for (const Candidate& candidate : candidates)
        if (const auto* number = std::get_if<Decimal>(&candidate.keys[key]))
            least = std::min(least, number->exponent());
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const KeyValue& value = candidates[i].keys[key];
        if (std::holds_alternative<std::string>(value)) return false;
        if (const auto* number = std::get_if<Decimal>(&value)) {
            const auto whole = scaled(number->coefficient(), number->exponent() - least);
            if (!whole) return false;
            column[i] = *whole;
        }
    }
    return true;
}

bool is_less(const KeyValue& a, const KeyValue& b) {
    if (a.index() != b.index()) return a.index() < b.index();
    if (const auto* number = std::get_if<Decimal>(&a)) return *number < std::get<Decimal>(b);
    if (const auto* text = std::get_if<std::string>(&a)) return *text < std::get<std::string>(b);
    return false;
}

// What is no number over one power of ten is numbered through.
void fill_by_position(std::span<const Candidate> candidates, std::size_t key, Column& column) {
    std::vector<std::size_t> sorted(candidates.size());
    std::iota(sorted.begin(), sorted.end(), std::size_t{0});
    const auto value = [&](std::size_t i) -> const KeyValue& { return candidates[i].keys[key]; };
    std::ranges::sort(sorted, [&](std::size_t a, std::size_t b) { return is_less(value(a), value(b)); });
    __int128 position = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (i > 0 && is_less(value(sorted[i - 1]), value(sorted[i]))) ++position;
        column[sorted[i]] = position;
    }
}

Column column_of(const Key& key, std::size_t index, std::span<const Candidate> candidates) {
    Column column(candidates.size());
    if (!fill_by_scale(candidates, index, column)) fill_by_position(candidates, index, column);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (std::holds_alternative<std::monostate>(candidates[i].keys[index]))
            column[i] = key.nulls_first ? -outermost : outermost;
        else if (key.descending)
            column[i] = -column[i];
    }
    return column;
}

struct Item {
    __int128 first;  // key, kept here because it mostly decides
    std::size_t candidate;
};

// Breaks the tie [begin, end) by lot.
void draw_lots(std::span<Item> tie, std::span<const Candidate> candidates, const Seed& seed) {
    std::vector<std::pair<ledger::Hash, std::size_t>> drawn;
    drawn.reserve(tie.size());
    for (const Item& item : tie)
        drawn.emplace_back(draw(seed, candidates[item.candidate].id), item.candidate);
    std::ranges::sort(drawn);
    for (std::size_t i = 0; i < tie.size(); ++i) tie[i].candidate = drawn[i].second;
}

}  // namespace

Result<std::vector<Place>> rank(std::span<const Key> order, std::span<const Candidate> candidates,
                                const std::optional<Seed>& seed) {
    for (const Candidate& candidate : candidates)
        invariant(candidate.keys.size() == order.size(), "every candidate has a value for every key");
    const auto lot = static_cast<std::size_t>(std::ranges::find(order, true, &Key::is_lot) - order.begin());
    // The keys of one candidate side by side: comparing two of them touches one place in memory each.
    std::vector<__int128> cells(lot * candidates.size());
    for (std::size_t key = 0; key < lot; ++key) {
        const Column column = column_of(order[key], key, candidates);
        for (std::size_t i = 0; i < column.size(); ++i) cells[i * lot + key] = column[i];
    }

    std::vector<Item> items(candidates.size());
    for (std::size_t i = 0; i < items.size(); ++i) items[i] = {lot == 0 ? 0 : cells[i * lot], i};
    // The first key in which two candidates differ; `lot` where there is none.
    const auto difference = [&](const Item& a, const Item& b) {
        std::size_t key = 0;
        while (key < lot && cells[a.candidate * lot + key] == cells[b.candidate * lot + key]) ++key;
        return key;
    };
    std::ranges::sort(items, [&](const Item& a, const Item& b) {
        if (a.first != b.first) return a.first < b.first;
        const std::size_t key = difference(a, b);
        if (key < lot) return cells[a.candidate * lot + key] < cells[b.candidate * lot + key];
        return lot == order.size() && candidates[a.candidate].id < candidates[b.candidate].id;
    });

    std::vector<Place> places(items.size());
    for (std::size_t begin = 0, end = 0; begin < items.size(); begin = end) {
        const std::optional<std::size_t> decided_by =
            begin == 0 ? std::nullopt : std::optional{difference(items[begin - 1], items[begin])};
        for (end = begin + 1; end < items.size() && difference(items[begin], items[end]) == lot; ++end) {
        }
        const bool by_lot = end - begin > 1 && lot < order.size();
        if (by_lot) {
            if (!seed)
                return refuse(Rule::lot_must_be_ready,
                              std::to_string(end - begin) + " applications are tied at place " +
                                  std::to_string(begin + 1) + ", and no lot can be drawn");
            draw_lots({items.data() + begin, end - begin}, candidates, *seed);
        }
        for (std::size_t i = begin; i < end; ++i) {
            Place& place = places[i];
            place.candidate = items[i].candidate;
            place.rank = by_lot ? i + 1 : begin + 1;
            place.rank_last = by_lot ? i + 1 : end;
            if (i == begin)
                place.decided_by = decided_by;
            else if (by_lot)
                place.decided_by = lot;
        }
    }
    return places;
}

}  // namespace atranka::selection
