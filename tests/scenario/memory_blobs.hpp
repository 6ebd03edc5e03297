#pragma once
// Files in memory, for tests: keeps the contract of service::Blobs (tests/contract).

#include "engine/ledger/hash.hpp"
#include "engine/service/ports.hpp"

#include <algorithm>
#include <set>

namespace atranka::scenario {

class MemoryBlobs final : public service::Blobs {
public:
    void put(const std::string& person, const std::string& application, const Value& attachment,
             const std::string& content) override {
        files_.push_back({person, application, attachment, content});
    }
    bool holds(const std::string& application, const Value& attachment) override {
        return std::ranges::any_of(
            files_, [&](const File& f) { return f.application == application && f.told == attachment; });
    }
    std::optional<std::string> get(const std::string& application, const std::string& sha256) override {
        for (const File& file : files_)
            if (file.application == application && file.told.at("sha256").as_text() == sha256)
                return file.content;
        return std::nullopt;
    }
    std::vector<std::string> of(const std::string& application) override {
        std::set<std::string> found;
        for (const File& file : files_)
            if (file.application == application) found.insert(file.told.at("sha256").as_text());
        return {found.begin(), found.end()};
    }
    void remove(const std::string& application, const std::string& sha256) override {
        std::erase_if(files_, [&](const File& f) {
            return f.application == application && f.told.at("sha256").as_text() == sha256;
        });
    }
    void quarantine(const std::string&, const std::string& content) override { set_apart.push_back(content); }

    std::vector<std::string> set_apart;

private:
    struct File {
        std::string person, application;
        Value told;
        std::string content;
    };
    std::vector<File> files_;
};

// What is told of such a file.
inline Value attachment_of(const std::string& content, const std::string& name = "plan.pdf") {
    return Value::object({{"sha256", ledger::hex(ledger::sha256(content))},
                          {"name", name},
                          {"bytes", static_cast<std::int64_t>(content.size())},
                          {"type", "application/pdf"},
                          {"pages", 2}});
}

}  // namespace atranka::scenario
