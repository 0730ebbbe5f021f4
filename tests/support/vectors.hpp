// The public test vectors. They are in a folder beside the checkout (the README names their
// sources). A test that needs them derives from with_vectors, and is skipped if they are absent.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace postern::test {

inline std::filesystem::path vectors()
{
    const char* const named = std::getenv("POSTERN_VECTORS");
    return named != nullptr && *named != '\0' ? named : POSTERN_DEFAULT_VECTORS;
}

template <class Base = testing::Test>
class with_vectors : public Base
{
protected:
    void SetUp() override
    {
        if (!std::filesystem::is_directory(vectors()))
            GTEST_SKIP() << "no public test vectors at " << vectors()
                         << "; set POSTERN_VECTORS to their folder";
    }
};

// `name` is absolute, or relative to the folder of vectors.
inline std::string read_vector(const std::filesystem::path& name)
{
    std::ifstream file(vectors() / name, std::ios::binary);
    if (!file)
        throw std::runtime_error("no such vector: " + name.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

inline boost::json::value read_json_vector(const std::filesystem::path& name)
{
    return boost::json::parse(read_vector(name));
}

// The regular files of a folder of vectors, sorted by name.
inline std::vector<std::filesystem::path> list_vectors(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(vectors() / folder))
        if (entry.is_regular_file())
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

inline std::string from_hex(std::string_view hex)
{
    std::string octets;
    for (std::size_t i = 0; i + 2 <= hex.size(); i += 2)
        octets += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return octets;
}

} // namespace postern::test
