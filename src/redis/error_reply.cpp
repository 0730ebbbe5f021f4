#include "error_reply.hpp"

#include <algorithm>
#include <utility>

namespace postern::redis {
namespace {

constexpr std::pair<std::string_view, errc> table[] = {
    {"LOADING", errc::loading},
    {"READONLY", errc::read_only},
    {"MASTERDOWN", errc::master_down},
    {"OOM", errc::out_of_memory},
    {"MISCONF", errc::persistence},
    {"NOAUTH", errc::not_permitted},
    {"NOPERM", errc::not_permitted},
    {"WRONGPASS", errc::not_permitted},
    {"WRONGTYPE", errc::wrong_type},
    {"CLUSTERDOWN", errc::cluster_down},
    {"MOVED", errc::cluster_down}, // the client follows it before, if it can
    {"ASK", errc::cluster_down},
    {"NOREPLICAS", errc::no_replicas},
    {"BUSY", errc::busy},
    {"TRYAGAIN", errc::busy},
    {"EXECABORT", errc::aborted},
};

} // namespace

errc read_error(std::string_view text) noexcept
{
    if (text.starts_with("ERR max number of clients"))
        return errc::too_many_clients;
    const auto word = text.substr(0, text.find(' '));
    const auto found = std::ranges::find(table, word, &std::pair<std::string_view, errc>::first);
    return found == std::ranges::end(table) ? errc::other_error : found->second;
}

bool ends_connection(errc code) noexcept
{
    return code == errc::loading || code == errc::read_only || code == errc::master_down;
}

} // namespace postern::redis
