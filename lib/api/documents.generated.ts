/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { Document } from './document.ts'

export type AddDroneInput = {
  callsign: string;
  convoyId: string;
  droneId?: string | null | undefined;
  platformType?: PlatformType | null | undefined;
  reportIntervalMs?: number | null | undefined;
  /** 1 to 25 waypoints. */
  route?: Array<WaypointInput> | null | undefined;
};

export type AddDronesInput = {
  convoyId: string;
  drones: Array<NewDroneInput>;
};

export type AssignDroneInput = {
  convoyId: string;
  droneId: string;
  /** The version this change was made from; another one is a conflict. The same in the inputs below. */
  version: number;
};

export type BdaGrade =
  | 'DAMAGED'
  | 'DESTROYED'
  | 'NO_EFFECT'
  | 'UNKNOWN';

export type ConvoyStatus =
  | 'ABORTED'
  | 'ACTIVE'
  | 'COMPLETED'
  | 'HOLDING'
  | 'PLANNED';

export type ConvoyVersionInput = {
  convoyId: string;
  version: number;
};

export type CreateConvoyInput = {
  aor?: Array<GeoPointInput> | null | undefined;
  callsign: string;
  commandingUnit: string;
  convoyId?: string | null | undefined;
  heartbeatIntervalMs?: number | null | undefined;
  roe?: RoeLevel | null | undefined;
  status?: ConvoyStatus | null | undefined;
};

export type DroneVersionInput = {
  droneId: string;
  version: number;
};

export type FailureCode =
  | 'CONFLICT'
  | 'FORBIDDEN'
  | 'INVALID'
  | 'LIMITED'
  | 'MISSING'
  | 'UNAUTHENTICATED'
  | 'UNAVAILABLE';

export type GeoPointInput = {
  latitudeDeg: number;
  longitudeDeg: number;
};

export type LeadershipReason =
  /** The doubt is over: the term was applied, or nobody spoke of it for a while. */
  | 'DOUBT_ENDED'
  | 'ELECTED'
  | 'ELECTION_STARTED'
  | 'FIRST_REPORT'
  | 'HEARTBEAT_LATE'
  | 'HEARTBEAT_LOST'
  | 'HEARTBEAT_RESUMED'
  | 'HIGHER_TERM'
  /** By an operator. */
  | 'RESET'
  | 'SPLIT_RESOLVED'
  /** Nobody spoke of the term for a while and a majority agrees on a lower one. */
  | 'TERMS_RESTARTED'
  /** A drone speaks of a term far above the others; it is not applied until a majority does. */
  | 'TERM_DOUBTED'
  | 'TWO_LEADERS';

export type LeadershipState =
  | 'ELECTING'
  | 'HEALTHY'
  | 'LOST'
  | 'SPLIT_BRAIN'
  | 'SUSPECT'
  | 'UNKNOWN';

export type NewDroneInput = {
  callsign: string;
  droneId?: string | null | undefined;
  platformType?: PlatformType | null | undefined;
  reportIntervalMs?: number | null | undefined;
  /** 1 to 25 waypoints. */
  route?: Array<WaypointInput> | null | undefined;
};

export type PlatformType =
  | 'MQ1C_GRAY_EAGLE'
  | 'MQ9_REAPER'
  | 'RQ7_SHADOW'
  | 'RQ21_BLACKJACK'
  | 'UNKNOWN';

export type RankBy =
  /** Hits per engagement. */
  | 'ACCURACY'
  /** Lower bound of the 95 % Wilson interval: small samples rank lower. */
  | 'WILSON';

export type ReadStrategy =
  /** The cache first; each who misses asks the store and fills the cache. */
  | 'CACHE_ASIDE'
  /** The cache first; those who miss at once share one load from the store. */
  | 'READ_THROUGH'
  /** The cache is not asked. */
  | 'STORE_ONLY';

export type RecordEngagementInput = {
  bda?: BdaGrade | null | undefined;
  convoyId: string;
  droneId: string;
  /** When it happened; now when absent. */
  engagedAt?: string | null | undefined;
  /** Chosen by the caller so that a retry is recognised; made by the server when absent. */
  engagementId?: string | null | undefined;
  hit: boolean;
  target?: string | null | undefined;
  weaponType: WeaponType;
};

export type RenameDroneInput = {
  callsign: string;
  droneId: string;
  version: number;
};

export type RoeLevel =
  | 'OBSERVE_ONLY'
  | 'WEAPONS_FREE'
  | 'WEAPONS_HOLD'
  | 'WEAPONS_TIGHT';

export type SetRouteInput = {
  convoyId: string;
  droneId: string;
  waypoints: Array<WaypointInput>;
};

export type SetStrategyInput = {
  entity: StrategyEntity;
  /** As it is when absent. */
  read?: ReadStrategy | null | undefined;
  /** As it is when absent. */
  write?: WriteStrategy | null | undefined;
};

export type StoreKind =
  /** Rebuilt from the store: cache, rankings, bus. */
  | 'CACHE'
  /** Holds the truth. */
  | 'STORE';

export type StoreState =
  | 'DOWN'
  | 'UP';

export type StrategyEntity =
  | 'LEADERBOARD'
  | 'RECENT_ENGAGEMENTS'
  | 'ROUTE';

export type StreamNoticeKind =
  /** What was missed has been delivered. */
  | 'CAUGHT_UP'
  /** What was missed is gone: load the picture again. The stream goes on from now. */
  | 'GAP'
  /** What was missed follows, up to CAUGHT_UP. */
  | 'RESUMED'
  /** From now on: no `after` was given. */
  | 'STARTED';

export type UpdateConvoyInput = {
  aor?: Array<GeoPointInput> | null | undefined;
  callsign?: string | null | undefined;
  commandingUnit?: string | null | undefined;
  convoyId: string;
  roe?: RoeLevel | null | undefined;
  status?: ConvoyStatus | null | undefined;
  /** The version this change was made from; another one is a conflict. */
  version: number;
};

export type WaypointInput = {
  altitudeM: number;
  latitudeDeg: number;
  longitudeDeg: number;
};

export type WeaponType =
  | 'AGM114_HELLFIRE'
  | 'AGM176_GRIFFIN'
  | 'GBU12_PAVEWAY'
  | 'GBU38_JDAM'
  | 'GBU44_VIPER_STRIKE'
  | 'NONE';

export type WriteStrategy =
  /** The store, then the answer; the cache forgets. */
  | 'WRITE_AROUND'
  /** The store, then the cache, then the answer. */
  | 'WRITE_THROUGH';

export type ReadingPartsFragment = { droneId: string, recordedAt: string, sequence: number, latitudeDeg: number, longitudeDeg: number, altitudeM: number | null, headingDeg: number | null, speedMps: number | null, fuelPct: number | null, linkPct: number | null, nullIsland: boolean, implausible: boolean, late: boolean };

export type RecordEngagementMutationVariables = Exact<{
  input: RecordEngagementInput;
}>;


export type RecordEngagementMutation = { recordEngagement: { success: boolean, engagementId: string | null, newRank: number | null, rankChange: number | null, newAccuracyPct: number | null, code: FailureCode | null, message: string | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type CreateConvoyMutationVariables = Exact<{
  input: CreateConvoyInput;
}>;


export type CreateConvoyMutation = { createConvoy: { success: boolean, code: FailureCode | null, message: string | null, convoy: { convoyId: string, callsign: string, version: number } | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type UpdateConvoyMutationVariables = Exact<{
  input: UpdateConvoyInput;
}>;


export type UpdateConvoyMutation = { updateConvoy: { success: boolean, code: FailureCode | null, message: string | null, convoy: { convoyId: string, callsign: string, status: ConvoyStatus, roe: RoeLevel, commandingUnit: string, version: number } | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type AddDroneMutationVariables = Exact<{
  input: AddDroneInput;
}>;


export type AddDroneMutation = { addDrone: { success: boolean, code: FailureCode | null, message: string | null, drone: { droneId: string, convoyId: string, callsign: string } | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type AddDronesMutationVariables = Exact<{
  input: AddDronesInput;
}>;


export type AddDronesMutation = { addDrones: { success: boolean, code: FailureCode | null, message: string | null, drones: Array<{ droneId: string, callsign: string }>, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type SetRouteMutationVariables = Exact<{
  input: SetRouteInput;
}>;


export type SetRouteMutation = { setRoute: { success: boolean, code: FailureCode | null, message: string | null, drone: { droneId: string } | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type AssignDroneMutationVariables = Exact<{
  input: AssignDroneInput;
}>;


export type AssignDroneMutation = { assignDrone: { success: boolean, code: FailureCode | null, message: string | null, drone: { droneId: string, convoyId: string, version: number } | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type RenameDroneMutationVariables = Exact<{
  input: RenameDroneInput;
}>;


export type RenameDroneMutation = { renameDrone: { success: boolean, code: FailureCode | null, message: string | null, drone: { droneId: string, convoyId: string, version: number } | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type RetireDroneMutationVariables = Exact<{
  input: DroneVersionInput;
}>;


export type RetireDroneMutation = { retireDrone: { success: boolean, code: FailureCode | null, message: string | null, drone: { droneId: string, convoyId: string, version: number } | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type ReturnDroneMutationVariables = Exact<{
  input: DroneVersionInput;
}>;


export type ReturnDroneMutation = { returnDrone: { success: boolean, code: FailureCode | null, message: string | null, drone: { droneId: string, convoyId: string, version: number } | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type ArchiveConvoyMutationVariables = Exact<{
  input: ConvoyVersionInput;
}>;


export type ArchiveConvoyMutation = { archiveConvoy: { success: boolean, code: FailureCode | null, message: string | null, convoy: { convoyId: string, version: number } | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type RestoreConvoyMutationVariables = Exact<{
  input: ConvoyVersionInput;
}>;


export type RestoreConvoyMutation = { restoreConvoy: { success: boolean, code: FailureCode | null, message: string | null, convoy: { convoyId: string, version: number } | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type ResetLeadershipMutationVariables = Exact<{
  convoyId: string;
  reason?: string | null | undefined;
}>;


export type ResetLeadershipMutation = { resetLeadership: { success: boolean, code: FailureCode | null, message: string | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type FaultPartsFragment = { code: FailureCode, path: string, expected: string, got: string };

export type DroneQueryVariables = Exact<{
  droneId: string;
}>;


export type DroneQuery = { drone: { droneId: string, convoyId: string, callsign: string, platformType: PlatformType, reportIntervalMs: number | null, version: number, retiredAt: string | null, convoy: { callsign: string, commandingUnit: string, status: ConvoyStatus }, route: Array<{ sequence: number, latitudeDeg: number, longitudeDeg: number, altitudeM: number }>, latest: { droneId: string, recordedAt: string, sequence: number, latitudeDeg: number, longitudeDeg: number, altitudeM: number | null, headingDeg: number | null, speedMps: number | null, fuelPct: number | null, linkPct: number | null, nullIsland: boolean, implausible: boolean, late: boolean } | null, history: { from: string, to: string } | null, engagements: Array<{ engagementId: string, droneId: string, callsign: string, weaponType: WeaponType, target: string | null, hit: boolean, bda: BdaGrade, engagedAt: string }> } | null };

export type TelemetryQueryVariables = Exact<{
  droneId: string;
  from: string;
  to: string;
  maxPoints?: number | null | undefined;
}>;


export type TelemetryQuery = { telemetry: { droneId: string, readingsFound: number, readingsShown: number, stepMs: number | null, method: string, readings: Array<{ droneId: string, recordedAt: string, sequence: number, latitudeDeg: number, longitudeDeg: number, altitudeM: number | null, headingDeg: number | null, speedMps: number | null, fuelPct: number | null, linkPct: number | null, nullIsland: boolean, implausible: boolean, late: boolean }> } };

export type EngagementsQueryVariables = Exact<{
  convoyId: string;
  droneId?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type EngagementsQuery = { engagements: { next: string | null, nodes: Array<{ engagementId: string, droneId: string, callsign: string, weaponType: WeaponType, target: string | null, hit: boolean, bda: BdaGrade, engagedAt: string }> } };

export type EngagementPartsFragment = { engagementId: string, droneId: string, callsign: string, weaponType: WeaponType, target: string | null, hit: boolean, bda: BdaGrade, engagedAt: string };

export type ConvoyEventsSubscriptionVariables = Exact<{
  convoyIds?: Array<string> | string | null | undefined;
  after?: string | null | undefined;
}>;


export type ConvoyEventsSubscription = { convoyEvents:
    | { __typename: 'EngagementEvent', sequence: string, convoyId: string, engagementId: string, droneId: string, callsign: string, hit: boolean, weaponType: WeaponType, newAccuracyPct: number, timestamp: string }
    | { __typename: 'LeadershipEvent', sequence: string, convoyId: string, timestamp: string, change: { at: string, reason: LeadershipReason, stateBefore: LeadershipState, stateAfter: LeadershipState, termBefore: number, termAfter: number, leaderIdBefore: string | null, leaderIdAfter: string | null, rivalIdAfter: string | null, doubtTerm: number | null, doubtDroneId: string | null, resetBy: string | null, resetReason: string | null } }
    | { __typename: 'RankEvent', sequence: string, convoyId: string, droneId: string, callsign: string, rankBefore: number | null, rankAfter: number, accuracyPct: number, timestamp: string }
    | { __typename: 'RosterEvent', sequence: string, convoyId: string, timestamp: string }
    | { __typename: 'StreamNotice', kind: StreamNoticeKind, sequence: string, timestamp: string }
   };

export type LeaderboardQueryVariables = Exact<{
  convoyId: string;
  limit?: number | null | undefined;
  at?: string | null | undefined;
  rankBy?: RankBy | null | undefined;
}>;


export type LeaderboardQuery = { leaderboard: { convoyId: string, convoyCallsign: string, totalDrones: number, averageAccuracy: number | null, tieRule: string, minimumSample: number, rankBy: RankBy, asOf: string, stale: boolean, entries: Array<{ rank: number, droneId: string, callsign: string, accuracyPct: number, wilsonLowPct: number, wilsonHighPct: number, totalEngagements: number, successfulHits: number, currentStreak: number, inConvoy: boolean }> } };

export type RosterQueryVariables = Exact<{ [key: string]: never; }>;


export type RosterQuery = { permissions: Array<string>, archived: Array<{ convoyId: string, callsign: string, version: number, archivedAt: string | null }>, convoys: Array<{ convoyId: string, callsign: string, commandingUnit: string, status: ConvoyStatus, roe: RoeLevel, heartbeatIntervalMs: number, version: number, aor: Array<{ latitudeDeg: number, longitudeDeg: number }>, leadership: { convoyId: string, state: LeadershipState, term: number, heartbeatAt: string | null, heartbeatIntervalMs: number, since: string, leader: { droneId: string, callsign: string } | null, rival: { droneId: string, callsign: string } | null, candidates: Array<{ droneId: string, callsign: string, votes: number }> }, drones: Array<{ droneId: string, convoyId: string, callsign: string, platformType: PlatformType, reportIntervalMs: number | null, version: number }>, retired: Array<{ droneId: string, convoyId: string, callsign: string, platformType: PlatformType, reportIntervalMs: number | null, version: number }> }> };

export type RosterDronePartsFragment = { droneId: string, convoyId: string, callsign: string, platformType: PlatformType, reportIntervalMs: number | null, version: number };

export type LeadershipQueryVariables = Exact<{
  convoyId: string;
}>;


export type LeadershipQuery = { leadership: { convoyId: string, state: LeadershipState, term: number, heartbeatAt: string | null, heartbeatIntervalMs: number, since: string, leader: { droneId: string, callsign: string } | null, rival: { droneId: string, callsign: string } | null, candidates: Array<{ droneId: string, callsign: string, votes: number }> }, leadershipHistory: { next: string | null, nodes: Array<{ at: string, reason: LeadershipReason, stateBefore: LeadershipState, stateAfter: LeadershipState, termBefore: number, termAfter: number, leaderIdBefore: string | null, leaderIdAfter: string | null, rivalIdAfter: string | null, doubtTerm: number | null, doubtDroneId: string | null, resetBy: string | null, resetReason: string | null }> } };

export type LeadershipPartsFragment = { convoyId: string, state: LeadershipState, term: number, heartbeatAt: string | null, heartbeatIntervalMs: number, since: string, leader: { droneId: string, callsign: string } | null, rival: { droneId: string, callsign: string } | null, candidates: Array<{ droneId: string, callsign: string, votes: number }> };

export type LeadershipChangePartsFragment = { at: string, reason: LeadershipReason, stateBefore: LeadershipState, stateAfter: LeadershipState, termBefore: number, termAfter: number, leaderIdBefore: string | null, leaderIdAfter: string | null, rivalIdAfter: string | null, doubtTerm: number | null, doubtDroneId: string | null, resetBy: string | null, resetReason: string | null };

export type StorePartsFragment = { name: string, kind: StoreKind, state: StoreState, since: string, detail: string | null };

export type StrategyPartsFragment = { entity: StrategyEntity, read: ReadStrategy, write: WriteStrategy | null, configuredRead: ReadStrategy, configuredWrite: WriteStrategy | null, writeChoices: Array<WriteStrategy>, changedBy: string | null, changedAt: string | null, hits: number, misses: number, stale: number, oldestHitMs: number, cacheFailures: number };

export type SystemQueryVariables = Exact<{ [key: string]: never; }>;


export type SystemQuery = { system: { mode: string, version: string, startedAt: string, now: string, mayChange: boolean, readingsAccepted: number, readingsRefused: number, convoys: number, drones: number, process: { id: number, name: string, roles: Array<string> }, stores: Array<{ name: string, kind: StoreKind, state: StoreState, since: string, detail: string | null }>, strategies: Array<{ entity: StrategyEntity, read: ReadStrategy, write: WriteStrategy | null, configuredRead: ReadStrategy, configuredWrite: WriteStrategy | null, writeChoices: Array<WriteStrategy>, changedBy: string | null, changedAt: string | null, hits: number, misses: number, stale: number, oldestHitMs: number, cacheFailures: number }>, skippedMessages: Array<{ topic: string, follower: string, count: number, sequence: string, reason: string, at: string }>, jobs: { counts: Array<{ name: string, waiting: number, running: number, done: number, setAside: number }>, setAside: Array<{ id: string, name: string, error: string, tries: number, failedAt: string }> } | null, contracts: { ranAt: string, adapters: Array<{ port: string, adapter: string, passed: number, failed: number, skipped: number, failedLaws: Array<string> }> } | null } };

export type StoresQueryVariables = Exact<{ [key: string]: never; }>;


export type StoresQuery = { system: { stores: Array<{ name: string, kind: StoreKind, state: StoreState, since: string, detail: string | null }> } };

export type SetStrategyMutationVariables = Exact<{
  input: SetStrategyInput;
}>;


export type SetStrategyMutation = { setStrategy: { success: boolean, code: FailureCode | null, message: string | null, strategy: { entity: StrategyEntity, read: ReadStrategy, write: WriteStrategy | null, configuredRead: ReadStrategy, configuredWrite: WriteStrategy | null, writeChoices: Array<WriteStrategy>, changedBy: string | null, changedAt: string | null, hits: number, misses: number, stale: number, oldestHitMs: number, cacheFailures: number } | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export type RetryJobMutationVariables = Exact<{
  jobId: string;
}>;


export type RetryJobMutation = { retryJob: { success: boolean, code: FailureCode | null, message: string | null, faults: Array<{ code: FailureCode, path: string, expected: string, got: string }> } };

export const RecordEngagementDocument = "mutation RecordEngagement($input:RecordEngagementInput!){recordEngagement(input:$input){success engagementId newRank rankChange newAccuracyPct code message faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<RecordEngagementMutation, RecordEngagementMutationVariables>

export const CreateConvoyDocument = "mutation CreateConvoy($input:CreateConvoyInput!){createConvoy(input:$input){success code message convoy{convoyId callsign version}faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<CreateConvoyMutation, CreateConvoyMutationVariables>

export const UpdateConvoyDocument = "mutation UpdateConvoy($input:UpdateConvoyInput!){updateConvoy(input:$input){success code message convoy{convoyId callsign status roe commandingUnit version}faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<UpdateConvoyMutation, UpdateConvoyMutationVariables>

export const AddDroneDocument = "mutation AddDrone($input:AddDroneInput!){addDrone(input:$input){success code message drone{droneId convoyId callsign}faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<AddDroneMutation, AddDroneMutationVariables>

export const AddDronesDocument = "mutation AddDrones($input:AddDronesInput!){addDrones(input:$input){success code message drones{droneId callsign}faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<AddDronesMutation, AddDronesMutationVariables>

export const SetRouteDocument = "mutation SetRoute($input:SetRouteInput!){setRoute(input:$input){success code message drone{droneId}faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<SetRouteMutation, SetRouteMutationVariables>

export const AssignDroneDocument = "mutation AssignDrone($input:AssignDroneInput!){assignDrone(input:$input){success code message drone{droneId convoyId version}faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<AssignDroneMutation, AssignDroneMutationVariables>

export const RenameDroneDocument = "mutation RenameDrone($input:RenameDroneInput!){renameDrone(input:$input){success code message drone{droneId convoyId version}faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<RenameDroneMutation, RenameDroneMutationVariables>

export const RetireDroneDocument = "mutation RetireDrone($input:DroneVersionInput!){retireDrone(input:$input){success code message drone{droneId convoyId version}faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<RetireDroneMutation, RetireDroneMutationVariables>

export const ReturnDroneDocument = "mutation ReturnDrone($input:DroneVersionInput!){returnDrone(input:$input){success code message drone{droneId convoyId version}faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<ReturnDroneMutation, ReturnDroneMutationVariables>

export const ArchiveConvoyDocument = "mutation ArchiveConvoy($input:ConvoyVersionInput!){archiveConvoy(input:$input){success code message convoy{convoyId version}faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<ArchiveConvoyMutation, ArchiveConvoyMutationVariables>

export const RestoreConvoyDocument = "mutation RestoreConvoy($input:ConvoyVersionInput!){restoreConvoy(input:$input){success code message convoy{convoyId version}faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<RestoreConvoyMutation, RestoreConvoyMutationVariables>

export const ResetLeadershipDocument = "mutation ResetLeadership($convoyId:ID!$reason:String){resetLeadership(convoyId:$convoyId reason:$reason){success code message faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<ResetLeadershipMutation, ResetLeadershipMutationVariables>

export const DroneDocument = "query Drone($droneId:ID!){drone(droneId:$droneId){droneId convoyId callsign platformType reportIntervalMs version retiredAt convoy{callsign commandingUnit status}route{sequence latitudeDeg longitudeDeg altitudeM}latest{...ReadingParts}history{from to}engagements(first:10){...EngagementParts}}}fragment ReadingParts on Reading{droneId recordedAt sequence latitudeDeg longitudeDeg altitudeM headingDeg speedMps fuelPct linkPct nullIsland implausible late}fragment EngagementParts on Engagement{engagementId droneId callsign weaponType target hit bda engagedAt}" as Document<DroneQuery, DroneQueryVariables>

export const TelemetryDocument = "query Telemetry($droneId:ID!$from:DateTime!$to:DateTime!$maxPoints:Int=500){telemetry(droneId:$droneId from:$from to:$to maxPoints:$maxPoints){droneId readingsFound readingsShown stepMs method readings{...ReadingParts}}}fragment ReadingParts on Reading{droneId recordedAt sequence latitudeDeg longitudeDeg altitudeM headingDeg speedMps fuelPct linkPct nullIsland implausible late}" as Document<TelemetryQuery, TelemetryQueryVariables>

export const EngagementsDocument = "query Engagements($convoyId:ID!$droneId:ID$first:Int=50$after:String){engagements(convoyId:$convoyId droneId:$droneId first:$first after:$after){nodes{...EngagementParts}next}}fragment EngagementParts on Engagement{engagementId droneId callsign weaponType target hit bda engagedAt}" as Document<EngagementsQuery, EngagementsQueryVariables>

export const ConvoyEventsDocument = "subscription ConvoyEvents($convoyIds:[ID!]$after:String){convoyEvents(convoyIds:$convoyIds after:$after){__typename ...on StreamNotice{kind sequence timestamp}...on EngagementEvent{sequence convoyId engagementId droneId callsign hit weaponType newAccuracyPct timestamp}...on RankEvent{sequence convoyId droneId callsign rankBefore rankAfter accuracyPct timestamp}...on LeadershipEvent{sequence convoyId timestamp change{...LeadershipChangeParts}}...on RosterEvent{sequence convoyId timestamp}}}fragment LeadershipChangeParts on LeadershipChange{at reason stateBefore stateAfter termBefore termAfter leaderIdBefore leaderIdAfter rivalIdAfter doubtTerm doubtDroneId resetBy resetReason}" as Document<ConvoyEventsSubscription, ConvoyEventsSubscriptionVariables>

export const LeaderboardDocument = "query Leaderboard($convoyId:ID!$limit:Int=10$at:DateTime$rankBy:RankBy=ACCURACY){leaderboard(convoyId:$convoyId limit:$limit at:$at rankBy:$rankBy){convoyId convoyCallsign totalDrones averageAccuracy tieRule minimumSample rankBy asOf stale entries{rank droneId callsign accuracyPct wilsonLowPct wilsonHighPct totalEngagements successfulHits currentStreak inConvoy}}}" as Document<LeaderboardQuery, LeaderboardQueryVariables>

export const RosterDocument = "query Roster{permissions archived:convoys(archived:true){convoyId callsign version archivedAt}convoys{convoyId callsign commandingUnit status roe heartbeatIntervalMs version aor{latitudeDeg longitudeDeg}leadership{...LeadershipParts}drones{...RosterDroneParts}retired:drones(retired:true){...RosterDroneParts}}}fragment LeadershipParts on Leadership{convoyId state term leader{droneId callsign}rival{droneId callsign}heartbeatAt heartbeatIntervalMs since candidates{droneId callsign votes}}fragment RosterDroneParts on Drone{droneId convoyId callsign platformType reportIntervalMs version}" as Document<RosterQuery, RosterQueryVariables>

export const LeadershipDocument = "query Leadership($convoyId:ID!){leadership(convoyId:$convoyId){...LeadershipParts}leadershipHistory(convoyId:$convoyId first:20){nodes{...LeadershipChangeParts}next}}fragment LeadershipParts on Leadership{convoyId state term leader{droneId callsign}rival{droneId callsign}heartbeatAt heartbeatIntervalMs since candidates{droneId callsign votes}}fragment LeadershipChangeParts on LeadershipChange{at reason stateBefore stateAfter termBefore termAfter leaderIdBefore leaderIdAfter rivalIdAfter doubtTerm doubtDroneId resetBy resetReason}" as Document<LeadershipQuery, LeadershipQueryVariables>

export const SystemDocument = "query System{system{mode version startedAt now mayChange process{id name roles}readingsAccepted readingsRefused convoys drones stores{...StoreParts}strategies{...StrategyParts}skippedMessages{topic follower count sequence reason at}jobs{counts{name waiting running done setAside}setAside{id name error tries failedAt}}contracts{ranAt adapters{port adapter passed failed skipped failedLaws}}}}fragment StoreParts on Store{name kind state since detail}fragment StrategyParts on Strategy{entity read write configuredRead configuredWrite writeChoices changedBy changedAt hits misses stale oldestHitMs cacheFailures}" as Document<SystemQuery, SystemQueryVariables>

export const StoresDocument = "query Stores{system{stores{...StoreParts}}}fragment StoreParts on Store{name kind state since detail}" as Document<StoresQuery, StoresQueryVariables>

export const SetStrategyDocument = "mutation SetStrategy($input:SetStrategyInput!){setStrategy(input:$input){success code message strategy{...StrategyParts}faults{...FaultParts}}}fragment StrategyParts on Strategy{entity read write configuredRead configuredWrite writeChoices changedBy changedAt hits misses stale oldestHitMs cacheFailures}fragment FaultParts on Fault{code path expected got}" as Document<SetStrategyMutation, SetStrategyMutationVariables>

export const RetryJobDocument = "mutation RetryJob($jobId:ID!){retryJob(jobId:$jobId){success code message faults{...FaultParts}}}fragment FaultParts on Fault{code path expected got}" as Document<RetryJobMutation, RetryJobMutationVariables>
