#include "adapters/cli/shape.hpp"

#include "engine/kernel/invariant.hpp"
#include "engine/service/command.hpp"

#include <algorithm>

namespace atranka::cli {

namespace {

template <class T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
constexpr bool is_map_of = false;
template <class T>
constexpr bool is_map_of<std::map<std::string, T>> = true;

template <class T>
constexpr bool is_map_of_records = false;
template <DescribedStruct T>
constexpr bool is_map_of_records<std::map<std::string, T>> = true;

template <class T>
constexpr bool is_id_type = false;
template <class Tag>
constexpr bool is_id_type<Id<Tag>> = true;

template <class T>
struct ItemOf {
    using type = void;
};
template <class T>
struct ItemOf<std::vector<T>> {
    using type = T;
};
template <class T>
struct ItemOf<std::set<T>> {
    using type = T;
};

template <class T>
void add(std::vector<Member>& members, const std::string& path);

// A record with two members is typed first=second.
template <class T>
Member pair_member(const std::string& path) {
    Member member{path, Kind::pairs};
    boost::mp11::mp_for_each<MembersOf<T>>([&](auto m) {
        using M = std::remove_cvref_t<decltype(std::declval<T&>().*m.pointer)>;
        if (member.first.empty()) {
            member.first = m.name;
            member.first_is_whole = std::integral<M>;
        } else {
            member.second = m.name;
            member.second_is_whole = std::integral<M>;
            if (is_map_of<M>) member.kind = Kind::plans;
        }
    });
    return member;
}

template <class T>
void add(std::vector<Member>& members, const std::string& path) {
    using Item = typename ItemOf<T>::type;
    if constexpr (std::same_as<T, std::optional<call::Judgement>>) {
        return;  // nobody types it: the service judges
    } else if constexpr (std::same_as<T, bool>) {
        members.push_back({path, Kind::boolean});
    } else if constexpr (std::integral<T>) {
        members.push_back({path, Kind::whole});
    } else if constexpr (std::same_as<T, std::string> || is_id_type<T>) {
        members.push_back({path, Kind::text});
    } else if constexpr (std::same_as<T, Instant>) {
        members.push_back({path, Kind::instant});
    } else if constexpr (std::same_as<T, Decimal>) {
        members.push_back({path, Kind::amount});
    } else if constexpr (std::same_as<T, Value> || is_map_of_records<T>) {
        members.push_back({path, Kind::tree});
    } else if constexpr (std::same_as<T, std::map<std::string, Decimal>>) {
        members.push_back({path, Kind::amounts});
    } else if constexpr (std::same_as<T, std::map<std::string, std::string>>) {
        members.push_back({path, Kind::entries});
    } else if constexpr (std::same_as<T, std::map<std::string, Value>>) {
        members.push_back({path, Kind::settings});
    } else if constexpr (DescribedEnum<T>) {
        Member member{path, Kind::choice};
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
            [&](auto e) { member.choices.emplace_back(e.name); });
        members.push_back(std::move(member));
    } else if constexpr (std::same_as<Item, std::string> || is_id_type<Item>) {
        members.push_back({path, Kind::texts});
    } else if constexpr (DescribedStruct<Item>) {
        members.push_back(pair_member<Item>(path));
    } else {
        static_assert(DescribedStruct<T>, "a member of a command can be typed");
        boost::mp11::mp_for_each<MembersOf<T>>([&](auto m) {
            using M = std::remove_cvref_t<decltype(std::declval<T&>().*m.pointer)>;
            add<M>(members, path + "." + m.name);
        });
    }
}

}  // namespace

std::string Member::option() const {
    std::string name_of_option = name();
    std::ranges::replace(name_of_option, '_', '-');
    const bool once_each = kind >= Kind::texts;
    if (once_each && !is_plural && name_of_option.ends_with("ies"))
        name_of_option.replace(name_of_option.size() - 3, 3, "y");
    else if (once_each && !is_plural && name_of_option.ends_with('s'))
        name_of_option.pop_back();
    return "--" + name_of_option;
}

const Member* Shape::member(std::string_view path) const {
    const auto it = std::ranges::find(members, path, &Member::path);
    return it == members.end() ? nullptr : &*it;
}

const std::vector<Shape>& shapes() {
    static const std::vector<Shape> all = [] {
        std::vector<Shape> made;
        boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, service::Command>>(
            [&](auto identity) {
                using C = typename decltype(identity)::type;
                Shape shape{std::string{C::name}, {}};
                boost::mp11::mp_for_each<MembersOf<C>>([&](auto m) {
                    using M = std::remove_cvref_t<decltype(std::declval<C&>().*m.pointer)>;
                    add<M>(shape.members, m.name);
                });
                for (Member& member : shape.members)
                    member.is_plural = shape.member(member.path.substr(0, member.path.size() - 1)) != nullptr;
                made.push_back(std::move(shape));
            });
        return made;
    }();
    return all;
}

const Shape& shape_of(std::string_view command) {
    const auto it = std::ranges::find(shapes(), command, &Shape::command);
    invariant(it != shapes().end(), "a verb gives a command that there is");
    return *it;
}

}  // namespace atranka::cli
