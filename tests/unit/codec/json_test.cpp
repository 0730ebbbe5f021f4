#include <postern/codec/json.hpp>

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <limits>
#include <support/exact_copy.hpp>

namespace postern::codec {
namespace {

namespace json = boost::json;

result<json::object> parse(std::string_view text, const json_limits& limits = {})
{
    return parse_json_object(test::exact_copy(text), limits);
}

// The value of the member x.
json::value x_of(std::string_view value)
{
    return parse("{\"x\":" + std::string(value) + "}").value().at("x");
}

std::string nested(std::size_t depth)
{
    std::string text = "1";
    for (std::size_t i = 1; i < depth; ++i)
        text = "[" + text + "]";
    return "{\"x\":" + text + "}";
}

std::string members(std::size_t count)
{
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":0";
    return "{" + text + "}";
}

struct refused_row
{
    std::string_view name;
    std::string_view text;
    errc reason;
};

constexpr refused_row refused_rows[] = {
    {"empty", "", errc::not_json},
    {"white space", " \n", errc::not_json},
    {"array", "[]", errc::not_an_object},
    {"string", "\"a\"", errc::not_an_object},
    {"number", "1", errc::not_an_object},
    {"huge number", "1e400", errc::number_too_large},
    {"null", "null", errc::not_an_object},
    {"true", "true", errc::not_an_object},
    {"unfinished", "{\"a\":1", errc::not_json},
    {"two objects", "{}{}", errc::trailing_text},
    {"text after", "{} x", errc::trailing_text},
    {"comma after", "{},", errc::trailing_text},
    {"NUL after", std::string_view("{}\0", 3), errc::trailing_text},
    {"byte order mark", "\xEF\xBB\xBF{}", errc::not_json},
    {"UTF-16", std::string_view("{\0}\0", 4), errc::not_json},
    {"comment", "{/**/}", errc::not_json},
    {"line comment", "{}//", errc::trailing_text},
    {"trailing comma", "{\"a\":1,}", errc::not_json},
    {"trailing comma in array", "{\"a\":[1,]}", errc::not_json},
    {"single quotes", "{'a':1}", errc::not_json},
    {"bare name", "{a:1}", errc::not_json},
    {"name is no string", "{1:1}", errc::not_json},
    {"form feed is no white space", "\f{}", errc::not_json},
    {"no-break space", "{}\xC2\xA0", errc::trailing_text},
    {"control character", "{\"a\":\"\x01\"}", errc::not_json},
    {"bare line feed", "{\"a\":\"\n\"}", errc::not_json},
    {"bad escape", "{\"a\":\"\\x41\"}", errc::not_json},
    {"short escape", "{\"a\":\"\\u12\"}", errc::not_json},
    {"NaN", "{\"a\":NaN}", errc::not_json},
    {"Infinity", "{\"a\":Infinity}", errc::not_json},
    {"minus Infinity", "{\"a\":-Infinity}", errc::not_json},
    {"leading zero", "{\"a\":01}", errc::not_json},
    {"negative leading zero", "{\"a\":-01}", errc::not_json},
    {"plus", "{\"a\":+1}", errc::not_json},
    {"point first", "{\"a\":.5}", errc::not_json},
    {"point last", "{\"a\":1.}", errc::not_json},
    {"hexadecimal", "{\"a\":0x10}", errc::not_json},
    {"exponent without digits", "{\"a\":1e}", errc::not_json},
    {"minus alone", "{\"a\":-}", errc::not_json},
    {"beyond a double", "{\"a\":1e400}", errc::number_too_large},
    {"beyond a double, negative", "{\"a\":-1e400}", errc::number_too_large},
    {"beyond a double, nested", "{\"a\":[{\"b\":1e309}]}", errc::number_too_large},
    {"just beyond a double", "{\"a\":1.7976931348623159e308}", errc::number_too_large},
    {"exponent beyond an integer", "{\"a\":1e99999999999999999999}", errc::number_too_large},
    {"leading surrogate alone", R"({"a":"\uD800"})", errc::not_json},
    {"leading surrogate and text", R"({"a":"\uD800x"})", errc::not_json},
    {"leading surrogate twice", R"({"a":"\uD800\uD800"})", errc::not_json},
    {"trailing surrogate alone", R"({"a":"\uDC00"})", errc::not_json},
    {"surrogates reversed", R"({"a":"\uDC00\uD800"})", errc::not_json},
    {"surrogate in a name", R"({"\uDFFF":1})", errc::not_json},
    {"surrogate as UTF-8", "{\"a\":\"\xED\xA0\x80\"}", errc::not_json},
    {"overlong", "{\"a\":\"\xC0\x80\"}", errc::not_json},
    {"overlong of three", "{\"a\":\"\xE0\x80\x80\"}", errc::not_json},
    {"beyond Unicode", "{\"a\":\"\xF4\x90\x80\x80\"}", errc::not_json},
    {"continuation alone", "{\"a\":\"\x80\"}", errc::not_json},
    {"cut sequence", "{\"a\":\"\xE2\x82\"}", errc::not_json},
    {"cut sequence in a name", "{\"\xE2\x82\":1}", errc::not_json},
    {"octet ff", "{\"a\":\"\xFF\"}", errc::not_json},
    {"duplicate", R"({"a":1,"a":1})", errc::duplicate_member},
    {"duplicate apart", R"({"a":1,"b":2,"a":3})", errc::duplicate_member},
    {"duplicate after unescaping", R"({"exp":1,"e\u0078p":2})", errc::duplicate_member},
    {"duplicate escaped first", R"({"\u0065xp":1,"exp":2})", errc::duplicate_member},
    {"duplicate slash", R"({"a/b":1,"a\/b":2})", errc::duplicate_member},
    {"duplicate empty", R"({"":1,"":2})", errc::duplicate_member},
    {"duplicate nested", R"({"a":{"b":1,"b":2}})", errc::duplicate_member},
    {"duplicate in array", R"({"a":[0,[{"b":1,"b":2}]]})", errc::duplicate_member},
    {"duplicate with NUL", R"({"a\u0000b":1,"a\u0000b":2})", errc::duplicate_member},
};

TEST(Json, RefusesWhatIsNotOneStrictObject)
{
    for (const refused_row& row : refused_rows) {
        const auto object = parse(row.text);
        ASSERT_FALSE(object) << row.name;
        EXPECT_EQ(object.error(), row.reason) << row.name << ": " << object.error().message();
        EXPECT_EQ(classify(object.error()), failure::malformed);
    }
}

TEST(Json, TakesWhatIsOneStrictObject)
{
    for (const std::string_view text :
         {"{}", " \t\r\n{ } \n", R"({"a":{"a":{"a":1}}})", R"({"a":1,"A":2})", R"({"":0})",
          R"({"a":"\uD83D\uDE00"})", "{\"a\":\"\xF0\x9F\x98\x80\"}", R"({"a\u0000":1,"a":2})",
          R"({"a":[{"b":1},{"b":1}]})", R"({"a":"\u0000\u001f"})"})
        EXPECT_TRUE(parse(text)) << text;
}

TEST(Json, KeepsIntegersOf64BitsExact)
{
    EXPECT_EQ(x_of("9007199254740993").as_int64(), 9007199254740993);
    EXPECT_EQ(x_of("9223372036854775807").as_int64(), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(x_of("-9223372036854775808").as_int64(), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(x_of("18446744073709551615").as_uint64(), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(x_of("-0").as_int64(), 0);
}

TEST(Json, TurnsLongerIntegersIntoDoubles)
{
    EXPECT_EQ(x_of("18446744073709551616").as_double(), 18446744073709551616.0);
    EXPECT_EQ(x_of("-9223372036854775809").as_double(), -9223372036854775808.0);
    EXPECT_EQ(x_of(std::string(300, '9')).as_double(), 1e300);
    EXPECT_FALSE(parse("{\"x\":" + std::string(310, '9') + "}"));
}

TEST(Json, ReadsDoublesExactly)
{
    const std::pair<std::string_view, double> rows[] = {
        {"0.1", 0.1},
        {"1.0", 1.0},
        {"1e5", 1e5},
        {"0e400", 0.0},
        {"-1.5E+10", -1.5e10},
        {"123456789.123456789", 123456789.123456789},
        {"0.30000000000000004", 0.1 + 0.2},
        {"1.7976931348623157e308", std::numeric_limits<double>::max()},
        {"2.2250738585072014e-308", std::numeric_limits<double>::min()},
        {"4.9e-324", std::numeric_limits<double>::denorm_min()},
    };
    for (const auto& [text, number] : rows)
        EXPECT_EQ(x_of(text).as_double(), number) << text;
}

TEST(Json, TurnsNumbersTooSmallIntoZero)
{
    EXPECT_EQ(x_of("1e-400").as_double(), 0.0);
    EXPECT_EQ(x_of("-123.456e-789").as_double(), 0.0);
}

TEST(Json, JoinsStringsAcrossEscapes)
{
    const std::string tail(5000, 'z');
    EXPECT_EQ(
        x_of(R"("a\u00e9\n\"b\ud83d\ude00)" + tail + "\"").as_string(),
        "a\xC3\xA9\n\"b\xF0\x9F\x98\x80" + tail
    );
    const auto object = parse(R"({"k\u0065y)" + tail + R"(":"v","next":"w"})").value();
    EXPECT_EQ(object.at("key" + tail).as_string(), "v");
    EXPECT_EQ(object.at("next").as_string(), "w");
}

TEST(Json, KeepsTheShapeOfTheDocument)
{
    const auto object =
        parse(R"({"a":[1,{"b":[true,null,"s"]},[],{}],"c":{"d":{"e":-1.5}},"f":false})").value();
    EXPECT_EQ(object.size(), 3u);
    const json::array& a = object.at("a").as_array();
    ASSERT_EQ(a.size(), 4u);
    EXPECT_EQ(a[1].at("b").as_array(), (json::array{true, nullptr, "s"}));
    EXPECT_TRUE(a[2].as_array().empty());
    EXPECT_TRUE(a[3].as_object().empty());
    EXPECT_EQ(object.at("c").at("d").at("e").as_double(), -1.5);
    EXPECT_FALSE(object.at("f").as_bool());
}

TEST(Json, CountsDepthFromTheTopObject)
{
    EXPECT_TRUE(parse(nested(16)));
    EXPECT_EQ(parse(nested(17)).error(), errc::too_deep);
    EXPECT_TRUE(parse(R"({"a":1})", {.depth = 1}));
    EXPECT_EQ(parse(R"({"a":{}})", {.depth = 1}).error(), errc::too_deep);
    EXPECT_EQ(parse("{\"a\":" + std::string(100000, '[')).error(), errc::too_deep);
}

TEST(Json, CountsMembersOfEachObject)
{
    EXPECT_TRUE(parse(members(128)));
    EXPECT_EQ(parse(members(129)).error(), errc::too_many_members);
    EXPECT_TRUE(parse("{\"a\":" + members(128) + ",\"b\":" + members(128) + "}"));
    EXPECT_EQ(parse("{\"a\":" + members(129) + "}").error(), errc::too_many_members);
    EXPECT_TRUE(parse(members(32), {.members = 32}));
    EXPECT_EQ(parse(members(33), {.members = 32}).error(), errc::too_many_members);
    EXPECT_TRUE(parse("{}", {.members = 0}));
}

TEST(Json, CountsElementsOfEachArray)
{
    EXPECT_TRUE(parse(R"({"a":[1,2],"b":[[1],2]})", {.elements = 2}));
    EXPECT_EQ(parse(R"({"a":[1,2,3]})", {.elements = 2}).error(), errc::too_many_elements);
    EXPECT_EQ(parse(R"({"a":[1,2,[]]})", {.elements = 2}).error(), errc::too_many_elements);
    EXPECT_EQ(parse(R"({"a":[1,2,{}]})", {.elements = 2}).error(), errc::too_many_elements);
}

TEST(Json, FindsDuplicatesAmongManyMembers)
{
    std::string text = members(100);
    text.pop_back();
    EXPECT_TRUE(parse(text + ",\"100\":0}"));
    EXPECT_EQ(parse(text + ",\"57\":0}").error(), errc::duplicate_member);
}

TEST(Json, LivesInTheStorageItIsGiven)
{
    json::monotonic_resource memory;
    const auto object =
        parse_json_object(R"({"a":{"b":["a string that is not short"]}})", {}, &memory);
    ASSERT_TRUE(object);
    EXPECT_EQ(object->storage().get(), &memory);
    EXPECT_EQ(object->at("a").at("b").storage().get(), &memory);
}

TEST(Json, RefusesEveryCutOfADocument)
{
    const std::string_view text = R"( {"a":[1,-2.5e3,"\u00e9\ud83d\ude00",{"b":null}],"c":true})";
    ASSERT_TRUE(parse(text));
    for (std::size_t size = 0; size < text.size(); ++size)
        EXPECT_FALSE(parse(text.substr(0, size))) << size;
}

} // namespace
} // namespace postern::codec
