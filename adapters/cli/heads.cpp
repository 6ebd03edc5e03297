#include "adapters/cli/heads.hpp"

#include "adapters/system/notary.hpp"
#include "engine/custody/state.hpp"

namespace atranka::cli {

namespace {

// Until a key is rotated, no entry names it; after that a log's head may still be of the former key.
bool is_key_the_first(Program& program) { return program.service().states().log("instance").key.empty(); }

// Empty where nothing is amiss.
std::string fault_of(Program& program, const std::string& log) {
    const auto text = program.notary().released(log);
    if (!text) return "is missing or cannot be read";
    const auto note = ledger::read_note(*text);
    const auto head = note ? ledger::read_head(note->text) : tl::unexpected{std::string{}};
    if (!head) return "is damaged: it is no signed head";
    if (custody::place_of(head->origin) != custody::place_of(program.store().standing(log).origin))
        return "is of another log";
    switch (ledger::verify(*note, program.notary().key(head->origin))) {
        case ledger::Verdict::signed_by: return {};
        case ledger::Verdict::broken: return "is damaged: its signature is not good";
        case ledger::Verdict::not_signed: break;
    }
    return is_key_the_first(program) ? "was signed by another key" : "";
}

}  // namespace

std::vector<HeadFault> faults_of_heads(Program& program) {
    const std::filesystem::path folder = program.database().string() + ".heads";
    constexpr const char* mend =
        "put it back from a backup, or hold a receipt or a witness's head against the record, and then make "
        "it "
        "anew with `atranka log head`";
    std::error_code unknown;
    std::vector<HeadFault> faults;
    for (const std::string& log : program.store().logs()) {
        if (program.store().size(log) == 0) continue;
        if (!std::filesystem::is_directory(folder, unknown))
            return {{"", folder.string() +
                             " is missing, so nobody sees where the database is of an earlier day: " + mend}};
        if (const std::string fault = fault_of(program, log); !fault.empty())
            faults.push_back({log, (folder / log).string() + " " + fault + ": " + mend});
    }
    return faults;
}

}  // namespace atranka::cli
