#include "engine/service/noting.hpp"

#include "engine/service/service.hpp"

namespace atranka::service {

ledger::Access refusal_of(States& states, const Request& request, const Rejection& rejection, Instant at) {
    const Value encoded = kernel::encode(request.command);
    const Value& members = encoded.as_object().begin()->second;
    const auto text = [&](const char* name) {
        const Value* member = members.find(name);
        return member != nullptr && member->is_text() ? member->as_text() : std::string{};
    };
    std::string object = "instance";
    for (const char* kind : {"application", "call", "person", "organisation"})
        if (const std::string id = text(kind); !id.empty()) {
            object = std::string{kind} + "/" + id;
            break;
        }
    const std::string application = text("application");
    CallId call{text("call")};
    if (!application.empty())
        if (const auto state = states.application({application}); state.exists()) call = state.call;
    const bool has_call = !call.empty() && states.call(call).exists();
    return {.log = has_call ? "calls/" + call.text : "instance",
            .kind = ledger::AccessKind::refusal,
            .who = request.actor.text,
            .authenticated = request.authenticated,
            .object = object,
            .what = std::string{name_of(request.command)},
            .rule = std::string{rule_name(rejection.rule)},
            .as_of = {},
            .at = at,
            .previous = {}};
}

namespace {

constexpr std::int64_t at_once = 1'000;

std::string place_of(const AnchoredReadings& anchor) {
    return "entry " + std::to_string(anchor.index) + " of the instance log";
}

}  // namespace

CheckedReadings check_readings(const std::string& log, const Chain& chain,
                               const std::vector<AnchoredReadings>& anchors, std::int64_t entries) {
    CheckedReadings checked;
    const auto fault = [&](std::int64_t index, const std::string& detail) {
        checked.fault = Difference{log, index, "reading", detail};
    };
    ledger::AccessCheck check{log};
    auto anchor = anchors.begin();
    std::int64_t sure = 0;  // lines that the last anchor vouched for
    for (;;) {
        const auto lines = chain(check.head().size, at_once);
        for (const ledger::ChainedAccess& line : lines) {
            check(line);
            if (check.fault()) {
                fault(check.fault()->index, check.fault()->what);
                return checked;
            }
            if (line.line.size > entries) {
                fault(line.line.index, "saw " + std::to_string(line.line.size) +
                                           " entries of a log that has " + std::to_string(entries));
                return checked;
            }
            checked.lines = check.head().size;
            for (; anchor != anchors.end() && anchor->head.size == checked.lines; ++anchor) {
                if (anchor->head.hash != check.head().hash) {
                    fault(sure, "or a later one, up to " + std::to_string(checked.lines - 1) +
                                    ", is not what it was when " + place_of(*anchor) + " was made");
                    return checked;
                }
                sure = checked.lines;
                ++checked.anchored;
            }
        }
        if (std::ssize(lines) < at_once) break;
    }
    if (anchor != anchors.end())
        fault(checked.lines, "is gone: " + place_of(*anchor) + " has a head of " +
                                 std::to_string(anchor->head.size) + " readings");
    return checked;
}

CheckedReadings check_readings(Readings& readings, Replayed& replayed) {
    CheckedReadings all;
    std::map<std::string, std::vector<AnchoredReadings>> anchors = replayed.readings;
    for (const std::string& log : readings.logs()) anchors.try_emplace(log);
    for (const auto& [log, heads] : anchors) {
        const auto tree = replayed.trees.find(log);
        const CheckedReadings one = check_readings(
            log,
            [&, name = log](std::int64_t from, std::int64_t count) {
                return readings.range(name, from, count);
            },
            heads, tree == replayed.trees.end() ? 0 : tree->second.size());
        all.lines += one.lines;
        all.anchored += one.anchored;
        if (!one.fault) continue;
        replayed.differences.push_back(*one.fault);
        if (!all.fault) all.fault = one.fault;
    }
    return all;
}

}  // namespace atranka::service
