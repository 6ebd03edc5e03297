#include "tests/scenario/world.hpp"

#include "adapters/system/resolve.hpp"
#include "adapters/yaml/yaml.hpp"
#include "engine/definition/read.hpp"
#include "engine/kernel/invariant.hpp"
#include "engine/ledger/ed25519.hpp"
#include "engine/ledger/hash.hpp"
#include "source_dir.hpp"

#include <fstream>
#include <iostream>
#include <sstream>

namespace atranka::scenario {

std::string text_of(const std::string& file) {
    std::ifstream stream{(source_dir() / file).string()};
    invariant(stream.good(), "a file that a test reads is there");
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

Value definition_of(const std::string& yaml_text) {
    const auto document = yaml::read(yaml_text);
    const auto read = document ? definition::read(*document) : tl::unexpected{document.error()};
    if (!read)
        for (const auto& p : read.error())
            std::cerr << p.position.line << ":" << p.position.column << ": " << p.message << "\n";
    invariant(read.has_value(), "a definition that a test uses is sound");
    const auto resolved = system::resolved(*document, read->calendar, Stopped{}.now());
    invariant(resolved.has_value(), "this machine knows the time zone of the definition");
    return resolved->canonical;
}

Value definition_in(const std::string& file) { return definition_of(text_of(file)); }

Instant at(const std::string& text) {
    const auto parsed = Instant::parse(text);
    invariant(parsed.has_value(), "an instant in a test is one");
    return *parsed;
}

std::string Rehearsed::bytes(std::size_t count) {
    std::string made;
    while (made.size() < count) {
        const ledger::Hash hash = ledger::sha256("rehearsal " + std::to_string(turn_++));
        made.append(hash.begin(), hash.end());
    }
    made.resize(count);
    return made;
}

ledger::VerifierKey Rehearsing::key(const std::string& origin) {
    return {origin, 1, ledger::public_key_of(seed)};
}

ledger::Signature Rehearsing::sign(const ledger::Head& head) { return ledger::sign(head, seed); }

std::optional<std::string> Rehearsing::released(const std::string& log) {
    const auto it = heads.find(log);
    return it == heads.end() ? std::nullopt : std::optional{it->second};
}

}  // namespace atranka::scenario
