"""What real Jinja 3.1 makes of the snippets in fixtures/template.

    record.py FILE...          writes the answers into the files
    record.py --check FILE...  tells the snippets whose recorded answer is not Jinja's; exit code 1 where there are some
    record.py --answer         reads snippets (a JSON list) from stdin, writes them with their answers to stdout
    record.py --version        writes the version of Jinja

A snippet is {"template", "context"?, "files"?} and gets "output", or "error": true where Jinja refuses it. JSON has no
words for some values of a context: {"$float": 2}, {"$int": "12345678901234567890"}, {"$tuple": [...]} and
{"$pairs": [[key, value], ...]} (a map with keys of any kind) stand for them.
"""

import base64
import json
import os
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import jinja2

SECONDS_PER_SNIPPET = 5


def environment():
    """An environment as buildrunner 3.27 sets it up; its base64 filters as they were meant."""
    made = jinja2.Environment(loader=jinja2.FileSystemLoader("."), extensions=["jinja2.ext.do"])
    made.filters["re_sub"] = lambda text, pattern, replace, count=0, flags=0: re.sub(
        pattern, replace, text, count=count, flags=flags
    )
    made.filters["re_split"] = lambda text, pattern, maxsplit=0, flags=0: re.split(
        pattern, text, maxsplit=maxsplit, flags=flags
    )
    made.filters["base64encode"] = lambda text: base64.b64encode(text.encode()).decode()
    made.filters["base64decode"] = lambda text: base64.b64decode(text).decode()
    return made


def decode(value):
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (key, inner), = value.items()
        if key == "$float":
            return float(inner)
        if key == "$int":
            return int(inner)
        if key == "$tuple":
            return tuple(decode(item) for item in inner)
        if key == "$pairs":
            return {decode(name): decode(item) for name, item in inner}
    return {key: decode(item) for key, item in value.items()}


class Folder:
    """The working directory of snippets, below another so that `..` leads somewhere; and what reads templates from it."""

    def __init__(self, outside):
        self.root = Path(outside, "root")
        self.files = {}
        self.enter()

    def hold(self, files):
        """Other files take another folder: templates that have been read stay as they are."""
        if files == self.files:
            return
        shutil.rmtree(self.root)
        self.files = files
        self.enter()
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def enter(self):
        self.root.mkdir()
        os.chdir(self.root)
        self.environment = environment()


def give_up(_signal, _frame):
    raise TimeoutError


def answer(folder, snippet):
    folder.hold(snippet.get("files", {}))
    signal.alarm(SECONDS_PER_SNIPPET)
    try:
        template = folder.environment.from_string(snippet["template"])
        return {"output": template.render(decode(snippet.get("context", {})))}
    except Exception:  # Jinja lets through whatever Python code raises.
        return {"error": True}
    finally:
        signal.alarm(0)


def answered(snippets):
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as outside:
        folder = Folder(outside)
        asked = [{key: value for key, value in snippet.items() if key not in ("output", "error")} for snippet in snippets]
        made = [{**snippet, **answer(folder, snippet)} for snippet in asked]
        os.chdir(before)
    return made


def write(path, snippets):
    lines = ",\n".join(json.dumps(snippet, ensure_ascii=False) for snippet in snippets)
    Path(path).write_text(f"[\n{lines}\n]\n")


def check(paths):
    differing = 0
    for path in paths:
        snippets = json.loads(Path(path).read_text())
        for snippet, now in zip(snippets, answered(snippets)):
            if now != snippet:
                differing += 1
                print(f"{path}: {json.dumps(snippet)}: {json.dumps(now)}")
    return 1 if differing else 0


def main(arguments):
    signal.signal(signal.SIGALRM, give_up)
    if arguments == ["--version"]:
        print(jinja2.__version__)
    elif arguments == ["--answer"]:
        json.dump(answered(json.load(sys.stdin)), sys.stdout)
    elif arguments[:1] == ["--check"]:
        return check(arguments[1:])
    else:
        for path in arguments:
            write(path, answered(json.loads(Path(path).read_text())))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
