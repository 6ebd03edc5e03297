// Receipts and heads of a rehearsed call: what they prove, and what is found out by them.

#include "engine/ledger/canonical.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/service/receipt.hpp"
#include "engine/service/record.hpp"
#include "engine/service/replay.hpp"
#include "tests/scenario/trial.hpp"

#include <gmock/gmock.h>
#include <algorithm>

namespace atranka::scenario {
namespace {

using service::Checked;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t receipt_size_max = 4096;

// A call on its way to the ranking, each of whose commands got a receipt.
class Receipts : public testing::Test {
protected:
    void SetUp() override {
        trial.world.store.on_write = [&](const service::Batch& batch) { batches.push_back(batch); };
        trial.open();
        trial.arrive("a-1");
        trial.select();
    }
    service::Entry entry(const std::string& type) {
        std::optional<service::Entry> found;
        trial.world.store.scan([&](const service::Entry& e) {
            if (e.type == type) found = e;
            return !found;
        });
        return found.value();
    }
    std::string receipt(const std::string& type = "SubmitReview") {
        return trial.world.service.receipt(entry(type));
    }
    std::vector<ledger::VerifierKey> keys() { return {trial.world.notary.key("localhost")}; }
    Checked check(const std::string& text) { return service::check_receipt(text, keys()); }
    void expect_fault(const std::string& text, const std::string& sentence) {
        EXPECT_THAT(check(text).faults, Contains(HasSubstr(sentence))) << text;
    }
    ledger::Receipt parsed(const std::string& type = "SubmitReview") {
        return ledger::read_receipt(receipt(type)).value();
    }

    Trial trial;
    std::vector<service::Batch> batches;
};

TEST_F(Receipts, ProveThatACommandStandsInItsLog) {
    const Checked checked = check(receipt());
    EXPECT_THAT(checked.faults, IsEmpty());
    EXPECT_EQ(checked.leaf->type, "SubmitReview");
    EXPECT_EQ(checked.head.size,
              trial.world.store.size(checked.leaf->log.substr(10, checked.leaf->log.size() - 12)));
    EXPECT_TRUE(checked.salts.contains("command"));
    EXPECT_TRUE(checked.salts.contains("part.comments"));
}

TEST_F(Receipts, ComeWithEveryAcceptedCommandAndStaySmall) {
    int receipts = 0;
    trial.world.store.scan([&](const service::Entry& e) {
        const std::string text = trial.world.service.receipt(e);
        EXPECT_THAT(check(text).faults, IsEmpty()) << e.log << " " << e.index;
        EXPECT_LT(text.size(), receipt_size_max) << e.log << " " << e.index << " " << e.type;
        ++receipts;
        return true;
    });
    EXPECT_GT(receipts, 50);
}

// With ids as the API gives them, and a proof as long as in a log of 100,000 entries.
TEST(AReceipt, OfAListStaysSmallHoweverManyAreOnIt) {
    constexpr std::size_t hashes = 17, hash_size = 45;
    for (const int applications : {19, 24}) {
        Trial trial;
        trial.open();
        for (int i = 0; i < applications; ++i)
            trial.arrive("a-" + std::string(17, 'f') + std::to_string(10 + i) + "1", 10);
        trial.select();
        std::size_t largest = 0;
        trial.world.store.scan([&](const service::Entry& e) {
            const std::string text = trial.world.service.receipt(e);
            const std::size_t there = ledger::read_receipt(text).value().proof.size();
            largest = std::max(largest, text.size() + (hashes - std::min(there, hashes)) * hash_size);
            return true;
        });
        EXPECT_LT(largest, receipt_size_max) << applications;
        EXPECT_GT(largest, 2000U);
    }
}

TEST_F(Receipts, OfAnotherLeafIndexSizeKeyOrOriginDoNotHold) {
    const ledger::Receipt good = parsed();
    const auto changed = [&](auto change) {
        ledger::Receipt receipt = good;
        change(receipt);
        return ledger::write(receipt);
    };
    ASSERT_THAT(check(ledger::write(good)).faults, IsEmpty());
    expect_fault(changed([&](auto& r) { r.extra = parsed("OpenCall").extra; }), "its leaf is not entry");
    expect_fault(changed([](auto& r) { r.index += 1; }), "its leaf is not entry");
    expect_fault(changed([](auto& r) { r.proof.pop_back(); }), "its leaf is not entry");
    expect_fault(changed([](auto& r) { r.proof.front()[0] ^= 1; }), "its leaf is not entry");
    const auto note = ledger::read_note(good.checkpoint).value();
    const auto resized = [&](auto change) {
        ledger::Head head = ledger::read_head(note.text).value();
        change(head);
        return changed([&](auto& r) {
            r.checkpoint = ledger::write(ledger::Note{ledger::text_of(head), note.signatures});
        });
    };
    expect_fault(resized([](auto& h) { h.size += 1; }), "does not fit its head");
    expect_fault(resized([](auto& h) { h.root[31] ^= 1; }), "does not fit its head");
    expect_fault(resized([](auto& h) { h.origin = "elsewhere.lt/calls/c/1"; }),
                 "no key that you trust has signed");
    // Signed anew by a key of one's own.
    expect_fault(changed([&](auto& r) {
                     const ledger::Head head = ledger::read_head(note.text).value();
                     r.checkpoint = ledger::write(
                         ledger::Note{ledger::text_of(head), {ledger::sign(head, std::string(32, 'x'))}});
                 }),
                 "no key that you trust has signed");
}

TEST_F(Receipts, WithWindowsLineEndsOrTooManySignaturesAreRefused) {
    std::string windows;
    for (const char c : receipt()) windows += c == '\n' ? std::string{"\r\n"} : std::string{c};
    EXPECT_THAT(check(windows).faults, testing::Not(IsEmpty()));
    ledger::Receipt receipt = parsed();
    auto note = ledger::read_note(receipt.checkpoint).value();
    while (note.signatures.size() < 16)
        note.signatures.push_back(
            {"unknown.example/" + std::to_string(note.signatures.size()), 7, "a signature"});
    receipt.checkpoint = ledger::write(note);
    EXPECT_THAT(check(ledger::write(receipt)).faults, IsEmpty()) << "15 unknown ones are ignored";
    EXPECT_THAT(check(ledger::write(receipt) + "\u2014 unknown.example/17 AAAABzE3\n").faults,
                Contains(HasSubstr("16 signatures")));
}

TEST_F(Receipts, AreGivenAgainForARepeatedCommand) {
    const service::Entry first = entry("SubmitReview");
    const auto recorded = service::envelope_of(first).value();
    service::Request request{recorded.envelope.actor, "cli", recorded.envelope.command, recorded.envelope.id};
    const auto again = trial.world.service.handle(std::move(request));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_THAT(check(again->receipt).faults, IsEmpty());
    EXPECT_EQ(check(again->receipt).index, first.index);
}

// The store of an earlier day, with the heads that were released since.
TEST_F(Receipts, ADatabaseThatWasPutBackRecordsNothing) {
    MemoryStore yesterday;
    for (std::size_t i = 0; i + 5 < batches.size(); ++i)
        ASSERT_EQ(yesterday.append(batches[i]), service::Appended::done);
    service::Service restored{yesterday, trial.world.clock, trial.world.random, &trial.world.notary};
    const auto recorded = service::envelope_of(batches[batches.size() - 5].entry).value();
    const std::int64_t size = yesterday.size(batches.back().entry.log);
    try {
        restored.handle({recorded.envelope.actor, "cli", recorded.envelope.command, "anew"});
        FAIL() << "it was recorded";
    } catch (const service::Failure& failure) {
        EXPECT_EQ(failure.kind, service::Failure::Kind::behind);
        EXPECT_THAT(failure.what(), HasSubstr("the database is of an earlier day"));
    }
    EXPECT_EQ(yesterday.size(batches.back().entry.log), size);
}

// Everything hashed anew after a change: the record is whole in itself, and is not the one that was released.
TEST_F(Receipts, ARecordThatWasWrittenAnewIsNotTheOneThatWasReleased) {
    const std::string before = receipt();
    MemoryStore forged;
    Rehearsed other_nonces;
    other_nonces.bytes(16);
    service::Service forger{forged,  trial.world.clock, other_nonces,       nullptr,
                            nullptr, nullptr,           &trial.world.prover};
    for (const service::Batch& batch : batches) {
        const auto recorded = service::envelope_of(batch.entry).value();
        service::Request request{recorded.envelope.actor, recorded.envelope.authenticated,
                                 recorded.envelope.command, recorded.envelope.id, recorded.envelope.at};
        for (const service::Beside& b : batch.entry.beside)
            if (const auto document = ledger::canonical_value(b.payload))
                request.documents.push_back(*document);
        ASSERT_TRUE(forger.handle(std::move(request)));
    }
    EXPECT_TRUE(service::replay(forged).sound());
    service::Service rewritten{forged, trial.world.clock, trial.world.random, &trial.world.notary};
    EXPECT_THROW(rewritten.checkpoint(batches.back().entry.log), service::Failure);
    // The holder of a receipt shows it against the new head, signed with the true key.
    const auto standing = forged.standing(batches.back().entry.log);
    ledger::Receipt kept = ledger::read_receipt(before).value();
    const ledger::Head head{standing.origin, standing.tree.size(), standing.tree.root()};
    kept.checkpoint = ledger::write(ledger::Note{ledger::text_of(head), {trial.world.notary.sign(head)}});
    expect_fault(ledger::write(kept), "its leaf is not entry");
}

TEST_F(Receipts, AHeadOrNodeThatIsChangedInTheRecordIsNamedByReplay) {
    const std::string log = batches.back().entry.log;
    auto& record = trial.world.store.record();
    ASSERT_TRUE(service::replay(trial.world.store).sound());
    record.nodes[log].at({2, 1})[5] ^= 1;
    auto replayed = service::replay(trial.world.store);
    ASSERT_FALSE(replayed.sound());
    EXPECT_EQ(replayed.differences.front().what, "tree");
    EXPECT_EQ(replayed.differences.front().index, 4);
    record.nodes[log].at({2, 1})[5] ^= 1;
    record.standings[log].tree.append(ledger::leaf_hash("one more"));
    replayed = service::replay(trial.world.store);
    ASSERT_FALSE(replayed.sound());
    EXPECT_EQ(replayed.differences.front().what, "head");
}

}  // namespace
}  // namespace atranka::scenario
