#include "adapters/http/channel.hpp"
#include "adapters/http/forwarded.hpp"
#include "adapters/http/outgoing.hpp"

#include <gtest/gtest.h>

namespace atranka::http {
namespace {

TEST(HttpReply, IsGivenOnceAndByNobody500) {
    std::vector<int> given;
    const auto deliver = [&](const Response& response, bool) { given.push_back(response.status); };
    {
        const Reply reply{deliver, {}};
        const Reply copy = reply;
        reply({204});
        EXPECT_TRUE(copy.is_answered());
        EXPECT_DEATH(copy({200}), "answered once");
    }
    EXPECT_EQ(given, (std::vector{204}));
    { const Reply forgotten{deliver, {}}; }
    EXPECT_EQ(given, (std::vector{204, 500}));
}

TEST(HttpReply, AnEventHasADataLineForEachLine) {
    EXPECT_EQ(event("changed", "7", "a\nb\r\nc"), "event: changed\nid: 7\ndata: a\ndata: b\ndata: c\n\n");
    EXPECT_EQ(event("", "", ""), "data: \n\n");
    EXPECT_DEATH(event("a\nb", "", ""), "one line");
}

TEST(HttpReply, AChannelIsLostWhenMoreWaitsThanItsBound) {
    int filled = 0, overflowed = 0, told = 0;
    BoundedChannel channel{10, [&] { ++filled; }, [&] { ++overflowed; }};
    channel.on_gone([&] { ++told; });
    EXPECT_TRUE(channel.send("12345"));
    EXPECT_TRUE(channel.send("67890"));
    EXPECT_EQ(filled, 1);
    EXPECT_EQ(channel.take().text, "1234567890");
    EXPECT_TRUE(channel.send("1234567890"));
    EXPECT_FALSE(channel.send("1"));
    EXPECT_TRUE(channel.is_gone());
    EXPECT_FALSE(channel.send("1"));
    channel.on_gone([&] { ++told; });
    EXPECT_EQ(overflowed, 1);
    EXPECT_EQ(told, 2);
}

TEST(HttpReply, WhatIsTakenFromAClosedChannelIsItsEnd) {
    BoundedChannel channel{10, [] {}, [] {}};
    channel.send("a");
    channel.close();
    EXPECT_FALSE(channel.send("b"));
    const auto taken = channel.take();
    EXPECT_EQ(taken.text, "a");
    EXPECT_TRUE(taken.is_closed);
}

TEST(HttpReply, FramingIsTheServersOwn) {
    const Response response{
        200, {{"content-length", "9"}, {"Connection", "upgrade"}, {"cache-control", "private"}}};
    EXPECT_EQ(*head_text(response, {Framing::length, 3, true, {}}),
              "HTTP/1.1 200 OK\r\ncache-control: private\r\nX-Content-Type-Options: nosniff\r\n"
              "Content-Length: 3\r\n\r\n");
    EXPECT_EQ(*head_text({204}, {Framing::length, 0, false, Instant{0}}),
              "HTTP/1.1 204 No Content\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
              "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
    for (const auto& [name, value] :
         Pairs{{"a b", "c"}, {"a", "b\nc"}, {"", "a"}, {"a:", "b"}, {"a", "\x7f"}})
        EXPECT_FALSE(head_text({200, {{name, value}}}, {}).has_value()) << name;
    EXPECT_FALSE(head_text({100}, {}).has_value());
}

TEST(HttpReply, AProblemIsOfTheTypeOfItsStatus) {
    const Response response = problem(404, "there is no such page");
    EXPECT_EQ(response.body,
              R"({"type":"about:blank","title":"Not Found","status":404,"detail":"there is no such page"})"
              "\n");
}

TEST(HttpForwarded, OnlyATrustedProxyIsBelieved) {
    const Origin proxy{"10.0.0.1", "http"}, stranger{"192.0.2.9", "http"};
    const std::vector<std::string> trusted{"10.0.0.1", "10.0.0.2"};
    const Pairs headers{{"x-forwarded-for", "198.51.100.1, 203.0.113.5"},
                        {"x-forwarded-for", "10.0.0.2"},
                        {"x-forwarded-proto", "https"}};
    EXPECT_EQ(origin(stranger, headers, trusted), stranger);
    EXPECT_EQ(origin(proxy, headers, {}), proxy);
    EXPECT_EQ(origin(proxy, headers, trusted), (Origin{"203.0.113.5", "https"}));
    EXPECT_EQ(origin(proxy, {{"x-forwarded-for", "x"}, {"x-forwarded-proto", "ftp"}}, trusted), proxy);
    EXPECT_EQ(address_text("::ffff:10.0.0.1"), "10.0.0.1");
    EXPECT_EQ(address_text("2001:DB8:0::1"), "2001:db8::1");
    EXPECT_EQ(address_text("10.0.0.1:80"), std::nullopt);
}

}  // namespace
}  // namespace atranka::http
