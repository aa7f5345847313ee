package dev.roomcast.history;

import dev.roomcast.broker.RoomLog;

/**
 * What all who are sent a past have in common.
 *
 * @param log where it is read
 * @param budget what may be on its way at once
 * @param parts what was sent a moment ago, for others who want the same
 */
record Past(RoomLog log, ReplayBudget budget, RecentParts parts) {}
