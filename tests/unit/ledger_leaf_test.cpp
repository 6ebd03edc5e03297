#include "engine/ledger/leaf.hpp"

#include "engine/ledger/canonical.hpp"

#include <gmock/gmock.h>

namespace atranka {
namespace {

ledger::Leaf example() {
    ledger::Leaf leaf;
    leaf.log = "example.org/calls/2026-1/1";
    leaf.index = 17;
    leaf.streams = {{"application/a-17", 4}};
    leaf.instance_size = 5;
    leaf.type = "SubmitReview";
    leaf.actor = "p-3";
    leaf.authenticated = "cli";
    leaf.at = *Instant::parse("2026-11-23T00:10:13.000Z");
    leaf.definition = std::string(64, 'd');
    leaf.facts = {{"step", "evaluation"}};
    leaf.commit = {{"command", std::string(64, 'c')}};
    leaf.beside = {{"ranking", std::string(64, 'b')}};
    leaf.nonce = std::string(32, 'e');
    return leaf;
}

TEST(Leaf, IsSpelledInOneWay) {
    EXPECT_EQ(
        example().bytes(),
        R"({"actor":"p-3","at":"2026-11-23T00:10:13.000Z","authenticated":"cli","beside":{"ranking":")" +
            std::string(64, 'b') + R"("},"commit":{"command":")" + std::string(64, 'c') +
            R"("},"definition":")" + std::string(64, 'd') +
            R"(","index":17,"instance_size":5,"log":"example.org/calls/2026-1/1","nonce":")" +
            std::string(32, 'e') + R"(","public":{"step":"evaluation"},)" +
            R"("semantics":1,"streams":{"application/a-17":4},"type":"SubmitReview"})");
}

TEST(Leaf, IsReadBackAsItWasWritten) {
    EXPECT_EQ(ledger::read_leaf(example().bytes()), example());
    ledger::Leaf bare = example();
    bare.definition.clear();
    bare.facts.clear();
    bare.commit.clear();
    bare.beside.clear();
    EXPECT_EQ(ledger::read_leaf(bare.bytes()), bare);
}

TEST(Leaf, IsReadInNoOtherSpelling) {
    const std::string bytes = example().bytes();
    EXPECT_FALSE(ledger::read_leaf(bytes + " "));
    EXPECT_FALSE(ledger::read_leaf(""));
    EXPECT_FALSE(ledger::read_leaf("[]"));
    const Value tree = *ledger::canonical_value(bytes);
    const auto with = [&](std::string name, Value value) {
        Value changed = tree;
        changed.set(std::move(name), std::move(value));
        return ledger::canonical(changed);
    };
    EXPECT_TRUE(ledger::read_leaf(with("index", 18)));
    EXPECT_FALSE(ledger::read_leaf(with("index", -1)));
    EXPECT_FALSE(ledger::read_leaf(with("index", "17")));
    EXPECT_FALSE(ledger::read_leaf(with("further", 1)));
    EXPECT_FALSE(ledger::read_leaf(with("public", Value::object())));
    EXPECT_FALSE(ledger::read_leaf(with("public", nullptr)));
    EXPECT_FALSE(ledger::read_leaf(with("public", 5)));
    EXPECT_FALSE(ledger::read_leaf(with("streams", Value::object())));
    EXPECT_FALSE(ledger::read_leaf(with("at", "2026-11-23T00:10:13Z")));
    EXPECT_FALSE(ledger::read_leaf(with("nonce", std::string(32, 'E'))));
    EXPECT_FALSE(ledger::read_leaf(with("actor", "p\x01")));
    for (const auto& [name, member] : tree.as_object()) {
        if (name == "definition" || name == "public" || name == "commit" || name == "beside") continue;
        Value without = tree;
        without.as_object().erase(name);
        EXPECT_FALSE(ledger::read_leaf(ledger::canonical(without))) << name;
    }
}

TEST(Leaf, SaysWhyItCannotBeRecorded) {
    EXPECT_EQ(example().fault(), std::nullopt);
    const auto fault = [](auto change) {
        ledger::Leaf leaf = example();
        change(leaf);
        return leaf.fault().value_or("");
    };
    using testing::HasSubstr;
    EXPECT_THAT(fault([](auto& l) { l.actor.clear(); }), HasSubstr("names its log"));
    EXPECT_THAT(fault([](auto& l) { l.type = "a\x01"; }), HasSubstr("control characters"));
    EXPECT_THAT(fault([](auto& l) { l.index = ledger::integer_max + 1; }), HasSubstr("2^53-1"));
    EXPECT_THAT(fault([](auto& l) { l.streams["application/a-17"] = 0; }), HasSubstr("version from 1"));
    EXPECT_THAT(fault([](auto& l) { l.definition = "abc"; }), HasSubstr("64 hex digits"));
    EXPECT_THAT(fault([](auto& l) { l.commit["form"] = "abc"; }), HasSubstr("commitment"));
    EXPECT_THAT(fault([](auto& l) { l.beside["list"] = "abc"; }), HasSubstr("beside"));
    EXPECT_THAT(fault([](auto& l) { l.nonce.clear(); }), HasSubstr("nonce"));
    EXPECT_THAT(fault([](auto& l) { l.at.ms = INT64_C(1) << 50; }), HasSubstr("years 1 to 9999"));
}

TEST(Leaf, HasAtMostSixteenKibibytes) {
    ledger::Leaf leaf = example();
    leaf.facts["note"] = std::string(
        ledger::leaf_size_max - leaf.bytes().size() - std::string_view{R"("note":"",)"}.size(), 'x');
    EXPECT_EQ(leaf.bytes().size(), ledger::leaf_size_max);
    EXPECT_EQ(ledger::read_leaf(leaf.bytes()), leaf);
    leaf.facts["note"] = leaf.facts["note"].as_text() + "x";
    EXPECT_THAT(leaf.fault().value_or(""), testing::HasSubstr("16 KiB, and this one 16385 bytes"));
    EXPECT_DEATH(leaf.bytes(), "16 KiB");
}

}  // namespace
}  // namespace atranka
