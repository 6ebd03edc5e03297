#pragma once
// What is wrong with a form's field, in both languages.
// Shape:  from the English sentence that definition/form.hpp gives. One that is not known stays as it is in
//         both.

#include "engine/explanation/terms.hpp"

namespace atranka::explanation {

Both fault(const std::string& english);

}  // namespace atranka::explanation
