import { expect, test } from 'vitest'
import { applyFrame, createPicture } from '../feed/apply-frame.ts'
import { convoyId, deliverAt, delta, droneId, frame, record } from '../feed/frames.fixture.ts'
import { toAbgr, withAlpha } from '../looks/color.ts'
import { linkLook } from '../looks/lines.ts'
import { palettes } from '../looks/palette.ts'
import { createPixelBuffer } from './blit.ts'
import { groupConvoys } from './convoy-groups.ts'
import { createDartAtlas, spriteIndex } from './dart-sprites.ts'
import { droneBlock } from './drone-block.ts'
import { createFleetArrays, droneMark, droneState } from './fleet-arrays.ts'
import { nextFrameInMs } from './frame-pace.ts'
import { groupWords } from './group-words.ts'
import { createHandoverWatch } from './handovers.ts'
import { hitDrone, hitPoint } from './hit.ts'
import { shortPlaceName } from './place-names.ts'
import { scaleBar } from './scale-bar.ts'
import { symbolCode } from './symbol-code.ts'

const view = { zoom: 0, scale: 1, leftPx: 0, topPx: 0, widthPx: 256, heightPx: 256 }

function projected(records = [record(0), record(1)]) {
  const picture = createPicture()
  applyFrame(picture, frame({ records, links: [] }))
  deliverAt(picture, 1_000)
  const fleet = createFleetArrays()
  fleet.sync(picture)
  fleet.project(view, 1_000, 0)
  return { picture, fleet }
}

test('a click selects the nearest drone within reach, and none beyond it', () => {
  const { fleet } = projected([record(0, { longitudeDeg: 0 }), record(1, { longitudeDeg: 30 })])
  const [x, y] = [fleet.screenX[1] as number, fleet.screenY[1] as number]
  expect(hitDrone(fleet, x - 8, y, 12)).toBe(1)
  expect(hitDrone(fleet, x - 20, y, 12)).toBe(0)
  expect(hitDrone(fleet, x + 13, y, 12)).toBe(-1)
})

test('each point has its own reach', () => {
  const points = [
    { xPx: 0, yPx: 0, reachPx: 5 },
    { xPx: 20, yPx: 0, reachPx: 18 },
  ]
  expect(hitPoint(points, 4, 0)).toBe(points[0])
  expect(hitPoint(points, 7, 0)).toBe(points[1])
  expect(hitPoint(points, 50, 0)).toBeNull()
})

test('a convoy is one symbol while its drones are near, and several when they are not; the group of its leader is primary', () => {
  const far = [record(0), record(1), record(2, { longitudeDeg: -110 }), record(3, { flags: 128 })]
  const { picture, fleet } = projected(far)
  const groups = groupConvoys(picture, fleet, 64, 56)
  expect(groups.map(({ drones, isPrimary }) => ({ drones, isPrimary }))).toEqual([
    { drones: 2, isPrimary: true },
    { drones: 1, isPrimary: false },
  ])
  expect(groups[0]?.leaderId).toBe(droneId(0))
})

test('the text beside a convoy is its leader, or the leadership problem', () => {
  const { picture, fleet } = projected()
  const [group] = groupConvoys(picture, fleet, 64, 56)
  if (!group) throw new Error('no group')
  const names = {
    convoys: new Map([[convoyId, { callsign: 'HAWK-1' }]]),
    drones: new Map([[droneId(0), { callsign: 'HAWK-1-01' }]]),
  }
  expect(groupWords(group, names)).toEqual({ title: 'HAWK-1', second: '★ HAWK-1-01 T7', tone: 'leader' })
  group.leadership.state = 'split_brain'
  expect(groupWords(group, names)).toMatchObject({ second: 'split brain T7', tone: 'bad' })
  expect(groupWords({ ...group, isKnown: false }, names)).toMatchObject({ second: 'leader unknown', tone: 'text2' })
})

test('a block has height and speed while they are current, else their age', () => {
  const { fleet } = projected()
  const track = { ...fleet.tracks[0], recordedAtMs: 0, altitudeM: 3_214.4, speedMps: null } as never
  expect(droneBlock('H-1', track, droneState.live, 500).numbers).toBe('3\u202f214 m  — m/s')
  expect(droneBlock('H-1', track, droneState.lost, 95_000)).toEqual({ title: 'H-1', numbers: '', warning: 'LOST 95 s' })
})

test('a change of leader is shown for ten seconds; the first leader is not a change', () => {
  const picture = createPicture()
  const watch = createHandoverWatch()
  const at = (nowMs: number, leaderSlot: number | null) => {
    picture.nowMs = nowMs
    applyFrame(
      picture,
      delta(picture.convoys.get(convoyId)?.sequence ?? 0, {
        kind: 'full',
        records: frame().records,
        leadership: { ...frame().leadership, leaderSlot, term: nowMs },
      }),
    )
    watch.sync(picture)
    return watch.current.map(({ fromId, toId, term }) => ({ fromId, toId, term }))
  }
  expect(at(1_000, 0)).toEqual([])
  expect(at(2_000, null)).toEqual([])
  expect(at(3_000, 1)).toEqual([{ fromId: droneId(0), toId: droneId(1), term: 3_000 }])
  expect(at(12_999, 1)).toHaveLength(1)
  expect(at(13_000, 1)).toEqual([])
})

const atlas = createDartAtlas(palettes.dark, { lengthPx: 11, ratio: 1 })
const spriteOf = (state: number, mark: number, heading: number) => spriteIndex(state, mark, heading)
const pixelsOf = (sprite: number) =>
  Array.from({ length: (atlas.start[sprite + 1] ?? 0) - (atlas.start[sprite] ?? 0) }, (_, k) => {
    const i = (atlas.start[sprite] ?? 0) + k
    return { x: atlas.dx[i], y: atlas.dy[i], color: (atlas.color[i] ?? 0) >>> 0 }
  })
const pixelAt = (sprite: number, x: number, y: number) =>
  pixelsOf(sprite).find((pixel) => pixel.x === x && pixel.y === y)?.color ?? 0

test('a live dart is solid, a late one hollow, a leader ringed, a lost drone a cross', () => {
  const middle = (state: number) => pixelAt(spriteOf(state, droneMark.none, 0), 0, 1)
  expect(middle(droneState.live)).toBe(toAbgr(palettes.dark.friendly))
  expect(middle(droneState.late)).not.toBe(toAbgr(palettes.dark.friendly))
  expect(pixelAt(spriteOf(droneState.lost, droneMark.none, 0), 0, 0)).toBe(toAbgr(palettes.dark.bad))
  const ring = spriteOf(droneState.live, droneMark.leader, 0)
  expect(pixelsOf(ring).filter(({ color }) => color === toAbgr(palettes.dark.leader)).length).toBeGreaterThan(20)
})

test('a dart points in the heading of the drone', () => {
  const tip = (heading: number, x: number, y: number) =>
    pixelAt(spriteOf(droneState.live, droneMark.none, heading), x, y)
  expect(tip(0, 0, -4) >>> 24).toBe(255)
  expect(tip(8, 4, 0) >>> 24).toBe(255)
  expect(tip(8, 4, 0)).toBe(toAbgr(palettes.dark.friendly))
})

test('a sprite at an edge writes nothing outside its row', () => {
  const buffer = createPixelBuffer(new Int32Array(20 * 20), 20, 20, atlas)
  buffer.put(spriteOf(droneState.live, droneMark.none, 0), 0, 10)
  const columns = [...buffer.pixels].flatMap((pixel, at) => (pixel ? [at % 20] : []))
  expect(columns.length).toBeGreaterThan(10)
  expect(Math.max(...columns)).toBeLessThan(8)
  buffer.put(spriteOf(droneState.live, droneMark.leader, 3), -40, 400)
})

test('frames are drawn as often as the fastest drone moves half a pixel, within bounds', () => {
  expect(nextFrameInMs(0.005)).toBe(100)
  expect(nextFrameInMs(0.005, 0.25)).toBe(50)
  expect(nextFrameInMs(10)).toBe(33)
  expect(nextFrameInMs(0)).toBe(1_000)
})

test('the style of a link shows its quality', () => {
  expect([100, 75, 74.9, 40, 39, 0].map(linkLook)).toEqual([0, 0, 1, 1, 2, 2])
})

test('a scale bar is a round distance that fits', () => {
  const { text, widthPx } = scaleBar({ ...view, zoom: 8, scale: 256, topPx: 25_000, heightPx: 1_000 }, 120)
  expect(text).toMatch(/^(1|2|5)0* k?m$/)
  expect(widthPx).toBeLessThanOrEqual(120)
  expect(widthPx).toBeGreaterThan(40)
})

test('colours keep their components', () => {
  expect(toAbgr('#5cc8e6')).toBe(0xffe6c85c)
  expect(withAlpha('#5cc8e6', 0.5)).toBe('#5cc8e680')
})

test('a symbol code has friend, air, and whether the position is assumed', () => {
  expect(symbolCode('MQ9_REAPER', false)).toBe('10030100001103000000')
  expect(symbolCode('UNKNOWN', true)).toBe('10030110001100000000')
})

test('administrative names are shortened to the place', () => {
  expect(shortPlaceName('Markaz-e Woluswali-ye Achin')).toBe('Achin')
  expect(shortPlaceName('Ali Sher Alaqahdari')).toBe('Ali Sher')
  expect(shortPlaceName('Mazar-e Sharif')).toBe('Mazar-e Sharif')
})
