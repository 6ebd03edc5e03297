#include "adapters/http/sockets.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <array>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

namespace atranka::http {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

namespace {

// What both kinds do with the socket below.
template <class Stream>
class SocketWire : public Wire {
public:
    template <class... Given>
    explicit SocketWire(Given&&... given) : stream_{std::forward<Given>(given)...} {}

    void read(char* into, std::size_t bytes, Told told) override {
        stream_.async_read_some(asio::buffer(into, bytes), ended(std::move(told)));
    }
    void write(std::string_view first, std::string_view second, Told told) override {
        const std::array<asio::const_buffer, 2> both{asio::buffer(first), asio::buffer(second)};
        asio::async_write(stream_, both, ended(std::move(told)));
    }
    void discard(char* into, std::size_t bytes, Told told) override {
        socket().async_read_some(asio::buffer(into, bytes), ended(std::move(told)));
    }
    void cut() override {
        error_code ignored;
        socket().close(ignored);
    }

protected:
    static auto ended(Told told) {
        return [told = std::move(told)](const error_code& ec, std::size_t bytes) { told(!ec, bytes); };
    }
    void end_writing(const Told& told) {
        error_code ec;
        socket().shutdown(tcp::socket::shutdown_send, ec);
        told(!ec, 0);
    }
    auto& socket() {
        if constexpr (std::is_same_v<Stream, tcp::socket>)
            return stream_;
        else
            return stream_.next_layer();
    }

    Stream stream_;
};

class PlainWire final : public SocketWire<tcp::socket> {
public:
    using SocketWire::SocketWire;
    void greet(Told told) override { told(true, 0); }
    void finish(bool, Told told) override { end_writing(told); }
};

class SecuredWire final : public SocketWire<asio::ssl::stream<tcp::socket>> {
public:
    using SocketWire::SocketWire;
    void greet(Told told) override {
        stream_.async_handshake(asio::ssl::stream_base::server,
                                [told = std::move(told)](const error_code& ec) { told(!ec, 0); });
    }
    void finish(bool is_reading, Told told) override {
        // TLS's own end reads too, which may not happen twice at once.
        if (is_reading) return end_writing(told);
        stream_.async_shutdown([this, told = std::move(told)](const error_code&) { end_writing(told); });
    }
};

[[noreturn]] void refuse(const std::string& sentence) { throw std::runtime_error{sentence}; }

void check_readable(const std::filesystem::path& path, const char* what, struct stat& seen) {
    if (::stat(path.c_str(), &seen) != 0 || !S_ISREG(seen.st_mode) || ::access(path.c_str(), R_OK) != 0)
        refuse(std::string{"the "} + what + " " + path.string() +
               " cannot be read: name a PEM file of this user");
}

}  // namespace

std::unique_ptr<Wire> plain_wire(tcp::socket socket) {
    return std::make_unique<PlainWire>(std::move(socket));
}

std::unique_ptr<Wire> secured_wire(tcp::socket socket, asio::ssl::context& context) {
    return std::make_unique<SecuredWire>(std::move(socket), context);
}

asio::ssl::context tls_context(const std::filesystem::path& certificate, const std::filesystem::path& key) {
    struct stat seen {};
    check_readable(certificate, "certificate", seen);
    check_readable(key, "key", seen);
    if ((seen.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        refuse("the key " + key.string() + " is open to others than its owner: chmod 600 it");
    asio::ssl::context context{asio::ssl::context::tls_server};
    SSL_CTX* const native = context.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native,
                        SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    error_code ec;
    context.use_certificate_chain_file(certificate.string(), ec);
    if (ec)
        refuse("the certificate " + certificate.string() +
               " is not a PEM certificate: name one, its chain behind it");
    // A key under a passphrase would ask the terminal for it.
    context.set_password_callback(
        [](std::size_t, asio::ssl::context::password_purpose) { return std::string{}; });
    context.use_private_key_file(key.string(), asio::ssl::context::pem, ec);
    if (ec)
        refuse("the key " + key.string() + " is not the PEM key, without passphrase, of the certificate " +
               certificate.string() + ": name the key that it was made with");
    if (SSL_CTX_check_private_key(native) != 1)
        refuse("the key " + key.string() + " does not fit the certificate " + certificate.string() +
               ": name the key that it was made with");
    return context;
}

}  // namespace atranka::http
