#pragma once
// An uploaded file on its way into the store: judged apart, scanned where a scanner is named, cleaned,
// sealed.
// Shape:  bodies of uploads are spooled to <database>.files/.incoming, which is emptied when the server
//         starts.
// Errors: api::Attachments; a scanner without a verdict is service::Failure, and nothing is kept.

#include "adapters/api/world.hpp"
#include "adapters/files/scanner.hpp"
#include "adapters/http/server.hpp"

#include <mutex>

namespace atranka::cli {

class Attachments final : public api::Attachments {
public:
    // `settle` removes what nothing names any more.
    Attachments(service::Blobs& blobs, std::optional<files::Scanner> scanner,
                std::function<void(const std::string& application)> settle);

    Result<Value> take(const Upload& upload, const std::function<void(const Value&)>& keep) override;
    std::optional<std::string> content(const std::string& application, const std::string& sha256) override;

private:
    service::Blobs& blobs_;
    std::optional<files::Scanner> scanner_;
    std::function<void(const std::string&)> settle_;
    std::mutex mutex_;  // from the store to the draft
};

// Made where it is not there.
std::filesystem::path incoming_folder(const std::filesystem::path& database);
// Of what an earlier server left when it ended.
void empty_folder(const std::filesystem::path& folder);
// How large a body may be, and whether it goes to a file: uploads alone, of those who say who they are.
http::Admission admission_of(const http::Request& request, const std::filesystem::path& incoming);
// Of --scanner; Stop where it is spelled in no way.
std::optional<files::Scanner> scanner_named(const std::string& text);

}  // namespace atranka::cli
