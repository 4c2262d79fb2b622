import { widestPx } from './lib/looks/breakpoints.ts'

const named = /\(--([\w-]+)\)/g

/** Puts the number in place of a breakpoint's name. */
const breakpoints = {
  postcssPlugin: 'breakpoints',
  AtRule: {
    media(rule) {
      rule.params = rule.params.replace(named, (whole, name) => {
        if (!(name in widestPx)) throw rule.error(`Expected one of ${Object.keys(widestPx)}, got ${whole}.`)
        return `(max-width: ${widestPx[name]}px)`
      })
    },
  },
}

export default { plugins: [breakpoints] }
