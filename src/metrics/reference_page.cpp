#include <postern/metrics/registry.hpp>

#include "table.hpp"

#include <array>

namespace postern::metrics {
namespace {

// The text above the rows, and the head of the table.
constexpr std::string_view introduction =
    "# Metrics\n"
    "\n"
    "`GET /metrics` of the admin listener answers in the Prometheus text format. Label values\n"
    "come from the configuration and from closed lists: their number does not grow with traffic,\n"
    "and no client can choose one. This page is made from the table in `src/metrics/table.cpp`.\n"
    "\n"
    "| name | kind | labels | meaning |\n"
    "|---|---|---|---|\n";

// In the order of the enumeration `kind`.
constexpr std::array<std::string_view, 3> kind_names{"counter", "gauge", "histogram"};

// Puts each name of a label into back quotes.
std::string label_cell(std::string_view names)
{
    std::string cell;
    for (const char c : names)
        cell += c == ' ' ? std::string("` `") : std::string(1, c);
    return cell.empty() ? cell : "`" + cell + "`";
}

} // namespace

std::string reference_page()
{
    std::string page(introduction);
    // Write a row for each metric.
    for (const auto& row : definitions()) {
        page.append("| `").append(row.name).append("` | ");
        page.append(kind_names[static_cast<std::size_t>(row.kind)]).append(" | ");
        page.append(label_cell(row.labels)).append(" | ").append(row.help).append(" |\n");
    }
    return page;
}

} // namespace postern::metrics
