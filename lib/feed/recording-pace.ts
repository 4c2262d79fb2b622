/** How far what the recorder has stored, and has said of it, is behind the present. */

/** It stores once a second: what is newer than this may not be there yet. */
export const recorderLagMs = 3_000
/** It also says once a second how far it has come: what is older than this and not in a recorded span is a gap. */
export const reportedWithinMs = 15_000
