#pragma once
// What people wrote about an application, from the private parts of its entries, as far as the viewer may
// read it.
// Shape:  the newest form of each step, the newest comments of each expert; everything else said, in the
//         order it was said. Nothing where the private part was erased.

#include "engine/access/sight.hpp"
#include "engine/service/record.hpp"

#include <memory>

namespace atranka::inquiry {

// A question, an answer, a reason, the text of an appeal.
struct Remark {
    Instant at;
    std::string command, member;  // "AskClarification", "question"
    std::string step;             // in which it was said; may be empty
    std::string by;               // a pseudonym; empty where the viewer may not know it
    std::string text;
    friend bool operator==(const Remark&, const Remark&) = default;
};
BOOST_DESCRIBE_STRUCT(Remark, (), (at, command, member, step, by, text))

struct Comments {
    std::string step, expert;                  // as the viewer may call them
    std::map<std::string, std::string> texts;  // by criterion
    friend bool operator==(const Comments&, const Comments&) = default;
};
BOOST_DESCRIBE_STRUCT(Comments, (), (step, expert, texts))

struct Wording {
    std::string title;                   // the first text, not personal, of the newest form that has one
    std::map<std::string, Value> forms;  // by step
    std::vector<Comments> comments;
    std::vector<Remark> remarks;
};
BOOST_DESCRIBE_STRUCT(Wording, (), (title, forms, comments, remarks))

// What one command told, whoever may read it: the private parts that are there, and whose they are.
struct Told {
    std::int64_t version = 0;  // of the application's stream
    Instant at;
    PersonId actor;
    std::string command;       // its name
    std::string step, expert;  // that it names; may be empty
    std::string step_of_form;  // of the newest form that it brought; empty where it brought none
    Value::Object parts;       // by member
};

// `entries`: those of that stream that count, oldest first.
std::vector<Told> told_in(const std::vector<service::Entry>& entries, const std::string& stream);

// What was told lately, so that it need not be unsealed and read again. Below access: of everything that was
// told of an application, each viewer's sight takes its part anew.
class Unsealed {
public:
    virtual ~Unsealed() = default;
    // Every erasure is an entry of the instance log: nothing that was unsealed before one is asked for after.
    struct Key {
        std::string application;
        std::int64_t version = 0, instance_size = 0;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    using All = std::shared_ptr<const std::vector<Told>>;
    // Null where it was never put under that very key, or was let go of.
    virtual All find(const Key& key) = 0;
    virtual void put(const Key& key, All told) = 0;
};

// The part of it that this viewer may read.
Wording wording_of(const std::vector<Told>& told, const access::Sight& sight,
                   const definition::Definition& definition, const PersonId& viewer);

// The step of the newest form an entry brought; empty where it brought none.
std::string step_of_form(const service::Entry& entry, const std::string& stream);

}  // namespace atranka::inquiry
