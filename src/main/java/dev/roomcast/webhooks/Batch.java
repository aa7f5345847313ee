package dev.roomcast.webhooks;

import java.util.List;

import dev.roomcast.broker.EventQueue.Queued;

/**
 * What is told in one request.
 *
 * @param life of the stream
 * @param events in their order, at least one
 * @param upTo the last number of the stream that is done when it was told
 * @param dropped events that were dropped before these
 */
record Batch(String life, List<Queued> events, long upTo, long dropped) {

    /** The same each time that the same events are told. */
    String id() {
        return events.get(0).id() + '_' + events.size();
    }
}
