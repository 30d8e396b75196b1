/** Something that must not outlive the build. Docker resources are known by name, given before creation. */
export type Resource =
  | { readonly kind: 'container' | 'network' | 'volume' | 'image'; readonly name: string }
  /** A file or folder of ours outside the results. */
  | { readonly kind: 'file'; readonly path: string }
  /** A child process that leads its own process group. */
  | { readonly kind: 'process'; readonly id: number };

/**
 * What has to be removed, whatever happens. `register` is called before the thing exists and is on disk (journal) when
 * it returns; `forget` after it is known to be gone.
 */
export interface ResourceRegistry {
  register(resource: Resource): void;
  forget(resource: Resource): void;
  /** What is registered now, oldest first. */
  list(): readonly Resource[];
}
