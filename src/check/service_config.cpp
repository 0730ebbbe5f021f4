#include <postern/check/service_config.hpp>

#include <utility>

namespace postern::check {

service_config::service_config(
    std::vector<endpoint_options> endpoints, const answer_options& answers,
    std::shared_ptr<const resolve::resolver_config> resolving
)
    : resolving_(std::move(resolving))
{
    for (endpoint_options& each : endpoints) {
        const http_endpoint& made =
            endpoints_.emplace_back(std::move(each), endpoints_.size(), answers);
        by_path_.emplace(made.path(), &made);
        if (made.dialect().is_prefix)
            prefixes_.emplace(made.path(), &made);
    }
}

void service_config::listen_to_grpc(
    const endpoint_options& endpoint, const answer_options& answers,
    const std::vector<resolve::policy>& policies
)
{
    grpc_.emplace(endpoint, endpoints_.size(), answers, policies);
}

const http_endpoint* service_config::find(std::string_view path) const noexcept
{
    // Most endpoints match by their own path.
    const auto exact = by_path_.find(path);
    if (exact != by_path_.end())
        return exact->second;

    // A prefix dialect: shorten the path by a segment at a time, so that the longest prefix wins.
    for (std::size_t end = path.rfind('/'); !prefixes_.empty() && end != path.npos && end != 0;
         end = path.rfind('/', end - 1)) {
        const auto prefix = prefixes_.find(path.substr(0, end));
        if (prefix != prefixes_.end())
            return prefix->second;
    }
    return nullptr;
}

} // namespace postern::check
