#include "adapters/cli/attachments.hpp"

#include "adapters/api/api.hpp"
#include "adapters/api/commands.hpp"
#include "adapters/cli/files.hpp"
#include "adapters/cli/reading.hpp"
#include "adapters/cli/verbs.hpp"
#include "adapters/files/apart.hpp"
#include "adapters/files/name.hpp"
#include "adapters/json/json.hpp"
#include "engine/application/decide.hpp"
#include "engine/definition/attachment.hpp"
#include "engine/inquiry/inquiry.hpp"
#include "engine/ledger/hash.hpp"

#include <unistd.h>
#include <fstream>
#include <sstream>

namespace atranka::cli {

namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    if (!stream || !bytes)
        throw service::Failure{service::Failure::Kind::unavailable, "an uploaded file cannot be read"};
    return std::move(bytes).str();
}

// Gone with whoever named it.
struct Passing {
    fs::path path;
    explicit Passing(fs::path p) : path(std::move(p)) {}
    ~Passing() {
        std::error_code unknown;
        fs::remove(path, unknown);
    }
    Passing(const Passing&) = delete;
    Passing& operator=(const Passing&) = delete;
};

Value told_of(const files::Found& found, const std::string& name, const std::string& content) {
    Value told = Value::object({{"sha256", ledger::hex(ledger::sha256(content))},
                                {"name", files::clean_name(name, found.extension)},
                                {"bytes", static_cast<std::int64_t>(content.size())},
                                {"type", found.type}});
    if (found.pages) told.set("pages", *found.pages);
    if (!found.flags.empty()) told.set("flags", kernel::encode(found.flags));
    return told;
}

}  // namespace

Attachments::Attachments(service::Blobs& blobs, std::optional<files::Scanner> scanner,
                         std::function<void(const std::string&)> settle)
    : blobs_(blobs), scanner_(std::move(scanner)), settle_(std::move(settle)) {}

std::optional<std::string> Attachments::content(const std::string& application, const std::string& sha256) {
    return blobs_.get(application, sha256);
}

Result<Value> Attachments::take(const Upload& upload, const std::function<void(const Value&)>& keep) {
    const Passing spooled{upload.content};  // before anybody is answered
    const auto unfit = [&](const std::string& why) {
        return refuse(Rule::attachment_must_fit, why, upload.field.name);
    };
    const std::int64_t bytes_max = definition::bytes_max_of(upload.field);
    std::error_code unknown;
    if (fs::file_size(upload.content, unknown) > static_cast<std::uintmax_t>(bytes_max))
        return unfit("The file has more than " + std::to_string(bytes_max) + " bytes.");
    if (scanner_) {
        std::string content = content_of(upload.content);
        const auto verdict = files::scan(*scanner_, content);
        if (!verdict)
            throw service::Failure{service::Failure::Kind::unavailable,
                                   verdict.error() + ": nothing is taken until it does"};
        if (!verdict->is_clean) {
            blobs_.quarantine(upload.person.text, content);
            return refuse(Rule::attachment_must_be_clean, "the virus scanner found something in the file",
                          upload.field.name);
        }
    }
    fs::path beside = upload.content;
    beside += ".clean";
    const Passing clean{std::move(beside)};
    files::Wanted wanted{upload.field.accepts, bytes_max, {}};
    if (upload.field.max_pages) wanted.pages_max = *upload.field.max_pages;
    const auto found = [&] {
        try {
            return files::inspect_apart(upload.content, wanted, clean.path);
        } catch (const std::runtime_error& error) {
            throw service::Failure{service::Failure::Kind::unavailable, error.what()};
        }
    }();
    if (!found) return unfit(found.error().why);
    const std::string content = content_of(clean.path);
    if (std::ssize(content) > bytes_max)
        return unfit("The file has more than " + std::to_string(bytes_max) + " bytes once it is cleaned.");
    Value told = told_of(*found, upload.name, content);
    {
        const std::scoped_lock lock{mutex_};
        blobs_.put(upload.person.text, upload.application.text, told, content);
        keep(told);
    }
    settle_(upload.application.text);
    return told;
}

fs::path incoming_folder(const fs::path& database) {
    fs::path folder = database;
    folder += ".files";
    for (const fs::path& one : {folder, folder / ".incoming"}) {
        std::error_code failed;
        fs::create_directory(one, failed);
        fs::permissions(one, fs::perms::owner_all, failed);
        if (failed) throw Stop{cannot_create, "cannot make the folder " + one.string() + " for attachments"};
    }
    return folder / ".incoming";
}

void empty_folder(const fs::path& folder) {
    std::error_code unknown;
    for (const auto& left : fs::directory_iterator(folder, unknown)) fs::remove(left, unknown);
}

http::Admission admission_of(const http::Request& request, const fs::path& incoming) {
    constexpr std::uintmax_t waiting_max = 1'000'000'000;
    const std::string begin = std::string{api::root} + "/applications/";
    if (request.method != "PUT" || !request.path.starts_with(begin) ||
        request.path.find("/attachments/", begin.size()) == std::string::npos)
        return {http::Limits{}.body_bytes};
    http::Admission admission{static_cast<std::uint64_t>(definition::attachment_bytes_max), incoming};
    const auto refuse = [&](api::Response answer) {
        admission.refusal = http::Response{answer.status, std::move(answer.headers), std::move(answer.body)};
        return admission;
    };
    if (!request.header("cookie") && !request.header("authorization")) return refuse(api::unauthenticated());
    std::uintmax_t waiting = 0;
    std::error_code unknown;
    for (const auto& file : fs::directory_iterator(incoming, unknown))
        if (const auto size = file.file_size(unknown); !unknown) waiting += size;
    if (waiting > waiting_max)
        return refuse(api::unavailable({service::Failure::Kind::full, "too many files are on their way"}));
    return admission;
}

std::optional<files::Scanner> scanner_named(const std::string& text) {
    if (text.empty()) return std::nullopt;
    auto scanner = files::read_scanner(text);
    if (!scanner) throw Stop{usage, "--scanner is unix:/run/clamav/clamd.ctl or host:port, not " + text};
    return scanner;
}

namespace {

// What the actor may see, as a viewer of the API does.
inquiry::Inquiry inquiry_of(Program& program, const Arguments& arguments) {
    inquiry::Inquiry inquiry{program.store(), program.service().states(), {program.actor(), program.now()}};
    if (arguments.has("as-of"))
        inquiry.look_back(
            extent_named(program, arguments.text("as-of"), log_named(program, arguments), "--as-of"));
    return inquiry;
}

inquiry::Application application_in(inquiry::Inquiry& inquiry, const Arguments& arguments) {
    auto found = inquiry.application(arguments.text("application"));
    if (!found)
        throw Stop{bad_data,
                   "no application " + arguments.text("application") + ", or none that you may see"};
    return std::move(*found);
}

int attach(Program& program, const Verb&, const Arguments& arguments) {
    inquiry::Inquiry inquiry = inquiry_of(program, arguments);
    const inquiry::Application found = application_in(inquiry, arguments);
    if (found.relation != access::Relation::lead)
        throw Stop{no_permission, "only the lead writes the forms of " + found.state.id.text};
    const auto definition = inquiry.definition_of(inquiry.states().call(found.state.call));
    const definition::Step* step = definition->step(found.state.step);
    const definition::Form* form =
        step == nullptr ? nullptr : application::form_at(*definition, found.state, *step);
    const definition::Field* field = nullptr;
    if (form != nullptr)
        for (const definition::Field& one : form->fields)
            if (one.name == arguments.text("field") && one.type == definition::FieldType::attachment)
                field = &one;
    if (field == nullptr)
        throw Stop{bad_data, "the form that " + found.state.id.text + " waits for has no attachment " +
                                 arguments.text("field")};
    const fs::path file = arguments.text("file");
    std::error_code unknown;
    if (!fs::is_regular_file(file, unknown)) throw Stop{no_input, "there is no file " + file.string()};
    // A copy, so that what is judged is what is kept.
    const fs::path folder = incoming_folder(program.database());
    const Passing copy{folder / (ledger::hex(program.random().bytes(16)) + ".part")};
    if (!fs::copy_file(file, copy.path, unknown)) throw Stop{io_error, "cannot read " + file.string()};
    Attachments attachments{program.blobs(), scanner_named(arguments.text("scanner")),
                            [&](const std::string& id) { program.service().settle(id); }};
    const std::string key = "form/" + found.state.id.text + "/" + found.state.step;
    const auto taken =
        attachments.take({program.actor(), found.state.id, *field, file.filename().string(), copy.path},
                         [&](const Value& told) {
                             const auto text = program.store().draft(program.actor().text, key);
                             const auto saved = text ? json::parse(*text) : Value::object();
                             Value draft = saved && saved->is_object() ? *saved : Value::object();
                             draft.set(field->name, told);
                             program.store().save_draft(program.actor().text, key, json::write(draft));
                         });
    if (!taken) return program.refused(taken.error());
    program.answer(*taken);
    return ok;
}

int fetch(Program& program, const Verb&, const Arguments& arguments) {
    inquiry::Inquiry inquiry = inquiry_of(program, arguments);
    const inquiry::Application found = application_in(inquiry, arguments);
    const std::string field = arguments.text("field"), step = arguments.text("step");
    const auto form = found.wording.forms.find(step);
    const Value* told = form == found.wording.forms.end() ? nullptr : form->second.find(field);
    const Value* hash = told != nullptr && told->is_object() ? told->find("sha256") : nullptr;
    const auto content = hash != nullptr && hash->is_text()
                             ? program.blobs().get(found.state.id.text, hash->as_text())
                             : std::nullopt;
    if (!content)
        throw Stop{bad_data, "no file " + field + " in what " + found.state.id.text + " submitted in " +
                                 step + ", or none that you may see"};
    refuse_existing(arguments.text("out"));
    program.note("calls/" + found.state.call.text, "application/" + found.state.id.text,
                 arguments.text("as-of"));
    write_text(arguments.text("out"), *content);
    return ok;
}

}  // namespace

std::vector<Verb> attachment_verbs() {
    const Option application{"application", "APPLICATION", "the application", "", Takes::one, true};
    const Option field{"field", "FIELD", "the field of the form", "", Takes::one, true};
    return {
        {"application",
         "attach",
         "Upload a file for a field of the form that the application waits for; the draft then names it.",
         "atranka application attach a-17 plan plan.pdf --as jonas",
         {application,
          field,
          {"file", "FILE", "the file", "", Takes::one, true},
          {"scanner", "--scanner", "the virus scanner: unix:/run/clamav/clamd.ctl, or host:port", "ADDRESS"}},
         attach},
        {"application",
         "fetch",
         "Write a file that a submitted form names.",
         "atranka application fetch a-17 full plan --out plan.pdf --as petras",
         {application,
          {"step", "STEP", "the step in which the form was submitted", "", Takes::one, true},
          field,
          {"out", "--out", "where to write it; there must be no such file", "FILE", Takes::one, true},
          as_of_option},
         fetch}};
}

}  // namespace atranka::cli
