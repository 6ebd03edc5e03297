// Reading a definition strictly, with its expressions, and its structural lint, against parsing its YAML.

#include "bench/figures.hpp"
#include "bench/town.hpp"

#include "adapters/yaml/yaml.hpp"
#include "engine/definition/lint.hpp"
#include "engine/definition/read.hpp"

#include <yaml-cpp/yaml.h>
#include <stdexcept>

namespace atranka::bench {

namespace {

constexpr int turns = 61;

}  // namespace

std::vector<Figure> linting(const std::filesystem::path&) {
    const std::string text = text_of(inoklaster_file());
    const auto read_and_lint = [&] {
        const auto document = yaml::read(text);
        if (!document) throw std::runtime_error("the definition cannot be read");
        const auto definition = definition::read(*document);
        if (!definition || definition::has_errors(definition::lint(*definition)))
            throw std::runtime_error("the definition has problems");
    };
    Figure figure{"reading and linting workflows/inoklaster.yaml",
                  "read strictly, its expressions parsed and typed, its graph linted", "parsed by yaml-cpp"};
    figure.bound = 5;
    figure.note = std::to_string(text.size()) + " bytes";
    return {compare(
        std::move(figure), turns, [&] { return seconds(read_and_lint); },
        [&] {
            return seconds([&] {
                if (!YAML::Load(text).IsMap()) throw std::runtime_error("the definition is no map");
            });
        })};
}

}  // namespace atranka::bench
