// The power goes at any operation: what was answered for stays, and the record goes on.

#include "tests/fault/power.hpp"

#include <gmock/gmock.h>
#include <unistd.h>
#include <cstdlib>
#include <set>

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

class ADisk : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directories(folder());
        write_file(folder() / "old", std::string(1024, 'o'));
        disk = std::make_unique<Disk>(folder());
    }
    void TearDown() override { std::filesystem::remove_all(folder()); }

    // What the files hold afterwards, after chance has been asked once more than before.
    std::map<std::string, std::string> left(Loss loss) {
        const auto into = folder() / "left";
        std::filesystem::remove_all(into);
        std::filesystem::create_directories(into);
        disk->lose_power(into, loss, chance);
        return files_in(into);
    }

    std::unique_ptr<Disk> disk;
    std::mt19937_64 chance{1};
};

TEST_F(ADisk, KeepsWhatWasSyncedAndNoFileWhoseFolderWasNot) {
    disk->apply({Operation::Kind::write, "old", 512, std::string(512, 'n')});
    disk->apply({Operation::Kind::create, "new"});
    EXPECT_EQ(left(Loss::all), (std::map<std::string, std::string>{{"old", std::string(1024, 'o')}}));
    disk->apply({Operation::Kind::sync, "old"});
    disk->apply({Operation::Kind::sync_folder, {}});
    disk->apply({Operation::Kind::truncate, "old", 0});
    disk->apply({Operation::Kind::remove, "new"});
    EXPECT_EQ(left(Loss::all), (std::map<std::string, std::string>{
                                   {"old", std::string(512, 'o') + std::string(512, 'n')}, {"new", ""}}));
    EXPECT_EQ(left(Loss::none), (std::map<std::string, std::string>{{"old", ""}}));
}

TEST_F(ADisk, TearsAWriteBetweenSectorsOnly) {
    disk->apply({Operation::Kind::write, "old", 256, std::string(768, 'n')});
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) seen.insert(left(Loss::sectors).at("old"));
    const auto torn = [](char first, char second) {
        return std::string(256, 'o') + std::string(256, first) + std::string(512, second);
    };
    EXPECT_EQ(seen, (std::set<std::string>{torn('o', 'o'), torn('o', 'n'), torn('n', 'o'), torn('n', 'n')}));
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
    EXPECT_GE(report.in_custody, 50);
    EXPECT_GE(report.erased, 20);
}

TEST(APowerLoss, WhileLogsAreReopenedAfterARestoredBackupLosesNothingOfWhatWasPutBackOrGivenSince) {
    PowerOptions options;
    options.points = 60;
    options.seed = seed();
    const PowerReport report = cut_power_reopening(folder(), options);
    EXPECT_THAT(report.faults, IsEmpty());
    EXPECT_EQ(report.lost, 0);
    EXPECT_EQ(report.points, 60);
    // Before, between and after the entries that open the epochs.
    EXPECT_GE(report.reopened, 10);
    EXPECT_LT(report.reopened, 60);
    EXPECT_GE(report.checked, 2000);
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
    EXPECT_GE(report.points_with_losses, 5);
    EXPECT_GE(report.points_damaged, 3);
}

}  // namespace
}  // namespace atranka::fault
