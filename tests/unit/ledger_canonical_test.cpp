#include "engine/ledger/canonical.hpp"

#include "adapters/json/json.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

namespace atranka {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

fs::path conformance() {
    const char* folder = std::getenv("ATRANKA_CONFORMANCE");
    return folder != nullptr ? fs::path{folder} : source_dir() / "../shared/conformance";
}

TEST(Canonical, OrdersKeysByTheirUtf16CodeUnits) {
    // U+FB33 (EF…) comes after U+1F602 (F0…), whose first code unit is D83D.
    const Value value =
        Value::object({{"\xEF\xAC\xB3", 1}, {"\xF0\x9F\x98\x82", 2}, {"\xE2\x82\xAC", 3}, {"a", 4}, {"", 5}});
    EXPECT_EQ(ledger::canonical(value),
              "{\"\":5,\"a\":4,\"\xE2\x82\xAC\":3,\"\xF0\x9F\x98\x82\":2,\"\xEF\xAC\xB3\":1}");
    EXPECT_EQ(ledger::canonical_value(ledger::canonical(value)), value);
}

TEST(Canonical, WritesWhatADoubleWouldBendAsText) {
    const Value value =
        Value::list({*Decimal::parse("25000.50"), *Decimal::parse("7"), std::int64_t{9007199254740991},
                     std::int64_t{9007199254740992}, std::int64_t{-9007199254740992}});
    EXPECT_EQ(ledger::canonical(value),
              R"(["25000.50","7",9007199254740991,"9007199254740992","-9007199254740992"])");
}

TEST(Canonical, ReadsNothingThatItWouldNotHaveWritten) {
    for (const std::string_view text : {"",
                                        " 1",
                                        "1 ",
                                        "[1, 2]",
                                        "01",
                                        "-0",
                                        "1.0",
                                        "1e3",
                                        "9007199254740992",
                                        "{\"b\":1,\"a\":2}",
                                        "{\"a\":1,\"a\":2}",
                                        R"("\u000a")",
                                        R"("\u000A")",
                                        R"("\u001F")",
                                        R"("\u0041")",
                                        R"("\/")",
                                        R"("\u0022")",
                                        "\"\n\"",
                                        "\"\xFF\"",
                                        "\"\xED\xA0\x80\"",
                                        "nul",
                                        "truefalse",
                                        "[1,]",
                                        "{\"a\":1,}",
                                        "[",
                                        "\"",
                                        "\"\\",
                                        "{\"a\"}",
                                        "[1]]",
                                        "NaN",
                                        "{\"\xEF\xAC\xB3\":1,\"\xF0\x9F\x98\x82\":2}"})
        EXPECT_FALSE(ledger::canonical_value(text)) << text;
    EXPECT_FALSE(ledger::canonical_value(std::string(100'000, '[')));
}

TEST(Canonical, AbortsOnWhatCannotBeRecorded) {
    Value deep = 1;
    for (int i = 0; i < 200; ++i) deep = Value::list({deep});
    EXPECT_DEATH(ledger::canonical(deep), "128 levels");
    EXPECT_DEATH(ledger::canonical("\xFF"), "UTF-8");
}

// A change of one byte gives another record or none: two byte strings never read as the same tree.
TEST(Canonical, SpellsEveryTreeInOneWay) {
    const std::string bytes = ledger::canonical(
        Value::object({{"at", "2026-11-23"},
                       {"n", 120},
                       {"list", Value::list({true, nullptr, "\xC4\x97\n\x01\\\"", -5, Value::object()})}}));
    std::mt19937 random{7};
    int readable = 0;
    for (int i = 0; i < 50'000; ++i) {
        std::string changed = bytes;
        changed[random() % changed.size()] = static_cast<char>(random() % 256);
        if (const auto value = ledger::canonical_value(changed)) {
            ++readable;
            ASSERT_EQ(ledger::canonical(*value), changed);
        }
    }
    EXPECT_GT(readable, 2'500);
}

// Our records hold no floating point, so a document with an exponent is skipped, and 56.0 stands for the
// integer it is.
Value integral(Value value) {
    if (value.is_decimal())
        if (const auto n = value.as_decimal().to_int64()) return *n;
    if (value.is_list())
        for (Value& item : value.as_list()) item = integral(item);
    if (value.is_object())
        for (auto& [key, member] : value.as_object()) member = integral(member);
    return value;
}

TEST(Canonical, GivesTheBytesThatThePublicDocumentsDemand) {
    const fs::path folder = conformance() / "jcs" / "testdata";
    if (!fs::exists(folder)) GTEST_SKIP() << "the public JCS documents are not here: " << folder;
    int compared = 0, skipped = 0;
    for (const auto& entry : fs::directory_iterator{folder / "input"}) {
        const auto value = json::parse(contents(entry.path()));
        if (!value) {
            EXPECT_THAT(value.error().message, testing::HasSubstr("exponent")) << entry.path();
            std::cout << "skipped, since it holds floating point: " << entry.path().filename() << '\n';
            ++skipped;
            continue;
        }
        const std::string expected = contents(folder / "output" / entry.path().filename());
        EXPECT_EQ(ledger::canonical(integral(*value)), expected) << entry.path();
        EXPECT_TRUE(ledger::canonical_value(expected)) << entry.path();
        ++compared;
    }
    EXPECT_EQ(compared, 5);
    EXPECT_EQ(skipped, 1);
}

}  // namespace
}  // namespace atranka
