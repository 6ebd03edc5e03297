#pragma once
// Refusals over HTTP: problem details whose type is the rule that was broken.
// Shape:  {"type": "/problems/<rule>", "title": the rule's sentence, "status", "detail", "path", "facts",
//         "problems": [{"path", "message"}]}. What may repeat what was typed is cut to 200 characters, a
//         message of `problems` to 1,000, and what misleads in it (controls, bidi marks) becomes U+FFFD.
// Source: RFC 9457; RFC 9110 for what the statuses mean, and 12.5.4 for languages.

#include "adapters/api/exchange.hpp"
#include "engine/kernel/rejection.hpp"

namespace atranka::api {

int status_of(Rule rule);
Response problem(const Rejection& rejection);
// Of the web itself, that no rule is about: "not-found", "unauthenticated", "precondition-failed", …
Response problem(int status, const std::string& type, const std::string& title, const std::string& detail);
// The path is there and not by this method; `allowed` lists those it has, for the header Allow.
Response other_method(const std::set<std::string_view>& allowed, const std::string& detail);
// A problem in the language that its reader wants most by Accept-Language, where that is Lithuanian: the
// title, and what is known of the detail and of each field. `content-language` is `lt`, or `lt, en` where
// something is not known.
Response in_language(Response answer, std::string_view accepted);
// What a problem means, for a person: the page its type leads to. Nothing where there is no such problem.
std::optional<Response> problem_page(const std::string& type);
const std::vector<std::string>& problem_types();

}  // namespace atranka::api
