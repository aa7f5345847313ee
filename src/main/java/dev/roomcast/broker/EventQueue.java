package dev.roomcast.broker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import dev.roomcast.protocol.UserRef;

/**
 * Events that wait for back ends to be told, at least once. A broker puts an event in together with what it tells of, in
 * one step: nothing that happened is missing, and nothing is there that did not happen.
 *
 * <p>The queue has a fixed number of <em>streams</em>. All events of a room are in the same stream, in the order in which
 * they happened; each has a number in it. Each target has a place of its own in each stream. One instance at a time
 * {@linkplain #lead delivers}; when it dies, another takes over, and goes on at these places.
 *
 * <p>A queue is bounded: where a target does not take its events, the oldest are dropped, which is counted and told. To be
 * called on any thread; stages complete on any thread, and fail with a {@link BrokerException} where the store is out of
 * reach.
 */
public interface EventQueue {

    /**
     * What happened.
     *
     * @param id unique among all events; the same each time that it is told
     * @param number its place in its stream
     * @param room the room
     * @param time when, milliseconds since 1970
     * @param epoch the life of the room's log; null where the event is no entry of it
     * @param offset in the log; 0 where the event is no entry of it
     * @param head of a message or deletion, as {@link Draft#head}; else null
     * @param content of a message, UTF-8 JSON; else null
     * @param member who came or went; null for other events
     * @param onlyFor the one target that it is for, since it was put aside for that one before; null for all
     */
    record Queued(
            String id,
            long number,
            EventKind kind,
            String room,
            long time,
            String epoch,
            long offset,
            byte[] head,
            byte[] content,
            Member member,
            String onlyFor) {

        /** About how many bytes it has as JSON. */
        public int size() {
            return 256 + room.length() + (head == null ? 0 : head.length) + (content == null ? 0 : content.length);
        }
    }

    /**
     * Who came or went.
     *
     * @param memberCount members after that
     * @param reason why it went, as {@link LeaveReason#wireName}; null where it came
     */
    record Member(UserRef user, String connectionId, int memberCount, String reason) {}

    /**
     * What waits for a target in a stream.
     *
     * @param life names the stream's count of numbers: another one where the store lost its data
     * @param events the first of them, by their numbers
     * @param waiting events that wait, those included; for other targets too
     * @param dropped events that were dropped since the last run because there were too many
     * @param failed events that were put aside
     */
    record Run(String life, List<Queued> events, long waiting, long dropped, long failed) {}

    /**
     * What there is to do for the instance that delivers.
     *
     * @param streams those that were written to
     * @param orders from {@link #order}, in no order
     */
    record Signals(List<Integer> streams, List<String> orders) {}

    /** How many streams there are. */
    int streams();

    /**
     * Becomes or stays the one that delivers, and takes what there is to do. To be called a few times a second.
     *
     * @return null where another instance delivers
     */
    CompletionStage<Signals> lead();

    /** Lets another instance deliver at once. */
    CompletionStage<Void> resign();

    /** How long the right to deliver lasts after {@link #lead}, milliseconds. */
    long leadMillis();

    /**
     * Reads what waits for a target.
     *
     * @param max events at most
     * @param maxBytes where the run ends early; one event is given if there is any
     */
    CompletionStage<Run> read(int stream, String target, int max, int maxBytes);

    /** A target was told of all up to a number, or does not want to be. Nothing where the stream's life is another one. */
    CompletionStage<Void> done(int stream, String target, String life, long upTo);

    /**
     * Puts events aside, and goes on behind them.
     *
     * @param numbers those of events that were read; all that are told up to the last of them are done
     * @return how many others, put aside before, were dropped for it
     */
    CompletionStage<Long> putAside(int stream, String target, String life, List<Long> numbers);

    /**
     * Lets some of what was put aside wait again, behind all else.
     *
     * @return how many are still aside
     */
    CompletionStage<Long> waitAgain(int stream, String target);

    /** Drops what was put aside. */
    CompletionStage<Void> dropFailed(int stream, String target);

    /** Asks the instance that delivers for something; once or more. */
    CompletionStage<Void> order(String order);

    /** Tells all instances how it is with the targets: by name, any text. What was told before is replaced. */
    CompletionStage<Void> tell(Map<String, String> states);

    /** What was told last. */
    CompletionStage<Map<String, String>> told();
}
