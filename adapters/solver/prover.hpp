#pragma once
// service::Prover by the proofs of engine/proof and Z3.
// Shape:  what was proven of a definition is kept under the definition's hash, for as long as the program
//         runs. The definition is a resolved one: it carries its calendar.

#include "engine/proof/report.hpp"
#include "engine/service/proving.hpp"

#include <mutex>

namespace atranka::solver {

class Prover final : public service::Prover {
public:
    service::Proven prove(const definition::Definition& definition) override;

private:
    std::mutex mutex_;
    std::map<std::string, service::Proven> known_;
};

// What is recorded of a report, and what is read of it.
service::Proven proven_by(const proof::Report& report, const std::string& definition_hash);

}  // namespace atranka::solver
