// Captures the lines of a logger and reads them back.
#pragma once

#include <postern/log/log.hpp>

#include <boost/json.hpp>

#include <string>
#include <support/manual_clock.hpp>
#include <vector>

namespace postern::log::test {

// 2026-11-22T20:31:00.123Z
inline const time_point evening{std::chrono::milliseconds(1795379460123)};

// Runs `use` with a logger and returns all it has written.
template <class Use>
std::string written_by(const options& options, Use use)
{
    std::string all;
    const postern::test::manual_clock clock(evening);
    use(*make_logger(
        options, [&](std::string_view lines) { all += lines; }, clock
    ));
    return all;
}

inline std::vector<std::string> split_lines(std::string_view text)
{
    std::vector<std::string> lines;
    for (std::size_t end; (end = text.find('\n')) != std::string_view::npos;) {
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    if (!text.empty())
        lines.emplace_back("(unfinished) ").append(text);
    return lines;
}

// Throws if the line is not one JSON object.
inline boost::json::object parse_object(std::string_view line)
{
    return boost::json::parse(line).as_object();
}

} // namespace postern::log::test
