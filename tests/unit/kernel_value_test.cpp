#include "engine/kernel/value.hpp"

#include "engine/kernel/invariant.hpp"

#include <gmock/gmock.h>

namespace atranka {
namespace {

TEST(Value, IsOfOneKind) {
    EXPECT_TRUE(Value{}.is_null());
    EXPECT_TRUE(Value{nullptr}.is_null());
    EXPECT_TRUE(Value{false}.is_bool());
    EXPECT_TRUE(Value{1}.is_int());
    EXPECT_TRUE(Value{Decimal{1}}.is_decimal());
    EXPECT_FALSE(Value{Decimal{1}}.is_int());
    EXPECT_TRUE(Value{1}.is_number());
    EXPECT_TRUE(Value{"true"}.is_text());
    EXPECT_TRUE(Value::list().is_list());
    EXPECT_TRUE(Value::object().is_object());
    EXPECT_NE(Value{1}, Value{Decimal{1}});
    EXPECT_NE(Value{0}, Value{false});
    EXPECT_NE(Value{}, Value{""});
}

TEST(Value, ReadsAnIntegerAsADecimalToo) { EXPECT_EQ(Value{7}.as_decimal(), Decimal{7}); }

TEST(Value, FindsMembersByName) {
    const Value value = Value::object({{"b", 2}, {"a", Value::list({1})}});
    EXPECT_EQ(value.at("b"), Value{2});
    EXPECT_EQ(value.find("c"), nullptr);
    EXPECT_EQ(Value{"text"}.find("a"), nullptr);
    EXPECT_EQ(Value{}.find("a"), nullptr);
}

TEST(Value, GrowsFromNothing) {
    Value object, list;
    object.set("a", 1);
    object.set("a", 2);
    list.push(1);
    list.push("x");
    EXPECT_EQ(object, Value::object({{"a", 2}}));
    EXPECT_EQ(list, Value::list({1, "x"}));
}

TEST(Value, ReadAsAnotherKindEndsTheProgram) {
    EXPECT_DEATH((void)Value{"1"}.as_int(), "a broken invariant: a value read as integer is one");
    EXPECT_DEATH((void)Value{1}.as_text(), "a broken invariant");
    EXPECT_DEATH((void)Value{1}.as_bool(), "a broken invariant");
    EXPECT_DEATH((void)Value{"1"}.as_decimal(), "a broken invariant");
    EXPECT_DEATH((void)Value{1}.as_list(), "a broken invariant");
    EXPECT_DEATH((void)Value{1}.as_object(), "a broken invariant");
    EXPECT_DEATH((void)Value::object().at("a"), "a member that is read by name is there");
    EXPECT_DEATH(Value{1}.set("a", 1), "a broken invariant");
}

TEST(Invariant, ThatHoldsDoesNothing) { invariant(true, "unseen"); }

}  // namespace
}  // namespace atranka
