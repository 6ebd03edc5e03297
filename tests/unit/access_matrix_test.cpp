// docs/access.md is what the policy says; UPDATE_GOLDEN=1 prints it anew, on purpose.

#include "engine/access/matrix.hpp"
#include "source_dir.hpp"

#include <gmock/gmock.h>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace atranka {
namespace {

TEST(AccessMatrix, IsTheOneThatWasReviewed) {
    const std::string file = (source_dir() / "docs/access.md").string();
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream{file} << access::matrix();
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    EXPECT_EQ(text.str(), access::matrix());
}

}  // namespace
}  // namespace atranka
