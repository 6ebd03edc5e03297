#include "adapters/cli/openid_settings.hpp"

#include "adapters/cli/files.hpp"
#include "adapters/cli/program.hpp"
#include "adapters/yaml/yaml.hpp"
#include "engine/kernel/text.hpp"

#include <fmt/core.h>
#include <algorithm>
#include <filesystem>

namespace atranka::cli {

namespace {

using definition::Node;

class Reader {
public:
    explicit Reader(const std::string& file) : file_(file) {}

    OpenidSettings operator()(const std::string& origin) const {
        const auto document = yaml::read(read_text(file_));
        if (!document) throw Stop{bad_data, fault_text(file_, document.error().front())};
        keys(*document, {"issuer", "client_id", "client_secret_file", "scopes", "groups_claim", "groups",
                         "label", "link", "acr", "amr"});
        OpenidSettings read;
        read.client.issuer = text(*document, "issuer");
        if (!credentials::is_allowed_url(read.client.issuer) ||
            read.client.issuer.find_first_of("?#") != std::string::npos)
            fail(*document->find("issuer"), "an issuer is an https address without ? and #");
        read.client.client_id = text(*document, "client_id");
        if (const Node* secret = document->find("client_secret_file"))
            read.client.client_secret = secret_of(*secret);
        read.client.scopes = texts(*document, "scopes");
        read.client.groups_claim =
            document->find("groups_claim") ? text(*document, "groups_claim") : "groups";
        read.client.redirect_uri = origin + "/api/v1/session/openid/callback";
        read.client.signed_out_uri = origin + "/";
        if (const Node* groups = document->find("groups")) read.roles = roles(*groups);
        const Node& label = needed(*document, "label");
        keys(label, {"en", "lt"});
        read.label_en = text(label, "en");
        read.label_lt = text(label, "lt");
        if (const Node* link = document->find("link")) {
            if (link->text != "invitation" && link->text != "verified_email")
                fail(*link, "link is invitation or verified_email");
            read.links_by_email = link->text == "verified_email";
        }
        read.acr = texts(*document, "acr");
        read.amr = texts(*document, "amr");
        return read;
    }

private:
    [[noreturn]] void fail(const Node& at, const std::string& message) const {
        throw Stop{bad_data,
                   fmt::format("{}:{}:{}: {}", file_, at.position.line, at.position.column, message)};
    }
    void keys(const Node& node, const std::vector<std::string>& known) const {
        if (!node.is_map()) fail(node, "here stands a map");
        for (const definition::Member& member : node.members)
            if (std::ranges::find(known, member.key) == known.end()) {
                const std::string near = nearest(member.key, known);
                throw Stop{bad_data, fmt::format("{}:{}:{}: no key {} is known here{}", file_,
                                                 member.position.line, member.position.column, member.key,
                                                 near.empty() ? "" : "; did you mean " + near + "?")};
            }
    }
    const Node& needed(const Node& node, const std::string& key) const {
        const Node* found = node.find(key);
        if (found == nullptr) fail(node, "add " + key + ", which is not there");
        return *found;
    }
    std::string text(const Node& node, const std::string& key) const {
        const Node& found = needed(node, key);
        if (!found.is_text() || found.text.empty()) fail(found, key + " is a text");
        return found.text;
    }
    std::set<std::string> texts(const Node& node, const std::string& key) const {
        std::set<std::string> all;
        const Node* found = node.find(key);
        if (found == nullptr) return all;
        if (!found->is_list()) fail(*found, key + " is a list of texts");
        for (const Node& one : found->items) {
            if (!one.is_text() || one.text.empty()) fail(one, key + " is a list of texts");
            all.insert(one.text);
        }
        return all;
    }
    std::vector<OpenidRole> roles(const Node& groups) const {
        if (!groups.is_map()) fail(groups, "groups is a map: a group's name, then its role and call");
        std::vector<OpenidRole> all;
        for (const definition::Member& group : groups.members) {
            keys(group.value, {"role", "call"});
            all.push_back({group.key, text(group.value, "role"), text(group.value, "call")});
        }
        return all;
    }
    std::string secret_of(const Node& node) const {
        namespace fs = std::filesystem;
        const fs::path path = fs::path{file_}.parent_path() / node.text;
        std::error_code error;
        const auto rights = fs::status(path, error).permissions();
        if (error || !fs::exists(path)) fail(node, "there is no such file; put the client's secret there");
        if ((rights & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none)
            fail(node, "others may read that file: chmod 600 it");
        std::string secret = read_text(path.string());
        while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
        if (secret.empty()) fail(node, "that file is empty; put the client's secret there");
        return secret;
    }

    const std::string& file_;
};

}  // namespace

OpenidSettings read_openid(const std::string& file, const std::string& origin) {
    return Reader{file}(origin);
}

}  // namespace atranka::cli
