"""Validates JSON on standard input against a schema of query/schema: validate.py [--lines] NAME.

Stricter than the schema says: a key that it does not name is a fault here, so that no key is printed
that no schema and no reader of it knows. Prints the number of objects."""
import json
import pathlib
import sys

import jsonschema

FOLDER = pathlib.Path(__file__).parents[2] / "query" / "schema"


def strict(schema):
    if isinstance(schema, list):
        return [strict(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    made = {k: strict(v) for k, v in schema.items()}
    if made.get("type") == "object" and "properties" in made:
        made.setdefault("additionalProperties", False)
    return made


schemas = [strict(json.loads(p.read_text())) for p in FOLDER.glob("*.json")]
store = {s["$id"]: s for s in schemas}
wanted = next(s for s in schemas if s["$id"].endswith("/" + sys.argv[-1] + ".json"))
resolver = jsonschema.RefResolver(wanted["$id"], wanted, store=store)
validator = jsonschema.Draft202012Validator(wanted, resolver=resolver)
text = sys.stdin.read()
values = [json.loads(line) for line in text.splitlines()] if "--lines" in sys.argv else [json.loads(text)]
for value in values:
    for fault in validator.iter_errors(value):
        where = "/".join(map(str, fault.absolute_path))
        sys.exit(f"not as {wanted['$id']} has it: {where}: {fault.message[:300]}")
print(len(values))
