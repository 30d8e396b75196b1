/** Whether a file's or test's name contains the filter, in any case; an empty filter accepts all. */
export function isMatch(name: string, filter: string): boolean {
  return name.toLowerCase().includes(filter.toLowerCase());
}
