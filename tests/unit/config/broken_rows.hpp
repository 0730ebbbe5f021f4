// Configurations with one mistake each, and where and how it is reported.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace postern::test {

struct broken_row
{
    std::string name;
    std::string text;
    int line;
    int column;
    std::string path;
    std::string fragment; // of the problem's text
};

void PrintTo(const broken_row&, std::ostream*);

// Everything but issuers; a good issuer follows each text that says nothing of issuers itself.
std::vector<broken_row> broken_service_rows();

std::vector<broken_row> broken_issuer_rows();

std::vector<broken_row> broken_session_rows();

} // namespace postern::test
