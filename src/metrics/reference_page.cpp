#include <postern/metrics/registry.hpp>

#include "table.hpp"

#include <array>

namespace postern::metrics {
namespace {

constexpr std::string_view introduction =
    "# Metrics\n"
    "\n"
    "`GET /metrics` of the admin listener answers in the Prometheus text format. Label values\n"
    "come from the configuration and from closed lists: their number does not grow with traffic,\n"
    "and no client can choose one. This page is made from the table in `src/metrics/table.cpp`.\n"
    "\n"
    "| name | kind | labels | meaning |\n"
    "|---|---|---|---|\n";

constexpr std::array<std::string_view, 3> kind_names{"counter", "gauge", "histogram"};

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
    for (const auto& row : definitions()) {
        page.append("| `").append(row.name).append("` | ");
        page.append(kind_names[static_cast<std::size_t>(row.kind)]).append(" | ");
        page.append(label_cell(row.labels)).append(" | ").append(row.help).append(" |\n");
    }
    return page;
}

} // namespace postern::metrics
