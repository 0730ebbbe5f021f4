// A reload: all of the new file or nothing of it.
#include <postern/config/load.hpp>

#include "live_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <malloc.h>
#include <support/recording_logger.hpp>
#include <support/temporary_folder.hpp>

namespace postern::app {
namespace {

using testing::HasSubstr;
using testing::Not;

class LiveConfig : public testing::Test
{
protected:
    LiveConfig() { write("store: none"); }

    void write(const std::string& more)
    {
        std::ofstream(file_
        ) << "issuers: [{name: main, issuer: 'https://i', "
             "audience: [a], algorithms: [HS256], keys: {hmac: [{kid: k, secret: "
             "kT7vQz0pLw3nXc9sRb5yHd1mJf8gUe2aZi6oPq4t, algorithm: HS256}]}}]\n"
          << more << '\n';
    }
    config::configuration load() const
    {
        auto loaded = config::load_file(file_);
        for (const config::problem& each : loaded.errors)
            ADD_FAILURE() << each.line_text();
        return std::move(loaded.value).value();
    }
    admin::reload_outcome reload()
    {
        return subject().reload([this](const config::configuration& fresh) {
            ++applied_;
            applied_drain_ = fresh.resolver.drain;
        });
    }
    live_config& subject()
    {
        if (!subject_)
            subject_.emplace(load(), lines_, counted_);
        return *subject_;
    }

    postern::test::temporary_folder folder_;
    std::filesystem::path file_ = folder_.path() / "postern.yaml";
    postern::test::recording_logger lines_;
    metrics::registry counted_;
    std::optional<live_config> subject_;
    int applied_ = 0;
    std::chrono::milliseconds applied_drain_{0};
};

TEST_F(LiveConfig, HasTheFirstConfigurationUntilAReload)
{
    write("store: none\nresolver: {drain: 1s}");
    EXPECT_EQ(subject().current()->resolver.drain, std::chrono::seconds(1));
    write("store: none\nresolver: {drain: 2s}");
    EXPECT_EQ(subject().current()->resolver.drain, std::chrono::seconds(1));
    EXPECT_EQ(applied_, 0);
}

TEST_F(LiveConfig, AppliesANewFile)
{
    const auto before = subject().current();
    write("store: none\nresolver: {drain: 2s}\nlog: {level: error}");
    const auto [done, problems] = reload();
    EXPECT_TRUE(done);
    EXPECT_TRUE(problems.empty());
    EXPECT_EQ(applied_, 1);
    EXPECT_EQ(applied_drain_, std::chrono::seconds(2));
    EXPECT_EQ(subject().current()->resolver.drain, std::chrono::seconds(2));
    EXPECT_EQ(before->resolver.drain, std::chrono::seconds(10)) << "a reader keeps what it has";
    EXPECT_EQ(lines_.level, log::level::error);
    EXPECT_EQ(lines_.text(), "config.reload outcome=done\n");
    EXPECT_THAT(counted_.text(), HasSubstr("postern_config_reloads_total{outcome=\"done\"} 1\n"));
    EXPECT_THAT(counted_.text(), HasSubstr("postern_config_reloads_total{outcome=\"refused\"} 0"));
}

TEST_F(LiveConfig, KeepsTheOldOneWhenTheFileHasAProblem)
{
    const auto before = subject().current();
    write("store: none\nno_such_key: 1\nresolver: {drain: never}");
    const auto [done, problems] = reload();
    EXPECT_FALSE(done);
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_THAT(problems[0], HasSubstr("postern.yaml:3:1: no_such_key: "));
    EXPECT_EQ(applied_, 0);
    EXPECT_EQ(subject().current(), before);
    EXPECT_THAT(lines_.text(), HasSubstr("config.problem problem=" + problems[0] + '\n'));
    EXPECT_THAT(lines_.text(), HasSubstr("config.reload outcome=refused\n"));
    EXPECT_THAT(counted_.text(), HasSubstr("postern_config_reloads_total{outcome=\"refused\"} 1"));
}

TEST_F(LiveConfig, SaysWhenTheFileIsGone)
{
    subject();
    std::filesystem::remove(file_);
    const auto [done, problems] = reload();
    EXPECT_FALSE(done);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0], HasSubstr("the file cannot be read"));
}

TEST_F(LiveConfig, WritesAWarningAndAppliesTheFile)
{
    subject();
    write("store: none\nlogin: {url: 'https://app.test/login'}");
    EXPECT_TRUE(reload().done);
    EXPECT_THAT(lines_.text(), HasSubstr("config.warning problem="));
}

// A setting that needs a restart is compared with the one that the service started with: a second
// reload with the same file names it again, and one with the first file does not.
TEST_F(LiveConfig, NamesTheSettingsThatNeedARestart)
{
    subject();
    for (int i = 0; i != 2; ++i) {
        write("store: none\nresolver: {threads: 7}");
        const auto before = lines_.text().size();
        reload();
        EXPECT_THAT(
            lines_.text().substr(before), HasSubstr("config.needs_restart key=resolver.threads\n")
        );
    }
    write("store: none");
    const auto before = lines_.text().size();
    reload();
    EXPECT_THAT(lines_.text().substr(before), Not(HasSubstr("config.needs_restart")));
}

// An instrument that is made anew by each reload would need at least 64 octets each time. The
// allocator's own rounding moves the sum by a few thousand octets, however many reloads there are.
TEST_F(LiveConfig, UsesNoMoreMemoryWithEachReload)
{
    const auto no_lines = log::make_null_logger();
    live_config subject(load(), *no_lines, counted_);
    constexpr int reloads = 1000;
    const auto memory_after_reloads = [&] {
        for (int i = 0; i != reloads; ++i) {
            write(i % 2 ? "no_such_key: 1" : "store: none");
            subject.reload([](const config::configuration&) {});
        }
        return ::mallinfo2().uordblks;
    };
    memory_after_reloads(); // for everything that is made once
    const auto before = memory_after_reloads();
    const auto after = memory_after_reloads();
    EXPECT_LT(after, before + reloads * sizeof(metrics::counter) / 2);
}

} // namespace
} // namespace postern::app
