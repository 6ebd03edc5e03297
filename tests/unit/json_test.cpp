#include "adapters/json/json.hpp"

#include <gmock/gmock.h>

namespace atranka {
namespace {

Value read(std::string_view text) {
    const auto value = json::parse(text);
    EXPECT_TRUE(value) << text << ": " << (value ? "" : value.error().message);
    return value.value_or(Value{});
}

void expect_fault(std::string_view text, int line, int column, std::string_view message) {
    const auto value = json::parse(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().line, line) << text << ": " << value.error().message;
    EXPECT_EQ(value.error().column, column) << text << ": " << value.error().message;
    EXPECT_THAT(value.error().message, testing::HasSubstr(std::string{message})) << text;
}

TEST(Json, ReadsEveryKindOfValue) {
    EXPECT_EQ(read(R"( {"a":[1,-2.50,"x",true,false,null,{},[]]} )"),
              Value::object({{"a", Value::list({1, *Decimal::parse("-2.50"), "x", true, false, nullptr,
                                                Value::object(), Value::list()})}}));
}

TEST(Json, KeepsAnAmountExactlyAsWritten) {
    for (const std::string text :
         {"0.10", "25000.00", "-0.01", "9007199254740993.5", "9223372036854775808",
          "1234567890123456789012345678901234", "0.0000000000000000000000000000000001"}) {
        const Value value = read(text);
        EXPECT_TRUE(value.is_decimal()) << text;
        EXPECT_EQ(json::write(value), text);
    }
}

TEST(Json, ReadsAnIntegerUpToSixtyFourBitsAsOne) {
    EXPECT_EQ(read("9223372036854775807").as_int(), INT64_MAX);
    EXPECT_EQ(read("-9223372036854775808").as_int(), INT64_MIN);
    EXPECT_EQ(read("-0").as_int(), 0);
}

TEST(Json, RefusesWhatIsNoPlainNumber) {
    expect_fault("1e3", 1, 1, "without an exponent: 1000, not 1e3");
    expect_fault("[1.5E-2]", 1, 2, "without an exponent");
    expect_fault("NaN", 1, 1, "NaN is not a number");
    expect_fault("-Infinity", 1, 1, "-Infinity is not a number");
    expect_fault("010", 1, 1, "needless zero");
    expect_fault("-00", 1, 1, "needless zero");
    expect_fault("+1", 1, 1, "plus sign");
    expect_fault("1.", 1, 1, "no JSON number");
    expect_fault(".5", 1, 1, "no JSON number");
    expect_fault("-", 1, 1, "no JSON number");
    expect_fault("1.2.3", 1, 1, "no JSON number");
    expect_fault("0x1F", 1, 1, "no JSON number");
    expect_fault("1_000", 1, 1, "no JSON number");
    expect_fault("12345678901234567890123456789012345", 1, 1, "at most 34 digits");
    expect_fault("0." + std::string(1000, '0') + "1", 1, 1, "at most 34 digits");
    expect_fault("25,000", 1, 3, "another begins");
}

TEST(Json, NamesLineAndColumnOfTheFault) {
    expect_fault("{\n  \"a\": 1,\n  \"b\": nul\n}", 3, 8, "nul is no JSON value");
    expect_fault("[\"\xC4\x97\xF0\x9F\x98\x82\", x]", 1, 8, "x is no JSON value");
    expect_fault("{\r\n\"a\" 1}", 2, 5, "a colon is expected");
    expect_fault("", 1, 1, "the text ends");
    expect_fault("[1", 1, 3, "comma or ends with ]");
    expect_fault("[1,]", 1, 4, "a value is expected");
    expect_fault("{\"a\":1,}", 1, 8, "in double quotes");
    expect_fault("{'a':1}", 1, 2, "in double quotes");
    expect_fault("\"a\nb\"", 1, 3, "control character");
    expect_fault("[\n\"abc", 2, 1, "no closing double quote");
    expect_fault("1 2", 1, 3, "another begins");
    expect_fault("// note\n1", 1, 1, "a value is expected");
}

TEST(Json, RefusesAKeyThatStandsTwice) {
    expect_fault("{\"a\": 1,\n \"\\u0061\": 2}", 2, 2, "\"a\" stands here a second time");
}

TEST(Json, RefusesMoreThanThirtyTwoLevels) {
    EXPECT_TRUE(json::parse(std::string(32, '[') + std::string(32, ']')));
    expect_fault(std::string(33, '[') + std::string(33, ']'), 1, 33, "deeper than 32");
    expect_fault(std::string(1'000'000, '['), 1, 33, "deeper than 32");
}

TEST(Json, RefusesWhatIsNoText) {
    expect_fault("\"\xC0\xAF\"", 1, 2, "UTF-8");
    expect_fault("\"\xED\xA0\x80\"", 1, 2, "UTF-8");
    expect_fault("\n\"a\xFF\"", 2, 3, "UTF-8");
    expect_fault("\xEF\xBB\xBF{}", 1, 1, "byte order mark");
    expect_fault(R"("\ud83d")", 1, 2, "high surrogate");
    expect_fault(R"("a\ud83d\u0041")", 1, 3, "high surrogate");
    expect_fault(R"("\ude02")", 1, 2, "low surrogate");
    expect_fault(R"("\u12g4")", 1, 2, "four hexadecimal digits");
    expect_fault(R"("\u+123")", 1, 2, "four hexadecimal digits");
    expect_fault(R"("\x41")", 1, 2, "after a backslash");
    expect_fault("\"\\", 1, 2, "after a backslash");
}

TEST(Json, ReadsEscapes) {
    EXPECT_EQ(read(R"("\"\\\/\b\f\n\r\t\u0117\ud83d\ude02\u0000")").as_text(),
              std::string("\"\\/\b\f\n\r\t\xC4\x97\xF0\x9F\x98\x82\0", 15));
}

TEST(Json, WritesWhatItReads) {
    const std::string text = R"({"a":[1,2.50,"\u0001\"\\\n",null,true],"b":{},"c":[]})";
    EXPECT_EQ(json::write(read(text)), text);
}

TEST(Json, WritesForPeopleWithALineAMember) {
    EXPECT_EQ(json::write_pretty(read(R"({"a":[1,{"b":2}],"c":[],"d":{}})")),
              "{\n  \"a\": [\n    1,\n    {\n      \"b\": 2\n    }\n  ],\n  \"c\": [],\n  \"d\": {}\n}\n");
}

}  // namespace
}  // namespace atranka
