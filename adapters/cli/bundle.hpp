#pragma once
// The web application as `./dev` built it: its page, and what the page loads.
// Shape:  every file is read when it is opened, with its compressed twins (`x.js.br`, `x.js.gz`) under one
//         name. What lies below assets/ has a hash in its name and never changes; every other path that is no
//         file's belongs to the page, which routes it itself.
// Errors: a folder without index.html is no bundle; one that cannot be read throws Stop.
// Source: RFC 9110 (conditional requests, content negotiation), RFC 9111 with RFC 8246 (immutable), CSP 3.

#include "adapters/http/message.hpp"

#include <filesystem>
#include <map>
#include <optional>

namespace atranka::cli {

class Bundle {
public:
    static std::optional<Bundle> open(const std::filesystem::path& folder);
    // Beside the program, or where a build or an installation puts it.
    static std::optional<Bundle> find();

    http::Response answer(const http::Request& request) const;
    std::size_t files() const { return files_.size(); }

private:
    struct Kept {
        std::string type, etag, plain, gzip, brotli;
    };
    http::Response tell(const std::string& name, const Kept& kept, const http::Request& request) const;
    std::map<std::string, Kept, std::less<>> files_;  // by path below the folder: "assets/main-x.js"
};

}  // namespace atranka::cli
