#include "adapters/cli/search_index.hpp"

#include "adapters/cli/program.hpp"
#include "adapters/sql/texts.hpp"
#include "engine/inquiry/words.hpp"

#include <sys/resource.h>

namespace atranka::cli {

namespace {

constexpr std::int64_t entries_at_once = 200;
constexpr auto rest = std::chrono::seconds{1};

}  // namespace

SearchIndex::SearchIndex(std::function<std::unique_ptr<api::Desk>()> open_desk, service::Clock& clock)
    : open_desk_(std::move(open_desk)), clock_(clock), thread_{[this] { work(); }} {}

SearchIndex::~SearchIndex() {
    {
        const std::scoped_lock lock{mutex_};
        is_ending_ = true;
    }
    woken_.notify_one();
    thread_.join();
}

void SearchIndex::work() {
    // Linux gives every thread a niceness of its own.
    constexpr int niceness = 10;
    (void)::setpriority(PRIO_PROCESS, 0, niceness);
    std::unique_ptr<api::Desk> desk;
    bool is_warned = false;
    std::unique_lock lock{mutex_};
    while (!is_ending_) {
        lock.unlock();
        bool is_done = true;
        try {
            if (!desk) desk = open_desk_();
            is_done = inquiry::keep_up(*desk->texts, *desk->store, desk->service->states(), clock_.now(),
                                       entries_at_once);
            is_warned = false;
        } catch (const service::Failure& failure) {
            if (!is_warned) Program::warn(std::string{"nothing new can be searched: "} + failure.what());
            is_warned = true;
        }
        lock.lock();
        if (is_done) woken_.wait_for(lock, rest, [this] { return is_ending_; });
    }
}

void keep_up_index(Program& program) {
    const std::filesystem::path file = sql::Texts::beside(program.database());
    if (!std::filesystem::exists(file)) return;
    sql::Texts texts{file};
    while (
        !inquiry::keep_up(texts, program.store(), program.service().states(), program.now(), entries_at_once))
        continue;
}

}  // namespace atranka::cli
