#include "adapters/export/report.hpp"

#include "adapters/cli/reading.hpp"
#include "adapters/cli/verbs.hpp"

#include <fmt/core.h>

namespace atranka::cli {

namespace {

int report(Program& program, const Verb&, const Arguments& arguments) {
    Reading reading{program, arguments};
    const call::State call = reading.call(arguments.text("call"));
    reading.for_staff_of(call, "the report");
    reading.note(call);
    const auto made = exporting::report_of(program.store(), call.id, reading.extent());
    const std::string format = program.json() ? "json" : arguments.text("format");
    if (format == "json")
        program.answer(exporting::tree_of(*made));
    else if (format == "csv")
        fmt::print("{}", exporting::csv_of(*made));
    else if (format.empty() || format == "text")
        fmt::print("{}", exporting::text_of(*made));
    else
        throw Stop{usage, "--format is text, json or csv, not " + format};
    return ok;
}

}  // namespace

std::vector<Verb> report_verbs() {
    return {{"",
             "report",
             "What a call came to: time, work, money, who was served.",
             "atranka report c-2026\n  atranka report c-2026 --format csv > report.csv\n"
             "  atranka report c-2026 --as-of 2026-04-15T12:00:00Z",
             {{"call", "CALL", "the call", "", Takes::one, true},
              {"format", "--format", "text, json or csv", "NAME"},
              as_of_option},
             report}};
}

}  // namespace atranka::cli
