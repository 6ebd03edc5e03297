#include "adapters/credentials/openid.hpp"

#include <curl/curl.h>
#include <memory>

namespace atranka::credentials {

namespace {

constexpr std::size_t answer_bytes_max = 256 * 1024;
constexpr long connect_seconds = 3, all_seconds = 5, well = 200;

// Takes less than it is given where that is too much, which ends the transfer.
std::size_t take(char* data, std::size_t, std::size_t count, void* into) {
    auto& body = *static_cast<std::string*>(into);
    if (body.size() + count > answer_bytes_max) return 0;
    body.append(data, count);
    return count;
}

}  // namespace

tl::expected<std::string, std::string> fetch(const std::string& url, const Form* form) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (!is_allowed_url(url)) return tl::unexpected{std::string{"its place is not https"}};
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), curl_easy_cleanup};
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers{
        curl_slist_append(nullptr, "Accept: application/json"), curl_slist_free_all};
    if (started != CURLE_OK || !curl) return tl::unexpected{std::string{"HTTP cannot be started"}};
    CURL* handle = curl.get();
    std::string body;
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, url.starts_with("https:") ? "https" : "http");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_NOPROXY, "127.0.0.1,localhost");
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    if (form != nullptr) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(form->body.size()));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, form->body.data());
        if (!form->user.empty()) {
            curl_easy_setopt(handle, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
            curl_easy_setopt(handle, CURLOPT_USERNAME, form->user.c_str());
            curl_easy_setopt(handle, CURLOPT_PASSWORD, form->secret.c_str());
        }
    }
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, connect_seconds);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, all_seconds);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    const CURLcode code = curl_easy_perform(handle);
    if (code == CURLE_WRITE_ERROR) return tl::unexpected{std::string{"it answers with more than 256 KiB"}};
    if (code != CURLE_OK) return tl::unexpected{std::string{curl_easy_strerror(code)}};
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    if (status != well) return tl::unexpected{"its status is " + std::to_string(status)};
    return body;
}

}  // namespace atranka::credentials
