package dev.roomcast.room;

import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.Vertx;

import dev.roomcast.broker.Broker;

/**
 * What the feeds of an instance share.
 *
 * @param eventsMaxMembers members up to which a room is told of each who comes or goes; see {@code roomcast.presence}
 * @param earlyBytes bytes of entries that wait for those before them, over all rooms
 */
record FeedServices(Broker broker, Vertx vertx, RoomMetrics metrics, int eventsMaxMembers, AtomicLong earlyBytes) {}
