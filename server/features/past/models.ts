import type { PastPlan } from './plan.ts'

export type DemoPastModel = PastPlan
