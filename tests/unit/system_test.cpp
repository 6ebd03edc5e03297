#include "adapters/system/clock.hpp"
#include "adapters/system/random.hpp"

#include <gmock/gmock.h>
#include <chrono>
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

TEST(Clock, TellsTheTimeOfTheMachine) {
    const auto since_1970 = [] {
        return std::chrono::system_clock::now().time_since_epoch() / std::chrono::milliseconds{1};
    };
    const auto before = since_1970();
    const Instant now = system::Clock{}.now();
    EXPECT_GE(now.ms, before);
    EXPECT_LE(now.ms, since_1970());
}

TEST(Random, GivesAsManyBytesAsAskedAndNeverTheSame) {
    system::Random random;
    EXPECT_EQ(random.bytes(0), "");
    EXPECT_EQ(random.bytes(100'000).size(), 100'000U);
    EXPECT_NE(random.bytes(32), random.bytes(32));
    const std::string many = random.bytes(100'000);
    EXPECT_EQ(std::set<char>(many.begin(), many.end()).size(), 256U);
}

TEST(Random, MakesIdsThatAreWellFormedAndDiffer) {
    system::Random random;
    std::set<std::string> ids;
    for (int i = 0; i < 10'000; ++i) {
        const std::string id = system::new_id(random, "a");
        ASSERT_TRUE(is_id(id)) << id;
        ASSERT_EQ(id.size(), 18U);
        ids.insert(id);
    }
    EXPECT_EQ(ids.size(), 10'000U);
    Fixed zeros{'\x00'}, ones{'\xFF'}, mixed{'\x08'};
    EXPECT_EQ(system::new_id(zeros, "call"), "call-0000000000000000");
    EXPECT_EQ(system::new_id(ones, "a"), "a-zzzzzzzzzzzzzzzz");
    EXPECT_EQ(system::new_id(mixed, "a"), "a-1040g2081040g208");
}

TEST(Random, MakesNoncesOf128Bits) {
    Fixed bytes{'\x8F'};
    EXPECT_EQ(system::new_nonce(bytes), "8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f");
    system::Random random;
    EXPECT_NE(system::new_nonce(random), system::new_nonce(random));
}

}  // namespace
}  // namespace atranka
