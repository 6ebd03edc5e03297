#include "engine/ledger/seal.hpp"

#include "engine/ledger/hash.hpp"

#include <gmock/gmock.h>

namespace atranka {
namespace {

std::string bytes(const char* hex) { return ledger::unhex(hex).value(); }

const std::string key = bytes("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
                  nonce = bytes("404142434445464748494a4b4c4d4e4f5051525354555657"),
                  context = bytes("50515253c0c1c2c3c4c5c6c7"),
                  plaintext =
                      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
                      "future, sunscreen would be it.";

TEST(Seal, GivesTheBytesThatItsDraftPrints) {
    // draft-irtf-cfrg-xchacha-03, A.3.1.
    EXPECT_EQ(
        ledger::hex(ledger::seal(key, nonce, context, plaintext)),
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64"
        "c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c"
        "97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49");
}

TEST(Seal, OpensUnderItsKeyNonceAndContextAlone) {
    const std::string sealed = ledger::seal(key, nonce, context, plaintext);
    EXPECT_EQ(ledger::unseal(key, nonce, context, sealed), plaintext);
    EXPECT_FALSE(ledger::unseal(std::string(32, 'k'), nonce, context, sealed));
    EXPECT_FALSE(ledger::unseal(key, std::string(24, 'n'), context, sealed));
    EXPECT_FALSE(ledger::unseal(key, nonce, "elsewhere", sealed));
    EXPECT_FALSE(ledger::unseal(key.substr(1), nonce, context, sealed));
    EXPECT_FALSE(ledger::unseal(key, nonce.substr(1), context, sealed));
    EXPECT_EQ(ledger::unseal(key, nonce, "", ledger::seal(key, nonce, "", "")), "");
}

TEST(Seal, ShowsEveryChangedBitAndEveryLostByte) {
    const std::string sealed = ledger::seal(key, nonce, context, plaintext);
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        std::string changed = sealed;
        changed[bit / 8] ^= static_cast<char>(1U << (bit % 8));
        ASSERT_FALSE(ledger::unseal(key, nonce, context, changed)) << bit;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size)
        ASSERT_FALSE(ledger::unseal(key, nonce, context, sealed.substr(0, size))) << size;
}

TEST(Seal, IsNotMadeWithAKeyOrNonceOfAnotherSize) {
    EXPECT_DEATH(ledger::seal("short", nonce, context, plaintext), "32 bytes");
    EXPECT_DEATH(ledger::seal(key, "short", context, plaintext), "nonce of 24");
}

}  // namespace
}  // namespace atranka
