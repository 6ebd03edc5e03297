#pragma once
// What is wrong with a form's field, a file or an account, in both languages.
// Shape:  from the English sentence that definition/form.hpp, adapters/files or adapters/credentials gives.
//         One that is not known stays as it is in both.

#include "engine/explanation/terms.hpp"

namespace atranka::explanation {

Both fault(const std::string& english);

}  // namespace atranka::explanation
