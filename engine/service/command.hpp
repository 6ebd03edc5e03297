#pragma once
// Every command there is, and the envelope in which one arrives: who gave it, when, under which id.
// Shape:  a command is spelled {"SubmitReview": {…}}; its name is its type's.
// Source: LEDGER.md, format 2 (nonce, actor, how authenticated).

#include "engine/application/commands.hpp"
#include "engine/call/commands.hpp"
#include "engine/custody/commands.hpp"
#include "engine/kernel/rejection.hpp"
#include "engine/procedure/commands.hpp"
#include "engine/registry/commands.hpp"

namespace atranka::service {

using Command = boost::mp11::mp_append<registry::Command, custody::Command, call::Command,
                                       application::Command, procedure::Command>;

struct Envelope {
    std::string id;  // of the command: repeating it is harmless
    PersonId actor;
    std::string authenticated;  // "cli", "password", "passkey", "system"
    Instant at;
    std::string nonce;  // 32 hex digits
    bool imported = false;
    Command command;
};

std::string_view name_of(const Command& command);
// "instance" or "calls/<id>".
std::string log_of(const Command& command, const CallId& call_of_application);
// Names of all commands, in the order of the variant.
const std::vector<std::string_view>& command_names();
// A command from its name and its members; the rejection names the member that is missing, unknown or of
// wrong type.
Result<Command> command_of(std::string_view name, const Value& members);

// A command's members without the private ones, and the private ones.
struct Split {
    Value pseudonymous;
    Value::Object secret;
};
Split split(const Command& command);
// The inverse of split: nullopt where a private member that was recorded is gone or the tree does not fit.
std::optional<Command> joined(std::string_view name, Value pseudonymous, Value::Object secret);

}  // namespace atranka::service
