#pragma once
// The page of an evidence pack that people read: what is in it, what became of each application, every entry
// with its number, and how to check it all without the agency. In English and Lithuanian; works from a file.
// Shape:  HTML without scripts, links or anything that is fetched.

#include "adapters/pack/pack.hpp"

#include <string>

namespace atranka::pack {

struct About {
    std::string call;
    Instant made;  // when the pack was
    std::vector<service::ApplicationRow> applications;
};

std::string page(const Pack& pack, const About& about);

}  // namespace atranka::pack
