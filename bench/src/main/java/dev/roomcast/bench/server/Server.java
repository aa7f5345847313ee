package dev.roomcast.bench.server;

import java.nio.file.Path;

import dev.roomcast.bench.client.Protocol;

/** One kind of server that can be started and spoken to. */
public interface Server {

    /** Its name in commands and tables. */
    String name();

    /** What it is, with versions and flags, for the head of the report. */
    String description();

    /** Whether clients that come back get what they missed. */
    boolean resumes();

    /** Whether several instances can share rooms through a Redis. */
    boolean clusters();

    /** How it is spoken to. */
    Protocol protocol();

    /**
     * Starts one instance and waits until it is ready.
     *
     * @param log file for what it prints
     * @param redisPort of the Redis to run on; 0: none
     */
    Instance start(Setup setup, Path log, int redisPort);

    /**
     * A running instance.
     *
     * @param process where it runs
     * @param port that clients connect to
     */
    record Instance(ServerProcess process, int port) {}
}
