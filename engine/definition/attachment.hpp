#pragma once
// What stands in a form for a file that was uploaded: what it is, and its hash. The file itself lies
// elsewhere.
// Shape:  {"sha256", "name", "bytes", "type", "pages"?, "flags"?}, of the file as it is kept. Rules see
//         `bytes`, `pages` and `type`; the name and the hash are private, as texts are.
// Units:  bytes; 1 KB is 1,000 of them, 1 MB 1,000,000.
// Errors: one sentence, the first fault.

#include "engine/definition/model.hpp"

#include <tl/expected.hpp>

namespace atranka::definition {

constexpr std::int64_t attachment_bytes_default = 10'000'000, attachment_bytes_max = 50'000'000;
constexpr std::string_view attachment_kinds[] = {"pdf", "image", "office"};

// "5 MB", "500 KB"; nothing where it is no size, or above the largest.
std::optional<std::int64_t> read_size(std::string_view text);
std::int64_t bytes_max_of(const Field& field);

// Its canonical value; a number may have come as text.
tl::expected<Value, std::string> read_attachment(const Field& field, const Value& typed);
// Those of a form that reads well, by field.
std::vector<std::pair<std::string, Value>> attachments_in(const Form& form, const Value& typed);
// What rules may look at.
Value facts_of_attachment(const Value& attachment);
// Called after its field, with its own extension.
Value without_name(const Field& field, Value attachment);

}  // namespace atranka::definition
