// The addresses that a server can listen on, and its socket file.
#include "running_server.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace postern::http {
namespace {

using std::string;
namespace fs = std::filesystem;

class Listening : public ::testing::Test
{
protected:
    Listening()
    {
        string name = (fs::temp_directory_path() / "postern-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        socket_ = (folder_ / "s").string();
    }
    ~Listening() override { fs::remove_all(folder_); }

    options on(const string& address) const
    {
        options settings;
        settings.listen = {parse_listen_address(address).value()};
        return settings;
    }

    error_code failure_of(const options& settings)
    {
        boost::asio::io_context context;
        scripted_service service;
        const auto made =
            server::open(settings, context, {{context, service, {}}}, failed_address_);
        return made ? error_code() : made.error();
    }

    fs::path folder_;
    string socket_;
    string failed_address_;
};

void expect_answer(test::loopback client)
{
    client.send(get("/here"));
    EXPECT_EQ(body_of(client.read_response()), "GET /here");
}

TEST_F(Listening, OnAUnixSocketOfOwnerAndGroup)
{
    {
        running_server server(on("unix:" + socket_));
        EXPECT_EQ(server.get().addresses()[0].text(), "unix:" + socket_);
        struct stat status
        {
        };
        ASSERT_EQ(::stat(socket_.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777u, 0660u);
        expect_answer(test::loopback::unix_socket(socket_));
    }
    EXPECT_FALSE(fs::exists(socket_));
}

void expect_client(test::loopback client, const string& address)
{
    client.send(get("/client"));
    EXPECT_EQ(body_of(client.read_response()), address);
}

TEST_F(Listening, KnowsTheAddressOfTheClient)
{
    running_server server(on("unix:" + socket_));
    running_server tcp;
    expect_client(test::loopback::unix_socket(socket_), "unix");
    auto client = tcp.connect();
    const auto address = "127.0.0.1:" + std::to_string(client.port());
    expect_client(std::move(client), address);
}

TEST_F(Listening, ReplacesAStaleSocketFile)
{
    const int left_over = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    socket_.copy(name.sun_path, sizeof name.sun_path - 1);
    ASSERT_EQ(::bind(left_over, reinterpret_cast<sockaddr*>(&name), sizeof name), 0);
    ::close(left_over);
    ASSERT_TRUE(fs::exists(socket_));
    running_server server(on("unix:" + socket_));
    expect_answer(test::loopback::unix_socket(socket_));
}

TEST_F(Listening, KeepsASocketFileInUse)
{
    running_server server(on("unix:" + socket_));
    EXPECT_EQ(failure_of(on("unix:" + socket_)), boost::system::errc::address_in_use);
    EXPECT_EQ(failed_address_, "unix:" + socket_);
    expect_answer(test::loopback::unix_socket(socket_));
}

TEST_F(Listening, NeverRemovesAFileThatIsNoSocket)
{
    std::ofstream(socket_) << "precious";
    EXPECT_EQ(failure_of(on("unix:" + socket_)), boost::system::errc::address_in_use);
    EXPECT_TRUE(fs::is_regular_file(socket_));
}

TEST_F(Listening, KeepsTheSocketFileOfItsSuccessor)
{
    auto first = std::make_unique<running_server>(on("unix:" + socket_));
    fs::remove(socket_);
    running_server second(on("unix:" + socket_));
    first.reset();
    expect_answer(test::loopback::unix_socket(socket_));
}

// The buffer of a unix socket holds only a part of the answer, so that the rest is unsent when the
// drain begins.
TEST_F(Listening, DrainsAConnectionThatStillReadsItsAnswer)
{
    using namespace std::chrono_literals;
    running_server server(on("unix:" + socket_));
    auto client = test::loopback::unix_socket(socket_);
    client.send(get("/big"));
    while (server.service().request_count == 0)
        std::this_thread::yield();
    auto drained = server.drain();
    EXPECT_EQ(drained.wait_for(50ms), std::future_status::timeout);
    EXPECT_GT(client.read_response().size(), 1024u * 1024u);
    EXPECT_EQ(drained.wait_for(5s), std::future_status::ready);
    EXPECT_TRUE(client.is_closed());
}

TEST_F(Listening, RemovesItsSocketFileWhenItDrains)
{
    running_server server(on("unix:" + socket_));
    server.drain().get();
    EXPECT_FALSE(fs::exists(socket_));
}

TEST_F(Listening, NamesTheAddressThatIsTaken)
{
    running_server server;
    const auto taken = "127.0.0.1:" + std::to_string(server.port());
    auto settings = on("127.0.0.1:0");
    settings.listen.push_back(parse_listen_address(taken).value());
    EXPECT_EQ(failure_of(settings), boost::system::errc::address_in_use);
    EXPECT_EQ(failed_address_, taken);
}

TEST_F(Listening, OnSeveralAddressesAtOnce)
{
    auto settings = on("127.0.0.1:0");
    settings.listen.push_back(parse_listen_address("unix:" + socket_).value());
    running_server server(settings, 2);
    expect_answer(server.connect());
    expect_answer(test::loopback::unix_socket(socket_));
}

TEST_F(Listening, OnIPv6)
{
    const auto settings = on("[::1]:0");
    if (failure_of(settings))
        GTEST_SKIP() << "no IPv6 on this machine";
    running_server server(settings);
    EXPECT_EQ(server.get().addresses()[0].host, "::1");
    EXPECT_NE(server.port(), 0);
}

// Makes a descriptor number 3 as long as this object lives.
class descriptor_three
{
public:
    explicit descriptor_three(int from) : saved_(::fcntl(3, F_DUPFD_CLOEXEC, 10))
    {
        ::dup2(from, 3);
    }
    ~descriptor_three()
    {
        if (saved_ >= 0)
            ::dup2(saved_, 3);
        ::close(saved_);
    }

private:
    int saved_;
};

TEST_F(Listening, OnTheSocketThatSystemdPasses)
{
    const int passed = ::fcntl(::socket(AF_INET, SOCK_STREAM, 0), F_DUPFD, 10);
    ASSERT_EQ(::listen(passed, 16), 0); // on any port
    const descriptor_three inherited(passed);
    ::close(passed);
    ::setenv("LISTEN_FDS", "1", 1);
    ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
    running_server server(on("systemd"));
    EXPECT_EQ(server.get().addresses()[0].type, listen_address::kind::tcp);
    expect_answer(server.connect());
    EXPECT_EQ(failure_of(on("systemd")), boost::system::errc::bad_file_descriptor);
}

TEST_F(Listening, NotOnASocketThatSystemdMeantForAnother)
{
    ::setenv("LISTEN_FDS", "1", 1);
    ::setenv("LISTEN_PID", "1", 1);
    EXPECT_EQ(failure_of(on("systemd")), boost::system::errc::bad_file_descriptor);
    EXPECT_EQ(failed_address_, "systemd");
}

} // namespace
} // namespace postern::http
