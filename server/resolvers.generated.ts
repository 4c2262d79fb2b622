import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Fault as FaultModel, FailureCode as FailureCodeModel } from '../lib/errors.ts';
import type { ReadingModel } from './features/telemetry/models.ts';
import type { SystemModel, StrategyModel, StoreModel, StoreKindModel, StoreStateModel, SetAsideJobModel, SkippedMessagesModel } from './features/system/models.ts';
import type { PictureModel, RostersModel, ConvoyRosterModel, PictureConvoyModel, PictureDroneModel, PastRosterModel, PastDroneModel, RecordedSpanModel, FreshnessModel, PictureCoverageModel, RecordedActivityModel, ActivityStepModel, TimelineMarkModel, MarkKindModel } from './features/replay/models.ts';
import type { FleetDroneModel } from './features/picture/models.ts';
import type { DemoPastModel } from './features/past/models.ts';
import type { LeadershipModel, LeadershipChangeModel, LeadershipStateModel, LeadershipReasonModel, CandidateModel, TermDoubtModel, LeadershipEventModel } from './features/leadership/models.ts';
import type { LeaderboardModel, RankEventModel } from './features/leaderboard/models.ts';
import type { LakeModel } from './features/lake/models.ts';
import type { StreamNoticeModel } from './features/events/models.ts';
import type { EngagementModel, EngagementEventModel } from './features/engagements/models.ts';
import type { ConvoyModel, DroneModel, RosterEventModel } from './features/convoys/models.ts';
import type { GraphqlContext } from './transport/graphql/context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
export type EnumResolverSignature<T, AllowedValues = any> = { [key in keyof T]?: AllowedValues };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant. Output: RFC 3339 in UTC, with milliseconds. Input: RFC 3339, or whole milliseconds since 1970. */
  DateTime: { input: number; output: number; }
};

export type ActivityStep = {
  __typename?: 'ActivityStep';
  /** When it began. */
  at: Scalars['DateTime']['output'];
  /** Of these, readings that came more than a minute after their minute had been recorded: replay shows it without them. */
  late: Scalars['Int']['output'];
  /** Events of the kinds of MarkKind. */
  marks: Scalars['Int']['output'];
  readings: Scalars['Int']['output'];
};

export type AdapterContract = {
  __typename?: 'AdapterContract';
  adapter: Scalars['String']['output'];
  failed: Scalars['Int']['output'];
  failedLaws: Array<Scalars['String']['output']>;
  passed: Scalars['Int']['output'];
  port: Scalars['String']['output'];
  skipped: Scalars['Int']['output'];
};

export type AddDroneInput = {
  callsign: Scalars['String']['input'];
  convoyId: Scalars['ID']['input'];
  droneId?: InputMaybe<Scalars['ID']['input']>;
  platformType?: InputMaybe<PlatformType>;
  reportIntervalMs?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 25 waypoints. */
  route?: InputMaybe<Array<WaypointInput>>;
};

export type AddDronesInput = {
  convoyId: Scalars['ID']['input'];
  drones: Array<NewDroneInput>;
};

export type AssignDroneInput = {
  convoyId: Scalars['ID']['input'];
  droneId: Scalars['ID']['input'];
  /** The version that this change is based on; an outdated one is a conflict. The same in the inputs below. */
  version: Scalars['Int']['input'];
};

export type BdaGrade =
  | 'DAMAGED'
  | 'DESTROYED'
  | 'NO_EFFECT'
  | 'UNKNOWN';

export type Candidate = {
  __typename?: 'Candidate';
  callsign: Scalars['String']['output'];
  droneId: Scalars['ID']['output'];
  votes: Scalars['Int']['output'];
};

export type ContractReport = {
  __typename?: 'ContractReport';
  adapters: Array<AdapterContract>;
  ranAt: Scalars['DateTime']['output'];
};

/** A mission-level group of drones. */
export type Convoy = {
  __typename?: 'Convoy';
  /** Area of responsibility, a polygon; empty when none was given. */
  aor: Array<GeoPoint>;
  /** Null when in use. */
  archivedAt?: Maybe<Scalars['DateTime']['output']>;
  callsign: Scalars['String']['output'];
  commandingUnit: Scalars['String']['output'];
  convoyId: Scalars['ID']['output'];
  /** The drones in service, or the retired ones. */
  drones: Array<Drone>;
  heartbeatIntervalMs: Scalars['Int']['output'];
  leaderboard: Leaderboard;
  leadership: Leadership;
  roe: RoeLevel;
  status: ConvoyStatus;
  /** Incremented with every change; pass it to updateConvoy. */
  version: Scalars['Int']['output'];
};


/** A mission-level group of drones. */
export type ConvoyDronesArgs = {
  retired?: InputMaybe<Scalars['Boolean']['input']>;
};


/** A mission-level group of drones. */
export type ConvoyLeaderboardArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  rankBy?: InputMaybe<RankBy>;
};

/** Events of convoys; each feature adds its own. */
export type ConvoyEvent = EngagementEvent | LeadershipEvent | RankEvent | RosterEvent | StreamNotice;

export type ConvoyResult = {
  __typename?: 'ConvoyResult';
  code?: Maybe<FailureCode>;
  convoy?: Maybe<Convoy>;
  faults: Array<Fault>;
  message?: Maybe<Scalars['String']['output']>;
  success: Scalars['Boolean']['output'];
};

export type ConvoyRoster = {
  __typename?: 'ConvoyRoster';
  convoyId: Scalars['ID']['output'];
  roster: PastRoster;
};

export type ConvoyStatus =
  | 'ABORTED'
  | 'ACTIVE'
  | 'COMPLETED'
  | 'HOLDING'
  | 'PLANNED';

export type ConvoyVersionInput = {
  convoyId: Scalars['ID']['input'];
  version: Scalars['Int']['input'];
};

export type CreateConvoyInput = {
  aor?: InputMaybe<Array<GeoPointInput>>;
  callsign: Scalars['String']['input'];
  commandingUnit: Scalars['String']['input'];
  convoyId?: InputMaybe<Scalars['ID']['input']>;
  heartbeatIntervalMs?: InputMaybe<Scalars['Int']['input']>;
  roe?: InputMaybe<RoeLevel>;
  status?: InputMaybe<ConvoyStatus>;
};

/** A made-up past, written while the fleet is already running, so that there is something to look back at. */
export type DemoPast = {
  __typename?: 'DemoPast';
  /** Null while it is being written. */
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  from: Scalars['DateTime']['output'];
  /** How much is written, 0 to 100. */
  progressPct: Scalars['Float']['output'];
  /** Everything up to here is written, and can be looked at. */
  writtenUntil: Scalars['DateTime']['output'];
};

/** One platform in a convoy. */
export type Drone = {
  __typename?: 'Drone';
  /** What it has recorded with each weapon type, in all convoys together, up to now or `upTo`; without those it never used. */
  accuracyByWeapon: Array<WeaponAccuracy>;
  callsign: Scalars['String']['output'];
  convoy: Convoy;
  convoyId: Scalars['ID']['output'];
  droneId: Scalars['ID']['output'];
  /** In all its convoys, newest first; with `upTo` only those up to that instant. */
  engagements: Array<Engagement>;
  /** Times of its first and last stored reading; null when it has none. */
  history?: Maybe<HistorySpan>;
  latest?: Maybe<Reading>;
  platformType: PlatformType;
  /** Expected reporting interval; null when unknown. */
  reportIntervalMs?: Maybe<Scalars['Int']['output']>;
  /** Null when in service. */
  retiredAt?: Maybe<Scalars['DateTime']['output']>;
  route: Array<Waypoint>;
  /** Incremented with every change; pass it to mutations that change the drone. */
  version: Scalars['Int']['output'];
};


/** One platform in a convoy. */
export type DroneAccuracyByWeaponArgs = {
  upTo: InputMaybe<Scalars['DateTime']['input']>;
};


/** One platform in a convoy. */
export type DroneEngagementsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  upTo: InputMaybe<Scalars['DateTime']['input']>;
};

export type DroneResult = {
  __typename?: 'DroneResult';
  code?: Maybe<FailureCode>;
  drone?: Maybe<Drone>;
  faults: Array<Fault>;
  message?: Maybe<Scalars['String']['output']>;
  success: Scalars['Boolean']['output'];
};

export type DroneVersionInput = {
  droneId: Scalars['ID']['input'];
  version: Scalars['Int']['input'];
};

export type DronesResult = {
  __typename?: 'DronesResult';
  code?: Maybe<FailureCode>;
  drones: Array<Drone>;
  faults: Array<Fault>;
  message?: Maybe<Scalars['String']['output']>;
  success: Scalars['Boolean']['output'];
};

export type Engagement = {
  __typename?: 'Engagement';
  bda: BdaGrade;
  callsign: Scalars['String']['output'];
  convoyId: Scalars['ID']['output'];
  droneId: Scalars['ID']['output'];
  engagedAt: Scalars['DateTime']['output'];
  engagementId: Scalars['ID']['output'];
  hit: Scalars['Boolean']['output'];
  target?: Maybe<Scalars['String']['output']>;
  weaponType: WeaponType;
};

export type EngagementEvent = StreamEvent & {
  __typename?: 'EngagementEvent';
  callsign: Scalars['String']['output'];
  convoyId: Scalars['ID']['output'];
  droneId: Scalars['ID']['output'];
  engagementId: Scalars['ID']['output'];
  hit: Scalars['Boolean']['output'];
  newAccuracyPct: Scalars['Float']['output'];
  sequence: Scalars['String']['output'];
  timestamp: Scalars['DateTime']['output'];
  weaponType: WeaponType;
};

export type EngagementPage = {
  __typename?: 'EngagementPage';
  next?: Maybe<Scalars['String']['output']>;
  nodes: Array<Engagement>;
};

export type FailureCode =
  | 'CONFLICT'
  | 'FORBIDDEN'
  | 'INVALID'
  | 'LIMITED'
  | 'MISSING'
  | 'UNAUTHENTICATED'
  | 'UNAVAILABLE';

/** Why one value was refused. */
export type Fault = {
  __typename?: 'Fault';
  code: FailureCode;
  expected: Scalars['String']['output'];
  got: Scalars['String']['output'];
  path: Scalars['String']['output'];
};

export type FleetDrone = {
  __typename?: 'FleetDrone';
  altitudeM?: Maybe<Scalars['Float']['output']>;
  convoyId: Scalars['ID']['output'];
  droneId: Scalars['ID']['output'];
  headingDeg?: Maybe<Scalars['Float']['output']>;
  latitudeDeg: Scalars['Float']['output'];
  longitudeDeg: Scalars['Float']['output'];
  recordedAt: Scalars['DateTime']['output'];
};

export type FleetSnapshot = {
  __typename?: 'FleetSnapshot';
  drones: Array<FleetDrone>;
  timestamp: Scalars['DateTime']['output'];
};

export type Freshness =
  | 'LATE'
  | 'LIVE'
  | 'LOST'
  /** Had not reported yet. */
  | 'SILENT';

export type GeoPoint = {
  __typename?: 'GeoPoint';
  latitudeDeg: Scalars['Float']['output'];
  longitudeDeg: Scalars['Float']['output'];
};

export type GeoPointInput = {
  latitudeDeg: Scalars['Float']['input'];
  longitudeDeg: Scalars['Float']['input'];
};

export type HistorySpan = {
  __typename?: 'HistorySpan';
  from: Scalars['DateTime']['output'];
  to: Scalars['DateTime']['output'];
};

export type JobCounts = {
  __typename?: 'JobCounts';
  done: Scalars['Int']['output'];
  name: Scalars['String']['output'];
  running: Scalars['Int']['output'];
  setAside: Scalars['Int']['output'];
  waiting: Scalars['Int']['output'];
};

export type Jobs = {
  __typename?: 'Jobs';
  counts: Array<JobCounts>;
  /** Jobs that failed after all attempts, newest first, at most 50. */
  setAside: Array<SetAsideJob>;
};

export type Lake = {
  __typename?: 'Lake';
  /** Readings received before this are in it, except late ones of closed hours. Null before the first export, or while its folder can't be read. */
  asOf?: Maybe<Scalars['DateTime']['output']>;
  files: Scalars['Int']['output'];
  /** Number of its newest manifest; 0 before the first export, null while its folder can't be read. */
  generation?: Maybe<Scalars['Int']['output']>;
  /** Why this process can't read it, or can't export now; null while it can, or while another process exports. */
  pausedBecause?: Maybe<Scalars['String']['output']>;
  readings: Scalars['Float']['output'];
  /** Files that the manifest names and that are missing or damaged: the next export writes them again. */
  unreadableFiles: Scalars['Int']['output'];
};

export type Leaderboard = {
  __typename?: 'Leaderboard';
  asOf: Scalars['DateTime']['output'];
  /** Hits per engagement of the whole convoy, in percent; null before the first. */
  averageAccuracy?: Maybe<Scalars['Float']['output']>;
  convoyCallsign: Scalars['String']['output'];
  convoyId: Scalars['ID']['output'];
  entries: Array<LeaderboardEntry>;
  /** A rank with fewer engagements than this is provisional. */
  minimumSample: Scalars['Int']['output'];
  rankBy: RankBy;
  /** True when the ranking store is unavailable and this was computed from the records. */
  stale: Scalars['Boolean']['output'];
  /** How equal scores are ordered. */
  tieRule: Scalars['String']['output'];
  totalDrones: Scalars['Int']['output'];
};

export type LeaderboardEntry = {
  __typename?: 'LeaderboardEntry';
  accuracyPct: Scalars['Float']['output'];
  callsign: Scalars['String']['output'];
  /** Current streak of hits (positive) or misses (negative). */
  currentStreak: Scalars['Int']['output'];
  droneId: Scalars['ID']['output'];
  /** False for a drone that has left the convoy or is out of service: its engagements there still count. */
  inConvoy: Scalars['Boolean']['output'];
  rank: Scalars['Int']['output'];
  successfulHits: Scalars['Int']['output'];
  totalEngagements: Scalars['Int']['output'];
  wilsonHighPct: Scalars['Float']['output'];
  wilsonLowPct: Scalars['Float']['output'];
};

export type Leadership = {
  __typename?: 'Leadership';
  candidates: Array<Candidate>;
  convoyId: Scalars['ID']['output'];
  /** A term far above the others that was not applied because no majority reports it. */
  doubt?: Maybe<TermDoubt>;
  heartbeatAt?: Maybe<Scalars['DateTime']['output']>;
  heartbeatIntervalMs: Scalars['Int']['output'];
  leader?: Maybe<Drone>;
  /** Reports from before this instant no longer count: terms were restarted, or reset by an operator. Null if never. */
  restartedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The second leader of the same term during a split brain. */
  rival?: Maybe<Drone>;
  since: Scalars['DateTime']['output'];
  state: LeadershipState;
  term: Scalars['Int']['output'];
};

export type LeadershipChange = {
  __typename?: 'LeadershipChange';
  at: Scalars['DateTime']['output'];
  doubtDroneId?: Maybe<Scalars['ID']['output']>;
  /** The term in doubt at that time, and the drone that reported it. */
  doubtTerm?: Maybe<Scalars['Int']['output']>;
  leaderIdAfter?: Maybe<Scalars['ID']['output']>;
  leaderIdBefore?: Maybe<Scalars['ID']['output']>;
  reason: LeadershipReason;
  /** With RESET: who ordered it, and the reason given. */
  resetBy?: Maybe<Scalars['String']['output']>;
  resetReason?: Maybe<Scalars['String']['output']>;
  rivalIdAfter?: Maybe<Scalars['ID']['output']>;
  stateAfter: LeadershipState;
  stateBefore: LeadershipState;
  termAfter: Scalars['Int']['output'];
  termBefore: Scalars['Int']['output'];
};

export type LeadershipChangePage = {
  __typename?: 'LeadershipChangePage';
  next?: Maybe<Scalars['String']['output']>;
  nodes: Array<LeadershipChange>;
};

export type LeadershipEvent = StreamEvent & {
  __typename?: 'LeadershipEvent';
  change: LeadershipChange;
  convoyId: Scalars['ID']['output'];
  sequence: Scalars['String']['output'];
  timestamp: Scalars['DateTime']['output'];
};

export type LeadershipReason =
  /** The doubt has ended: the term was applied, or no drone reported it for a while. */
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
  /** No drone reported the term for a while, and a majority agrees on a lower one. */
  | 'TERMS_RESTARTED'
  /** A drone reports a term far above the others; it is not applied until a majority reports it. */
  | 'TERM_DOUBTED'
  | 'TWO_LEADERS';

export type LeadershipState =
  | 'ELECTING'
  | 'HEALTHY'
  | 'LOST'
  | 'SPLIT_BRAIN'
  | 'SUSPECT'
  | 'UNKNOWN';

export type MarkKind =
  /** A drone took the first place of the leaderboard by an engagement of its own. */
  | 'FIRST_PLACE'
  /** The drone in first place fell back by an engagement of its own. */
  | 'FIRST_PLACE_LOST'
  /** Another drone was elected leader. */
  | 'HANDOVER'
  | 'LEADER_LOST'
  | 'SPLIT_BRAIN';

export type Mutation = {
  __typename?: 'Mutation';
  addDrone: DroneResult;
  /** Adds 1 to 200 drones to a convoy: all or nothing. */
  addDrones: DronesResult;
  /** Removes a convoy and its drones from the map and the lists. Its stored data can still be read. */
  archiveConvoy: ConvoyResult;
  /** Assigns a drone to another convoy. Its readings, records and route move with it. */
  assignDrone: DroneResult;
  createConvoy: ConvoyResult;
  /** Records an engagement, exactly once per `engagementId`: a retried call returns the same result. */
  recordEngagement: RecordEngagementResult;
  renameDrone: DroneResult;
  /** Forgets the term and leader of a convoy; both follow again from later reports. The history records who ordered it and why. */
  resetLeadership: ResetLeadershipResult;
  restoreConvoy: ConvoyResult;
  /** Takes a drone out of service: it disappears from map and lists and its readings are refused. Its stored data is kept. */
  retireDrone: DroneResult;
  /** Retries a failed job. For admins. */
  retryJob: RetryJobResult;
  /** Returns a retired drone to service. */
  returnDrone: DroneResult;
  /** Replaces a drone's route with 1 to 25 waypoints. */
  setRoute: DroneResult;
  /** Sets the read and write strategy of an entity, in every process until it restarts. For admins. */
  setStrategy: StrategyResult;
  updateConvoy: ConvoyResult;
};


export type MutationAddDroneArgs = {
  input: AddDroneInput;
};


export type MutationAddDronesArgs = {
  input: AddDronesInput;
};


export type MutationArchiveConvoyArgs = {
  input: ConvoyVersionInput;
};


export type MutationAssignDroneArgs = {
  input: AssignDroneInput;
};


export type MutationCreateConvoyArgs = {
  input: CreateConvoyInput;
};


export type MutationRecordEngagementArgs = {
  input: RecordEngagementInput;
};


export type MutationRenameDroneArgs = {
  input: RenameDroneInput;
};


export type MutationResetLeadershipArgs = {
  convoyId: Scalars['ID']['input'];
  reason: InputMaybe<Scalars['String']['input']>;
};


export type MutationRestoreConvoyArgs = {
  input: ConvoyVersionInput;
};


export type MutationRetireDroneArgs = {
  input: DroneVersionInput;
};


export type MutationRetryJobArgs = {
  jobId: Scalars['ID']['input'];
};


export type MutationReturnDroneArgs = {
  input: DroneVersionInput;
};


export type MutationSetRouteArgs = {
  input: SetRouteInput;
};


export type MutationSetStrategyArgs = {
  input: SetStrategyInput;
};


export type MutationUpdateConvoyArgs = {
  input: UpdateConvoyInput;
};

export type NewDroneInput = {
  callsign: Scalars['String']['input'];
  droneId?: InputMaybe<Scalars['ID']['input']>;
  platformType?: InputMaybe<PlatformType>;
  reportIntervalMs?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 25 waypoints. */
  route?: InputMaybe<Array<WaypointInput>>;
};

export type PastDrone = {
  __typename?: 'PastDrone';
  callsign: Scalars['String']['output'];
  droneId: Scalars['ID']['output'];
  platformType: PlatformType;
  reportIntervalMs?: Maybe<Scalars['Int']['output']>;
};

export type PastRoster = {
  __typename?: 'PastRoster';
  /** Null when it was in use. */
  archivedAt?: Maybe<Scalars['DateTime']['output']>;
  callsign: Scalars['String']['output'];
  commandingUnit: Scalars['String']['output'];
  /** In service then. */
  drones: Array<PastDrone>;
  roe: RoeLevel;
  status: ConvoyStatus;
};

export type Picture = {
  __typename?: 'Picture';
  at: Scalars['DateTime']['output'];
  /** Those that were shown; where nothing was recorded, those that were in use. */
  convoys: Array<PictureConvoy>;
  coverage: PictureCoverage;
  /** True: recorded, but made from readings afterwards, and never shown live. */
  isReconstructed: Scalars['Boolean']['output'];
  /** True with RECORDED. Else positions are not known; names, boards and leadership are as far as their own records tell. */
  isRecorded: Scalars['Boolean']['output'];
};

export type PictureConvoy = {
  __typename?: 'PictureConvoy';
  convoyId: Scalars['ID']['output'];
  /** As shown; empty where nothing was recorded. */
  drones: Array<PictureDrone>;
  /** Null also where nothing was recorded. */
  heartbeatAt?: Maybe<Scalars['DateTime']['output']>;
  leaderId?: Maybe<Scalars['ID']['output']>;
  /** The board of engagements up to that instant, as known today. */
  leaderboard: Leaderboard;
  leadershipState: LeadershipState;
  /** The second leader of the same term during a split brain. */
  rivalId?: Maybe<Scalars['ID']['output']>;
  /** Names and members as they were; null when they are not known. */
  roster?: Maybe<PastRoster>;
  term: Scalars['Int']['output'];
};


export type PictureConvoyLeaderboardArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  rankBy?: InputMaybe<RankBy>;
};

/** What is known of what was shown at an instant. */
export type PictureCoverage =
  /** Nothing: no recorder ran, or the store was unavailable. */
  | 'GAP'
  /** Nothing: it is older than the first record, or than records are kept. */
  | 'OUTSIDE'
  | 'RECORDED'
  /** It is being recorded and not stored yet: ask again in a second. */
  | 'RUNNING';

export type PictureDrone = {
  __typename?: 'PictureDrone';
  /** As it was; null when it is not known. */
  callsign?: Maybe<Scalars['String']['output']>;
  droneId: Scalars['ID']['output'];
  freshness: Freshness;
  /** The newest reading as it was shown, rounded as in schema/frames.md; null before the first. */
  reading?: Maybe<Reading>;
};

export type PlatformType =
  | 'MQ1C_GRAY_EAGLE'
  | 'MQ9_REAPER'
  | 'RQ7_SHADOW'
  | 'RQ21_BLACKJACK'
  | 'UNKNOWN';

export type Query = {
  __typename?: 'Query';
  convoy?: Maybe<Convoy>;
  /** The convoys in use, or the archived ones, by callsign. */
  convoys: Array<Convoy>;
  /** The past that the simulated fleet starts with; null: there is none. */
  demoPast?: Maybe<DemoPast>;
  drone?: Maybe<Drone>;
  /** Records of engagements, newest first; with `upTo` only those up to that instant. */
  engagements: EngagementPage;
  /** The board of a convoy: the current one, or as of a past instant `at`. */
  leaderboard: Leaderboard;
  leadership: Leadership;
  /** Changes of leadership, newest first. */
  leadershipHistory: LeadershipChangePage;
  /** The permissions of the caller, as named in schema/permissions.ts. */
  permissions: Array<Scalars['String']['output']>;
  /** What was shown at an instant, of these convoys or, without `convoyIds`, of all. Past instants only. */
  picture: Picture;
  /**
   * How much was reported in [from, to), by event time, in at most so many equal steps (10 to 1,000), and what to mark on a timeline: of these
   * convoys or, without `convoyIds`, of all. Up to 31 days; by the minute up to one day, by the hour beyond.
   */
  recordedActivity: RecordedActivity;
  /** When frames were recorded in [from, to), in order: between two spans nothing is known of what was shown. */
  recording: Array<RecordedSpan>;
  /** Names and members at an instant, of all convoys. Past instants only. */
  rosters: Rosters;
  /** State of the server. */
  system: System;
  /** A drone's readings in [from, to), oldest first: all of them, or downsampled to `maxPoints` with peaks preserved. */
  telemetry: TelemetrySeries;
};


export type QueryConvoyArgs = {
  convoyId: Scalars['ID']['input'];
};


export type QueryConvoysArgs = {
  archived?: InputMaybe<Scalars['Boolean']['input']>;
};


export type QueryDroneArgs = {
  droneId: Scalars['ID']['input'];
};


export type QueryEngagementsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  convoyId: Scalars['ID']['input'];
  droneId: InputMaybe<Scalars['ID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  upTo: InputMaybe<Scalars['DateTime']['input']>;
};


export type QueryLeaderboardArgs = {
  at: InputMaybe<Scalars['DateTime']['input']>;
  convoyId: Scalars['ID']['input'];
  limit?: InputMaybe<Scalars['Int']['input']>;
  rankBy?: InputMaybe<RankBy>;
};


export type QueryLeadershipArgs = {
  convoyId: Scalars['ID']['input'];
};


export type QueryLeadershipHistoryArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  convoyId: Scalars['ID']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryPictureArgs = {
  at: Scalars['DateTime']['input'];
  convoyIds: InputMaybe<Array<Scalars['ID']['input']>>;
};


export type QueryRecordedActivityArgs = {
  convoyIds: InputMaybe<Array<Scalars['ID']['input']>>;
  from: Scalars['DateTime']['input'];
  steps?: InputMaybe<Scalars['Int']['input']>;
  to: Scalars['DateTime']['input'];
};


export type QueryRecordingArgs = {
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
};


export type QueryRostersArgs = {
  at: Scalars['DateTime']['input'];
};


export type QueryTelemetryArgs = {
  droneId: Scalars['ID']['input'];
  from: Scalars['DateTime']['input'];
  maxPoints?: InputMaybe<Scalars['Int']['input']>;
  to: Scalars['DateTime']['input'];
};

export type RankBy =
  /** Hits per engagement. */
  | 'ACCURACY'
  /** Lower bound of the 95 % Wilson interval: small samples rank lower. */
  | 'WILSON';

export type RankEvent = StreamEvent & {
  __typename?: 'RankEvent';
  accuracyPct: Scalars['Float']['output'];
  callsign: Scalars['String']['output'];
  convoyId: Scalars['ID']['output'];
  droneId: Scalars['ID']['output'];
  rankAfter: Scalars['Int']['output'];
  rankBefore?: Maybe<Scalars['Int']['output']>;
  sequence: Scalars['String']['output'];
  timestamp: Scalars['DateTime']['output'];
};

export type ReadStrategy =
  /** Reads the cache first; each miss loads from the store and fills the cache. */
  | 'CACHE_ASIDE'
  /** Reads the cache first; concurrent misses share one load from the store. */
  | 'READ_THROUGH'
  /** Reads the store only. */
  | 'STORE_ONLY';

/** One telemetry sample of one drone at one instant. */
export type Reading = {
  __typename?: 'Reading';
  /** Height above mean sea level. */
  altitudeM?: Maybe<Scalars['Float']['output']>;
  /** Null island or implausible: the position is unreliable. Exclude it from tracks and distances. */
  doubtfulPosition: Scalars['Boolean']['output'];
  droneId: Scalars['ID']['output'];
  /** Fuel left; 0 is empty. */
  fuelPct?: Maybe<Scalars['Float']['output']>;
  /** Direction of travel, clockwise from true north. */
  headingDeg?: Maybe<Scalars['Float']['output']>;
  /** Farther from the previous reading than any platform can fly. */
  implausible: Scalars['Boolean']['output'];
  /** Arrived after a newer reading of the same drone. */
  late: Scalars['Boolean']['output'];
  /** Latitude, WGS 84, north positive. */
  latitudeDeg: Scalars['Float']['output'];
  /** Radio link quality; 0 is lost. */
  linkPct?: Maybe<Scalars['Float']['output']>;
  /** Longitude, WGS 84, east positive. */
  longitudeDeg: Scalars['Float']['output'];
  /** Exactly 0,0 was reported. */
  nullIsland: Scalars['Boolean']['output'];
  /** A measured value was out of bounds and dropped: it is null. */
  outOfBounds: Scalars['Boolean']['output'];
  recordedAt: Scalars['DateTime']['output'];
  sequence: Scalars['Int']['output'];
  /** Speed over ground. */
  speedMps?: Maybe<Scalars['Float']['output']>;
};

export type RecordEngagementInput = {
  bda?: InputMaybe<BdaGrade>;
  convoyId: Scalars['ID']['input'];
  droneId: Scalars['ID']['input'];
  /** When it happened; the current time when absent. */
  engagedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Chosen by the caller, so that a retry is recognised; generated by the server when absent. */
  engagementId?: InputMaybe<Scalars['ID']['input']>;
  hit: Scalars['Boolean']['input'];
  target?: InputMaybe<Scalars['String']['input']>;
  weaponType: WeaponType;
};

export type RecordEngagementResult = {
  __typename?: 'RecordEngagementResult';
  /** The reason of a failure; null on success. The same in every result below. */
  code?: Maybe<FailureCode>;
  engagementId?: Maybe<Scalars['ID']['output']>;
  faults: Array<Fault>;
  message?: Maybe<Scalars['String']['output']>;
  newAccuracyPct?: Maybe<Scalars['Float']['output']>;
  newRank?: Maybe<Scalars['Int']['output']>;
  /** Places gained (positive) or lost. */
  rankChange?: Maybe<Scalars['Int']['output']>;
  success: Scalars['Boolean']['output'];
};

export type RecordedActivity = {
  __typename?: 'RecordedActivity';
  /** False: there are more than 500, and the steps tell how many. */
  areMarksComplete: Scalars['Boolean']['output'];
  /** In order, the first 500. */
  marks: Array<TimelineMark>;
  /** Length of the steps; they begin at whole multiples of it since 1970. */
  stepMs: Scalars['Int']['output'];
  /** In order, without those in which nothing happened. */
  steps: Array<ActivityStep>;
};

export type RecordedSpan = {
  __typename?: 'RecordedSpan';
  from: Scalars['DateTime']['output'];
  /** True: made from readings afterwards, and never shown live, as the past of the demo is. */
  isReconstructed: Scalars['Boolean']['output'];
  to: Scalars['DateTime']['output'];
};

export type RenameDroneInput = {
  callsign: Scalars['String']['input'];
  droneId: Scalars['ID']['input'];
  version: Scalars['Int']['input'];
};

export type ResetLeadershipResult = {
  __typename?: 'ResetLeadershipResult';
  code?: Maybe<FailureCode>;
  faults: Array<Fault>;
  leadership?: Maybe<Leadership>;
  message?: Maybe<Scalars['String']['output']>;
  success: Scalars['Boolean']['output'];
};

export type RetryJobResult = {
  __typename?: 'RetryJobResult';
  code?: Maybe<FailureCode>;
  faults: Array<Fault>;
  message?: Maybe<Scalars['String']['output']>;
  success: Scalars['Boolean']['output'];
};

export type RoeLevel =
  | 'OBSERVE_ONLY'
  | 'WEAPONS_FREE'
  | 'WEAPONS_HOLD'
  | 'WEAPONS_TIGHT';

export type RosterEvent = StreamEvent & {
  __typename?: 'RosterEvent';
  convoyId: Scalars['ID']['output'];
  sequence: Scalars['String']['output'];
  timestamp: Scalars['DateTime']['output'];
};

export type Rosters = {
  __typename?: 'Rosters';
  at: Scalars['DateTime']['output'];
  /** Those that were there and in use. */
  convoys: Array<ConvoyRoster>;
  /** False: nothing is known of who was there. */
  isKnown: Scalars['Boolean']['output'];
  /** They are the same from `at` until then: the next change, or else how far was looked: now, or a day on. */
  until: Scalars['DateTime']['output'];
};

export type ServerProcess = {
  __typename?: 'ServerProcess';
  id: Scalars['Int']['output'];
  name: Scalars['String']['output'];
  roles: Array<Scalars['String']['output']>;
};

export type SetAsideJob = {
  __typename?: 'SetAsideJob';
  error: Scalars['String']['output'];
  failedAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  tries: Scalars['Int']['output'];
};

export type SetRouteInput = {
  convoyId: Scalars['ID']['input'];
  droneId: Scalars['ID']['input'];
  waypoints: Array<WaypointInput>;
};

export type SetStrategyInput = {
  entity: StrategyEntity;
  /** Unchanged when absent. */
  read?: InputMaybe<ReadStrategy>;
  /** Unchanged when absent. */
  write?: InputMaybe<WriteStrategy>;
};

/** Messages of one topic that one follower skipped. The state is reloaded from the store instead. */
export type SkippedMessages = {
  __typename?: 'SkippedMessages';
  at: Scalars['DateTime']['output'];
  count: Scalars['Float']['output'];
  /** The part of the server that follows the topic. */
  follower: Scalars['String']['output'];
  reason: Scalars['String']['output'];
  /** Sequence of the newest one. */
  sequence: Scalars['String']['output'];
  topic: Scalars['String']['output'];
};

export type Store = {
  __typename?: 'Store';
  /** The last error, or how it is reached. */
  detail?: Maybe<Scalars['String']['output']>;
  kind: StoreKind;
  name: Scalars['String']['output'];
  since: Scalars['DateTime']['output'];
  state: StoreState;
};

export type StoreKind =
  /** Rebuilt from the store: cache, rankings, bus. */
  | 'CACHE'
  /** System of record. */
  | 'STORE';

export type StoreState =
  | 'DOWN'
  | 'UP';

export type Strategy = {
  __typename?: 'Strategy';
  /** Times the cache was unavailable and only the store was used. */
  cacheFailures: Scalars['Float']['output'];
  changedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who last changed it since the start; null if unchanged. */
  changedBy?: Maybe<Scalars['String']['output']>;
  /** Applies again when the process restarts. */
  configuredRead: ReadStrategy;
  configuredWrite?: Maybe<WriteStrategy>;
  entity: StrategyEntity;
  hits: Scalars['Float']['output'];
  misses: Scalars['Float']['output'];
  /** Greatest age of a value served from the cache. */
  oldestHitMs: Scalars['Float']['output'];
  read: ReadStrategy;
  /** Loads overtaken by a write and therefore not cached. */
  stale: Scalars['Float']['output'];
  /** Null for an entity that is not written as a whole. */
  write?: Maybe<WriteStrategy>;
  writeChoices: Array<WriteStrategy>;
};

export type StrategyEntity =
  | 'LEADERBOARD'
  | 'RECENT_ENGAGEMENTS'
  | 'ROUTE';

export type StrategyResult = {
  __typename?: 'StrategyResult';
  code?: Maybe<FailureCode>;
  faults: Array<Fault>;
  message?: Maybe<Scalars['String']['output']>;
  strategy?: Maybe<Strategy>;
  success: Scalars['Boolean']['output'];
};

export type StreamEvent = {
  convoyId: Scalars['ID']['output'];
  /** Pass it as `after` to resume. */
  sequence: Scalars['String']['output'];
  timestamp: Scalars['DateTime']['output'];
};

/** The state of a stream. A stream begins with STARTED, RESUMED or GAP; CAUGHT_UP follows RESUMED. */
export type StreamNotice = {
  __typename?: 'StreamNotice';
  kind: StreamNoticeKind;
  /** With CAUGHT_UP: how many events were replayed; else 0. */
  recovered: Scalars['Int']['output'];
  /** Pass it as `after` to resume; the newest one when the stream began. */
  sequence: Scalars['String']['output'];
  timestamp: Scalars['DateTime']['output'];
};

export type StreamNoticeKind =
  /** All missed events have been delivered. */
  | 'CAUGHT_UP'
  /** Missed events are no longer available: reload the picture. The stream continues from now on. */
  | 'GAP'
  /** Missed events follow, up to CAUGHT_UP. */
  | 'RESUMED'
  /** Events from now on: no `after` was given. */
  | 'STARTED';

export type Subscription = {
  __typename?: 'Subscription';
  /** All events of these convoys (of all when absent), in one order. Begins with a StreamNotice about the start of the stream. */
  convoyEvents: ConvoyEvent;
  /** Engagements of a convoy as they are recorded; with `after`, first those since that sequence. */
  engagementEvents: EngagementEvent;
  /** Positions of whole convoys, at most once a second: for clients without /ws/live. */
  fleet: FleetSnapshot;
  /** Rank changes on the board of a convoy. */
  leaderboardChanges: RankEvent;
  leadershipEvents: LeadershipEvent;
};


export type SubscriptionConvoyEventsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  convoyIds: InputMaybe<Array<Scalars['ID']['input']>>;
};


export type SubscriptionEngagementEventsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  convoyId: Scalars['ID']['input'];
};


export type SubscriptionFleetArgs = {
  convoyIds: Array<Scalars['ID']['input']>;
};


export type SubscriptionLeaderboardChangesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  convoyId: Scalars['ID']['input'];
};


export type SubscriptionLeadershipEventsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  convoyId: Scalars['ID']['input'];
};

export type System = {
  __typename?: 'System';
  /** Contract test results of the adapters from the last test run on this machine; null if there was none. */
  contracts?: Maybe<ContractReport>;
  convoys: Scalars['Int']['output'];
  drones: Scalars['Int']['output'];
  /** Jobs of all processes; null while the queue is unavailable. */
  jobs?: Maybe<Jobs>;
  /** The lake, history as Parquet files for analysis, as this process sees it. */
  lake: Lake;
  /** True when the caller may use setStrategy and retryJob. */
  mayChange: Scalars['Boolean']['output'];
  /** embedded: everything in one process. cluster: processes over shared databases. */
  mode: Scalars['String']['output'];
  /** The server's current time, to compute ages from. */
  now: Scalars['DateTime']['output'];
  /** The process that served this request. */
  process: ServerProcess;
  readingsAccepted: Scalars['Float']['output'];
  readingsRefused: Scalars['Float']['output'];
  /** Bus messages that this process could not read or apply and skipped since it started; normally none. */
  skippedMessages: Array<SkippedMessages>;
  startedAt: Scalars['DateTime']['output'];
  /** The databases, as this process sees them. */
  stores: Array<Store>;
  /** The cache strategies of this process, with counters since it started. */
  strategies: Array<Strategy>;
  version: Scalars['String']['output'];
};

export type TelemetrySeries = {
  __typename?: 'TelemetrySeries';
  droneId: Scalars['ID']['output'];
  /** How the readings were chosen, for people. */
  method: Scalars['String']['output'];
  /** Oldest first. Interrupt tracks at readings with doubtfulPosition. */
  readings: Array<Reading>;
  /** Readings found in the range. */
  readingsFound: Scalars['Int']['output'];
  /** Readings returned. */
  readingsShown: Scalars['Int']['output'];
  /** Length of one step when downsampled, else null. */
  stepMs?: Maybe<Scalars['Int']['output']>;
};

export type TermDoubt = {
  __typename?: 'TermDoubt';
  callsign: Scalars['String']['output'];
  /** The drone that reports it. */
  droneId: Scalars['ID']['output'];
  heardAt: Scalars['DateTime']['output'];
  /** Drones that are currently reporting. */
  reporting: Scalars['Int']['output'];
  since: Scalars['DateTime']['output'];
  /** Drones that recently reported such a term. */
  spokenOfBy: Scalars['Int']['output'];
  term: Scalars['Int']['output'];
};

export type TimelineMark = {
  __typename?: 'TimelineMark';
  at: Scalars['DateTime']['output'];
  convoyId: Scalars['ID']['output'];
  /** The new leader, or the drone that took or lost the first place. */
  droneId?: Maybe<Scalars['ID']['output']>;
  kind: MarkKind;
};

export type UpdateConvoyInput = {
  aor?: InputMaybe<Array<GeoPointInput>>;
  callsign?: InputMaybe<Scalars['String']['input']>;
  commandingUnit?: InputMaybe<Scalars['String']['input']>;
  convoyId: Scalars['ID']['input'];
  roe?: InputMaybe<RoeLevel>;
  status?: InputMaybe<ConvoyStatus>;
  /** The version that this change is based on; an outdated one is a conflict. */
  version: Scalars['Int']['input'];
};

export type Waypoint = {
  __typename?: 'Waypoint';
  altitudeM: Scalars['Float']['output'];
  latitudeDeg: Scalars['Float']['output'];
  longitudeDeg: Scalars['Float']['output'];
  sequence: Scalars['Int']['output'];
};

export type WaypointInput = {
  altitudeM: Scalars['Float']['input'];
  latitudeDeg: Scalars['Float']['input'];
  longitudeDeg: Scalars['Float']['input'];
};

export type WeaponAccuracy = {
  __typename?: 'WeaponAccuracy';
  accuracyPct: Scalars['Float']['output'];
  successfulHits: Scalars['Int']['output'];
  totalEngagements: Scalars['Int']['output'];
  weaponType: WeaponType;
};

export type WeaponType =
  | 'AGM114_HELLFIRE'
  | 'AGM176_GRIFFIN'
  | 'GBU12_PAVEWAY'
  | 'GBU38_JDAM'
  | 'GBU44_VIPER_STRIKE'
  | 'NONE';

export type WriteStrategy =
  /** Writes the store and invalidates the cache. */
  | 'WRITE_AROUND'
  /** Writes the store, then the cache, then returns. */
  | 'WRITE_THROUGH';



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  ConvoyEvent:
    | ( EngagementEventModel )
    | ( LeadershipEventModel )
    | ( RankEventModel )
    | ( RosterEventModel )
    | ( StreamNoticeModel )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  StreamEvent:
    | ( EngagementEventModel )
    | ( LeadershipEventModel )
    | ( RankEventModel )
    | ( RosterEventModel )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  ActivityStep: ResolverTypeWrapper<ActivityStepModel>;
  AdapterContract: ResolverTypeWrapper<AdapterContract>;
  AddDroneInput: AddDroneInput;
  AddDronesInput: AddDronesInput;
  AssignDroneInput: AssignDroneInput;
  BdaGrade: BdaGrade;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Candidate: ResolverTypeWrapper<CandidateModel>;
  ContractReport: ResolverTypeWrapper<ContractReport>;
  Convoy: ResolverTypeWrapper<ConvoyModel>;
  ConvoyEvent: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ConvoyEvent']>;
  ConvoyResult: ResolverTypeWrapper<Omit<ConvoyResult, 'code' | 'convoy' | 'faults'> & { code?: Maybe<ResolversTypes['FailureCode']>, convoy?: Maybe<ResolversTypes['Convoy']>, faults: Array<ResolversTypes['Fault']> }>;
  ConvoyRoster: ResolverTypeWrapper<ConvoyRosterModel>;
  ConvoyStatus: ConvoyStatus;
  ConvoyVersionInput: ConvoyVersionInput;
  CreateConvoyInput: CreateConvoyInput;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DemoPast: ResolverTypeWrapper<DemoPastModel>;
  Drone: ResolverTypeWrapper<DroneModel>;
  DroneResult: ResolverTypeWrapper<Omit<DroneResult, 'code' | 'drone' | 'faults'> & { code?: Maybe<ResolversTypes['FailureCode']>, drone?: Maybe<ResolversTypes['Drone']>, faults: Array<ResolversTypes['Fault']> }>;
  DroneVersionInput: DroneVersionInput;
  DronesResult: ResolverTypeWrapper<Omit<DronesResult, 'code' | 'drones' | 'faults'> & { code?: Maybe<ResolversTypes['FailureCode']>, drones: Array<ResolversTypes['Drone']>, faults: Array<ResolversTypes['Fault']> }>;
  Engagement: ResolverTypeWrapper<EngagementModel>;
  EngagementEvent: ResolverTypeWrapper<EngagementEventModel>;
  EngagementPage: ResolverTypeWrapper<Omit<EngagementPage, 'nodes'> & { nodes: Array<ResolversTypes['Engagement']> }>;
  FailureCode: ResolverTypeWrapper<FailureCodeModel>;
  Fault: ResolverTypeWrapper<FaultModel>;
  FleetDrone: ResolverTypeWrapper<FleetDroneModel>;
  FleetSnapshot: ResolverTypeWrapper<Omit<FleetSnapshot, 'drones'> & { drones: Array<ResolversTypes['FleetDrone']> }>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Freshness: ResolverTypeWrapper<FreshnessModel>;
  GeoPoint: ResolverTypeWrapper<GeoPoint>;
  GeoPointInput: GeoPointInput;
  HistorySpan: ResolverTypeWrapper<HistorySpan>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JobCounts: ResolverTypeWrapper<JobCounts>;
  Jobs: ResolverTypeWrapper<Omit<Jobs, 'setAside'> & { setAside: Array<ResolversTypes['SetAsideJob']> }>;
  Lake: ResolverTypeWrapper<LakeModel>;
  Leaderboard: ResolverTypeWrapper<LeaderboardModel>;
  LeaderboardEntry: ResolverTypeWrapper<LeaderboardEntry>;
  Leadership: ResolverTypeWrapper<LeadershipModel>;
  LeadershipChange: ResolverTypeWrapper<LeadershipChangeModel>;
  LeadershipChangePage: ResolverTypeWrapper<Omit<LeadershipChangePage, 'nodes'> & { nodes: Array<ResolversTypes['LeadershipChange']> }>;
  LeadershipEvent: ResolverTypeWrapper<LeadershipEventModel>;
  LeadershipReason: ResolverTypeWrapper<LeadershipReasonModel>;
  LeadershipState: ResolverTypeWrapper<LeadershipStateModel>;
  MarkKind: ResolverTypeWrapper<MarkKindModel>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NewDroneInput: NewDroneInput;
  PastDrone: ResolverTypeWrapper<PastDroneModel>;
  PastRoster: ResolverTypeWrapper<PastRosterModel>;
  Picture: ResolverTypeWrapper<PictureModel>;
  PictureConvoy: ResolverTypeWrapper<PictureConvoyModel>;
  PictureCoverage: ResolverTypeWrapper<PictureCoverageModel>;
  PictureDrone: ResolverTypeWrapper<PictureDroneModel>;
  PlatformType: PlatformType;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RankBy: RankBy;
  RankEvent: ResolverTypeWrapper<RankEventModel>;
  ReadStrategy: ReadStrategy;
  Reading: ResolverTypeWrapper<ReadingModel>;
  RecordEngagementInput: RecordEngagementInput;
  RecordEngagementResult: ResolverTypeWrapper<Omit<RecordEngagementResult, 'code' | 'faults'> & { code?: Maybe<ResolversTypes['FailureCode']>, faults: Array<ResolversTypes['Fault']> }>;
  RecordedActivity: ResolverTypeWrapper<RecordedActivityModel>;
  RecordedSpan: ResolverTypeWrapper<RecordedSpanModel>;
  RenameDroneInput: RenameDroneInput;
  ResetLeadershipResult: ResolverTypeWrapper<Omit<ResetLeadershipResult, 'code' | 'faults' | 'leadership'> & { code?: Maybe<ResolversTypes['FailureCode']>, faults: Array<ResolversTypes['Fault']>, leadership?: Maybe<ResolversTypes['Leadership']> }>;
  RetryJobResult: ResolverTypeWrapper<Omit<RetryJobResult, 'code' | 'faults'> & { code?: Maybe<ResolversTypes['FailureCode']>, faults: Array<ResolversTypes['Fault']> }>;
  RoeLevel: RoeLevel;
  RosterEvent: ResolverTypeWrapper<RosterEventModel>;
  Rosters: ResolverTypeWrapper<RostersModel>;
  ServerProcess: ResolverTypeWrapper<ServerProcess>;
  SetAsideJob: ResolverTypeWrapper<SetAsideJobModel>;
  SetRouteInput: SetRouteInput;
  SetStrategyInput: SetStrategyInput;
  SkippedMessages: ResolverTypeWrapper<SkippedMessagesModel>;
  Store: ResolverTypeWrapper<StoreModel>;
  StoreKind: ResolverTypeWrapper<StoreKindModel>;
  StoreState: ResolverTypeWrapper<StoreStateModel>;
  Strategy: ResolverTypeWrapper<StrategyModel>;
  StrategyEntity: StrategyEntity;
  StrategyResult: ResolverTypeWrapper<Omit<StrategyResult, 'code' | 'faults' | 'strategy'> & { code?: Maybe<ResolversTypes['FailureCode']>, faults: Array<ResolversTypes['Fault']>, strategy?: Maybe<ResolversTypes['Strategy']> }>;
  StreamEvent: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['StreamEvent']>;
  StreamNotice: ResolverTypeWrapper<StreamNoticeModel>;
  StreamNoticeKind: StreamNoticeKind;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  System: ResolverTypeWrapper<SystemModel>;
  TelemetrySeries: ResolverTypeWrapper<Omit<TelemetrySeries, 'readings'> & { readings: Array<ResolversTypes['Reading']> }>;
  TermDoubt: ResolverTypeWrapper<TermDoubtModel>;
  TimelineMark: ResolverTypeWrapper<TimelineMarkModel>;
  UpdateConvoyInput: UpdateConvoyInput;
  Waypoint: ResolverTypeWrapper<Waypoint>;
  WaypointInput: WaypointInput;
  WeaponAccuracy: ResolverTypeWrapper<WeaponAccuracy>;
  WeaponType: WeaponType;
  WriteStrategy: WriteStrategy;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ActivityStep: ActivityStepModel;
  AdapterContract: AdapterContract;
  AddDroneInput: AddDroneInput;
  AddDronesInput: AddDronesInput;
  AssignDroneInput: AssignDroneInput;
  Boolean: Scalars['Boolean']['output'];
  Candidate: CandidateModel;
  ContractReport: ContractReport;
  Convoy: ConvoyModel;
  ConvoyEvent: ResolversUnionTypes<ResolversParentTypes>['ConvoyEvent'];
  ConvoyResult: Omit<ConvoyResult, 'convoy' | 'faults'> & { convoy?: Maybe<ResolversParentTypes['Convoy']>, faults: Array<ResolversParentTypes['Fault']> };
  ConvoyRoster: ConvoyRosterModel;
  ConvoyVersionInput: ConvoyVersionInput;
  CreateConvoyInput: CreateConvoyInput;
  DateTime: Scalars['DateTime']['output'];
  DemoPast: DemoPastModel;
  Drone: DroneModel;
  DroneResult: Omit<DroneResult, 'drone' | 'faults'> & { drone?: Maybe<ResolversParentTypes['Drone']>, faults: Array<ResolversParentTypes['Fault']> };
  DroneVersionInput: DroneVersionInput;
  DronesResult: Omit<DronesResult, 'drones' | 'faults'> & { drones: Array<ResolversParentTypes['Drone']>, faults: Array<ResolversParentTypes['Fault']> };
  Engagement: EngagementModel;
  EngagementEvent: EngagementEventModel;
  EngagementPage: Omit<EngagementPage, 'nodes'> & { nodes: Array<ResolversParentTypes['Engagement']> };
  Fault: FaultModel;
  FleetDrone: FleetDroneModel;
  FleetSnapshot: Omit<FleetSnapshot, 'drones'> & { drones: Array<ResolversParentTypes['FleetDrone']> };
  Float: Scalars['Float']['output'];
  GeoPoint: GeoPoint;
  GeoPointInput: GeoPointInput;
  HistorySpan: HistorySpan;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  JobCounts: JobCounts;
  Jobs: Omit<Jobs, 'setAside'> & { setAside: Array<ResolversParentTypes['SetAsideJob']> };
  Lake: LakeModel;
  Leaderboard: LeaderboardModel;
  LeaderboardEntry: LeaderboardEntry;
  Leadership: LeadershipModel;
  LeadershipChange: LeadershipChangeModel;
  LeadershipChangePage: Omit<LeadershipChangePage, 'nodes'> & { nodes: Array<ResolversParentTypes['LeadershipChange']> };
  LeadershipEvent: LeadershipEventModel;
  Mutation: Record<PropertyKey, never>;
  NewDroneInput: NewDroneInput;
  PastDrone: PastDroneModel;
  PastRoster: PastRosterModel;
  Picture: PictureModel;
  PictureConvoy: PictureConvoyModel;
  PictureDrone: PictureDroneModel;
  Query: Record<PropertyKey, never>;
  RankEvent: RankEventModel;
  Reading: ReadingModel;
  RecordEngagementInput: RecordEngagementInput;
  RecordEngagementResult: Omit<RecordEngagementResult, 'faults'> & { faults: Array<ResolversParentTypes['Fault']> };
  RecordedActivity: RecordedActivityModel;
  RecordedSpan: RecordedSpanModel;
  RenameDroneInput: RenameDroneInput;
  ResetLeadershipResult: Omit<ResetLeadershipResult, 'faults' | 'leadership'> & { faults: Array<ResolversParentTypes['Fault']>, leadership?: Maybe<ResolversParentTypes['Leadership']> };
  RetryJobResult: Omit<RetryJobResult, 'faults'> & { faults: Array<ResolversParentTypes['Fault']> };
  RosterEvent: RosterEventModel;
  Rosters: RostersModel;
  ServerProcess: ServerProcess;
  SetAsideJob: SetAsideJobModel;
  SetRouteInput: SetRouteInput;
  SetStrategyInput: SetStrategyInput;
  SkippedMessages: SkippedMessagesModel;
  Store: StoreModel;
  Strategy: StrategyModel;
  StrategyResult: Omit<StrategyResult, 'faults' | 'strategy'> & { faults: Array<ResolversParentTypes['Fault']>, strategy?: Maybe<ResolversParentTypes['Strategy']> };
  StreamEvent: ResolversInterfaceTypes<ResolversParentTypes>['StreamEvent'];
  StreamNotice: StreamNoticeModel;
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  System: SystemModel;
  TelemetrySeries: Omit<TelemetrySeries, 'readings'> & { readings: Array<ResolversParentTypes['Reading']> };
  TermDoubt: TermDoubtModel;
  TimelineMark: TimelineMarkModel;
  UpdateConvoyInput: UpdateConvoyInput;
  Waypoint: Waypoint;
  WaypointInput: WaypointInput;
  WeaponAccuracy: WeaponAccuracy;
};

export type CostDirectiveArgs = {
  mostHours?: Maybe<Scalars['Int']['input']>;
  perHour?: Maybe<Scalars['Int']['input']>;
  weight?: Maybe<Scalars['Int']['input']>;
};

export type CostDirectiveResolver<Result, Parent, ContextType = GraphqlContext, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  assumed: Scalars['Int']['input'];
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = GraphqlContext, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ActivityStepResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ActivityStep'] = ResolversParentTypes['ActivityStep']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  late?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  marks?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  readings?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AdapterContractResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AdapterContract'] = ResolversParentTypes['AdapterContract']> = {
  adapter?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failedLaws?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  passed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  port?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  skipped?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CandidateResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Candidate'] = ResolversParentTypes['Candidate']> = {
  callsign?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  droneId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  votes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContractReportResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ContractReport'] = ResolversParentTypes['ContractReport']> = {
  adapters?: Resolver<Array<ResolversTypes['AdapterContract']>, ParentType, ContextType>;
  ranAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ConvoyResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Convoy'] = ResolversParentTypes['Convoy']> = {
  aor?: Resolver<Array<ResolversTypes['GeoPoint']>, ParentType, ContextType>;
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  callsign?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  commandingUnit?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  convoyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  drones?: Resolver<Array<ResolversTypes['Drone']>, ParentType, ContextType, RequireFields<ConvoyDronesArgs, 'retired'>>;
  heartbeatIntervalMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  leaderboard?: Resolver<ResolversTypes['Leaderboard'], ParentType, ContextType, RequireFields<ConvoyLeaderboardArgs, 'limit' | 'rankBy'>>;
  leadership?: Resolver<ResolversTypes['Leadership'], ParentType, ContextType>;
  roe?: Resolver<ResolversTypes['RoeLevel'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ConvoyStatus'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ConvoyEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConvoyEvent'] = ResolversParentTypes['ConvoyEvent']> = {
  __resolveType: TypeResolveFn<'EngagementEvent' | 'LeadershipEvent' | 'RankEvent' | 'RosterEvent' | 'StreamNotice', ParentType, ContextType>;
};

export type ConvoyResultResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConvoyResult'] = ResolversParentTypes['ConvoyResult']> = {
  code?: Resolver<Maybe<ResolversTypes['FailureCode']>, ParentType, ContextType>;
  convoy?: Resolver<Maybe<ResolversTypes['Convoy']>, ParentType, ContextType>;
  faults?: Resolver<Array<ResolversTypes['Fault']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ConvoyRosterResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConvoyRoster'] = ResolversParentTypes['ConvoyRoster']> = {
  convoyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  roster?: Resolver<ResolversTypes['PastRoster'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DemoPastResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DemoPast'] = ResolversParentTypes['DemoPast']> = {
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  progressPct?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  writtenUntil?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type DroneResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Drone'] = ResolversParentTypes['Drone']> = {
  accuracyByWeapon?: Resolver<Array<ResolversTypes['WeaponAccuracy']>, ParentType, ContextType, Partial<DroneAccuracyByWeaponArgs>>;
  callsign?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  convoy?: Resolver<ResolversTypes['Convoy'], ParentType, ContextType>;
  convoyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  droneId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  engagements?: Resolver<Array<ResolversTypes['Engagement']>, ParentType, ContextType, RequireFields<DroneEngagementsArgs, 'first'>>;
  history?: Resolver<Maybe<ResolversTypes['HistorySpan']>, ParentType, ContextType>;
  latest?: Resolver<Maybe<ResolversTypes['Reading']>, ParentType, ContextType>;
  platformType?: Resolver<ResolversTypes['PlatformType'], ParentType, ContextType>;
  reportIntervalMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  retiredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  route?: Resolver<Array<ResolversTypes['Waypoint']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DroneResultResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DroneResult'] = ResolversParentTypes['DroneResult']> = {
  code?: Resolver<Maybe<ResolversTypes['FailureCode']>, ParentType, ContextType>;
  drone?: Resolver<Maybe<ResolversTypes['Drone']>, ParentType, ContextType>;
  faults?: Resolver<Array<ResolversTypes['Fault']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type DronesResultResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DronesResult'] = ResolversParentTypes['DronesResult']> = {
  code?: Resolver<Maybe<ResolversTypes['FailureCode']>, ParentType, ContextType>;
  drones?: Resolver<Array<ResolversTypes['Drone']>, ParentType, ContextType>;
  faults?: Resolver<Array<ResolversTypes['Fault']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type EngagementResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Engagement'] = ResolversParentTypes['Engagement']> = {
  bda?: Resolver<ResolversTypes['BdaGrade'], ParentType, ContextType>;
  callsign?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  convoyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  droneId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  engagedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  engagementId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  hit?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  target?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  weaponType?: Resolver<ResolversTypes['WeaponType'], ParentType, ContextType>;
};

export type EngagementEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['EngagementEvent'] = ResolversParentTypes['EngagementEvent']> = {
  callsign?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  convoyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  droneId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  engagementId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  hit?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  newAccuracyPct?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timestamp?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  weaponType?: Resolver<ResolversTypes['WeaponType'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EngagementPageResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['EngagementPage'] = ResolversParentTypes['EngagementPage']> = {
  next?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Engagement']>, ParentType, ContextType>;
};

export type FailureCodeResolvers = EnumResolverSignature<{ CONFLICT?: any, FORBIDDEN?: any, INVALID?: any, LIMITED?: any, MISSING?: any, UNAUTHENTICATED?: any, UNAVAILABLE?: any }, ResolversTypes['FailureCode']>;

export type FaultResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Fault'] = ResolversParentTypes['Fault']> = {
  code?: Resolver<ResolversTypes['FailureCode'], ParentType, ContextType>;
  expected?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  got?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FleetDroneResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['FleetDrone'] = ResolversParentTypes['FleetDrone']> = {
  altitudeM?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  convoyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  droneId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  headingDeg?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  latitudeDeg?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  longitudeDeg?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type FleetSnapshotResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['FleetSnapshot'] = ResolversParentTypes['FleetSnapshot']> = {
  drones?: Resolver<Array<ResolversTypes['FleetDrone']>, ParentType, ContextType>;
  timestamp?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type FreshnessResolvers = EnumResolverSignature<{ LATE?: any, LIVE?: any, LOST?: any, SILENT?: any }, ResolversTypes['Freshness']>;

export type GeoPointResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['GeoPoint'] = ResolversParentTypes['GeoPoint']> = {
  latitudeDeg?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  longitudeDeg?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type HistorySpanResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['HistorySpan'] = ResolversParentTypes['HistorySpan']> = {
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type JobCountsResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['JobCounts'] = ResolversParentTypes['JobCounts']> = {
  done?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  running?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  setAside?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type JobsResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Jobs'] = ResolversParentTypes['Jobs']> = {
  counts?: Resolver<Array<ResolversTypes['JobCounts']>, ParentType, ContextType>;
  setAside?: Resolver<Array<ResolversTypes['SetAsideJob']>, ParentType, ContextType>;
};

export type LakeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Lake'] = ResolversParentTypes['Lake']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  files?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  generation?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  pausedBecause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  readings?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  unreadableFiles?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LeaderboardResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Leaderboard'] = ResolversParentTypes['Leaderboard']> = {
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  averageAccuracy?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  convoyCallsign?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  convoyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  entries?: Resolver<Array<ResolversTypes['LeaderboardEntry']>, ParentType, ContextType>;
  minimumSample?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rankBy?: Resolver<ResolversTypes['RankBy'], ParentType, ContextType>;
  stale?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  tieRule?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  totalDrones?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LeaderboardEntryResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LeaderboardEntry'] = ResolversParentTypes['LeaderboardEntry']> = {
  accuracyPct?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  callsign?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  currentStreak?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  droneId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  inConvoy?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  rank?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  successfulHits?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalEngagements?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  wilsonHighPct?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  wilsonLowPct?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type LeadershipResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Leadership'] = ResolversParentTypes['Leadership']> = {
  candidates?: Resolver<Array<ResolversTypes['Candidate']>, ParentType, ContextType>;
  convoyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  doubt?: Resolver<Maybe<ResolversTypes['TermDoubt']>, ParentType, ContextType>;
  heartbeatAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  heartbeatIntervalMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  leader?: Resolver<Maybe<ResolversTypes['Drone']>, ParentType, ContextType>;
  restartedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  rival?: Resolver<Maybe<ResolversTypes['Drone']>, ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['LeadershipState'], ParentType, ContextType>;
  term?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LeadershipChangeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LeadershipChange'] = ResolversParentTypes['LeadershipChange']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  doubtDroneId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  doubtTerm?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  leaderIdAfter?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  leaderIdBefore?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['LeadershipReason'], ParentType, ContextType>;
  resetBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resetReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rivalIdAfter?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  stateAfter?: Resolver<ResolversTypes['LeadershipState'], ParentType, ContextType>;
  stateBefore?: Resolver<ResolversTypes['LeadershipState'], ParentType, ContextType>;
  termAfter?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  termBefore?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LeadershipChangePageResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LeadershipChangePage'] = ResolversParentTypes['LeadershipChangePage']> = {
  next?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['LeadershipChange']>, ParentType, ContextType>;
};

export type LeadershipEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['LeadershipEvent'] = ResolversParentTypes['LeadershipEvent']> = {
  change?: Resolver<ResolversTypes['LeadershipChange'], ParentType, ContextType>;
  convoyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timestamp?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LeadershipReasonResolvers = EnumResolverSignature<{ DOUBT_ENDED?: any, ELECTED?: any, ELECTION_STARTED?: any, FIRST_REPORT?: any, HEARTBEAT_LATE?: any, HEARTBEAT_LOST?: any, HEARTBEAT_RESUMED?: any, HIGHER_TERM?: any, RESET?: any, SPLIT_RESOLVED?: any, TERMS_RESTARTED?: any, TERM_DOUBTED?: any, TWO_LEADERS?: any }, ResolversTypes['LeadershipReason']>;

export type LeadershipStateResolvers = EnumResolverSignature<{ ELECTING?: any, HEALTHY?: any, LOST?: any, SPLIT_BRAIN?: any, SUSPECT?: any, UNKNOWN?: any }, ResolversTypes['LeadershipState']>;

export type MarkKindResolvers = EnumResolverSignature<{ FIRST_PLACE?: any, FIRST_PLACE_LOST?: any, HANDOVER?: any, LEADER_LOST?: any, SPLIT_BRAIN?: any }, ResolversTypes['MarkKind']>;

export type MutationResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addDrone?: Resolver<ResolversTypes['DroneResult'], ParentType, ContextType, RequireFields<MutationAddDroneArgs, 'input'>>;
  addDrones?: Resolver<ResolversTypes['DronesResult'], ParentType, ContextType, RequireFields<MutationAddDronesArgs, 'input'>>;
  archiveConvoy?: Resolver<ResolversTypes['ConvoyResult'], ParentType, ContextType, RequireFields<MutationArchiveConvoyArgs, 'input'>>;
  assignDrone?: Resolver<ResolversTypes['DroneResult'], ParentType, ContextType, RequireFields<MutationAssignDroneArgs, 'input'>>;
  createConvoy?: Resolver<ResolversTypes['ConvoyResult'], ParentType, ContextType, RequireFields<MutationCreateConvoyArgs, 'input'>>;
  recordEngagement?: Resolver<ResolversTypes['RecordEngagementResult'], ParentType, ContextType, RequireFields<MutationRecordEngagementArgs, 'input'>>;
  renameDrone?: Resolver<ResolversTypes['DroneResult'], ParentType, ContextType, RequireFields<MutationRenameDroneArgs, 'input'>>;
  resetLeadership?: Resolver<ResolversTypes['ResetLeadershipResult'], ParentType, ContextType, RequireFields<MutationResetLeadershipArgs, 'convoyId'>>;
  restoreConvoy?: Resolver<ResolversTypes['ConvoyResult'], ParentType, ContextType, RequireFields<MutationRestoreConvoyArgs, 'input'>>;
  retireDrone?: Resolver<ResolversTypes['DroneResult'], ParentType, ContextType, RequireFields<MutationRetireDroneArgs, 'input'>>;
  retryJob?: Resolver<ResolversTypes['RetryJobResult'], ParentType, ContextType, RequireFields<MutationRetryJobArgs, 'jobId'>>;
  returnDrone?: Resolver<ResolversTypes['DroneResult'], ParentType, ContextType, RequireFields<MutationReturnDroneArgs, 'input'>>;
  setRoute?: Resolver<ResolversTypes['DroneResult'], ParentType, ContextType, RequireFields<MutationSetRouteArgs, 'input'>>;
  setStrategy?: Resolver<ResolversTypes['StrategyResult'], ParentType, ContextType, RequireFields<MutationSetStrategyArgs, 'input'>>;
  updateConvoy?: Resolver<ResolversTypes['ConvoyResult'], ParentType, ContextType, RequireFields<MutationUpdateConvoyArgs, 'input'>>;
};

export type PastDroneResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PastDrone'] = ResolversParentTypes['PastDrone']> = {
  callsign?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  droneId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  platformType?: Resolver<ResolversTypes['PlatformType'], ParentType, ContextType>;
  reportIntervalMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type PastRosterResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PastRoster'] = ResolversParentTypes['PastRoster']> = {
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  callsign?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  commandingUnit?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  drones?: Resolver<Array<ResolversTypes['PastDrone']>, ParentType, ContextType>;
  roe?: Resolver<ResolversTypes['RoeLevel'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ConvoyStatus'], ParentType, ContextType>;
};

export type PictureResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Picture'] = ResolversParentTypes['Picture']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  convoys?: Resolver<Array<ResolversTypes['PictureConvoy']>, ParentType, ContextType>;
  coverage?: Resolver<ResolversTypes['PictureCoverage'], ParentType, ContextType>;
  isReconstructed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isRecorded?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PictureConvoyResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PictureConvoy'] = ResolversParentTypes['PictureConvoy']> = {
  convoyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  drones?: Resolver<Array<ResolversTypes['PictureDrone']>, ParentType, ContextType>;
  heartbeatAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  leaderId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  leaderboard?: Resolver<ResolversTypes['Leaderboard'], ParentType, ContextType, RequireFields<PictureConvoyLeaderboardArgs, 'limit' | 'rankBy'>>;
  leadershipState?: Resolver<ResolversTypes['LeadershipState'], ParentType, ContextType>;
  rivalId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  roster?: Resolver<Maybe<ResolversTypes['PastRoster']>, ParentType, ContextType>;
  term?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PictureCoverageResolvers = EnumResolverSignature<{ GAP?: any, OUTSIDE?: any, RECORDED?: any, RUNNING?: any }, ResolversTypes['PictureCoverage']>;

export type PictureDroneResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PictureDrone'] = ResolversParentTypes['PictureDrone']> = {
  callsign?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  droneId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  reading?: Resolver<Maybe<ResolversTypes['Reading']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  convoy?: Resolver<Maybe<ResolversTypes['Convoy']>, ParentType, ContextType, RequireFields<QueryConvoyArgs, 'convoyId'>>;
  convoys?: Resolver<Array<ResolversTypes['Convoy']>, ParentType, ContextType, RequireFields<QueryConvoysArgs, 'archived'>>;
  demoPast?: Resolver<Maybe<ResolversTypes['DemoPast']>, ParentType, ContextType>;
  drone?: Resolver<Maybe<ResolversTypes['Drone']>, ParentType, ContextType, RequireFields<QueryDroneArgs, 'droneId'>>;
  engagements?: Resolver<ResolversTypes['EngagementPage'], ParentType, ContextType, RequireFields<QueryEngagementsArgs, 'convoyId' | 'first'>>;
  leaderboard?: Resolver<ResolversTypes['Leaderboard'], ParentType, ContextType, RequireFields<QueryLeaderboardArgs, 'convoyId' | 'limit' | 'rankBy'>>;
  leadership?: Resolver<ResolversTypes['Leadership'], ParentType, ContextType, RequireFields<QueryLeadershipArgs, 'convoyId'>>;
  leadershipHistory?: Resolver<ResolversTypes['LeadershipChangePage'], ParentType, ContextType, RequireFields<QueryLeadershipHistoryArgs, 'convoyId' | 'first'>>;
  permissions?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  picture?: Resolver<ResolversTypes['Picture'], ParentType, ContextType, RequireFields<QueryPictureArgs, 'at'>>;
  recordedActivity?: Resolver<ResolversTypes['RecordedActivity'], ParentType, ContextType, RequireFields<QueryRecordedActivityArgs, 'from' | 'steps' | 'to'>>;
  recording?: Resolver<Array<ResolversTypes['RecordedSpan']>, ParentType, ContextType, RequireFields<QueryRecordingArgs, 'from' | 'to'>>;
  rosters?: Resolver<ResolversTypes['Rosters'], ParentType, ContextType, RequireFields<QueryRostersArgs, 'at'>>;
  system?: Resolver<ResolversTypes['System'], ParentType, ContextType>;
  telemetry?: Resolver<ResolversTypes['TelemetrySeries'], ParentType, ContextType, RequireFields<QueryTelemetryArgs, 'droneId' | 'from' | 'maxPoints' | 'to'>>;
};

export type RankEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RankEvent'] = ResolversParentTypes['RankEvent']> = {
  accuracyPct?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  callsign?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  convoyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  droneId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  rankAfter?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rankBefore?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timestamp?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReadingResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Reading'] = ResolversParentTypes['Reading']> = {
  altitudeM?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  doubtfulPosition?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  droneId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  fuelPct?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  headingDeg?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  implausible?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  late?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  latitudeDeg?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  linkPct?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  longitudeDeg?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  nullIsland?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  outOfBounds?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  speedMps?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type RecordEngagementResultResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RecordEngagementResult'] = ResolversParentTypes['RecordEngagementResult']> = {
  code?: Resolver<Maybe<ResolversTypes['FailureCode']>, ParentType, ContextType>;
  engagementId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  faults?: Resolver<Array<ResolversTypes['Fault']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  newAccuracyPct?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  newRank?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  rankChange?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RecordedActivityResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RecordedActivity'] = ResolversParentTypes['RecordedActivity']> = {
  areMarksComplete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  marks?: Resolver<Array<ResolversTypes['TimelineMark']>, ParentType, ContextType>;
  stepMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  steps?: Resolver<Array<ResolversTypes['ActivityStep']>, ParentType, ContextType>;
};

export type RecordedSpanResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RecordedSpan'] = ResolversParentTypes['RecordedSpan']> = {
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  isReconstructed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ResetLeadershipResultResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ResetLeadershipResult'] = ResolversParentTypes['ResetLeadershipResult']> = {
  code?: Resolver<Maybe<ResolversTypes['FailureCode']>, ParentType, ContextType>;
  faults?: Resolver<Array<ResolversTypes['Fault']>, ParentType, ContextType>;
  leadership?: Resolver<Maybe<ResolversTypes['Leadership']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RetryJobResultResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RetryJobResult'] = ResolversParentTypes['RetryJobResult']> = {
  code?: Resolver<Maybe<ResolversTypes['FailureCode']>, ParentType, ContextType>;
  faults?: Resolver<Array<ResolversTypes['Fault']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RosterEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RosterEvent'] = ResolversParentTypes['RosterEvent']> = {
  convoyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timestamp?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RostersResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Rosters'] = ResolversParentTypes['Rosters']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  convoys?: Resolver<Array<ResolversTypes['ConvoyRoster']>, ParentType, ContextType>;
  isKnown?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  until?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ServerProcessResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ServerProcess'] = ResolversParentTypes['ServerProcess']> = {
  id?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  roles?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SetAsideJobResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SetAsideJob'] = ResolversParentTypes['SetAsideJob']> = {
  error?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  failedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SkippedMessagesResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SkippedMessages'] = ResolversParentTypes['SkippedMessages']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  follower?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  topic?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StoreResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Store'] = ResolversParentTypes['Store']> = {
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['StoreKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['StoreState'], ParentType, ContextType>;
};

export type StoreKindResolvers = EnumResolverSignature<{ CACHE?: any, STORE?: any }, ResolversTypes['StoreKind']>;

export type StoreStateResolvers = EnumResolverSignature<{ DOWN?: any, UP?: any }, ResolversTypes['StoreState']>;

export type StrategyResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Strategy'] = ResolversParentTypes['Strategy']> = {
  cacheFailures?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  changedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  changedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  configuredRead?: Resolver<ResolversTypes['ReadStrategy'], ParentType, ContextType>;
  configuredWrite?: Resolver<Maybe<ResolversTypes['WriteStrategy']>, ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['StrategyEntity'], ParentType, ContextType>;
  hits?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  misses?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  oldestHitMs?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  read?: Resolver<ResolversTypes['ReadStrategy'], ParentType, ContextType>;
  stale?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  write?: Resolver<Maybe<ResolversTypes['WriteStrategy']>, ParentType, ContextType>;
  writeChoices?: Resolver<Array<ResolversTypes['WriteStrategy']>, ParentType, ContextType>;
};

export type StrategyResultResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['StrategyResult'] = ResolversParentTypes['StrategyResult']> = {
  code?: Resolver<Maybe<ResolversTypes['FailureCode']>, ParentType, ContextType>;
  faults?: Resolver<Array<ResolversTypes['Fault']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  strategy?: Resolver<Maybe<ResolversTypes['Strategy']>, ParentType, ContextType>;
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type StreamEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['StreamEvent'] = ResolversParentTypes['StreamEvent']> = {
  __resolveType: TypeResolveFn<'EngagementEvent' | 'LeadershipEvent' | 'RankEvent' | 'RosterEvent', ParentType, ContextType>;
};

export type StreamNoticeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['StreamNotice'] = ResolversParentTypes['StreamNotice']> = {
  kind?: Resolver<ResolversTypes['StreamNoticeKind'], ParentType, ContextType>;
  recovered?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  timestamp?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  convoyEvents?: SubscriptionResolver<ResolversTypes['ConvoyEvent'], "convoyEvents", ParentType, ContextType, Partial<SubscriptionConvoyEventsArgs>>;
  engagementEvents?: SubscriptionResolver<ResolversTypes['EngagementEvent'], "engagementEvents", ParentType, ContextType, RequireFields<SubscriptionEngagementEventsArgs, 'convoyId'>>;
  fleet?: SubscriptionResolver<ResolversTypes['FleetSnapshot'], "fleet", ParentType, ContextType, RequireFields<SubscriptionFleetArgs, 'convoyIds'>>;
  leaderboardChanges?: SubscriptionResolver<ResolversTypes['RankEvent'], "leaderboardChanges", ParentType, ContextType, RequireFields<SubscriptionLeaderboardChangesArgs, 'convoyId'>>;
  leadershipEvents?: SubscriptionResolver<ResolversTypes['LeadershipEvent'], "leadershipEvents", ParentType, ContextType, RequireFields<SubscriptionLeadershipEventsArgs, 'convoyId'>>;
};

export type SystemResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['System'] = ResolversParentTypes['System']> = {
  contracts?: Resolver<Maybe<ResolversTypes['ContractReport']>, ParentType, ContextType>;
  convoys?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  drones?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  jobs?: Resolver<Maybe<ResolversTypes['Jobs']>, ParentType, ContextType>;
  lake?: Resolver<ResolversTypes['Lake'], ParentType, ContextType>;
  mayChange?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  now?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  process?: Resolver<ResolversTypes['ServerProcess'], ParentType, ContextType>;
  readingsAccepted?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  readingsRefused?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  skippedMessages?: Resolver<Array<ResolversTypes['SkippedMessages']>, ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  stores?: Resolver<Array<ResolversTypes['Store']>, ParentType, ContextType>;
  strategies?: Resolver<Array<ResolversTypes['Strategy']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TelemetrySeriesResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TelemetrySeries'] = ResolversParentTypes['TelemetrySeries']> = {
  droneId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  method?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  readings?: Resolver<Array<ResolversTypes['Reading']>, ParentType, ContextType>;
  readingsFound?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  readingsShown?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stepMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type TermDoubtResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TermDoubt'] = ResolversParentTypes['TermDoubt']> = {
  callsign?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  droneId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  heardAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reporting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  spokenOfBy?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  term?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TimelineMarkResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TimelineMark'] = ResolversParentTypes['TimelineMark']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  convoyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  droneId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['MarkKind'], ParentType, ContextType>;
};

export type WaypointResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Waypoint'] = ResolversParentTypes['Waypoint']> = {
  altitudeM?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  latitudeDeg?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  longitudeDeg?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type WeaponAccuracyResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['WeaponAccuracy'] = ResolversParentTypes['WeaponAccuracy']> = {
  accuracyPct?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  successfulHits?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalEngagements?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  weaponType?: Resolver<ResolversTypes['WeaponType'], ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphqlContext> = {
  ActivityStep?: ActivityStepResolvers<ContextType>;
  AdapterContract?: AdapterContractResolvers<ContextType>;
  Candidate?: CandidateResolvers<ContextType>;
  ContractReport?: ContractReportResolvers<ContextType>;
  Convoy?: ConvoyResolvers<ContextType>;
  ConvoyEvent?: ConvoyEventResolvers<ContextType>;
  ConvoyResult?: ConvoyResultResolvers<ContextType>;
  ConvoyRoster?: ConvoyRosterResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DemoPast?: DemoPastResolvers<ContextType>;
  Drone?: DroneResolvers<ContextType>;
  DroneResult?: DroneResultResolvers<ContextType>;
  DronesResult?: DronesResultResolvers<ContextType>;
  Engagement?: EngagementResolvers<ContextType>;
  EngagementEvent?: EngagementEventResolvers<ContextType>;
  EngagementPage?: EngagementPageResolvers<ContextType>;
  FailureCode?: FailureCodeResolvers;
  Fault?: FaultResolvers<ContextType>;
  FleetDrone?: FleetDroneResolvers<ContextType>;
  FleetSnapshot?: FleetSnapshotResolvers<ContextType>;
  Freshness?: FreshnessResolvers;
  GeoPoint?: GeoPointResolvers<ContextType>;
  HistorySpan?: HistorySpanResolvers<ContextType>;
  JobCounts?: JobCountsResolvers<ContextType>;
  Jobs?: JobsResolvers<ContextType>;
  Lake?: LakeResolvers<ContextType>;
  Leaderboard?: LeaderboardResolvers<ContextType>;
  LeaderboardEntry?: LeaderboardEntryResolvers<ContextType>;
  Leadership?: LeadershipResolvers<ContextType>;
  LeadershipChange?: LeadershipChangeResolvers<ContextType>;
  LeadershipChangePage?: LeadershipChangePageResolvers<ContextType>;
  LeadershipEvent?: LeadershipEventResolvers<ContextType>;
  LeadershipReason?: LeadershipReasonResolvers;
  LeadershipState?: LeadershipStateResolvers;
  MarkKind?: MarkKindResolvers;
  Mutation?: MutationResolvers<ContextType>;
  PastDrone?: PastDroneResolvers<ContextType>;
  PastRoster?: PastRosterResolvers<ContextType>;
  Picture?: PictureResolvers<ContextType>;
  PictureConvoy?: PictureConvoyResolvers<ContextType>;
  PictureCoverage?: PictureCoverageResolvers;
  PictureDrone?: PictureDroneResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RankEvent?: RankEventResolvers<ContextType>;
  Reading?: ReadingResolvers<ContextType>;
  RecordEngagementResult?: RecordEngagementResultResolvers<ContextType>;
  RecordedActivity?: RecordedActivityResolvers<ContextType>;
  RecordedSpan?: RecordedSpanResolvers<ContextType>;
  ResetLeadershipResult?: ResetLeadershipResultResolvers<ContextType>;
  RetryJobResult?: RetryJobResultResolvers<ContextType>;
  RosterEvent?: RosterEventResolvers<ContextType>;
  Rosters?: RostersResolvers<ContextType>;
  ServerProcess?: ServerProcessResolvers<ContextType>;
  SetAsideJob?: SetAsideJobResolvers<ContextType>;
  SkippedMessages?: SkippedMessagesResolvers<ContextType>;
  Store?: StoreResolvers<ContextType>;
  StoreKind?: StoreKindResolvers;
  StoreState?: StoreStateResolvers;
  Strategy?: StrategyResolvers<ContextType>;
  StrategyResult?: StrategyResultResolvers<ContextType>;
  StreamEvent?: StreamEventResolvers<ContextType>;
  StreamNotice?: StreamNoticeResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  System?: SystemResolvers<ContextType>;
  TelemetrySeries?: TelemetrySeriesResolvers<ContextType>;
  TermDoubt?: TermDoubtResolvers<ContextType>;
  TimelineMark?: TimelineMarkResolvers<ContextType>;
  Waypoint?: WaypointResolvers<ContextType>;
  WeaponAccuracy?: WeaponAccuracyResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = GraphqlContext> = {
  cost?: CostDirectiveResolver<any, any, ContextType>;
  listSize?: ListSizeDirectiveResolver<any, any, ContextType>;
};
