#include "adapters/http/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <ctime>
#include <memory>

namespace atranka::http {

std::optional<Instant> end_of_certificate(const std::filesystem::path& pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> file{BIO_new_file(pem.c_str(), "r"), &BIO_free};
    if (!file) return std::nullopt;
    const std::unique_ptr<X509, decltype(&X509_free)> certificate{
        PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr), &X509_free};
    std::tm end{};
    if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1)
        return std::nullopt;
    constexpr std::int64_t ms = 1000;
    return Instant{static_cast<std::int64_t>(::timegm(&end)) * ms};
}

}  // namespace atranka::http
