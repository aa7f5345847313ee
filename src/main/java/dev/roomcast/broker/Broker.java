package dev.roomcast.broker;

/**
 * A place where rooms live. Every method may be called on any thread and never blocks. Work is begun, in order, before a
 * call returns: two publishes of one caller are numbered in the order of the calls, whether or not the first is through.
 * The stages that are returned may complete on any thread; what a stage fails with is a {@link BrokerException}.
 */
public interface Broker extends RoomLog, RoomBus, PresenceStore, SessionStore, RevocationStore {

    /** The name that the setting {@code roomcast.broker} knows it by. */
    String name();
}
