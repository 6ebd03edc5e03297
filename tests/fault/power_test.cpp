// The power goes at any operation: what was answered for stays, and the record goes on.

#include "tests/fault/power.hpp"

#include <gmock/gmock.h>
#include <unistd.h>
#include <cstdlib>

namespace atranka::fault {
namespace {

using testing::IsEmpty;

std::filesystem::path folder() {
    return std::filesystem::temp_directory_path() / ("atranka-power-" + std::to_string(::getpid()));
}

std::uint64_t seed() {
    const char* text = std::getenv("ATRANKA_FAULT_SEED");
    return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}

TEST(APowerLoss, LosesNothingThatWasAnsweredForAndTheRecordGoesOn) {
    PowerOptions options;
    options.seed = seed();
    const PowerReport report = cut_power(folder(), options);
    EXPECT_THAT(report.faults, IsEmpty());
    EXPECT_EQ(report.lost, 0);
    EXPECT_EQ(report.points, 200);
    EXPECT_GE(report.again, 50);
    EXPECT_GE(report.checked, 4000);
    // The points lie where it matters: in the log, while it is copied back, and where files come and go.
    for (const char* operation : {"write -wal", "sync -wal", "write database", "sync database"})
        EXPECT_GT(report.fell.contains(operation) ? report.fell.at(operation) : 0, 0) << operation;
    EXPECT_EQ(report.losses.size(), losses);
}

TEST(APowerLoss, LosesAnswersWhereCommitsAreNotSyncedAndTheHarnessSeesIt) {
    PowerOptions options;
    options.points = 40;
    options.seed = seed();
    options.synchronous = Synchronous::normal;
    const PowerReport report = cut_power(folder(), options);
    EXPECT_GE(report.points_with_losses, 5);
    EXPECT_GE(report.lost, report.points_with_losses);
    // What is left is an earlier record, not a damaged one.
    EXPECT_THAT(report.faults, IsEmpty());
}

TEST(APowerLoss, DamagesWhatIsNeverSyncedAndTheHarnessSeesIt) {
    PowerOptions options;
    options.points = 40;
    options.seed = seed();
    options.synchronous = Synchronous::off;
    const PowerReport report = cut_power(folder(), options);
    EXPECT_GE(report.points_with_losses, 10);
    EXPECT_GE(report.points_damaged, 5);
}

}  // namespace
}  // namespace atranka::fault
