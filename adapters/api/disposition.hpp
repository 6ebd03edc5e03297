#pragma once
// What a file is called on the way in and out: Content-Disposition.
// Source: RFC 6266, RFC 8187.

#include <optional>
#include <string>
#include <string_view>

namespace atranka::api {

// Of `attachment; filename="a.pdf"; filename*=UTF-8''a.pdf`; nothing where there is none, or it is not text.
// Not to be trusted: whoever keeps it makes it clean.
std::optional<std::string> name_in(std::string_view disposition);
// To be kept, and not to be shown, under that name.
std::string disposition_of(std::string_view name);

}  // namespace atranka::api
