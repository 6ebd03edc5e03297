#pragma once
// A pack of one application: each entry by itself under the signed head, and every decision that rests on
// nothing but what the pack has, made again.
// Shape:  a gap between entries is none where other applications' entries belong. The streams of the
//         application, the call, people and organisations have none. What rests on other applications, or on
//         people who are not in the pack, is counted and not judged; a private part of the application's own
//         that is gone must be erased under an entry of the pack.
// Source: RFC 6962 §2.1.1; LEDGER.md, "What an auditor asks for".

#include "adapters/pack/pack.hpp"
#include "adapters/verify/report.hpp"

namespace atranka::verify {

std::vector<service::Difference> check_partial(const pack::Pack& pack,
                                               const std::map<std::string, ledger::Head>& heads,
                                               Report& report);

// Of the lines of who read what that the pack has, all about its application: the first that is wrong in
// itself or does not follow from its neighbour. Whether there are others nobody can tell from these.
std::optional<ledger::AccessFault> fault_in_some(const std::vector<ledger::ChainedAccess>& lines,
                                                 const std::string& object);

}  // namespace atranka::verify
