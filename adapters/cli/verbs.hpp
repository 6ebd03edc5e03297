#pragma once
// The table of everything that can be typed.

#include "adapters/cli/options.hpp"

namespace atranka::cli {

std::vector<Verb> command_verbs();  // those that give a command of the engine
std::vector<Verb> call_verbs();
std::vector<Verb> application_verbs();
std::vector<Verb> form_verbs();
std::vector<Verb> attachment_verbs();
std::vector<Verb> selection_verbs();
std::vector<Verb> list_verbs();
std::vector<Verb> audit_verbs();
std::vector<Verb> readings_verbs();
std::vector<Verb> log_verbs();
std::vector<Verb> keeping_verbs();
std::vector<Verb> privacy_verbs();
std::vector<Verb> pack_verbs();
std::vector<Verb> witness_verbs();
std::vector<Verb> explain_verbs();
std::vector<Verb> diff_verbs();
std::vector<Verb> what_if_verbs();
std::vector<Verb> lint_verbs();
std::vector<Verb> rehearsal_verbs();
std::vector<Verb> document_verbs();
std::vector<Verb> feel_verbs();
std::vector<Verb> rule_verbs();
std::vector<Verb> import_verbs();
std::vector<Verb> registry_import_verbs();
std::vector<Verb> report_verbs();
std::vector<Verb> export_verbs();
std::vector<Verb> sample_verbs();
std::vector<Verb> serve_verbs();
std::vector<Verb> account_verbs();
std::vector<Verb> backup_verbs();
std::vector<Verb> doctor_verbs();
std::vector<Verb> program_verbs();

const std::vector<Verb>& all_verbs();
// Options that every verb has: the database, who acts, when, and how the answer is written.
const std::vector<Option>& common_options();

}  // namespace atranka::cli
