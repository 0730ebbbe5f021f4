#include "redis_scripts.hpp"

#include <string>

namespace postern::store {
namespace {

const std::string put_function = R"(
local function put(key, value, till)
    if till == '0' then redis.call('SET', key, value) else redis.call('SET', key, value, 'PXAT', till) end
end)";

} // namespace

const redis::script& create_script()
{
    static const std::string text = put_function + R"(
if redis.call('EXISTS', unpack(KEYS)) == #KEYS then return 0 end
put(KEYS[1], ARGV[1], ARGV[2])
if KEYS[2] then put(KEYS[2], '1', ARGV[3]) end
return 1)";
    static const redis::script made(text);
    return made;
}

const redis::script& replace_script()
{
    static const std::string text = put_function + R"(
local now = redis.call('GET', KEYS[1])
if now and redis.call('EXISTS', unpack(KEYS)) ~= #KEYS then now = false end
if (ARGV[1] == '1') ~= (now ~= false) or (now and now ~= ARGV[2]) then return 0 end
if ARGV[3] ~= '1' then redis.call('DEL', unpack(KEYS)) return 1 end
put(KEYS[1], ARGV[4], ARGV[5])
if KEYS[2] then put(KEYS[2], '1', ARGV[6]) end
return 1)";
    static const redis::script made(text);
    return made;
}

const redis::script& extend_script()
{
    static const redis::script made(R"(
if redis.call('EXISTS', unpack(KEYS)) ~= #KEYS then return -2 end
local moved = KEYS[#KEYS]
local till = redis.call('PEXPIRETIME', moved)
if till == -1 or tonumber(ARGV[1]) < till + tonumber(ARGV[2]) then return till end
redis.call('PEXPIREAT', moved, ARGV[1])
return tonumber(ARGV[1]))");
    return made;
}

const redis::script& erase_script()
{
    static const redis::script made(R"(
local known = redis.call('EXISTS', unpack(KEYS)) == #KEYS
redis.call('DEL', unpack(KEYS))
return known and 1 or 0)");
    return made;
}

const redis::script& add_member_script()
{
    static const redis::script made(R"(
local is_new = redis.call('EXISTS', KEYS[1]) == 0
redis.call('SADD', KEYS[1], ARGV[1])
if ARGV[2] == '0' then
    redis.call('PERSIST', KEYS[1])
elseif is_new then
    redis.call('PEXPIREAT', KEYS[1], ARGV[2])
elseif redis.call('PEXPIRETIME', KEYS[1]) ~= -1 then
    redis.call('PEXPIREAT', KEYS[1], ARGV[2], 'GT')
end
return 1)");
    return made;
}

} // namespace postern::store
