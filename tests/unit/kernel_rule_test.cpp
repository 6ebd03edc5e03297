#include "engine/kernel/id.hpp"
#include "engine/kernel/rule.hpp"

#include <gmock/gmock.h>
#include <algorithm>
#include <set>

namespace atranka {
namespace {

TEST(Rules, AreFoundByTheirNames) {
    for (const Rule rule : all_rules()) EXPECT_EQ(rule_of(rule_name(rule)), rule);
    EXPECT_EQ(rule_name(Rule::text_must_be_clean), "text_must_be_clean");
    EXPECT_EQ(rule_of("no_such_rule"), std::nullopt);
    EXPECT_EQ(rule_of(""), std::nullopt);
}

TEST(Rules, HaveNamesOfTheirOwnThatSayWhatMustBe) {
    std::set<std::string_view> names;
    for (const Rule rule : all_rules()) {
        const std::string_view name = rule_name(rule);
        EXPECT_TRUE(names.insert(name).second) << name;
        EXPECT_TRUE(std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; }))
            << name;
        EXPECT_NE(name.find("_must_"), std::string_view::npos) << name;
    }
}

TEST(Rules, EachDemandOneThingInOneSentence) {
    std::set<std::string_view> sentences;
    for (const Rule rule : all_rules()) {
        const std::string_view sentence = rule_sentence(rule);
        EXPECT_TRUE(sentence.size() > 10 && sentence.front() >= 'A' && sentence.front() <= 'Z' &&
                    sentence.back() == '.')
            << sentence;
        EXPECT_TRUE(sentences.insert(sentence).second) << sentence;
    }
}

}  // namespace
}  // namespace atranka
