#include "adapters/cli/front.hpp"

#include "adapters/api/problem.hpp"

#include <algorithm>

namespace atranka::cli {

namespace {

http::Response secured(api::Response answer, bool is_https) {
    http::Response response{answer.status, std::move(answer.headers), std::move(answer.body)};
    const auto add = [&](const char* name, const char* value) {
        if (std::ranges::none_of(response.headers, [&](const auto& h) { return h.first == name; }))
            response.headers.emplace_back(name, value);
    };
    // Nothing of an answer is to be run, framed or sniffed by a browser.
    add("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox");
    add("referrer-policy", "no-referrer");
    add("cross-origin-resource-policy", "same-origin");
    add("cross-origin-opener-policy", "same-origin");
    add("permissions-policy", "camera=(), geolocation=(), microphone=()");
    if (is_https) add("strict-transport-security", "max-age=31536000; includeSubDomains");
    return response;
}

}  // namespace

void Front::answer(http::Request request, const http::Reply& reply) const {
    watch_.begun();
    // What is told of it afterwards: nothing that was sent but who sent it, and how.
    const http::Request asked_by{.id = request.id,
                                 .method = request.method,
                                 .is_head = request.is_head,
                                 .path = {},
                                 .peer = request.peer,
                                 .scheme = request.scheme,
                                 .arrived = request.arrived};
    const std::string language{request.header("accept-language").value_or(std::string_view{})};
    const auto respond = [reply, asked_by, language, &watch = watch_](api::Response answer) {
        watch.answered(asked_by, answer);
        reply(secured(api::in_language(std::move(answer), language), asked_by.scheme == "https"));
    };
    constexpr std::string_view problems = "/problems/";
    const bool reads = request.method == "GET";
    if (reads && request.path == "/healthz")
        return respond(
            watch_.health.holds()
                ? api::Response{200, {{"content-type", "text/plain; charset=utf-8"}}, "ok\n", "/healthz"}
                : api::problem(503, "unavailable", "Not well",
                               "the record could not be read or written for a while"));
    if (reads && request.path.starts_with(problems)) {
        auto page = api::problem_page(request.path.substr(problems.size()));
        if (page) page->route = "/problems/{type}";
        return respond(page ? std::move(*page)
                            : api::problem(404, "not-found", "Not found", "There is no such problem."));
    }
    const bool is_the_api = request.path == "/api" || request.path.starts_with("/api/");
    if (bundle_ != nullptr && reads && !is_the_api) {
        http::Response told = bundle_->answer(request);
        return respond({told.status, std::move(told.headers), std::move(told.body), "/{page}"});
    }
    if (!request.path.starts_with(std::string{api::root} + "/"))
        return respond(api::problem(404, "not-found", "Not found", "There is nothing at this path."));
    api::Request asked{std::move(request.method),
                       request.path.substr(api::root.size()),
                       std::move(request.query),
                       std::move(request.headers),
                       std::move(request.body),
                       std::move(request.peer),
                       request.arrived,
                       std::move(request.spooled),
                       std::move(request.spool_file),
                       std::move(request.scheme)};
    if (reads && asked.path == "/events") return feed_.listen(std::move(asked), reply, respond);
    api_.answer(asked, respond);
}

}  // namespace atranka::cli
