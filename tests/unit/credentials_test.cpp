// Hashes, codes, links and lists of passwords.

#include "adapters/credentials/breached.hpp"
#include "adapters/credentials/hasher.hpp"
#include "adapters/credentials/secrets.hpp"
#include "adapters/credentials/totp.hpp"

#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <array>
#include <fstream>
#include <random>
#include <set>
#include <thread>

namespace atranka::credentials {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

TEST(Hashing, APasswordIsArgon2idWith19MiBAndTwoPasses) {
    Hasher hasher;
    const auto hash = hasher.hash("žąsų žąsys uosiuose");
    ASSERT_TRUE(hash);
    EXPECT_THAT(*hash, StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
    EXPECT_NE(hasher.hash("žąsų žąsys uosiuose"), hash);
    EXPECT_EQ(hasher.verify(&*hash, "žąsų žąsys uosiuose"), Hasher::Fit::yes);
    EXPECT_EQ(hasher.verify(&*hash, "žąsų žąsys uosiuosE"), Hasher::Fit::no);
    EXPECT_EQ(hasher.verify(&*hash, ""), Hasher::Fit::no);
}

TEST(Hashing, WhoeverHasNoHashCostsTheSameWorkAndIsRefused) {
    Hasher hasher;
    const std::string none;
    for (const std::string* hash : {static_cast<const std::string*>(nullptr), &none}) {
        const auto before = hasher.made();
        EXPECT_EQ(hasher.verify(hash, "anything at all"), Hasher::Fit::no);
        EXPECT_EQ(hasher.made(), before + 1);
    }
}

TEST(Hashing, APasswordBeyondTheLongestIsRefusedAfterTheSameWork) {
    Hasher hasher;
    const std::string huge(2'000, 'x');
    const auto hash = hasher.hash(huge.substr(0, 1'024));
    EXPECT_EQ(hasher.verify(&*hash, huge), Hasher::Fit::no);
    EXPECT_EQ(hasher.made(), 2);
}

TEST(Hashing, NoMoreThanFourAreMadeAtOnceAndWhoeverFindsNoPlaceIsToldSo) {
    Hasher hasher{4, std::chrono::milliseconds{0}};
    std::vector<Hasher::Place> taken;
    for (int i = 0; i < 4; ++i) taken.push_back(*hasher.place());
    EXPECT_FALSE(hasher.hash("žąsų žąsys uosiuose"));
    EXPECT_EQ(hasher.verify(nullptr, "žąsų žąsys uosiuose"), Hasher::Fit::busy);
    EXPECT_EQ(hasher.made(), 0);
    taken.pop_back();
    EXPECT_EQ(hasher.verify(nullptr, "žąsų žąsys uosiuose"), Hasher::Fit::no);
    EXPECT_EQ(hasher.most_at_once(), 4);
}

TEST(Hashing, AFloodWaitsForItsTurnWithinTheMemoryOfFour) {
    Hasher hasher{4, std::chrono::minutes{5}};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 16; ++i) threads.emplace_back([&] { hasher.verify(nullptr, "flood"); });
    }
    EXPECT_EQ(hasher.made(), 16);
    EXPECT_LE(hasher.most_at_once(), 4);
}

TEST(Secrets, AreLongRandomAndOfTheirShape) {
    EXPECT_THAT(new_secret(), MatchesRegex("[A-Za-z0-9_-]{43}"));
    EXPECT_THAT(new_token(), MatchesRegex("atr_[A-Za-z0-9_-]{43}"));
    EXPECT_THAT(new_invitation(), MatchesRegex("([A-Z2-7]{4}-){7}[A-Z2-7]{4}"));
    std::set<std::string> seen;
    for (int i = 0; i < 1'000; ++i) seen.insert(new_secret());
    EXPECT_EQ(seen.size(), 1'000U);
    const auto codes = new_recovery_codes();
    EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 10U);
    for (const std::string& code : codes) EXPECT_THAT(code, MatchesRegex("([A-Z2-7]{4}-){3}[A-Z2-7]{4}"));
}

TEST(Secrets, OfWhatIsHandedOutTheSha256IsKept) {
    EXPECT_EQ(kept("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(kept_code("abcd-efgh ijkl"), kept("ABCDEFGHIJKL"));
}

TEST(Secrets, Base32HasTheSpellingOfTheRfc) {  // RFC 4648 §10
    EXPECT_EQ(base32("fooba"), "MZXW6YTB");
    EXPECT_EQ(base32("foobar"), "MZXW6YTBOI");
}

// RFC 6238, appendix B: SHA-1; of its eight digits the last six.
TEST(Totp, CodesAreThoseOfTheRfc) {
    const std::string secret = base32("12345678901234567890");
    const std::pair<std::int64_t, const char*> vectors[] = {{59, "287082"},
                                                            {1'111'111'109, "081804"},
                                                            {1'111'111'111, "050471"},
                                                            {1'234'567'890, "005924"},
                                                            {2'000'000'000, "279037"},
                                                            {20'000'000'000, "353130"}};
    for (const auto& [seconds, code] : vectors) {
        EXPECT_EQ(totp_code(secret, seconds / 30), code) << seconds;
        EXPECT_EQ(totp_step(secret, -1, code, Instant{seconds * 1'000}), seconds / 30) << seconds;
        EXPECT_EQ(totp_step(secret, seconds / 30, code, Instant{seconds * 1'000}), std::nullopt) << seconds;
        EXPECT_EQ(totp_step(secret, -1, code, Instant{(seconds + 60) * 1'000}), std::nullopt) << seconds;
    }
}

TEST(Totp, WhatIsNoCodeOrNoSecretIsRefused) {
    const std::string secret = base32("12345678901234567890");
    const Instant at{59'000};
    for (const char* code : {"", "28708", "2870820", "287083", "２８７０８２", "      "})
        EXPECT_FALSE(totp_step(secret, -1, code, at)) << code;
    for (const char* broken : {"", "0189", "not base 32!"})
        EXPECT_FALSE(totp_step(broken, -1, "287082", at)) << broken;
}

TEST(Totp, TheLinkNamesTheIssuerAndEscapesWhatItMust) {
    EXPECT_EQ(otpauth_uri("Inovacijų agentūra", "ona@mita.lt", "MZXW6YTB"),
              "otpauth://totp/Inovacij%C5%B3%20agent%C5%ABra:ona%40mita.lt?secret=MZXW6YTB"
              "&issuer=Inovacij%C5%B3%20agent%C5%ABra&algorithm=SHA1&digits=6&period=30");
}

TEST(Totp, ThePictureOfTheLinkHasTheThreeCornersOfAQrCode) {
    const std::string svg = qr_svg(otpauth_uri("Atranka", "ona@mita.lt", new_totp_secret()));
    const auto start = svg.find("viewBox=\"0 0 ") + 13;
    const int side = std::stoi(svg.substr(start));
    EXPECT_EQ((side - 8 - 21) % 4, 0);  // a version has 17 + 4 v modules a side
    const auto is_dark = [&](int x, int y) {
        return svg.find("M" + std::to_string(x) + " " + std::to_string(y) + "h1") != std::string::npos;
    };
    for (const auto& [left, top] : {std::pair{4, 4}, std::pair{side - 11, 4}, std::pair{4, side - 11}})
        for (int y = 0; y < 7; ++y)
            for (int x = 0; x < 7; ++x) {
                const int ring = std::max(std::abs(x - 3), std::abs(y - 3));
                EXPECT_EQ(is_dark(left + x, top + y), ring != 2)
                    << left << "," << top << ": " << x << "," << y;
            }
    for (int i = 0; i < side; ++i) EXPECT_FALSE(is_dark(i, 3) || is_dark(3, i));
}

TEST(BreachedPasswords, CommonRepeatedAndRunningOnesAreKnown) {
    const Breached breached;
    for (const char* password :
         {"Password1234", "QWERTYUIOP123", "slaptažodis123", "aaaaaaaaaaaa", "abcabcabcabc", "LietuvaLietuva",
          "abcdefghijklm", "098765432109", "qwertyuiopasdf"})
        EXPECT_TRUE(breached.contains(password)) << password;
    for (const char* password :
         {"žąsų žąsys uosiuose", "correct horse pony staple", "password1234 with more"})
        EXPECT_FALSE(breached.contains(password)) << password;
}

class LeakedFile : public testing::Test {
protected:
    ~LeakedFile() override { std::filesystem::remove(path); }
    void write(const std::string& text) { std::ofstream{path, std::ios::binary} << text; }
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("atranka-leaked-" + std::to_string(std::random_device{}()));
};

std::string sha1_of(const std::string& text) {
    std::array<unsigned char, 20> digest{};
    EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
    std::string hex;
    for (const unsigned char byte : digest) {
        hex += "0123456789ABCDEF"[byte >> 4];
        hex += "0123456789ABCDEF"[byte & 15];
    }
    return hex;
}

TEST_F(LeakedFile, EveryPasswordInItIsFoundAndNoOther) {
    std::set<std::string> lines;
    int length = 1;  // counts of every length, so that lines differ in theirs
    for (int i = 0; i < 500; ++i, length = length % 7 + 1)
        lines.insert(sha1_of("leaked password " + std::to_string(i)) + ":" +
                     std::string(static_cast<std::size_t>(length), '7'));
    std::string text;
    for (const std::string& line : lines) text += line + "\r\n";
    write(text);
    const Breached breached{path};
    for (int i = 0; i < 500; ++i) {
        EXPECT_TRUE(breached.contains("leaked password " + std::to_string(i))) << i;
        EXPECT_FALSE(breached.contains("Leaked password " + std::to_string(i))) << i;
    }
}

TEST_F(LeakedFile, TheFirstAndTheLastLineAreFoundWithoutACountToo) {
    const std::string hash = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8";
    const std::string before(40, '0'), after(40, 'F');
    for (const std::string& text : {hash, hash + "\n", hash + "\n" + after, before + "\n" + hash,
                                    before + ":1\n" + hash + ":1\n" + after + ":1\n"}) {
        write(text);
        EXPECT_TRUE(Breached{path}.contains("password")) << text;
        EXPECT_FALSE(Breached{path}.contains("passwort")) << text;
    }
    write("");
    EXPECT_FALSE(Breached{path}.contains("password"));
}

TEST_F(LeakedFile, AFileThatCannotBeReadIsNamed) {
    try {
        const Breached breached{path};
        ADD_FAILURE() << "opened";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), HasSubstr(path.string()));
    }
}

}  // namespace
}  // namespace atranka::credentials
