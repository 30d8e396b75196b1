"""Answers of the real PyYAML, as JSON.

    record.py FIXTURE...     writes the answer of each case into these fixtures
    record.py --answer       reads {"texts": [...]} from standard input, writes [ANSWER...]

Run by hand; needs PyYAML 6. An answer is {"value": VALUE}, or {"error": KIND} where PyYAML refuses the text. VALUE is
null, a boolean, a text, a list, or one of {"int": "1"}, {"float": "1.5"}, {"date": "2020-01-02"}, {"bytes": "hex"},
{"tuple": [...]}, {"set": [...]} and {"map": [[KEY, VALUE], ...]}.
"""

import datetime
import json
import sys

import yaml


class Loader(yaml.FullLoader):
    """Reads what the full loader reads, but for objects of Python: those are no part of the format here."""


class Refusal(Exception):
    """A text that is read, and means nothing."""


def refuse_python(loader, suffix, node):
    raise Refusal("python")


def construct_map(loader, node):
    """Unlike the loader's own, tells of keys that are no keys before it goes on (as buildrunner does)."""
    loader.flatten_mapping(node)
    return dict(loader.construct_pairs(node))


Loader.yaml_constructors = {
    tag: constructor
    for tag, constructor in Loader.yaml_constructors.items()
    if tag is None or "python" not in tag
}
Loader.yaml_multi_constructors = {"tag:yaml.org,2002:python/": refuse_python}
Loader.add_constructor("tag:yaml.org,2002:map", construct_map)


def encode(value, depth=0):
    if depth > 330:
        raise RecursionError
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return {"int": str(value)}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, datetime.datetime):
        return {"date": value.isoformat(" ")}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, dict):
        return {"map": [[encode(key), encode(item, depth + 1)] for key, item in value.items()]}
    items = [encode(item, depth + 1) for item in value]
    if isinstance(value, tuple):
        return {"tuple": items}
    if isinstance(value, set):
        return {"set": sorted(items, key=lambda item: json.dumps(item, ensure_ascii=False, separators=(",", ":")))}
    return items


def answer(text):
    try:
        return {"value": encode(yaml.load(text, Loader))}
    except yaml.YAMLError as error:
        return {"error": type(error).__name__}
    except (Refusal, RecursionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return {"error": type(error).__name__}


def main(arguments):
    if arguments == ["--answer"]:
        texts = json.load(sys.stdin)["texts"]
        json.dump([answer(text) for text in texts], sys.stdout)
        return
    for path in arguments:
        with open(path, encoding="utf-8") as file:
            cases = json.load(file)
        lines = [json.dumps({**case, "answer": answer(case["text"])}, ensure_ascii=True) for case in cases]
        with open(path, "w", encoding="utf-8") as file:
            file.write("[\n" + ",\n".join(lines) + "\n]\n")


main(sys.argv[1:])
