#include <postern/metrics/registry.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <locale>
#include <stdexcept>
#include <thread>

namespace postern::metrics {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST(Registry, SumsTheInstrumentsOfAllWorkers)
{
    registry subject;
    const labels valid{{"endpoint", "/authz/nginx"}, {"outcome", "valid"}, {"reason", ""}};
    subject.make_counter("postern_checks_total", valid).add(2);
    subject.make_counter("postern_checks_total", valid).add(40);
    subject.make_gauge("postern_http_connections").set(1.5);
    subject.make_gauge("postern_http_connections").set(2);

    const auto text = subject.text();
    EXPECT_THAT(
        text,
        HasSubstr(
            "postern_checks_total{endpoint=\"/authz/nginx\",outcome=\"valid\",reason=\"\"} 42\n"
        )
    );
    EXPECT_THAT(text, HasSubstr("postern_http_connections 3.5\n"));
}

TEST(Registry, KeepsLabelsApart)
{
    registry subject;
    subject.make_counter("postern_http_refused_total", {{"reason", "a"}}).add(1);
    subject.make_counter("postern_http_refused_total", {{"reason", "b"}}).add(2);
    EXPECT_THAT(
        subject.text(), HasSubstr("{reason=\"a\"} 1\npostern_http_refused_total{reason=\"b\"} 2\n")
    );
}

TEST(Registry, WritesHelpAndTypeOnce)
{
    registry subject;
    subject.make_counter("postern_tripwire_total");
    subject.make_counter("postern_tripwire_total");
    const auto text = subject.text();
    EXPECT_THAT(text, HasSubstr("# HELP postern_tripwire_total "));
    EXPECT_THAT(
        text, HasSubstr("# TYPE postern_tripwire_total counter\npostern_tripwire_total 0\n")
    );
    EXPECT_EQ(text.find("# TYPE"), text.rfind("# TYPE"));
}

TEST(Registry, WritesNothingWithoutInstruments)
{
    EXPECT_EQ(registry().text(), "");
}

TEST(Registry, WritesHistogramsCumulatively)
{
    registry subject;
    subject.make_histogram("postern_check_duration_seconds").observe(1us);
    subject.make_histogram("postern_check_duration_seconds").observe(750ms);
    subject.make_histogram("postern_check_duration_seconds").observe(2s);
    const auto text = subject.text();
    EXPECT_THAT(text, HasSubstr("postern_check_duration_seconds_count 3\n"));
    EXPECT_THAT(text, HasSubstr("postern_check_duration_seconds_sum 2.750001\n"));
    EXPECT_THAT(text, HasSubstr("_bucket{le=\"0.5\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("_bucket{le=\"1\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("_bucket{le=\"+Inf\"} 3\n"));
}

TEST(Registry, CallsFunctionsWhenTheTextIsMade)
{
    registry subject;
    double queue = 3;
    subject.make_gauge("postern_crypto_pool_queue").set(4);
    subject.make_gauge_function("postern_crypto_pool_queue", {}, [&] { return queue; });
    queue = 5;
    EXPECT_THAT(subject.text(), HasSubstr("postern_crypto_pool_queue 9\n"));
    subject.make_counter_function("postern_log_dropped_total", {}, [] { return 7; });
    EXPECT_THAT(subject.text(), HasSubstr("postern_log_dropped_total 7\n"));
}

TEST(Registry, ReplacesAndRemovesAFunction)
{
    registry subject;
    const labels main{{"issuer", "main"}};
    subject.make_gauge_function("postern_keys", main, [] { return 1; });
    subject.make_gauge_function("postern_keys", main, [] { return 2; });
    EXPECT_THAT(subject.text(), HasSubstr("postern_keys{issuer=\"main\"} 2\n"));
    subject.make_gauge_function("postern_keys", main, nullptr);
    EXPECT_EQ(subject.text(), "");
}

TEST(Registry, EscapesLabelValues)
{
    registry subject;
    subject.make_gauge("postern_keys", {{"issuer", "a\"b\\c\nd"}});
    EXPECT_THAT(subject.text(), HasSubstr(R"(postern_keys{issuer="a\"b\\c\nd"} 0)"));
}

TEST(Registry, RefusesAMetricThatIsNotInTheTable)
{
    registry subject;
    EXPECT_THROW(subject.make_counter("postern_cheks_total"), std::logic_error);
    EXPECT_THROW(subject.make_gauge("postern_tripwire_total"), std::logic_error);
    EXPECT_THROW(subject.make_counter("postern_tripwire_total", {{"user", "u"}}), std::logic_error);
    EXPECT_THROW(subject.make_gauge("postern_keys"), std::logic_error);
    EXPECT_THROW(subject.make_histogram("postern_keys"), std::logic_error);
    EXPECT_THROW(
        subject.make_gauge_function("postern_nothing", {}, [] { return 0; }), std::logic_error
    );
}

// German numbers: a decimal comma, and points between the thousands.
class german : public std::numpunct<char>
{
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

TEST(Registry, WritesDecimalPointsInEveryLocale)
{
    registry subject;
    subject.make_gauge("postern_http_connections").set(1795379460.5);
    const auto before = std::locale::global({std::locale::classic(), new german});
    const auto text = subject.text();
    std::locale::global(before);
    EXPECT_THAT(text, HasSubstr("postern_http_connections 1795379460.5\n"));
    EXPECT_THAT(text, Not(HasSubstr(",")));
}

TEST(Registry, CountsTheIncrementsOfAllThreads)
{
    registry subject;
    constexpr int threads = 4, each = 10000;
    {
        std::vector<std::jthread> workers;
        for (int i = 0; i < threads; ++i) {
            workers.emplace_back([&] {
                auto& mine = subject.make_counter("postern_tripwire_total");
                for (int n = 0; n < each; ++n)
                    mine.add();
                subject.text();
            });
        }
    }
    EXPECT_THAT(subject.text(), HasSubstr("postern_tripwire_total 40000\n"));
}

} // namespace
} // namespace postern::metrics
