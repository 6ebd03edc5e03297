#include "adapters/system/ids.hpp"

#include <gmock/gmock.h>
#include <random>
#include <set>

namespace atranka {
namespace {

class Fixed final : public service::Random {
public:
    explicit Fixed(char byte) : byte_{byte} {}
    std::string bytes(std::size_t count) override { return std::string(count, byte_); }

private:
    char byte_;
};

class Seeded final : public service::Random {
public:
    std::string bytes(std::size_t count) override {
        std::string out;
        while (out.size() < count) out += static_cast<char>(engine_() & 0xFF);
        return out;
    }

private:
    std::mt19937 engine_{7};
};

TEST(Ids, AreWellFormedAndDiffer) {
    Seeded random;
    std::set<std::string> ids;
    for (int i = 0; i < 10'000; ++i) {
        const std::string id = system::new_id(random, "a");
        ASSERT_TRUE(is_id(id)) << id;
        ASSERT_EQ(id.size(), 18U);
        ids.insert(id);
    }
    EXPECT_EQ(ids.size(), 10'000U);
}

TEST(Ids, SpellEveryBitTheyAreGiven) {
    Fixed zeros{'\x00'}, ones{'\xFF'}, mixed{'\x08'};
    EXPECT_EQ(system::new_id(zeros, "call"), "call-0000000000000000");
    EXPECT_EQ(system::new_id(ones, "a"), "a-zzzzzzzzzzzzzzzz");
    EXPECT_EQ(system::new_id(mixed, "a"), "a-1040g2081040g208");
}

TEST(Nonces, Have128Bits) {
    Fixed bytes{'\x8F'};
    EXPECT_EQ(system::new_nonce(bytes), "8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f");
    Seeded random;
    EXPECT_NE(system::new_nonce(random), system::new_nonce(random));
}

}  // namespace
}  // namespace atranka
