#pragma once
// The words of the record, in the two languages in which its explanations and pages are written.
// Shape:  a name that has no translation is told as it is spelled, with blanks for its underlines.

#include <initializer_list>
#include <string>
#include <string_view>

namespace atranka::explanation {

// The same words twice; the same in both languages where only one text is given.
struct Both {
    std::string en, lt;

    Both() = default;
    Both(const char* same) : en(same), lt(same) {}
    Both(const std::string& same) : en(same), lt(same) {}
    Both(std::string english, std::string lithuanian) : en(std::move(english)), lt(std::move(lithuanian)) {}
    const std::string& in(bool lithuanian) const { return lithuanian ? lt : en; }
    bool empty() const { return en.empty(); }
    Both& operator+=(const Both& more) {
        en += more.en;
        lt += more.lt;
        return *this;
    }
};
Both operator+(Both left, const Both& right);

// The two sentences with each {} in them filled in, in order.
Both say(std::string_view english, std::string_view lithuanian, std::initializer_list<Both> values = {});

Both term(const std::string& name);         // "reserved"
Both stage_title(const std::string& name);  // "review.scoring"
Both figure_title(
    const std::string& name);  // of what rules show: "percent"; empty where there are no words for it
Both command_title(const std::string& type);  // "SubmitForm": "submits the form"

}  // namespace atranka::explanation
