#pragma once
// The index of applications' words beside the database, kept up with the record.
// Shape:  while a server runs, on a thread of its own, behind whatever is asked meanwhile. An erasure that is
//         confirmed elsewhere takes the words out at once, where there is an index.

#include "adapters/api/world.hpp"

#include <condition_variable>
#include <filesystem>
#include <thread>

namespace atranka::cli {

class Program;

class SearchIndex {
public:
    SearchIndex(std::function<std::unique_ptr<api::Desk>()> open_desk, service::Clock& clock);
    ~SearchIndex();
    SearchIndex(const SearchIndex&) = delete;
    SearchIndex& operator=(const SearchIndex&) = delete;

private:
    void work();

    std::function<std::unique_ptr<api::Desk>()> open_desk_;
    service::Clock& clock_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool is_ending_ = false;
    std::thread thread_;
};

void keep_up_index(Program& program);

}  // namespace atranka::cli
