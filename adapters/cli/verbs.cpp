#include "adapters/cli/verbs.hpp"

namespace atranka::cli {

const std::vector<Option>& common_options() {
    static const std::vector<Option> options{
        {"db", "--db", "the database", "FILE", Takes::one, false, {}, "ATRANKA_DB"},
        {"as", "--as", "who acts", "PERSON", Takes::one, false, {}, "ATRANKA_AS"},
        {"signing-key",
         "--signing-key",
         "the key that signs receipts; without it the one beside the database",
         "FILE",
         Takes::one,
         false,
         {},
         "ATRANKA_KEY"},
        {"at", "--at", "as if it were then: for rehearsals and tests", "INSTANT"},
        {"json", "--json", "answer in JSON", "", Takes::nothing}};
    return options;
}

const std::vector<Verb>& all_verbs() {
    static const std::vector<Verb> verbs = [] {
        std::vector<Verb> all;
        for (const auto& some :
             {command_verbs(),    call_verbs(),      application_verbs(),     form_verbs(),
              selection_verbs(),  list_verbs(),      audit_verbs(),           log_verbs(),
              keeping_verbs(),    privacy_verbs(),   witness_verbs(),         pack_verbs(),
              lint_verbs(),       rehearsal_verbs(), document_verbs(),        feel_verbs(),
              rule_verbs(),       import_verbs(),    registry_import_verbs(), report_verbs(),
              export_verbs(),     sample_verbs(),    explain_verbs(),         diff_verbs(),
              what_if_verbs(),    readings_verbs(),  serve_verbs(),           account_verbs(),
              attachment_verbs(), backup_verbs(),    doctor_verbs(),          program_verbs()})
            all.insert(all.end(), some.begin(), some.end());
        return all;
    }();
    return verbs;
}

}  // namespace atranka::cli
