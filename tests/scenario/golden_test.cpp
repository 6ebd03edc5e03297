// Recorded entries are frozen: a call in which every event happens at least once is told again and compared
// with what was recorded, byte for byte; and what was recorded folds and is decided again by today's code.
// UPDATE_GOLDEN=1 in the environment writes the file anew, which a change of recorded bytes must say in its
// commit.

#include "engine/application/events.hpp"
#include "engine/call/events.hpp"
#include "engine/custody/events.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/question/events.hpp"
#include "engine/registry/events.hpp"
#include "engine/service/replay.hpp"
#include "source_dir.hpp"
#include "tests/scenario/trial.hpp"

#include <gmock/gmock.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace atranka::scenario {
namespace {

using lifecycle::assignment::Interest;
using namespace application;
using namespace assignment;
using service::Entry;

const std::filesystem::path folder = (source_dir() / "tests/golden/log").string();
const std::filesystem::path file = folder / "trial.jsonl";
const CallId c{"c"};
const RoundId r1{"r1"};

Value line_of(const Entry& e) {
    Value streams = Value::object(), parts = Value::list(), beside = Value::list();
    for (const auto& s : e.streams) streams.set(s.stream, s.version);
    for (const auto& part : e.parts)
        parts.push(Value::object({{"name", part.name},
                                  {"subject", part.subject},
                                  {"salt", ledger::hex(part.salt)},
                                  {"payload", *ledger::canonical_value(part.payload)}}));
    for (const auto& b : e.beside)
        beside.push(Value::object({{"hash", b.hash}, {"payload", *ledger::canonical_value(b.payload)}}));
    return Value::object({{"log", e.log},
                          {"index", e.index},
                          {"id", e.command_id},
                          {"type", e.type},
                          {"at", e.at.text()},
                          {"streams", streams},
                          {"leaf", *ledger::canonical_value(e.leaf)},
                          {"leaf_hash", e.leaf_hash},
                          {"command", *ledger::canonical_value(e.command)},
                          {"command_salt", ledger::hex(e.command_salt)},
                          {"events", *ledger::canonical_value(e.events)},
                          {"events_salt", ledger::hex(e.events_salt)},
                          {"parts", parts},
                          {"beside", beside}});
}

Entry entry_of(const Value& line) {
    Entry e;
    e.log = line.at("log").as_text();
    e.index = line.at("index").as_int();
    e.command_id = line.at("id").as_text();
    e.type = line.at("type").as_text();
    e.at = at(line.at("at").as_text());
    for (const auto& [stream, version] : line.at("streams").as_object())
        e.streams.push_back({stream, version.as_int()});
    e.leaf = ledger::canonical(line.at("leaf"));
    e.leaf_hash = line.at("leaf_hash").as_text();
    e.command = ledger::canonical(line.at("command"));
    e.command_salt = *ledger::unhex(line.at("command_salt").as_text());
    e.events = ledger::canonical(line.at("events"));
    e.events_salt = *ledger::unhex(line.at("events_salt").as_text());
    for (const Value& part : line.at("parts").as_list())
        e.parts.push_back({part.at("name").as_text(), part.at("subject").as_text(),
                           *ledger::unhex(part.at("salt").as_text()), ledger::canonical(part.at("payload"))});
    for (const Value& b : line.at("beside").as_list())
        e.beside.push_back({b.at("hash").as_text(), ledger::canonical(b.at("payload"))});
    return e;
}

// One call, in which everything happens.
void tell(Trial& t) {
    std::string text = text_of("tests/scenario/trial.yaml");
    const auto also = [&](std::string_view after, std::string_view said) {
        text.insert(text.find(after) + after.size(), said);
    };
    also("experts: {role: expert, count: 2,", " load: 9,");
    also("    consensus: true\n", "    chair: true\n");
    t.definition = definition_of(text);
    t.open();
    const auto admin = [&](service::Command command) { t.must("admin", std::move(command)); };
    admin(registry::GrantRole{{"judge"}, {"c", "minister"}});
    admin(registry::RevokeRole{{"judge"}, {"c", "minister"}, "By mistake."});
    t.must("officer", registry::DelegateRole{{"judge"}, {"c", "officer"}, t.now, t.now.plus_ms(86'400'000)});
    t.must("officer", registry::RevokeRole{{"judge"}, {"c", "officer"}, "Back from leave."});
    admin(registry::SucceedOrganisation{{"o-2"}, {"o-1"}, "A law."});
    // The budget changes, and another change is refused; the call stands still for a while.
    t.must("officer", call::ProposeChange{c, {}, "budget", "300.00", "More money."});
    t.must("head", call::ConfirmChange{c});
    t.must("officer", call::ProposeChange{c, {}, "budget", "900.00", "More money."});
    t.must("head", call::RefuseChange{c, "There is none."});
    t.must("head", call::SuspendCall{c, "A court."});
    t.must("head", call::ResumeCall{c, "The court."});

    // a-1: everything on the way to the ranking.
    t.start("a-1");
    t.submit("a-1", 200);
    t.must("officer", CorrectError{{"a-1"}, "share", "0.6", "A slip."});
    t.must("officer", AskClarification{{"a-1"}, "look", "Who?"});
    t.must("lead-1", AnswerClarification{{"a-1"}, "look", "We.", note(200)});
    t.must("officer", SuspendApplication{{"a-1"}, "A court."});
    t.must("officer", ResumeApplication{{"a-1"}, "The court."});
    t.must("officer", ProposeExtension{{"a-1"}, t.now.plus_ms(std::int64_t{20} * 86'400'000), "Holidays."});
    t.must("head", ConfirmExtension{{"a-1"}});
    t.must("officer", ProposeExtension{{"a-1"}, t.now.plus_ms(std::int64_t{40} * 86'400'000), "Again."});
    t.must("head", RefuseExtension{{"a-1"}, "Once is enough."});
    t.assess("a-1");
    t.must("officer", ProposeCheck{{"a-1"}, "look", true, ""});
    t.must("head", RefuseCheck{{"a-1"}, "look", "Look again."});
    t.must("officer", ProposeCheck{{"a-1"}, "look", true, ""});
    t.must("head", ConfirmCheck{{"a-1"}, "look"});
    t.must("officer", AssignExpert{{"a-1"}, "review", {"business"}});
    t.must("business", DeclineReview{{"a-1"}, "review", {"business"}, "No time."});
    t.must("officer", AssignExpert{{"a-1"}, "review", {"business"}});
    t.must("officer", AssignExpert{{"a-1"}, "review", {"academic"}});
    t.must("business", DeclareInterest{{"a-1"}, "review", {"business"}, Interest::potential, "A talk."});
    t.must("officer", ClearInterest{{"a-1"}, "review", {"business"}, true, "Unpaid."});
    t.must("academic", DeclareInterest{{"a-1"}, "review", {"academic"}, Interest::none, ""});
    for (const char* expert : {"business", "academic"})
        t.must(expert, OpenApplication{{"a-1"}, "review", {expert}});
    t.score("a-1", "business", 5);
    t.score("a-1", "academic", 1);
    t.must("officer", AssignExpert{{"a-1"}, "review", {"third"}});
    t.must("third", DeclareInterest{{"a-1"}, "review", {"third"}, Interest::none, ""});
    t.must("third", OpenApplication{{"a-1"}, "review", {"third"}});
    t.score("a-1", "third", 4);
    t.must("officer", ReopenReview{{"a-1"}, "review", {"academic"}, "Swapped."});
    t.score("a-1", "academic", 3);
    t.must("officer", NameChair{{"a-1"}, "review", {"business"}});
    t.must("academic", DiscussReview{{"a-1"}, "review", "Why so low?"});
    t.must("business", WriteConsensus{{"a-1"}, "review", {{"novelty", 4}}, "A report.", "One thought less."});
    t.must("academic", SignConsensus{{"a-1"}, "review"});
    t.must("third", SignConsensus{{"a-1"}, "review"});
    // a-2 waits on the reserve list, a-3 fails and appeals, a-4 is late, a-5 withdraws, a-6 comes from
    // elsewhere.
    t.start("a-2");
    t.submit("a-2", 150);
    t.pass("a-2");
    t.assign("a-2");
    for (const char* expert : {"business", "academic"}) t.score("a-2", expert, 4);
    t.must("officer", NameChair{{"a-2"}, "review", {"business"}});
    t.agree("a-2", 3);
    t.start("a-3");
    t.must("lead-3", HandOverLead{{"a-3"}, {"lead-2"}});
    t.must("lead-2", SubmitForm{{"a-3"}, "note_in", note(50)});
    t.assess("a-3");
    t.must("officer", ProposeCheck{{"a-3"}, "look", false, "No."});
    t.must("head", ConfirmCheck{{"a-3"}, "look"});
    t.must("officer", ServeNotice{{"a-3"}, "by hand", t.now});
    t.must("lead-2", LodgeAppeal{{"a-3"}, "procedure", "Not so."});
    t.must("judge", ExamineAppeal{{"a-3"}, true, ""});
    t.must("judge", DecideAppeal{{"a-3"}, false, "", "It was."});
    t.must("officer", RecordRuling{{"a-3"}, "Court", "A-1", "It was.", false});
    t.must("lead-3", StartApplication{{"a-4"}, c, r1});
    t.must("lead-3", StartApplication{{"a-5"}, c, r1});
    t.must("lead-3", WithdrawApplication{{"a-5"}, "No time."});
    t.must("officer", ImportApplication{{"a-6"}, c, r1, "review", facts_of_note(40), {}, {}});
    t.must("officer", ImportReview{{"a-6"}, "review", {"old-1"}, {{"novelty", 2}}, {{"novelty", "Weak."}}});
    t.must("officer", CloseImportedReview{{"a-6"}, "review"});

    t.close();
    t.tick();  // a-4 moves to the next round
    t.must("officer", t.rank_command());
    t.must("officer", procedure::ProposeSelection{c, r1, "ranking"});
    t.must("head", procedure::RefuseSelection{c, r1, "ranking", "Rank again."});
    t.must("officer", t.rank_command());
    t.must("officer", procedure::ProposeSelection{c, r1, "ranking"});
    t.must("head", procedure::ConfirmSelection{c, r1, "ranking"});
    t.offer("a-1");
    t.must("lead-1", DeclineOffer{{"a-1"}, "A partner left."});
    t.must("officer", procedure::PromoteReserve{c, r1, "ranking"});
    t.wait_days(40);
    t.tick();  // the minister is late
    t.offer("a-2");
    t.must("lead-2", AcceptOffer{{"a-2"}});
    // Whoever took part in nothing is forgotten; the key is changed; a backup is put back.
    admin(registry::GrantRole{{"judge"}, {"*", "data_protection_officer"}});
    for (const char* role : {"officer", "head", "minister"})
        admin(registry::RevokeRole{{"insider"}, {"c", role}, "She left."});
    t.must("judge", registry::ProposeErasure{{"insider"}, "Art. 17(1)(a)", {}});
    admin(registry::RefuseErasure{{"insider"}, "Not yet."});
    t.must("judge", registry::ProposeErasure{{"insider"}, "Art. 17(1)(a)", {"identity"}});
    admin(registry::ConfirmErasure{{"insider"}});
    if (!t.world.service.anchor(t.now).value()) ADD_FAILURE() << "no head was anchored";
    Rehearsing& notary = t.world.notary;
    const std::string former = notary.key("localhost").text(), seed(32, 't');
    admin(custody::RotateKey{former, ledger::VerifierKey{"localhost", 1, ledger::public_key_of(seed)}.text(),
                             false, "It is time."});
    notary.seed = seed;
    const ledger::Head lost{"localhost/calls/c/1", 900, {}};
    notary.heads["calls/c"] = ledger::write(ledger::Note{ledger::text_of(lost), {notary.sign(lost)}});
    admin(custody::OpenEpoch{"calls/c", notary.heads["calls/c"], "A backup was put back."});
    // Somebody asks, and everybody is answered.
    t.must("lead-3", question::AskQuestion{c, "May our university lead?"});
    t.must("lead-2", question::AskQuestion{c, "May it?"});
    t.must("officer", question::SetAsideQuestion{c, 2, "It was asked before."});
    t.must("officer", question::PublishAnswer{c, 1, {{"en", "May a university lead?"}}, {{"en", "Yes."}}});
}

std::vector<std::string> lines_in(std::istream& stream) {
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

// Where the first of two lines ceases to be the second, with what stands around it.
std::string difference(const std::string& recorded, const std::string& now) {
    std::size_t i = 0;
    while (i < recorded.size() && i < now.size() && recorded[i] == now[i]) ++i;
    const std::size_t from = i < 60 ? 0 : i - 60;
    return "recorded …" + recorded.substr(from, 160) + "…\n     now …" + now.substr(from, 160) + "…";
}

TEST(GoldenLog, IsToldAgainByteForByte) {
    Trial trial;
    tell(trial);
    std::vector<std::string> now;
    for (const Entry& entry : trial.world.store.record().entries)
        now.push_back(ledger::canonical(line_of(entry)));
    if (const char* update = std::getenv("UPDATE_GOLDEN"); update != nullptr && std::string{update} == "1") {
        std::ofstream stream{file, std::ios::binary};
        for (const std::string& line : now) stream << line << '\n';
        ASSERT_TRUE(stream.good());
        return;
    }
    std::ifstream stream{file, std::ios::binary};
    ASSERT_TRUE(stream.good()) << file;
    const auto recorded = lines_in(stream);
    for (std::size_t i = 0; i < std::min(recorded.size(), now.size()); ++i)
        ASSERT_EQ(recorded[i], now[i]) << "entry " << i + 1 << ": " << difference(recorded[i], now[i]);
    EXPECT_EQ(recorded.size(), now.size());
}

template <class Events>
void expect_all(const std::map<std::string, int>& counted) {
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Events>>([&](auto identity) {
        const std::string name{decltype(identity)::type::name};
        EXPECT_TRUE(counted.contains(name)) << name << " does not happen in the golden log";
    });
}

MemoryStore recorded(const std::filesystem::path& in = file) {
    MemoryStore store;
    std::ifstream stream{in, std::ios::binary};
    for (const std::string& line : lines_in(stream)) {
        const auto value = ledger::canonical_value(line);
        EXPECT_TRUE(value.has_value()) << line;
        if (!value) continue;
        service::Batch batch;
        batch.entry = entry_of(*value);
        EXPECT_EQ(store.append(batch), service::Appended::done) << line;
    }
    return store;
}

TEST(GoldenLog, HasEveryEventThereIs) {
    MemoryStore store = recorded();
    const auto counted = events_in(store);
    expect_all<registry::PersonEvent>(counted);
    expect_all<registry::OrganisationEvent>(counted);
    expect_all<custody::Event>(counted);
    expect_all<call::Event>(counted);
    expect_all<question::Event>(counted);
    expect_all<application::Event>(counted);
}

// semantics-1.jsonl was recorded while one administrator appointed heads, semantics-2.jsonl while calls were
// published without a judgement of their definition, semantics-3.jsonl while a leaf named up to 64 streams,
// semantics-4.jsonl while anybody could be a deputy.
class GoldenLogs : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(OfAllSemantics, GoldenLogs,
                         testing::Values("trial.jsonl", "semantics-1.jsonl", "semantics-2.jsonl",
                                         "semantics-3.jsonl", "semantics-4.jsonl"),
                         [](const auto& of) {
                             std::string name{of.param};
                             std::erase_if(name, [](char one) { return one == '.' || one == '-'; });
                             return name;
                         });

TEST_P(GoldenLogs, FoldAndAreDecidedAgainByTodaysCode) {
    MemoryStore store = recorded(folder / GetParam());
    service::rebuild(store);
    const service::Replayed again = service::replay(store);
    for (const auto& d : again.differences)
        ADD_FAILURE() << d.log << " " << d.index << ": " << d.what << " " << d.detail;
    EXPECT_EQ(again.derived + again.erased, again.entries);
    EXPECT_EQ(again.erased, 1);
    EXPECT_GT(again.entries, 100);
}

// Flipped bytes, on the record just told.

struct Column {
    std::string name;
    std::function<std::vector<std::string*>(Entry&)> bytes;
};
const std::vector<Column> columns{
    {"leaf", [](Entry& e) { return std::vector{&e.leaf}; }},
    {"leaf_hash", [](Entry& e) { return std::vector{&e.leaf_hash}; }},
    {"command_id", [](Entry& e) { return std::vector{&e.command_id}; }},
    {"type", [](Entry& e) { return std::vector{&e.type}; }},
    {"stream", [](Entry& e) { return std::vector{&e.streams.front().stream}; }},
    {"command", [](Entry& e) { return std::vector{&e.command}; }},
    {"command_salt", [](Entry& e) { return std::vector{&e.command_salt}; }},
    {"events", [](Entry& e) { return std::vector{&e.events}; }},
    {"events_salt", [](Entry& e) { return std::vector{&e.events_salt}; }},
    {"part name",
     [](Entry& e) {
         return e.parts.empty() ? std::vector<std::string*>{} : std::vector{&e.parts.back().name};
     }},
    {"part subject",
     [](Entry& e) {
         return e.parts.empty() ? std::vector<std::string*>{} : std::vector{&e.parts.back().subject};
     }},
    {"part salt",
     [](Entry& e) {
         return e.parts.empty() ? std::vector<std::string*>{} : std::vector{&e.parts.back().salt};
     }},
    {"part payload",
     [](Entry& e) {
         return e.parts.empty() ? std::vector<std::string*>{} : std::vector{&e.parts.back().payload};
     }},
    {"beside hash",
     [](Entry& e) {
         return e.beside.empty() ? std::vector<std::string*>{} : std::vector{&e.beside.back().hash};
     }},
    {"beside payload", [](Entry& e) {
         return e.beside.empty() ? std::vector<std::string*>{} : std::vector{&e.beside.back().payload};
     }}};

TEST(Replay, ReportsAFlippedByteInAnyColumnOfAnyEntryWithItsLogAndIndex) {
    MemoryStore store = recorded();
    service::rebuild(store);
    auto& entries = store.record().entries;
    ASSERT_FALSE(entries.empty());
    std::size_t flipped = 0, turn = 0;
    for (const Column& column : columns) {
        int of_column = 0;
        // Spread over the log; each column begins elsewhere. What few entries have is flipped in all of
        // those.
        const std::size_t step = column.name.starts_with("beside") ? 1
                                 : column.name.starts_with("part") ? 5
                                                                   : 13;
        for (std::size_t i = step == 1 ? 0 : turn++ % 5; i < entries.size(); i += step)
            for (std::string* bytes : column.bytes(entries[i])) {
                const std::string before = *bytes;
                const std::size_t place = (i * 31 + turn * 7) % before.size();
                (*bytes)[place] = static_cast<char>((*bytes)[place] ^ (1 << (i % 7)));
                const service::Replayed again = service::replay(store);
                ASSERT_FALSE(again.sound()) << column.name << " of entry " << i << ", byte " << place;
                // An entry is named before anything that only follows from it.
                EXPECT_EQ(again.differences.front().log, entries[i].log) << column.name;
                EXPECT_EQ(again.differences.front().index, entries[i].index)
                    << column.name << ", byte " << place;
                *bytes = before;
                ++of_column;
            }
        EXPECT_GE(of_column, 2) << column.name;
        flipped += static_cast<std::size_t>(of_column);
    }
    EXPECT_GE(flipped, 100U);
    const service::Replayed restored = service::replay(store);
    EXPECT_TRUE(restored.sound()) << service::in_words(restored.differences.front());
}

TEST(Replay, ReportsAnEntryThatIsMissingOrStandsElsewhere) {
    MemoryStore store = recorded();
    service::rebuild(store);
    auto& entries = store.record().entries;
    const Entry taken = entries[40];
    entries.erase(entries.begin() + 40);
    EXPECT_FALSE(service::replay(store).sound());
    entries.insert(entries.begin() + 45, taken);
    EXPECT_FALSE(service::replay(store).sound());
}

TEST(Replay, GoesOnWherePrivatePartsAreGoneAndNamesEach) {
    MemoryStore store = recorded();
    const std::int64_t before = service::replay(store).erased;
    std::int64_t erased = before;
    for (Entry& entry : store.record().entries) {
        erased += entry.parts.empty() ? 0 : 1;
        entry.parts.clear();
    }
    const service::Replayed again = service::replay(store);
    EXPECT_EQ(again.erased, erased);
    // No entry says that they were erased: gone must not pass for it.
    EXPECT_GE(again.differences.size(), static_cast<std::size_t>(erased - before));
    for (const auto& d : again.differences) EXPECT_THAT(d.detail, testing::HasSubstr("is gone")) << d.what;
    EXPECT_EQ(again.derived + again.erased, again.entries);
}

}  // namespace
}  // namespace atranka::scenario
