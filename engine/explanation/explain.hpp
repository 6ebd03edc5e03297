#pragma once
// One application on one page: every step it passed, each line with its entry and how it came about.
// Shape:  sections in the order of the record, one a step; the sentences in the language asked for. Told from
//         the entries within what the reader looks at, with the call and the application as they stood before
//         and after each of them.

#include "engine/explanation/telling.hpp"
#include "engine/service/history.hpp"

namespace atranka::explanation {

struct Explained {
    std::string what;        // the sentence
    std::string derivation;  // the sum, expression or comparison behind it; may be empty
    std::string entry;       // "calls/c-2026#120"
    Instant at;
    std::string rule = {};                 // "co_funding.rate", of a verdict
    std::vector<std::string> worked = {};  // how the rule came to it, as a worked sum
    Value tree = {};                       // the same for programs
};
struct Chapter {
    std::string step, title;
    std::vector<Explained> lines;
};
BOOST_DESCRIBE_STRUCT(Explained, (), (what, derivation, entry, at))
BOOST_DESCRIBE_STRUCT(Chapter, (), (step, title, lines))

std::vector<Chapter> explain(service::EventStore& store, const service::Extent& extent,
                             const application::State& application, Language language);

}  // namespace atranka::explanation
