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
    bool at_founding;
    const char* name;
};

class ACommand : public testing::TestWithParam<Case> {};

TEST_P(ACommand, SaysPlainlyThatItFailedAndNothingThatWasAnsweredForIsLost) {
    TroubleOptions options;
    options.trouble = GetParam().trouble;
    options.at_founding = GetParam().at_founding;
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
    testing::Values(Case{Trouble::disk_once, true, "FoundingOnADiskThatFailsOnce"},
                    Case{Trouble::disk_once, false, "ACallOnADiskThatFailsOnce"},
                    Case{Trouble::disk_lasting, true, "FoundingOnADiskThatFails"},
                    Case{Trouble::disk_lasting, false, "ACallOnADiskThatFails"},
                    Case{Trouble::full, true, "FoundingOnADiskThatIsFull"},
                    Case{Trouble::full, false, "ACallOnADiskThatIsFull"},
                    Case{Trouble::memory_once, true, "FoundingOnceWithoutMemoryForSqlite"},
                    Case{Trouble::memory_once, false, "ACallOnceWithoutMemoryForSqlite"},
                    Case{Trouble::memory_lasting, true, "FoundingWithoutMemoryForSqlite"},
                    Case{Trouble::memory_lasting, false, "ACallWithoutMemoryForSqlite"},
                    Case{Trouble::heap_once, true, "FoundingOnceWithoutMemory"},
                    Case{Trouble::heap_once, false, "ACallOnceWithoutMemory"}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace atranka::fault
