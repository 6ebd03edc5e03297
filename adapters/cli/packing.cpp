#include "adapters/cli/packing.hpp"

#include "adapters/cli/files.hpp"
#include "adapters/pack/page.hpp"
#include "adapters/system/system.hpp"
#include "engine/ledger/hash.hpp"
#include "engine/service/receipt.hpp"

#include <filesystem>
#include <fstream>

namespace atranka::cli {

pack::Pack pack_of(const Evidence& from, const std::string& call, const std::string& application) {
    const std::string log = "calls/" + call;
    pack::Pack pack;
    pack.keys = {from.key};
    // The call's head first: whatever of the registry it rests on is then in the instance's. Others may go on
    // writing meanwhile.
    std::map<std::string, std::int64_t> sizes;
    for (const std::string& one : {log, std::string{"instance"}}) {
        const std::string checkpoint = from.checkpoint(one);
        sizes.emplace(one, service::head_of(checkpoint).value().size);
        pack.checkpoints.emplace(one, checkpoint);
    }
    pack.entries = pack::entries_of(from.store, sizes);
    pack.readings = from.readings.find({.log = log});
    if (application.empty()) return pack;
    return pack::of_application(std::move(pack), call, application,
                                [&](const std::string& of, int level, std::int64_t position) {
                                    return from.store.nodes(of, level, position, 1).at(0);
                                });
}

std::string packed(const Evidence& from, const std::string& call, const std::string& application,
                   Instant now) {
    const pack::Pack pack = pack_of(from, call, application);
    const std::filesystem::path file = std::filesystem::temp_directory_path() /
                                       ("atranka-" + ledger::hex(system::Random{}.bytes(16)) + ".zip");
    struct Removed {
        const std::filesystem::path& file;
        ~Removed() {
            std::error_code unknown;
            std::filesystem::remove(file, unknown);
        }
    } removed{file};
    pack::write(pack, pack::pages(pack, {call, now}), file);
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

}  // namespace atranka::cli
