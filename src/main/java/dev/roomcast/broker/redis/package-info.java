/**
 * Rooms that live in Redis, shared by all instances around it: logs as streams, announcements by pub/sub, presence under
 * leases. Whatever has to be one step is one Lua script ({@code src/main/resources/redis}).
 */
package dev.roomcast.broker.redis;
