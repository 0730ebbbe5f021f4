#include "client_state.hpp"

namespace postern::redis {

client::client(std::shared_ptr<client_state> state) : state_(std::move(state)) {}

client::~client()
{
    if (state_ != nullptr)
        state_->stop();
}

client::promise<reply> client::run(command what, steady_point deadline)
{
    const auto state = state_;
    co_return co_await state->run(what, deadline);
}

client::promise<std::vector<reply>>
client::run_all(std::vector<command> what, steady_point deadline)
{
    const auto state = state_;
    co_return co_await state->run_all(what, deadline);
}

std::size_t client::masters() const
{
    return state_->layout().masters.size();
}

std::uint64_t client::topology() const
{
    return state_->layout().epoch;
}

} // namespace postern::redis
