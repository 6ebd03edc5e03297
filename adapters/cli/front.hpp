#pragma once
// What stands between the network and the API: paths that are not the API's, the headers that every answer
// has, and who is asking.
// Shape:  /healthz, /problems/<type>, everything below /api/v1, of which /events goes on; every other path is
//         the web application's, where there is one.
// Source: OWASP ASVS 5.0 V3 (browser security), V4 (API).

#include "adapters/api/api.hpp"
#include "adapters/cli/bundle.hpp"
#include "adapters/cli/feed.hpp"
#include "adapters/cli/watch.hpp"
#include "adapters/http/server.hpp"

namespace atranka::cli {

class Front {
public:
    Front(api::Api& api, Feed& feed, Watch& watch, const Bundle* bundle = nullptr)
        : api_(api), feed_(feed), watch_(watch), bundle_(bundle) {}
    void answer(http::Request request, const http::Reply& reply) const;

private:
    api::Api& api_;
    Feed& feed_;
    Watch& watch_;
    const Bundle* bundle_;  // null: the API alone
};

}  // namespace atranka::cli
