#include "engine/definition/node.hpp"

#include <algorithm>

namespace atranka::definition {

namespace {
constexpr std::string_view order_key = "$order";
}  // namespace

bool Node::empty() const {
    switch (kind) {
        case Kind::text: return text.empty();
        case Kind::list: return items.empty();
        case Kind::map: return members.empty();
    }
    return true;
}

const Member* Node::member(std::string_view key) const {
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.key == key; });
    return found == members.end() ? nullptr : &*found;
}

const Node* Node::find(std::string_view key) const {
    const Member* found = member(key);
    return found == nullptr ? nullptr : &found->value;
}

Node Node::scalar(std::string text, Position position) {
    Node node;
    node.text = std::move(text);
    node.position = position;
    return node;
}

Node Node::list(std::vector<Node> items, Position position) {
    Node node;
    node.kind = Kind::list;
    node.items = std::move(items);
    node.position = position;
    return node;
}

Node Node::map(std::vector<Member> members, Position position) {
    Node node;
    node.kind = Kind::map;
    node.members = std::move(members);
    node.position = position;
    return node;
}

void Node::set(std::string key, Node value) {
    for (Member& member : members)
        if (member.key == key) {
            member.value = std::move(value);
            return;
        }
    members.push_back({std::move(key), value.position, std::move(value)});
}

Position Node::position_in_text(std::size_t offset) const {
    const auto after = std::ranges::upper_bound(spelled, offset, {}, &Spelled::offset);
    if (after == spelled.begin()) return position;
    const Spelled& piece = *std::prev(after);
    Position found = piece.at;
    for (std::size_t i = piece.offset; i < offset && i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) ++found.column;
    return found;
}

Value to_value(const Node& node) {
    switch (node.kind) {
        case Node::Kind::text: return node.text;
        case Node::Kind::list: {
            Value::List list;
            list.reserve(node.items.size());
            for (const Node& item : node.items) list.push_back(to_value(item));
            return list;
        }
        case Node::Kind::map: {
            Value::Object object;
            for (const Member& member : node.members) object.emplace(member.key, to_value(member.value));
            const auto later = [](const Member& a, const Member& b) { return a.key < b.key; };
            if (!std::is_sorted(node.members.begin(), node.members.end(), later)) {
                Value::List keys;
                for (const Member& member : node.members) keys.emplace_back(member.key);
                object.emplace(order_key, std::move(keys));
            }
            return object;
        }
    }
    return {};
}

Node to_node(const Value& canonical) {
    if (canonical.is_list()) {
        Node node = Node::list();
        for (const Value& item : canonical.as_list()) node.items.push_back(to_node(item));
        return node;
    }
    if (canonical.is_object()) {
        Node node = Node::map();
        const auto add = [&](const std::string& key, const Value& value) {
            node.members.push_back({key, {}, to_node(value)});
        };
        if (const Value* order = canonical.find(order_key); order != nullptr && order->is_list()) {
            for (const Value& key : order->as_list())
                if (const Value* value = key.is_text() ? canonical.find(key.as_text()) : nullptr)
                    add(key.as_text(), *value);
        } else {
            for (const auto& [key, value] : canonical.as_object()) add(key, value);
        }
        return node;
    }
    if (canonical.is_text()) return Node::scalar(canonical.as_text());
    if (canonical.is_bool()) return Node::scalar(canonical.as_bool() ? "true" : "false");
    if (canonical.is_number()) return Node::scalar(canonical.as_decimal().text());
    return Node::scalar({});
}

}  // namespace atranka::definition
