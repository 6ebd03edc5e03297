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

constexpr std::int64_t whole_max = (std::int64_t{1} << 53) - 1;

std::optional<Rejection> unrecordable(const Value& value, const std::string& path) {
    const auto under = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
    if (value.is_text())
        if (const auto fault = kernel::text_fault(value.as_text()))
            return Rejection{Rule::text_must_be_clean, *fault, path};
    if (value.is_int() && (value.as_int() > whole_max || value.as_int() < -whole_max))
        return Rejection{Rule::command_must_be_well_formed, "a whole number lies within 2^53", path};
    if (value.is_list())
        for (std::size_t i = 0; i < value.as_list().size(); ++i)
            if (auto fault = unrecordable(value.as_list()[i], path + "[" + std::to_string(i) + "]"))
                return fault;
    if (value.is_object())
        for (const auto& [key, member] : value.as_object()) {
            if (kernel::text_fault(key))
                return Rejection{Rule::text_must_be_clean, "a name is not valid text", path};
            if (auto fault = unrecordable(member, under(key))) return fault;
        }
    return std::nullopt;
}

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

namespace {

template <class Of>
bool is_one_of(std::string_view name) {
    bool found = false;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Of>>(
        [&](auto identity) { found = found || decltype(identity)::type::name == name; });
    return found;
}

}  // namespace

bool is_of_call(std::string_view name) {
    return is_one_of<call::Command>(name) || is_one_of<question::Command>(name) ||
           (is_one_of<procedure::Command>(name) && name != procedure::PlaceUpheld::name) ||
           name == application::StartApplication::name || name == application::ImportApplication::name;
}
bool is_of_instance(std::string_view name) {
    return is_one_of<registry::Command>(name) || is_one_of<custody::Command>(name);
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
