#include <postern/admin/error.hpp>
#include <postern/admin/explain.hpp>
#include <postern/codec/error.hpp>

#include <gtest/gtest.h>

namespace postern::admin {
namespace {

using headers = std::vector<std::pair<std::string, std::string>>;

struct accepted
{
    std::string name;
    std::string text;
    std::string endpoint, method;
    headers fields;
};

TEST(ExplainRequest, IsRead)
{
    const accepted rows[] = {
        {"endpoint alone", R"({"endpoint":"/a"})", "/a", "GET", {}},
        {"everything",
         R"({"endpoint":"/a/b","method":"POST","headers":{"Authorization":"Bearer x","Cookie":["a=1","b=2"]}})",
         "/a/b",
         "POST",
         {{"Authorization", "Bearer x"}, {"Cookie", "a=1"}, {"Cookie", "b=2"}}},
        {"query", R"({"endpoint":"/a?b=%20"})", "/a?b=%20", "GET", {}},
        {"no values", R"({"endpoint":"/a","headers":{"X":[]}})", "/a", "GET", {}},
        {"empty value", R"({"endpoint":"/a","headers":{"X":""}})", "/a", "GET", {{"X", ""}}},
        {"white space",
         R"({"endpoint":"/a","headers":{"X":" \t ","Y":" a b\t"}})",
         "/a",
         "GET",
         {{"X", ""}, {"Y", "a b"}}},
        {"tab inside", R"({"endpoint":"/a","headers":{"X":"a\tb"}})", "/a", "GET", {{"X", "a\tb"}}},
        {"letters",
         R"({"endpoint":"/a","headers":{"X":"\u00fc"}})",
         "/a",
         "GET",
         {{"X", "\u00fc"}}},
    };
    for (const auto& [name, text, endpoint, method, fields] : rows) {
        SCOPED_TRACE(name);
        std::string problem;
        const auto request = parse_explain_request(text, problem);
        ASSERT_TRUE(request) << problem;
        EXPECT_EQ(request->endpoint, endpoint);
        EXPECT_EQ(request->method, method);
        EXPECT_EQ(request->headers, fields);
    }
}

struct refused
{
    std::string text;
    error_code error;
    std::string problem; // how it begins
};

TEST(ExplainRequest, IsRefused)
{
    const refused rows[] = {
        {"", codec::errc::not_json, "not one JSON object: "},
        {"[]", codec::errc::not_an_object, "not one JSON object: "},
        {R"({"endpoint":"/a"} {})", codec::errc::trailing_text, "not one JSON object: "},
        {R"({"endpoint":"/a","endpoint":"/b"})", codec::errc::duplicate_member,
         "not one JSON object: "},
        {"{}", errc::missing_member, "endpoint: "},
        {R"({"method":"GET"})", errc::missing_member, "endpoint: "},
        {R"({"endpoint":"/a","header":{}})", errc::unknown_member, "header: "},
        {R"({"endpoint":"/a","Method":"GET"})", errc::unknown_member, "Method: "},
        {R"({"endpoint":"/a","a\nb":1})", errc::unknown_member, "a\\u000ab: "},
        {R"({"endpoint":7})", errc::wrong_type, "endpoint: "},
        {R"({"endpoint":null})", errc::wrong_type, "endpoint: "},
        {R"({"endpoint":""})", errc::bad_endpoint, "endpoint: "},
        {R"({"endpoint":"a"})", errc::bad_endpoint, "endpoint: "},
        {R"({"endpoint":"/a b"})", errc::bad_endpoint, "endpoint: "},
        {R"({"endpoint":"/a\r\n"})", errc::bad_endpoint, "endpoint: "},
        {R"({"endpoint":"/\u00fc"})", errc::bad_endpoint, "endpoint: "},
        {R"({"endpoint":"/a","method":1})", errc::wrong_type, "method: "},
        {R"({"endpoint":"/a","method":""})", errc::bad_method, "method: "},
        {R"({"endpoint":"/a","method":"GET /"})", errc::bad_method, "method: "},
        {R"({"endpoint":"/a","headers":[]})", errc::wrong_type, "headers: "},
        {R"({"endpoint":"/a","headers":{"X":1}})", errc::wrong_type, "X: "},
        {R"({"endpoint":"/a","headers":{"X":["a",null]}})", errc::wrong_type, "X: "},
        {R"({"endpoint":"/a","headers":{"X":[["a"]]}})", errc::wrong_type, "X: "},
        {R"({"endpoint":"/a","headers":{"":"a"}})", errc::bad_field_name, ": "},
        {R"({"endpoint":"/a","headers":{"X Y":"a"}})", errc::bad_field_name, "X Y: "},
        {R"({"endpoint":"/a","headers":{"X:":"a"}})", errc::bad_field_name, "X:: "},
        {R"({"endpoint":"/a","headers":{"\u00fc":"a"}})", errc::bad_field_name, "\u00fc: "},
        {R"({"endpoint":"/a","headers":{"X":"a\r\nY: b"}})", errc::bad_field_value, "X: "},
        {R"({"endpoint":"/a","headers":{"X":["a","\u0000"]}})", errc::bad_field_value, "X: "},
        {R"({"endpoint":"/a","headers":{"X":"\u007f"}})", errc::bad_field_value, "X: "},
    };
    for (const auto& [text, error, problem] : rows) {
        SCOPED_TRACE(text);
        std::string said;
        const auto request = parse_explain_request(text, said);
        ASSERT_FALSE(request);
        EXPECT_EQ(request.error(), error);
        EXPECT_EQ(said.substr(0, problem.size()), problem);
        EXPECT_EQ(classify(request.error()), failure::malformed);
    }
}

TEST(ExplainRequest, CutAnywhereIsRefused)
{
    const std::string whole = R"({"endpoint":"/a","method":"GET","headers":{"Cookie":["a=1"]}})";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        std::string problem;
        EXPECT_FALSE(parse_explain_request(whole.substr(0, length), problem)) << length;
        EXPECT_FALSE(problem.empty());
    }
}

TEST(Explanation, IsWrittenInOrder)
{
    EXPECT_EQ(
        render({
            .status = 200,
            .outcome = "valid",
            .reason = "",
            .headers = {{"X-B", "1"}, {"X-A", "\"2\""}},
            .steps = {{"endpoint", "/a"}, {"policy", "none is asked"}},
        }),
        R"({"status":200,"outcome":"valid","reason":"","headers":{"X-B":"1","X-A":"\"2\""},)"
        R"("steps":[{"step":"endpoint","finding":"/a"},{"step":"policy","finding":"none is asked"}]})"
    );
}

TEST(Explanation, MakesAListOfARepeatedHeader)
{
    EXPECT_EQ(
        render(
            {.status = 200,
             .outcome = "",
             .reason = "",
             .headers = {{"A", "1"}, {"B", ""}, {"A", "2"}, {"A", "3"}},
             .steps = {}}
        ),
        R"({"status":200,"outcome":"","reason":"","headers":{"A":["1","2","3"],"B":""},"steps":[]})"
    );
}

} // namespace
} // namespace postern::admin
