#include "adapters/http/target.hpp"

#include <gtest/gtest.h>

namespace atranka::http {
namespace {

TEST(HttpTarget, APathIsDecodedOnce) {
    EXPECT_EQ(read_target("/")->path, "/");
    EXPECT_EQ(read_target("/calls/2026/")->path, "/calls/2026/");
    EXPECT_EQ(read_target("/a%20b/%C5%A1altinis")->path, "/a b/šaltinis");
    EXPECT_EQ(read_target("/a%2525")->path, "/a%25");
    EXPECT_EQ(read_target("/.well-known/..x")->path, "/.well-known/..x");
}

TEST(HttpTarget, AQueryKeepsItsOrderAndItsRepeatedNames) {
    const auto target = read_target("/a?b=1&c=x+y%2B%26&b=&d&&filter[state]=open");
    ASSERT_TRUE(target.has_value());
    EXPECT_EQ(target->query,
              (Pairs{{"b", "1"}, {"c", "x y+&"}, {"b", ""}, {"d", ""}, {"filter[state]", "open"}}));
}

class OddTarget : public testing::TestWithParam<std::string> {};

TEST_P(OddTarget, IsRefused) { EXPECT_FALSE(read_target(GetParam()).has_value()); }

INSTANTIATE_TEST_SUITE_P(HttpTarget, OddTarget,
                         testing::Values(
                             "", "a", "*", "http://a/b", "a:443", "//", "//a", "/a//b", "/a//", "/.", "/..",
                             "/a/./b", "/a/../b", "/a/..", "/%2e/a", "/%2E%2e/a", "/a%2fb", "/a%2Fb",
                             "/a%5cb", "/a%00", "/a%0a", "/a%7f", "/a%", "/a%2", "/a%zz", "/a%-1", "/a%ff",
                             "/a%c3", "/a%c0%af", "/a%ed%a0%80", "/a#b", "/a\\b", "/a b", "/a\"b", "/a<b",
                             "/a|b", "/\xc5\xa1", "/a?b=%", "/a?b=%0", "/a?%00", "/a?b=%1b", "/a?b=%ff",
                             "/a?b=c#d", "/a?b=\xc5\xa1", "/a?b=\\", "/a?<b>",
                             "/a?" + std::string(2 * parameters_max, '&') + [] {
                                 std::string many;
                                 for (std::size_t i = 0; i <= parameters_max; ++i) many += "x&";
                                 return many;
                             }()));

}  // namespace
}  // namespace atranka::http
