// A real redis-server on a free port of 127.0.0.1, in a temporary folder, with nothing on the disk.
// It is killed by its process id at the end of the test.
#pragma once

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <netinet/in.h>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <support/becomes_true.hpp>
#include <support/temporary_folder.hpp>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace postern::test {

inline bool can_listen(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return bound;
}

// A port on which nobody listens, nor on the port plus 10 000, which a node of a cluster uses, too.
// Both are below those that Linux gives to outgoing connections: one of them could take the port
// before its program listens.
inline std::uint16_t free_port()
{
    static std::mt19937 random(std::random_device{}());
    std::uniform_int_distribution<int> ports(10'000, 22'000);
    for (;;) {
        const auto port = static_cast<std::uint16_t>(ports(random));
        if (can_listen(port) && can_listen(static_cast<std::uint16_t>(port + 10'000)))
            return port;
    }
}

// Starts a program whose output goes to a file. It dies with the test.
inline pid_t start_program(const std::vector<std::string>& words, const std::string& output)
{
    std::vector<char*> arguments;
    for (const std::string& each : words)
        arguments.push_back(const_cast<char*>(each.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int file = ::open(output.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
        ::dup2(file, 1);
        ::dup2(file, 2);
        ::execv(arguments.front(), arguments.data());
        ::_exit(127);
    }
    return child;
}

// POSTERN_REDIS=valkey runs the tests with Valkey.
inline std::string redis_program(const std::string& which)
{
    const char* const chosen = std::getenv("POSTERN_REDIS");
    return "/usr/bin/" + std::string(chosen != nullptr ? chosen : "redis") + "-" + which;
}

// What redis-cli prints.
inline std::string redis_cli(std::uint16_t port, const std::vector<std::string>& words)
{
    std::string line = redis_program("cli") + " --no-auth-warning -p " + std::to_string(port);
    for (const std::string& each : words)
        line += " '" + each + "'";
    FILE* const output = ::popen((line + " 2>&1").c_str(), "re");
    std::string text;
    char buffer[4096];
    while (const auto n = ::fread(buffer, 1, sizeof buffer, output))
        text.append(buffer, n);
    ::pclose(output);
    return text;
}

class redis_server
{
public:
    // `options` are further ones of redis-server, such as {"--requirepass", "x"}. `login` are words
    // for redis-cli, so that the test itself can connect.
    explicit redis_server(
        std::vector<std::string> options = {}, std::vector<std::string> login = {},
        std::uint16_t fixed_port = 0
    )
        : options_(std::move(options)), login_(std::move(login)),
          port_(fixed_port != 0 ? fixed_port : free_port())
    {
        start();
    }
    ~redis_server() { kill(); }
    redis_server(const redis_server&) = delete;
    redis_server& operator=(const redis_server&) = delete;

    std::uint16_t port() const noexcept { return port_; }
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    const std::filesystem::path& folder() const noexcept { return folder_.path(); }

    // Starts it and waits until it answers.
    void start()
    {
        std::vector<std::string> words{
            redis_program("server"),
            "--bind",
            "127.0.0.1",
            "--port",
            std::to_string(port_),
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            folder_.path(),
            "--daemonize",
            "no",
            "--enable-debug-command",
            "yes"};
        words.insert(words.end(), options_.begin(), options_.end());
        pid_ = start_program(words, folder_.path() / "log");
        const auto answers = [this] { return cli({"PING"}) == "PONG\n"; };
        if (!becomes_true(answers, std::chrono::seconds(5)))
            throw std::runtime_error("redis-server does not start");
    }

    void signal(int number) { ::kill(pid_, number); }

    void kill()
    {
        if (pid_ == 0)
            return;
        signal(SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }

    // What redis-cli prints.
    std::string cli(std::vector<std::string> words) const
    {
        words.insert(words.begin(), login_.begin(), login_.end());
        return redis_cli(port_, words);
    }

private:
    const std::vector<std::string> options_;
    const std::vector<std::string> login_;
    const std::uint16_t port_;
    const temporary_folder folder_;
    pid_t pid_ = 0;
};

} // namespace postern::test
