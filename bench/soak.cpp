// Many people at once for as long as is asked: whether everything is answered, and memory stays as it is.

#include "bench/figures.hpp"
#include "bench/reviewing.hpp"
#include "bench/served.hpp"

#include <fmt/core.h>
#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

namespace atranka::bench {

namespace {

constexpr int applications = 1'000, writers = 24, readers = 24;
constexpr std::int64_t growth_allowed_kib = 32 * 1024;
using Clock = std::chrono::steady_clock;

std::int64_t entries_in(const std::filesystem::path& database) {
    sql::EventStore store{database};
    std::int64_t sum = 0;
    for (const std::string& log : store.logs()) sum += store.size(log);
    return sum;
}

// Runs until told to stop; the first that goes wrong is kept.
class Crowd {
public:
    template <class Work>
    void add(Work work) {
        threads_.emplace_back([this, work = std::move(work)]() mutable {
            try {
                while (!is_over_) work();
            } catch (const std::exception& error) {
                const std::scoped_lock lock{mutex_};
                if (!failed_) failed_ = error.what();
                is_over_ = true;
            }
        });
    }
    bool is_over() const { return is_over_; }
    void end() {
        is_over_ = true;
        for (std::thread& thread : threads_) thread.join();
        if (failed_) throw std::runtime_error(*failed_);
    }

private:
    std::atomic<bool> is_over_{false};
    std::mutex mutex_;
    std::optional<std::string> failed_;
    std::vector<std::thread> threads_;
};

}  // namespace

int soak(const std::filesystem::path& data, double minutes) {
    const Reviewing record{large_call(data, applications), applications, 1};
    const std::int64_t before = entries_in(record.file);
    std::atomic<std::int64_t> accepted{0}, read{0};
    std::int64_t first = 0, last = 0;
    {
        const Served served{record.file};
        Crowd crowd;
        for (std::size_t i = 0; i < writers; ++i)
            crowd.add([&, client = Client{served.port(), record.tokens[i % record.tokens.size()]}]() mutable {
                client.post("/api/v1/commands/StartApplication", R"({"call":"bench-2026","round":"r1"})");
                if (client.body().find("tlog-proof") == std::string::npos)
                    throw std::runtime_error("no receipt");
                ++accepted;
            });
        for (std::size_t i = 0; i < readers; ++i)
            crowd.add([&, client = Client{served.port(), record.officer}, turn = i]() mutable {
                const std::string call = "/api/v1/calls/bench-2026/applications";
                const std::array<std::string, 5> paths{
                    call + "?sort=-total", call + "?sort=requested&limit=20",
                    fmt::format("/api/v1/applications/a-{:06}", applications), "/api/v1/calls", "/healthz"};
                client.get(paths[turn++ % paths.size()]);
                ++read;
            });
        const auto began = Clock::now();
        const auto length = std::chrono::duration<double>{minutes * 60};
        for (int look = 1; look <= 10 && !crowd.is_over(); ++look) {
            std::this_thread::sleep_until(began +
                                          std::chrono::duration_cast<Clock::duration>(length * look / 10));
            last = served.memory_now_kib();
            if (look == 3) first = last;
            fmt::print("{:3d} %: {} commands, {} readings, {:.1f} MiB\n", look * 10, accepted.load(),
                       read.load(), static_cast<double>(last) / 1024);
        }
        crowd.end();
    }
    if (entries_in(record.file) - before < accepted)
        throw std::runtime_error("an accepted command is not recorded");
    if (last - first > growth_allowed_kib) throw std::runtime_error("memory grew");
    fmt::print("everything was answered; memory went from {:.1f} to {:.1f} MiB after its first third\n",
               static_cast<double>(first) / 1024, static_cast<double>(last) / 1024);
    return 0;
}

}  // namespace atranka::bench
