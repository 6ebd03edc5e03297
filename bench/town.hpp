#pragma once
// A call with people, organisations and as many applications as a measurement wants, made by real commands on
// a real database file.
// Shape:  deterministic: the same commands give the same record. Applications go the way of
//         workflows/inoklaster.yaml up to both reviews of their idea. All of it is invented.
// Errors: std::runtime_error where a command is refused that should not be.

#include "adapters/sql/event_store.hpp"
#include "engine/service/service.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace atranka::bench {

struct Given {
    std::string actor;
    service::Command command;
};

// The definition in workflows/inoklaster.yaml, with its holidays and offsets.
Value resolved_inoklaster();
std::string text_of(const std::filesystem::path& file);
std::filesystem::path inoklaster_file();

// The commands of one application, each accepted after those before it.
Given start(int number);
Given submit(int number);
Given check(int number);
// Of its two experts, 0 and 1.
Given assign(int number, int expert);
Given declare(int number, int expert);
Given open(int number, int expert);
Given review(int number, int expert);
// From its start to its second review: 11 commands.
std::vector<Given> journey(int number);
constexpr int commands_of_journey = 11;
// Organisations, people, the call and its open round: as many commands as came before the first application.
std::vector<Given> foundation(const Value& definition);

class Town {
public:
    // At the time of its commands, or `today`, as a server that shares the record has it.
    explicit Town(const std::filesystem::path& database, bool today = false);
    ~Town();

    service::Service& service();
    service::EventStore& store();
    const std::filesystem::path& file() const;
    // Seconds that it took.
    double give(const Given& given);
    // As it would be given; from any thread.
    service::Request request(const Given& given);
    // In one transaction.
    void give_all(const std::vector<Given>& many);
    // As the service would put it into an envelope at this moment.
    service::Envelope envelope(const Given& given);
    double tick();

private:
    struct World;
    std::unique_ptr<World> world_;
};

// Databases that were made before are taken again: `make` fills a new one.
std::filesystem::path cached(const std::filesystem::path& folder, const std::string& name,
                             const std::function<void(Town&)>& make);
void remove_database(const std::filesystem::path& file);
// A copy to write on.
std::filesystem::path scratch(const std::filesystem::path& file);

// That many entries of applications reviewed, or applications started.
void fill_with_journeys(Town& town, int entries);
void fill_with_applications(Town& town, int applications);

}  // namespace atranka::bench
