import { createHash, randomBytes } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';

/** A registry with one image, which takes for ever to pull. */
export interface SlowRegistry {
  /** The image's name, as a build file says it. */
  readonly image: string;
  /** How many downloads of the layer are under way. */
  readers(): number;
  close(): void;
}

const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json';
const LAYER_BYTES = 8 * 1024 * 1024;
/** So many bytes of the layer are sent each so many milliseconds; an engine that waits for none does not see its client go. */
const PORTION = 1024;
const INTERVAL = 50;

/**
 * Starts a registry on a port of its own of 127.0.0.1, which every engine of this machine takes for an insecure one.
 * A pull goes on until somebody ends it.
 */
export async function startSlowRegistry(name: string): Promise<SlowRegistry> {
  const layer = randomBytes(LAYER_BYTES);
  const config = Buffer.from(
    JSON.stringify({
      ...{ architecture: 'amd64', os: 'linux', config: {} },
      rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      ...{ schemaVersion: 2, mediaType: MANIFEST_TYPE },
      config: describe('application/vnd.docker.container.image.v1+json', config),
      layers: [describe('application/vnd.docker.image.rootfs.diff.tar', layer)],
    }),
  );
  const readers = new Set<ServerResponse>();
  const server = createServer(({ url = '', method }, response) => {
    const isOf = (content: Buffer) => url.endsWith(digestOf(content));
    if (/\/manifests\//.test(url)) return sendWhole(response, manifest, MANIFEST_TYPE);
    if (isOf(config)) return sendWhole(response, config, 'application/octet-stream');
    if (!isOf(layer)) return sendWhole(response, Buffer.from('{}'), 'application/json');
    response.writeHead(200, { 'content-length': LAYER_BYTES });
    if (method === 'HEAD') return void response.end();
    readers.add(response);
    const trickle = setInterval(() => response.write(layer.subarray(0, PORTION)), INTERVAL);
    response.on('close', () => {
      clearInterval(trickle);
      readers.delete(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    image: `127.0.0.1:${port}/${name}:1`,
    readers: () => readers.size,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function sendWhole(response: ServerResponse, content: Buffer, type: string): void {
  response.writeHead(200, {
    ...{ 'content-type': type, 'content-length': content.length, 'docker-content-digest': digestOf(content) },
    'docker-distribution-api-version': 'registry/2.0',
  });
  response.end(content);
}

function describe(mediaType: string, content: Buffer) {
  return { mediaType, size: content.length, digest: digestOf(content) };
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
