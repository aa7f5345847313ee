package dev.roomcast.delivery;

import java.util.ArrayList;
import java.util.List;

import dev.roomcast.policy.RoomPolicy;

/**
 * Gathers the messages of one room, on one event loop, for those who asked for batches. The first message after a quiet
 * time goes at once; what follows waits for the rest of the delay, for the batch to be full, or for something else of the
 * room that must not overtake it.
 */
final class BatchGatherer {

    private final ShardRoom room;
    private final List<Frame> gathered = new ArrayList<>(0);
    private final int maxMessages;
    private final long maxDelayMillis;
    private long bytes;
    private long quietFrom;
    private boolean timerRuns;

    BatchGatherer(ShardRoom room) {
        this.room = room;
        RoomPolicy policy = room.shard().batching().policy(room.id());
        this.maxMessages = policy.batchMaxMessages() == 0 ? Integer.MAX_VALUE : policy.batchMaxMessages();
        this.maxDelayMillis = policy.batchMaxDelayMillis();
    }

    void add(List<Posting> postings) {
        for (Posting posting : postings) {
            if (posting.frame().offset() == 0) {
                flush();
                if (posting.isNews()) {
                    room.sendNewsBatched(posting.frame(), posting.audience());
                } else {
                    room.sendBatched(posting.frame());
                }
            } else {
                add(posting.frame());
            }
        }
    }

    private void add(Frame frame) {
        long now = BatchService.now();
        if (gathered.isEmpty() && now >= quietFrom) {
            sendAlone(frame, now);
            return;
        }
        int size = frame.json().length + 1;
        if (bytes + size > BatchService.MAX_BYTES) {
            flush();
        }
        if (size > BatchService.MAX_BYTES) {
            sendAlone(frame, now);
            return;
        }
        gathered.add(frame.retain());
        bytes += size;
        if (gathered.size() >= maxMessages) {
            flush();
        } else if (!timerRuns) {
            timerRuns = true;
            room.shard().schedule(quietFrom - now, this::onTimer);
        }
    }

    private void sendAlone(Frame frame, long now) {
        room.sendBatched(frame);
        quietFrom = now + maxDelayMillis;
    }

    private void onTimer() {
        timerRuns = false;
        long now = BatchService.now();
        if (gathered.isEmpty()) {
            return;
        }
        if (now >= quietFrom) {
            flush();
        } else {
            timerRuns = true;
            room.shard().schedule(quietFrom - now, this::onTimer);
        }
    }

    /** Sends what is gathered. */
    void flush() {
        if (gathered.isEmpty()) {
            return;
        }
        quietFrom = BatchService.now() + maxDelayMillis;
        try {
            sendGathered();
        } catch (RuntimeException | Error broken) {
            room.brokeOff(broken);
        } finally {
            gathered.forEach(Frame::release);
            gathered.clear();
            bytes = 0;
        }
    }

    private void sendGathered() {
        if (gathered.size() == 1) {
            room.sendBatched(gathered.get(0));
            return;
        }
        Frame batch = room.shard().batching().batch(room.id(), gathered);
        try {
            room.sendBatched(batch);
        } finally {
            batch.release();
        }
    }
}
