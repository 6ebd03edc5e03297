#pragma once
// What holds for sessions, tokens, invitations, logins and passwords, at an instant.
// Units:  milliseconds; the length of a password is counted in code points.
// Source: OWASP ASVS 5.0: 6.2 (passwords), 6.5 (codes), 7.3 (timeouts); NIST SP 800-63B-4 §3.1.1; RFC 6238
//         §5.2.

#include "engine/identity/account.hpp"

namespace atranka::identity {

constexpr std::int64_t second_ms = 1'000, minute_ms = 60 * second_ms, hour_ms = 60 * minute_ms,
                       day_ms = 24 * hour_ms;
constexpr std::int64_t session_idle_ms = 30 * minute_ms, session_whole_ms = 12 * hour_ms,
                       session_fresh_ms = 5 * minute_ms;
constexpr std::int64_t invitation_ms = 7 * day_ms, asked_ms = day_ms, token_days_max = 365;
constexpr std::size_t password_min = 12, password_max = 256;

bool is_open(const Session& session, Instant now);
// Who it is was shown so lately that an award may be confirmed.
bool is_fresh(const Session& session, Instant now);
// So long ago that it is worth writing down.
bool is_to_be_seen(const Session& session, Instant now);
bool is_open(const Invitation& invitation, Instant now);
bool is_open(const Token& token, Instant now);

// What a token may be used for: "read"; "commands", which is all of them; "commands:SubmitReview", one.
bool is_scope(std::string_view name);
bool permits(const std::set<std::string>& scopes, std::string_view wanted);

// A login as it is kept: lower case, 3 to 254 of a-z 0-9 . _ + - @; nothing where it cannot be one.
std::optional<std::string> login_of(std::string_view typed);

// Passwords that are known to everyone who tries.
class Breached {
public:
    virtual ~Breached() = default;
    virtual bool contains(const std::string& password) const = 0;
};
// One sentence on what is wrong with it, or nothing.
std::optional<std::string> password_fault(const std::string& password, const std::string& login,
                                          const Breached& breached);

// The steps whose codes are taken now: this one and its neighbours, but none up to the one taken last.
std::vector<std::int64_t> acceptable_steps(std::int64_t last_step, Instant now);

std::string_view name_of(Method method);  // "password+totp"
std::optional<Method> method_of(std::string_view name);

}  // namespace atranka::identity
