package dev.roomcast.bench.load;

/**
 * Who is where: the members of a room are neighbours among the connections, and each room begins where the one before it
 * ended, around and around.
 *
 * @param connections how many
 * @param rooms how many; 0: nobody is in any
 * @param members connections that are in each room
 */
public record Shape(int connections, int rooms, int members) {

    /** Index of the connection that is a room's {@code k}th member. */
    int connection(int room, int k) {
        return (int) (((long) room * members + k) % connections);
    }
}
