#include "adapters/yaml/yaml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace atranka;
using definition::Node;
using definition::Problem;

std::vector<std::string> codes(std::string_view text) {
    std::vector<std::string> found;
    if (const auto node = yaml::read(text); !node)
        for (const Problem& problem : node.error()) found.push_back(problem.code);
    return found;
}

std::string at(const Problem& problem) {
    return std::to_string(problem.position.line) + ":" + std::to_string(problem.position.column) + " " +
           problem.code;
}

std::string repeated(std::string_view part, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += part;
    return text;
}

using testing::ElementsAre;

TEST(Yaml, TakesEveryScalarAsTheTextThatWasWritten) {
    const auto node =
        yaml::read("a: NO\nb: 010\nc: .nan\nd: 1.50\ne: ~\nf: null\ng:\nh: 'x: y'\ni: 2026-01-01\n");
    ASSERT_TRUE(node);
    EXPECT_EQ(node->find("a")->text, "NO");
    EXPECT_EQ(node->find("b")->text, "010");
    EXPECT_EQ(node->find("c")->text, ".nan");
    EXPECT_EQ(node->find("d")->text, "1.50");
    EXPECT_EQ(node->find("e")->text, "~");
    EXPECT_EQ(node->find("f")->text, "null");
    EXPECT_EQ(node->find("g")->text, "");
    EXPECT_EQ(node->find("h")->text, "x: y");
    EXPECT_EQ(node->find("i")->text, "2026-01-01");
}

TEST(Yaml, KeepsTheOrderOfKeysAndKnowsWhereEachStands) {
    const auto node = yaml::read("steps:\n  zeta: {kind: check}\n  alpha:\n    - ąžuolas: {x: 1}\n");
    ASSERT_TRUE(node);
    const Node& steps = *node->find("steps");
    ASSERT_EQ(steps.members.size(), 2U);
    EXPECT_EQ(steps.members[0].key, "zeta");
    EXPECT_EQ(steps.members[0].position, (definition::Position{2, 3}));
    EXPECT_EQ(steps.members[0].value.find("kind")->position, (definition::Position{2, 16}));
    const Node& item = steps.members[1].value.items.at(0);
    EXPECT_EQ(item.members[0].position, (definition::Position{4, 7}));
    // Columns count letters, not bytes.
    EXPECT_EQ(item.members[0].value.position, (definition::Position{4, 16}));
}

TEST(Yaml, RefusesAnchorsAliasesTagsAndMergeKeys) {
    EXPECT_THAT(codes("a: &x 1\nb: *x\n"), ElementsAre("anchor", "alias"));
    EXPECT_THAT(codes("a: &x [*x]\n"), ElementsAre("anchor", "alias"));
    EXPECT_THAT(codes("a: !!str 1\nb: !thing {c: d}\nc: ! x\n"), ElementsAre("tag", "tag", "tag"));
    EXPECT_THAT(codes("a: {<<: {b: c}}\n"), ElementsAre("merge-key"));
}

TEST(Yaml, RefusesABombOfAliasesAtItsFirstAnchor) {
    std::string bomb = "a0: &a0 [x, x]\n";
    for (int i = 1; i < 24; ++i)
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) +
                ", *a" + std::to_string(i - 1) + "]\n";
    EXPECT_EQ(codes(bomb).front(), "anchor");
}

TEST(Yaml, RefusesARepeatedKeyAndNamesBothPlaces) {
    const auto node = yaml::read("steps:\n  a: 1\n  b: 2\n  a: 3\n");
    ASSERT_FALSE(node);
    ASSERT_EQ(node.error().size(), 1U);
    EXPECT_EQ(at(node.error()[0]), "4:3 duplicate-key");
    EXPECT_EQ(node.error()[0].path, "steps");
    EXPECT_NE(node.error()[0].message.find("line 2"), std::string::npos);
}

TEST(Yaml, RefusesKeysThatAreNoText) {
    EXPECT_THAT(codes("? [a, b]\n: 1\n"), ElementsAre("key-not-text"));
    EXPECT_THAT(codes("{a: {: 1}}\n"), ElementsAre("key-not-text"));
}

TEST(Yaml, RefusesAFurtherDocument) {
    EXPECT_THAT(codes("a: 1\n---\nb: 2\n"), ElementsAre("several-documents"));
    EXPECT_THAT(codes(","), testing::Not(testing::IsEmpty()));
    EXPECT_TRUE(yaml::read("---\na: 1\n...\n"));
}

TEST(Yaml, RefusesAnEmptyDocument) {
    EXPECT_THAT(codes(""), ElementsAre("empty-document"));
    EXPECT_THAT(codes("# only a comment\n"), ElementsAre("empty-document"));
}

TEST(Yaml, RefusesInvalidUtf8AndControlCharactersOnEveryLineThatHasThem) {
    const auto node = yaml::read("a: \xff\nb: fine\nč: \x01\n");
    ASSERT_FALSE(node);
    ASSERT_EQ(node.error().size(), 2U);
    EXPECT_EQ(at(node.error()[0]), "1:4 bad-text");
    EXPECT_EQ(at(node.error()[1]), "3:4 bad-text");
    EXPECT_THAT(codes("a: \"\\x00\"\n"), ElementsAre("bad-text"));
    EXPECT_THAT(codes(std::string_view("a\0b", 3)), ElementsAre("bad-text"));
}

TEST(Yaml, AcceptsAByteOrderMarkAndWindowsLineEnds) {
    const auto node = yaml::read(
        "\xEF\xBB\xBF"
        "a: 1\r\nb: x\r\n");
    ASSERT_TRUE(node);
    EXPECT_EQ(node->find("b")->text, "x");
    EXPECT_EQ(node->find("b")->position, (definition::Position{2, 4}));
}

TEST(Yaml, CapsSizeDepthNumberOfValuesAndLengthOfAText) {
    EXPECT_THAT(codes(std::string(yaml::size_max + 1, ' ')), ElementsAre("too-large"));
    EXPECT_TRUE(yaml::read(repeated("[", 32) + repeated("]", 32)));
    EXPECT_THAT(codes(repeated("[", 33) + repeated("]", 33)), ElementsAre("too-deep"));
    EXPECT_THAT(codes(repeated("[", 100'000)), testing::Not(testing::IsEmpty()));
    EXPECT_THAT(codes(repeated("{a: ", 100'000)), testing::Not(testing::IsEmpty()));
    EXPECT_THAT(codes(repeated("- x\n", 50'001)), ElementsAre("too-many-values"));
    EXPECT_THAT(codes("a: " + std::string(20'000, 'x')), ElementsAre("text-too-long"));
}

TEST(Yaml, ReportsASyntaxErrorWhereItStands) {
    const auto node = yaml::read("a: 1\nb: [1, 2\nc: 3\n");
    ASSERT_FALSE(node);
    EXPECT_EQ(node.error()[0].code, "syntax");
    EXPECT_GE(node.error()[0].position.line, 2);
}

TEST(Yaml, ReportsAllFaultsOfADocumentAtOnce) {
    EXPECT_THAT(codes("a: &x 1\na: 2\nb: !t 3\nc: {d: 1, d: 2}\n"),
                ElementsAre("anchor", "duplicate-key", "tag", "duplicate-key"));
}

TEST(Yaml, KnowsWhereALetterStandsBehindEscapesAndFoldedLines) {
    const auto node = yaml::read(
        "a: \"x\\u0161 \\\"q\\\" z\"\n"
        "b: 'it''s so'\n"
        "c: one\n  two\n"
        "d: |2\n    in\n  out\n"
        "e: >\n  one\n  two\n\n  three\n"
        "f: \"one\\\n  two\"\n");
    ASSERT_TRUE(node);
    const auto at = [&](const char* key, const char* letter) {
        const definition::Node& found = *node->find(key);
        return found.position_in_text(found.text.find(letter));
    };
    EXPECT_EQ(at("a", "z"), (definition::Position{1, 19}));
    EXPECT_EQ(at("a", "q"), (definition::Position{1, 15}));
    EXPECT_EQ(at("b", "so"), (definition::Position{2, 11}));
    EXPECT_EQ(at("c", "two"), (definition::Position{4, 3}));
    EXPECT_EQ(at("d", "in"), (definition::Position{6, 5}));
    EXPECT_EQ(at("d", "out"), (definition::Position{7, 3}));
    EXPECT_EQ(at("e", "wo"), (definition::Position{10, 4}));
    EXPECT_EQ(at("e", "three"), (definition::Position{12, 3}));
    EXPECT_EQ(at("f", "two"), (definition::Position{14, 3}));
}

TEST(Yaml, KnowsWhereALetterOfATextStands) {
    const auto node =
        yaml::read("a: 'one two'\nb: |\n  first\n  second\nc: >-\n  folded\n  text\nd: plain\n");
    ASSERT_TRUE(node);
    EXPECT_EQ(node->find("a")->position_in_text(4), (definition::Position{1, 9}));
    EXPECT_EQ(node->find("b")->position_in_text(8), (definition::Position{4, 5}));
    EXPECT_EQ(node->find("c")->position_in_text(8), (definition::Position{7, 4}));
    EXPECT_EQ(node->find("d")->position_in_text(2), (definition::Position{8, 6}));
}

}  // namespace
