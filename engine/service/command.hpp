#pragma once
// Every command there is, and the envelope in which one arrives: who gave it, when, under which id.
// Shape:  a command is spelled {"SubmitReview": {…}}; its name is its type's.
// Source: LEDGER.md, format 2 (nonce, actor, how authenticated).

#include "engine/application/commands.hpp"
#include "engine/call/commands.hpp"
#include "engine/custody/commands.hpp"
#include "engine/kernel/rejection.hpp"
#include "engine/procedure/commands.hpp"
#include "engine/question/commands.hpp"
#include "engine/registry/commands.hpp"

namespace atranka::service {

using Command = boost::mp11::mp_append<registry::Command, custody::Command, call::Command, question::Command,
                                       application::Command, procedure::Command>;

// A decision's meaning. A release that must decide differently raises it and keeps the old branch.
// 1: one administrator appoints heads and auditors. 2: two do. 3: a call is published on a judgement of its
// definition. 4: of over 20 streams a leaf has the hash alone; nobody grants themselves a role, or lends what
// several appoint for; a question has at most 10,000 characters. 5: a deputy has an office already, is one
// while the lender has the role, and can lose it; roles that are granted are the call's.
constexpr std::int64_t semantics = 5;

struct Envelope {
    std::string id;  // of the command: repeating it is harmless
    PersonId actor;
    std::string authenticated;  // "cli", "password", "passkey", "system"
    Instant at;
    std::string nonce;  // 32 hex digits
    bool imported = false;
    Command command;
    std::int64_t semantics = service::semantics;  // by which it is decided
};

std::string_view name_of(const Command& command);
// "instance" or "calls/<id>".
std::string log_of(const Command& command, const CallId& call_of_application);
// Names of all commands, in the order of the variant.
const std::vector<std::string_view>& command_names();
// What a command concerns, from its name: a call, what is decided over its applications or begins one; or the
// instance; neither: one application.
bool is_of_call(std::string_view name);
bool is_of_instance(std::string_view name);
// A command from its name and its members; the rejection names the member that is missing, unknown or of
// wrong type.
Result<Command> command_of(std::string_view name, const Value& members);

// What the record cannot hold of a command's members: control characters, whole numbers beyond 2^53.
std::optional<Rejection> unrecordable(const Value& members, const std::string& path = {});

// A command's members without the private ones, and the private ones.
struct Split {
    Value pseudonymous;
    Value::Object secret;
};
Split split(const Command& command);
// The inverse of split: nullopt where a private member that was recorded is gone or the tree does not fit.
std::optional<Command> joined(std::string_view name, Value pseudonymous, Value::Object secret);

}  // namespace atranka::service
