import { useEffect, useState } from 'react'

/** The value, or while `isHeld` the one from before. */
export function useHeld<T>(value: T, isHeld: boolean): T {
  const [newest, setNewest] = useState(value)
  useEffect(() => {
    if (!isHeld) setNewest(() => value)
  }, [value, isHeld])
  return isHeld ? newest : value
}
