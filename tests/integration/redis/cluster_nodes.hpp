// A cluster of three masters, each with one replica.
#pragma once

#include <memory>
#include <support/redis_server.hpp>
#include <vector>

namespace postern::test {

class cluster_nodes
{
public:
    cluster_nodes()
    {
        std::vector<std::string> words{"--cluster", "create"};
        for (int i = 0; i < 6; ++i) {
            nodes.push_back(std::make_unique<redis_server>(
                std::vector<std::string>{
                    "--cluster-enabled", "yes", "--cluster-node-timeout", "1000",
                    "--repl-diskless-sync-delay", "0"},
                std::vector<std::string>{}, free_port()
            ));
            words.push_back(nodes.back()->address());
        }
        words.insert(words.end(), {"--cluster-replicas", "1", "--cluster-yes"});
        const auto said = redis_cli(nodes[0]->port(), words);
        if (said.find("All 16384 slots covered") == said.npos)
            throw std::runtime_error("no cluster: " + said);
        const auto ready = [this] {
            for (const auto& each : nodes) {
                const auto info = each->cli({"CLUSTER", "INFO"});
                if (info.find("cluster_state:ok") == info.npos ||
                    info.find("cluster_known_nodes:6") == info.npos)
                    return false;
            }
            // The first three are the masters.
            for (int i = 0; i < 3; ++i) {
                if (nodes[static_cast<std::size_t>(i)]->cli({"WAIT", "1", "100"}) != "1\n")
                    return false;
            }
            return true;
        };
        if (!becomes_true(ready, std::chrono::seconds(30)))
            throw std::runtime_error("the cluster does not become ready");
    }

    redis_server& master_of(std::string_view key)
    {
        const auto slot = nodes[0]->cli({"CLUSTER", "KEYSLOT", std::string(key)});
        for (const auto& each : nodes) {
            // A node that has the slot does not send the client to another one.
            const auto said = each->cli({"GET", std::string(key)});
            if (!said.starts_with("MOVED"))
                return *each;
        }
        throw std::runtime_error("nobody has the slot " + slot);
    }

    static std::string id_of(const redis_server& node)
    {
        auto id = node.cli({"CLUSTER", "MYID"});
        id.pop_back();
        return id;
    }

    std::vector<std::unique_ptr<redis_server>> nodes;
};

} // namespace postern::test
