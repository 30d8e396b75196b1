import type { BuildOptions, Invocation } from '../cli/options.ts';
import { formatDiagnostic, type Diagnostic } from '../config/diagnostic.ts';
import type { Failure } from '../failure.ts';
import type { Configuration } from './configuration.ts';
import { formatForGitHub, type Finding } from './github.ts';
import { print, printJson } from './print.ts';
import { readProject } from './project.ts';
import type { Surroundings } from './surroundings.ts';
import { tellFailure } from './tell.ts';

type ValidateFormat = Extract<Invocation, { command: 'validate' }>['format'];

/** Checks the whole configuration, and says that it is valid or all that is wrong with it. */
export async function validate(
  options: BuildOptions,
  format: ValidateFormat,
  surroundings: Surroundings,
): Promise<Failure | null> {
  const project = await readProject(options, surroundings);
  const configuration = project.ok ? project.value.configuration : project;
  const failure = configuration.ok ? null : configuration.failure;
  const findings = configuration.ok ? warningsOf(configuration.value) : errorsOf(configuration.failure);
  switch (format) {
    case 'json':
      printJson(findings);
      return failure;
    case 'github': {
      const root = surroundings.environment['GITHUB_WORKSPACE'] ?? surroundings.currentDirectory;
      const buildDirectory = project.ok ? project.value.buildDirectory : root;
      print(findings.map((finding) => formatForGitHub(finding, { root, buildDirectory })).join(''));
      return failure;
    }
    case 'text':
      return configuration.ok ? tellValid(configuration.value, options) : tellFailure(configuration.failure);
    default:
      return format satisfies never;
  }
}

function tellValid({ buildFile, warnings }: Configuration, options: BuildOptions): null {
  const { size } = buildFile.steps;
  for (const warning of warnings) process.stderr.write(`warning: ${formatDiagnostic(warning).join('\n')}\n`);
  print(`"${options.file ?? 'buildrunner.yaml'}" is valid: ${size} ${size === 1 ? 'step' : 'steps'}\n`);
  return null;
}

function warningsOf({ warnings }: Configuration): Finding[] {
  return warnings.map((warning) => toFinding(warning, 'warning'));
}

/** A failure without a place (no build file, no such step) is one finding. */
function errorsOf({ diagnostics, summary, next }: Failure): Finding[] {
  return (
    diagnostics?.map((problem) => toFinding(problem, 'error')) ?? [
      { kind: 'error', file: null, line: null, column: null, message: summary, next: next ?? null },
    ]
  );
}

function toFinding({ location, message, next }: Diagnostic, kind: Finding['kind']): Finding {
  return { kind, ...location, message, next: next ?? null };
}
