#include "engine/definition/attachment.hpp"

#include "engine/definition/scalar.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>
#include <charconv>

namespace atranka::definition {

namespace {

constexpr std::string_view members[] = {"sha256", "name", "bytes", "type", "pages", "flags"};
constexpr std::string_view known_flags[] = {"cleaned", "embedded", "metadata", "signed"};
constexpr std::size_t name_length_max = 120, type_length_max = 100, hash_length = 64;

std::string_view kind_of(std::string_view type) {
    if (type == "application/pdf") return "pdf";
    return type.starts_with("image/") ? "image" : "office";
}

std::optional<std::int64_t> whole(const Value* value) {
    if (value == nullptr) return std::nullopt;
    if (value->is_int()) return value->as_int();
    std::int64_t number = 0;
    if (!value->is_text()) return std::nullopt;
    const std::string& text = value->as_text();
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || std::to_string(number) != text)
        return std::nullopt;
    return number;
}

bool is_hash(const std::string& text) {
    return text.size() == hash_length &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

const std::string* text_in(const Value& of, std::string_view name) {
    const Value* value = of.find(name);
    return value != nullptr && value->is_text() ? &value->as_text() : nullptr;
}

}  // namespace

std::optional<std::int64_t> read_size(std::string_view text) {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit{read.ptr, static_cast<std::size_t>(text.data() + text.size() - read.ptr)};
    if (read.ec != std::errc{} || text.starts_with('0') || (unit != " MB" && unit != " KB"))
        return std::nullopt;
    const std::int64_t factor = unit == " MB" ? 1'000'000 : 1'000;
    if (number < 1 || number > attachment_bytes_max / factor) return std::nullopt;
    return number * factor;
}

std::int64_t bytes_max_of(const Field& field) { return field.max_bytes.value_or(attachment_bytes_default); }

tl::expected<Value, std::string> read_attachment(const Field& field, const Value& typed) {
    const auto wrong = [](std::string sentence) { return tl::unexpected{std::move(sentence)}; };
    constexpr const char* shape = "What uploading the file was answered with is wanted, as it stands.";
    if (!typed.is_object()) return wrong(shape);
    for (const auto& [name, value] : typed.as_object())
        if (std::ranges::find(members, name) == std::end(members)) return wrong(shape);
    const std::string *hash = text_in(typed, "sha256"), *name = text_in(typed, "name"),
                      *type = text_in(typed, "type");
    const auto bytes = whole(typed.find("bytes"));
    if (hash == nullptr || !is_hash(*hash) || name == nullptr || name->empty() || kernel::text_fault(*name) ||
        kernel::code_points(*name) > name_length_max || type == nullptr || type->size() > type_length_max ||
        kernel::text_fault(*type) || !bytes || *bytes < 1)
        return wrong(shape);
    Value canonical = Value::object({{"sha256", *hash}, {"name", *name}, {"bytes", *bytes}, {"type", *type}});
    if (const Value* value = typed.find("pages"); value != nullptr) {
        const auto pages = whole(value);
        if (!pages || *pages < 1) return wrong(shape);
        canonical.set("pages", *pages);
        if (field.max_pages && *pages > *field.max_pages)
            return wrong("This has " + std::to_string(*pages) + " pages; at most " +
                         std::to_string(*field.max_pages) + " are taken.");
    }
    if (const Value* value = typed.find("flags"); value != nullptr) {
        if (!value->is_list()) return wrong(shape);
        for (const Value& flag : value->as_list())
            if (!flag.is_text() || std::ranges::find(known_flags, flag.as_text()) == std::end(known_flags))
                return wrong(shape);
        canonical.set("flags", *value);
    }
    if (*bytes > bytes_max_of(field))
        return wrong("This has " + std::to_string(*bytes) + " bytes; at most " +
                     std::to_string(bytes_max_of(field)) + " are taken.");
    if (std::ranges::find(field.accepts, kind_of(*type)) == field.accepts.end())
        return wrong("This kind of file is not taken here.");
    return canonical;
}

std::vector<std::pair<std::string, Value>> attachments_in(const Form& form, const Value& typed) {
    std::vector<std::pair<std::string, Value>> found;
    for (const Field& field : form.fields) {
        const Value* value =
            field.type == FieldType::attachment && typed.is_object() ? typed.find(field.name) : nullptr;
        if (value == nullptr || is_blank(*value)) continue;
        if (auto canonical = read_attachment(field, *value))
            found.emplace_back(field.name, std::move(*canonical));
    }
    return found;
}

Value facts_of_attachment(const Value& attachment) {
    Value facts = Value::object();
    for (const char* name : {"bytes", "pages", "type"})
        if (const Value* value = attachment.find(name); value != nullptr) facts.set(name, *value);
    return facts;
}

Value without_name(const Field& field, Value attachment) {
    const std::string* name = attachment.is_object() ? text_in(attachment, "name") : nullptr;
    if (name == nullptr) return attachment;
    const std::size_t dot = name->rfind('.');
    attachment.set("name", field.name + (dot == std::string::npos ? std::string{} : name->substr(dot)));
    return attachment;
}

}  // namespace atranka::definition
