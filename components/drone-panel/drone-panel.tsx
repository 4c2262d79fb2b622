'use client'

import { phrases, platformWords, termWords } from '../../lib/view/words.ts'
import type { DroneId } from '../../schema/ids.ts'
import { droneIdOf } from '../shell/selection.ts'
import { useCursorMs, usePicture, useRoster, useView } from '../shell/use-screen.ts'
import { Notice } from '../ui/notice.tsx'
import { Panel, type PanelFrame } from '../ui/panel.tsx'
import styles from './drone-panel.module.css'
import { Engagements } from './engagements.tsx'
import { Measures } from './measures.tsx'
import { PanelActions } from './panel-actions.tsx'
import { Position } from './position.tsx'
import { Reported } from './reported.tsx'
import { RouteLine } from './route-line.tsx'
import { Symbol2525 } from './symbol.tsx'
import { type DroneDetails, useDrone } from './use-drone.ts'
import { WeaponAccuracy } from './weapon-accuracy.tsx'

/** All about the selected drone. */
export function DronePanel(frame: PanelFrame) {
  const droneId = droneIdOf(useView().selection)
  return droneId ? <DroneSections droneId={droneId} frame={frame} /> : null
}

function DroneSections({ droneId, frame }: { droneId: DroneId; frame: PanelFrame }) {
  const picture = usePicture()
  const roster = useRoster()
  const nowMs = useCursorMs('fast')
  const details = useDrone(droneId)
  const named = roster.drones.get(droneId)
  const track = picture.drones.get(droneId)
  const convoy = named ? roster.convoys.get(named.convoyId) : undefined
  const leadership = track ? picture.convoys.get(track.convoyId)?.leadership : undefined
  const leads = leadership?.leaderId === droneId || leadership?.rivalId === droneId
  return (
    <Panel
      {...frame}
      label={`${termWords.drone} ${named?.callsign ?? ''}`}
      title={named?.callsign ?? details.drone?.callsign ?? termWords.drone}
    >
      {named === undefined && roster.state === 'ready' ? (
        <Unlisted details={details} />
      ) : (
        <>
          <div className={styles.identity}>
            <Symbol2525 platformType={named?.platformType ?? 'UNKNOWN'} />
            <div>
              <p>{named ? platformWords[named.platformType] : '—'}</p>
              <p className={styles.second}>{convoy ? `${convoy.callsign} · ${convoy.commandingUnit}` : '—'}</p>
              {leads ? (
                <p className={styles.leads}>
                  Leads <span className="number">{`T${leadership?.term}`}</span>
                </p>
              ) : null}
            </div>
          </div>
          <Reported track={track} link={picture.link} nowMs={nowMs} />
          <Position track={track} />
          <Measures track={track} lastHour={details.lastHour} />
          <RouteLine route={details.drone?.route ?? null} track={track} />
          <WeaponAccuracy details={details} />
          <Engagements details={details} />
          {details.failure ? (
            <Notice tone="watch" title="History can’t be loaded">
              {`${details.failure}. ${phrases.retrying}`}
            </Notice>
          ) : null}
          <PanelActions track={track} drone={named} />
        </>
      )}
    </Panel>
  )
}

/** A drone that is in no list: retired, of an archived convoy, or unknown. */
function Unlisted({ details }: { details: DroneDetails }) {
  const { drone, state } = details
  if (state === 'loading') return <Notice tone="busy" title={phrases.loading} />
  if (!drone)
    return (
      <Notice tone="quiet" title="No such drone">
        The address names a drone that this server does not know. Press Esc to clear the selection.
      </Notice>
    )
  return (
    <>
      <Notice tone="quiet" title={drone.retiredAt ? termWords.outOfService : 'Of an archived convoy'}>
        {drone.retiredAt
          ? `Since ${drone.retiredAt.slice(0, 16).replace('T', ' ')}Z. Return it under Manage ${drone.convoy.callsign}.`
          : `${drone.convoy.callsign} is archived: its drones are not drawn.`}
      </Notice>
      <WeaponAccuracy details={details} />
      <Engagements details={details} />
    </>
  )
}
