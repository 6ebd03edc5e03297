// The chain of who read what.

#include "engine/ledger/access.hpp"

#include "engine/ledger/canonical.hpp"
#include "engine/ledger/hash.hpp"

#include <gmock/gmock.h>

namespace atranka::ledger {
namespace {

using testing::HasSubstr;

Access line_of(const std::string& who) {
    return {.log = "calls/c",
            .who = who,
            .authenticated = "cli",
            .object = "application/a-1",
            .what = "application show",
            .rule = {},
            .as_of = {},
            .at = Instant{1'795'392'613'123},
            .previous = {}};
}

std::vector<ChainedAccess> chain_of(int lines) {
    AccessHead head;
    std::vector<ChainedAccess> all;
    for (int i = 0; i < lines; ++i) all.push_back(chain(head, line_of("p-" + std::to_string(i)), 5 + i));
    return all;
}

AccessFault fault_of(const std::vector<ChainedAccess>& lines) {
    AccessCheck check{"calls/c"};
    for (const ChainedAccess& one : lines) check(one);
    return check.fault().value_or(AccessFault{-1, "nothing is wrong"});
}

TEST(AnAccess, IsHashedInItsOwnDomainOverItsCanonicalBytes) {
    const Access line = chain_of(1).front().line;
    const std::string bytes =
        R"({"at":"2026-11-23T00:10:13.123Z","authenticated":"cli","index":0,"kind":"reading","log":"calls/c",)"
        R"("object":"application/a-1","size":5,"what":"application show","who":"p-0"})";
    EXPECT_EQ(canonical(kernel::encode(line)), bytes);
    EXPECT_EQ(hash_of(line), hex(sha256(std::string{"atranka/access/v1"} + '\0' + bytes)));
}

TEST(AnAccess, FollowsFromTheOneBeforeIt) {
    const auto lines = chain_of(3);
    EXPECT_EQ(lines[0].line.previous, "");
    EXPECT_EQ(lines[2].line.previous, lines[1].hash);
    EXPECT_EQ(lines[2].line.index, 2);
    EXPECT_EQ(fault_of(lines).index, -1) << fault_of(lines).what;
}

TEST(AChainOfAccesses, ShowsTheFirstLineThatWasChangedDroppedSwappedOrPutBetween) {
    const auto good = chain_of(5);
    const auto expect_fault = [&](std::int64_t at, const std::string& saying, auto change) {
        auto lines = good;
        change(lines);
        const AccessFault fault = fault_of(lines);
        EXPECT_EQ(fault.index, at) << fault.what;
        EXPECT_THAT(fault.what, HasSubstr(saying));
    };
    expect_fault(2, "does not have its hash", [](auto& l) { l[2].line.who = "p-9"; });
    expect_fault(2, "does not have its hash", [](auto& l) { l[2].line.at = l[2].line.at.plus_ms(1); });
    expect_fault(3, "does not follow", [](auto& l) {
        l[2].line.who = "p-9";
        l[2].hash = hash_of(l[2].line);
    });
    expect_fault(2, "is where line 2 belongs", [](auto& l) { l.erase(l.begin() + 2); });
    expect_fault(1, "is where line 1 belongs", [](auto& l) { std::swap(l[1], l[2]); });
    expect_fault(3, "is where line 3 belongs", [](auto& l) { l.insert(l.begin() + 3, l[1]); });
    expect_fault(0, "is where line 0 belongs", [](auto& l) { l.erase(l.begin()); });
    expect_fault(4, "saw fewer entries", [](auto& l) {
        l[4].line.size = 1;
        l[4].hash = hash_of(l[4].line);
    });
    expect_fault(0, "belongs to the log calls/d", [](auto& l) { l[0].line.log = "calls/d"; });
}

}  // namespace
}  // namespace atranka::ledger
