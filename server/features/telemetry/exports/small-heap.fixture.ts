/** Writes an export of `workerData.readings` readings of one drone, in a thread whose heap holds a small part of them. */
import { parentPort, workerData } from 'node:worker_threads'
import { textFormats } from './formats.ts'
import { writeText } from './read-export.ts'
import { createSeededDrone } from './seeded-drone.fixture.ts'

const { name, readings } = workerData as { name: string; readings: number }
const format = textFormats.find((one) => one.name === name)
let chars = 0
let longestChunk = 0
if (format)
  for await (const chunk of writeText(format.createWriter(), 'HAWK', [createSeededDrone(readings)])) {
    chars += chunk.length
    longestChunk = Math.max(longestChunk, chunk.length)
  }
parentPort?.postMessage({ chars, longestChunk })
