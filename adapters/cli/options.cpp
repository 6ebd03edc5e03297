#include "adapters/cli/options.hpp"

namespace atranka::cli {

std::string Arguments::text(const std::string& key) const {
    const auto it = values_.find(key);
    return it == values_.end() || it->second.empty() ? std::string{} : it->second.front();
}

const std::vector<std::string>& Arguments::all(const std::string& key) const {
    static const std::vector<std::string> none;
    const auto it = values_.find(key);
    return it == values_.end() ? none : it->second;
}

}  // namespace atranka::cli
