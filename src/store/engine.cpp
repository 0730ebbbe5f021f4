#include <postern/store/engine.hpp>

namespace postern::store {

boost::asio::awaitable<result<std::optional<record>>>
client::get(key name, steady_point deadline, priority rank)
{
    // A named object, because gcc 12 destroys a braced temporary in a co_await expression twice.
    std::vector<key> alone;
    alone.push_back(std::move(name));
    auto found = co_await get_all(std::move(alone), deadline, rank);
    if (!found)
        co_return found.error();
    co_return std::move(found->front());
}

} // namespace postern::store
