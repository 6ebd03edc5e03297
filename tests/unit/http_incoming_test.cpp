#include "adapters/http/incoming.hpp"

#include <gtest/gtest.h>

namespace atranka::http {
namespace {

using State = Incoming::State;

// What comes of these bytes: a status where they are refused, else how many requests they are.
struct Outcome {
    int status = 0;
    int requests = 0;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome outcome(std::string_view bytes, std::size_t piece = std::string::npos) {
    const Limits limits;
    Incoming incoming{limits};
    Outcome seen;
    while (!bytes.empty()) {
        State state = incoming.feed(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        while (state == State::admission || state == State::complete) {
            if (state == State::admission) {
                state = incoming.admit(limits.body_bytes, [](std::string_view) { return true; });
            } else {
                ++seen.requests;
                state = incoming.next();
            }
        }
        if (state == State::refused) break;
    }
    if (incoming.end() == State::refused) seen.status = incoming.refusal().status;
    return seen;
}

std::string with(std::string_view headers) {
    return "POST /a HTTP/1.1\r\nHost: a\r\n" + std::string{headers} + "\r\n";
}

struct Attack {
    const char* name;
    int status;
    std::string bytes;
};

void PrintTo(const Attack& attack, std::ostream* out) { *out << attack.name; }

class HttpAttack : public testing::TestWithParam<Attack> {};

TEST_P(HttpAttack, IsRefusedHoweverItsBytesAreCut) {
    const auto& [name, status, bytes] = GetParam();
    for (const std::size_t piece : {std::string::npos, std::size_t{1}, std::size_t{7}})
        EXPECT_EQ(outcome(bytes, piece), (Outcome{status, 0})) << name << ", in pieces of " << piece;
}

const std::string chunked = "Transfer-Encoding: chunked\r\n";

INSTANTIATE_TEST_SUITE_P(
    Requests, HttpAttack,
    testing::Values(Attack{"absolute form", 400, "GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"authority form", 405, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"authority form of another method", 400, "GET a:443 HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"asterisk form", 400, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"trace", 405, "TRACE /a HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"unknown method", 501, "BREW /a HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"method in lower case", 501, "get /a HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"HTTP/0.9", 400, "GET /a\r\n\r\n"},
                    Attack{"HTTP/2.0", 505, "GET /a HTTP/2.0\r\nHost: a\r\n\r\n"},
                    Attack{"HTTP/1.2", 505, "GET /a HTTP/1.2\r\nHost: a\r\n\r\n"},
                    Attack{"preface of HTTP/2", 501, "PRI * HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"two blanks", 400, "GET  /a HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"tab for a blank", 400, "GET\t/a HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"empty line first", 400, "\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"TLS on a plain port", 400,
                           std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9}},
                    Attack{"host missing", 400, "GET /a HTTP/1.1\r\nAccept: b\r\n\r\n"},
                    Attack{"two hosts", 400, "GET /a HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
                    Attack{"two hosts of HTTP/1.0", 400, "GET /a HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"},
                    Attack{"empty host", 400, "GET /a HTTP/1.1\r\nHost: \r\n\r\n"},
                    Attack{"host with a path", 400, "GET /a HTTP/1.1\r\nHost: a/b\r\n\r\n"},
                    Attack{"host with a user", 400, "GET /a HTTP/1.1\r\nHost: x@a\r\n\r\n"},
                    Attack{"hosts in a list", 400, "GET /a HTTP/1.1\r\nHost: a,b\r\n\r\n"},
                    Attack{"dots in the path", 400, "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"encoded dots", 400, "GET /%2e%2e/b HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"encoded NUL", 400, "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"two slashes", 400, "GET //a HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"path not UTF-8", 400, "GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n"},
                    Attack{"expectation unknown", 417, with("Expect: 200-ok\r\n")}));

INSTANTIATE_TEST_SUITE_P(
    Headers, HttpAttack,
    testing::Values(Attack{"bare LF after the first line", 400, "GET /a HTTP/1.1\nHost: a\r\n\r\n"},
                    Attack{"bare LF after a header", 400, "GET /a HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"},
                    Attack{"bare LFs at the end", 400, "GET /a HTTP/1.1\r\nHost: a\n\n"},
                    Attack{"bare CR", 400, with("X: a\rb\r\n")},
                    Attack{"folded line", 400, with("X: a\r\n b\r\n")},
                    Attack{"folded line by a tab", 400, with("X: a\r\n\tb\r\n")},
                    Attack{"folded first header", 400, "GET /a HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n"},
                    Attack{"NUL in a value", 400, with(std::string{"X: a\0b\r\n", 8})},
                    Attack{"NUL in a name", 400, with(std::string{"X\0: a\r\n", 7})},
                    Attack{"escape in a value", 400, with("X: \x1b[31m\r\n")},
                    Attack{"DEL in a value", 400, with("X: \x7f\r\n")},
                    Attack{"blank before the colon", 400, with("X : a\r\n")},
                    Attack{"blank in a name", 400, with("X Y: a\r\n")},
                    Attack{"no colon", 400, with("X\r\n")}, Attack{"no name", 400, with(": a\r\n")},
                    Attack{"brackets in a name", 400, with("X[a]: b\r\n")},
                    Attack{"name not ASCII", 400, with("\xc5\xa1: b\r\n")}));

INSTANTIATE_TEST_SUITE_P(
    Lengths, HttpAttack,
    testing::Values(
        Attack{"length twice", 400, with("Content-Length: 1\r\nContent-Length: 2\r\n") + "ab"},
        Attack{"the same length twice", 400, with("Content-Length: 1\r\nContent-Length: 1\r\n") + "a"},
        Attack{"lengths in a list", 400, with("Content-Length: 1, 1\r\n") + "a"},
        Attack{"length with chunks", 400, with("Content-Length: 5\r\n" + chunked) + "0\r\n\r\n"},
        Attack{"chunks with a length", 400, with(chunked + "Content-Length: 5\r\n") + "0\r\n\r\n"},
        Attack{"length negative", 400, with("Content-Length: -1\r\n")},
        Attack{"length with a sign", 400, with("Content-Length: +1\r\n") + "a"},
        Attack{"length in hexadecimal", 400, with("Content-Length: 0x1\r\n") + "a"},
        Attack{"length of nothing", 400, with("Content-Length: \r\n")},
        Attack{"length with a blank in it", 400, with("Content-Length: 1 1\r\n")},
        Attack{"length beyond 64 bits", 400, with("Content-Length: 99999999999999999999\r\n")},
        Attack{"length beyond the limit", 413, with("Content-Length: 1048577\r\n")},
        Attack{"another coding", 400, with("Transfer-Encoding: gzip\r\n")},
        Attack{"two codings", 400, with("Transfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n"},
        Attack{"chunked twice", 400, with(chunked + chunked) + "0\r\n\r\n"},
        Attack{"chunked in a list", 400, with("Transfer-Encoding: chunked, identity\r\n") + "0\r\n\r\n"},
        Attack{"chunked with a parameter", 400, with("Transfer-Encoding: chunked;a=b\r\n") + "0\r\n\r\n"},
        Attack{"chunked in quotes", 400, with("Transfer-Encoding: \"chunked\"\r\n") + "0\r\n\r\n"},
        Attack{"chunked after a vertical tab", 400,
               with("Transfer-Encoding: \x0b"
                    "chunked\r\n") +
                   "0\r\n\r\n"},
        Attack{"coding with a blank before the colon", 400, with("Transfer-Encoding : chunked\r\n")},
        Attack{"chunks of HTTP/1.0", 400, "POST /a HTTP/1.0\r\n" + chunked + "\r\n0\r\n\r\n"}));

INSTANTIATE_TEST_SUITE_P(
    Chunks, HttpAttack,
    testing::Values(
        Attack{"negative", 400, with(chunked) + "-1\r\na\r\n0\r\n\r\n"},
        Attack{"with a prefix", 400, with(chunked) + "0x1\r\na\r\n0\r\n\r\n"},
        Attack{"beyond 64 bits", 400, with(chunked) + "10000000000000001\r\na\r\n0\r\n\r\n"},
        Attack{"just 64 bits", 413, with(chunked) + "ffffffffffffffff\r\na\r\n0\r\n\r\n"},
        Attack{"beyond the limit", 413, with(chunked) + "100001\r\n"},
        Attack{"without a size", 400, with(chunked) + "\r\na\r\n0\r\n\r\n"},
        Attack{"of another digit", 400, with(chunked) + "g\r\na\r\n0\r\n\r\n"},
        Attack{"ended by a bare LF", 400, with(chunked) + "1\na\n0\n\n\r\n\r\n"},
        Attack{"longer than it says", 400, with(chunked) + "1\r\nab\r\n0\r\n\r\n"},
        Attack{"with a long extension", 400,
               with(chunked) + "1;a=" + std::string(300, 'x') + "\r\na\r\n0\r\n\r\n"},
        Attack{"with an endless extension", 400, with(chunked) + "1;a=" + std::string(9'000, 'x')},
        Attack{"with endless trailers", 400, with(chunked) + "0\r\nX: " + std::string(9'000, 'x')},
        Attack{"that end too early", 400, with(chunked) + "5\r\nab"}));

std::string headers(std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += "X: y\r\n";
    return all;
}

INSTANTIATE_TEST_SUITE_P(
    Sizes, HttpAttack,
    testing::Values(
        Attack{"long target", 414, "GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"},
        Attack{"endless target", 414, "GET /" + std::string(30'000, 'a')},
        Attack{"target one byte too long", 414,
               "GET /" + std::string(8 * 1024, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"},
        Attack{"long header", 431, with("X: " + std::string(17'000, 'a') + "\r\n")},
        Attack{"endless header", 431, "GET /a HTTP/1.1\r\nHost: a\r\nX: " + std::string(40'000, 'a')},
        Attack{"too many headers", 431, with(headers(100))}));

TEST(HttpIncoming, WhatIsWithinTheLimitsIsTaken) {
    const std::string longest = "GET /" + std::string(8 * 1024 - 1, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n";
    for (const std::string& bytes :
         {longest, with(headers(99)), with("X: " + std::string(16'000, 'a') + "\r\n"),
          with("X:\tcaf\xe9 \r\n"), with("Content-Length: 0\r\n"),
          with("Transfer-Encoding: CHUNKED\r\n") + "1;a=\"b\"\r\nx\r\n00\r\nT: u\r\n\r\n",
          std::string{"GET /a HTTP/1.0\r\n\r\n"}, std::string{"GET /a HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n"}})
        for (const std::size_t piece : {std::string::npos, std::size_t{1}})
            EXPECT_EQ(outcome(bytes, piece), (Outcome{0, 1})) << bytes.substr(0, 100);
}

TEST(HttpIncoming, WhatFollowsABodyIsTheNextRequestAndNoPartOfIt) {
    const std::string hidden = "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string length = "Content-Length: " + std::to_string(hidden.size()) + "\r\n";
    EXPECT_EQ(outcome(with(length) + hidden), (Outcome{0, 1}));
    EXPECT_EQ(outcome(with("") + hidden), (Outcome{0, 2}));
    EXPECT_EQ(outcome(with(chunked) + "0\r\n\r\n" + hidden), (Outcome{0, 2}));
}

TEST(HttpIncoming, TrailersAreNoHeaders) {
    const Limits limits;
    Incoming incoming{limits};
    incoming.feed(with(chunked));
    incoming.admit(10, [](std::string_view) { return true; });
    ASSERT_EQ(incoming.feed("0\r\nAuthorization: b\r\n\r\n"), State::complete);
    EXPECT_FALSE(incoming.request().header("authorization").has_value());
}

TEST(HttpIncoming, ARefusalStays) {
    const Limits limits;
    Incoming incoming{limits};
    incoming.feed("GET /a HTTP/1.1\nHost: a\r\n\r\n");
    EXPECT_EQ(incoming.feed(with("")), State::refused);
    EXPECT_EQ(incoming.refusal().status, 400);
}

}  // namespace
}  // namespace atranka::http
