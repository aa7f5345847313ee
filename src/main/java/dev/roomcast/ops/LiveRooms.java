package dev.roomcast.ops;

/** Knows the rooms that have members here. */
public interface LiveRooms {

    /** How many rooms have a member whose connection is on this instance. */
    int liveRooms();
}
