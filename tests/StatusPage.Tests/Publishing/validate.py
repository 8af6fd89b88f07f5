"""Reads lines of "schema-file TAB document" and writes one line a violation."""
import json
import sys
from jsonschema import Draft202012Validator, FormatChecker

validators = {}
for line in sys.stdin.buffer:
    path, name, text = line.decode("utf-8").rstrip("\n").split("\t", 2)
    key, _, part = path.partition("#")
    if path not in validators:
        with open(key, encoding="utf-8") as file:
            schema = json.load(file)
        if part:
            schema = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": "#/$defs/" + part}
        Draft202012Validator.check_schema(schema)
        validators[path] = Draft202012Validator(schema, format_checker=FormatChecker())
    for error in validators[path].iter_errors(json.loads(text)):
        print(name, "/".join(map(str, error.absolute_path)), error.message[:300])
