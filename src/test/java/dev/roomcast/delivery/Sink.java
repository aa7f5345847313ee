package dev.roomcast.delivery;

/** Where bytes end in a benchmark. */
interface Sink {

    /** The way there. */
    Wire wire();

    /** How many have come. */
    long bytes();
}
