const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]', '::1'])

/** True for `localhost`, `127.0.0.1` and `[::1]`, with or without a port: names of this machine only. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase()
  const port = /:(\d+)$/.exec(name)
  return (
    loopbackNames.has(name) ||
    (port !== null && Number(port[1]) <= 65_535 && loopbackNames.has(name.slice(0, port.index)))
  )
}
