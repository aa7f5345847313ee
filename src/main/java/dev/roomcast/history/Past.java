package dev.roomcast.history;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.roomcast.broker.LogRun;
import dev.roomcast.broker.RoomLog;
import dev.roomcast.history.HistoryService.Stretch;

/**
 * What all who are sent a past have in common.
 *
 * @param log where it is read
 * @param budget what may be on its way at once
 * @param parts what was sent a moment ago, for others who want the same
 */
record Past(RoomLog log, ReplayBudget budget, RecentParts parts) {

    /** Reads a part of a stretch, from the log or from what was read a moment ago; fails as {@link RoomLog#read}. */
    CompletionStage<LogRun> part(String roomId, long after, Stretch stretch) {
        LogRun known = parts.known(roomId, after, stretch);
        return known == null
                ? log.read(roomId, after, stretch.upTo(), HistoryStream.PART_EVENT_BYTES)
                : CompletableFuture.completedFuture(known);
    }
}
