// Callers whose context is destroyed while the engine answers them.
#include "open_engine.hpp"

#include <atomic>
#include <thread>

namespace postern::store {
namespace {

using namespace std::chrono_literals;

const auto ignore = [](const std::exception_ptr&, const auto&) {};

// The change feed blocks the engine's thread after each write, until `let_go` is increased.
class AbandonedCall : public Engine
{
protected:
    AbandonedCall()
    {
        test::listen(*opened, [this](const key&) {
            ++held;
            while (held > let_go)
                std::this_thread::yield();
        });
    }
    void write()
    {
        const auto value = [](const auto&) -> test::revised { return record{"v", never, {}}; };
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        boost::asio::co_spawn(writers, make_client()->update(name, value, deadline), ignore);
        writers.poll();
    }
    void await_held(int times)
    {
        while (held != times)
            std::this_thread::yield();
    }

    boost::asio::io_context writers{1};
    std::atomic<int> held{0};
    std::atomic<int> let_go{0};
};

// A handler that lets the engine answer when it is destroyed, in the middle of the destruction of
// the context.
struct destroyed_handler
{
    std::shared_ptr<std::atomic<int>> counter;

    explicit destroyed_handler(std::atomic<int>& let_go)
        : counter(&let_go, [](std::atomic<int>* of) {
              ++*of;
              std::this_thread::sleep_for(20ms);
          })
    {
    }
    void operator()() const {}
};

// The engine may post to a context as long as one of its callers waits there.
TEST_F(AbandonedCall, IsAnsweredWhileItsContextIsDestroyed)
{
    write();
    await_held(1);
    {
        boost::asio::io_context context{1};
        write(); // in one batch with what is read
        boost::asio::co_spawn(
            context, make_client()->get(name, steady_point(), priority::normal), ignore
        );
        context.poll_one();
        boost::asio::post(context, [] {});
        boost::asio::post(context, destroyed_handler(let_go));
        context.poll_one(
        ); // the end of the call, whose deadline has passed, is now the last of all
        ++let_go;
        await_held(2);
    }
    EXPECT_EQ(value_of(name), "v");
}

} // namespace
} // namespace postern::store
