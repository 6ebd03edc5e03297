#include "adapters/cli/bundle.hpp"

#include "adapters/cli/verbs.hpp"
#include "engine/ledger/hash.hpp"

#include <fstream>

namespace atranka::cli {

namespace {

constexpr std::string_view page_name = "index.html";
constexpr std::string_view hashed = "assets/";
// Only what came with the page is run or shown, and only this server is asked. Images of data are what forms
// and charts draw themselves.
constexpr const char* page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

struct Kind {
    std::string_view extension;
    const char* type;
};
constexpr Kind kinds[] = {{".html", "text/html; charset=utf-8"},
                          {".js", "text/javascript; charset=utf-8"},
                          {".css", "text/css; charset=utf-8"},
                          {".json", "application/json"},
                          {".svg", "image/svg+xml"},
                          {".png", "image/png"},
                          {".ico", "image/x-icon"},
                          {".txt", "text/plain; charset=utf-8"},
                          {".map", "application/json"},
                          {".wasm", "application/wasm"},
                          {".woff2", "font/woff2"}};

const char* type_of(std::string_view name) {
    for (const Kind& kind : kinds)
        if (name.ends_with(kind.extension)) return kind.type;
    return nullptr;
}

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::string content{std::istreambuf_iterator<char>{file}, {}};
    if (!file) throw Stop{unavailable, "cannot read " + path.string()};
    return content;
}

bool takes(const http::Request& request, std::string_view coding) {
    // A coding that is named to be left out (q=0) is told in that way by no browser.
    const auto accepted = request.header("accept-encoding");
    if (!accepted) return false;
    for (std::size_t at = 0; (at = accepted->find(coding, at)) != std::string_view::npos;
         at += coding.size()) {
        const std::string_view rest = accepted->substr(at + coding.size());
        if (!rest.starts_with(";q=0") && !rest.starts_with("; q=0")) return true;
    }
    return false;
}

}  // namespace

std::optional<Bundle> Bundle::open(const std::filesystem::path& folder) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(folder / page_name, error)) return std::nullopt;
    Bundle bundle;
    try {
        for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
            if (!entry.is_regular_file()) continue;
            std::string name = entry.path().lexically_relative(folder).generic_string();
            std::string content = content_of(entry.path());
            const auto twin = [&](std::string_view ending) {
                if (!name.ends_with(ending)) return false;
                name.resize(name.size() - ending.size());
                return true;
            };
            if (twin(".gz"))
                bundle.files_[name].gzip = std::move(content);
            else if (twin(".br"))
                bundle.files_[name].brotli = std::move(content);
            else {
                Kept& kept = bundle.files_[name];
                kept.type = type_of(name) == nullptr ? "application/octet-stream" : type_of(name);
                kept.etag = '"' + ledger::hex(ledger::sha256(content)).substr(0, 32) + '"';
                kept.plain = std::move(content);
            }
        }
    } catch (const std::filesystem::filesystem_error& failed) {
        throw Stop{unavailable, failed.what()};
    }
    std::erase_if(bundle.files_, [](const auto& file) { return file.second.etag.empty(); });
    return bundle;
}

std::optional<Bundle> Bundle::find() {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) return std::nullopt;
    const auto folder = program.parent_path();
    for (const auto& place :
         {folder / "web", folder.parent_path() / "web", folder.parent_path() / "share" / "atranka" / "web"})
        if (auto bundle = open(place)) return bundle;
    return std::nullopt;
}

http::Response Bundle::tell(const std::string& name, const Kept& kept, const http::Request& request) const {
    const bool never_changes = name.starts_with(hashed);
    http::Response response{200, {{"content-type", kept.type}, {"etag", kept.etag}}, {}, {}};
    response.headers.emplace_back("cache-control",
                                  never_changes ? "public, max-age=31536000, immutable" : "no-cache");
    response.headers.emplace_back("vary", "accept-encoding");
    if (name == page_name) response.headers.emplace_back("content-security-policy", page_policy);
    if (request.header("if-none-match") == std::string_view{kept.etag}) {
        response.status = 304;
        return response;
    }
    if (!kept.brotli.empty() && takes(request, "br")) {
        response.headers.emplace_back("content-encoding", "br");
        response.body = kept.brotli;
    } else if (!kept.gzip.empty() && takes(request, "gzip")) {
        response.headers.emplace_back("content-encoding", "gzip");
        response.body = kept.gzip;
    } else {
        response.body = kept.plain;
    }
    return response;
}

http::Response Bundle::answer(const http::Request& request) const {
    const std::string_view path =
        std::string_view{request.path}.substr(request.path.starts_with('/') ? 1 : 0);
    const auto file = files_.find(path);
    if (file != files_.end()) return tell(file->first, file->second, request);
    // A name of a file that is not there is a mistake, or of an older bundle; the page would not help it.
    if (path.starts_with(hashed) || type_of(path) != nullptr)
        return http::problem(404, "There is no such file in the web application.");
    if (request.method != "GET") return http::problem(404, "There is nothing at this path.");
    const auto page = files_.find(page_name);
    return tell(page->first, page->second, request);
}

}  // namespace atranka::cli
