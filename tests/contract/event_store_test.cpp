// What a store of the record promises (engine/service/ports.hpp), asked of every store there is. A further store is a
// further line of INSTANTIATE_TEST_SUITE_P.

#include "adapters/sql/event_store.hpp"
#include "tests/scenario/memory_store.hpp"

#include <gmock/gmock.h>
#include <filesystem>
#include <random>
#include <thread>

namespace atranka {
namespace {

using service::Appended;
using service::Batch;
using service::Entry;
using service::EventStore;
using testing::ElementsAre;
using testing::IsEmpty;

// A place where a store keeps its record; opened twice, it is the same record.
class Place {
public:
    virtual ~Place() = default;
    virtual std::unique_ptr<EventStore> open() = 0;
};

class SqlPlace final : public Place {
public:
    SqlPlace() { std::filesystem::create_directories(folder_); }
    ~SqlPlace() override { std::filesystem::remove_all(folder_); }
    std::unique_ptr<EventStore> open() override {
        return std::make_unique<sql::EventStore>(folder_ / "record.db");
    }

private:
    std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                    ("atranka-contract-" + std::to_string(std::random_device{}()));
};

class MemoryPlace final : public Place {
public:
    std::unique_ptr<EventStore> open() override { return std::make_unique<scenario::MemoryStore>(record_); }

private:
    std::shared_ptr<scenario::Record> record_ = std::make_shared<scenario::Record>();
};

struct Kind {
    std::string name;
    std::function<std::unique_ptr<Place>()> make;
};

class Store : public testing::TestWithParam<Kind> {
protected:
    std::unique_ptr<Place> place = GetParam().make();
    std::unique_ptr<EventStore> store = place->open();
};

Batch batch_of(const std::string& log, std::int64_t index, const std::string& stream, std::int64_t version) {
    const std::string id = log + "-" + std::to_string(index);
    Batch batch;
    Entry& entry = batch.entry;
    entry.log = log;
    entry.index = index;
    entry.command_id = id;
    entry.type = "SubmitReview";
    entry.at = Instant{1'795'392'613'123 + index};
    entry.streams = {{stream, version}};
    entry.leaf = R"({"index":)" + std::to_string(index) + "}";
    entry.leaf_hash = std::string(64, 'a');
    entry.command = R"({"SubmitReview":{}})";
    entry.events = R"({"application/a-1":[{"ReviewSubmitted":{}}]})";
    entry.command_salt = std::string(32, '\x00');
    entry.events_salt = std::string(31, '\xFF') + '\n';
    batch.snapshots = {{stream, version, R"({"at":)" + std::to_string(version) + "}"}};
    return batch;
}

void expect_same(const Entry& a, const Entry& b) {
    EXPECT_EQ(a.log, b.log);
    EXPECT_EQ(a.index, b.index);
    EXPECT_EQ(a.command_id, b.command_id);
    EXPECT_EQ(a.type, b.type);
    EXPECT_EQ(a.at, b.at);
    EXPECT_EQ(a.streams, b.streams);
    EXPECT_EQ(a.leaf, b.leaf);
    EXPECT_EQ(a.leaf_hash, b.leaf_hash);
    EXPECT_EQ(a.command, b.command);
    EXPECT_EQ(a.events, b.events);
    EXPECT_EQ(a.command_salt, b.command_salt);
    EXPECT_EQ(a.events_salt, b.events_salt);
    ASSERT_EQ(a.parts.size(), b.parts.size());
    for (std::size_t i = 0; i < a.parts.size(); ++i) {
        EXPECT_EQ(a.parts[i].name, b.parts[i].name);
        EXPECT_EQ(a.parts[i].subject, b.parts[i].subject);
        EXPECT_EQ(a.parts[i].salt, b.parts[i].salt);
        EXPECT_EQ(a.parts[i].payload, b.parts[i].payload);
    }
    ASSERT_EQ(a.beside.size(), b.beside.size());
    for (std::size_t i = 0; i < a.beside.size(); ++i) {
        EXPECT_EQ(a.beside[i].hash, b.beside[i].hash);
        EXPECT_EQ(a.beside[i].payload, b.beside[i].payload);
    }
}

std::vector<std::string> scanned(EventStore& store) {
    std::vector<std::string> ids;
    store.scan([&](const Entry& entry) {
        ids.push_back(entry.command_id);
        return true;
    });
    return ids;
}

TEST_P(Store, HasNothingAtFirst) {
    EXPECT_EQ(store->size("instance"), 0);
    EXPECT_THAT(store->logs(), IsEmpty());
    EXPECT_FALSE(store->snapshot("application/a-1"));
    EXPECT_THAT(store->entries_of("application/a-1", 0), IsEmpty());
    EXPECT_FALSE(store->entry_of_command("c-1"));
    EXPECT_FALSE(store->beside(std::string(64, 'b')));
    EXPECT_THAT(scanned(*store), IsEmpty());
    EXPECT_THAT(store->applications({}), IsEmpty());
    EXPECT_FALSE(store->draft("ann", "a-1"));
}

TEST_P(Store, ReturnsAnEntryByteForByte) {
    Batch batch = batch_of("calls/c", 0, "application/a-2", 1);
    Entry& entry = batch.entry;
    entry.streams = {{"application/z", 1}, {"application/a", 1}, {"call/c", 1}};
    entry.leaf = "{\"public\":\"\xC5\xBEod\xC5\xBEiai \xF0\x9F\x98\x82 'quoted' \\\"\\u0000\"}";
    std::string salt;
    for (int i = 0; i < 32; ++i) salt += static_cast<char>(i * 8);
    entry.parts = {{"form", "o-1", salt, R"({"name":"'; DROP TABLE entry; --"})"},
                   {"form", "o-2", std::string(32, '\x80'), std::string(300'000, 'x')},
                   {"reason", "p-1", std::string(32, '\x00'), "{}"}};
    entry.beside = {{std::string(64, 'b'), "[1]"}, {std::string(64, 'a'), std::string(300'000, 'y')}};
    ASSERT_EQ(store->append(batch), Appended::done);

    const auto found = store->entry_of_command(entry.command_id);
    ASSERT_TRUE(found);
    expect_same(*found, entry);
    const auto of_stream = store->entries_of("application/z", 0);
    ASSERT_EQ(of_stream.size(), 1U);
    expect_same(of_stream[0], entry);
    int visited = 0;
    store->scan([&](const Entry& one) {
        expect_same(one, entry);
        ++visited;
        return true;
    });
    EXPECT_EQ(visited, 1);
    EXPECT_EQ(store->beside(std::string(64, 'b')), "[1]");
}

TEST_P(Store, CountsEachLogOnItsOwn) {
    ASSERT_EQ(store->append(batch_of("instance", 0, "person/p", 1)), Appended::done);
    ASSERT_EQ(store->append(batch_of("calls/b", 0, "call/b", 1)), Appended::done);
    ASSERT_EQ(store->append(batch_of("calls/b", 1, "call/b", 2)), Appended::done);
    EXPECT_EQ(store->size("instance"), 1);
    EXPECT_EQ(store->size("calls/b"), 2);
    EXPECT_EQ(store->size("calls/a"), 0);
    EXPECT_THAT(store->logs(), ElementsAre("calls/b", "instance"));
}

TEST_P(Store, AnswersAnIndexThatIsNotTheNextWithAConflict) {
    EXPECT_EQ(store->append(batch_of("instance", 1, "person/p", 1)), Appended::conflict);
    ASSERT_EQ(store->append(batch_of("instance", 0, "person/p", 1)), Appended::done);
    Batch again = batch_of("instance", 0, "person/q", 1);
    again.entry.command_id = "other";
    EXPECT_EQ(store->append(again), Appended::conflict);
    EXPECT_EQ(store->append(batch_of("instance", 2, "person/q", 1)), Appended::conflict);
    EXPECT_EQ(store->size("instance"), 1);
}

TEST_P(Store, AnswersAStreamsVersionThatIsNotTheNextWithAConflict) {
    ASSERT_EQ(store->append(batch_of("instance", 0, "person/p", 1)), Appended::done);
    EXPECT_EQ(store->append(batch_of("instance", 1, "person/p", 1)), Appended::conflict);
    EXPECT_EQ(store->append(batch_of("instance", 1, "person/p", 3)), Appended::conflict);
    Batch both = batch_of("instance", 1, "person/q", 1);
    both.entry.streams.push_back({"person/p", 1});
    EXPECT_EQ(store->append(both), Appended::conflict);
    EXPECT_EQ(store->append(batch_of("instance", 1, "person/p", 2)), Appended::done);
}

TEST_P(Store, AnswersAReadThatHasMovedOnWithAConflict) {
    ASSERT_EQ(store->append(batch_of("instance", 0, "person/p", 1)), Appended::done);
    Batch late = batch_of("instance", 1, "person/q", 1);
    late.reads = {{"person/p", 0}};
    EXPECT_EQ(store->append(late), Appended::conflict);
    late.reads = {{"person/p", 1}, {"organisation/o", 1}};
    EXPECT_EQ(store->append(late), Appended::conflict);
    late.reads = {{"person/p", 1}, {"organisation/o", 0}};
    EXPECT_EQ(store->append(late), Appended::done);
}

TEST_P(Store, AnswersARepeatedCommandWithAConflict) {
    ASSERT_EQ(store->append(batch_of("instance", 0, "person/p", 1)), Appended::done);
    Batch again = batch_of("calls/c", 0, "call/c", 1);
    again.entry.command_id = "instance-0";
    EXPECT_EQ(store->append(again), Appended::conflict);
}

TEST_P(Store, ChangesNothingOnAConflict) {
    ASSERT_EQ(store->append(batch_of("instance", 0, "person/p", 1)), Appended::done);
    Batch late = batch_of("instance", 1, "person/q", 1);
    late.entry.streams.push_back({"person/p", 1});
    late.entry.parts = {{"identity", "p", std::string(32, 's'), "{}"}};
    late.entry.beside = {{std::string(64, 'b'), "[]"}};
    late.views.persons = {{"q", "head", 1}};
    ASSERT_EQ(store->append(late), Appended::conflict);
    EXPECT_FALSE(store->snapshot("person/q"));
    EXPECT_FALSE(store->beside(std::string(64, 'b')));
    EXPECT_THAT(store->persons(), IsEmpty());
    EXPECT_THAT(scanned(*store), ElementsAre("instance-0"));
}

TEST_P(Store, AppendsAllOrNone) {
    const std::vector<Batch> broken{batch_of("instance", 0, "person/p", 1),
                                    batch_of("instance", 1, "person/p", 2),
                                    batch_of("instance", 2, "person/p", 2)};
    EXPECT_EQ(store->append_all(broken), Appended::conflict);
    EXPECT_EQ(store->size("instance"), 0);
    const std::vector<Batch> whole{batch_of("instance", 0, "person/p", 1),
                                   batch_of("instance", 1, "person/p", 2)};
    EXPECT_EQ(store->append_all(whole), Appended::done);
    EXPECT_EQ(store->size("instance"), 2);
}

TEST_P(Store, ScansInTheOrderOfWritingOverAllLogsAndStopsWhenTold) {
    ASSERT_EQ(store->append(batch_of("instance", 0, "person/p", 1)), Appended::done);
    ASSERT_EQ(store->append(batch_of("calls/c", 0, "call/c", 1)), Appended::done);
    Batch with_part = batch_of("instance", 1, "person/p", 2);
    with_part.entry.parts = {{"identity", "p", std::string(32, 's'), "{}"}};
    ASSERT_EQ(store->append(with_part), Appended::done);
    ASSERT_EQ(store->append(batch_of("calls/c", 1, "call/c", 2)), Appended::done);
    EXPECT_THAT(scanned(*store), ElementsAre("instance-0", "calls/c-0", "instance-1", "calls/c-1"));
    std::vector<std::size_t> parts;
    store->scan([&](const Entry& entry) {
        parts.push_back(entry.parts.size());
        return parts.size() < 3;
    });
    EXPECT_THAT(parts, ElementsAre(0U, 0U, 1U));
    EXPECT_EQ(store->append(batch_of("calls/c", 2, "call/c", 3)), Appended::done);
}

TEST_P(Store, KnowsThePositionOfWhatWasWrittenLastByWhomever) {
    EXPECT_EQ(store->position(), 0);
    ASSERT_EQ(store->append(batch_of("instance", 0, "person/p-1", 1)), Appended::done);
    ASSERT_EQ(place->open()->append(batch_of("calls/c", 0, "call/c", 1)), Appended::done);
    EXPECT_EQ(store->position(), 2);
    ASSERT_EQ(store->append(batch_of("calls/c", 0, "call/c", 2)), Appended::conflict);
    EXPECT_EQ(store->position(), 2);
    EXPECT_EQ(store->written(1, 9).back().position, 2);
}

TEST_P(Store, IsWhatItWasWhenAVisitorThrows) {
    ASSERT_EQ(store->append(batch_of("instance", 0, "person/p", 1)), Appended::done);
    EXPECT_THROW(store->scan([](const Entry&) -> bool { throw std::runtime_error{"stopped"}; }),
                 std::runtime_error);
    EXPECT_EQ(store->append(batch_of("instance", 1, "person/p", 2)), Appended::done);
}

TEST_P(Store, LetsAVisitorReadAndWrite) {
    ASSERT_EQ(store->append(batch_of("instance", 0, "person/p", 1)), Appended::done);
    ASSERT_EQ(store->append(batch_of("instance", 1, "person/p", 2)), Appended::done);
    std::vector<std::int64_t> sizes;
    store->scan([&](const Entry& entry) {
        sizes.push_back(store->size("instance"));
        store->put_derived({{"person/p", entry.index + 1, "{}"}}, {});
        return true;
    });
    EXPECT_THAT(sizes, ElementsAre(2, 2));
    EXPECT_EQ(store->snapshot("person/p")->version, 2);
}

TEST_P(Store, ReturnsTheEntriesOfAStreamBeyondAVersion) {
    for (int i = 0; i < 4; ++i)
        ASSERT_EQ(store->append(batch_of("calls/c", i, i == 2 ? "call/c" : "application/a",
                                         i == 2  ? 1
                                         : i < 2 ? i + 1
                                                 : 3)),
                  Appended::done);
    const auto beyond = store->entries_of("application/a", 1);
    ASSERT_EQ(beyond.size(), 2U);
    EXPECT_EQ(beyond[0].command_id, "calls/c-1");
    EXPECT_EQ(beyond[1].command_id, "calls/c-3");
}

TEST_P(Store, KeepsAFactBesideTheLeavesOnce) {
    Batch first = batch_of("instance", 0, "person/p", 1), second = batch_of("instance", 1, "person/p", 2);
    first.entry.beside = second.entry.beside = {{std::string(64, 'b'), "[]"}};
    ASSERT_EQ(store->append(first), Appended::done);
    ASSERT_EQ(store->append(second), Appended::done);
    EXPECT_EQ(store->entry_of_command("instance-0")->beside.size(), 1U);
    EXPECT_EQ(store->entry_of_command("instance-1")->beside.size(), 0U);
}

TEST_P(Store, KeepsTheNewestSnapshotOfAStream) {
    ASSERT_EQ(store->append(batch_of("instance", 0, "person/p", 1)), Appended::done);
    ASSERT_EQ(store->append(batch_of("instance", 1, "person/p", 2)), Appended::done);
    const auto snapshot = store->snapshot("person/p");
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->stream, "person/p");
    EXPECT_EQ(snapshot->version, 2);
    EXPECT_EQ(snapshot->state, R"({"at":2})");
}

service::Views example_views() {
    service::Views views;
    views.applications = {{"a-3", "c", "r1", "o-1", "review", "under_review", "", Instant{2000}, Instant{1},
                           "100.00", "200.00", "", 0, false, 4},
                          {"a-1", "c", "r1", "o-2", "check", "checking", "", Instant{1000}, Instant{2}, "1.5",
                           "2", "", 0, true, 2},
                          {"a-2", "c", "r2", "o-1", "", "closed", "funded", std::nullopt, std::nullopt, "",
                           "", "90.00", 7, false, 9}};
    views.reviews = {{"a-3", "c", "review", "p-2", "submitted", "87.5", Instant{5}},
                     {"a-3", "c", "review", "p-1", "assigned", "", std::nullopt}};
    views.calls = {{"c", "innovation", std::string(64, 'd'), "open", "1000000.00", "0", 3}};
    views.persons = {{"p-1", "c:expert", 1}};
    return views;
}

template <class Query>
Query query_of(auto change) {
    Query query;
    change(query);
    return query;
}

TEST_P(Store, ListsApplicationsInTheOrderOfTheirValuesPageByPage) {
    Batch batch = batch_of("instance", 0, "person/p", 1);
    const std::vector<std::string> totals{"9.5", "", "10", "-2", "0.00", "100.25", "-2.5", "10.0", "0.07"};
    for (std::size_t i = 0; i < totals.size(); ++i) {
        service::ApplicationRow row = example_views().applications[0];
        row.application = "a-" + std::to_string(i);
        row.total = totals[i];
        row.lead = i == 2 ? "me" : "o-1";
        batch.views.applications.push_back(row);
    }
    batch.views.reviews = {{"a-3", "c", "review", "me", "invited", "", std::nullopt}};
    ASSERT_EQ(store->append(batch), Appended::done);
    const auto pages = [&](service::ApplicationQuery query) {
        std::vector<std::string> found;
        query.limit = 2;
        for (auto rows = store->applications(query); !rows.empty(); rows = store->applications(query)) {
            for (const auto& row : rows) found.push_back(row.application);
            query.after = {order_key(rows.back(), query.order), rows.back().application};
        }
        return found;
    };
    service::ApplicationQuery query;
    query.call = "c";
    query.order = service::Order::total;
    EXPECT_THAT(pages(query), ElementsAre("a-1", "a-6", "a-3", "a-4", "a-8", "a-0", "a-2", "a-7", "a-5"));
    query.descending = true;
    EXPECT_THAT(pages(query), ElementsAre("a-5", "a-7", "a-2", "a-0", "a-8", "a-4", "a-3", "a-6", "a-1"));
    query.order = service::Order::application;
    query.apart_from = "me";
    EXPECT_THAT(pages(query), ElementsAre("a-8", "a-7", "a-6", "a-5", "a-4", "a-1", "a-0"));
}

TEST_P(Store, FindsRowsOfTheViewsByWhatIsAsked) {
    Batch batch = batch_of("instance", 0, "person/p", 1);
    batch.views = example_views();
    ASSERT_EQ(store->append(batch), Appended::done);
    const auto ids = [&](auto change) {
        std::vector<std::string> found;
        for (const auto& row : store->applications(query_of<service::ApplicationQuery>(change)))
            found.push_back(row.application);
        return found;
    };
    EXPECT_EQ(store->applications({}), (std::vector{batch.views.applications[1], batch.views.applications[2],
                                                    batch.views.applications[0]}));
    EXPECT_THAT(ids([](auto& q) {
                    q.call = "c";
                    q.round = "r1";
                }),
                ElementsAre("a-1", "a-3"));
    EXPECT_THAT(ids([](auto& q) { q.call = "x"; }), IsEmpty());
    EXPECT_THAT(ids([](auto& q) { q.step = "review"; }), ElementsAre("a-3"));
    EXPECT_THAT(ids([](auto& q) { q.stage = "closed"; }), ElementsAre("a-2"));
    EXPECT_THAT(ids([](auto& q) { q.lead = "o-1"; }), ElementsAre("a-2", "a-3"));
    EXPECT_THAT(ids([](auto& q) { q.due_by = Instant{2000}; }), ElementsAre("a-1"));
    EXPECT_THAT(ids([](auto& q) { q.outcome = "funded"; }), ElementsAre("a-2"));
    EXPECT_THAT(ids([](auto& q) { q.due_by = Instant{2001}; }), ElementsAre("a-1", "a-3"));
    EXPECT_THAT(ids([](auto& q) { q.limit = 2; }), ElementsAre("a-1", "a-2"));
    EXPECT_THAT(ids([](auto& q) { q.lead = "' OR 1=1 --"; }), IsEmpty());
    EXPECT_EQ(store->reviews({}), (std::vector{batch.views.reviews[1], batch.views.reviews[0]}));
    EXPECT_EQ(store->reviews(query_of<service::ReviewQuery>([](auto& q) { q.expert = "p-2"; })),
              std::vector{batch.views.reviews[0]});
    EXPECT_EQ(store
                  ->reviews(query_of<service::ReviewQuery>([](auto& q) {
                      q.call = "c";
                      q.application = "a-3";
                      q.step = "check";
                  }))
                  .size(),
              0U);
    EXPECT_EQ(store->calls(), batch.views.calls);
    EXPECT_EQ(store->persons(), batch.views.persons);
}

TEST_P(Store, ReplacesARowOfAView) {
    Batch first = batch_of("instance", 0, "person/p", 1), second = batch_of("instance", 1, "person/p", 2);
    first.views = second.views = example_views();
    second.views.applications[0].stage = "withdrawn";
    second.views.applications[0].deadline.reset();
    second.views.reviews[1].stage = "recused";
    ASSERT_EQ(store->append(first), Appended::done);
    ASSERT_EQ(store->append(second), Appended::done);
    EXPECT_EQ(store->applications({}).size(), 3U);
    EXPECT_EQ(
        store->applications(query_of<service::ApplicationQuery>([](auto& q) { q.stage = "withdrawn"; })),
        std::vector{second.views.applications[0]});
    EXPECT_EQ(store->reviews(query_of<service::ReviewQuery>([](auto& q) { q.expert = "p-1"; })),
              std::vector{second.views.reviews[1]});
}

TEST_P(Store, MakesWhatIsDerivedAgainAndKeepsTheRecord) {
    Batch batch = batch_of("instance", 0, "person/p", 1);
    batch.views = example_views();
    ASSERT_EQ(store->append(batch), Appended::done);
    store->save_draft("ann", "a-1", "text");
    const auto before = store->applications({});
    store->drop_derived();
    EXPECT_THAT(store->applications({}), IsEmpty());
    EXPECT_THAT(store->reviews({}), IsEmpty());
    EXPECT_THAT(store->calls(), IsEmpty());
    EXPECT_THAT(store->persons(), IsEmpty());
    EXPECT_FALSE(store->snapshot("person/p"));
    EXPECT_EQ(store->size("instance"), 1);
    EXPECT_EQ(store->draft("ann", "a-1"), "text");
    store->put_derived(batch.snapshots, batch.views);
    EXPECT_EQ(store->applications({}), before);
    EXPECT_EQ(store->snapshot("person/p")->state, R"({"at":1})");
}

TEST_P(Store, ReplacesADraft) {
    store->save_draft("ann", "a-1", "first");
    store->save_draft("ann", "a-1", "second");
    store->save_draft("ann", "a-2", "");
    EXPECT_EQ(store->draft("ann", "a-1"), "second");
    EXPECT_EQ(store->draft("ann", "a-2"), "");
}

TEST_P(Store, KeepsWhatWasAppendedWhenOpenedAgain) {
    Batch batch = batch_of("instance", 0, "person/p", 1);
    ASSERT_EQ(store->append(batch), Appended::done);
    store.reset();
    store = place->open();
    EXPECT_EQ(store->size("instance"), 1);
    expect_same(*store->entry_of_command("instance-0"), batch.entry);
    EXPECT_EQ(store->append(batch_of("instance", 1, "person/p", 2)), Appended::done);
}

TEST_P(Store, LosesNoUpdateOfTwoWritersAtOnce) {
    constexpr int writers = 2, commands = 50;
    std::vector<std::thread> threads;
    std::atomic<int> conflicts = 0;
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back([&, writer] {
            const auto own = place->open();
            for (int i = 0; i < commands; ++i) {
                for (;;) {
                    const std::int64_t index = own->size("instance");
                    Batch batch = batch_of("instance", index, "person/p", index + 1);
                    batch.entry.command_id = std::to_string(writer) + "-" + std::to_string(i);
                    if (own->append(batch) == Appended::done) break;
                    ++conflicts;
                }
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(store->size("instance"), writers * commands);
    EXPECT_EQ(store->snapshot("person/p")->version, writers * commands);
    EXPECT_EQ(store->entries_of("person/p", 0).size(), static_cast<std::size_t>(writers * commands));
}

INSTANTIATE_TEST_SUITE_P(Every, Store,
                         testing::Values(Kind{"Sql", [] { return std::make_unique<SqlPlace>(); }},
                                         Kind{"Memory", [] { return std::make_unique<MemoryPlace>(); }}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace atranka
