/** What docker's words mean. */
export interface DockerErrorExplanation {
  /** The end of a sentence: what it was about, in lower case, without a full stop. */
  readonly reason: string;
  /** What to do next, one imperative sentence without a full stop. */
  readonly next?: string;
}

interface Rule extends DockerErrorExplanation {
  readonly pattern: RegExp;
}

const SEE_ENGINE = 'See whether the engine runs with "docker version", and check DOCKER_HOST and the docker context';

/** The first rule that fits counts: what stands above is the cause of what stands below. `$1` is the pattern's group. */
const RULES: readonly Rule[] = [
  {
    pattern: /permission denied while trying to connect|dial unix \S+: connect: permission denied/i,
    reason: 'this user may not use the docker engine',
    next: 'Add the user to the group that owns the socket (usually "docker"), or use a rootless engine',
  },
  {
    pattern: /cannot connect to the docker daemon|error during connect|is the docker daemon running/i,
    reason: 'the docker engine does not answer',
    next: SEE_ENGINE,
  },
  {
    pattern: /no space left on device/i,
    reason: 'the disk of the engine is full',
    next: 'Make room there, for example with "docker system prune"',
  },
  {
    pattern: /toomanyrequests|too many requests|rate limit/i,
    reason: 'the registry takes no more pulls from here for now',
    next: 'Log in with "docker login", or set "docker-registry" to a mirror',
  },
  {
    pattern: /x509: |certificate signed by unknown authority|server gave HTTP response to HTTPS client/i,
    reason: 'the registry cannot be trusted',
    next: 'Give the engine the certificate of the registry, or list the registry in its "insecure-registries"',
  },
  {
    pattern: /no basic auth credentials|unauthorized|authentication required|insufficient_scope: authorization failed/i,
    reason: 'the registry wants a login that allows it',
    next: 'Check the name, and log in with "docker login"',
  },
  {
    pattern: /pull access denied|repository does not exist|requested access to the resource is denied/i,
    reason: 'the registry has no such repository, or wants a login',
    next: 'Check the name, and log in with "docker login"',
  },
  {
    pattern: /(?:^|: )denied: |403 Forbidden/im,
    reason: 'the registry does not allow it',
    next: 'Check the name, and log in with "docker login" as somebody who may do that',
  },
  {
    pattern:
      /manifest(?: for \S+)? (?:not found|unknown)|manifest unknown|no matching manifest|: not found: manifest|^\S+: not found$/im,
    reason: 'the registry has no such image',
    next: 'Check the name, the tag and the platform of the image',
  },
  {
    pattern:
      /no such host|i\/o timeout|network is unreachable|no route to host|connection (?:refused|reset)|TLS handshake timeout|server misbehaving|name resolution|unexpected EOF|request canceled while waiting/i,
    reason: 'the registry cannot be reached from the engine',
    next: 'Check the name of the registry, the network and the proxies of the engine',
  },
  {
    pattern: /HTTP status(?: code)?:? (5\d\d [A-Z][a-z]+(?: [A-Z][a-z]+)*)/,
    reason: 'the registry is in trouble ($1)',
    next: 'Try again later, or ask those who run the registry',
  },
  {
    pattern: /no such image/i,
    reason: 'the engine has no such image',
    next: 'Pull or build it first, or set "pull: true"',
  },
  {
    pattern: /bad nameserver address|invalid ip address|unable to parse ip/i,
    reason: 'docker does not accept an address',
    next: 'Write addresses as numbers, or name a service that starts earlier',
  },
  {
    pattern: /port is already allocated|address already in use|ports are not available/i,
    reason: 'a port that it publishes is taken',
    next: 'Find who uses it with "docker ps", or publish a random port ("80: null")',
  },
  {
    pattern: /container name "?\/?[^"\s]+"? is already in use/i,
    reason: 'a container of that name exists already',
    next: 'Remove it with "docker rm --force"',
  },
  {
    pattern: /bind source path does not exist: (.+)/i,
    reason: 'the engine does not see "$1"',
    next: 'See whether the path exists on the host of the engine',
  },
  {
    pattern: /invalid mount (?:config|path)|duplicate mount point/i,
    reason: 'one of its mounts is not possible',
    next: 'Check the targets of "files" and "volumes_from"',
  },
  {
    pattern: /unable to find user ([^:\s]+)|no matching entries in passwd file/i,
    reason: 'the image does not know its user',
    next: 'Check "user", or name the user by number',
  },
  {
    pattern: /unable to find group ([^:\s]+)|no matching entries in group file/i,
    reason: 'the image does not know its group',
    next: 'Check "user", or name the group by number',
  },
  {
    pattern: /exec: "([^"]+)": (?:executable file not found|stat [^:]+: no such file)/i,
    reason: 'the image has no program "$1"',
    next: 'Check "cmd" and "shell", and the image',
  },
  {
    pattern: /exec (\S+): exec format error/i,
    reason: 'the image is for another kind of machine',
    next: 'Choose another "platform", or set emulation up on the host of the engine',
  },
  {
    pattern: /no such file or directory: unknown|exec: "([^"]+)": permission denied/i,
    reason: 'its program cannot be executed',
    next: 'Check "cmd" and "shell", and the image',
  },
  {
    pattern: /no such container|container \S+ is not running|cannot exec in a stopped (?:container|state)/i,
    reason: 'the container has ended',
    next: 'See whether the entry point of its image ends at once',
  },
  {
    pattern: /invalid reference format/i,
    reason: 'the name is no name of an image',
    next: 'Write it as [registry/]name[:tag]',
  },
  { pattern: /no such network|network \S+ not found/i, reason: 'its network is gone' },
];

/** Says in plain words why a docker command failed; what no rule knows is said in docker's own. */
export function explainDockerError(stderr: string): DockerErrorExplanation {
  for (const { pattern, reason, next } of RULES) {
    const match = pattern.exec(stderr);
    if (match === null) continue;
    const explained = reason.replace('$1', () => match[1] ?? '');
    return next === undefined ? { reason: explained } : { reason: explained, next };
  }
  return { reason: ownWords(stderr) };
}

const PASSING_TROUBLE =
  /i\/o timeout|network is unreachable|no route to host|connection (?:refused|reset)|TLS handshake timeout|server misbehaving|temporary failure in name resolution|unexpected EOF|: EOF$|request canceled while waiting|HTTP status(?: code)?:? 5\d\d/im;

/** Whether a pull or a push failed by something that may be over in a moment: the network, or a registry in trouble. */
export function isPassingTrouble(stderr: string): boolean {
  return PASSING_TROUBLE.test(stderr) && !/docker daemon/i.test(stderr);
}

/** docker's last line that is not advice, without what it puts before every message. */
function ownWords(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:See '|Run '|For more help)/.test(line));
  const last = lines.at(-1) ?? '';
  const words = last.replace(/^(?:docker: )?(?:Error(?: response from daemon)?: )+/i, '').replace(/\.+$/, '');
  return words === '' ? 'docker gave no reason' : words;
}
