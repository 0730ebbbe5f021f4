#include <postern/base/clock.hpp>

namespace postern {

const clock& system_clock() noexcept
{
    class wall_clock final : public clock
    {
    public:
        time_point now() const noexcept override { return std::chrono::system_clock::now(); }
        steady_point steady() const noexcept override { return std::chrono::steady_clock::now(); }
    };
    // The object has no state, so all threads may use it.
    static const wall_clock instance;
    return instance;
}

} // namespace postern
