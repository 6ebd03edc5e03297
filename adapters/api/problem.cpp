#include "adapters/api/problem.hpp"

#include "adapters/json/json.hpp"
#include "engine/explanation/faults.hpp"
#include "engine/kernel/decimal.hpp"

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

constexpr const char* media_type = "application/problem+json";

// Of a sentence, which may repeat what was typed; of a fault in a document, which names its place and mend.
constexpr std::size_t repeated_max = 200, fault_max = 1000;

// How many bytes the character at the beginning has.
std::size_t width_of(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t width = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return std::min(width, text.size());
}

// Controls, and marks that turn the order of what stands around them.
bool misleads(std::string_view character) {
    if (character.size() == 1) return static_cast<unsigned char>(character[0]) < 0x20 || character[0] == 0x7F;
    if (character.size() == 2)
        return (character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0) ||
               character == "\u061C";
    constexpr std::string_view marks[] = {"\u200E", "\u200F", "\u2028", "\u2029", "\u202A",
                                          "\u202B", "\u202C", "\u202D", "\u202E", "\u2066",
                                          "\u2067", "\u2068", "\u2069"};
    return std::ranges::find(marks, character) != std::end(marks);
}

// What may have been typed, as it is repeated: short, and without what misleads whoever reads it.
std::string repeated(std::string_view text, std::size_t characters_max = repeated_max) {
    std::string shown, all_but_one;
    for (std::size_t count = 0; !text.empty(); ++count) {
        if (count == characters_max) return all_but_one + "…";
        if (count + 1 == characters_max) all_but_one = shown;
        const std::string_view character = text.substr(0, width_of(text));
        shown += misleads(character) ? "\uFFFD" : character;
        text.remove_prefix(character.size());
    }
    return shown;
}

Value repeated(const Value& facts) {
    if (facts.is_text()) return repeated(std::string_view{facts.as_text()});
    if (facts.is_list()) {
        Value::List list;
        for (const Value& one : facts.as_list()) list.push_back(repeated(one));
        return list;
    }
    if (!facts.is_object()) return facts;
    Value object = Value::object();
    for (const auto& [name, one] : facts.as_object())
        object.set(repeated(std::string_view{name}), repeated(one));
    return object;
}

Response told(int status, const Value& document) {
    return {status, {{"content-type", media_type}}, json::write(document)};
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

bool is_of(std::string_view range, std::string_view language) {
    return range.size() >= 2 && (range[0] | 0x20) == language[0] && (range[1] | 0x20) == language[1] &&
           (range.size() == 2 || range[2] == '-');
}

// Whether Lithuanian is wanted more than English, or as much and before it.
bool wants_lithuanian(std::string_view accepted) {
    Decimal most;
    bool lithuanian = false;
    while (!accepted.empty()) {
        const std::size_t end = std::min(accepted.find(','), accepted.size());
        const std::string_view item = accepted.substr(0, end);
        accepted.remove_prefix(std::min(end + 1, accepted.size()));
        const std::size_t semicolon = std::min(item.find(';'), item.size());
        const std::string_view range = trimmed(item.substr(0, semicolon));
        const bool is_lithuanian = is_of(range, "lt");
        if (!is_lithuanian && !is_of(range, "en")) continue;
        std::string_view weight = trimmed(item.substr(std::min(semicolon + 1, item.size())));
        if (weight.starts_with("q=")) weight.remove_prefix(2);
        const Decimal wanted = weight.empty() ? Decimal{1} : Decimal::parse(weight).value_or(Decimal{});
        if (wanted <= most) continue;
        most = wanted;
        lithuanian = is_lithuanian;
    }
    return lithuanian;
}

// The sentence of the type itself, or one that is known; else English, which is noted.
std::string in_lithuanian_of(const std::string& english, std::string_view title,
                             std::string_view lithuanian_title, bool& is_whole) {
    if (english == title) return std::string{lithuanian_title};
    const explanation::Both both = explanation::fault(english);
    if (both.lt == both.en) is_whole = false;
    return both.lt;
}

}  // namespace

int status_of(Rule rule) {
    switch (rule) {
        case Rule::application_must_exist:
        case Rule::call_must_exist:
        case Rule::question_must_exist: return 404;
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
        case Rule::comments_must_be_complete:
        case Rule::question_must_be_put:
        case Rule::answer_must_be_whole: return 422;
        default: return 409;
    }
}

Response problem(const Rejection& rejection) {
    const int status = status_of(rejection.rule);
    Value document = Value::object({{"type", "/problems/" + std::string{rule_name(rejection.rule)}},
                                    {"title", rule_sentence(rejection.rule)},
                                    {"status", status},
                                    {"detail", repeated(std::string_view{rejection.message})}});
    if (!rejection.path.empty()) document.set("path", repeated(std::string_view{rejection.path}));
    if (!rejection.facts.is_null()) document.set("facts", repeated(rejection.facts));
    if (!rejection.problems.empty()) {
        Value::List problems;
        for (const Problem& one : rejection.problems)
            problems.push_back(Value::object({{"path", repeated(std::string_view{one.path})},
                                              {"message", repeated(one.message, fault_max)}}));
        document.set("problems", std::move(problems));
    }
    return told(status, document);
}

Response problem(int status, const std::string& type, const std::string& title, const std::string& detail) {
    return told(status, Value::object({{"type", "/problems/" + type},
                                       {"title", title},
                                       {"status", status},
                                       {"detail", repeated(std::string_view{detail})}}));
}

Response other_method(const std::set<std::string_view>& allowed, const std::string& detail) {
    Response response = problem(405, "method-not-allowed", "Not this method", detail);
    std::string list;
    for (const std::string_view method : allowed) {
        list += (list.empty() ? "" : ", ") + std::string{method};
        if (method == "GET") list += ", HEAD";
    }
    response.headers.emplace_back("allow", list);
    return response;
}

Response in_language(Response answer, std::string_view accepted) {
    const bool is_problem =
        std::ranges::find(answer.headers, std::pair<std::string, std::string>{"content-type", media_type}) !=
        answer.headers.end();
    if (!is_problem || !wants_lithuanian(accepted)) return answer;
    const auto read = json::parse(answer.body);
    if (!read || !read->is_object()) return answer;
    Value document = *read;
    const std::string type = document.at("type").as_text();
    const std::string_view title = lithuanian_of(type.substr(type.rfind('/') + 1));
    if (title.empty()) return answer;
    const std::string english_title = document.at("title").as_text();
    bool is_whole = true;
    const auto put = [&](Value& of, const char* member) {
        of.set(member, in_lithuanian_of(of.at(member).as_text(), english_title, title, is_whole));
    };
    put(document, "detail");
    document.set("title", title);
    if (const Value* problems = document.find("problems")) {
        Value::List told;
        for (Value one : problems->as_list()) {
            put(one, "message");
            told.push_back(std::move(one));
        }
        document.set("problems", std::move(told));
    }
    answer.headers.emplace_back("content-language", is_whole ? "lt" : "lt, en");
    answer.headers.emplace_back("vary", "accept-language");
    answer.body = json::write(document);
    return answer;
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
