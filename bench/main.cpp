// atranka_bench [--json] [--data FOLDER] [FIGURE…]: the figures, or those named.
// atranka_bench [--data FOLDER] --soak MINUTES: the server at full load.

#include "bench/figures.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <exception>
#include <string_view>

namespace atranka::bench {

namespace {

struct Named {
    std::string_view name;
    std::vector<Figure> (*measure)(const std::filesystem::path&);
};
constexpr Named all[] = {{"replaying", replaying}, {"proving", proving},     {"deciding", deciding},
                         {"durable", durable},     {"gathering", gathering}, {"growing", growing},
                         {"ranking", ranking},     {"linting", linting},     {"evaluating", evaluating},
                         {"scaling", scaling},     {"serving", serving}};

int run(int argc, char** argv) {
    bool as_json = false;
    std::filesystem::path data = std::filesystem::path{ATRANKA_SOURCE_DIR} / "build/bench-data";
    std::vector<std::string_view> wanted;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--json") {
            as_json = true;
        } else if (word == "--data" && i + 1 < argc) {
            data = argv[++i];
        } else if (word == "--soak" && i + 1 < argc) {
            return soak(data, std::stod(argv[++i]));
        } else if (std::ranges::find(all, word, &Named::name) != std::end(all)) {
            wanted.push_back(word);
        } else {
            fmt::print(stderr, "usage: atranka_bench [--json] [--data FOLDER] [FIGURE…]; figures are:");
            for (const Named& one : all) fmt::print(stderr, " {}", one.name);
            fmt::print(stderr, "\n");
            return 64;
        }
    }
    std::vector<Figure> figures;
    for (const Named& one : all) {
        if (!wanted.empty() && std::ranges::find(wanted, one.name) == wanted.end()) continue;
        fmt::print(stderr, "bench: {}\n", one.name);
        for (Figure& figure : one.measure(data)) figures.push_back(std::move(figure));
    }
    fmt::print("{}", as_json ? json(figures) : table(figures));
    return 0;
}

}  // namespace

}  // namespace atranka::bench

int main(int argc, char** argv) {
    try {
        return atranka::bench::run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench: {}\n", error.what());
        return 70;
    }
}
