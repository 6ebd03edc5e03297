// Whatever two versions differ in is told.

#include "engine/proof/versions.hpp"
#include "adapters/yaml/yaml.hpp"
#include "engine/definition/read.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <functional>
#include <sstream>

namespace atranka {
namespace {

using testing::ElementsAre;

Value inoklaster() {
    std::ifstream in{source_dir() / "workflows/inoklaster.yaml", std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return definition::to_value(*yaml::read(text.str()));
}
// What it says; nothing where the changed document is none.
std::optional<std::vector<std::string>> differences(const Value& fresh) {
    static const definition::Definition old = *definition::read(definition::to_node(inoklaster()));
    const auto read = definition::read(definition::to_node(fresh));
    if (!read) return std::nullopt;
    return proof::differences(old, *read);
}
Value& at(Value& tree, const std::vector<std::string>& path) {
    Value* value = &tree;
    for (const std::string& key : path)
        for (auto& [name, one] : value->as_object())
            if (name == key) {
                value = &one;
                break;
            }
    return *value;
}

TEST(Versions, DifferInNothingThatIsNotTold) {
    Value document = inoklaster();
    int readable = 0;
    const std::function<void(Value&, const std::string&)> change_each = [&](Value& value,
                                                                            const std::string& path) {
        if (value.is_object())
            for (auto& [key, one] : value.as_object())
                if (key != "$order") change_each(one, path + "." + key);
        if (value.is_list())
            for (Value& one : value.as_list()) change_each(one, path + "[]");
        if (!value.is_text() || path == ".version") return;
        const std::string text = value.as_text();
        const auto number = Decimal::parse(text);
        for (const std::string& other :
             {number ? (*number + Decimal{1}).text() : text + " x",
              std::string{text == "true" ? "false" : "true"}, std::string{"officer"}, std::string{"11 days"},
              text + " and true", std::string{"median"}}) {
            if (other == text) continue;
            value = other;
            const auto told = differences(document);
            if (!told) continue;
            ++readable;
            EXPECT_FALSE(told->empty()) << path << ": " << text << " → " << other;
            break;
        }
        value = text;
    };
    change_each(document, "");
    EXPECT_GT(readable, 300);
}

TEST(Versions, AreToldByPlaceAndValuesWhereNothingSaysWhatTheyMean) {
    Value document = inoklaster();
    at(document, {"retention", "decision", "years"}) = "12";
    EXPECT_THAT(*differences(document), ElementsAre("`retention.decision.years`: 10 → 12"));
    document = inoklaster();
    at(document, {"steps", "evaluation", "blind"}) = "experts";
    EXPECT_THAT(*differences(document), ElementsAre("`steps.evaluation.blind`: none → experts"));
    document = inoklaster();
    at(document, {"outcomes", "expired", "letter", "en"}) = "Too late.";
    EXPECT_THAT(
        *differences(document),
        ElementsAre("`outcomes.expired.letter.en`: The deadline has passed without a submission. Nothing "
                    "was assessed. → Too late."));
    document = inoklaster();
    at(document, {"rubrics", "idea", "anchors", "0", "en"}) = "Nothing at all";
    EXPECT_THAT(*differences(document),
                ElementsAre(testing::MatchesRegex("`rubrics.idea.anchors.0.en`: .* → Nothing at all")));
}

}  // namespace
}  // namespace atranka
