#pragma once
// What is known of an application when it arrives at a step, whichever way it came.
// Shape:  by step name, for every step; one that cannot be reached has `reachable` false and nothing else.
//         Appeals are beside the path: a step to which only an upheld one leads is `appealed`.

#include "engine/definition/model.hpp"

#include <map>
#include <set>
#include <string>

namespace atranka::definition {

struct Arrival {
    bool reachable = false;
    bool appealed = false;
    std::set<std::string> newest;  // the submissions that may have been the last one before
    std::set<std::string> always;  // the steps that lie on every way here
};

std::map<std::string, Arrival> arrivals(const Definition& definition);
// The steps that the results of this one lead to, without outcomes.
std::vector<const Step*> successors(const Definition& definition, const Step& step);

}  // namespace atranka::definition
