#pragma once
// Memory that runs out: at the n-th allocation of SQLite's, or of the program's own (operator new).
// Shape:  one count at a time. While a `Respite` lives nothing is refused, and nothing counted.
// Errors: SQLite is told as by its allocator; the program gets std::bad_alloc.
// Source: sqlite.org/malloc.html.

#include <cstdint>

namespace atranka::fault {

enum class Memory { of_sqlite, of_program };

// To be called before anything uses SQLite; true where it was in time.
bool take_over_memory();
// The n-th allocation from now on fails, counted from 1; with `lasting`, all that follow, too. 0: none, but they
// are counted.
void run_out(Memory memory, std::int64_t nth, bool lasting);
// From now on there is enough again. Answers how many allocations there were.
std::int64_t enough();
std::int64_t allocations();

class Respite {
public:
    Respite();
    ~Respite();
    Respite(const Respite&) = delete;
    Respite& operator=(const Respite&) = delete;
};

}  // namespace atranka::fault
