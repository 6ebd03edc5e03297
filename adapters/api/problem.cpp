#include "adapters/api/problem.hpp"

#include "adapters/json/json.hpp"

#include <algorithm>

namespace atranka::api {

namespace {

struct Own {
    int status;
    std::string_view type, sentence;
};
// Problems of the web itself.
constexpr Own own[] = {
    {400, "malformed-request", "A request is spelled as its description says."},
    {401, "unauthenticated", "Whoever asks for this says who they are, by a session or a token."},
    {401, "second-factor-needed", "Where an authenticator was set up, its code is shown with the password."},
    {403, "cross-site", "What changes something in somebody's name comes from our own pages."},
    {409, "login-taken", "A login belongs to one account."},
    {409, "invitation-over", "An invitation is used once, within its time."},
    {422, "unfit", "What is chosen fits what it is for; the answer says what does not."},
    {429, "wait", "After failures one waits, a little longer each time."},
    {403, "second-factor-demanded",
     "Whoever holds a role of which this installation demands a second factor signs in with one: an "
     "authenticator or a passkey, which they set up themselves."},
    {403, "insufficient-scope", "A token does what its scopes allow, and nothing else."},
    {403, "reauthentication-needed",
     "Before an award is confirmed, whoever confirms it shows anew who they are."},
    {404, "not-found", "What is asked for exists and may be seen by whoever asks."},
    {405, "method-not-allowed", "A path is asked by a method that it has."},
    {412, "precondition-failed",
     "A command that says which version it was made for finds that version. Read it again and decide anew."},
    {415, "unsupported-media-type", "A body is JSON and says so: Content-Type: application/json."},
    {422, "unknown-parameter", "A query names parameters of its path, with values of their kind."},
    {503, "unavailable", "The record can be written. Nothing was accepted; try again."},
};

struct Spoken {
    std::string_view type, sentence;
};
constexpr Spoken in_lithuanian[] = {
#define ATRANKA_PROBLEM_LT(type, sentence) {#type, sentence},
#include "adapters/api/problems_lt.def"
#undef ATRANKA_PROBLEM_LT
};

std::string_view lithuanian_of(std::string_view type) {
    const auto* found = std::ranges::find(in_lithuanian, type, &Spoken::type);
    return found == std::end(in_lithuanian) ? std::string_view{} : found->sentence;
}

Response told(int status, const Value& document) {
    return {status, {{"content-type", "application/problem+json"}}, json::write(document)};
}

}  // namespace

int status_of(Rule rule) {
    switch (rule) {
        case Rule::application_must_exist:
        case Rule::call_must_exist: return 404;
        case Rule::actor_must_have_the_role:
        case Rule::lead_must_act: return 403;
        case Rule::command_must_be_well_formed:
        case Rule::id_must_be_well_formed:
        case Rule::text_must_be_clean: return 400;
        case Rule::form_must_be_valid:
        case Rule::form_must_satisfy_the_rules:
        case Rule::attachment_must_be_uploaded:
        case Rule::attachment_must_fit:
        case Rule::attachment_must_be_clean:
        case Rule::scores_must_be_on_scale:
        case Rule::criteria_must_be_scored:
        case Rule::comments_must_be_complete: return 422;
        default: return 409;
    }
}

Response problem(const Rejection& rejection) {
    const int status = status_of(rejection.rule);
    Value document = Value::object({{"type", "/problems/" + std::string{rule_name(rejection.rule)}},
                                    {"title", rule_sentence(rejection.rule)},
                                    {"status", status},
                                    {"detail", rejection.message}});
    if (!rejection.path.empty()) document.set("path", rejection.path);
    if (!rejection.facts.is_null()) document.set("facts", rejection.facts);
    if (!rejection.problems.empty()) {
        Value::List problems;
        for (const Problem& one : rejection.problems)
            problems.push_back(Value::object({{"path", one.path}, {"message", one.message}}));
        document.set("problems", std::move(problems));
    }
    return told(status, document);
}

Response problem(int status, const std::string& type, const std::string& title, const std::string& detail) {
    return told(
        status,
        Value::object(
            {{"type", "/problems/" + type}, {"title", title}, {"status", status}, {"detail", detail}}));
}

const std::vector<std::string>& problem_types() {
    static const std::vector<std::string> types = [] {
        std::vector<std::string> all;
        for (const Own& one : own) all.emplace_back(one.type);
        for (const Rule rule : all_rules()) all.emplace_back(rule_name(rule));
        return all;
    }();
    return types;
}

std::optional<Response> problem_page(const std::string& type) {
    int status = 0;
    std::string sentence;
    if (const auto rule = rule_of(type)) {
        status = status_of(*rule);
        sentence = rule_sentence(*rule);
    } else if (const auto it = std::ranges::find(own, type, &Own::type); it != std::end(own)) {
        status = it->status;
        sentence = it->sentence;
    } else {
        return std::nullopt;
    }
    // Nothing in it comes from a request.
    const std::string number = std::to_string(status);
    std::string page =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\"><title>";
    page.append(type).append("</title></head>\n<body><main>\n<h1>").append(sentence);
    page.append("</h1>\n<p>A request that breaks this rule (<code>")
        .append(type)
        .append("</code>) is answered with status ")
        .append(number)
        .append(". Nothing was changed; the answer's <code>detail</code> says what to mend.</p>\n");
    page.append("<section lang=\"lt\">\n<h2>").append(lithuanian_of(type));
    page.append("</h2>\n<p>Užklausa, kuri šios taisyklės (<code>")
        .append(type)
        .append("</code>) nesilaiko, gauna atsakymą su būsena ")
        .append(number)
        .append(". Niekas nepakeista; ką taisyti, sako atsakymo <code>detail</code>.</p>\n</section>\n");
    page.append("</main></body></html>\n");
    return Response{200,
                    {{"content-type", "text/html; charset=utf-8"}, {"cache-control", "public, max-age=3600"}},
                    std::move(page)};
}

}  // namespace atranka::api
