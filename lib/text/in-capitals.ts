/** Outward names are those of the features in capitals. */
export const inCapitals = <V extends string>(values: readonly V[]) =>
  Object.fromEntries(values.map((value) => [value.toUpperCase(), value]))
