import type { Environment } from './docker-address.ts';

/**
 * Variables by which CI services name the branch that they have checked out as a detached HEAD; of each service the
 * source branch of a merge request first, then the branch, then what else (a tag) was checked out.
 */
const VARIABLES = [
  // GitHub, Gitea
  ...['GITHUB_HEAD_REF', 'GITHUB_REF_NAME'],
  // GitLab, Woodpecker
  ...['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME', 'CI_COMMIT_SOURCE_BRANCH', 'CI_COMMIT_BRANCH', 'CI_COMMIT_REF_NAME'],
  // Jenkins
  ...['CHANGE_BRANCH', 'GIT_LOCAL_BRANCH', 'BRANCH_NAME', 'GIT_BRANCH'],
  // Azure Pipelines
  ...['SYSTEM_PULLREQUEST_SOURCEBRANCH', 'BUILD_SOURCEBRANCH'],
  ...['BITBUCKET_BRANCH', 'BUILDKITE_BRANCH', 'CIRCLE_BRANCH', 'DRONE_SOURCE_BRANCH', 'DRONE_BRANCH'],
  ...['TRAVIS_PULL_REQUEST_BRANCH', 'TRAVIS_BRANCH', 'APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH', 'APPVEYOR_REPO_BRANCH'],
] as const;

/** The branch that a CI service says it builds, without the name of a remote before it; null when none says so. */
export function findCiBranch(environment: Environment, remotes: Iterable<string>): string | null {
  const named = VARIABLES.flatMap((name) => environment[name]?.trim() || [])[0];
  if (named === undefined) return null;
  const branch = named.replace(/^refs\/(heads|tags)\//, '').replace(/^refs\/remotes\//, '');
  const remote = [...remotes].find((name) => branch.startsWith(`${name}/`));
  return remote === undefined ? branch : branch.slice(remote.length + 1);
}
