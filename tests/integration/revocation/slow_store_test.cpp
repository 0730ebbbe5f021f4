// The disk of the embedded store is blocked for longer than a call's deadline. A change that
// becomes durable later takes effect although its caller has timed out.
#include <postern/revocation/revocation_store.hpp>

#include <gtest/gtest.h>

#include <future>
#include <support/followed_store.hpp>
#include <support/store_file.hpp>
#include <thread>

namespace postern::revocation {
namespace {

using namespace std::chrono_literals;

// Blocks the engine's thread inside a write until it is destroyed.
class blocked_store
{
public:
    explicit blocked_store(store::engine& of)
    {
        writer_ = std::jthread([this, &of] {
            test::store_caller(of).update({"other", "x"}, [this](const auto&) -> test::revised {
                begun_.set_value();
                over_.get_future().wait();
                return store::record{"x", store::never, {}};
            });
        });
        begun_.get_future().wait();
    }
    blocked_store(const blocked_store&) = delete;
    blocked_store& operator=(const blocked_store&) = delete;
    ~blocked_store() { over_.set_value(); }

private:
    std::promise<void> begun_, over_;
    std::jthread writer_;
};

class SlowStore : public testing::Test
{
protected:
    static steady_point in(std::chrono::milliseconds time)
    {
        return std::chrono::steady_clock::now() + time;
    }
    // The engine answers in order: when this returns, all earlier calls are done.
    void catch_up()
    {
        ASSERT_TRUE(test::run(context, kept.page({}, 1, in(20s))));
        process.settle();
    }

    bool revokes() const
    {
        revocable_ids names;
        names.key = "k";
        return process.revoked.revokes(names);
    }

    test::temporary_folder folder;
    std::unique_ptr<store::engine> store =
        store::open_sqlite({folder.path() / "test.db"}, system_clock()).value();
    boost::asio::io_context context{1};
    test::followed_store process{*store, context, system_clock()};
    revocation_store& kept = process.revocations;
    const error_code timed_out = store::make_error_code(store::errc::timed_out);
};

TEST_F(SlowStore, HasAnEntryInForceWhenItIsDurable)
{
    const entry what = parse_entry(R"({"key":"k"})", system_clock().now()).value();
    {
        const blocked_store blocked(*store);
        EXPECT_EQ(test::run(context, kept.revoke(what, in(20ms))).error(), timed_out);
        EXPECT_FALSE(revokes());
    }
    catch_up();
    EXPECT_TRUE(revokes());
    {
        const blocked_store blocked(*store);
        EXPECT_EQ(
            test::run(context, kept.remove(id_of(name_of(what)), in(20ms))).error(), timed_out
        );
        EXPECT_TRUE(revokes());
    }
    catch_up();
    EXPECT_FALSE(revokes());
}

} // namespace
} // namespace postern::revocation
