#include "adapters/pack/pack.hpp"

#include "adapters/cli/files.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/pack/page.hpp"
#include "adapters/system/notary.hpp"
#include "engine/service/receipt.hpp"

#include <fmt/core.h>

namespace atranka::cli {

namespace {

// What everybody wrote is in it.
void for_auditors(Program& program) {
    const registry::Person reader = program.service().states().person(program.actor());
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
    pack::Pack pack;
    pack.keys = {program.notary().key(program.notary().host()).text()};
    // The call's head first: whatever of the registry it rests on is then in the instance's. Others may go on
    // writing meanwhile.
    std::map<std::string, std::int64_t> sizes;
    for (const std::string& one : {log, std::string{"instance"}}) {
        const std::string checkpoint = program.service().checkpoint(one);
        sizes.emplace(one, service::head_of(checkpoint).value().size);
        pack.checkpoints.emplace(one, checkpoint);
    }
    pack.entries = pack::entries_of(program.store(), sizes);
    if (!application.empty())
        pack = pack::of_application(std::move(pack), call, application,
                                    [&](const std::string& of, int level, std::int64_t position) {
                                        return program.store().nodes(of, level, position, 1).at(0);
                                    });
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
