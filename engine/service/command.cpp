#include "engine/service/command.hpp"

#include "engine/custody/decide.hpp"
#include "engine/kernel/text.hpp"

#include <algorithm>

namespace atranka::service {

namespace {

template <class C>
concept HasPrivateMembers = requires {
    C::private_members;
};

template <class Visit>
void for_each_command(Visit visit) {
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Command>>(visit);
}

template <class C>
std::vector<std::string> member_names() {
    std::vector<std::string> names;
    boost::mp11::mp_for_each<boost::describe::describe_members<C, boost::describe::mod_public>>(
        [&](auto member) { names.emplace_back(member.name); });
    return names;
}

// The first member whose value does not decode by itself.
template <class C>
std::string misfit(const Value& members) {
    std::string name;
    boost::mp11::mp_for_each<boost::describe::describe_members<C, boost::describe::mod_public>>(
        [&](auto member) {
            using Member = std::remove_cvref_t<decltype(std::declval<C&>().*member.pointer)>;
            const Value* value = members.find(member.name);
            if (name.empty() && value != nullptr && !kernel::decode<Member>(*value)) name = member.name;
        });
    return name;
}

template <class C>
Result<Command> read(const Value& members) {
    const auto names = member_names<C>();
    for (const auto& [key, value] : members.as_object())
        if (std::ranges::find(names, key) == names.end()) {
            const std::string near = nearest(key, names);
            return refuse(Rule::command_must_be_well_formed,
                          std::string{C::name} + " has no member " + key +
                              (near.empty() ? "" : "; did you mean " + near + "?"),
                          key);
        }
    auto command = kernel::decode<C>(members);
    if (!command) {
        const std::string name = misfit<C>(members);
        return refuse(Rule::command_must_be_well_formed,
                      name + " of " + std::string{C::name} + " has the wrong form", name);
    }
    return Command{std::move(*command)};
}

}  // namespace

std::string_view name_of(const Command& command) {
    return std::visit([](const auto& c) { return std::remove_cvref_t<decltype(c)>::name; }, command);
}

std::string log_of(const Command& command, const CallId& call_of_application) {
    return std::visit(
        [&](const auto& c) -> std::string {
            using C = std::remove_cvref_t<decltype(c)>;
            if constexpr (boost::mp11::mp_contains<registry::Command, C>::value)
                return "instance";
            else if constexpr (boost::mp11::mp_contains<custody::Command, C>::value)
                return custody::log_of(c);
            else if constexpr (requires { c.call; })
                return "calls/" + c.call.text;
            else
                return "calls/" + call_of_application.text;
        },
        command);
}

const std::vector<std::string_view>& command_names() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> all;
        for_each_command([&](auto identity) { all.push_back(decltype(identity)::type::name); });
        return all;
    }();
    return names;
}

Result<Command> command_of(std::string_view name, const Value& members) {
    if (!members.is_object())
        return refuse(Rule::command_must_be_well_formed, "a command's members are an object");
    std::optional<Result<Command>> found;
    for_each_command([&](auto identity) {
        using C = typename decltype(identity)::type;
        if (C::name == name) found = read<C>(members);
    });
    if (found) return std::move(*found);
    const std::string near = nearest(name, command_names());
    return refuse(Rule::command_must_be_well_formed,
                  "no command " + std::string{name} + (near.empty() ? "" : "; did you mean " + near + "?"));
}

Split split(const Command& command) {
    return std::visit(
        [](const auto& c) {
            using C = std::remove_cvref_t<decltype(c)>;
            Split parts{kernel::encode(c), {}};
            if constexpr (HasPrivateMembers<C>) {
                for (const auto name : C::private_members) {
                    auto& members = parts.pseudonymous.as_object();
                    if (auto it = members.find(name); it != members.end()) {
                        parts.secret.emplace(it->first, std::move(it->second));
                        members.erase(it);
                    }
                }
            }
            return parts;
        },
        command);
}

std::optional<Command> joined(std::string_view name, Value pseudonymous, Value::Object secret) {
    for (auto& member : secret) pseudonymous.set(member.first, std::move(member.second));
    auto command = command_of(name, pseudonymous);
    return command ? std::optional{std::move(*command)} : std::nullopt;
}

}  // namespace atranka::service
