import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** A figure read when it is asked for, so that nothing is counted twice. `values`: one number, or one per label value. */
export interface Figure {
  name: string
  help: string
  label?: string
  read(): number | Record<string, number>
}

export interface Metrics {
  add(figures: readonly Figure[]): void
  text(): Promise<string>
}

/** Prometheus metrics of this process, under the prefix `convoy_`. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    add(figures) {
      for (const { name, help, label, read } of figures)
        new Gauge({
          name: `convoy_${name}`,
          help,
          labelNames: label ? [label] : [],
          registers: [registry],
          collect() {
            const value = read()
            if (typeof value === 'number') this.set(value)
            else for (const [key, one] of Object.entries(value)) this.set({ [label as string]: key }, one)
          },
        })
    },
    text: () => registry.metrics(),
  }
}
