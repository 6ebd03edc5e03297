#include "engine/ledger/base64.hpp"
#include "engine/ledger/checkpoint.hpp"
#include "engine/ledger/ed25519.hpp"
#include "engine/ledger/note.hpp"

#include <gmock/gmock.h>
#include <limits>

namespace atranka {
namespace {

using ledger::Verdict;
using testing::HasSubstr;

const std::string log_seed(32, 'l'), witness_seed(32, 'w');

ledger::Head a_head() { return {"example.org/calls/2026-1/1", 17, ledger::sha256("root")}; }
ledger::VerifierKey log_key() {
    return {a_head().origin, ledger::type_ed25519, ledger::public_key_of(log_seed)};
}
ledger::VerifierKey witness_key() {
    return {"witness.example/w1", ledger::type_cosignature, ledger::public_key_of(witness_seed)};
}
ledger::Note a_checkpoint() {
    return {ledger::text_of(a_head()),
            {ledger::sign(a_head(), log_seed),
             ledger::cosign(a_head(), witness_key().name, witness_seed, 1'679'315'147)}};
}

std::string refusal(std::string_view bytes) {
    const auto note = ledger::read_note(bytes);
    return note ? "read" : note.error();
}

TEST(Base64, IsThatOfRfc4648) {
    // RFC 4648 §10.
    const std::pair<std::string, std::string> cases[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : cases) {
        EXPECT_EQ(ledger::base64(bytes), text);
        EXPECT_EQ(ledger::unbase64(text), bytes);
    }
    EXPECT_EQ(ledger::base64("\xFB\xFF"), "+/8=");
}

TEST(Base64, HasOneSpelling) {
    for (const char* text : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z", " Zg==", "Zg== ", "Zg==\n", "Zm\n9v",
                             "Z-_8", "=", "====", "Zg==Zg==", "Zm9vé"})
        EXPECT_FALSE(ledger::unbase64(text)) << text;
    EXPECT_FALSE(ledger::unbase64(std::string_view{"Zm9\0", 4}));
}

TEST(Note, IsReadAsItWasWritten) {
    const ledger::Note note{"first\n\nsecond\n",
                            {{"a.example/k", 7, "sig"}, {"b", 0xFFFFFFFF, std::string(5000, 'p')}}};
    const std::string bytes = ledger::write(note);
    EXPECT_THAT(bytes, testing::StartsWith("first\n\nsecond\n\n\xE2\x80\x94 a.example/k AAAAB3NpZw==\n"));
    const auto again = ledger::read_note(bytes);
    ASSERT_TRUE(again) << again.error();
    EXPECT_EQ(*again, note);
}

TEST(Note, IsRefusedWithASentenceThatNamesThePlace) {
    const std::string signature = "\xE2\x80\x94 k AAAAB3NpZw==\n", good = "text\n\n" + signature;
    EXPECT_EQ(refusal(good), "read");
    EXPECT_THAT(refusal(""), HasSubstr("empty"));
    EXPECT_THAT(refusal("text\r\n\r\n" + signature), HasSubstr("line 1 has a carriage return"));
    EXPECT_THAT(refusal("text\n\ttab\n\n" + signature), HasSubstr("line 2 has a control character"));
    EXPECT_THAT(refusal(std::string("te\0xt\n\n", 7) + signature),
                HasSubstr("line 1 has a control character"));
    EXPECT_THAT(refusal("te\xFFxt\n\n" + signature), HasSubstr("UTF-8 at byte 2"));
    EXPECT_THAT(refusal(good.substr(0, good.size() - 1)), HasSubstr("does not end in a line feed"));
    EXPECT_THAT(refusal("text\n" + signature), HasSubstr("no empty line"));
    EXPECT_THAT(refusal("text\n\n"), HasSubstr("no signature"));
    EXPECT_THAT(refusal("text\n\n- k AAAAB3NpZw==\n"), HasSubstr("line 3 of the note is no signature"));
    EXPECT_THAT(refusal("text\n\n\xE2\x80\x94 k\n"), HasSubstr("line 3 of the note has a key's name and no"));
    EXPECT_THAT(refusal("text\n\n\xE2\x80\x94  AAAAB3NpZw==\n"), HasSubstr("name that is empty"));
    EXPECT_THAT(refusal("text\n\n\xE2\x80\x94 a+b AAAAB3NpZw==\n"), HasSubstr("plus sign"));
    EXPECT_THAT(refusal("text\n\n\xE2\x80\x94 a\xC2\xA0"
                        "b AAAAB3NpZw==\n"),
                HasSubstr("has a blank"));
    EXPECT_THAT(refusal("text\n\n\xE2\x80\x94 a\xE3\x80\x80 AAAAB3NpZw==\n"), HasSubstr("has a blank"));
    EXPECT_THAT(refusal("text\n\n\xE2\x80\x94 k AAAAB3NpZw\n"), HasSubstr("not base64"));
    EXPECT_THAT(refusal("text\n\n\xE2\x80\x94 k AAAAB3NpZw== \n"), HasSubstr("not base64"));
    EXPECT_THAT(refusal("text\n\n\xE2\x80\x94 k AAAABw==\n"), HasSubstr("too short"));
    EXPECT_THAT(refusal(good + "more\n"), HasSubstr("line 4 of the note"));
    EXPECT_THAT(refusal(std::string(300'000, 'a')), HasSubstr("256 KiB"));
}

TEST(Note, HasSixteenSignaturesAtMost) {
    ledger::Note note{"text\n", {}};
    for (std::uint32_t i = 0; i < 16; ++i) note.signatures.push_back({"k", i, "s"});
    const std::string bytes = ledger::write(note);
    EXPECT_EQ(refusal(bytes), "read");
    EXPECT_THAT(refusal(bytes + "\xE2\x80\x94 k AAAAB3NpZw==\n"), HasSubstr("more than 16 signatures"));
}

TEST(Note, ThatCouldNotBeReadBackIsNotWritten) {
    EXPECT_DEATH(ledger::write(ledger::Note{"text\n", {}}), "no signature");
    EXPECT_DEATH(ledger::write(ledger::Note{"text", {{"k", 1, "s"}}}), "ends in a line feed");
    EXPECT_DEATH(ledger::write(ledger::Note{"text\n", {{"a b", 1, "s"}}}), "without a blank");
}

TEST(VerifierKey, HasTheIdOfItsNameTypeAndKey) {
    for (const auto& key : {log_key(), witness_key()}) {
        const auto again = ledger::read_verifier_key(key.text());
        ASSERT_TRUE(again) << again.error();
        EXPECT_EQ(*again, key);
    }
    ledger::VerifierKey other = log_key();
    other.type = ledger::type_cosignature;
    EXPECT_NE(other.id(), log_key().id());
}

TEST(VerifierKey, IsRefusedWhereItWasMistyped) {
    const auto refused = [](const std::string& text) {
        const auto key = ledger::read_verifier_key(text);
        return key ? std::string{"read"} : key.error();
    };
    const std::string good = log_key().text();
    const std::size_t id = good.find('+') + 1;
    EXPECT_EQ(refused(good), "read");
    EXPECT_THAT(refused("x" + good), HasSubstr("mistyped"));
    EXPECT_THAT(refused("no key"), HasSubstr("plus signs"));
    EXPECT_THAT(refused("a b" + good.substr(id - 1)), HasSubstr("blank"));
    EXPECT_THAT(refused(good.substr(id - 1)), HasSubstr("empty"));
    EXPECT_THAT(refused(good.substr(0, id) + "0" + good.substr(id)), HasSubstr("8 lower-case hex digits"));
    EXPECT_THAT(refused(good + "="), HasSubstr("base64"));
    EXPECT_THAT(refused(good.substr(0, id + 9) + ledger::base64("\x02" + log_key().key)),
                HasSubstr("of type 2"));
    EXPECT_THAT(refused(good.substr(0, id + 9) + ledger::base64("\x01short")), HasSubstr("5 bytes"));
    EXPECT_THAT(refused(good.substr(0, id + 9) + ledger::base64("\x01" + std::string(32, 'x'))),
                HasSubstr("mistyped"));
}

TEST(Signature, OfTheLogIsVerifiedAndThoseOfOthersArePassedOver) {
    ledger::Note note = a_checkpoint();
    EXPECT_EQ(ledger::verify(note, log_key()), Verdict::signed_by);
    EXPECT_EQ(ledger::verify(note, witness_key()), Verdict::signed_by);
    EXPECT_EQ(ledger::verify(note, {"other", ledger::type_ed25519, log_key().key}), Verdict::not_signed);
    EXPECT_EQ(ledger::verify(note, {log_key().name, ledger::type_ed25519, witness_key().key}),
              Verdict::not_signed);
    EXPECT_EQ(ledger::verify(note, {log_key().name, ledger::type_cosignature, log_key().key}),
              Verdict::not_signed);
    // A post-quantum signature of the same name, and one with the same id under another name.
    note.signatures.push_back({log_key().name, 12345, std::string(2428, 'q')});
    note.signatures.push_back({"elsewhere", log_key().id(), "nonsense"});
    EXPECT_EQ(ledger::verify(note, log_key()), Verdict::signed_by);
}

TEST(Signature, IsBrokenByAnyChangeOfTextOrSignature) {
    const ledger::Note note = a_checkpoint();
    for (std::size_t i = 0; i < note.text.size(); ++i) {
        ledger::Note changed = note;
        changed.text[i] ^= 1;
        ASSERT_EQ(ledger::verify(changed, log_key()), Verdict::broken) << i;
        ASSERT_EQ(ledger::verify(changed, witness_key()), Verdict::broken) << i;
        ASSERT_FALSE(ledger::cosigned_at(changed, witness_key()));
    }
    for (const std::size_t which : {0U, 1U})
        for (std::size_t bit = 0; bit < note.signatures[which].bytes.size() * 8; ++bit) {
            ledger::Note changed = note;
            changed.signatures[which].bytes[bit / 8] ^= static_cast<char>(1U << (bit % 8));
            ASSERT_EQ(ledger::verify(changed, which == 0 ? log_key() : witness_key()), Verdict::broken)
                << bit;
        }
    ledger::Note cut = note;
    cut.signatures[1].bytes.pop_back();
    EXPECT_EQ(ledger::verify(cut, witness_key()), Verdict::broken);
    // A bad signature of a known key is not made good by a good one beside it.
    ledger::Note both = note;
    both.signatures.push_back({log_key().name, log_key().id(), std::string(64, 'x')});
    EXPECT_EQ(ledger::verify(both, log_key()), Verdict::broken);
}

TEST(Signature, OfAWitnessSaysWhenItSawTheHead) {
    ledger::Note note = a_checkpoint();
    EXPECT_EQ(ledger::cosigned_at(note, witness_key()), 1'679'315'147);
    EXPECT_FALSE(ledger::cosigned_at(note, log_key()));
    note.signatures.push_back(ledger::cosign(a_head(), witness_key().name, witness_seed, 1'679'315'200));
    EXPECT_EQ(ledger::cosigned_at(note, witness_key()), 1'679'315'200);
    // The bytes that the specification prints are what is signed.
    EXPECT_TRUE(ledger::is_signed(witness_key().key,
                                  "cosignature/v1\ntime 1679315147\n" + ledger::text_of(a_head()),
                                  note.signatures[1].bytes.substr(8)));
    EXPECT_EQ(note.signatures[1].bytes.substr(0, 8), std::string("\0\0\0\0\x64\x18\x50\xCB", 8));
    EXPECT_DEATH(ledger::cosign(a_head(), "w", witness_seed, -1), "1970");
    EXPECT_DEATH(ledger::cosign(a_head(), "a b", witness_seed, 1), "blanks");
    EXPECT_DEATH(ledger::sign(a_head(), "short"), "32 bytes");
}

TEST(Signature, WithATimeBeyondSixtyThreeBitsIsBroken) {
    // Signed as whoever reads the time as a negative number would check it.
    ledger::Note note = a_checkpoint();
    constexpr auto time = std::numeric_limits<std::int64_t>::min();
    note.signatures[1].bytes = std::string("\x80\0\0\0\0\0\0\0", 8) +
                               ledger::sign(witness_seed, ledger::cosigned_text(time, note.text));
    EXPECT_EQ(ledger::verify(note, witness_key()), Verdict::broken);
    EXPECT_FALSE(ledger::cosigned_at(note, witness_key()));
}

TEST(Checkpoint, IsReadAsItWasWritten) {
    // Python: base64.b64encode(hashlib.sha256(b'root').digest())
    EXPECT_EQ(ledger::text_of(a_head()),
              "example.org/calls/2026-1/1\n17\nSBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=\n");
    EXPECT_EQ(ledger::read_head(ledger::text_of(a_head())), a_head());
    const ledger::Head empty{"o", 0, ledger::sha256("")};
    EXPECT_EQ(ledger::text_of(empty), "o\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    EXPECT_EQ(ledger::read_head(ledger::text_of(empty)), empty);
    // Further lines are opaque.
    EXPECT_EQ(ledger::read_head(ledger::text_of(a_head()) + "extension\nand another\n"), a_head());
    EXPECT_DEATH(ledger::text_of({"a b", 1, {}}), "blanks");
    EXPECT_DEATH(ledger::text_of({"a", -1, {}}), "fewer than 0");
}

TEST(Checkpoint, IsRefusedWithASentenceThatNamesThePlace) {
    const auto refused = [](const std::string& text) {
        const auto head = ledger::read_head(text);
        return head ? std::string{"read"} : head.error();
    };
    const std::string root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    EXPECT_EQ(refused("o\n5\n" + root), "read");
    EXPECT_EQ(refused("o\n9223372036854775807\n" + root), "read");
    EXPECT_THAT(refused("o\n5\n"), HasSubstr("three lines"));
    EXPECT_THAT(refused("\n5\n" + root), HasSubstr("origin"));
    for (const std::string size : {"", "05", "-1", "+5", " 5", "5 ", "0x5", "5.0", "9223372036854775808"})
        EXPECT_THAT(refused("o\n" + size + "\n" + root), HasSubstr("second line")) << size;
    EXPECT_THAT(refused("o\n5\nAAAA\n"), HasSubstr("third line"));
    EXPECT_THAT(refused("o\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"), HasSubstr("empty tree"));
    EXPECT_THAT(refused("o\n5\n" + root + "\n"), HasSubstr("empty line"));
    EXPECT_THAT(refused("o\r\n5\r\n" + root), HasSubstr("carriage return"));
    EXPECT_THAT(refused(""), HasSubstr("empty"));
}

}  // namespace
}  // namespace atranka
