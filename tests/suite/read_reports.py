"""Reads reports of suites with readers that others have made, and compares what they understand.

	read_reports.py TAP.jsonl DIR

DIR has NAME.json, NAME.xml, NAME.tap, NAME.github, NAME.md for each example; TAP.jsonl what Perl has read
of the .tap files.  From the JSON, which has all of the result, everything else is worked out once more
here, in the simplest way: points, counts, the exit status, which annotations there must be.
"""
import glob
import json
import os
import re
import sys
import xml.etree.ElementTree

import junitparser

EXITS = [0, 6, 4, 5, 1, 3, 2, 130, 70]  # from good to bad
ERROR_EXITS = {"bad file": 2, "over a limit": 4, "interrupted": 130, "internal error": 70}
ORDER = ["error", "broken", "failed", "golden", "undecided"]
STATE_EXITS = {"passed": 0, "warned": 0, "not judged": 0, "undecided": 4, "golden": 5, "failed": 1,
               "broken": 3}


def fail(name, what, *seen):
    sys.exit("%s: %s%s" % (name, what, "".join("\n  %r" % (s,) for s in seen)))


def same(name, what, a, b):
    if a != b:
        fail(name, what, a, b)


def state_of(test, a):
    """What an assertion counts as, from its facts alone."""
    if a["verdict"] is None:
        return "not judged" if test["error"] else "undecided"
    if a["verdict"] == "UNDECIDED":
        return "warned" if test["undecided_passes"] else "undecided"
    if a["verdict"] == "PASS":
        return "passed"
    return "broken" if a["invariant"] else "golden" if a["golden"] else "failed"


def points_of(name, suite):
    """(test or None, name, state, exit) of each point that must be there."""
    points = []
    for test in suite["tests"]:
        if test["error"]:
            kind = test["error"]["kind"]
            points.append((test, kind, "error", ERROR_EXITS[kind], None))
        states = []
        for a in test["assertions"]:
            state = state_of(test, a)
            states.append(state)
            same(name, "state of " + a["id"], a["state"], state)
            points.append((test, a["id"], state, STATE_EXITS[state], a))
        if not test["error"]:
            if not states:
                points.append((test, "verdict", "undecided", 4, None))
            elif name == "odd" and test["name"] in ("worse", "open"):
                state = "failed" if test["name"] == "worse" else "undecided"
                points.append((test, "verdict", state, STATE_EXITS[state], None))
    bad = any(p[2] in ORDER for p in points)
    if not suite["tests"]:
        points.append((None, "tests found", "error", 6, None))
    if suite["stopped"]:
        points.append((None, "tests run", "not judged" if bad else "error", 0 if bad else 130, None))
    rules = suite["rules"]
    if rules and rules["min_percent"] is not None:
        enough = (rules["reached"] * 100 >= rules["min_percent"] * rules["all"] if rules["all"]
                  else rules["min_percent"] == 0)
        points.append((None, "rule coverage", "passed" if enough else "failed", 0 if enough else 1, None))
    return points


def outcome_of(points):
    states = [p[2] for p in points]
    for state, outcome in (("error", "error"), ("broken", "failed"), ("failed", "failed"),
                           ("golden", "failed"), ("undecided", "undecided"), ("warned", "warned")):
        if state in states:
            return outcome
    return "passed"


def check_json(name, suite, points):
    exits = [p[3] for p in points]
    same(name, "exit", suite["exit"], max(exits, key=EXITS.index) if exits else 0)
    outcomes = []
    for test in suite["tests"]:
        outcomes.append(outcome_of([p for p in points if p[0] is test]))
        same(name, "outcome of " + test["name"], test["outcome"], outcomes[-1])
    counts = suite["counts"]
    same(name, "counts", [counts[k] for k in ("passed", "warned", "undecided", "failed", "errors")],
         [outcomes.count(k) for k in ("passed", "warned", "undecided", "failed", "error")])
    same(name, "tests", counts["tests"], len(outcomes))
    same(name, "assertions", counts["assertions"], sum(len(t["assertions"]) for t in suite["tests"]))


# ---- text, as a format can have it ----

def is_control(c):
    return c < " " or "\x7f" <= c < "\xa0" or c in "\ufffe\uffff"


def without_controls(text, keep=""):
    return "".join("\ufffd" if is_control(c) and c not in keep else c for c in text)


def in_line(text):
    return without_controls(re.sub("[\n\r\t\u2028\u2029]", " ", text))


def full_name(test):
    return test["name"] + (" [" + test["cell"] + "]" if test["cell"] else "")


# ---- JUnit ----

def state_in_junit(case):
    results = case.result if isinstance(case.result, list) else [case.result]
    if not results:
        return "passed"
    if len(results) > 1:
        return "several"
    return {junitparser.Error: "error", junitparser.Failure: "failure",
            junitparser.Skipped: "skipped"}[type(results[0])]


def check_junit(name, path, suite, points):
    xml_keeps = "\n\r\t"
    document = junitparser.JUnitXml.fromfile(path)
    wanted = {"error": "error", "not judged": "skipped", "passed": "passed", "warned": "passed"}
    cases = [case for s in document for case in s]
    same(name, "cases", len(cases), len(points))
    for case, (test, point, state, _, a) in zip(cases, points):
        same(name, "name of a case", case.name, without_controls(point, xml_keeps))
        same(name, "class of a case", case.classname,
             without_controls(full_name(test), xml_keeps) if test else "suite")
        same(name, "state of " + point, state_in_junit(case), wanted.get(state, "failure"))
        if state in ("undecided", "golden"):
            same(name, "type of " + point, case.result[0].type, state)
        if a and state in ORDER and a["verdict"]:
            for text in (a["expected"], a["observed"]):
                if without_controls(text, xml_keeps) not in case.result[0].message:
                    fail(name, "not in the message", text, case.result[0].message)
                # Line ends in the body are told as they are, but XML itself reads CR LF as LF.
                if without_controls(text, xml_keeps) not in case.result[0].text:
                    fail(name, "not in the body", text, case.result[0].text)
    states = [wanted.get(p[2], "failure") for p in points]
    same(name, "counts of the document", [document.tests, document.failures, document.errors],
         [len(points), states.count("failure"), states.count("error")])
    for s in document:
        seen = [state_in_junit(case) for case in s]
        same(name, "counts of a testsuite", [s.tests, s.failures, s.errors, s.skipped],
             [len(seen), seen.count("failure"), seen.count("error"), seen.count("skipped")])
        if abs(sum(case.time for case in s) - s.time) > 1e-6:
            fail(name, "seconds of the cases are not those of the testsuite")
    check_suites(name, path, suite, points)


def check_suites(name, path, suite, points):
    """A testsuite for each file that follows another one, with its cells."""
    root = xml.etree.ElementTree.parse(path).getroot()
    files, cells = [], []
    for p in points:
        file = without_controls(p[0]["file"], "\n\r\t") if p[0] else "spheron-sim test"
        if not files or files[-1] != file:
            files.append(file)
            cells.append([])
        if p[0] and p[0]["cell"] and (not cells[-1] or cells[-1][-1][0] is not p[0]):
            cells[-1].append((p[0], without_controls(p[0]["cell"], "\n\r\t")))
    same(name, "testsuites", [s.get("name") for s in root], files)
    same(name, "cells", [[p.get("value") for p in s.iter("property") if p.get("name") == "cell"] for s in root],
         [[c[1] for c in of_file] for of_file in cells])
    for s in root:
        value = {p.get("name"): p.get("value") for p in s.iter("property")}
        same(name, "profile", value["profile"], suite["profile"])
        same(name, "seed", value["seed"],
             str(suite["seed"]) if suite["seed"] or suite["fresh_seed"] else "of the file")


# ---- TAP ----

def check_tap(name, tap, suite, points):
    same(name, "TAP: errors", tap["errors"], [])
    same(name, "TAP: plan", tap["plan"], len(points))
    same(name, "TAP: points", len(tap["points"]), len(points))
    interrupted = any(p[2] == "error" and p[3] == 130 for p in points)
    same(name, "TAP: bails out", tap["bailed"] is not None, interrupted)
    for i, (seen, (test, point, state, _, a)) in enumerate(zip(tap["points"], points)):
        same(name, "TAP: number", seen["number"], i + 1)
        same(name, "TAP: ok", seen["ok"], state not in ORDER)
        same(name, "TAP: todo", seen["todo"], False)
        same(name, "TAP: skip", seen["skip"] is not None, state == "not judged")
        text = "- %s: %s" % (in_line(full_name(test)) if test else "suite", in_line(point))
        same(name, "TAP: description", " ".join(re.sub(r"\\(.)", r"\1", seen["text"]).split()),
             " ".join(text.split()))
        same(name, "TAP: diagnostics", "data" in seen, state in ORDER + ["warned"])
        if a and "data" in seen:
            check_diagnostics(name, seen["data"], test, a)


def check_diagnostics(name, data, test, a):
    wanted = {"file": test["file"], "kind": a["kind"], "claim": a["claim"], "expected": a["expected"],
              "observed": a["observed"], "note": a["note"], "replay": a["replay"], "seed": str(a["seed"])}
    if a["first"]:
        wanted["run"] = str(a["first"]["run"])
        wanted["at_ms"] = str(a["first"]["at_ms"])
        wanted["who"] = a["first"]["who"]
    for key, value in wanted.items():
        # Perl's small YAML has no \u.
        value = re.sub("[\u2028\u2029\ufffe\uffff]", lambda m: "\\u%04x" % ord(m.group()), value)
        seen = data.get(key) or ""
        if any("\x80" <= c < "\xa0" for c in value):
            continue  # it takes \x85 for a byte, which makes its text no UTF-8
        same(name, "TAP: " + key, seen, value)


# ---- annotations ----

def unescaped(text, is_property):
    if is_property:
        text = text.replace("%3A", ":").replace("%2C", ",")
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def annotations_of(path):
    """As the runner reads them: ::command key=value,key=value::message."""
    found = []
    with open(path, encoding="utf-8", newline="\n") as lines:
        for line in lines.read().split("\n")[:-1]:
            match = re.match("::([a-z]+)(?: (.*?))?::(.*)$", line, re.DOTALL)
            if not match:
                fail(path, "not a workflow command", line)
            pairs = dict(pair.split("=", 1) for pair in (match.group(2) or "").split(","))
            found.append((match.group(1), {k: unescaped(v, True) for k, v in pairs.items()},
                          unescaped(match.group(3), False)))
    return found


def check_level(name, found, wanted):
    shown, more = wanted[:9], wanted[9:]
    same(name, "annotations", len(found), len(shown) + bool(more))
    for (_, pairs, message), (test, point, _, _, a) in zip(found, shown):
        as_text = lambda t: without_controls(t.replace("\t", " "), "\n\r")
        if test:
            file = re.sub(r"^(\./)+", "", test["file"])
            same(name, "file", pairs["file"], as_text(file))
            line = a["line"] if a else test["error"]["line"] if test["error"] else 0
            same(name, "line", pairs.get("line"), str(line) if line else None)
        title = (full_name(test) + ": " if test else "") + point + (" (%s)" % a["kind"] if a else "")
        same(name, "title", pairs["title"], as_text(title))
        if a and as_text("observed: " + a["observed"]) not in message and a["observed"]:
            fail(name, "not in the annotation", a["observed"], message)
    if more and not found[-1][2].startswith("%d more" % len(more)):
        fail(name, "how many more", found[-1])


def check_annotations(name, path, points):
    found = annotations_of(path)
    errors = [p for state in ORDER for p in points if p[2] == state]
    check_level(name, [f for f in found if f[0] == "error"], errors)
    check_level(name, [f for f in found if f[0] == "warning"], [p for p in points if p[2] == "warned"])
    same(name, "levels", sorted(set(f[0] for f in found) - {"error", "warning"}), [])


# ---- Markdown ----

def outside_of_fences(path):
    fence, kept = None, []
    with open(path, encoding="utf-8", newline="\n") as lines:
        for line in lines.read().split("\n"):
            ticks = re.match("`{3,}", line)
            if fence is None and ticks:
                fence = ticks.group()
            elif fence is None:
                kept.append(line)
            elif line == fence:
                fence = None
    if fence is not None:
        fail(path, "a fence stays open")
    return kept


def check_markdown(name, path, points):
    lines = outside_of_fences(path)
    columns, rows = None, 0
    for line in lines:
        bars = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))
        if not line.startswith("|"):
            columns = None
            if bars:
                fail(name, "a bar outside of tables", line)
            continue
        if columns is not None and bars != columns:
            fail(name, "a row of another width", line)
        columns = bars
        rows += columns == 7 and not line.startswith(("| |", "|---"))
        if re.search(r"<|(?<!\\)(?:\\\\)*[`*_\[$~]", line):
            fail(name, "markup in a cell", line)
    same(name, "rows", rows, min(50, sum(p[2] in ORDER + ["warned"] for p in points)))


def main():
    taps = {}
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            tap = json.loads(line)
            taps[os.path.basename(tap["file"])[:-4]] = tap
    cases = names = 0
    for path in sorted(glob.glob(os.path.join(sys.argv[2], "*.json"))):
        base = path[:-5]
        name = os.path.basename(base)
        with open(path, encoding="utf-8") as text:
            suite = json.load(text)
        points = points_of(name, suite)
        check_json(name, suite, points)
        check_junit(name, base + ".xml", suite, points)
        check_tap(name, taps[name], suite, points)
        check_annotations(name, base + ".github", points)
        check_markdown(name, base + ".md", points)
        cases += len(points)
        names += 1
    if names < 100:
        sys.exit("only %d examples" % names)
    print("reports: %d suites with %d points are the same in JSON, JUnit, TAP, annotations and Markdown"
          % (names, cases))


if __name__ == "__main__":
    main()
