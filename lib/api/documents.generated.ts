/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentNode, TypedDocumentNode } from '@apollo/client'

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


export type DroneQuery = { drone: { droneId: string, convoyId: string, callsign: string, platformType: PlatformType, reportIntervalMs: number | null, version: number, retiredAt: string | null, convoy: { convoyId: string, callsign: string, commandingUnit: string, status: ConvoyStatus }, route: Array<{ sequence: number, latitudeDeg: number, longitudeDeg: number, altitudeM: number }>, latest: { droneId: string, recordedAt: string, sequence: number, latitudeDeg: number, longitudeDeg: number, altitudeM: number | null, headingDeg: number | null, speedMps: number | null, fuelPct: number | null, linkPct: number | null, nullIsland: boolean, implausible: boolean, late: boolean } | null, history: { from: string, to: string } | null, engagements: Array<{ engagementId: string, droneId: string, callsign: string, weaponType: WeaponType, target: string | null, hit: boolean, bda: BdaGrade, engagedAt: string }> } | null };

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

const ReadingParts = {kind:"FragmentDefinition",name:{kind:"Name",value:"ReadingParts"},typeCondition:{kind:"NamedType",name:{kind:"Name",value:"Reading"}},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"recordedAt"}},{kind:"Field",name:{kind:"Name",value:"sequence"}},{kind:"Field",name:{kind:"Name",value:"latitudeDeg"}},{kind:"Field",name:{kind:"Name",value:"longitudeDeg"}},{kind:"Field",name:{kind:"Name",value:"altitudeM"}},{kind:"Field",name:{kind:"Name",value:"headingDeg"}},{kind:"Field",name:{kind:"Name",value:"speedMps"}},{kind:"Field",name:{kind:"Name",value:"fuelPct"}},{kind:"Field",name:{kind:"Name",value:"linkPct"}},{kind:"Field",name:{kind:"Name",value:"nullIsland"}},{kind:"Field",name:{kind:"Name",value:"implausible"}},{kind:"Field",name:{kind:"Name",value:"late"}}]}}

const FaultParts = {kind:"FragmentDefinition",name:{kind:"Name",value:"FaultParts"},typeCondition:{kind:"NamedType",name:{kind:"Name",value:"Fault"}},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"path"}},{kind:"Field",name:{kind:"Name",value:"expected"}},{kind:"Field",name:{kind:"Name",value:"got"}}]}}

const EngagementParts = {kind:"FragmentDefinition",name:{kind:"Name",value:"EngagementParts"},typeCondition:{kind:"NamedType",name:{kind:"Name",value:"Engagement"}},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"engagementId"}},{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}},{kind:"Field",name:{kind:"Name",value:"weaponType"}},{kind:"Field",name:{kind:"Name",value:"target"}},{kind:"Field",name:{kind:"Name",value:"hit"}},{kind:"Field",name:{kind:"Name",value:"bda"}},{kind:"Field",name:{kind:"Name",value:"engagedAt"}}]}}

const RosterDroneParts = {kind:"FragmentDefinition",name:{kind:"Name",value:"RosterDroneParts"},typeCondition:{kind:"NamedType",name:{kind:"Name",value:"Drone"}},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}},{kind:"Field",name:{kind:"Name",value:"platformType"}},{kind:"Field",name:{kind:"Name",value:"reportIntervalMs"}},{kind:"Field",name:{kind:"Name",value:"version"}}]}}

const LeadershipParts = {kind:"FragmentDefinition",name:{kind:"Name",value:"LeadershipParts"},typeCondition:{kind:"NamedType",name:{kind:"Name",value:"Leadership"}},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"state"}},{kind:"Field",name:{kind:"Name",value:"term"}},{kind:"Field",name:{kind:"Name",value:"leader"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}}]}},{kind:"Field",name:{kind:"Name",value:"rival"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}}]}},{kind:"Field",name:{kind:"Name",value:"heartbeatAt"}},{kind:"Field",name:{kind:"Name",value:"heartbeatIntervalMs"}},{kind:"Field",name:{kind:"Name",value:"since"}},{kind:"Field",name:{kind:"Name",value:"candidates"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}},{kind:"Field",name:{kind:"Name",value:"votes"}}]}}]}}

const LeadershipChangeParts = {kind:"FragmentDefinition",name:{kind:"Name",value:"LeadershipChangeParts"},typeCondition:{kind:"NamedType",name:{kind:"Name",value:"LeadershipChange"}},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"at"}},{kind:"Field",name:{kind:"Name",value:"reason"}},{kind:"Field",name:{kind:"Name",value:"stateBefore"}},{kind:"Field",name:{kind:"Name",value:"stateAfter"}},{kind:"Field",name:{kind:"Name",value:"termBefore"}},{kind:"Field",name:{kind:"Name",value:"termAfter"}},{kind:"Field",name:{kind:"Name",value:"leaderIdBefore"}},{kind:"Field",name:{kind:"Name",value:"leaderIdAfter"}},{kind:"Field",name:{kind:"Name",value:"rivalIdAfter"}},{kind:"Field",name:{kind:"Name",value:"doubtTerm"}},{kind:"Field",name:{kind:"Name",value:"doubtDroneId"}},{kind:"Field",name:{kind:"Name",value:"resetBy"}},{kind:"Field",name:{kind:"Name",value:"resetReason"}}]}}

const StoreParts = {kind:"FragmentDefinition",name:{kind:"Name",value:"StoreParts"},typeCondition:{kind:"NamedType",name:{kind:"Name",value:"Store"}},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"name"}},{kind:"Field",name:{kind:"Name",value:"kind"}},{kind:"Field",name:{kind:"Name",value:"state"}},{kind:"Field",name:{kind:"Name",value:"since"}},{kind:"Field",name:{kind:"Name",value:"detail"}}]}}

const StrategyParts = {kind:"FragmentDefinition",name:{kind:"Name",value:"StrategyParts"},typeCondition:{kind:"NamedType",name:{kind:"Name",value:"Strategy"}},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"entity"}},{kind:"Field",name:{kind:"Name",value:"read"}},{kind:"Field",name:{kind:"Name",value:"write"}},{kind:"Field",name:{kind:"Name",value:"configuredRead"}},{kind:"Field",name:{kind:"Name",value:"configuredWrite"}},{kind:"Field",name:{kind:"Name",value:"writeChoices"}},{kind:"Field",name:{kind:"Name",value:"changedBy"}},{kind:"Field",name:{kind:"Name",value:"changedAt"}},{kind:"Field",name:{kind:"Name",value:"hits"}},{kind:"Field",name:{kind:"Name",value:"misses"}},{kind:"Field",name:{kind:"Name",value:"stale"}},{kind:"Field",name:{kind:"Name",value:"oldestHitMs"}},{kind:"Field",name:{kind:"Name",value:"cacheFailures"}}]}}

export const RecordEngagementDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"RecordEngagement"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"input"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"RecordEngagementInput"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"recordEngagement"},arguments:[{kind:"Argument",name:{kind:"Name",value:"input"},value:{kind:"Variable",name:{kind:"Name",value:"input"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"engagementId"}},{kind:"Field",name:{kind:"Name",value:"newRank"}},{kind:"Field",name:{kind:"Name",value:"rankChange"}},{kind:"Field",name:{kind:"Name",value:"newAccuracyPct"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<RecordEngagementMutation, RecordEngagementMutationVariables>

export const CreateConvoyDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"CreateConvoy"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"input"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"CreateConvoyInput"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"createConvoy"},arguments:[{kind:"Argument",name:{kind:"Name",value:"input"},value:{kind:"Variable",name:{kind:"Name",value:"input"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"convoy"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}},{kind:"Field",name:{kind:"Name",value:"version"}}]}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<CreateConvoyMutation, CreateConvoyMutationVariables>

export const UpdateConvoyDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"UpdateConvoy"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"input"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"UpdateConvoyInput"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"updateConvoy"},arguments:[{kind:"Argument",name:{kind:"Name",value:"input"},value:{kind:"Variable",name:{kind:"Name",value:"input"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"convoy"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}},{kind:"Field",name:{kind:"Name",value:"status"}},{kind:"Field",name:{kind:"Name",value:"roe"}},{kind:"Field",name:{kind:"Name",value:"commandingUnit"}},{kind:"Field",name:{kind:"Name",value:"version"}}]}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<UpdateConvoyMutation, UpdateConvoyMutationVariables>

export const AddDroneDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"AddDrone"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"input"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"AddDroneInput"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"addDrone"},arguments:[{kind:"Argument",name:{kind:"Name",value:"input"},value:{kind:"Variable",name:{kind:"Name",value:"input"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"drone"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}}]}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<AddDroneMutation, AddDroneMutationVariables>

export const AddDronesDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"AddDrones"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"input"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"AddDronesInput"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"addDrones"},arguments:[{kind:"Argument",name:{kind:"Name",value:"input"},value:{kind:"Variable",name:{kind:"Name",value:"input"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"drones"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}}]}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<AddDronesMutation, AddDronesMutationVariables>

export const SetRouteDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"SetRoute"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"input"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"SetRouteInput"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"setRoute"},arguments:[{kind:"Argument",name:{kind:"Name",value:"input"},value:{kind:"Variable",name:{kind:"Name",value:"input"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"drone"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}}]}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<SetRouteMutation, SetRouteMutationVariables>

export const AssignDroneDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"AssignDrone"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"input"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"AssignDroneInput"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"assignDrone"},arguments:[{kind:"Argument",name:{kind:"Name",value:"input"},value:{kind:"Variable",name:{kind:"Name",value:"input"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"drone"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"version"}}]}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<AssignDroneMutation, AssignDroneMutationVariables>

export const RenameDroneDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"RenameDrone"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"input"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"RenameDroneInput"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"renameDrone"},arguments:[{kind:"Argument",name:{kind:"Name",value:"input"},value:{kind:"Variable",name:{kind:"Name",value:"input"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"drone"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"version"}}]}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<RenameDroneMutation, RenameDroneMutationVariables>

export const RetireDroneDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"RetireDrone"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"input"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"DroneVersionInput"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"retireDrone"},arguments:[{kind:"Argument",name:{kind:"Name",value:"input"},value:{kind:"Variable",name:{kind:"Name",value:"input"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"drone"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"version"}}]}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<RetireDroneMutation, RetireDroneMutationVariables>

export const ReturnDroneDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"ReturnDrone"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"input"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"DroneVersionInput"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"returnDrone"},arguments:[{kind:"Argument",name:{kind:"Name",value:"input"},value:{kind:"Variable",name:{kind:"Name",value:"input"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"drone"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"version"}}]}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<ReturnDroneMutation, ReturnDroneMutationVariables>

export const ArchiveConvoyDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"ArchiveConvoy"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"input"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"ConvoyVersionInput"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"archiveConvoy"},arguments:[{kind:"Argument",name:{kind:"Name",value:"input"},value:{kind:"Variable",name:{kind:"Name",value:"input"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"convoy"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"version"}}]}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<ArchiveConvoyMutation, ArchiveConvoyMutationVariables>

export const RestoreConvoyDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"RestoreConvoy"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"input"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"ConvoyVersionInput"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"restoreConvoy"},arguments:[{kind:"Argument",name:{kind:"Name",value:"input"},value:{kind:"Variable",name:{kind:"Name",value:"input"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"convoy"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"version"}}]}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<RestoreConvoyMutation, RestoreConvoyMutationVariables>

export const ResetLeadershipDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"ResetLeadership"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"convoyId"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"ID"}}}},{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"reason"}},type:{kind:"NamedType",name:{kind:"Name",value:"String"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"resetLeadership"},arguments:[{kind:"Argument",name:{kind:"Name",value:"convoyId"},value:{kind:"Variable",name:{kind:"Name",value:"convoyId"}}},{kind:"Argument",name:{kind:"Name",value:"reason"},value:{kind:"Variable",name:{kind:"Name",value:"reason"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<ResetLeadershipMutation, ResetLeadershipMutationVariables>

export const DroneDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"query",name:{kind:"Name",value:"Drone"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"droneId"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"ID"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"drone"},arguments:[{kind:"Argument",name:{kind:"Name",value:"droneId"},value:{kind:"Variable",name:{kind:"Name",value:"droneId"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}},{kind:"Field",name:{kind:"Name",value:"platformType"}},{kind:"Field",name:{kind:"Name",value:"reportIntervalMs"}},{kind:"Field",name:{kind:"Name",value:"version"}},{kind:"Field",name:{kind:"Name",value:"retiredAt"}},{kind:"Field",name:{kind:"Name",value:"convoy"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}},{kind:"Field",name:{kind:"Name",value:"commandingUnit"}},{kind:"Field",name:{kind:"Name",value:"status"}}]}},{kind:"Field",name:{kind:"Name",value:"route"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"sequence"}},{kind:"Field",name:{kind:"Name",value:"latitudeDeg"}},{kind:"Field",name:{kind:"Name",value:"longitudeDeg"}},{kind:"Field",name:{kind:"Name",value:"altitudeM"}}]}},{kind:"Field",name:{kind:"Name",value:"latest"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"ReadingParts"}}]}},{kind:"Field",name:{kind:"Name",value:"history"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"from"}},{kind:"Field",name:{kind:"Name",value:"to"}}]}},{kind:"Field",name:{kind:"Name",value:"engagements"},arguments:[{kind:"Argument",name:{kind:"Name",value:"first"},value:{kind:"IntValue",value:"10"}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"EngagementParts"}}]}}]}}]}},ReadingParts,EngagementParts]} as DocumentNode as TypedDocumentNode<DroneQuery, DroneQueryVariables>

export const TelemetryDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"query",name:{kind:"Name",value:"Telemetry"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"droneId"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"ID"}}}},{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"from"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"DateTime"}}}},{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"to"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"DateTime"}}}},{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"maxPoints"}},type:{kind:"NamedType",name:{kind:"Name",value:"Int"}},defaultValue:{kind:"IntValue",value:"500"}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"telemetry"},arguments:[{kind:"Argument",name:{kind:"Name",value:"droneId"},value:{kind:"Variable",name:{kind:"Name",value:"droneId"}}},{kind:"Argument",name:{kind:"Name",value:"from"},value:{kind:"Variable",name:{kind:"Name",value:"from"}}},{kind:"Argument",name:{kind:"Name",value:"to"},value:{kind:"Variable",name:{kind:"Name",value:"to"}}},{kind:"Argument",name:{kind:"Name",value:"maxPoints"},value:{kind:"Variable",name:{kind:"Name",value:"maxPoints"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"readingsFound"}},{kind:"Field",name:{kind:"Name",value:"readingsShown"}},{kind:"Field",name:{kind:"Name",value:"stepMs"}},{kind:"Field",name:{kind:"Name",value:"method"}},{kind:"Field",name:{kind:"Name",value:"readings"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"ReadingParts"}}]}}]}}]}},ReadingParts]} as DocumentNode as TypedDocumentNode<TelemetryQuery, TelemetryQueryVariables>

export const EngagementsDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"query",name:{kind:"Name",value:"Engagements"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"convoyId"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"ID"}}}},{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"droneId"}},type:{kind:"NamedType",name:{kind:"Name",value:"ID"}}},{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"first"}},type:{kind:"NamedType",name:{kind:"Name",value:"Int"}},defaultValue:{kind:"IntValue",value:"50"}},{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"after"}},type:{kind:"NamedType",name:{kind:"Name",value:"String"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"engagements"},arguments:[{kind:"Argument",name:{kind:"Name",value:"convoyId"},value:{kind:"Variable",name:{kind:"Name",value:"convoyId"}}},{kind:"Argument",name:{kind:"Name",value:"droneId"},value:{kind:"Variable",name:{kind:"Name",value:"droneId"}}},{kind:"Argument",name:{kind:"Name",value:"first"},value:{kind:"Variable",name:{kind:"Name",value:"first"}}},{kind:"Argument",name:{kind:"Name",value:"after"},value:{kind:"Variable",name:{kind:"Name",value:"after"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"nodes"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"EngagementParts"}}]}},{kind:"Field",name:{kind:"Name",value:"next"}}]}}]}},EngagementParts]} as DocumentNode as TypedDocumentNode<EngagementsQuery, EngagementsQueryVariables>

export const ConvoyEventsDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"subscription",name:{kind:"Name",value:"ConvoyEvents"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"convoyIds"}},type:{kind:"ListType",type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"ID"}}}}},{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"after"}},type:{kind:"NamedType",name:{kind:"Name",value:"String"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"convoyEvents"},arguments:[{kind:"Argument",name:{kind:"Name",value:"convoyIds"},value:{kind:"Variable",name:{kind:"Name",value:"convoyIds"}}},{kind:"Argument",name:{kind:"Name",value:"after"},value:{kind:"Variable",name:{kind:"Name",value:"after"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"__typename"}},{kind:"InlineFragment",typeCondition:{kind:"NamedType",name:{kind:"Name",value:"StreamNotice"}},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"kind"}},{kind:"Field",name:{kind:"Name",value:"sequence"}},{kind:"Field",name:{kind:"Name",value:"timestamp"}}]}},{kind:"InlineFragment",typeCondition:{kind:"NamedType",name:{kind:"Name",value:"EngagementEvent"}},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"sequence"}},{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"engagementId"}},{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}},{kind:"Field",name:{kind:"Name",value:"hit"}},{kind:"Field",name:{kind:"Name",value:"weaponType"}},{kind:"Field",name:{kind:"Name",value:"newAccuracyPct"}},{kind:"Field",name:{kind:"Name",value:"timestamp"}}]}},{kind:"InlineFragment",typeCondition:{kind:"NamedType",name:{kind:"Name",value:"RankEvent"}},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"sequence"}},{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}},{kind:"Field",name:{kind:"Name",value:"rankBefore"}},{kind:"Field",name:{kind:"Name",value:"rankAfter"}},{kind:"Field",name:{kind:"Name",value:"accuracyPct"}},{kind:"Field",name:{kind:"Name",value:"timestamp"}}]}},{kind:"InlineFragment",typeCondition:{kind:"NamedType",name:{kind:"Name",value:"LeadershipEvent"}},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"sequence"}},{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"timestamp"}},{kind:"Field",name:{kind:"Name",value:"change"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"LeadershipChangeParts"}}]}}]}},{kind:"InlineFragment",typeCondition:{kind:"NamedType",name:{kind:"Name",value:"RosterEvent"}},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"sequence"}},{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"timestamp"}}]}}]}}]}},LeadershipChangeParts]} as DocumentNode as TypedDocumentNode<ConvoyEventsSubscription, ConvoyEventsSubscriptionVariables>

export const LeaderboardDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"query",name:{kind:"Name",value:"Leaderboard"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"convoyId"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"ID"}}}},{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"limit"}},type:{kind:"NamedType",name:{kind:"Name",value:"Int"}},defaultValue:{kind:"IntValue",value:"10"}},{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"at"}},type:{kind:"NamedType",name:{kind:"Name",value:"DateTime"}}},{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"rankBy"}},type:{kind:"NamedType",name:{kind:"Name",value:"RankBy"}},defaultValue:{kind:"EnumValue",value:"ACCURACY"}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"leaderboard"},arguments:[{kind:"Argument",name:{kind:"Name",value:"convoyId"},value:{kind:"Variable",name:{kind:"Name",value:"convoyId"}}},{kind:"Argument",name:{kind:"Name",value:"limit"},value:{kind:"Variable",name:{kind:"Name",value:"limit"}}},{kind:"Argument",name:{kind:"Name",value:"at"},value:{kind:"Variable",name:{kind:"Name",value:"at"}}},{kind:"Argument",name:{kind:"Name",value:"rankBy"},value:{kind:"Variable",name:{kind:"Name",value:"rankBy"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"convoyCallsign"}},{kind:"Field",name:{kind:"Name",value:"totalDrones"}},{kind:"Field",name:{kind:"Name",value:"averageAccuracy"}},{kind:"Field",name:{kind:"Name",value:"tieRule"}},{kind:"Field",name:{kind:"Name",value:"minimumSample"}},{kind:"Field",name:{kind:"Name",value:"rankBy"}},{kind:"Field",name:{kind:"Name",value:"asOf"}},{kind:"Field",name:{kind:"Name",value:"stale"}},{kind:"Field",name:{kind:"Name",value:"entries"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"rank"}},{kind:"Field",name:{kind:"Name",value:"droneId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}},{kind:"Field",name:{kind:"Name",value:"accuracyPct"}},{kind:"Field",name:{kind:"Name",value:"wilsonLowPct"}},{kind:"Field",name:{kind:"Name",value:"wilsonHighPct"}},{kind:"Field",name:{kind:"Name",value:"totalEngagements"}},{kind:"Field",name:{kind:"Name",value:"successfulHits"}},{kind:"Field",name:{kind:"Name",value:"currentStreak"}},{kind:"Field",name:{kind:"Name",value:"inConvoy"}}]}}]}}]}}]} as DocumentNode as TypedDocumentNode<LeaderboardQuery, LeaderboardQueryVariables>

export const RosterDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"query",name:{kind:"Name",value:"Roster"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"permissions"}},{kind:"Field",alias:{kind:"Name",value:"archived"},name:{kind:"Name",value:"convoys"},arguments:[{kind:"Argument",name:{kind:"Name",value:"archived"},value:{kind:"BooleanValue",value:true}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}},{kind:"Field",name:{kind:"Name",value:"version"}},{kind:"Field",name:{kind:"Name",value:"archivedAt"}}]}},{kind:"Field",name:{kind:"Name",value:"convoys"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"convoyId"}},{kind:"Field",name:{kind:"Name",value:"callsign"}},{kind:"Field",name:{kind:"Name",value:"commandingUnit"}},{kind:"Field",name:{kind:"Name",value:"status"}},{kind:"Field",name:{kind:"Name",value:"roe"}},{kind:"Field",name:{kind:"Name",value:"heartbeatIntervalMs"}},{kind:"Field",name:{kind:"Name",value:"version"}},{kind:"Field",name:{kind:"Name",value:"aor"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"latitudeDeg"}},{kind:"Field",name:{kind:"Name",value:"longitudeDeg"}}]}},{kind:"Field",name:{kind:"Name",value:"leadership"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"LeadershipParts"}}]}},{kind:"Field",name:{kind:"Name",value:"drones"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"RosterDroneParts"}}]}},{kind:"Field",alias:{kind:"Name",value:"retired"},name:{kind:"Name",value:"drones"},arguments:[{kind:"Argument",name:{kind:"Name",value:"retired"},value:{kind:"BooleanValue",value:true}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"RosterDroneParts"}}]}}]}}]}},LeadershipParts,RosterDroneParts]} as DocumentNode as TypedDocumentNode<RosterQuery, RosterQueryVariables>

export const LeadershipDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"query",name:{kind:"Name",value:"Leadership"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"convoyId"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"ID"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"leadership"},arguments:[{kind:"Argument",name:{kind:"Name",value:"convoyId"},value:{kind:"Variable",name:{kind:"Name",value:"convoyId"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"LeadershipParts"}}]}},{kind:"Field",name:{kind:"Name",value:"leadershipHistory"},arguments:[{kind:"Argument",name:{kind:"Name",value:"convoyId"},value:{kind:"Variable",name:{kind:"Name",value:"convoyId"}}},{kind:"Argument",name:{kind:"Name",value:"first"},value:{kind:"IntValue",value:"20"}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"nodes"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"LeadershipChangeParts"}}]}},{kind:"Field",name:{kind:"Name",value:"next"}}]}}]}},LeadershipParts,LeadershipChangeParts]} as DocumentNode as TypedDocumentNode<LeadershipQuery, LeadershipQueryVariables>

export const SystemDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"query",name:{kind:"Name",value:"System"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"system"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"mode"}},{kind:"Field",name:{kind:"Name",value:"version"}},{kind:"Field",name:{kind:"Name",value:"startedAt"}},{kind:"Field",name:{kind:"Name",value:"now"}},{kind:"Field",name:{kind:"Name",value:"mayChange"}},{kind:"Field",name:{kind:"Name",value:"process"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"id"}},{kind:"Field",name:{kind:"Name",value:"name"}},{kind:"Field",name:{kind:"Name",value:"roles"}}]}},{kind:"Field",name:{kind:"Name",value:"readingsAccepted"}},{kind:"Field",name:{kind:"Name",value:"readingsRefused"}},{kind:"Field",name:{kind:"Name",value:"convoys"}},{kind:"Field",name:{kind:"Name",value:"drones"}},{kind:"Field",name:{kind:"Name",value:"stores"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"StoreParts"}}]}},{kind:"Field",name:{kind:"Name",value:"strategies"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"StrategyParts"}}]}},{kind:"Field",name:{kind:"Name",value:"skippedMessages"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"topic"}},{kind:"Field",name:{kind:"Name",value:"follower"}},{kind:"Field",name:{kind:"Name",value:"count"}},{kind:"Field",name:{kind:"Name",value:"sequence"}},{kind:"Field",name:{kind:"Name",value:"reason"}},{kind:"Field",name:{kind:"Name",value:"at"}}]}},{kind:"Field",name:{kind:"Name",value:"jobs"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"counts"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"name"}},{kind:"Field",name:{kind:"Name",value:"waiting"}},{kind:"Field",name:{kind:"Name",value:"running"}},{kind:"Field",name:{kind:"Name",value:"done"}},{kind:"Field",name:{kind:"Name",value:"setAside"}}]}},{kind:"Field",name:{kind:"Name",value:"setAside"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"id"}},{kind:"Field",name:{kind:"Name",value:"name"}},{kind:"Field",name:{kind:"Name",value:"error"}},{kind:"Field",name:{kind:"Name",value:"tries"}},{kind:"Field",name:{kind:"Name",value:"failedAt"}}]}}]}},{kind:"Field",name:{kind:"Name",value:"contracts"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"ranAt"}},{kind:"Field",name:{kind:"Name",value:"adapters"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"port"}},{kind:"Field",name:{kind:"Name",value:"adapter"}},{kind:"Field",name:{kind:"Name",value:"passed"}},{kind:"Field",name:{kind:"Name",value:"failed"}},{kind:"Field",name:{kind:"Name",value:"skipped"}},{kind:"Field",name:{kind:"Name",value:"failedLaws"}}]}}]}}]}}]}},StoreParts,StrategyParts]} as DocumentNode as TypedDocumentNode<SystemQuery, SystemQueryVariables>

export const StoresDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"query",name:{kind:"Name",value:"Stores"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"system"},selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"stores"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"StoreParts"}}]}}]}}]}},StoreParts]} as DocumentNode as TypedDocumentNode<StoresQuery, StoresQueryVariables>

export const SetStrategyDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"SetStrategy"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"input"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"SetStrategyInput"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"setStrategy"},arguments:[{kind:"Argument",name:{kind:"Name",value:"input"},value:{kind:"Variable",name:{kind:"Name",value:"input"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"strategy"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"StrategyParts"}}]}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},StrategyParts,FaultParts]} as DocumentNode as TypedDocumentNode<SetStrategyMutation, SetStrategyMutationVariables>

export const RetryJobDocument = {kind:"Document",definitions:[{kind:"OperationDefinition",operation:"mutation",name:{kind:"Name",value:"RetryJob"},variableDefinitions:[{kind:"VariableDefinition",variable:{kind:"Variable",name:{kind:"Name",value:"jobId"}},type:{kind:"NonNullType",type:{kind:"NamedType",name:{kind:"Name",value:"ID"}}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"retryJob"},arguments:[{kind:"Argument",name:{kind:"Name",value:"jobId"},value:{kind:"Variable",name:{kind:"Name",value:"jobId"}}}],selectionSet:{kind:"SelectionSet",selections:[{kind:"Field",name:{kind:"Name",value:"success"}},{kind:"Field",name:{kind:"Name",value:"code"}},{kind:"Field",name:{kind:"Name",value:"message"}},{kind:"Field",name:{kind:"Name",value:"faults"},selectionSet:{kind:"SelectionSet",selections:[{kind:"FragmentSpread",name:{kind:"Name",value:"FaultParts"}}]}}]}}]}},FaultParts]} as DocumentNode as TypedDocumentNode<RetryJobMutation, RetryJobMutationVariables>
