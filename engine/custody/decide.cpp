#include "engine/custody/decide.hpp"

#include "engine/ledger/checkpoint.hpp"

#include <algorithm>

namespace atranka::custody {

namespace {

using Decided = Result<std::vector<Event>>;

Decided decide_one(const Context&, const Log& log, const RotateKey& c) {
    for (const std::string* text : {&c.former, &c.key})
        if (const auto key = ledger::read_verifier_key(*text); !key)
            return refuse(Rule::key_must_be_well_formed, *text + " is no public key: " + key.error(),
                          text == &c.key ? "key" : "former");
    if (!log.key.empty() && c.former != log.key)
        return refuse(Rule::key_must_follow, "the key in use is " + log.key, "former");
    if (c.key == c.former) return refuse(Rule::key_must_follow, "this key is in use already", "key");
    if (c.reason.empty()) return refuse(Rule::reason_must_be_given, "say why the key is changed", "reason");
    return std::vector<Event>{KeyRotated{c.former, c.key, c.lost}};
}

Decided decide_one(const Context& context, const Log& log, const AnchorHeads& c) {
    if (c.heads.empty() && c.readings.empty())
        return refuse(Rule::head_must_be_newer, "no head is named", "heads");
    for (const auto& [name, head] : c.heads) {
        const auto before = log.heads.find(name);
        const bool is_newer = before == log.heads.end() || before->second.size < head.size ||
                              epoch_of(before->second.origin) < epoch_of(head.origin);
        if (!is_newer || !ledger::hash_of_hex(head.root))
            return refuse(Rule::head_must_be_newer,
                          "a head of " + std::to_string(head.size) + " of the log " + name +
                              " is not newer than the one that stands here",
                          "heads");
    }
    for (const auto& [name, head] : c.readings) {
        const auto before = log.readings.find(name);
        const bool is_newer = head.size > (before == log.readings.end() ? 0 : before->second.size);
        if (!is_newer || !ledger::hash_of_hex(head.hash))
            return refuse(Rule::head_must_be_newer,
                          "a head of " + std::to_string(head.size) + " readings of " + name +
                              " is not newer than the one that stands here",
                          "readings");
    }
    return std::vector<Event>{HeadsAnchored{c.heads, context.at, c.readings}};
}

Decided decide_one(const Context&, const Log& log, const OpenEpoch& c) {
    const auto note = ledger::read_note(c.released);
    const auto head = note ? ledger::read_head(note->text) : tl::unexpected{note.error()};
    if (!head) return refuse(Rule::epoch_must_follow, "no checkpoint: " + head.error(), "released");
    const std::string_view place = place_of(head->origin);
    const std::int64_t epoch = epoch_of(head->origin);
    if (epoch < log.epoch || !place.ends_with("/" + c.log))
        return refuse(Rule::epoch_must_follow,
                      head->origin + " is not the log " + c.log + " in epoch " + std::to_string(log.epoch),
                      "released");
    if (c.reason.empty())
        return refuse(Rule::reason_must_be_given, "say why the log goes on without its newest entries",
                      "reason");
    return std::vector<Event>{EpochOpened{epoch + 1, {head->origin, head->size, ledger::hex(head->root)}}};
}

}  // namespace

std::string log_of(const Command& command) {
    return std::visit(
        [](const auto& c) -> std::string {
            if constexpr (requires { c.log; })
                return c.log;
            else
                return "instance";
        },
        command);
}

Result<std::vector<Event>> decide(const Context& context, const Log& log, const Command& command) {
    const registry::Person* actor = context.loaded.person(context.actor);
    const bool may = (context.is_system && std::holds_alternative<AnchorHeads>(command)) ||
                     (actor != nullptr && actor->has_role("*", "administrator", context.at));
    if (!may) return refuse(Rule::actor_must_have_the_role, "only an administrator keeps keys and epochs");
    return std::visit([&](const auto& c) { return decide_one(context, log, c); }, command);
}

}  // namespace atranka::custody
