import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BuildOptions } from '../cli/options.ts';
import { removeCaches } from '../cleanup/caches.ts';
import { toEvents } from '../cleanup/leftovers.ts';
import { askForOwned } from '../cleanup/search.ts';
import type { SweepReport } from '../cleanup/sweep.ts';
import { formatDiagnostic } from '../config/diagnostic.ts';
import type { GeneratedFile } from '../config/generated.ts';
import { isSecretName, REDACTED } from '../config/secrets.ts';
import { toPythonText } from '../config/yaml/python-text.ts';
import type { OwnedResource } from '../docker/ownership.ts';
import type { EngineApi } from '../engine-api/engine-api.ts';
import { executePlan, type ExecutionResult } from '../execute/execute.ts';
import type { Identity } from '../facts/facts.ts';
import { wipeResults } from '../facts/results-directory.ts';
import { formatFailure, type Failure } from '../failure.ts';
import type { PlanInput } from '../plan/input.ts';
import type { Plan } from '../plan/operation.ts';
import { createPlan } from '../plan/plan.ts';
import type { CommandResult, RunCommand } from '../process/command.ts';
import { shouldColor } from '../report/color.ts';
import { createReport, type Report } from '../report/report.ts';
import { createContext } from './context.ts';
import type { Configuration, ConfigurationRequest } from './configuration.ts';
import { loadConfiguration, prepare, type Prepared } from './prepare.ts';
import { openRelay, relaySocketOf } from './relay.ts';
import type { Session } from './session.ts';
import type { Directories, Surroundings } from './surroundings.ts';
import { tellFailure } from './tell.ts';
import type { VersionControlAnswer } from './version-control.ts';

/** Milliseconds that the end of a build may take to remove what its plan has not. */
const FINAL_REMOVAL_BUDGET = 30_000;

/** A build that has begun: nothing of it is made yet, but everything that it will make is going to be removed. */
export interface OpenedBuild {
  readonly options: BuildOptions;
  readonly surroundings: Surroundings;
  readonly directories: Directories;
  readonly identity: Omit<Identity, 'stepIds' | 'owner'>;
  readonly session: Session;
  readonly versionControl: VersionControlAnswer;
}

/** What the parts of a build share. */
interface Job extends Omit<ConfigurationRequest, 'identity'>, OpenedBuild {
  readonly buildId: string;
  /** The files of the build after rendering, as far as there are any yet. */
  readonly generated: readonly GeneratedFile[];
}

/** A build that will also remove what others have left. */
interface SweepingJob extends Job {
  /** What builds had on the engine at the start; null where it would not say. */
  readonly owned: Promise<readonly OwnedResource[] | null>;
}

/** Carries out a build, from its files to the closed report. Returns the failure, which has been told, or null. */
export async function carryOut(opened: OpenedBuild, api: EngineApi): Promise<Failure | null> {
  const { session } = opened;
  const job = toJob(opened);
  const preparing = prepare({ ...job, api, own: session.own, relaySocket: relaySocketOf(session) });
  // Behind the questions that the build waits for.
  const owned = askForOwned(api);
  const prepared = await preparing;
  void api.end();
  if (!prepared.ok) return refuse(job, prepared.failure);
  const planned = createPlan(prepared.value.input);
  return planned.ok ? runPlan({ ...job, owned }, prepared.value, planned.value) : refuse(job, planned.failure);
}

/** `--print-generated-files`: the rendered files into the log, checked; nothing is run. */
export async function printGeneratedFiles(opened: OpenedBuild): Promise<Failure | null> {
  const job = toJob(opened);
  const configuration = await loadConfiguration(job);
  if (!configuration.ok) return refuse(job, configuration.failure);
  const kept = await wipeResults(job.directories.resultsDirectory, true);
  if (!kept.ok) return refuse(job, kept.failure);
  const report = openReport(job, process.stdout, []);
  await announceConfiguration(job, configuration.value);
  await tellGeneratedFiles(job);
  return conclude(job, report, { failure: null, steps: [], pushed: [] });
}

function toJob({ session, ...opened }: OpenedBuild): Job {
  const generated: GeneratedFile[] = [];
  return {
    ...opened,
    session,
    buildId: opened.identity.buildId,
    run: session.processes.run,
    temporaryDirectory: session.cleanup.folder.path,
    generated,
    onGenerated: (file) => void generated.push(file),
  };
}

/** Runs a plan from the emptied results directory to the closed report. */
async function runPlan(job: SweepingJob, prepared: Prepared, plan: Plan): Promise<Failure | null> {
  const { options, directories, session } = job;
  const wiped = await wipeResults(directories.resultsDirectory, options.isKeepStepArtifacts);
  if (!wiped.ok) return refuse(job, wiped.failure);
  const report = openReport(job, process.stdout, plan.steps);
  await announce(job, prepared);
  const relay = await openRelay(session, prepared.input);
  const failure = relay.ok ? null : relay.failure;
  const context = createContext(session, prepared.input, options);
  const executing = failure === null ? executePlan(plan, context) : { failure, steps: [], pushed: [] };
  const sweeping = sweepBeside(job);
  const result = await executing;
  if (relay.ok) await relay.value?.close();
  await tellSweep(job, await sweeping);
  return conclude(job, report, result);
}

/** A build that cannot begin: the reason goes to standard error and into build.log; earlier results stay. */
async function refuse(job: Job, failure: Failure): Promise<Failure> {
  const kept = await wipeResults(job.directories.resultsDirectory, true);
  if (kept.ok) {
    const report = openReport(job, process.stderr, []);
    const { isPrintGeneratedFiles, isLogGeneratedFiles } = job.options;
    // They show what the place of a problem was made to.
    if (isPrintGeneratedFiles || isLogGeneratedFiles) await tellGeneratedFiles(job);
    await conclude(job, report, { failure, steps: [], pushed: [] });
    return failure;
  }
  await job.session.cleanup.finish({ run: job.session.processes.run, budget: FINAL_REMOVAL_BUDGET, search: 'none' });
  await leave(job.session);
  return tellFailure(failure);
}

function openReport(job: Job, console: NodeJS.WriteStream, steps: Plan['steps']): Report {
  const { options, surroundings, directories, session } = job;
  const { environment: env } = surroundings;
  const report = createReport({
    resultsDirectory: directories.resultsDirectory,
    stdout: console,
    stderr: process.stderr,
    isColored: shouldColor({ isTerminal: console.isTTY, isNoColor: options.isNoColor, env }),
    hasTimestamps: !options.isDisableTimestamps,
    isDebug: options.isDebug,
    now: Date.now,
    stepNames: steps.map(({ name }) => name),
    onTemporaryFile: (path) => session.cleanup.registry.register({ kind: 'file', path }),
  });
  session.attach(report);
  return report;
}

async function announce(job: Job, { input, configuration }: Prepared): Promise<void> {
  const { options } = job;
  await announceConfiguration(job, configuration);
  if (options.isLogGeneratedFiles) await tellGeneratedFiles(job);
  if (options.isDebug) await tellVariables(job, input.variables);
  if (options.isCleanCache) await cleanCaches(job, configuration);
}

/** Where the configuration is from, and what in it may not work as the user thinks. */
async function announceConfiguration({ session, buildId }: Job, configuration: Configuration): Promise<void> {
  const { globalFiles, runFile, warnings } = configuration;
  await session.emit({ kind: 'buildStarted', buildId, globalFiles, runFile });
  for (const warning of warnings) {
    await session.emit({ kind: 'warned', step: null, text: formatDiagnostic(warning).join('\n') });
  }
}

async function tellGeneratedFiles({ session, generated }: Job): Promise<void> {
  for (const { path, text } of generated) {
    await session.emit({ kind: 'noticed', step: null, text: `Generated contents of ${path}:\n${text}` });
  }
}

/** As buildrunner 3.27 shows them, but for values whose names say that they are secret. */
async function tellVariables({ session }: Job, variables: PlanInput['variables']): Promise<void> {
  const names = [...variables.keys()].sort();
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) {
    const value = isSecretName(name) ? REDACTED : (toPythonText(variables.get(name) ?? null) ?? '');
    await session.emit({ kind: 'noticed', step: null, text: `Environment: ${name.padStart(width)}: ${value}` });
  }
}

async function cleanCaches({ session, surroundings }: Job, { global }: Configuration): Promise<void> {
  const homeDirectory = surroundings.homeDirectory ?? '/nonexistent';
  const removed = removeCaches({ root: global['caches-root'], homeDirectory });
  if (removed.ok) await session.emit({ kind: 'noticed', step: null, text: removed.value });
  else await session.emit({ kind: 'warned', step: null, text: formatFailure(removed.failure).join('\n') });
}

/** Removes what killed builds have left, beside this one, once docker is at work for that. */
async function sweepBeside({ session, surroundings, options, owned }: SweepingJob): Promise<SweepReport> {
  await nextTurn();
  const { sweep } = await import('../cleanup/sweep.ts');
  let last: Promise<CommandResult | null> = Promise.resolve(null);
  // One call at a time: the build has better use for the other processors. A silent engine is not asked again.
  const run: RunCommand = (command) => {
    const timeout = Math.min(command.timeout ?? Infinity, options.dockerTimeout);
    const result = last.then((previous) =>
      previous?.ending === 'timed out' ? previous : session.processes.run({ ...command, timeout }),
    );
    last = result;
    return result;
  };
  return sweep({ run, environment: surroundings.environment, owned });
}

/** Tells what builds had left that were killed, and were not able to remove it themselves. */
async function tellSweep({ session }: Job, report: SweepReport): Promise<void> {
  if (report.buildCount === 0) return;
  const count = `${report.buildCount} earlier ${report.buildCount === 1 ? 'build' : 'builds'}`;
  const text = `Removed what ${count} had left: ${report.removed.join(', ')}`;
  if (report.removed.length > 0) await session.emit({ kind: 'noticed', step: null, text });
  if (report.left.length > 0) for (const event of toEvents({ ...report, removed: [] })) await session.emit(event);
}

/** Removes what the plan has not, tells how the build went, and closes the report. */
async function conclude(
  job: Job,
  report: Report,
  { failure, steps, pushed }: ExecutionResult,
): Promise<Failure | null> {
  const { session, options, surroundings } = job;
  await session.trap.standAside();
  const { run } = session.processes;
  const budget = Math.min(FINAL_REMOVAL_BUDGET, options.dockerTimeout);
  const removal = await session.cleanup.finish({ run, budget, search: 'none' });
  await session.trap.standAside();
  if (removal.left.length > 0) for (const event of toEvents(removal)) await session.emit(event);
  const left: Failure | null = removal.left.length === 0 ? null : leftFailure(removal.left);
  const duration = Date.now() - surroundings.startedAt;
  const final = failure ?? left;
  await session.emit({
    kind: 'buildFinished',
    failure: final,
    steps,
    pushed,
    duration,
    isPushRequested: options.isPush,
  });
  await report.close();
  await leave(session);
  return final;
}

/** The last act, where no signal has made it the trap's. */
async function leave({ cleanup, trap }: Session): Promise<void> {
  await trap.standAside();
  cleanup.leave();
  trap.remove();
}

function leftFailure(left: readonly string[]): Failure {
  return {
    kind: 'engine',
    summary: `The build left ${left.length} ${left.length === 1 ? 'thing' : 'things'} behind`,
    details: left,
    next: 'Run "buildrunner reap" when the engine answers again',
  };
}
