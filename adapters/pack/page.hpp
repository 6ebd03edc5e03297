#pragma once
// The pages of an evidence pack that people read: index.html says what is in it, what became of each
// application, every entry with its number, and how to check it all without the agency; each application
// has a page of its own, applications/<id>.html. In English and Lithuanian; they work from a file. With them
// goes README.txt.
// Shape:  HTML without scripts or anything that is fetched; links between the pages are relative. A
//         function of the pack alone, but for the moment when it was made.

#include "adapters/pack/pack.hpp"

#include <string>

namespace atranka::pack {

struct About {
    std::string call;
    Instant made;  // when the pack was
};

// Raised whenever the same pack gives other pages.
constexpr int pages_version = 4;

// With README.txt and pages.txt, from which `about_of` has the same again; nullopt where it cannot be read.
std::vector<File> pages(const Pack& pack, const About& about);
bool are_of_this_version(const Pack& pack);
std::optional<About> about_of(const Pack& pack);

}  // namespace atranka::pack
