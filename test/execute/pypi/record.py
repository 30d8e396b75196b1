"""Makes the packages of fixtures/pypi anew, and records what twine sends of each: record.py (needs twine)."""

import email.parser
import email.policy
import gzip
import io
import json
import pathlib
import tarfile
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer

import twine.commands.upload
import twine.settings

FOLDER = pathlib.Path(__file__).resolve().parents[3] / "fixtures" / "pypi"

METADATA = """\
Metadata-Version: 2.4
Name: demo_package.Ünique
Version: 1.0.post1
Summary: One line
Home-page: https://example.com/
Author: Ä Person
Author-email: Someone <someone@example.com>
License-Expression: MIT
License-File: LICENSE
License-File: NOTICE
Keywords: one, two ,three
Platform: any
Platform: linux
Classifier: Programming Language :: Python :: 3
Classifier: Operating System :: OS Independent
Requires-Python: >=3.9
Requires-Dist: requests>=2; extra == "web"
Provides-Extra: web
Project-URL: Source,https://example.com/source,x
Project-URL:  Home page , https://example.com/
Dynamic: summary
Description-Content-Type: text/markdown; charset=UTF-8

# Demo

Two paragraphs: "quoted", and ä.
--not-a-boundary--
""".replace("Ünique", "Unique")

OLD = """\
Metadata-Version: 2.1
Name: demo
Version: 0.1
Summary: Old
License: Some words
        |that go on
License-File: LICENSE
Maintainer: M
Requires: other
Provides: demo
Obsoletes: older
Supported-Platform: x
Download-URL: https://example.com/d
Description: In a header
        with a second line
"""

WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py2-none-any\n"


def sdist(name, metadata):
    root = name.removesuffix(".tar.gz")
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, text in [("setup.py", "import setuptools\n"), ("sub/PKG-INFO", "no\n"), ("PKG-INFO", metadata)]:
            entry = tarfile.TarInfo(f"{root}/{path}")
            data = text.encode()
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    with open(FOLDER / name, "wb") as file, gzip.GzipFile("", "wb", 9, file, 0) as packed:
        packed.write(raw.getvalue())


def zipped(name, files):
    with zipfile.ZipFile(FOLDER / name, "w") as archive:
        for path, text, method in files:
            archive.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), text, method)


class Index(BaseHTTPRequestHandler):
    def do_POST(self):
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
        fields = []
        for part in message.iter_parts():
            name = part.get_param("name", header="Content-Disposition")
            value = part.get_payload(decode=True)
            fields.append([name, part.get_filename() if name == "content" else value.decode()])
        self.server.fields = sorted(fields)
        self.server.authorization = self.headers["Authorization"]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


def record(name):
    server = HTTPServer(("127.0.0.1", 0), Index)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/legacy/"
    settings = twine.settings.Settings(
        repository_url=url, username="user", password="pass", disable_progress_bar=True
    )
    twine.commands.upload.upload(settings, [str(FOLDER / name)])
    server.shutdown()
    return {"authorization": server.authorization, "fields": server.fields}


FOLDER.mkdir(exist_ok=True)
sdist("demo_package_unique-1.0.post1.tar.gz", METADATA)
sdist("demo-0.1.tar.gz", OLD)
info = "demo_package_unique-1.0.post1.dist-info"
zipped(
    "demo_package_unique-1.0.post1-7-py2.py3-none-any.whl",
    [
        ("demo/data/METADATA", "no\n", zipfile.ZIP_STORED),
        ("demo/__init__.py", "x = 1\n" * 100, zipfile.ZIP_DEFLATED),
        (f"{info}/METADATA", METADATA, zipfile.ZIP_DEFLATED),
        (f"{info}/WHEEL", WHEEL, zipfile.ZIP_STORED),
    ],
)
zipped("demo-0.1.zip", [("demo-0.1/PKG-INFO", OLD, zipfile.ZIP_STORED), ("demo-0.1/setup.py", "", zipfile.ZIP_STORED)])
names = sorted(path.name for path in FOLDER.iterdir() if path.suffix != ".json")
recorded = {name: record(name) for name in names}
(FOLDER / "recorded.json").write_text(json.dumps(recorded, indent=2, ensure_ascii=False) + "\n")
