import { spawnSync } from 'node:child_process';
import * as v from 'valibot';
import type { Registry } from './registry.ts';

const Image = v.object({ layers: v.array(v.object({ digest: v.string() })) });

/**
 * What a file (`etc/x`) says in each of the images of an index, by platform; read from the layers in a registry that
 * lets everybody in. @throws where one has no such file.
 */
export async function textsOf(
  { host, partsOf }: Registry,
  name: string,
  file: string,
): Promise<Record<string, string>> {
  const parts = [...(await partsOf(name))];
  const texts = parts.map(async ([platform, part]) => [platform, await textOf(host, part, file)] as const);
  return Object.fromEntries(await Promise.all(texts));
}

async function textOf(host: string, part: string, file: string): Promise<string> {
  const [repository = '', digest = ''] = part.split('@');
  const address = `http://${host}/v2/${repository}`;
  const { layers } = v.parse(Image, await (await fetch(`${address}/manifests/${digest}`, { headers: ACCEPT })).json());
  // What a later layer has hides what an earlier one has.
  for (const layer of layers.reverse()) {
    const blob = await fetch(`${address}/blobs/${layer.digest}`);
    const input = Buffer.from(await blob.arrayBuffer());
    const { status, stdout } = spawnSync('tar', ['-xzOf', '-', file], { input, encoding: 'utf8' });
    if (status === 0) return stdout.trimEnd();
  }
  throw new Error(`${part} has no ${file}`);
}

const ACCEPT = {
  accept: 'application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json',
};
