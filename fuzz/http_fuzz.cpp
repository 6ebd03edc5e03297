// Bytes of a connection are read as the same requests however they are cut into pieces.
// The first byte says how.

#include "adapters/http/incoming.hpp"
#include "engine/kernel/invariant.hpp"

#include <algorithm>
#include <cstdint>

using namespace atranka;
using State = http::Incoming::State;

namespace {

constexpr std::uint64_t body_bytes = 4096;

// Everything that a handler would see, and how it ended.
std::string told(std::string_view bytes, std::size_t piece) {
    const http::Limits limits{512, 2048, 20};
    http::Incoming incoming{limits};
    std::string all;
    while (!bytes.empty() && incoming.state() != State::refused) {
        const std::size_t length = std::min(piece, bytes.size());
        State state = incoming.feed(bytes.substr(0, length));
        bytes.remove_prefix(length);
        while (state == State::admission || state == State::complete) {
            if (state == State::admission) {
                const http::Request& request = incoming.request();
                invariant(!request.path.empty() && request.path.front() == '/', "a request has a path");
                invariant(request.headers.size() <= limits.headers, "the headers are bounded");
                all += request.method + " " + request.path + "\n";
                for (const auto& [name, value] : request.headers) {
                    invariant(value.find_first_of("\r\n") == value.npos, "a header is one line");
                    all += name + ":" + value + "\n";
                }
                std::string& body = incoming.request().body;
                state = incoming.admit(body_bytes, [&](std::string_view more) {
                    body += more;
                    return true;
                });
            } else {
                invariant(incoming.request().body.size() <= body_bytes, "the body is bounded");
                all += incoming.request().body + "\n--\n";
                state = incoming.next();
            }
        }
    }
    incoming.end();
    if (incoming.state() == State::refused) all += "refused";
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const std::size_t piece = data[0] % 64U + 1;
    invariant(told(bytes, bytes.size()) == told(bytes, piece),
              "a request is the same in one piece and in many");
    return 0;
}
