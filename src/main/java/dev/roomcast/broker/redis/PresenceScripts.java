package dev.roomcast.broker.redis;

import java.util.List;
import java.util.stream.Stream;

import dev.roomcast.broker.redis.link.Script;

/** The scripts of presence; each says in its file what it does. */
final class PresenceScripts {

    static final EventScript OPEN = EventScript.load("open");
    static final EventScript ENTER = EventScript.load("enter");
    static final EventScript ENTER_AGAIN = EventScript.load("enter_again", "announce", "membership");
    static final EventScript LEAVE = EventScript.load("leave");
    static final EventScript LEAVE_AGAIN = EventScript.load("leave_again", "announce", "membership");
    static final Script INFO = Script.load("info");
    static final Script FIELDS = Script.load("fields");
    static final Script CONNECT = Script.load("connect");
    static final Script DISCONNECT = Script.load("disconnect");
    static final Script MARK = Script.load("mark");
    static final Script RENEW = Script.load("renew", "instances_table");
    static final Script INSTANCES = Script.load("instances", "instances_table");
    static final Script CLAIM = Script.load("claim", "instances_table");
    static final EventScript REMOVE_MEMBERS = EventScript.load("remove_members", "announce", "membership");
    static final Script REMOVE_CONNECTIONS = Script.load("remove_connections");

    /** All of them, to be loaded on each connection. */
    static final List<Script> ALL = Stream.concat(
                    Stream.of(INFO, FIELDS, CONNECT, DISCONNECT, MARK, RENEW, INSTANCES, CLAIM, REMOVE_CONNECTIONS),
                    Stream.of(OPEN, ENTER, ENTER_AGAIN, LEAVE, LEAVE_AGAIN, REMOVE_MEMBERS)
                            .flatMap(EventScript::both))
            .toList();

    private PresenceScripts() {}
}
