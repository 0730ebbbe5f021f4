// Commands as they are typed, and a folder for their files.
#pragma once

#include <postern/cli/run.hpp>

#include "support/manual_clock.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdlib.h>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace postern::cli {

struct typed_outcome
{
    int code = -1;
    std::string out;
    std::string err;
};

// 2030-01-01 00:00:00 UTC
inline constexpr std::int64_t typed_at = 1893456000;

inline typed_outcome type(const std::vector<std::string>& words, const std::string& input = {})
{
    std::vector<const char*> argv{"postern"};
    for (const std::string& word : words)
        argv.push_back(word.c_str());
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    const test::manual_clock clock(std::chrono::system_clock::from_time_t(typed_at));
    const int code = run(static_cast<int>(argv.size()), argv.data(), {in, out, err}, clock);
    return {code, out.str(), err.str()};
}

// Gone at the end, with everything in it.
class folder
{
public:
    folder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "postern-cli-XXXXXX");
        path_ = ::mkdtemp(pattern.data());
    }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    ~folder() { std::filesystem::remove_all(path_); }

    std::string file(const std::string& name) const { return path_ / name; }

    // Readable by its owner alone, as secrets must be.
    std::string write(const std::string& name, const std::string& text) const
    {
        std::ofstream(file(name)) << text;
        ::chmod(file(name).c_str(), 0600);
        return file(name);
    }

    std::string read(const std::string& name) const
    {
        std::ostringstream text;
        text << std::ifstream(file(name)).rdbuf();
        return text.str();
    }

    std::size_t files() const
    {
        const std::filesystem::directory_iterator all(path_);
        return static_cast<std::size_t>(std::distance(begin(all), end(all)));
    }

private:
    std::filesystem::path path_;
};

// A folder with an Ed25519 key pair and a configuration that trusts it; the kid is in `kid`.
class trusting_folder : public folder
{
public:
    explicit trusting_folder(const std::string& more = {})
    {
        kid = type({"key", "generate", "--algorithm", "EdDSA", "--out", file("key.pem"), "--jwks",
                    file("jwks.json")})
                  .out;
        kid.pop_back();
        configuration = write(
            "postern.yaml", "issuers:\n"
                            "  - name: main\n"
                            "    issuer: https://id.example.com\n"
                            "    audience: https://api.example.com\n"
                            "    algorithms: EdDSA\n"
                            "    keys: {jwks_file: jwks.json}\n" +
                                more
        );
    }

    // A token of this issuer, with what else is wanted.
    std::string mint(const std::vector<std::string>& more = {}) const
    {
        std::vector<std::string> words{
            "token",       "mint",
            "--key",       file("key.pem"),
            "--algorithm", "EdDSA",
            "--issuer",    "https://id.example.com",
            "--audience",  "https://api.example.com",
            "--subject",   "alice",
        };
        words.insert(words.end(), more.begin(), more.end());
        std::string token = type(words).out;
        token.pop_back();
        return token;
    }

    std::string kid;
    std::string configuration;
};

} // namespace postern::cli
