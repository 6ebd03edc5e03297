#include "engine/ledger/access.hpp"

#include "engine/kernel/text.hpp"
#include "engine/ledger/canonical.hpp"
#include "engine/ledger/hash.hpp"

namespace atranka::ledger {

namespace {

constexpr std::string_view domain{"atranka/access/v1\0", 18};
constexpr std::size_t text_max = 200;

}  // namespace

std::string hash_of(const Access& line) {
    return hex(sha256(std::string{domain} + canonical(kernel::encode(line))));
}

ChainedAccess chain(AccessHead& head, Access line, std::int64_t size) {
    for (std::string* text :
         {&line.who, &line.authenticated, &line.object, &line.what, &line.rule, &line.as_of})
        if (text->size() > text_max || text_fault(*text)) *text = "?";
    line.index = head.size;
    line.size = size;
    line.previous = head.hash;
    ChainedAccess next{std::move(line), {}};
    next.hash = hash_of(next.line);
    head = {head.size + 1, next.hash};
    return next;
}

void AccessCheck::operator()(const ChainedAccess& next) {
    if (fault_) return;
    const auto fault = [&]() -> std::string {
        if (next.line.index != head_.size) return "is where line " + std::to_string(head_.size) + " belongs";
        if (next.line.log != log_) return "belongs to the log " + next.line.log;
        if (next.line.previous != head_.hash) return "does not follow from the line before it";
        for (const std::string* text : {&next.line.who, &next.line.authenticated, &next.line.object,
                                        &next.line.what, &next.line.rule, &next.line.as_of})
            if (text_fault(*text)) return "has text that could not have been recorded";
        if (hash_of(next.line) != next.hash) return "does not have its hash " + next.hash;
        if (next.line.size < size_) return "saw fewer entries than the line before it";
        return {};
    }();
    if (!fault.empty()) {
        fault_ = AccessFault{head_.size, fault};
        return;
    }
    head_ = {head_.size + 1, next.hash};
    size_ = next.line.size;
}

}  // namespace atranka::ledger
