#include "engine/explanation/placing.hpp"

#include "engine/application/facts.hpp"
#include "engine/call/decide.hpp"
#include "engine/explanation/arithmetic.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::explanation {

namespace {

// As one word of a shell.
std::string quoted(const std::string& text) {
    std::string word = "'";
    for (const char c : text) word += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return word + "'";
}

class Placing : Telling {
public:
    Placing(const Listing& listing, Language language, const Line& line)
        : Telling(language), l_(listing), line_(line) {}

    void place(Rows::const_iterator own) const {
        tell_lot(own);
        tell_neighbours(own);
        tell_cut(own);
    }
    void against_cut(const feel::Context& own) const {
        const auto last = std::find_if(l_.rows.rbegin(), l_.rows.rend(),
                                       [](const auto& row) { return row.outcome == "selected"; });
        if (last == l_.rows.rend()) return;
        std::string keys;
        for (const definition::OrderKey& key : l_.step.selection->order) {
            if (key.is_lot || !key.key) continue;
            const feel::Value value = key.key->compiled.evaluate(own).value;
            keys += (keys.empty() ? "" : "; ") + key.source + ": " +
                    (value.is_number() ? number_text(value.as_number()) : value.text());
        }
        line(say("its own keys", "savi raktai"), keys);
        line(say("held against the last selected, {} {}", "lyginama su paskutine atrinkta, {} {}", last->rank,
                 last->application.text),
             keys_text(l_.step, *last));
    }

private:
    void line(std::string what, std::string derivation = {}) const {
        line_(std::move(what), std::move(derivation));
    }
    std::string decided_text(const procedure::Row& row) const {
        if (row.decided_by.empty()) return say("equal", "lygu");
        return row.decided_by == "lot" ? word(row.decided_by)
                                       : row.decided_by;  // else the key as it is written
    }
    static std::string lot_number(const procedure::Lot& lot, const procedure::Row& row) {
        return lot.number_of(row.application).substr(0, 16) + "…";
    }
    // How the place came about within a tie; whoever reads it can draw it again.
    void tell_lot(Rows::const_iterator own) const {
        const auto [first, last] =
            procedure::drawn_tie(l_.rows, static_cast<std::size_t>(own - l_.rows.begin()));
        const Ranked* ranked = l_.ranked;
        if (last - first == 1 || ranked == nullptr || !ranked->lot) return;
        const procedure::Lot& lot = *ranked->lot;
        std::string by;
        for (const PersonId& person : lot.by) by += (by.empty() ? "" : ", ") + person.text;
        line(
            say("the seed of the lot: from the secrets that {} committed to before the call opened, and the "
                "public value “{}”",
                "burtų pradinė reikšmė: iš paslapčių, dėl kurių prieš atveriant kvietimą įsipareigojo {}, ir "
                "viešos reikšmės „{}“",
                by, lot.public_value),
            say("SHA-256 over the secrets and the public value, each as length:bytes,  ⇒  {} = {}",
                "SHA-256 iš paslapčių ir viešos reikšmės, kiekvienos kaip ilgis:baitai,  ⇒  {} = {}",
                "printf %s " + quoted(lot.hashed) + " | sha256sum", lot.seed_text()));
        line(say("drawn among {} equal applications: its number is {} (16 of 64 digits), the smallest goes "
                 "first",
                 "burtai tarp {} lygių paraiškų: jos numeris {} (16 iš 64 skaitmenų), mažiausias eina pirmas",
                 last - first, lot_number(lot, *own)),
             say("SHA-256 of the seed and the application  ⇒  {}",
                 "SHA-256 iš pradinės reikšmės ir paraiškos  ⇒  {}",
                 "(printf %s " + lot.seed_text() + " | xxd -r -p; printf %s " +
                     quoted(own->application.text) + ") | sha256sum"));
    }
    void tell_neighbours(Rows::const_iterator own) const {
        const auto text = [&](const procedure::Row& row) {
            return std::to_string(row.rank) + " " + row.application.text + ", " + word(row.outcome);
        };
        // Its number, too, where the lot stands between the two.
        const auto keys = [&](const procedure::Row& row, const procedure::Row& lower) {
            std::string all = keys_text(l_.step, row);
            const Ranked* ranked = l_.ranked;
            if (lower.decided_by == "lot" && ranked != nullptr && ranked->lot)
                all += (all.empty() ? "" : "; ") + word("lot") + ": " + lot_number(*ranked->lot, row);
            return all;
        };
        if (own != l_.rows.begin())
            line(say("just above: {}; behind it by: {}", "iškart aukščiau: {}; lemiantis raktas: {}",
                     text(*(own - 1)), decided_text(*own)),
                 keys(*(own - 1), *own));
        if (own + 1 != l_.rows.end())
            line(say("just below: {}; ahead of it by: {}", "iškart žemiau: {}; lemiantis raktas: {}",
                     text(*(own + 1)), decided_text(*(own + 1))),
                 keys(*(own + 1), *(own + 1)));
    }
    void tell_cut(Rows::const_iterator own) const {
        const definition::Selection& selection = *l_.step.selection;
        const Ranked* ranked = l_.ranked;
        const call::State& call = ranked == nullptr ? l_.before : ranked->call;
        feel::Context money = application::parameters_of(l_.definition, call, l_.round);
        // As in the selection: the budget is what is left of it.
        if (ranked != nullptr && money.find("budget") != nullptr)
            money.insert_or_assign("budget", feel::Value{call::available(call)});
        if (selection.within) {
            const std::string& source = selection.within->source();
            const feel::Value line_value = selection.within->compiled.evaluate(money).value;
            line(say("money to share out: {}", "skirstoma suma: {}",
                     line_value.is_number() ? number_text(line_value.as_number()) : "?"),
                 source + "  ⇒  " + with_numbers(source, money));
            const Decimal before = own->left + own->amount;
            line(say("left before this place {}, after it {}", "likutis prieš šią vietą {}, po jos {}",
                     number_text(before), number_text(own->left)),
                 number_text(before) + " − " + number_text(own->amount) + " = " + number_text(own->left));
        } else if (selection.nearest) {
            const std::string& source = selection.nearest->source();
            const feel::Value target = selection.nearest->compiled.evaluate(money).value;
            line(say("taken until the sum of {} is nearest to {}", "imama, kol suma ({}) artimiausia {}",
                     selection.sum ? selection.sum->source() : "?",
                     target.is_number() ? number_text(target.as_number()) : "?"),
                 source + "  ⇒  " + with_numbers(source, money));
            if (ranked != nullptr && ranked->taken) tell_bars(*ranked->taken);
        }
        const auto is_selected = [](const procedure::Row& row) { return row.outcome == "selected"; };
        const auto last = std::find_if(l_.rows.rbegin(), l_.rows.rend(), is_selected);
        const auto first_out = std::ranges::find_if_not(l_.rows, is_selected);
        const auto place = [](const procedure::Row& row) {
            return std::to_string(row.rank) + " " + row.application.text;
        };
        line(say("the cut: last selected {}, first not selected {}",
                 "riba: paskutinė atrinkta {}, pirma neatrinkta {}",
                 last == l_.rows.rend() ? "—" : place(*last),
                 first_out == l_.rows.end() ? "—" : place(*first_out)));
    }

    // The sum that was taken, between the next smaller and larger ones that it was held against.
    void tell_bars(const procedure::Taken& taken) const {
        const selection::Target& target = taken.target;
        const std::vector<selection::Bar>& bars = taken.taking.bars;
        const selection::Bar& chosen = bars[taken.taking.chosen];
        const bool enough = !target.at_least || chosen.sum >= *target.at_least;
        const auto less = std::find_if(bars.rbegin(), bars.rend(),
                                       [&](const selection::Bar& bar) { return bar.sum < chosen.sum; });
        const auto more =
            std::ranges::find_if(bars, [&](const selection::Bar& bar) { return bar.sum > chosen.sum; });
        if (less != bars.rend()) {
            if (target.at_least && less->sum < *target.at_least)
                tell_bar(target, *less,
                         say("under {}, which is the least", "mažiau nei {}, o mažiau imti negalima",
                             number_text(*target.at_least)));
            else if (away(target, *less) == away(target, chosen))
                tell_bar(target, *less,
                         say("as near, but the larger list is taken",
                             "tiek pat arti, bet imamas ilgesnis sąrašas"));
            else
                tell_bar(target, *less, say("farther", "toliau"));
        }
        tell_bar(target, chosen,
                 enough ? say("the nearest, taken", "artimiausia, imama")
                        : say("all that there are, taken", "daugiau nėra, imamos visos"));
        if (more != bars.end()) tell_bar(target, *more, say("farther", "toliau"));
    }
    static Decimal away(const selection::Target& target, const selection::Bar& bar) {
        return bar.sum < target.nearest ? target.nearest - bar.sum : bar.sum - target.nearest;
    }
    void tell_bar(const selection::Target& target, const selection::Bar& bar,
                  const std::string& verdict) const {
        const std::string aim = number_text(target.nearest), sum = number_text(bar.sum);
        const std::string distance = number_text(away(target, bar));
        const bool below = bar.sum < target.nearest;
        line(say("{}: the sum is {}, {}; {}", "{}: suma {}, {}; {}",
                 bar.places == 0 ? say("nobody taken", "neimant nė vienos")
                                 : say("down to place {}", "iki {} vietos", bar.places),
                 sum,
                 bar.sum == target.nearest ? say("which is the target", "lygi siektinai")
                 : below                   ? say("{} less than {}", "{} mažesnė už {}", distance, aim)
                                           : say("{} more than {}", "{} didesnė už {}", distance, aim),
                 verdict),
             (below ? aim + " − " + sum : sum + " − " + aim) + " = " + distance);
    }

    const Listing& l_;
    const Line& line_;
};

}  // namespace

std::string keys_text(const definition::Step& step, const procedure::Row& row) {
    std::string text;
    for (const definition::OrderKey& key : step.selection->order)
        if (const auto value = row.keys.find(key.source); value != row.keys.end())
            text += (text.empty() ? "" : "; ") + key.source + ": " + readable_number(value->second);
    return text;
}

void tell_place(const Listing& listing, Rows::const_iterator own, Language language, const Line& line) {
    Placing{listing, language, line}.place(own);
}

void tell_against_cut(const Listing& listing, const feel::Context& own, Language language, const Line& line) {
    Placing{listing, language, line}.against_cut(own);
}

}  // namespace atranka::explanation
