#!/usr/bin/env python3
"""schema_test.py ENTENTE SOURCE_DIR: holds the examples, and files that are wrong, against the JSON Schemas that the program prints.

Every value of the policy language is a string, so files are read without YAML's own ideas of numbers, dates and booleans.
Exits with 77, which ctest shows as skipped, where python3-jsonschema is missing."""
import json
import pathlib
import subprocess
import sys

import yaml

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("skipped: no python3-jsonschema")
    sys.exit(77)

program, source = sys.argv[1], pathlib.Path(sys.argv[2])
passed = failed = 0


def validator(name):
    schema = json.loads(subprocess.run([program, "policy", "schema", name], check=True, capture_output=True).stdout)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def expect(name, condition, said=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {name} {said}")


policy, floor, acceptance, test = (validator(name) for name in ("policy", "floor", "acceptance", "test"))

seen = 0
for file in sorted(source.glob("examples/**/*.yaml")):
    schema = {"policy.yaml": policy, "network.yaml": floor, "policy_test.yaml": test, "acceptance.yaml": acceptance}.get(file.name)
    if schema is None:
        continue
    seen += 1
    errors = list(schema.iter_errors(yaml.load(file.read_text(), Loader=yaml.BaseLoader)))
    expect(file.relative_to(source), not errors, "; ".join(e.message[:200] for e in errors[:3]))
expect("there are examples", seen > 8, f"only {seen}")

HEAD = "kind: CountryPolicy\ncountry: CO\nversion: 1\n"
WRONG = {
    "an unknown key": HEAD + "rulez: []\n",
    "another kind": "kind: CountryPolice\ncountry: CO\nversion: 1\n",
    "no country": "kind: CountryPolicy\nversion: 1\n",
    "no version": "kind: CountryPolicy\ncountry: CO\n",
    "version zero": "kind: CountryPolicy\ncountry: CO\nversion: 0\n",
    "a digest that is none": HEAD + "supersedes: sha256:abc\n",
    "no id": HEAD + "rules: [{forbid: {to: any}}]\n",
    "two types": HEAD + "rules: [{id: a, forbid: {to: any}, permit: {to: any}, fields: [event]}]\n",
    "no to": HEAD + "rules: [{id: a, forbid: {records: [arrest]}}]\n",
    "a misspelt key of a head": HEAD + "rules: [{id: a, forbid: {to: any, offence: [theft]}}]\n",
    "a kind of record there is not": HEAD + "rules: [{id: a, forbid: {to: any, records: [warrant]}}]\n",
    "a colour there is not": HEAD + "rules: [{id: a, forbid: {to: any, colours: [pink]}}]\n",
    "a field set there is not": HEAD + "rules: [{id: a, restrict: {to: any}, fields: [victims]}]\n",
    "the envelope as a field set": HEAD + "rules: [{id: a, restrict: {to: any}, fields: [envelope]}]\n",
    "an empty list": HEAD + "rules: [{id: a, forbid: {to: any, records: []}}]\n",
    "a duration that is none": HEAD + "rules: [{id: a, restrict: {to: any}, retention: 90 days}]\n",
    "minors in a forbid": HEAD + "rules: [{id: a, forbid: {to: any, minors: included}}]\n",
    "a permit without fields": HEAD + "rules: [{id: a, permit: {to: any}}]\n",
    "a hit with fields": HEAD + "rules: [{id: a, permit: {to: any}, reveal: hit, match: [event], fields: [event]}]\n",
    "floor beside another key": HEAD + "rules: [{id: a, forbid: {floor: [x], records: [arrest]}, why: w}]\n",
    "an overlay without a zone": HEAD + "overlays: [{id: o, valid: {from: 2031-01-01, until: 2031-01-02}, at_end: keep, rules: []}]\n",
    "an overlay's date": HEAD + "overlays: [{id: o, valid: {from: 1 June, until: 2031-01-02, zone: UTC}, at_end: keep, rules: []}]\n",
    "an invariant's key": HEAD + "invariants: [{never: {field: [victim]}}]\n",
    "an empty invariant": HEAD + "invariants: [{never: {}}]\n",
}
for name, text in WRONG.items():
    expect(name, not policy.is_valid(yaml.load(text, Loader=yaml.BaseLoader)), "is let pass")
expect("a head is let pass", policy.is_valid(yaml.load(HEAD, Loader=yaml.BaseLoader)))
expect("an editor's number is let pass", policy.is_valid({"kind": "CountryPolicy", "country": "CO", "version": 3}))
expect("a floor's country", not floor.is_valid({"kind": "NetworkFloor", "version": "1", "country": "CO"}))
expect("an acceptance's restrict", not acceptance.is_valid(
    {"kind": "AcceptancePolicy", "version": "1", "country": "CO", "rules": [{"id": "a", "restrict": {"from": "any"}}]}))
TEST = {"kind": "PolicyTest", "country": "CO", "tests": [{"name": "n", "to": "EC", "purpose": "p", "expect": {"effect": "deny"}}]}
expect("a test without a record", not test.is_valid(TEST))
TEST["tests"][0]["facts"] = {"records": "arrest"}
expect("a test with facts", test.is_valid(TEST))
TEST["tests"][0]["expect"]["effect"] = "allow"
expect("an effect there is not", not test.is_valid(TEST))

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
