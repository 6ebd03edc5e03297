#include "engine/identity/rules.hpp"

#include "engine/kernel/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace atranka::identity {

namespace {

constexpr std::int64_t step_ms = 30 * second_ms;
constexpr std::size_t login_min = 3, login_max = 254;  // RFC 5321's longest address

constexpr std::string_view one_command = "commands:";

constexpr std::array<std::pair<Method, std::string_view>, 5> methods{
    {{Method::password, "password"},
     {Method::password_totp, "password+totp"},
     {Method::password_recovery, "password+recovery"},
     {Method::passkey, "passkey"},
     {Method::openid, "openid"}}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
    std::string low{text};
    std::ranges::transform(low, low.begin(), lower);
    return low;
}

bool is_of_login(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view{"._+-@"}.find(c) != std::string_view::npos;
}

}  // namespace

bool is_open(const Session& session, Instant now) {
    return now.ms - session.last_seen.ms < session_idle_ms && now.ms - session.created.ms < session_whole_ms;
}

bool is_fresh(const Session& session, Instant now) { return now.ms - session.fresh_at.ms < session_fresh_ms; }

bool is_to_be_seen(const Session& session, Instant now) { return now.ms - session.last_seen.ms >= minute_ms; }

bool is_open(const Invitation& invitation, Instant now) {
    return !invitation.used && invitation.asked_by.empty() && now < invitation.expires;
}

bool is_open(const Token& token, Instant now) { return now < token.expires; }

bool is_scope(std::string_view name) {
    if (name == "read" || name == "commands") return true;
    if (!name.starts_with(one_command) || name.size() == one_command.size()) return false;
    const std::string low = lowered(name.substr(one_command.size()));
    return std::ranges::all_of(low, [](char c) { return c >= 'a' && c <= 'z'; });
}

bool permits(const std::set<std::string>& scopes, std::string_view wanted) {
    return scopes.contains(std::string{wanted}) ||
           (wanted.starts_with(one_command) && scopes.contains("commands"));
}

std::optional<std::string> login_of(std::string_view typed) {
    const std::string login = lowered(typed);
    if (login.size() < login_min || login.size() > login_max) return std::nullopt;
    if (!std::ranges::all_of(login, is_of_login)) return std::nullopt;
    return login;
}

std::optional<std::string> password_fault(const std::string& password, const std::string& login,
                                          const Breached& breached) {
    if (utf8_fault(password) || password.find('\0') != std::string::npos)
        return "a password is text in UTF-8";
    const std::size_t length = code_points(password);
    if (length < password_min) return "a password has 12 characters at least";
    if (length > password_max) return "a password has 256 characters at most";
    const std::string low = lowered(password), name = login.substr(0, login.find('@'));
    if (low.find(login) != std::string::npos ||
        (name.size() >= login_min && low.find(name) != std::string::npos))
        return "a password does not contain the login";
    if (breached.contains(password))
        return "this password is on lists that attackers try first: choose another";
    return std::nullopt;
}

std::vector<std::int64_t> acceptable_steps(std::int64_t last_step, Instant now) {
    const std::int64_t step = now.ms / step_ms;
    std::vector<std::int64_t> steps;
    for (std::int64_t one = step - 1; one <= step + 1; ++one)
        if (one > last_step && one >= 0) steps.push_back(one);
    return steps;
}

std::string_view name_of(Method method) {
    return std::ranges::find(methods, method, &std::pair<Method, std::string_view>::first)->second;
}

std::optional<Method> method_of(std::string_view name) {
    const auto* found = std::ranges::find(methods, name, &std::pair<Method, std::string_view>::second);
    return found == methods.end() ? std::nullopt : std::optional{found->first};
}

}  // namespace atranka::identity
