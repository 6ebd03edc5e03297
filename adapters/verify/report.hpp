#pragma once
// What a verifier says, line by line: what it checked, what it could not, and what is wrong.

#include "engine/service/replay.hpp"

#include <string>
#include <vector>

namespace atranka::verify {

class Report {
public:
    void checked(const std::string& what, const std::string& finding);
    void not_checked(const std::string& what, const std::string& why);
    void wrong(const std::string& what, const std::string& finding);
    // The first twenty by name, the others by number.
    void wrong_entries(const std::vector<service::Difference>& differences);
    int wrongs() const { return wrongs_; }

private:
    int wrongs_ = 0;
};

std::string plural(std::int64_t count, const std::string& one, const std::string& many);

}  // namespace atranka::verify
