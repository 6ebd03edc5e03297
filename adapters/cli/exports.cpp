#include "adapters/cli/exports.hpp"

#include "adapters/cli/verbs.hpp"
#include "adapters/export/ocel.hpp"
#include "adapters/export/xes.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>

namespace atranka::cli {

namespace {

namespace fs = std::filesystem;

void write_text(const fs::path& path, const std::string& text) {
    const auto failed = [&] {
        throw Stop{io_error, "cannot write " + path.parent_path().string() + ": " + std::strerror(errno)};
    };
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0) failed();
    std::string_view left = text;
    while (!left.empty()) {
        const ssize_t written = ::write(file, left.data(), left.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            const int why = errno;
            ::close(file);
            errno = why;
            failed();
        }
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    const bool kept = ::fsync(file) == 0;
    if (::close(file) != 0 || !kept) failed();
}

std::string out_of(const Arguments& arguments, const std::string& endings) {
    const std::string out = arguments.text("out");
    if (out.empty()) throw Stop{usage, "--out names the file to make, ending in " + endings};
    return out;
}

template <class Made>
Made sound(tl::expected<Made, exporting::Fault> made) {
    if (!made)
        throw Stop{bad_data,
                   made.error().text() + "; nothing was exported, `atranka audit replay` says more"};
    return std::move(*made);
}

int ocel(Program& program, const Verb&, const Arguments& arguments) {
    const std::string out = out_of(arguments, ".json or .sqlite");
    const bool json = out.ends_with(".json");
    if (!json && !out.ends_with(".sqlite"))
        throw Stop{usage, "--out ends in .json or .sqlite, not " + fs::path{out}.filename().string()};
    Reading reading{program, arguments};
    const call::State call = whole_call(reading, arguments.text("call"), "the export");
    const exporting::Ocel log = sound(exporting::ocel_of(program.store(), call.id));
    write_whole(out, [&](const fs::path& path) {
        if (json)
            write_text(path, exporting::json_of(log));
        else
            exporting::write_sqlite(log, path);
    });
    std::size_t relations = 0, changes = 0;
    for (const auto& event : log.events) relations += event.relations.size();
    for (const auto& [id, object] : log.objects) changes += object.attributes.size();
    if (program.json())
        program.answer(Value::object({{"file", out},
                                      {"events", std::int64_t(log.events.size())},
                                      {"objects", std::int64_t(log.objects.size())},
                                      {"relations", std::int64_t(relations)},
                                      {"attribute_values", std::int64_t(changes)}}));
    else
        program.say(
            fmt::format("{}: {} events of {} types, {} objects of {} types, {} relations, {} values "
                        "of attributes over time",
                        out, log.events.size(), log.event_types.size(), log.objects.size(),
                        log.object_types.size(), relations, changes));
    return ok;
}

int xes(Program& program, const Verb&, const Arguments& arguments) {
    const std::string out = out_of(arguments, ".xes");
    if (!out.ends_with(".xes"))
        throw Stop{usage, "--out ends in .xes, not " + fs::path{out}.filename().string()};
    Reading reading{program, arguments};
    const call::State call = whole_call(reading, arguments.text("call"), "the export");
    const exporting::Xes log = sound(exporting::xes_of(program.store(), call.id));
    write_whole(out, [&](const fs::path& path) { write_text(path, log.text); });
    if (program.json())
        program.answer(Value::object({{"file", out}, {"traces", log.traces}, {"events", log.events}}));
    else
        program.say(fmt::format("{}: {} traces, {} events", out, log.traces, log.events));
    return ok;
}

}  // namespace

call::State whole_call(Reading& reading, const std::string& id, const std::string& what) {
    call::State call = reading.call(id);
    reading.for_staff_of(call, what);
    // The strictest relation counts: nobody learns by taking everything what they may not look up singly.
    service::ApplicationQuery query;
    query.call = id;
    for (const service::ApplicationRow& row : reading.applications(query))
        reading.for_staff(row.application, what + " holds " + row.application + ", which");
    reading.note(call);
    return call;
}

void write_whole(const std::string& out, const std::function<void(const fs::path&)>& write) {
    const fs::path target = out;
    std::error_code error;
    if (fs::exists(fs::symlink_status(target, error)))
        throw Stop{cannot_create, out + " is there already: name another file, or remove it"};
    const fs::path folder = fs::absolute(target, error).parent_path();
    if (!fs::is_directory(folder, error))
        throw Stop{cannot_create, "cannot make " + out + ": there is no folder " + folder.string()};
    const fs::path part =
        folder / ("." + target.filename().string() + "." + std::to_string(::getpid()) + ".part");
    try {
        write(part);
        // Fails where the name was taken meanwhile, as a rename would not; some file systems have no links.
        fs::create_hard_link(part, target, error);
        if (error && error != std::errc::file_exists) fs::rename(part, target, error);
        if (error) throw Stop{cannot_create, "cannot make " + out + ": " + error.message()};
    } catch (...) {
        fs::remove(part, error);
        throw;
    }
    fs::remove(part, error);
}

std::vector<Verb> export_verbs() {
    return {
        {"export",
         "ocel",
         "A call as an object-centric event log (OCEL 2.0), in JSON or as an SQLite file.",
         "atranka export ocel c-2026 --out c-2026.json\n  atranka export ocel c-2026 --out c-2026.sqlite\n\n"
         "One event an entry of the call's log, with its number and leaf hash, related to everything that\n"
         "it touched. People are pseudonyms; private parts never leave. A file that is there is not\n"
         "replaced.",
         {{"call", "CALL", "the call", "", Takes::one, true},
          {"out", "--out", "the file to make: .json or .sqlite", "FILE"}},
         ocel},
        {"export",
         "xes",
         "A call as an XES log (IEEE 1849), one trace an application.",
         "atranka export xes c-2026 --out c-2026.xes\n\n"
         "Each event carries the number and the leaf hash of its entry. A file that is there is not "
         "replaced.",
         {{"call", "CALL", "the call", "", Takes::one, true},
          {"out", "--out", "the file to make: .xes", "FILE"}},
         xes}};
}

}  // namespace atranka::cli
