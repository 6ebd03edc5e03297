#include "engine/kernel/text.hpp"

#include "engine/kernel/id.hpp"

#include <gmock/gmock.h>
#include <array>

namespace atranka {
namespace {

using testing::HasSubstr;

// Unicode's own table of well-formed sequences, walked independently: decode, then encode again.
bool is_well_formed(const std::string& bytes) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned lead = byte(0);
    const std::size_t length = lead < 0x80       ? 1
                               : lead >> 5 == 6  ? 2
                               : lead >> 4 == 14 ? 3
                               : lead >> 3 == 30 ? 4
                                                 : 0;
    if (length != bytes.size()) return false;
    unsigned code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if (byte(i) >> 6 != 2) return false;
        code = code << 6 | (byte(i) & 0x3F);
    }
    constexpr std::array<unsigned, 5> least{0, 0, 0x80, 0x800, 0x10000};
    return code >= least[length] && code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
}

TEST(Text, IsUtf8ExactlyWhereUnicodeSaysSo) {
    for (unsigned a = 0; a < 256; ++a)
        for (unsigned b = 0; b < 256; ++b)
            for (const unsigned c : {0x00U, 0x7FU, 0x80U, 0x8FU, 0xBFU, 0xC0U}) {
                const auto put = [](auto... bytes) { return std::string{static_cast<char>(bytes)...}; };
                for (const std::string& text : {put(a), put(a, b), put(a, b, c), put(a, b, c, 0x80U)}) {
                    if (text.size() > 1 && a < 0x80) continue;  // more than one character
                    if (text.size() == 3 && a >> 5 == 6) continue;
                    if (text.size() == 4 && a >> 3 != 30) continue;
                    ASSERT_EQ(!utf8_fault(text), is_well_formed(text)) << testing::PrintToString(text);
                }
            }
}

TEST(Text, SaysWhereItIsNotUtf8) {
    EXPECT_EQ(utf8_fault("abc\xC4\x97\xFF"), 5U);
    EXPECT_EQ(text_fault("abc\xC4\x97\xFF"), "is not valid UTF-8 at byte 5");
    EXPECT_EQ(utf8_fault("\xC4"), 0U);
    EXPECT_EQ(utf8_fault(""), std::nullopt);
}

TEST(Text, HasNoControlCharactersButTabAndLineEnds) {
    EXPECT_EQ(text_fault("a\tb\r\nc \xC4\x97 \xF0\x9F\x98\x82"), std::nullopt);
    for (const char c : std::string{"\0\x01\x08\x0B\x0C\x0E\x1B\x1F", 8})
        EXPECT_THAT(text_fault(std::string{"ab"} + c).value_or(""), HasSubstr("control character at byte 2"));
    EXPECT_TRUE(text_fault("\x7F"));
    EXPECT_TRUE(text_fault("\xC2\x85"));
    EXPECT_FALSE(text_fault("\xC2\xA0"));
}

TEST(Text, IsCountedInCodePoints) {
    EXPECT_EQ(code_points(""), 0U);
    EXPECT_EQ(code_points("\xC5\xBEod\xC5\xBEiai"), 7U);
    EXPECT_EQ(code_points("\xF0\x9F\x98\x82"), 1U);
}

TEST(Text, FindsTheNameThatIsMeant) {
    const std::array<std::string, 3> known{"admissibility", "review", "consensus"};
    EXPECT_EQ(nearest("reveiw", known), "review");
    EXPECT_EQ(nearest("admisibility", known), "admissibility");
    EXPECT_EQ(nearest("budget", known), "");
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("abc", ""), 3U);
    EXPECT_EQ(edit_distance("abc", "abc"), 0U);
}

TEST(Id, IsOneTo64OfLowerCaseLettersDigitsAndHyphens) {
    for (const std::string& id :
         {std::string{"a"}, std::string{"0"}, std::string{"call-2026-1"}, std::string(64, 'z')})
        EXPECT_TRUE(is_id(id)) << id;
    for (const std::string& id :
         {std::string{}, std::string{"-a"}, std::string{"A"}, std::string{"a_b"}, std::string{"a b"},
          std::string{"a/b"}, std::string{"\xC5\xBE"}, std::string{"a\0", 2}, std::string(65, 'z')})
        EXPECT_FALSE(is_id(id)) << id;
}

}  // namespace
}  // namespace atranka
