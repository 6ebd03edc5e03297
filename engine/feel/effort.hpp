#pragma once
// What one evaluation may use up, so that no expression hangs or exhausts the process. Inside this room only.
// Shape:  whatever makes or walks values spends steps of the evaluation that runs on this thread; past the
//         limit Exhausted unwinds to whoever began the evaluation (Expression::evaluate, Table::evaluate,
//         derive, converted), whose outcome is null and, where it has words, says so. Outside of an
//         evaluation spending is free: what writes values there has its own limits.
// Units:  a step is about one node evaluated, two values compared, two items put into a list, or eight bytes
//         of text.

#include <cstddef>
#include <cstdint>

namespace atranka::feel {

struct Exhausted {
    const char* what;
};

constexpr std::int64_t steps_max = 10'000'000;
constexpr std::size_t items_max = 1'000'000;       // of one list
constexpr std::size_t text_bytes_max = 4'000'000;  // of one text
constexpr int nesting_max = 400;                   // of lists in lists

void spend(std::int64_t steps);
void spend_items(std::size_t count);  // of a list about to be that long
void spend_text(std::size_t bytes);   // of a text about to be that long
[[noreturn]] void exhausted(const char* what);

// Begins an evaluation, or joins the one that runs.
class Effort {
public:
    Effort();
    ~Effort();
    Effort(const Effort&) = delete;
    Effort& operator=(const Effort&) = delete;
    // Whether it began the evaluation: whoever did turns Exhausted into an answer.
    bool is_outermost() const { return is_outermost_; }

private:
    bool is_outermost_;
};

// Of calls within calls; past its limit Exhausted.
class Descent {
public:
    Descent();
    ~Descent();
    Descent(const Descent&) = delete;
    Descent& operator=(const Descent&) = delete;
};

}  // namespace atranka::feel
