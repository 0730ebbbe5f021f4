// The public corpus of hostile JSON (nst/JSONTestSuite), each text as the value of a member, with
// the verdicts that the corpus leaves open pinned here.
#include <postern/codec/json.hpp>

#include <gtest/gtest.h>

#include <set>
#include <support/exact_copy.hpp>
#include <support/vectors.hpp>

namespace postern::codec {
namespace {

namespace json = boost::json;

class JsonSuite : public test::with_vectors<>
{
protected:
    static result<json::object> parse_as_member(std::string_view text)
    {
        return parse_json_object(test::exact_copy("{\"x\":" + std::string(text) + "}"));
    }

    static bool parses(std::string_view text) { return parse_as_member(text).has_value(); }
};

// `y_` texts that are refused here: names given twice.
const std::set<std::string> strict{
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
};

// `i_` texts that are taken: numbers that a double can stand for.
const std::set<std::string> lenient{
    "i_number_double_huge_neg_exp.json",   "i_number_real_underflow.json",
    "i_number_too_big_neg_int.json",       "i_number_too_big_pos_int.json",
    "i_number_very_big_negative_int.json",
};

TEST_F(JsonSuite, EndsAsItsNameSays)
{
    std::size_t count = 0;
    for (const auto& file : test::list_vectors("jsontestsuite/test_parsing")) {
        const std::string name = file.filename().string();
        const bool expected = name.front() == 'y' ? !strict.contains(name) : lenient.contains(name);
        EXPECT_EQ(parses(test::read_vector(file)), expected) << name;
        ++count;
    }
    EXPECT_EQ(count, 318u);
}

TEST_F(JsonSuite, IsNoDocumentUnlessItIsAnObject)
{
    std::size_t objects = 0;
    for (const auto& file : test::list_vectors("jsontestsuite/test_parsing")) {
        const std::string name = file.filename().string();
        const test::exact_copy text(test::read_vector(file));
        const auto object = parse_json_object(text);
        const bool may = name.front() == 'y' && !strict.contains(name);
        EXPECT_TRUE(may || !object) << name;
        objects += object.has_value() ? 1u : 0u;
    }
    EXPECT_EQ(objects, 10u);
}

struct transform_row
{
    std::string_view file;
    std::optional<json::value> outcome; // nothing: refused
};

TEST_F(JsonSuite, KeepsOrRefusesWhatOthersTransform)
{
    const transform_row rows[] = {
        {"number_-9223372036854775808.json", json::array{INT64_MIN}},
        {"number_-9223372036854775809.json", json::array{-9223372036854775808.0}},
        {"number_1.0.json", json::array{1.0}},
        {"number_1.000000000000000005.json", json::array{1.0}},
        {"number_1000000000000000.json", json::array{1000000000000000}},
        {"number_10000000000000000999.json", json::array{10000000000000000999u}},
        {"number_1e-999.json", json::array{0.0}},
        {"number_1e6.json", json::array{1e6}},
        {"number_9223372036854775807.json", json::array{INT64_MAX}},
        {"number_9223372036854775808.json", json::array{9223372036854775808u}},
        {"object_key_nfc_nfd.json", json::object{{"\xC3\xA9", "NFC"}, {"e\xCC\x81", "NFD"}}},
        {"object_key_nfd_nfc.json", json::object{{"e\xCC\x81", "NFD"}, {"\xC3\xA9", "NFC"}}},
        {"object_same_key_different_values.json", {}},
        {"object_same_key_same_value.json", {}},
        {"object_same_key_unclear_values.json", {}},
        {"string_1_escaped_invalid_codepoint.json", {}},
        {"string_1_invalid_codepoint.json", {}},
        {"string_2_escaped_invalid_codepoints.json", {}},
        {"string_2_invalid_codepoints.json", {}},
        {"string_3_escaped_invalid_codepoints.json", {}},
        {"string_3_invalid_codepoints.json", {}},
        {"string_with_escaped_NULL.json", json::array{std::string("A\0B", 3)}},
    };
    for (const transform_row& row : rows) {
        const auto folder = std::filesystem::path("jsontestsuite/test_transform");
        const auto object = parse_as_member(test::read_vector(folder / row.file));
        ASSERT_EQ(object.has_value(), row.outcome.has_value()) << row.file;
        if (object) {
            EXPECT_EQ(object->at("x"), *row.outcome) << row.file;
        }
    }
    EXPECT_EQ(test::list_vectors("jsontestsuite/test_transform").size(), std::size(rows));
}

} // namespace
} // namespace postern::codec
