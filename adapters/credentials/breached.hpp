#pragma once
// Passwords that attackers try first: a list of the commonest long ones, whatever is one piece repeated or a
// run of the alphabet or keyboard, and a file of passwords that leaked, if there is one.
// Shape:  the file is that of Have I Been Pwned, sorted: "<SHA-1 in upper-case hex>[:<count>]" a line. It is
//         searched where it lies, however large it is.
// Errors: std::runtime_error where the file cannot be read.
// Source: haveibeenpwned.com/Passwords; OWASP ASVS 5.0, 6.2.4 and 6.2.12.

#include "engine/identity/rules.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace atranka::credentials {

class Breached final : public identity::Breached {
public:
    // An empty path: no file.
    explicit Breached(const std::filesystem::path& sorted_sha1 = {});
    ~Breached() override;
    Breached(const Breached&) = delete;
    Breached& operator=(const Breached&) = delete;

    bool contains(const std::string& password) const override;
    // As far as a thousand of its lines show: in a file that is not, little is found.
    bool is_sorted() const;

private:
    bool is_in_file(const std::string& hash) const;
    std::string line_at(std::int64_t offset) const;

    int file_ = -1;
    std::int64_t size_ = 0;
};

}  // namespace atranka::credentials
