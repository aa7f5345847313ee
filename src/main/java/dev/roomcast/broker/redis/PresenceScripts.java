package dev.roomcast.broker.redis;

import java.util.List;

import dev.roomcast.broker.redis.link.Script;

/** The scripts of presence; each says in its file what it does. */
final class PresenceScripts {

    static final Script OPEN = Script.load("open");
    static final Script ENTER = Script.load("enter");
    static final Script ENTER_AGAIN = Script.load("enter_again", "announce", "membership");
    static final Script LEAVE = Script.load("leave");
    static final Script LEAVE_AGAIN = Script.load("leave_again", "announce", "membership");
    static final Script INFO = Script.load("info");
    static final Script FIELDS = Script.load("fields");
    static final Script CONNECT = Script.load("connect");
    static final Script DISCONNECT = Script.load("disconnect");
    static final Script MARK = Script.load("mark");
    static final Script RENEW = Script.load("renew", "instances_table");
    static final Script INSTANCES = Script.load("instances", "instances_table");
    static final Script CLAIM = Script.load("claim", "instances_table");
    static final Script REMOVE_MEMBERS = Script.load("remove_members", "announce", "membership");
    static final Script REMOVE_CONNECTIONS = Script.load("remove_connections");

    /** All of them, to be loaded on each connection. */
    static final List<Script> ALL = List.of(
            OPEN,
            ENTER,
            ENTER_AGAIN,
            LEAVE,
            LEAVE_AGAIN,
            INFO,
            FIELDS,
            CONNECT,
            DISCONNECT,
            MARK,
            RENEW,
            INSTANCES,
            CLAIM,
            REMOVE_MEMBERS,
            REMOVE_CONNECTIONS);

    private PresenceScripts() {}
}
