#include "adapters/api/route.hpp"
#include "adapters/api/schema.hpp"
#include "engine/ledger/base64.hpp"
#include "engine/ledger/tree.hpp"

#include <charconv>

namespace atranka::api {

namespace {

struct LeafText {
    std::int64_t index = 0;
    std::string leaf, hash;
};
BOOST_DESCRIBE_STRUCT(LeafText, (), (index, leaf, hash))

struct Entries {
    std::string log;
    std::int64_t size = 0;
    std::vector<LeafText> items;
};
BOOST_DESCRIBE_STRUCT(Entries, (), (log, size, items))

struct Proven {
    std::string log;
    std::int64_t from = 0, to = 0;  // of an inclusion: the entry's index, and the size
    std::string hash;               // of its leaf
    std::vector<std::string> proof;
};
BOOST_DESCRIBE_STRUCT(Proven, (), (log, from, to, hash, proof))

Response wrong(const char* what) { return problem(422, "unknown-parameter", "Wrong parameter", what); }

std::optional<std::int64_t> number_in(const Asked& asked, const char* name, std::int64_t otherwise) {
    const std::string text = asked.parameter(name);
    if (text.empty()) return otherwise;
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

// The log of the path: a call's, where the viewer may know of the call, or the instance's.
std::optional<std::string> log_of(Asked& asked) {
    const auto call = asked.names.find("call");
    if (call == asked.names.end()) return "instance";
    if (!asked.inquiry.call(call->second)) return std::nullopt;
    return "calls/" + call->second;
}
bool audits(Asked& asked) {
    const auto call = asked.names.find("call");
    return asked.inquiry.is_auditor(call == asked.names.end() ? "*" : call->second);
}

ledger::Nodes nodes_of(service::EventStore& store, const std::string& log) {
    return [&store, log](int level, std::int64_t position) {
        return store.nodes(log, level, position, 1).at(0);
    };
}

std::vector<std::string> spelled(const ledger::Proof& proof) {
    std::vector<std::string> hashes;
    for (const ledger::Hash& hash : proof)
        hashes.push_back(ledger::base64({reinterpret_cast<const char*>(hash.data()), hash.size()}));
    return hashes;
}

// That the tree of the smaller size is the beginning of the larger one's: hashes alone, for everybody.
Response consistency(Asked& asked) {
    const auto log = log_of(asked);
    if (!log) return not_found();
    const std::int64_t size = asked.desk.store->size(*log);
    const auto from = number_in(asked, "from", -1), to = number_in(asked, "to", size);
    if (!from || !to || *from < 1 || *from > *to || *to > size)
        return wrong("from and to are sizes of heads of this log, from 1 on, the smaller one first");
    return json(kernel::encode(Proven{
        *log, *from, *to, {}, spelled(ledger::consistency(*from, *to, nodes_of(*asked.desk.store, *log)))}));
}

Response inclusion(Asked& asked) {
    const auto log = log_of(asked);
    if (!log || !audits(asked)) return not_found();
    const std::int64_t size = asked.desk.store->size(*log);
    const auto index = number_in(asked, "index", -1), within = number_in(asked, "size", size);
    if (!index || !within || *index < 0 || *index >= *within || *within > size)
        return wrong("index is an entry of this log below size, which is that of a head of it");
    const ledger::Nodes nodes = nodes_of(*asked.desk.store, *log);
    return json(kernel::encode(Proven{*log, *index, *within, ledger::hex(nodes(0, *index)),
                                      spelled(ledger::inclusion(*index, *within, nodes))}));
}

// Leaves, as they are hashed. What they commit to is not in them.
Response entries(Asked& asked) {
    const auto log = log_of(asked);
    if (!log || !audits(asked)) return not_found();
    constexpr std::int64_t most = 500;
    const auto from = number_in(asked, "from", 0), limit = number_in(asked, "limit", most);
    if (!from || !limit || *limit < 1 || *limit > most)
        return wrong("from is the index of an entry, limit a number from 1 to 500");
    Entries found{*log, asked.desk.store->size(*log), {}};
    asked.desk.store->scan([&](const service::Entry& entry) {
        if (entry.log == *log && entry.index >= *from)
            found.items.push_back({entry.index, entry.leaf, entry.leaf_hash});
        return static_cast<std::int64_t>(found.items.size()) < *limit;
    });
    return json(kernel::encode(found));
}

Response key(Asked& asked) {
    return {200, {{"content-type", "text/plain; charset=utf-8"}}, asked.world.key() + "\n"};
}

}  // namespace

std::vector<Route> log_routes() {
    const Value size = Value::object({{"type", "integer"}, {"minimum", 0}});
    std::vector<Route> routes{{"GET",
                               "/log/key",
                               "The public key that signs the heads of all logs, as signed notes spell it.",
                               true,
                               {},
                               {},
                               {},
                               key,
                               false}};
    for (const auto& [consistent, included, leaves] :
         {std::tuple{"/log/consistency", "/log/inclusion", "/log/entries"},
          {"/calls/{call}/log/consistency", "/calls/{call}/log/inclusion", "/calls/{call}/log/entries"}}) {
        routes.push_back({"GET",
                          consistent,
                          "That a log only grew from one head to another (RFC 6962): hashes, in base64.",
                          true,
                          {{"from", "the size of the smaller head", size},
                           {"to", "that of the larger one; the newest where it is not said", size}},
                          {},
                          schema_of<Proven>(),
                          consistency,
                          false});
        routes.push_back({"GET",
                          included,
                          "That an entry is in a log (RFC 6962), for auditors.",
                          false,
                          {{"index", "of the entry", size},
                           {"size", "of the head; the newest where it is not said", size}},
                          {},
                          schema_of<Proven>(),
                          inclusion,
                          false});
        routes.push_back({"GET",
                          leaves,
                          "The leaves of a log as they are hashed, for auditors.",
                          false,
                          {{"from", "the index of the first", size}, {"limit", "so many at most", size}},
                          {},
                          schema_of<Entries>(),
                          entries,
                          false});
    }
    return routes;
}

}  // namespace atranka::api
