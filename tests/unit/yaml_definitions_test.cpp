// Definitions as they are written: the corpus under tests/definitions, and the workflows.

#include "adapters/yaml/yaml.hpp"
#include "engine/definition/draw.hpp"
#include "engine/definition/lint.hpp"
#include "engine/definition/read.hpp"
#include "engine/definition/scxml.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
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
    for (const auto& entry : std::filesystem::directory_iterator(source_dir() / folder))
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
        for (std::size_t i = 0; i < first->steps.size(); ++i)
            EXPECT_EQ(again->steps[i].name, first->steps[i].name);
        EXPECT_EQ(definition::dot(*again), definition::dot(*first)) << file;
        EXPECT_EQ(definition::mermaid(*again), definition::mermaid(*first)) << file;
    }
}

// Every node of the tree, as the way to it by index.
void collect_ways(const definition::Node& node, std::vector<std::size_t>& way,
                  std::vector<std::vector<std::size_t>>& ways) {
    ways.push_back(way);
    const std::size_t count = node.is_map() ? node.members.size() : node.items.size();
    for (std::size_t i = 0; i < count; ++i) {
        way.push_back(i);
        collect_ways(node.is_map() ? node.members[i].value : node.items[i], way, ways);
        way.pop_back();
    }
}

definition::Node& follow(definition::Node& root, const std::vector<std::size_t>& way) {
    definition::Node* node = &root;
    for (const std::size_t i : way) node = node->is_map() ? &node->members[i].value : &node->items[i];
    return *node;
}

TEST(Definitions, AreAnsweredWithProblemsWhateverStandsInPlaceOfAPart) {
    const auto sound =
        yaml::read(text_of((source_dir() / "tests/definitions/good/everything.yaml").string())).value();
    std::vector<std::vector<std::size_t>> ways;
    std::vector<std::size_t> way;
    collect_ways(sound, way, ways);
    const std::vector<definition::Node> others{
        definition::Node::scalar(""), definition::Node::scalar("x y"), definition::Node::scalar("-1"),
        definition::Node::list({definition::Node::scalar("other"), definition::Node::list()}),
        definition::Node::map(
            {{"en", {}, definition::Node::list()}, {"kind", {}, definition::Node::scalar("review")}})};
    int refused = 0;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        definition::Node changed = sound;
        definition::Node& part = follow(changed, ways[i]);
        const definition::Position position = part.position;
        part = others[i % others.size()];
        part.position = position;
        const auto read = definition::read(changed);
        const std::vector<Problem> problems = read ? definition::lint(*read) : read.error();
        if (definition::has_errors(problems)) ++refused;
        for (const Problem& problem : problems) {
            EXPECT_FALSE(problem.code.empty());
            EXPECT_FALSE(problem.mend.empty()) << definition::problem_text(problem);
        }
    }
    // Free texts may become other texts; most of the rest may not.
    EXPECT_GT(refused, static_cast<int>(ways.size()) / 2);
}

TEST(Definitions, LoseNoPartWithoutARemark) {
    const auto sound = yaml::read(text_of((source_dir() / "workflows/inoklaster.yaml").string())).value();
    for (std::size_t i = 0; i < sound.members.size(); ++i) {
        definition::Node changed = sound;
        const std::string key = changed.members[i].key;
        changed.members.erase(changed.members.begin() + static_cast<std::ptrdiff_t>(i));
        const bool is_optional = key == "about" || key == "calendar" || key == "currency" ||
                                 key == "appeals" || key == "retention" || key == "separation";
        EXPECT_EQ(definition::read(changed).has_value(), is_optional) << key;
    }
}

TEST(Drawings, ShowEveryStepStageAndRoute) {
    const auto node = yaml::read(text_of((source_dir() / "workflows/inoklaster.yaml").string()));
    const auto definition = definition::read(node.value()).value();
    const std::string dot = definition::dot(definition), mermaid = definition::mermaid(definition, "lt");
    for (const definition::Step& step : definition.steps) {
        EXPECT_THAT(dot, testing::HasSubstr("cluster_" + step.name));
        for (const auto& [result, target] : step.on)
            EXPECT_THAT(mermaid, testing::HasSubstr(step.name + " --> " + target + " : " + result));
    }
    EXPECT_THAT(dot, testing::HasSubstr(
                         "\"eligibility.pending\" -> \"eligibility.awaiting_answer\" [label=\"ask\"]"));
    EXPECT_THAT(dot,
                testing::HasSubstr("\"ranking.reserved\" -> \"reserve_expired\" [label=\"reserve_expired\""));
    EXPECT_THAT(mermaid, testing::HasSubstr("Idėjos vertinimas"));
    EXPECT_EQ(dot.find('\0'), std::string::npos);
}

TEST(Drawings, AreStatechartsWithEveryStepStageRowAndOutcome) {
    const auto node = yaml::read(text_of((source_dir() / "workflows/inoklaster.yaml").string()));
    const auto definition = definition::read(node.value()).value();
    const std::string chart = definition::scxml(definition, "lt");
    for (const definition::Step& step : definition.steps)
        for (const lifecycle::Stage& stage : lifecycle::stages_of(step.kind)) {
            const std::string name = lifecycle::stage_name(stage);
            EXPECT_THAT(chart, testing::HasSubstr(" id=\"" + step.name + name.substr(name.find('.')) + "\""))
                << name;
        }
    for (const definition::Outcome& outcome : definition.outcomes)
        EXPECT_THAT(chart, testing::HasSubstr("<final id=\"" + outcome.name + "\"/>"));
    EXPECT_THAT(chart,
                testing::HasSubstr("<transition event=\"refuse\" "
                                   "cond=\"_event.data.same_person === false &amp;&amp; "
                                   "_event.data.has_interest === false &amp;&amp; "
                                   "_event.data.reason_given === true\" target=\"eligibility.pending\"/>"));
    EXPECT_THAT(chart, testing::HasSubstr(
                           "<transition event=\"expire\" cond=\"_event.data.reserve_expired === true\" "
                           "target=\"reserve_expired\"/>"));
    EXPECT_THAT(chart, testing::HasSubstr("<!-- Idėjos vertinimas -->"));
}

TEST(Drawings, KeepTitlesInsideTheirComments) {
    const auto node = yaml::read(text_of((source_dir() / "workflows/inoklaster.yaml").string()));
    auto definition = definition::read(node.value()).value();
    definition.title.by_language["en"] = "a --> b ---";
    EXPECT_THAT(definition::scxml(definition), testing::HasSubstr("<!-- a - -> b - - - ("));
}

}  // namespace
