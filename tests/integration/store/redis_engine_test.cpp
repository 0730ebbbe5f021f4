// The engine over a real Redis.
#include <postern/store/redis.hpp>

#include <gtest/gtest.h>

#include <support/engine_suite.hpp>
#include <support/recording_logger.hpp>
#include <support/redis_server.hpp>

namespace postern::store {
namespace {

redis_options options_of(const test::redis_server& server)
{
    redis_options made;
    made.server.addresses = {
        redis::parse_address("127.0.0.1:" + std::to_string(server.port())).value()};
    return made;
}

class tested_redis final : public tested_engine
{
public:
    engine& opened() override { return *opened_; }
    time_point now() const override { return system_clock().now(); }
    void pass(std::chrono::milliseconds time) override
    {
        std::this_thread::sleep_for(time + std::chrono::milliseconds(5));
    }

private:
    test::redis_server server_;
    metrics::registry counted_;
    test::recording_logger lines_;
    const std::unique_ptr<engine> opened_ =
        make_redis_engine(options_of(server_), counted_, lines_);
};

const make_tested_engine make_redis = [] { return std::make_unique<tested_redis>(); };
INSTANTIATE_TEST_SUITE_P(Redis, EngineSuite, testing::Values(make_redis));

} // namespace
} // namespace postern::store
