"""tests/run.sh does what its head says. A copy of it runs in a tree of its own, where a stub stands in for each
program that it calls, so that nothing is installed or built."""
import json
import pathlib
import shutil
import subprocess
import sys

import pytest

TESTS = pathlib.Path(__file__).resolve().parents[1]

# Logs its name and arguments, and then does what PLAN has for its name: prints a text, writes a report with these
# outcomes where the call asks for one, and ends with this exit code.
STUB = r"""#!{python} -IS
import json, os, pathlib, sys
name, arguments = pathlib.Path(sys.argv[0]).name, sys.argv[1:]
if name == "python3" and arguments[0] != "-m":
    os.execv("{python}", ["python3", *arguments])
name = arguments[1] if name == "python3" else name
with open(os.environ["CALLS"], "a") as calls:
    print(name, *arguments, file=calls)
plan = json.loads(os.environ["PLAN"])
print(plan["texts"].get(name, ""), end="")
elements = {{"passed": "", "failed": "<failure/>", "error": "<error/>", "skipped": "<skipped/>"}}
for option in ("--output-junit", "--junitxml"):
    if option in arguments and name in plan["outcomes"]:
        cases = [f"<testcase>{{elements[each]}}</testcase>" for each in plan["outcomes"][name].split()]
        report = pathlib.Path(arguments[arguments.index(option) + 1])
        report.write_text("<testsuite>" + "".join(cases) + "</testsuite>")
sys.exit(plan["codes"].get(name, 0))
"""
PROGRAMS = ("cmake", "ctest", "python3", "git", "ccache", "clang-format-14", "run-clang-tidy-14")


class Tree:
    def __init__(self, folder):
        self.folder = folder
        for name in ("tests", "deploy", "programs"):
            (folder / name).mkdir()
        for name in ("run.sh", "count.py"):
            shutil.copy(TESTS / name, folder / "tests" / name)
        for path in ("deploy/install-packages.sh", "deploy/install-proxies.sh", *("programs/" + name for name in PROGRAMS)):
            (folder / path).write_text(STUB.format(python=sys.executable))
            (folder / path).chmod(0o755)

    def run(self, *arguments, outcomes=(), codes=(), script="tests/run.sh", folder=""):
        """`outcomes` are those of the tests that a program runs, `codes` the exit codes of programs that fail."""
        (self.folder / "calls").write_text("")
        plan = {"texts": {"git": "src/a.cpp\0"}, "outcomes": dict(outcomes), "codes": dict(codes)}
        environment = {"PATH": f"{self.folder}/programs:/usr/bin:/bin", "CALLS": str(self.folder / "calls"),
                       "PLAN": json.dumps(plan)}
        return subprocess.run(["bash", script, *arguments], env=environment, cwd=self.folder / folder,
                              capture_output=True, text=True, timeout=120, check=False)

    def calls(self):
        return (self.folder / "calls").read_text().splitlines()


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path)


def last_line(done):
    return done.stdout.splitlines()[-1]


USAGE = "# tests/run.sh [lint|unit|attack|component|integration|e2e ...] [--preset "


@pytest.mark.parametrize("arguments", [["unti"], ["unit", "--fast"], ["--preset"], ["--help"], [""]])
def test_a_bad_argument_prints_the_usage_and_starts_nothing(tree, arguments):
    done = tree.run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(USAGE)
    assert done.stdout == ""
    assert tree.calls() == []


def test_the_usage_does_not_depend_on_the_current_folder(tree):
    done = tree.run("unti", script="run.sh", folder="tests")
    assert (done.returncode, done.stderr[:len(USAGE)]) == (2, USAGE)


@pytest.mark.parametrize("ctest, pytest_, counts, code", [
    ("passed passed", "passed", "3 passed, 0 failed, 0 skipped", 0),
    ("passed skipped", "skipped", "1 passed, 0 failed, 2 skipped", 0),
    ("passed failed", "passed", "2 passed, 1 failed, 0 skipped", 1),
    ("passed", "failed error", "1 passed, 2 failed, 0 skipped", 1),
    ("failed", "failed", "0 passed, 2 failed, 0 skipped", 1),
])
def test_the_last_line_counts_every_test_and_one_failure_makes_the_code_1(tree, ctest, pytest_, counts, code):
    outcomes = {"ctest": ctest, "pytest": pytest_}
    codes = {name: 1 for name, text in outcomes.items() if "failed" in text}
    done = tree.run("unit", "e2e", outcomes=outcomes, codes=codes)
    assert (last_line(done), done.returncode) == (counts, code)


@pytest.mark.parametrize("codes, outcomes, counts", [
    ({"install-packages.sh": 1}, {}, "0 passed, 1 failed, 0 skipped"),  # nothing is built then
    ({"cmake": 1}, {}, "0 passed, 1 failed, 0 skipped"),
    ({"ctest": 8}, {}, "0 passed, 1 failed, 0 skipped"),  # it left no report
    # It failed though no test did:
    ({"ctest": 8}, {"ctest": "passed", "pytest": "passed"}, "2 passed, 1 failed, 0 skipped"),
    ({"pytest": 2}, {"ctest": "passed"}, "1 passed, 1 failed, 0 skipped"),
])
def test_what_could_not_be_run_is_a_failure(tree, codes, outcomes, counts):
    done = tree.run("unit", "e2e", codes=codes, outcomes=outcomes)
    assert (last_line(done), done.returncode) == (counts, 1)
    assert "FAILED: " in done.stderr


@pytest.mark.parametrize("arguments, label, has_pytest, purposes", [
    (["unit"], "^(unit)$", False, "build grpc test"),
    (["attack", "component"], "^(attack|component)$", False, "build grpc test"),
    (["e2e"], None, True, "build grpc test"),
    (["integration", "e2e"], "^(integration)$", True, "build grpc test"),
    (["lint"], "^(lint)$", False, "build grpc test lint"),
    ([], "^(lint|unit|attack|component|integration)$", True, "build grpc test lint"),
])
def test_only_the_named_suites_run_and_all_without_a_name(tree, arguments, label, has_pytest, purposes):
    done = tree.run(*arguments, outcomes={"ctest": "passed", "pytest": "passed"})
    assert done.returncode == 0
    calls = [each.split() for each in tree.calls()]
    assert [each[each.index("-L") + 1] for each in calls if each[0] == "ctest"] == ([label] if label else [])
    assert any(each[0] == "pytest" for each in calls) == has_pytest
    assert any(each[0] == "run-clang-tidy-14" for each in calls) == ("lint" in purposes)
    assert calls[0] == ["install-packages.sh", *purposes.split()]


@pytest.mark.parametrize("program", ["clang-format-14", "run-clang-tidy-14"])
def test_lint_counts_the_formatter_and_the_linter(tree, program):
    done = tree.run("lint", outcomes={"ctest": "passed"})
    assert last_line(done) == "3 passed, 0 failed, 0 skipped"
    done = tree.run("lint", outcomes={"ctest": "passed"}, codes={program: 1})
    assert (last_line(done), done.returncode) == ("2 passed, 1 failed, 0 skipped", 1)


def test_a_preset_is_configured_built_and_tested(tree):
    done = tree.run("unit", "--preset", "asan", outcomes={"ctest": "passed"})
    assert done.returncode == 0
    programs = [each.split() for each in tree.calls() if each.split()[0] in ("cmake", "ctest")]
    assert [each[each.index("--preset") + 1] for each in programs] == ["asan"] * 3
    assert (tree.folder / "build/asan/reports/ctest.xml").exists()


def test_the_preset_clang_asks_for_its_compiler(tree):
    tree.run("unit", "--preset", "clang", outcomes={"ctest": "passed"})
    assert tree.calls()[0] == "install-packages.sh build grpc test clang"
