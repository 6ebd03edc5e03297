#include "engine/kernel/instant.hpp"

#include <gmock/gmock.h>

namespace atranka {
namespace {

TEST(Instant, IsWrittenWithMillisecondsInUtc) {
    EXPECT_EQ(Instant{}.text(), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(Instant{-1}.text(), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(Instant{-86'400'000}.text(), "1969-12-31T00:00:00.000Z");
    EXPECT_EQ(Instant{951'782'400'000}.text(), "2000-02-29T00:00:00.000Z");
    // date -u -d 2026-11-23T00:10:13Z +%s
    EXPECT_EQ(Instant{1'795'392'613'007}.text(), "2026-11-23T00:10:13.007Z");
}

TEST(Instant, IsReadBackAsItWasWritten) {
    for (const char* text :
         {"0001-01-01T00:00:00.000Z", "1582-10-15T12:00:00.500Z", "1969-12-31T23:59:59.999Z",
          "2024-02-29T23:59:59.001Z", "9999-12-31T23:59:59.999Z"}) {
        const auto at = Instant::parse(text);
        ASSERT_TRUE(at) << text;
        EXPECT_EQ(at->text(), text);
    }
    EXPECT_EQ(Instant::parse("2026-11-23T00:10:13Z"), Instant{1'795'392'613'000});
}

TEST(Instant, InLaterTextIsLater) {
    Instant before = *Instant::parse("0001-01-01T00:00:00Z");
    for (int i = 0; i < 10'000; ++i) {
        const Instant after = before.plus_ms(31'556'951'999);
        if (after > *Instant::parse("9999-12-31T23:59:59.999Z")) break;
        ASSERT_LT(before.text(), after.text());
        ASSERT_EQ(Instant::parse(after.text()), after);
        before = after;
    }
}

TEST(Instant, IsReadInNoOtherForm) {
    for (const char* text : {"",
                             "2026-11-23",
                             "2026-11-23T00:10:13",
                             "2026-11-23 00:10:13Z",
                             "2026-11-23t00:10:13z",
                             "2026-11-23T00:10Z",
                             "2026-11-23T00:10:13.1Z",
                             "2026-11-23T00:10:13.1234Z",
                             "2026-11-23T00:10:13+02:00",
                             "2026-11-23T24:00:00Z",
                             "2026-11-23T00:60:00Z",
                             "2026-11-23T23:59:60Z",
                             "2026-02-29T00:00:00Z",
                             "2026-13-01T00:00:00Z",
                             "2026-00-01T00:00:00Z",
                             "2026-04-31T00:00:00Z",
                             "0000-01-01T00:00:00Z",
                             "-026-01-01T00:00:00Z",
                             "2026-11-23T00:10:13,000Z",
                             "2026-11-23T-1:10:13Z",
                             "+2026-1-23T00:10:13Z",
                             " 2026-11-23T00:10:13Z"})
        EXPECT_FALSE(Instant::parse(text)) << text;
}

TEST(Day, IsReadAndWrittenAsACalendarDate) {
    EXPECT_EQ(day_text(*parse_day("2024-02-29")), "2024-02-29");
    for (const char* text :
         {"2023-02-29", "2024-2-29", "24-02-29", "2024-02-29 ", "2024/02/29", "0000-01-01", ""})
        EXPECT_FALSE(parse_day(text)) << text;
}

}  // namespace
}  // namespace atranka
