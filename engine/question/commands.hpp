#pragma once
// What people ask about a call, and what the agency answers everybody.
// Shape:  the text of whoever asks is a private part of theirs. What is published is public, in one language
//         or more: the question as everybody reads it, reworded where it would tell who asked, and its
//         answer.

#include "engine/kernel/codec.hpp"

#include <map>
#include <string_view>
#include <variant>

namespace atranka::question {

struct AskQuestion {
    static constexpr std::string_view name = "AskQuestion";
    static constexpr std::string_view private_members[] = {"text"};
    CallId call;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(AskQuestion, (), (call, text))

// Given again, a further version; those before it stay.
struct PublishAnswer {
    static constexpr std::string_view name = "PublishAnswer";
    CallId call;
    std::int64_t question = 0;                         // its number, from 1
    std::map<std::string, std::string> asked, answer;  // by language
};
BOOST_DESCRIBE_STRUCT(PublishAnswer, (), (call, question, asked, answer))

// A question that nobody is answered: it was asked before, or is none about the call. Its asker reads why.
struct SetAsideQuestion {
    static constexpr std::string_view name = "SetAsideQuestion";
    static constexpr std::string_view private_members[] = {"reason"};
    CallId call;
    std::int64_t question = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SetAsideQuestion, (), (call, question, reason))

using Command = std::variant<AskQuestion, PublishAnswer, SetAsideQuestion>;

}  // namespace atranka::question
