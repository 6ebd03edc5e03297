#include "engine/ledger/receipt.hpp"

#include "engine/ledger/base64.hpp"
#include "engine/ledger/checkpoint.hpp"
#include "engine/ledger/ed25519.hpp"
#include "engine/ledger/note.hpp"

#include <gmock/gmock.h>
#include <random>

namespace atranka {
namespace {

using testing::HasSubstr;

constexpr std::int64_t size = 1'000, index = 737;
const std::string seed(32, 's'), origin = "example.org/calls/2026-1/1", extra = R"({"salts":{}})";

std::string entry(std::int64_t i) { return "entry " + std::to_string(i); }

ledger::Hash node(int level, std::int64_t position) {
    if (level == 0) return ledger::leaf_hash(entry(position));
    return ledger::node_hash(node(level - 1, position * 2), node(level - 1, position * 2 + 1));
}

const ledger::Receipt& a_receipt() {
    static const ledger::Receipt receipt = [] {
        const ledger::Head head{origin, size, ledger::root(size, node)};
        return ledger::Receipt{
            index, ledger::inclusion(index, size, node), extra,
            ledger::write(ledger::Note{ledger::text_of(head), {ledger::sign(head, seed)}})};
    }();
    return receipt;
}

// What the holder of a receipt asks: is this entry in the log, by the log's own word?
bool proves(const ledger::Receipt& receipt, const std::string& held) {
    const auto note = ledger::read_note(receipt.checkpoint);
    const ledger::VerifierKey key{origin, ledger::type_ed25519, ledger::public_key_of(seed)};
    if (!note || ledger::verify(*note, key) != ledger::Verdict::signed_by) return false;
    const auto head = ledger::read_head(note->text);
    return head && head->origin == origin &&
           ledger::includes(head->root, head->size, receipt.index, ledger::leaf_hash(held), receipt.proof);
}

std::string refusal(const std::string& bytes) {
    const auto receipt = ledger::read_receipt(bytes);
    return receipt ? "read" : receipt.error();
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const std::size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), with);
}

TEST(Receipt, ProvesItsEntryToItsHolder) {
    const std::string bytes = ledger::write(a_receipt());
    const auto receipt = ledger::read_receipt(bytes);
    ASSERT_TRUE(receipt) << receipt.error();
    EXPECT_EQ(*receipt, a_receipt());
    EXPECT_TRUE(proves(*receipt, entry(index)));
    EXPECT_FALSE(proves(*receipt, entry(index + 1)));
    EXPECT_THAT(bytes,
                testing::StartsWith(
                    "c2sp.org/tlog-proof@v1\nextra " + ledger::base64(extra) + "\nindex 737\n" +
                    ledger::base64({reinterpret_cast<const char*>(a_receipt().proof[0].data()), 32}) + "\n"));
    EXPECT_THAT(bytes, testing::EndsWith("\n\n" + a_receipt().checkpoint));
}

TEST(Receipt, LeavesOutTheLineOfExtraDataWhereThereIsNone) {
    ledger::Receipt receipt = a_receipt();
    receipt.extra.clear();
    const std::string bytes = ledger::write(receipt);
    EXPECT_THAT(bytes, testing::StartsWith("c2sp.org/tlog-proof@v1\nindex 737\n"));
    EXPECT_EQ(ledger::read_receipt(bytes), receipt);
}

TEST(Receipt, OfTheOnlyEntryHasNoProofHashes) {
    const ledger::Head head{origin, 1, ledger::leaf_hash("only")};
    const ledger::Receipt receipt{
        0, {}, "", ledger::write(ledger::Note{ledger::text_of(head), {ledger::sign(head, seed)}})};
    const auto again = ledger::read_receipt(ledger::write(receipt));
    ASSERT_TRUE(again) << again.error();
    EXPECT_EQ(*again, receipt);
    EXPECT_TRUE(proves(*again, "only"));
}

TEST(Receipt, IsRefusedWithASentenceThatNamesThePlace) {
    const std::string good = ledger::write(a_receipt());
    EXPECT_EQ(refusal(good), "read");
    EXPECT_THAT(refusal(""), HasSubstr("empty"));
    std::string windows;
    for (const char c : good) windows += c == '\n' ? std::string{"\r\n"} : std::string{c};
    EXPECT_THAT(refusal(windows), HasSubstr("line 1 has a carriage return"));
    EXPECT_THAT(refusal(replaced(good, "@v1", "@v2")), HasSubstr("first line"));
    EXPECT_THAT(refusal(replaced(good, "extra ", "extra  ")),
                HasSubstr("line 2 of the receipt has extra data"));
    EXPECT_THAT(refusal(replaced(good, "extra " + ledger::base64(extra), "extra ")),
                HasSubstr("the line is left out"));
    EXPECT_THAT(refusal(replaced(good, "index 737\n", "")), HasSubstr("line 3 of the receipt does not give"));
    for (const std::string number : {"", "0737", "-1", "7 ", "9223372036854775808"})
        EXPECT_THAT(refusal(replaced(good, "index 737", "index " + number)), HasSubstr("line 3")) << number;
    EXPECT_THAT(refusal(replaced(good, "index 737\n", "index 737\nAAAA\n")),
                HasSubstr("line 4 of the receipt is not a hash"));
    EXPECT_THAT(refusal(replaced(good, "index 737\n", "index 737\n\n")),
                HasSubstr("checkpoint cannot be read"));
    std::string many = "index 737\n";
    for (int i = 0; i < 64; ++i) many += "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    EXPECT_THAT(refusal(replaced(good, "index 737\n", many)), HasSubstr("too many"));
    EXPECT_THAT(refusal("c2sp.org/tlog-proof@v1\nindex 0\n"), HasSubstr("ends before its checkpoint"));
    EXPECT_THAT(refusal("c2sp.org/tlog-proof@v1\n"), HasSubstr("index"));
    EXPECT_THAT(refusal(replaced(good, "\n1000\n", "\n0100\n")), HasSubstr("second line"));
    EXPECT_THAT(refusal(good.substr(0, good.size() - 1)), HasSubstr("line feed"));
    EXPECT_THAT(refusal(std::string(600'000, 'a')), HasSubstr("512 KiB"));
}

TEST(Receipt, ThatCouldNotBeReadBackIsNotWritten) {
    ledger::Receipt receipt = a_receipt();
    receipt.index = -1;
    EXPECT_DEATH(ledger::write(receipt), "no whole number");
    receipt.index = 0;
    receipt.checkpoint = "no note";
    EXPECT_DEATH(ledger::write(receipt), "line feed");
}

// Any change of one byte is refused, or proves nothing, or lies in the extra data, which nobody signs.
TEST(Receipt, ShowsEveryChangeOfOneByte) {
    const std::string good = ledger::write(a_receipt());
    int refused = 0, unproved = 0, in_extra = 0;
    for (std::size_t at = 0; at < good.size(); ++at)
        for (const int bit : {0, 1, 2, 5}) {
            std::string changed = good;
            changed[at] ^= static_cast<char>(1 << bit);
            const auto receipt = ledger::read_receipt(changed);
            if (!receipt) {
                ++refused;
            } else if (!proves(*receipt, entry(index))) {
                ++unproved;
            } else {
                ASSERT_NE(receipt->extra, a_receipt().extra) << "byte " << at << " bit " << bit;
                ++in_extra;
            }
        }
    EXPECT_GT(refused, 100);
    EXPECT_GT(unproved, 100);
    EXPECT_GT(in_extra, 10);
}

TEST(Receipt, OfARandomFileIsRefusedAndNothingFalls) {
    const std::string good = ledger::write(a_receipt());
    std::mt19937 random{11};
    for (int i = 0; i < 20'000; ++i) {
        std::string changed = good;
        for (int n = 0; n < 3; ++n) {
            const std::size_t at = random() % changed.size();
            switch (random() % 4) {
                case 0: changed[at] = static_cast<char>(random() % 256); break;
                case 1: changed.erase(at, random() % 60); break;
                case 2: changed.insert(at, changed.substr(random() % changed.size(), random() % 60)); break;
                default: changed.insert(at, 1, '\n');
            }
            if (changed.empty()) changed = "x";
        }
        const auto receipt = ledger::read_receipt(changed);
        if (receipt) {
            ASSERT_EQ(ledger::write(*receipt), changed);  // one spelling
        } else {
            ASSERT_FALSE(receipt.error().empty());
        }
    }
}

}  // namespace
}  // namespace atranka
