#pragma once
// The policy as a page for people: docs/access.md, which a test compares, so that a change of who may read or
// give what is seen in review.

#include "engine/access/policy.hpp"

#include <string>

namespace atranka::access {

std::string matrix(const Policy& policy = access::policy());

}  // namespace atranka::access
