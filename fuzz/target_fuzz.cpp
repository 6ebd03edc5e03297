// What a target is read as can be written down and read again as the same.

#include "adapters/http/target.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/kernel/text.hpp"

#include <cstdint>

using namespace atranka;

namespace {

std::string encoded(std::string_view text, std::string_view kept) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (kept.find(c) != kept.npos)
            out += c;
        else
            out.append({'%', digits[byte / 16U], digits[byte % 16U]});
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto target = http::read_target({reinterpret_cast<const char*>(data), size});
    if (!target) return 0;
    const std::string& path = target->path;
    invariant(path.front() == '/' && !utf8_fault(path), "a path begins with a slash and is UTF-8");
    invariant(path.find("//") == path.npos && path.find('\0') == path.npos, "a path has no empty segment");
    for (const std::string_view odd : {"/./", "/../"})
        invariant((path + "/").find(odd) == path.npos, "a path has no segment of dots");
    std::string again = encoded(path, "/.");
    char sign = '?';
    for (const auto& [name, value] : target->query) {
        again += sign + encoded(name, "") + "=" + encoded(value, "");
        sign = '&';
    }
    const auto reread = http::read_target(again);
    invariant(reread.has_value() && *reread == *target, "a target is read as it was written");
    return 0;
}
