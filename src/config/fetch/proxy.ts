type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy by which an address is reached, as curl finds it: `https_proxy`, `http_proxy` or `all_proxy`, in small
 * letters or capitals, unless `no_proxy` names the host: `*`, a host, a domain with or without a dot before it, with or
 * without a port. Null: there is none. A proxy that is no valid address is given back as text.
 */
export function findProxy(url: URL, environment: Environment): URL | string | null {
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const proxy = read(environment, name) ?? read(environment, 'all_proxy');
  if (proxy === undefined || isExcluded(url, read(environment, 'no_proxy') ?? '')) return null;
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
  return URL.canParse(address) ? new URL(address) : proxy;
}

function read(environment: Environment, name: string): string | undefined {
  return environment[name] || environment[name.toUpperCase()] || undefined;
}

function isExcluded({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((written) => {
    const entry = written.toLowerCase();
    const match = /^\[(.*)\](?::(\d+))?$/.exec(entry) ?? /^([^:]*)(?::(\d+))?$/.exec(entry);
    const [, name = '', wantedPort] = match ?? [entry, entry];
    if (wantedPort !== undefined && wantedPort !== ownPort) return false;
    const domain = name.replace(/^\*?\./, '');
    return name === '*' || (domain !== '' && (host === domain || host.endsWith(`.${domain}`)));
  });
}
