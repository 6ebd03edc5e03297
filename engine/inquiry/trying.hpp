#pragma once
// What a person who gives a command over a wire is told of its refusal: nothing that they could not read.
// Shape:  before it is decided: what they may not see is refused as what is not there, what is not theirs to
//         give by actor_must_have_the_role, and what a lead gives is decided on what they see first. After: a
//         refusal to somebody who reads only part of an
//         application is decided again on that part; where the part alone would allow it, the refusal says
//         no more than that it is not possible now.
// Source: DESIGN.md §8 ("no leak").

#include "engine/access/sight.hpp"
#include "engine/service/execute.hpp"

#include <optional>

namespace atranka::inquiry {

// The application a command is about; empty where it is about none, or begins one.
std::string application_of(const service::Command& command);
// The call it names; empty where it names none.
std::string call_of(const service::Command& command);

std::optional<Rejection> refused_unseen(service::States& states, const service::Envelope& envelope,
                                        const access::Policy& policy = access::policy());
Rejection as_told(service::States& states, const service::Envelope& envelope, const Rejection& refused,
                  const access::Policy& policy = access::policy());

}  // namespace atranka::inquiry
