// What is written at once reads as what is written by way of the tree.

#include "adapters/json/encode.hpp"

#include <gmock/gmock.h>

namespace atranka {
namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Inner {
    std::string zeta, alpha;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (zeta, alpha, count))

struct Empty {
    std::string text;
    std::vector<int> list;
};
BOOST_DESCRIBE_STRUCT(Empty, (), (text, list))

struct Outer {
    std::optional<Inner> inner;
    std::vector<Inner> many;
    std::map<std::string, Empty> by_name;
    std::map<PersonId, bool> by_person;
    std::set<std::string> words;
    Value free;
    Decimal amount;
    Instant at;
    PersonId who;
    Colour colour = Colour::green;
    bool is_so = false;
    Empty nothing;
};
BOOST_DESCRIBE_STRUCT(Outer, (),
                      (inner, many, by_name, by_person, words, free, amount, at, who, colour, is_so, nothing))

void expect_same(const Outer& thing) { EXPECT_EQ(json::encoded(thing), json::write(kernel::encode(thing))); }

TEST(Encoded, IsTheTextOfTheTree) {
    Outer thing;
    expect_same(thing);
    EXPECT_THAT(json::encoded(thing), testing::Not(testing::HasSubstr("nothing")))
        << "what is empty is left out";
    thing.inner = Inner{"last", "first \"quoted\" \\ \n\x01 ąžuolas", -7};
    thing.many = {{}, {"z", "", 1}};
    thing.by_name = {{"b", {}}, {"a\"", {"text", {1, 2}}}};
    thing.by_person = {{{"p-2"}, true}, {{"p-1"}, false}};
    thing.words = {"", "one"};
    thing.free = Value::object({{"null", nullptr}, {"list", Value::list({1, *Decimal::parse("2.50"), "x"})}});
    thing.amount = *Decimal::parse("10.00");
    thing.at = *Instant::parse("2026-12-01T10:00:00Z");
    thing.who = {"ann"};
    thing.is_so = true;
    thing.nothing = {"something", {}};
    expect_same(thing);
    thing.free = "null";
    expect_same(thing);
    thing.free = Value::object();
    expect_same(thing);
}

}  // namespace
}  // namespace atranka
