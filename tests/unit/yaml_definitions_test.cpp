// Definitions as they are written: the corpus under tests/definitions, and the workflows.

#include "adapters/yaml/yaml.hpp"
#include "engine/definition/draw.hpp"
#include "engine/definition/lint.hpp"
#include "engine/definition/read.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace {

using namespace atranka;
using definition::Definition;
using definition::Problem;

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

struct Verdict {
    std::optional<Definition> definition;
    std::vector<Problem> problems;
};

Verdict verdict_of(const std::string& text) {
    auto node = yaml::read(text);
    if (!node) return {std::nullopt, std::move(node.error())};
    auto read = definition::read(*node);
    if (!read) return {std::nullopt, std::move(read.error())};
    std::vector<Problem> problems = definition::lint(*read);
    return {std::move(*read), std::move(problems)};
}

std::string all(const std::vector<Problem>& problems) {
    std::string text;
    for (const Problem& problem : problems) text += "  " + definition::problem_text(problem) + "\n";
    return text;
}

// "# expect: unknown-step at 82:17"
std::vector<std::string> expectations(const std::string& text) {
    constexpr std::string_view mark = "# expect: ";
    std::vector<std::string> found;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(mark)) found.push_back(line.substr(mark.size()));
    return found;
}

std::vector<std::filesystem::path> files(const std::string& folder) {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(std::string{ATRANKA_SOURCE_DIR} + "/" + folder))
        if (entry.path().extension() == ".yaml") found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

void expect_named(const std::filesystem::path& file, const Verdict& verdict, const std::string& text) {
    std::vector<std::string> named;
    for (const Problem& problem : verdict.problems)
        named.push_back(problem.code + " at " + std::to_string(problem.position.line) + ":" +
                        std::to_string(problem.position.column));
    const auto expected = expectations(text);
    EXPECT_FALSE(expected.empty()) << file;
    for (const std::string& one : expected)
        EXPECT_THAT(named, testing::Contains(one)) << file << "\n" << all(verdict.problems);
}

TEST(Definitions, RefusesEveryBadOneForTheReasonItNames) {
    const auto bad = files("tests/definitions/bad");
    EXPECT_GE(bad.size(), 60U);
    for (const auto& file : bad) {
        const std::string text = text_of(file);
        const Verdict verdict = verdict_of(text);
        EXPECT_TRUE(definition::has_errors(verdict.problems)) << file;
        expect_named(file, verdict, text);
        for (const Problem& problem : verdict.problems) {
            EXPECT_FALSE(problem.mend.empty()) << file << definition::problem_text(problem);
            EXPECT_GT(problem.position.line, 0) << file << definition::problem_text(problem);
        }
    }
}

TEST(Definitions, AcceptsEveryGoodOneWithoutAWord) {
    const auto good = files("tests/definitions/good");
    EXPECT_GE(good.size(), 20U);
    for (const auto& file : good) {
        const Verdict verdict = verdict_of(text_of(file));
        EXPECT_TRUE(verdict.definition) << file;
        EXPECT_TRUE(verdict.problems.empty()) << file << "\n" << all(verdict.problems);
    }
}

TEST(Definitions, WarnsOfWhatMayBeMeant) {
    for (const auto& file : files("tests/definitions/warned")) {
        const std::string text = text_of(file);
        const Verdict verdict = verdict_of(text);
        ASSERT_TRUE(verdict.definition) << file << "\n" << all(verdict.problems);
        EXPECT_FALSE(definition::has_errors(verdict.problems)) << file << "\n" << all(verdict.problems);
        expect_named(file, verdict, text);
    }
}

TEST(Definitions, ReadsEveryWorkflowWithoutAProblem) {
    for (const auto& file : files("workflows")) {
        const Verdict verdict = verdict_of(text_of(file));
        EXPECT_TRUE(verdict.definition) << file;
        EXPECT_TRUE(verdict.problems.empty()) << file << "\n" << all(verdict.problems);
    }
}

TEST(Definitions, MeansTheSameWhenItComesBackFromTheRecord) {
    std::vector<std::filesystem::path> sources = files("tests/definitions/good");
    for (const auto& file : files("workflows")) sources.push_back(file);
    for (const auto& file : sources) {
        auto node = yaml::read(text_of(file));
        ASSERT_TRUE(node) << file;
        const auto first = definition::read(*node);
        ASSERT_TRUE(first) << file;
        const auto again = definition::read(definition::to_node(first->canonical));
        ASSERT_TRUE(again) << file << "\n" << all(again.error());
        EXPECT_EQ(again->canonical, first->canonical) << file;
        // Order has a meaning, and is kept.
        ASSERT_EQ(again->steps.size(), first->steps.size());
        for (std::size_t i = 0; i < first->steps.size(); ++i) EXPECT_EQ(again->steps[i].name, first->steps[i].name);
        EXPECT_EQ(definition::dot(*again), definition::dot(*first)) << file;
        EXPECT_EQ(definition::mermaid(*again), definition::mermaid(*first)) << file;
    }
}

}  // namespace
