#include "adapters/solver/prover.hpp"

#include "adapters/solver/z3.hpp"

namespace atranka::solver {

service::Proven proven_by(const proof::Report& report, const std::string& definition_hash) {
    service::Proven proven;
    proven.report = proof::tree_of(report, definition_hash);
    proven.judgement.report = proof::hash_of(report, definition_hash);
    for (const proof::Finding& finding : report.findings) {
        const bool is_error = finding.problem.severity == definition::Severity::error;
        (is_error ? proven.judgement.errors : proven.judgement.warnings)
            .push_back(finding.problem.code + " " + finding.problem.path);
    }
    return proven;
}

service::Proven Prover::prove(const definition::Definition& definition) {
    // One at a time: whoever asks for the same meanwhile waits for the answer.
    const std::scoped_lock lock{mutex_};
    const auto known = known_.find(definition.hash);
    if (known != known_.end()) return known->second;
    Z3 solver;
    const proof::Report report = proof::prove(definition, definition.calendar, solver);
    return known_.emplace(definition.hash, proven_by(report, definition.hash)).first->second;
}

}  // namespace atranka::solver
