#pragma once
// Which awards an auditor looks at, drawn so that anyone who knows the seed draws the same.
// Shape:  each award has the key HMAC-SHA-256(seed, call id 0x00 application id); drawn are those of the
//         smallest keys, in the order of their keys. Two keys are never equal, for no two messages are.
// Source: RFC 2104; the selection by smallest keys is order sampling with uniform keys (Ohlsson 1995).

#include <string>
#include <vector>

namespace atranka::cli {

struct Drawn {
    std::string application, key;  // 64 hex digits
};

// All of them by their keys; the sample is its first n.
std::vector<Drawn> draw(const std::string& seed, const std::string& call,
                        const std::vector<std::string>& applications);

}  // namespace atranka::cli
