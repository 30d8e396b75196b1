import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toLayoutManifest } from '../../src/docker/oci-layout.ts';
import {
  imagesInArchive,
  kindOfArchive,
  savedFor,
  toImportCommand,
  toLoadCommand,
  toManifest,
} from '../../src/docker/saved-image.ts';
import { common } from './operations.ts';

const s = suite('archives of images');

const HEX = 'a0'.repeat(32);

const entries: readonly (readonly [string, 'image' | 'files' | null])[] = [
  ['.', null],
  ['blobs', null],
  ['blobs/sha256', null],
  ['manifest.json', null],
  ['./index.json', null],
  ['oci-layout', null],
  ['repositories', null],
  [`blobs/sha256/${HEX}`, 'image'],
  [`./blobs/sha256/${HEX}`, 'image'],
  [`${HEX}.json`, 'image'],
  [HEX, 'image'],
  [`${HEX}/layer.tar`, 'image'],
  [`${HEX}/VERSION`, 'image'],
  [`${HEX}.tar`, 'image'],
  [`${HEX}.tar.gz`, 'image'],
  [`sha256:${HEX}`, 'image'],
  ['.dockerenv', 'files'],
  ['./bin', 'files'],
  ['bin', 'files'],
  ['blobs/other', 'files'],
  ['index.json/x', 'files'],
  [`${HEX}/bin`, 'files'],
];
for (const [path, kind] of entries) {
  s(`takes ${path.replace(HEX, 'HEX')} for a part of ${kind ?? 'either'}`, () => assert.is(kindOfArchive(path), kind));
}

s('makes a file system an image, of a platform', () => {
  const operation = { ...common('a/build'), kind: 'importImage', archive: '/p/a.tar', image: 'made' } as const;
  assert.equal(toImportCommand(operation).argv, ['docker', 'import', '/p/a.tar', 'made']);
  const words = ['docker', 'import', '--platform', 'linux/arm64', '/p/a.tar', 'made'];
  assert.equal(toImportCommand({ ...operation, platform: 'linux/arm64' }).argv, words);
  assert.equal(toLoadCommand().argv, ['docker', 'load', '--quiet']);
});

s("finds the images of docker's own archives", () => {
  const texts = new Map([
    [
      'manifest.json',
      '[{"Config":"c.json","RepoTags":["a:1","a:2"],"Layers":["l/layer.tar"]},{"Config":"d","RepoTags":null,"Layers":[]}]',
    ],
    ['c.json', '{"os":"linux","architecture":"arm64","variant":"v8"}'],
    ['index.json', '{"manifests":[]}'],
  ]);
  const [first, second, ...rest] = imagesInArchive(texts);
  assert.equal(first, { config: 'c.json', layers: ['l/layer.tar'], names: ['a:1', 'a:2'], platform: 'linux/arm64/v8' });
  assert.equal(second, { config: 'd', layers: [], names: [], platform: '' });
  assert.equal(rest, []);
});

s('finds the images of an OCI layout, one for each platform and none for an attestation', () => {
  const manifest = (config: string) =>
    `{"config":{"digest":"sha256:${config}"},"layers":[{"digest":"sha256:l1"},{"digest":"sha256:l2"}]}`;
  const texts = new Map([
    ['index.json', '{"manifests":[{"digest":"sha256:index"}]}'],
    [
      'blobs/sha256/index',
      '{"manifests":[{"digest":"sha256:one"},{"digest":"sha256:two"},' +
        '{"digest":"sha256:three","annotations":{"vnd.docker.reference.type":"attestation-manifest"}}]}',
    ],
    ['blobs/sha256/one', manifest('c1')],
    ['blobs/sha256/two', manifest('c2')],
    ['blobs/sha256/three', manifest('c3')],
    ['blobs/sha256/c1', '{"os":"linux","architecture":"amd64"}'],
  ]);
  const layers = ['blobs/sha256/l1', 'blobs/sha256/l2'];
  assert.equal(imagesInArchive(texts), [
    { config: 'blobs/sha256/c1', layers, names: [], platform: 'linux/amd64' },
    { config: 'blobs/sha256/c2', layers, names: [], platform: '' },
  ]);
});

for (const [name, texts] of [
  ['nothing', {}],
  ['what is no JSON', { 'manifest.json': '[', 'index.json': '{' }],
  [
    'an index that is in itself',
    {
      'index.json': '{"manifests":[{"digest":"sha256:i"}]}',
      'blobs/sha256/i': '{"manifests":[{"digest":"sha256:i"}]}',
    },
  ],
] as const) {
  s(`finds no image in ${name}`, () => assert.equal(imagesInArchive(new Map(Object.entries(texts))), []));
}

s('gives an image one name', () => {
  const image = { config: 'c.json', layers: ['a', 'b'], names: ['other:1'], platform: '' };
  assert.is(toManifest(image, 'own:1'), '[{"Config":"c.json","RepoTags":["own:1"],"Layers":["a","b"]}]');
});

s('finds the image for a platform also where the engine has saved several', () => {
  const blob = (name: string) => ({ digest: `sha256:${name}` });
  const image = (name: string, architecture: string): [string, string][] => [
    [`blobs/sha256/${name}`, JSON.stringify({ config: blob(`${name}-config`), layers: [blob(`${name}-layer`)] })],
    [`blobs/sha256/${name}-config`, JSON.stringify({ os: 'linux', architecture })],
  ];
  const texts = new Map([
    ['manifest.json', '[{"Config":"blobs/sha256/a-config","RepoTags":["x:1"],"Layers":["blobs/sha256/a-layer"]}]'],
    ['index.json', JSON.stringify({ manifests: [blob('index')] })],
    ['blobs/sha256/index', JSON.stringify({ manifests: [blob('a'), blob('b')] })],
    ...image('a', 'amd64'),
    ...image('b', 'arm64'),
  ]);
  const layersFor = (platform: string | null) => savedFor(texts, platform)?.layers;
  assert.equal(layersFor(null), ['blobs/sha256/a-layer']);
  assert.equal(layersFor('linux/arm64/v8'), ['blobs/sha256/b-layer']);
  assert.is(layersFor('linux/386'), undefined);
});

s('describes a layout by the digests, sizes and compressions of its blobs', () => {
  const blob = (name: string, begin: string) => ({ digest: `sha256:${name}`, size: 1, begin });
  const layers = [blob('plain', '62696e2f'), blob('gzip', '1f8b0800'), blob('zstd', '28b52ffd')];
  assert.equal(JSON.parse(toLayoutManifest(blob('config', '7b'), layers)), {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: 'sha256:config', size: 1 },
    layers: [
      { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: 'sha256:plain', size: 1 },
      { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: 'sha256:gzip', size: 1 },
      { mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd', digest: 'sha256:zstd', size: 1 },
    ],
  });
});

s.run();
