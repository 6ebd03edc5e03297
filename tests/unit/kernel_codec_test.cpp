#include "engine/kernel/codec.hpp"

#include <gmock/gmock.h>
#include <variant>

namespace atranka {
namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Line {
    std::string name;
    Decimal amount;
    friend bool operator==(const Line&, const Line&) = default;
};
BOOST_DESCRIBE_STRUCT(Line, (), (name, amount))

struct Everything {
    bool flag = false;
    std::int32_t count = 0;
    std::string text;
    Colour colour = Colour::red;
    std::optional<Instant> at;
    PersonId person;
    std::vector<Line> lines;
    std::set<std::string> tags;
    std::map<PersonId, std::int64_t> by_person;
    std::optional<Decimal> limit;
    Value tree;
    friend bool operator==(const Everything&, const Everything&) = default;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (flag, count, text, colour, at, person, lines, tags, by_person, limit, tree))

struct Opened {
    static constexpr std::string_view name = "Opened";
    std::string call;
    friend bool operator==(const Opened&, const Opened&) = default;
};
BOOST_DESCRIBE_STRUCT(Opened, (), (call))
struct Closed {
    static constexpr std::string_view name = "Closed";
    friend bool operator==(const Closed&, const Closed&) = default;
};
BOOST_DESCRIBE_STRUCT(Closed, (), ())
using Event = std::variant<Opened, Closed>;

Everything example() {
    return {true,
            -7,
            "text",
            Colour::green,
            Instant{1000},
            {"p-1"},
            {{"rent", *Decimal::parse("10.50")}, {"", {}}},
            {"b", "a"},
            {{{"p-2"}, 3}},
            *Decimal::parse("0.10"),
            Value::object({{"x", Value::list({1, nullptr})}})};
}

TEST(Codec, SpellsAStructAsAnObjectOfItsMembers) {
    const Value value = encode(example());
    EXPECT_EQ(value.at("flag"), Value{true});
    EXPECT_EQ(value.at("count"), Value{-7});
    EXPECT_EQ(value.at("colour"), Value{"green"});
    EXPECT_EQ(value.at("at"), Value{"1970-01-01T00:00:01.000Z"});
    EXPECT_EQ(value.at("lines").as_list()[0].at("amount"), Value{"10.50"});
    EXPECT_EQ(value.at("tags"), Value::list({"a", "b"}));
    EXPECT_EQ(value.at("by_person"), Value::object({{"p-2", 3}}));
}

TEST(Codec, ReadsBackWhatItSpelled) {
    EXPECT_EQ(decode<Everything>(encode(example())), example());
    EXPECT_EQ(decode<Everything>(encode(Everything{})), Everything{});
}

TEST(Codec, LeavesOutWhatIsEmptySoThatAMemberAddedLaterChangesNoRecord) {
    const Value value = encode(Everything{});
    EXPECT_EQ(value, Value::object({{"flag", false}, {"count", 0}, {"colour", "red"}}));
}

TEST(Codec, NamesTheAlternativeOfAVariant) {
    EXPECT_EQ(encode(Event{Opened{"c"}}), Value::object({{"Opened", Value::object({{"call", "c"}})}}));
    EXPECT_EQ(encode(Event{Closed{}}), Value::object({{"Closed", Value::object()}}));
    for (const Event& event : {Event{Opened{"c"}}, Event{Closed{}}})
        EXPECT_EQ(decode<Event>(encode(event)), event);
}

TEST(Codec, RefusesATreeThatDoesNotFit) {
    const Value good = encode(example());
    const auto with = [&](const char* name, Value value) {
        Value changed = good;
        changed.set(name, std::move(value));
        return changed;
    };
    EXPECT_TRUE(decode<Everything>(good));
    EXPECT_FALSE(decode<Everything>(with("flag", 1)));
    EXPECT_FALSE(decode<Everything>(with("count", std::int64_t{1} << 40)));
    EXPECT_FALSE(decode<Everything>(with("count", "1")));
    EXPECT_FALSE(decode<Everything>(with("colour", "blue")));
    EXPECT_FALSE(decode<Everything>(with("colour", std::string{"red\0x", 5})));
    EXPECT_FALSE(decode<std::uint64_t>(-1));
    EXPECT_FALSE(decode<Everything>(with("at", "yesterday")));
    EXPECT_FALSE(decode<Everything>(with("lines", Value::list({1}))));
    EXPECT_FALSE(decode<Everything>(with("lines", "x")));
    EXPECT_FALSE(decode<Everything>(with("by_person", Value::object({{"p", "x"}}))));
    EXPECT_FALSE(decode<Everything>(with("limit", *Decimal::parse("1.5"))));
    EXPECT_FALSE(decode<Everything>("text"));
    EXPECT_FALSE(decode<Event>(Value::object({{"Deleted", Value::object()}})));
    EXPECT_FALSE(decode<Event>(Value::object({{"Opened", Value::object()}, {"Closed", Value::object()}})));
    EXPECT_FALSE(decode<Event>("Opened"));
}

}  // namespace
}  // namespace atranka
