import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { imagesIn } from '../../src/config/dockerfile-images.ts';

const s = suite('images that a Dockerfile takes');

interface Row {
  readonly what: string;
  readonly text: string;
  readonly target?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly predefined?: Readonly<Record<string, string>>;
  /** Each with its own platform behind a space, if any. */
  readonly images: readonly string[];
}

const ROWS: readonly Row[] = [
  { what: 'one stage', text: 'FROM a:1\nRUN true', images: ['a:1'] },
  { what: 'small letters and a platform', text: 'from --platform=linux/arm64 a:1 as x', images: ['a:1 linux/arm64'] },
  { what: 'comments and blank lines before', text: '\n# one\n\nFROM a', images: ['a'] },
  { what: 'nothing', text: 'FROM scratch', images: [] },
  {
    what: 'the stages that are needed alone',
    text: 'FROM a AS x\nFROM b AS y\nFROM c\nCOPY --from=x / /',
    images: ['c', 'a'],
  },
  { what: 'a stage by its number', text: 'FROM a\nFROM b\nFROM c\nCOPY --chown=1:1 --from=1 / /', images: ['c', 'b'] },
  { what: 'a target', text: 'FROM a AS x\nFROM b AS y', target: 'X', images: ['a'] },
  { what: 'a stage with the name of its image', text: 'FROM a AS a\nFROM a', images: ['a'] },
  { what: 'an image that is copied from', text: 'FROM a\nCOPY --from=b:2 / /', images: ['a', 'b:2'] },
  {
    what: 'images that are mounted',
    text: 'FROM a\nRUN --network=none --mount=type=bind,from=b,target=/b --mount=from=c,target=/c echo from=d',
    images: ['a', 'b', 'c'],
  },
  {
    what: 'a default of ARG',
    text: 'ARG BASE="a:1"\nARG TAG=2 NAME=b\nFROM $BASE\nCOPY --from=x / /',
    images: ['a:1', 'x'],
  },
  { what: 'ARG upon ARG', text: 'ARG TAG=2\nARG BASE=a:${TAG}\nFROM ${BASE}', images: ['a:2'] },
  { what: 'a build argument', text: 'ARG R\nFROM $R/a:1', values: { R: 'mirror:5000' }, images: ['mirror:5000/a:1'] },
  { what: 'an argument nobody declared', text: 'FROM ${R:-x}/a', values: { R: 'r' }, images: ['x/a'] },
  {
    what: 'words for what is set and is not',
    text: 'ARG A=1\nARG B=\nFROM a${A:+b}${A-c}${B:-d}${C+e}',
    images: ['ab1d'],
  },
  { what: 'what only the builder knows', text: 'FROM a-${TARGETARCH}\nCOPY --from=b / /', images: ['b'] },
  {
    what: 'what the builder is known to set',
    text: 'FROM --platform=$BUILDPLATFORM a AS x\nFROM b-${TARGETARCH}\nCOPY --from=x / /\nCOPY --from=a / /',
    predefined: { BUILDPLATFORM: 'linux/amd64', TARGETARCH: 'arm64' },
    images: ['b-arm64', 'a linux/amd64', 'a'],
  },
  {
    what: 'a platform that only the builder knows',
    text: 'ARG P=linux/386\nFROM --platform=$BUILDPLATFORM a AS x\nFROM --platform=$P x AS y\nFROM --platform=$P b\nCOPY --from=x / /',
    images: ['b linux/386', 'a'],
  },
  { what: 'lines that go on', text: 'FROM \\\n  # a comment\n\n  a:1 \\\n  AS x\nFROM x', images: ['a:1'] },
  { what: 'another sign for that', text: '# escape=`\nFROM `\n  a:1', images: ['a:1'] },
  { what: 'a here-document', text: 'FROM a\nRUN <<EOF\nFROM no\nEOF\nCOPY --from=b / /', images: ['a', 'b'] },
  { what: 'line ends of Windows', text: 'FROM a:1\r\nCOPY --from=b / /\r\n', images: ['a:1', 'b'] },
  { what: 'a target that is not there', text: 'FROM a', target: 'none', images: [] },
];

for (const { what, text, target, values, predefined, images } of ROWS) {
  s(`reads ${what}`, () => {
    const maps = [values, predefined].map((one) => new Map(Object.entries(one ?? {})));
    const found = imagesIn(text, { target, values: maps[0] ?? new Map(), predefined: maps[1] ?? new Map() });
    assert.equal(
      found.map(({ name, platform }) => (platform === null ? name : `${name} ${platform}`)),
      images,
    );
  });
}

s.run();
