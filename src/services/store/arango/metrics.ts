/** Reads metrics in the Prometheus text format, as `GET /_admin/metrics` answers (monitoring/metrics.md). */

/** A sample: name, labels in braces, value, and perhaps a time. Lines that start with # are about the samples. */
const samplePattern = /^([A-Za-z_:][\w:]*)(?:\{.*\})?[ \t]+(\S+)(?:[ \t]+-?\d+)?$/;

/**
 * Returns the values of the wanted metrics that are there, by name; of a metric with several samples, which differ in
 * their labels, the sum. What is no finite number is left out.
 */
export function readMetrics(text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name, value] = samplePattern.exec(line.trim()) ?? [];
    if (name === undefined || value === undefined || !wanted.has(name)) continue;
    const number = Number(value);
    if (Number.isFinite(number)) values.set(name, (values.get(name) ?? 0) + number);
  }
  return values;
}
