#include "engine/feel/effort.hpp"

namespace atranka::feel {

namespace {

constexpr int descent_max = 600;

struct Running {
    bool is_on = false;
    std::int64_t steps = 0;
    int descent = 0;
};
thread_local Running running;

}  // namespace

void exhausted(const char* what) { throw Exhausted{what}; }

void spend(std::int64_t steps) {
    if (!running.is_on) return;
    running.steps += steps;
    if (running.steps > steps_max) exhausted("the expression works too long");
}
void spend_items(std::size_t count) {
    if (count > items_max) exhausted("a list grows too long");
    spend(static_cast<std::int64_t>(count / 2));
}
void spend_text(std::size_t bytes) {
    if (bytes > text_bytes_max) exhausted("a text grows too long");
    spend(static_cast<std::int64_t>(bytes / 8));
}

Effort::Effort() : is_outermost_(!running.is_on) {
    if (is_outermost_) running = {true, 0, 0};
}
Effort::~Effort() {
    if (is_outermost_) running = {};
}

Descent::Descent() {
    if (running.descent >= descent_max) exhausted("the expression calls too deep");
    ++running.descent;
}
Descent::~Descent() { --running.descent; }

}  // namespace atranka::feel
