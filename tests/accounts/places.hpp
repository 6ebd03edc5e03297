#pragma once
// Places where accounts are kept, opened as often as there are threads.

#include "adapters/sql/accounts.hpp"
#include "tests/accounts/memory_accounts.hpp"

#include <filesystem>
#include <functional>
#include <random>

namespace atranka::identity {

class Place {
public:
    virtual ~Place() = default;
    virtual std::unique_ptr<Accounts> open() = 0;
    // The file; empty where there is none.
    virtual std::filesystem::path file() const { return {}; }
};

class MemoryPlace final : public Place {
public:
    std::unique_ptr<Accounts> open() override { return std::make_unique<MemoryAccounts>(kept_); }

private:
    std::shared_ptr<Kept> kept_ = std::make_shared<Kept>();
};

class SqlPlace final : public Place {
public:
    SqlPlace() {
        std::filesystem::create_directories(folder_);
        sql::open(file());
    }
    ~SqlPlace() override { std::filesystem::remove_all(folder_); }
    std::unique_ptr<Accounts> open() override { return std::make_unique<sql::Accounts>(file()); }
    std::filesystem::path file() const override { return folder_ / "record.db"; }

private:
    std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                    ("atranka-accounts-" + std::to_string(std::random_device{}()));
};

struct Kind {
    std::string name;
    std::function<std::unique_ptr<Place>()> make;
};

inline std::vector<Kind> kinds() {
    return {{"Memory", [] { return std::make_unique<MemoryPlace>(); }},
            {"Sqlite", [] { return std::make_unique<SqlPlace>(); }}};
}

}  // namespace atranka::identity
