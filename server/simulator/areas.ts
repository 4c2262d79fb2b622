/** Areas of operation of the demo convoys: valleys and roads of Afghanistan, each starting at an airfield. */
import type { GeoPoint, RoeLevel } from '../../schema/convoys.ts'
import type { Composition } from './platforms.ts'

export interface Area {
  name: string
  unit: string
  roe: RoeLevel
  composition: Composition
  /** From the airfield along the road or valley; at least two points. */
  corridor: readonly GeoPoint[]
}

const area = (
  name: string,
  unit: string,
  roe: RoeLevel,
  composition: Composition,
  corridor: readonly (readonly [latitudeDeg: number, longitudeDeg: number])[],
): Area => ({
  name,
  unit,
  roe,
  composition,
  corridor: corridor.map(([latitudeDeg, longitudeDeg]) => ({ latitudeDeg, longitudeDeg })),
})

export const areas: readonly Area[] = [
  area('Kabul to Jalalabad', 'Task Force Kestrel', 'WEAPONS_TIGHT', 'heavy', [
    [34.57, 69.21],
    [34.51, 69.51],
    [34.63, 69.86],
    [34.53, 70.24],
    [34.42, 70.47],
  ]),
  area('Kandahar to Lashkar Gah', 'Task Force Sandgrouse', 'WEAPONS_TIGHT', 'tactical', [
    [31.51, 65.85],
    [31.6, 65.6],
    [31.61, 65.13],
    [31.8, 64.6],
    [31.6, 64.37],
  ]),
  area('Herat to Shindand', 'Task Force Harrier', 'OBSERVE_ONLY', 'heavy', [
    [34.21, 62.23],
    [33.85, 62.27],
    [33.54, 62.27],
    [33.31, 62.2],
    [33.07, 62.5],
  ]),
  area('Mazar-e Sharif to Pul-e Khumri', 'Task Force Argali', 'WEAPONS_HOLD', 'heavy', [
    [36.71, 67.21],
    [36.66, 67.66],
    [36.31, 67.97],
    [36.22, 68.32],
    [35.97, 68.7],
  ]),
  area('Khost to Gardez', 'Task Force Markhor', 'WEAPONS_TIGHT', 'heavy', [
    [33.28, 69.81],
    [33.3, 69.58],
    [33.4, 69.38],
    [33.6, 69.24],
    [33.8, 69.1],
    [34.05, 69.05],
  ]),
  area('Kunduz to Fayzabad', 'Task Force Ibex', 'WEAPONS_HOLD', 'heavy', [
    [36.67, 68.91],
    [36.74, 69.43],
    [36.7, 69.8],
    [36.9, 70.07],
    [37.1, 70.5],
  ]),
  area('Camp Bastion to Musa Qala', 'Task Force Falconer', 'WEAPONS_TIGHT', 'tactical', [
    [31.86, 64.22],
    [31.85, 64.57],
    [32.07, 64.83],
    [32.4, 64.76],
  ]),
  area('Bagram to Panjshir', 'Task Force Lynx', 'OBSERVE_ONLY', 'heavy', [
    [34.95, 69.27],
    [35.12, 69.26],
    [35.31, 69.52],
    [35.5, 69.8],
  ]),
  area('Sharana to Ghazni', 'Task Force Saker', 'WEAPONS_TIGHT', 'heavy', [
    [33.13, 68.84],
    [33.5, 68.44],
    [33.2, 68.2],
    [32.8, 67.78],
  ]),
  area('Farah to Delaram', 'Task Force Courser', 'OBSERVE_ONLY', 'tactical', [
    [32.37, 62.18],
    [32.35, 62.6],
    [32.2, 63.0],
    [32.16, 63.42],
  ]),
  area('Maimana to Sheberghan', 'Task Force Corsac', 'WEAPONS_HOLD', 'heavy', [
    [35.93, 64.77],
    [36.35, 64.86],
    [36.68, 65.0],
    [36.68, 65.7],
  ]),
  area('Tarin Kowt to Kandahar', 'Task Force Wheatear', 'WEAPONS_TIGHT', 'tactical', [
    [32.6, 65.87],
    [32.3, 65.75],
    [32.03, 65.67],
    [31.72, 65.7],
  ]),
  area('Bamyan to Maidan Shahr', 'Task Force Snowcock', 'OBSERVE_ONLY', 'heavy', [
    [34.82, 67.82],
    [34.62, 68.12],
    [34.48, 68.45],
    [34.42, 68.86],
  ]),
  area('Zaranj to Delaram', 'Task Force Sandfox', 'OBSERVE_ONLY', 'tactical', [
    [30.97, 61.87],
    [31.25, 62.3],
    [31.5, 62.76],
    [31.85, 63.1],
  ]),
  area('Chakhcharan to Yakawlang', 'Task Force Urial', 'OBSERVE_ONLY', 'heavy', [
    [34.53, 65.27],
    [34.57, 65.7],
    [34.48, 66.3],
    [34.7, 66.9],
  ]),
  area('Qala-e Naw to Maimana', 'Task Force Hoopoe', 'WEAPONS_HOLD', 'heavy', [
    [34.99, 63.12],
    [35.38, 63.14],
    [35.64, 63.45],
    [35.72, 63.95],
  ]),
]

/** Radio names, in order; the convoy's number follows. */
export const callsignWords: readonly string[] = [
  'HAWK',
  'VIPER',
  'RAVEN',
  'COBRA',
  'FALCON',
  'TALON',
  'SABRE',
  'GHOST',
  'ANVIL',
  'LANCE',
  'ORBIT',
  'STORM',
  'EMBER',
  'NOMAD',
  'ATLAS',
  'DELTA',
]
