#pragma once
// What can be proven of a definition, as the service asks for it before a call is published on it.
// Shape:  the judgement enters the record with the publication; the report, which the judgement names by its
//         hash, is for those who read it. Replay asks nobody.
// Errors: a definition that cannot be decided in full has what is not decided in its report, and no error for
//         it.

#include "engine/call/commands.hpp"
#include "engine/definition/model.hpp"

namespace atranka::service {

struct Proven {
    call::Judgement judgement;
    Value report;  // findings, what was looked through, what was not decided, how many people it takes
};

class Prover {
public:
    virtual ~Prover() = default;
    // Of one definition always the same. May be asked from several threads; the first answer takes up to a
    // second.
    virtual Proven prove(const definition::Definition& definition) = 0;
};

}  // namespace atranka::service
