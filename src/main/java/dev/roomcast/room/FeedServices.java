package dev.roomcast.room;

import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.Vertx;

import dev.roomcast.broker.Broker;
import dev.roomcast.policy.RoomPolicies;

/**
 * What the feeds of an instance share.
 *
 * @param eventsMaxMembers members up to which a room is told of each who comes or goes; see {@code roomcast.presence}
 * @param policies which rooms are told that at all
 * @param earlyBytes bytes of entries that wait for those before them, over all rooms
 */
record FeedServices(
        Broker broker,
        Vertx vertx,
        RoomMetrics metrics,
        int eventsMaxMembers,
        RoomPolicies policies,
        AtomicLong earlyBytes) {}
