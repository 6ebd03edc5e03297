#pragma once
// Events and commands as sentences, for timelines and answers.

#include "engine/kernel/value.hpp"

#include <string>

namespace atranka::cli {

// {"StepEntered": {…}} → "waits in review (review.staffing), until 2026-05-01T20:59:59Z"
std::string in_words(const Value& event);
// "SubmitReview" → "submit review"
std::string spaced(std::string_view name);
// A plain value on one line: text as it is, else JSON.
std::string short_text(const Value& value);

}  // namespace atranka::cli
