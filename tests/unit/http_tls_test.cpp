#include "http_client.hpp"

#include <gmock/gmock.h>
#include <openssl/ssl.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

namespace atranka::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

std::string run(const std::string& command) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{::popen(command.c_str(), "r"), ::pclose};
    std::string out;
    char bytes[4096];
    while (pipe && std::fgets(bytes, sizeof bytes, pipe.get()) != nullptr) out += bytes;
    return out;
}

class HttpTls : public testing::Test {
protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "tls_XXXXXX";
        folder_ = ::mkdtemp(name.data());
        make("one");
        settings_ = test_settings();
        settings_.certificate = folder_ / "one.pem";
        settings_.key = folder_ / "one.key";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    void make(const std::string& name) const {
        const std::string at = (folder_ / name).string();
        run("umask 077; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
            "/CN=localhost -keyout " +
            at + ".key -out " + at + ".pem 2>/dev/null");
        std::filesystem::permissions(at + ".key", std::filesystem::perms{0600});
    }
    std::string refusal() const {
        try {
            const Server server{settings_, echo};
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "it has started";
    }

    std::filesystem::path folder_;
    Settings settings_;
};

// What a client of this version gets, or nothing where they do not come to terms.
std::string get_by_tls(const Server& server, int version_min, int version_max) {
    const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context{SSL_CTX_new(TLS_client_method()),
                                                               SSL_CTX_free};
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), version_min);
    SSL_CTX_set_max_proto_version(context.get(), version_max);
    const std::unique_ptr<BIO, void (*)(BIO*)> bio{BIO_new_ssl_connect(context.get()), BIO_free_all};
    BIO_set_conn_hostname(bio.get(), ("127.0.0.1:" + std::to_string(server.port())).c_str());
    if (BIO_do_connect(bio.get()) != 1) return {};
    const std::string request = "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    BIO_write(bio.get(), request.data(), static_cast<int>(request.size()));
    std::string text;
    char bytes[4096];
    for (int got = 0; (got = BIO_read(bio.get(), bytes, sizeof bytes)) > 0;)
        text.append(bytes, static_cast<std::size_t>(got));
    return text;
}

TEST_F(HttpTls, AnswersByTls12And13AndByNothingOlder) {
    const Server server{settings_, [](const Request& request, const Reply& reply) {
                            reply({200, {}, request.scheme + std::string(100'000, 'x')});
                        }};
    const std::string body = "\r\n\r\nhttps" + std::string(100'000, 'x');
    EXPECT_THAT(get_by_tls(server, TLS1_3_VERSION, TLS1_3_VERSION), EndsWith(body));
    EXPECT_THAT(get_by_tls(server, TLS1_2_VERSION, TLS1_2_VERSION), EndsWith(body));
    EXPECT_EQ(get_by_tls(server, TLS1_VERSION, TLS1_1_VERSION), "");
}

TEST_F(HttpTls, PlainTextOnItsPortIsNotAnswered) {
    const Server server{settings_, echo};
    EXPECT_THAT(all_answers(server, get("/a")), testing::Not(HasSubstr("HTTP/1.1")));
}

TEST_F(HttpTls, WhoNeverGreetsIsCutOffAndHindersNobody) {
    settings_.timeouts.head = Millis{300};
    const Server server{settings_, echo};
    Client silent{server.port()};
    EXPECT_THAT(get_by_tls(server, TLS1_2_VERSION, TLS1_3_VERSION), EndsWith("GET /a []"));
    silent.read_all();
    EXPECT_EQ(silent.text, "");
}

TEST_F(HttpTls, StopsWithGreetingsUnderWay) {
    Server server{settings_, echo};
    const Client silent{server.port()};
    EXPECT_TRUE(server.drain(Millis{15'000}));
}

TEST_F(HttpTls, AKeyThatOthersMayReadIsRefused) {
    std::filesystem::permissions(settings_.key, std::filesystem::perms{0640});
    EXPECT_THAT(refusal(), EndsWith("is open to others than its owner: chmod 600 it"));
}

TEST_F(HttpTls, AKeyOfAnotherCertificateIsRefused) {
    make("two");
    settings_.key = folder_ / "two.key";
    EXPECT_THAT(refusal(), EndsWith(": name the key that it was made with"));
}

TEST_F(HttpTls, WhatIsNoCertificateOrNotThereIsRefused) {
    std::ofstream{folder_ / "text"} << "text";
    std::filesystem::permissions(folder_ / "text", std::filesystem::perms{0600});
    const auto good = settings_;
    settings_.certificate = folder_ / "text";
    EXPECT_THAT(refusal(), HasSubstr("text is not a PEM certificate"));
    settings_ = good;
    settings_.key = folder_ / "text";
    EXPECT_THAT(refusal(), HasSubstr("text is not the PEM key"));
    settings_.key = folder_ / "none";
    EXPECT_THAT(refusal(), HasSubstr("none cannot be read"));
}

}  // namespace
}  // namespace atranka::http
