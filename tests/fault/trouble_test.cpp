// Disks that fail, disks that are full, memory that runs out: each command says so, and nothing is lost by it.

#include "tests/fault/trouble.hpp"

#include <gmock/gmock.h>
#include <unistd.h>
#include <cstdlib>

namespace atranka::fault {
namespace {

using testing::IsEmpty;

struct Case {
    Trouble trouble;
    While what;
    const char* name;
};

class ACommand : public testing::TestWithParam<Case> {};

TEST_P(ACommand, SaysPlainlyThatItFailedAndNothingThatWasAnsweredForIsLost) {
    TroubleOptions options;
    options.trouble = GetParam().trouble;
    options.what = GetParam().what;
    options.runs = 30;
    if (const char* text = std::getenv("ATRANKA_FAULT_SEED")) options.seed = std::strtoull(text, nullptr, 10);
    const auto folder =
        std::filesystem::temp_directory_path() / ("atranka-trouble-" + std::to_string(::getpid()));
    const TroubleReport report = make_trouble(folder, options);
    std::filesystem::remove_all(folder);
    EXPECT_THAT(report.faults, IsEmpty());
    EXPECT_EQ(report.runs, 30);
    EXPECT_GT(report.failed, 15);
    EXPECT_GT(report.checked, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Of, ACommand,
    testing::Values(Case{Trouble::disk_once, While::founding, "FoundingOnADiskThatFailsOnce"},
                    Case{Trouble::disk_once, While::a_call, "ACallOnADiskThatFailsOnce"},
                    Case{Trouble::disk_lasting, While::founding, "FoundingOnADiskThatFails"},
                    Case{Trouble::disk_lasting, While::a_call, "ACallOnADiskThatFails"},
                    Case{Trouble::full, While::founding, "FoundingOnADiskThatIsFull"},
                    Case{Trouble::full, While::a_call, "ACallOnADiskThatIsFull"},
                    Case{Trouble::memory_once, While::founding, "FoundingOnceWithoutMemoryForSqlite"},
                    Case{Trouble::memory_once, While::a_call, "ACallOnceWithoutMemoryForSqlite"},
                    Case{Trouble::memory_lasting, While::founding, "FoundingWithoutMemoryForSqlite"},
                    Case{Trouble::memory_lasting, While::a_call, "ACallWithoutMemoryForSqlite"},
                    Case{Trouble::heap_once, While::founding, "FoundingOnceWithoutMemory"},
                    Case{Trouble::heap_once, While::a_call, "ACallOnceWithoutMemory"},
                    Case{Trouble::disk_once, While::erasing, "ErasingOnADiskThatFailsOnce"},
                    Case{Trouble::disk_lasting, While::erasing, "ErasingOnADiskThatFails"},
                    Case{Trouble::full, While::erasing, "ErasingOnADiskThatIsFull"},
                    Case{Trouble::memory_once, While::erasing, "ErasingOnceWithoutMemoryForSqlite"},
                    Case{Trouble::heap_once, While::erasing, "ErasingOnceWithoutMemory"},
                    Case{Trouble::disk_once, While::rotating, "RotatingTheKeyOnADiskThatFailsOnce"},
                    Case{Trouble::disk_lasting, While::rotating, "RotatingTheKeyOnADiskThatFails"},
                    Case{Trouble::full, While::rotating, "RotatingTheKeyOnADiskThatIsFull"},
                    Case{Trouble::heap_once, While::rotating, "RotatingTheKeyOnceWithoutMemory"}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace atranka::fault
