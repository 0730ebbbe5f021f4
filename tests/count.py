"""count.py REPORT.xml: prints `passed failed skipped` of a JUnit report, as CTest and pytest write it."""
import sys
import xml.etree.ElementTree as xml

cases = list(xml.parse(sys.argv[1]).getroot().iter("testcase"))
failed = sum(any(case.find(what) is not None for what in ("failure", "error")) for case in cases)
skipped = sum(case.find("skipped") is not None for case in cases)
print(len(cases) - failed - skipped, failed, skipped)
