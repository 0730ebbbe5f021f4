// A master, two replicas and three sentinels, ready for a failover.
#pragma once

#include <array>
#include <fstream>
#include <memory>
#include <support/redis_server.hpp>

namespace postern::test {

class sentinel
{
public:
    explicit sentinel(std::uint16_t master)
    {
        const auto file = folder_.path() / "sentinel.conf";
        std::ofstream(file) << "port " << port_ << "\nbind 127.0.0.1\ndir "
                            << folder_.path().string() << "\nsentinel monitor main 127.0.0.1 "
                            << master
                            << " 2\n"
                            // Sentinels ping a server that they have just met only after a second.
                            << "sentinel down-after-milliseconds main 2000\n"
                            << "sentinel failover-timeout main 2000\n";
        const auto log = folder_.path() / "log";
        pid_ = start_program({redis_program("server"), file.string(), "--sentinel"}, log.string());
    }
    ~sentinel() { kill(); }
    sentinel(const sentinel&) = delete;
    sentinel& operator=(const sentinel&) = delete;

    std::uint16_t port() const noexcept { return port_; }

    void kill()
    {
        if (pid_ == 0)
            return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }

private:
    const std::uint16_t port_ = free_port();
    const temporary_folder folder_;
    pid_t pid_ = 0;
};

struct sentinel_trio
{
    sentinel_trio()
    {
        servers[0].cli({"CONFIG", "SET", "repl-diskless-sync-delay", "0"});
        const auto port = std::to_string(servers[0].port());
        for (auto* each : {&servers[1], &servers[2]})
            each->cli({"REPLICAOF", "127.0.0.1", port});
        for (auto& each : sentinels)
            each = std::make_unique<sentinel>(servers[0].port());
        const auto ready = [&] {
            for (const auto& each : sentinels) {
                const auto known = redis_cli(each->port(), {"SENTINEL", "MASTER", "main"});
                const auto quorum = redis_cli(each->port(), {"SENTINEL", "CKQUORUM", "main"});
                if (known.find("num-slaves\n2\n") == known.npos ||
                    quorum.find("OK 3 usable") == quorum.npos)
                    return false;
            }
            return servers[0].cli({"WAIT", "2", "100"}) == "2\n";
        };
        if (!becomes_true(ready, std::chrono::seconds(30)))
            throw std::runtime_error("the sentinels do not find each other");
    }

    // The port of the master as the last sentinel knows it.
    std::uint16_t master() const
    {
        const std::vector<std::string> question{"SENTINEL", "GET-MASTER-ADDR-BY-NAME", "main"};
        const auto answer = redis_cli(sentinels[2]->port(), question);
        return static_cast<std::uint16_t>(std::stoi(answer.substr(answer.find('\n') + 1)));
    }

    std::array<redis_server, 3> servers; // the first is the master in the beginning
    std::array<std::unique_ptr<sentinel>, 3> sentinels;
};

} // namespace postern::test
