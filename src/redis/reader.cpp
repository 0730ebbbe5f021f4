#include "reader.hpp"

#include <hiredis/read.h>
#include <new>

namespace postern::redis {
namespace {

// What the functions below share: `elements` of the reader.
std::size_t& elements_of(const redisReadTask* task)
{
    return *static_cast<std::size_t*>(task->privdata);
}

std::size_t depth_of(const redisReadTask* task)
{
    std::size_t depth = 0;
    for (; task != nullptr; task = task->parent)
        ++depth;
    return depth;
}

// Puts a reply into its array, or makes it the root. A null pointer is an error to hiredis. No
// exception may pass through its C code.
void* place(const redisReadTask* task, reply&& made) noexcept
try {
    if (task->parent == nullptr)
        return new reply(std::move(made));
    if (++elements_of(task) > reader::most_elements)
        return nullptr;
    // hiredis does not use the address of an element any more once the next one begins.
    return &static_cast<reply*>(task->parent->obj)->elements()->emplace_back(std::move(made));
} catch (const std::bad_alloc&) {
    return nullptr;
}

// hiredis does not look at the two octets after a bulk string, but it has read them.
bool ends_well(const redisReadTask* task, const char* text, std::size_t size) noexcept
{
    return task->type != REDIS_REPLY_STRING || (text[size] == '\r' && text[size + 1] == '\n');
}

void* make_text(const redisReadTask* task, char* text, std::size_t size) noexcept
try {
    if (task->type == REDIS_REPLY_ERROR)
        return place(task, reply(reply::error_text{std::string(text, size)}));
    if (task->type != REDIS_REPLY_STRING && task->type != REDIS_REPLY_STATUS)
        return nullptr; // a type of RESP3
    return ends_well(task, text, size) ? place(task, reply(std::string(text, size))) : nullptr;
} catch (const std::bad_alloc&) {
    return nullptr;
}

// The type of the count differs between the versions of hiredis.
template <class Count>
void* make_array(const redisReadTask* task, Count count) noexcept
{
    const bool is_resp2 = task->type == REDIS_REPLY_ARRAY;
    if (!is_resp2 || static_cast<std::size_t>(count) > reader::most_elements)
        return nullptr;
    return depth_of(task) > reader::deepest_array ? nullptr : place(task, reply(reply::array()));
}

void* make_integer(const redisReadTask* task, long long number) noexcept
{
    return place(task, reply(std::int64_t{number}));
}

// `$-1` and `*-1`. The null of RESP3 has a type of its own, and is refused.
void* make_nil(const redisReadTask* task) noexcept
{
    const bool is_resp2 = task->type == REDIS_REPLY_STRING || task->type == REDIS_REPLY_ARRAY;
    return is_resp2 ? place(task, reply()) : nullptr;
}

void free_reply(void* root) noexcept
{
    delete static_cast<reply*>(root);
}

// The reader of hiredis from version 1.0 knows RESP3, whose types are refused here.
template <class... Arguments>
void* refuse(Arguments...) noexcept
{
    return nullptr;
}

template <class Functions>
Functions make_functions() noexcept
{
    Functions made{};
    made.createString = &make_text;
    made.createArray = &make_array;
    made.createInteger = &make_integer;
    made.createNil = &make_nil;
    made.freeObject = &free_reply;
    if constexpr (requires { made.createDouble; }) {
        made.createDouble = &refuse;
        made.createBool = &refuse;
    }
    return made;
}

redisReplyObjectFunctions functions = make_functions<redisReplyObjectFunctions>();

} // namespace

void reader::close::operator()(redisReader* what) const noexcept
{
    redisReaderFree(what);
}

reader::reader() : reader_(redisReaderCreateWithFunctions(&functions))
{
    if (reader_ == nullptr)
        throw std::bad_alloc();
    reader_->privdata = &elements_;
}

reader::~reader() = default;

error_code reader::feed(std::string_view octets)
{
    unread_ += octets.size();
    if (unread_ > longest_reply)
        return errc::malformed;
    const bool fed = redisReaderFeed(reader_.get(), octets.data(), octets.size()) == REDIS_OK;
    return fed ? error_code() : errc::malformed;
}

result<std::optional<reply>> reader::next()
{
    void* root = nullptr;
    if (redisReaderGetReply(reader_.get(), &root) != REDIS_OK)
        return errc::malformed;
    if (root == nullptr)
        return std::optional<reply>();
    const std::unique_ptr<reply> whole(static_cast<reply*>(root));
    elements_ = 0;
    unread_ = reader_->len - reader_->pos;
    return std::optional<reply>(std::move(*whole));
}

} // namespace postern::redis
