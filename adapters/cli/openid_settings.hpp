#pragma once
// The file of `atranka serve --openid`: at which provider of identities people may sign in, and what that
// counts for.
// Shape:  YAML: issuer, client_id, client_secret_file, scopes, groups_claim, groups (name → role and call:
//         whoever signs in there gets and loses that role with the group, by an entry; heads, auditors and
//         those who keep the instance are appointed by people, and let in while the group lists them),
//         label (en, lt), link (invitation or verified_email), acr and amr (of which one has to be told).
// Errors: Stop, one line that names the place in the file and the mend.

#include "adapters/credentials/openid.hpp"

namespace atranka::cli {

struct OpenidRole {
    std::string group, role, call;
};

struct OpenidSettings {
    credentials::OpenidClient client;
    std::vector<OpenidRole> roles;
    std::string label_en, label_lt;
    // An e-mail that the provider verified names the account whose login it is. Not where it is not said: a
    // provider's word on an address, or a mailbox that was given to somebody else, would open an account.
    bool links_by_email = false;
    std::set<std::string> acr, amr;
};

OpenidSettings read_openid(const std::string& file, const std::string& origin);

}  // namespace atranka::cli
