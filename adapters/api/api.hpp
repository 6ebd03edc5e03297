#pragma once
// /api/v1: every command and every view over HTTP, for programs and for the web application.
// Shape:  answers come from any thread, once each. Readings are answered at once; a command when its entry is
//         durable, with its receipt.
// Errors: RFC 9457 problems (problem.hpp). What a caller may not see is answered like what does not exist.
// Source: RFC 9110 (methods, conditional requests); DESIGN.md §7.

#include "adapters/api/guesses.hpp"
#include "adapters/api/notes.hpp"
#include "adapters/api/unsealed.hpp"
#include "adapters/api/world.hpp"
#include "engine/service/history.hpp"

#include <map>
#include <semaphore>

namespace atranka::api {

inline constexpr std::string_view root = "/api/v1";

class Api {
public:
    explicit Api(World world);
    ~Api();

    void answer(const Request& request, const Answer& reply);
    // The instance log has so many entries: of what was unsealed nothing is kept that they may have erased.
    void let_go(std::int64_t instance_size) { unsealed_.let_go(instance_size); }

private:
    class Lent;
    class Turn;
    tl::expected<service::Extent, Response> extent_of(service::EventStore& store, const std::string& text);
    void note_turned_away(const Request& request, const TurnedAway& turned_away);
    void view(const Request& request, const Caller& caller, const Answer& given);
    void command(const Request& request, const std::string& name, const Caller& caller, const Answer& reply);

    World world_;
    Guesses guesses_;
    // What looks through a whole call or record takes long: it never takes every worker.
    std::counting_semaphore<> looking_back_{3};
    std::mutex mutex_;
    std::vector<std::unique_ptr<Desk>> desks_;  // that nobody uses
    std::map<std::string, service::Extent>
        extents_;  // right after an entry, as it was asked for: never another
    Unsealed unsealed_;
    Notes notes_;
};

// The description of all of it.
const Value& openapi();

}  // namespace atranka::api
