package dev.roomcast.client;

/**
 * Somebody in a room.
 *
 * @param id the user's
 * @param username for people to read
 * @param guest whether it is somebody who has not signed in
 * @param connections how many of the user's connections are in the room, at least 1
 */
public record Member(String id, String username, boolean guest, int connections) {}
