#include "adapters/cli/packing.hpp"

#include "adapters/cli/files.hpp"
#include "adapters/cli/reading.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/pack/page.hpp"
#include "adapters/system/notary.hpp"
#include "engine/service/acting.hpp"

#include <fmt/core.h>

namespace atranka::cli {

namespace {

// What everybody wrote is in it.
void for_auditors(Program& program) {
    const registry::Person reader = service::acting(program.service().states(), program.actor());
    if (!reader.has_role("*", "auditor", program.now()))
        throw Stop{no_permission, "an evidence pack is for auditors of all calls"};
}

int write_pack(Program& program, const Verb&, const Arguments& arguments) {
    const std::string call = arguments.text("call"), log = "calls/" + call;
    for_auditors(program);
    const std::string application = arguments.text("application");
    const std::string file = arguments.has("out")  ? arguments.text("out")
                             : application.empty() ? call + ".zip"
                                                   : call + "-" + application + ".zip";
    refuse_existing(file);
    if (program.store().size(log) == 0)
        throw Stop{no_input, "no call " + call + "; `atranka call list` names them"};
    if (!application.empty() && program.service().states().application({application}).call.text != call)
        throw Stop{no_input, "no application " + application + " in " + call +
                                 "; `atranka application list --call " + call + "` names them"};
    program.note(log, application.empty() ? "call/" + call : "application/" + application, {});
    const pack::Pack pack =
        pack_of({program.store(), program.readings(), program.notary().key(program.notary().host()).text(),
                 [&](const std::string& of) { return program.service().checkpoint(of); }},
                call, application);
    if (const auto lost = lost_keys(program, pack.entries)) throw Stop{bad_data, *lost};
    pack::write(pack, pack::pages(pack, {call, program.now()}), file);
    program.say(fmt::format(
        "{}: {} entries of {} and of the instance; check it with `atranka-verify {} --key KEY`", file,
        pack.entries.size(), application.empty() ? call : call + " about " + application, file));
    return ok;
}

}  // namespace

std::vector<Verb> pack_verbs() {
    return {
        {"audit",
         "pack",
         "Everything about a call in one archive, which `atranka-verify` checks without the database.",
         "atranka audit pack c-2026 --out c-2026.zip\n  atranka-verify c-2026.zip --key agency.pub\n"
         "  atranka audit pack c-2026 --application a-17",
         {{"call", "CALL", "the call", "CALL", Takes::one, true},
          {"application", "--application", "only what concerns this one, each entry with its proof", "ID"},
          {"out", "--out", "into this file; without it CALL.zip", "FILE"}},
         write_pack}};
}

}  // namespace atranka::cli
