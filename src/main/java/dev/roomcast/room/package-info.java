/**
 * Rooms as members know them: {@link dev.roomcast.room.RoomService} is where a message goes in,
 * {@link dev.roomcast.room.RoomFeed} is where it comes out again, in order and once. The index of who is a member here is
 * kept beside them. How bytes leave is not known here.
 */
package dev.roomcast.room;
