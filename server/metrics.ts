import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** A metric that is read when metrics are scraped. `values`: one number, or one per label value. */
export interface Metric {
  name: string
  /** `counter`: only increases; its exported name ends in `_total`. `gauge`: a current value. */
  kind: 'counter' | 'gauge'
  help: string
  label?: string
  read(): number | Record<string, number>
}

export interface Metrics {
  add(metrics: readonly Metric[]): void
  text(): Promise<string>
}

/** Prometheus metrics of this process, under the prefix `convoy_`. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    add(metrics) {
      for (const figure of metrics) addMetric(registry, figure)
    },
    text: () => registry.metrics(),
  }
}

function addMetric(registry: Registry, { name, kind, help, label, read }: Metric): void {
  const settings = { help, labelNames: label ? [label] : [], registers: [registry] }
  const values = (): [labels: Record<string, string>, value: number][] => {
    const value = read()
    if (typeof value === 'number') return [[{}, value]]
    return Object.entries(value).map(([key, one]) => [{ [label as string]: key }, one])
  }
  if (kind === 'gauge')
    new Gauge({
      ...settings,
      name: `convoy_${name}`,
      collect() {
        for (const [labels, value] of values()) this.set(labels, value)
      },
    })
  else
    new Counter({
      ...settings,
      name: `convoy_${name}_total`,
      collect() {
        this.reset()
        for (const [labels, value] of values()) this.inc(labels, value)
      },
    })
}
