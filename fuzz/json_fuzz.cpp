// What JSON is read as can be written down and read again as the same.

#include "adapters/json/json.hpp"
#include "engine/kernel/invariant.hpp"

#include <cstdint>

using namespace atranka;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto value = json::parse({reinterpret_cast<const char*>(data), size});
    if (!value) {
        invariant(value.error().line > 0 && value.error().column > 0 && !value.error().message.empty(),
                  "a fault says where it is");
        return 0;
    }
    for (const std::string& text : {json::write(*value), json::write_pretty(*value)}) {
        const auto again = json::parse(text);
        invariant(again.has_value() && *again == *value, "JSON is read as it was written");
    }
    return 0;
}
