#include "adapters/api/notes.hpp"

#include <exception>
#include <utility>

namespace atranka::api {

void Notes::add(service::Readings& readings, ledger::Access line) {
    std::unique_lock lock{mutex_};
    const std::shared_ptr<Together> mine = next_;
    mine->lines.push_back(std::move(line));
    written_.wait(lock, [&] { return mine->is_done || !is_writing_; });
    if (!mine->is_done) {
        next_ = std::make_shared<Together>();
        is_writing_ = true;
        lock.unlock();
        try {
            readings.append(mine->lines);
        } catch (...) {
            mine->failed = std::current_exception();
        }
        lock.lock();
        is_writing_ = false;
        mine->is_done = true;
        written_.notify_all();
    }
    if (mine->failed) std::rethrow_exception(mine->failed);
}

}  // namespace atranka::api
