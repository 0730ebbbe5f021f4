// Lets each allocation on the way of a request fail once. One connection may end without an answer;
// everything else goes on.
#include "running_server.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <malloc.h>
#include <new>

namespace {

// Allocations that succeed on this thread before one fails; negative: none fails.
thread_local int allocations_left = -1;

bool fails_now() noexcept
{
    return allocations_left >= 0 && allocations_left-- == 0;
}

} // namespace

void* operator new(std::size_t size)
{
    void* made = fails_now() ? nullptr : std::malloc(size);
    if (made == nullptr)
        throw std::bad_alloc();
    return made;
}

void operator delete(void* gone) noexcept
{
    std::free(gone);
}

void operator delete(void* gone, std::size_t) noexcept
{
    std::free(gone);
}

// Asio allocates its handlers and coroutines with it.
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept
{
    return fails_now() ? nullptr : ::memalign(alignment, size);
}

namespace postern::http {
namespace {

using namespace std::chrono_literals;

std::atomic<int> steps{0};

// The service calls it before its answer, on the worker's thread.
void run_out_of_memory()
{
    allocations_left = steps;
}

// Empty if the connection ended without an answer.
std::string answer_of(running_server& server, const std::string& request)
{
    try {
        auto client = server.connect();
        client.send(request);
        return client.read_until_close();
    } catch (const std::system_error&) {
        return {};
    }
}

const std::string closing = "Connection: close\r\n";

TEST(OutOfMemory, EndsOneConnectionAndNothingElse)
{
    int ended = 0, reported = 0;
    for (steps = 0; steps < 25; ++steps) {
        SCOPED_TRACE(steps);
        running_server server;
        server.service().before_answer = run_out_of_memory;
        ended += answer_of(server, get("/later", closing)).empty() ? 1 : 0;
        server.service().before_answer = nullptr;
        // If that request needed fewer allocations, the failure meets one of these.
        int answered = 0;
        for (int i = 0; i < 20; ++i)
            answered += answer_of(server, get("/now", closing)).empty() ? 0 : 1;
        EXPECT_GE(answered, 19);
        EXPECT_EQ(answer_of(server, get("/later", closing)).substr(0, 15), "HTTP/1.1 200 OK");
        reported += server.failed();
        while (server.get().connections() > 0)
            std::this_thread::yield();
    }
    EXPECT_GT(ended, 0);
    EXPECT_GT(reported, 0);
}

TEST(OutOfMemory, EndsNoSweepAndNoDrain)
{
    running_server server;
    auto idle = server.connect();
    idle.send(get_root);
    idle.read_response();
    server.fail_events();
    const int before = server.swept();
    while (server.swept() < before + 3)
        std::this_thread::yield();
    EXPECT_EQ(status_of(answer_of(server, get("p", closing))), "HTTP/1.1 400 Bad Request");
    EXPECT_EQ(
        status_of(answer_of(server, get("/throw", closing))), "HTTP/1.1 500 Internal Server Error"
    );
    EXPECT_EQ(server.drain().wait_for(10s), std::future_status::ready);
    EXPECT_TRUE(idle.is_closed());
}

} // namespace
} // namespace postern::http
