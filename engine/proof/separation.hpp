#pragma once
// Whether one person can do what two should, or see what they must not yet.
// Shape:  one person is followed through the life of one application, with everybody else doing whatever
//         may be done: every set of roles that the definition lets them act in, every tie to the applicant,
//         every place, every command and every field, by the lifecycles' tables and the access policy
//         themselves (its grants and its givers). What they may read, they have read. A finding is an error,
//         whether one role is enough or it takes several in one hand: `separation:` bars what the lifecycles
//         do not. Then the same search is done with roles that come and go at any place, as
//         often as an administrator likes: what becomes possible by that alone is told beside the findings,
//         since no definition bars it.
// Source: DESIGN.md §1; the list: score and award, propose and confirm, read before declaring, read
//         others' scores before submitting, decide an appeal against oneself, act with an interest.

#include "engine/proof/finding.hpp"
#include "engine/proof/lives.hpp"

namespace atranka::proof {

Found prove_separation(const definition::Definition& definition, const Tables& tables);

}  // namespace atranka::proof
