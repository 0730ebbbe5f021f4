// A command and its arguments. Each argument is sent as one string with its length, so that no
// octet of it can begin another command or argument.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::redis {

// A Lua script that outlives its calls, such as a constant of the code. Nothing that a client sent
// is ever part of the text.
class script
{
public:
    explicit script(std::string_view text);

    std::string_view text() const noexcept { return text_; }
    std::string_view digest() const noexcept { return digest_; } // its SHA-1, in hexadecimal

private:
    std::string_view text_;
    std::string digest_;
};

class command
{
public:
    explicit command(std::string_view name);

    command& arg(std::string_view text) &;
    command& arg(std::integral auto number) & { return arg(std::to_string(number)); }
    // An argument that is a key. The first one chooses the node of a cluster.
    command& key(std::string_view text) &;
    // Chooses the node by a key that is no argument, for commands without a key, such as WAIT.
    command& beside(std::string_view key) &;
    // Chooses the node by its number in client::masters(), for commands without a key, such as
    // SCAN.
    command& on_master(std::size_t index) &;
    // Changes nothing at the server, so the client may send it a second time if its connection was
    // lost. The names of the usual commands are known, so only scripts need this.
    command& reads() &;

    command&& arg(std::string_view text) && { return std::move(arg(text)); }
    command&& arg(std::integral auto number) && { return std::move(arg(number)); }
    command&& key(std::string_view text) && { return std::move(key(text)); }
    command&& beside(std::string_view text) && { return std::move(beside(text)); }
    command&& on_master(std::size_t index) && { return std::move(on_master(index)); }
    command&& reads() && { return std::move(reads()); }

    // For the client.
    const std::vector<std::string>& words() const noexcept { return words_; }
    std::string_view script_text() const noexcept { return script_; } // empty: no script
    std::optional<std::uint16_t> slot() const noexcept { return slot_; }
    std::size_t master() const noexcept { return master_; }
    bool is_read() const noexcept { return reads_; }
    bool is_beside() const noexcept { return beside_; }

private:
    friend command call(const script&, std::initializer_list<std::string_view> keys);

    std::vector<std::string> words_;
    std::string_view script_;
    std::optional<std::uint16_t> slot_;
    std::size_t master_ = 0;
    bool reads_ = false;
    bool beside_ = false;
};

// A call of the script (EVALSHA) with these keys, which must have one hash tag; add other
// arguments with arg(). A server that does not know the script receives its text.
command call(const script&, std::initializer_list<std::string_view> keys);

} // namespace postern::redis
