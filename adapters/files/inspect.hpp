#pragma once
// What a file is, by its bytes and by nothing that was said of it; and the same file without what tells
// of whoever made it.
// Shape:  a file of a kind that is wanted is whole, of that one format from its first byte to its last,
//         without anything that runs, and within the limits. Pictures and documents are written anew
//         without metadata where that changes nothing else (images, and PDF that nobody signed); else they
//         are flagged.
// Units:  bytes; pages of a PDF; pixels.
// Errors: a file that does not fit is a sentence that says why, without any of its content. What cannot be
//         read or written throws std::runtime_error.
// Source: ISO 32000-2 (PDF), PNG 1.2, ITU T.81 (JPEG), RFC 9649 (WebP), ECMA-376 (office), OASIS ODF 1.3.

#include <boost/describe.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace atranka::files {

struct Wanted {
    std::vector<std::string> accepts;  // "pdf", "image", "office"
    std::int64_t bytes_max = 0;
    std::optional<std::int64_t> pages_max = {};
};

struct Found {
    std::string type;       // as it is served: "application/pdf"
    std::string extension;  // "pdf"
    std::optional<std::int64_t> pages = {};
    // metadata: tells of whoever made it; signed: so it was left as it is; embedded: other files are in it;
    // cleaned: metadata was taken out.
    std::vector<std::string> flags = {};
};
BOOST_DESCRIBE_STRUCT(Found, (), (type, extension, pages, flags))

struct Unfit {
    std::string why;
};

// `clean` is written anew: the file as it is to be kept.
tl::expected<Found, Unfit> inspect(const std::filesystem::path& file, const Wanted& wanted,
                                   const std::filesystem::path& clean);

}  // namespace atranka::files
