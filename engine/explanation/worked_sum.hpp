#pragma once
// A derivation as people work a sum: names as they are called, numbers as the language writes them, each
// step once.
// Shape:  a step of what was read is told with its names, one of earlier steps by their numbers alone:
//         "Grant asked for + Other public money = 15,500.00 + 500.00 = 16,000.00",
//         "16,000.00 ≤ 15,500.00: does not hold". Of a condition, only the branch that was taken.
// Units:  thousands grouped; zeros past the second decimal are left out; past the eighth a number is cut, and
//         ends in "…". Nothing is rounded.

#include "engine/feel/derivation.hpp"

#include <set>

namespace atranka::explanation {

class WorkedSum {
public:
    // What people call what was read at a path, empty where it has no name but the path.
    using Label = std::function<std::string(const std::string& path)>;
    WorkedSum(Label label, bool in_lithuanian);

    // The steps that lead to it, and it under its name, or under the names of what it was worked out from.
    void work(const feel::Derivation& derivation, const std::string& name = {});
    // The steps since the last time.
    std::vector<std::string> lines();
    std::string text(const feel::Value& value) const;

private:
    void tell(const feel::Derivation& derivation, const std::string& name);
    std::string named(const feel::Derivation& derivation) const;
    std::string with_values(const feel::Derivation& derivation) const;
    std::string between(std::string_view source) const;
    std::string number(std::string_view digits) const;

    Label label_;
    bool lt_;
    std::vector<std::string> lines_;
    std::set<std::string> told_;
};

}  // namespace atranka::explanation
