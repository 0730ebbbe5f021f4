// Arguments, and the one place that catches what nobody expected.
#include <postern/cli/run.hpp>

#include <exception>
#include <iostream>

int main(int argc, char** argv)
{
    try {
        return postern::cli::run(argc, argv, {std::cin, std::cout, std::cerr});
    } catch (const std::exception& error) {
        std::cerr << "postern: " << error.what() << '\n';
        return 1;
    }
}
