import type { Test } from 'uvu';
import { folderOfFixture } from '../config/fixture-files.ts';
import { startPackageServer, type PackageServer } from './package-server.ts';

/** The folder with Python packages, and names of two of them. */
export const PACKAGES = folderOfFixture({ fixture: 'pypi' });
export const WHEEL = 'demo_package_unique-1.0.post1-7-py2.py3-none-any.whl';
export const SDIST = 'demo-0.1.tar.gz';

/** Gives each test of a suite an index of packages of its own. */
export function servePackages<State>(s: Test<State>): () => PackageServer {
  let server: PackageServer | undefined;
  s.before.each(async () => {
    server = await startPackageServer();
  });
  s.after.each(() => {
    server?.close();
  });
  return () => {
    if (server === undefined) throw new Error('there is no index of packages outside of a test');
    return server;
  };
}
