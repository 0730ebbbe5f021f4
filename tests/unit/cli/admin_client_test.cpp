// How the commands that ask a running Postern find its listener and their token.
#include "admin_stub.hpp"
#include "typed.hpp"

#include <gmock/gmock.h>

namespace postern::cli {
namespace {

using testing::HasSubstr;

TEST(AdminClient, SaysWhereNobodyListens)
{
    std::string url;
    {
        const admin_stub gone({});
        url = gone.url();
    }
    const folder home;
    const typed_outcome ended =
        type({"session", "list", "--admin", url, "--token-file", home.write("admin.token", "t\n")});
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.err, HasSubstr("Connection refused; --admin says where it listens"));
}

TEST(AdminClient, SaysWhyThereIsNoAnswer)
{
    const std::pair<const char*, const char*> rows[] = {
        {"http://0.0.0.0:9081", "The address is link-local, multicast or unspecified; --admin"},
        {"https://127.0.0.1:9081", "expected http://HOST:PORT"},
        {"http://127.0.0.1:9081/v1", "expected http://HOST:PORT"},
        {"http://user@127.0.0.1:9081", "expected http://HOST:PORT"},
        {"127.0.0.1:9081", "expected http://HOST:PORT"},
    };
    const folder home;
    const std::string file = home.write("admin.token", "t\n");
    for (const auto& [url, says] : rows) {
        const auto ended = type({"session", "list", "--admin", url, "--token-file", file});
        EXPECT_NE(ended.code, 0);
        EXPECT_THAT(ended.err, HasSubstr(says));
    }
}

TEST(AdminClient, WantsAToken)
{
    const folder home;
    const typed_outcome ended =
        type({"session", "list", "--token-file", home.write("admin.token", "\n")});
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.err, HasSubstr("give --token-file or set POSTERN_ADMIN_TOKEN"));
}

} // namespace
} // namespace postern::cli
