#pragma once
// Wires of Asio's sockets, and TLS of OpenSSL.
// Errors: a certificate or key that cannot serve is thrown, in one sentence that names the mend.
// Source: RFC 9325 (TLS 1.2 with forward secrecy and authenticated ciphers, or 1.3).

#include "adapters/http/beast.hpp"
#include "adapters/http/wire.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <memory>

namespace atranka::http {

std::unique_ptr<Wire> plain_wire(boost::asio::ip::tcp::socket socket);
std::unique_ptr<Wire> secured_wire(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& context);
boost::asio::ssl::context tls_context(const std::filesystem::path& certificate,
                                      const std::filesystem::path& key);

}  // namespace atranka::http
