import { execFileSync } from 'node:child_process';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commitAll, createProject, type Project } from '../support/project.ts';
import type { Bench } from './bench.ts';

/** A checkout with one commit and this build file; the global configuration is in its home. */
export function createBenchProject(bench: Bench, buildFile: string): Project {
  return addConfiguration(bench, createProject({ files: { 'buildrunner.yaml': buildFile } }));
}

/** So many steps, each of which runs the command. */
export function stepsFile(bench: Bench, count: number, command: string): string {
  const steps = Array.from({ length: count }, (_, index) => [
    `  step${index + 1}:`,
    '    run:',
    `      image: ${bench.image}`,
    '      pull: false',
    `      cmd: ${quote(command)}`,
  ]);
  return ['version: 2.0', 'steps:', ...steps.flat(), ''].join('\n');
}

/** One step with so many services; all of them run until they are ended. */
export function servicesFile(bench: Bench, count: number, command: string): string {
  const service = (index: number) => [
    `        service${index + 1}:`,
    `          image: ${bench.image}`,
    '          pull: false',
    '          cmd: sleep 1000',
  ];
  const services = Array.from({ length: count }, (_, index) => service(index)).flat();
  return `${stepsFile(bench, 1, command)}      services:\n${services.join('\n')}\n`;
}

/** YAML reads a JSON text as itself. */
function quote(command: string): string {
  return JSON.stringify(command);
}

function addConfiguration(bench: Bench, project: Project): Project {
  if (bench.globalConfiguration !== null) {
    writeFileSync(join(project.home, '.buildrunner.yaml'), bench.globalConfiguration);
  }
  return project;
}

export interface CheckoutSize {
  readonly files: number;
  readonly bytes: number;
}

/**
 * A checkout of so many text files, each tenth of them as large as all other nine together. As after a clone, its objects
 * are in one pack and git need not look into files to know that they are unchanged. The folder that they lie in is
 * relative to the checkout.
 */
export function createLargeProject(
  bench: Bench,
  buildFile: string,
  { files, bytes }: CheckoutSize,
  folder = '.',
): Project {
  const project = addConfiguration(bench, createProject({ files: { 'buildrunner.yaml': buildFile }, git: false }));
  const mean = bytes / files;
  const lastYear = new Date(Date.now() - 365 * 24 * 3600 * 1000);
  for (let index = 0; index < files; index += 1) {
    const path = join(project.directory, folder, `part${index % 90}`, `folder${index % 900}`, `file${index}.txt`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, textOf(index, Math.round(index % 10 === 0 ? mean * 5 : (mean * 5) / 9)));
    utimesSync(path, lastYear, lastYear);
  }
  commitAll(project.directory);
  execFileSync('git', ['repack', '-a', '-d', '-q', '--window=0'], { cwd: project.directory, stdio: 'pipe' });
  return project;
}

function textOf(seed: number, length: number): string {
  const line = `${seed} is what this line of a generated text is about, and so is the next one of them\n`;
  return line.repeat(Math.ceil(length / line.length)).slice(0, length);
}
