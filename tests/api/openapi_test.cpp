// schemas/openapi.json is what the API says of itself; UPDATE_GOLDEN=1 prints it anew, on purpose.

#include "adapters/api/route.hpp"
#include "adapters/json/json.hpp"
#include "source_dir.hpp"
#include "tests/api/house.hpp"

#include <gmock/gmock.h>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace atranka::api_test {
namespace {

TEST(Description, IsTheOneThatIsPublished) {
    const std::string file = (source_dir() / "schemas/openapi.json").string();
    const std::string now = json::write_pretty(api::openapi());
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream{file} << now;
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    EXPECT_EQ(text.str(), now);
}

TEST(Description, HasAPathForEveryCommand) {
    for (const std::string_view name : service::command_names())
        EXPECT_NE(api::openapi().at("paths").find("/commands/" + std::string{name}), nullptr) << name;
    for (const std::string_view name : service::command_names())
        EXPECT_FALSE(access::givers_of(access::policy(), name).empty()) << name << " may be given by nobody";
}

}  // namespace
}  // namespace atranka::api_test
