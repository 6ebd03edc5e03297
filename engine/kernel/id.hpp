#pragma once
// Names of things, pseudonymous and chosen outside the engine: they arrive in commands.
// Shape:  1 to 64 of [a-z0-9-], beginning with a letter or digit. Each kind of thing has its own type.

#include <compare>
#include <string>
#include <string_view>

namespace atranka::inline kernel {

bool is_id(std::string_view text);

template <class Tag>
struct Id {
    std::string text;
    bool empty() const { return text.empty(); }
    friend auto operator<=>(const Id&, const Id&) = default;
};

using PersonId = Id<struct PersonTag>;
using OrganisationId = Id<struct OrganisationTag>;
using CallId = Id<struct CallTag>;
using RoundId = Id<struct RoundTag>;
using ApplicationId = Id<struct ApplicationTag>;
using CommandId = Id<struct CommandTag>;

}  // namespace atranka::inline kernel
