#pragma once
// The words of applications, in an index beside the record, which can be dropped and made again.
// Shape:  one text an application. A search is words that all have to be there, whole ("robotas"), as
//         beginnings ("robot*"), in a row ("\"cheap robots\""), or must not be there ("-robots"); case and
//         marks above letters do not count. It answers who has them, in no order: nothing of how well.
// Units:  a search has at most 200 bytes and 16 terms.
// Errors: parse_words says what is wrong with a search in a sentence; an environment that fails throws
//         service::Failure.

#include "engine/service/ports.hpp"

#include <boost/describe.hpp>
#include <tl/expected.hpp>

namespace atranka::service {

struct Term {
    std::string text;  // a word, or several in a row
    bool is_beginning = false, is_unwanted = false;
    friend bool operator==(const Term&, const Term&) = default;
};
using Terms = std::vector<Term>;

tl::expected<Terms, std::string> parse_words(std::string_view typed);

struct Text {
    std::string application, call, words;  // without words: it has none
    std::string title;
};

struct Titled {
    std::string application, title;
};
BOOST_DESCRIBE_STRUCT(Titled, (), (application, title))

// How far the record was taken in.
struct Mark {
    std::int64_t position = 0;
    std::string leaf_hash;  // of the entry there
    friend bool operator==(const Mark&, const Mark&) = default;
};

// Where an application stands in the index: a number that may be another's once the mark has moved.
struct Place {
    std::int64_t number = 0;
    std::string application, call;
};

class Texts {
public:
    virtual ~Texts() = default;
    virtual Mark mark() = 0;
    // In the place of what was there of those applications. False, and nothing is put, where the index has
    // gone on from `from` already. With `scrubbed`, nothing of what was there before stays in any file.
    virtual bool put(const std::vector<Text>& texts, const Mark& from, const Mark& to, bool scrubbed) = 0;
    virtual void clear() = 0;
    // The applications of that call, at most so many.
    virtual std::vector<std::string> find(const Terms& terms, const std::string& call,
                                          std::int64_t count) = 0;
    // The places that fit, of any call, at most so many; and how far the index was when it answered.
    virtual std::pair<Mark, std::vector<std::int64_t>> places(const Terms& terms, std::int64_t count) = 0;
    // Who stands there.
    virtual std::pair<Mark, std::vector<Place>> named(const std::vector<std::int64_t>& places) = 0;
    // Of the applications of that call that come after the one named, at most so many, in order.
    virtual std::vector<Titled> titles(const std::string& call, const std::string& after,
                                       std::int64_t count) = 0;
    virtual bool fits(const Terms& terms, const std::string& words) = 0;
};

}  // namespace atranka::service
