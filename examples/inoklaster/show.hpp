#pragma once
// What the example prints, for a terminal of 100 columns.

#include "engine/service/replay.hpp"
#include "examples/inoklaster/story.hpp"

#include <string>

namespace atranka::example {

// A bar that is drawn over itself, or a line a chapter where the output is no terminal.
class Progress {
public:
    explicit Progress(bool terminal) : terminal_(terminal) {}
    void operator()(const std::string& chapter, int done, int all, double part);

private:
    bool terminal_;
    std::string last_;
};

std::string funnel(service::Service& service);
std::string invitation(service::Service& service);
// What did not go straight: how often, and the appeals one by one.
std::string detours(service::Service& service);
std::string ranked_list(service::Service& service, const Cast& cast, const std::string& round);
std::string money(service::Service& service);
std::string replayed(const service::Replayed& replayed, double seconds);

}  // namespace atranka::example
