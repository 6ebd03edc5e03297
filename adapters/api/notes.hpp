#pragma once
// Lines of the access ledger from requests that are answered at the same time, written together.
// Shape:  whoever comes while others write waits for them, and then writes for all who came meanwhile.
// Errors: what Readings::append throws, to each whose line was among those.

#include "engine/service/readings.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace atranka::api {

class Notes {
public:
    // Returns when it is written: as the next of its chain, whichever of `readings` wrote it.
    void add(service::Readings& readings, ledger::Access line);

private:
    struct Together {
        std::vector<ledger::Access> lines = {};
        bool is_done = false;
        std::exception_ptr failed = nullptr;
    };

    std::mutex mutex_;
    std::condition_variable written_;
    bool is_writing_ = false;
    std::shared_ptr<Together> next_ = std::make_shared<Together>();
};

}  // namespace atranka::api
