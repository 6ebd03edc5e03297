#include "adapters/api/disposition.hpp"

#include <gtest/gtest.h>

namespace atranka::api {
namespace {

TEST(FileNames, AreReadFromContentDisposition) {
    EXPECT_EQ(name_in("attachment; filename=\"a b.pdf\""), "a b.pdf");
    EXPECT_EQ(name_in("attachment; filename=a.pdf; x=y"), "a.pdf");
    EXPECT_EQ(name_in("attachment; filename=\"old.pdf\"; filename*=UTF-8''%C5%BE.pdf"), "ž.pdf");
    EXPECT_EQ(name_in("attachment; FILENAME=\"a\\\"b.pdf\""), "a\"b.pdf");
    EXPECT_EQ(name_in("attachment; filename*=UTF-8''%zz"), std::nullopt);
    EXPECT_EQ(name_in("attachment"), std::nullopt);
    EXPECT_EQ(name_in("attachment; filename*=UTF-8''%ff; filename=b.pdf"), "b.pdf");
}

TEST(FileNames, AreToldWithoutAnythingThatEndsAHeader) {
    EXPECT_EQ(disposition_of("ž \"x\".pdf"),
              "attachment; filename=\"__ _x_.pdf\"; filename*=UTF-8''%C5%BE%20%22x%22.pdf");
    EXPECT_EQ(disposition_of("a\r\nb"), "attachment; filename=\"a__b\"; filename*=UTF-8''a%0D%0Ab");
}

}  // namespace
}  // namespace atranka::api
