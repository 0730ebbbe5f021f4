// Opening the store at the start: what the service begins with, and why it must not begin.
#include "storage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <support/store_file.hpp>

namespace postern::app {
namespace {

using testing::HasSubstr;
using testing::Not;

class Storage : public testing::Test
{
protected:
    config::store_options options() const
    {
        config::sqlite_store options;
        options.sqlite.path = file();
        return options;
    }
    std::filesystem::path file() const { return folder_.path() / "postern.db"; }

    error_code open(storage& subject)
    {
        const auto opened = subject.open(options(), counted_, *lines_, unreadable_);
        return opened ? error_code() : opened.error();
    }
    // Puts a record into the store as another process would have left it there.
    void leave(const store::key& name, const std::string& value) const
    {
        const auto engine = store::open_sqlite({file()}, system_clock()).value();
        postern::test::store_caller caller(*engine);
        ASSERT_TRUE(caller.create(name, {value, store::never, {}}));
    }
    static std::string revoke(storage& subject, const std::string& user)
    {
        boost::asio::io_context context;
        const auto store = subject.access(context.get_executor());
        const auto now = system_clock().now();
        const auto entry = revocation::parse_entry(R"({"subject":")" + user + "\"}", now).value();
        const auto deadline = system_clock().steady() + std::chrono::seconds(10);
        const auto entered =
            postern::test::run(context, store->revocations.revoke(entry, deadline));
        return revocation::id_of(revocation::name_of(entered.value()));
    }

    static bool is_revoked(const storage& subject, const std::string& user)
    {
        revocation::revocable_ids ids;
        ids.subject = user;
        return subject.revoked.revokes(ids);
    }

    postern::test::temporary_folder folder_;
    std::string unreadable_;
    metrics::registry counted_;
    std::unique_ptr<log::logger> lines_ = log::make_logger({});
};

TEST_F(Storage, IsEmptyWithoutAStore)
{
    storage subject;
    ASSERT_TRUE(subject.open(config::no_store(), counted_, *lines_, unreadable_));
    EXPECT_EQ(subject.access({}), nullptr);
    EXPECT_FALSE(subject.health());
    metrics::registry counted;
    subject.report(counted);
    EXPECT_THAT(counted.text(), HasSubstr("postern_revocations 0"));
    EXPECT_THAT(counted.text(), Not(HasSubstr("postern_store_up")));
}

TEST_F(Storage, HasSessionsAndRevocationsWithAStore)
{
    storage subject;
    ASSERT_FALSE(open(subject));
    EXPECT_NE(subject.access({}), nullptr);
    EXPECT_FALSE(subject.health());
    metrics::registry counted;
    subject.report(counted);
    EXPECT_THAT(counted.text(), HasSubstr("postern_store_up 1"));
}

TEST_F(Storage, EnforcesEarlierRevocationsWhenItOpens)
{
    {
        storage subject;
        ASSERT_FALSE(open(subject));
        revoke(subject, "alice");
        revoke(subject, "bob");
    }
    storage subject;
    ASSERT_FALSE(open(subject));
    EXPECT_EQ(subject.revoked.size(), 2U);
    EXPECT_TRUE(is_revoked(subject, "alice"));
    EXPECT_FALSE(is_revoked(subject, "carol"));
}

TEST_F(Storage, NamesTheRevocationThatItCannotRead)
{
    leave({"revocation", "odd"}, "{}");
    storage subject;
    EXPECT_EQ(open(subject), revocation::errc::unreadable_record);
    EXPECT_EQ(unreadable_, "odd");
}

TEST_F(Storage, IsNamedByItsFile)
{
    EXPECT_EQ(name_of(options()), file().string());
    EXPECT_EQ(name_of(config::no_store()), "none");
}

TEST_F(Storage, IsRefusedWhereTheFileIsNoStore)
{
    std::ofstream(file()) << std::string(8192, 'x');
    storage subject;
    EXPECT_TRUE(open(subject));
    EXPECT_EQ(unreadable_, "");
}

TEST_F(Storage, IsRefusedWhileAnotherProcessHasTheFile)
{
    storage first, second;
    ASSERT_FALSE(open(first));
    EXPECT_EQ(open(second), store::errc::in_use);
}

} // namespace
} // namespace postern::app
