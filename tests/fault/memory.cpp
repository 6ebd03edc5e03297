#include "tests/fault/memory.hpp"

#include <sqlite3.h>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <optional>

namespace atranka::fault {

namespace {

sqlite3_mem_methods plain{};
std::optional<Memory> watched;
std::int64_t counted = 0, fails_at = 0;
bool is_lasting = false;
int respites = 0;

bool is_refused(Memory memory) noexcept {
    if (watched != memory || respites > 0) return false;
    ++counted;
    return fails_at > 0 && (counted == fails_at || (is_lasting && counted > fails_at));
}

void* allocate(int size) { return is_refused(Memory::of_sqlite) ? nullptr : plain.xMalloc(size); }
void* reallocate(void* block, int size) {
    return is_refused(Memory::of_sqlite) ? nullptr : plain.xRealloc(block, size);
}

}  // namespace

bool take_over_memory() {
    static const bool is_taken = [] {
        if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain) != SQLITE_OK) return false;
        sqlite3_mem_methods counting = plain;
        counting.xMalloc = allocate;
        counting.xRealloc = reallocate;
        return sqlite3_config(SQLITE_CONFIG_MALLOC, &counting) == SQLITE_OK;
    }();
    return is_taken;
}

void run_out(Memory memory, std::int64_t nth, bool lasting) {
    counted = 0;
    fails_at = nth;
    is_lasting = lasting;
    watched = memory;
}

std::int64_t enough() {
    watched.reset();
    return counted;
}

std::int64_t allocations() { return counted; }

Respite::Respite() { ++respites; }
Respite::~Respite() { --respites; }

namespace {

void* allocated(std::size_t size) noexcept {
    return is_refused(Memory::of_program) ? nullptr : std::malloc(size == 0 ? 1 : size);
}

void* allocated_or_thrown(std::size_t size) {
    void* block = allocated(size);
    if (block == nullptr) throw std::bad_alloc{};
    return block;
}

}  // namespace

}  // namespace atranka::fault

// All of a program's, its libraries' too.
void* operator new(std::size_t size) { return atranka::fault::allocated_or_thrown(size); }
void* operator new[](std::size_t size) { return atranka::fault::allocated_or_thrown(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return atranka::fault::allocated(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    return atranka::fault::allocated(size);
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete[](void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete[](void* block, std::size_t) noexcept { std::free(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { std::free(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { std::free(block); }
