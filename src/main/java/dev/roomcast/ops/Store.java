package dev.roomcast.ops;

/** How well what keeps the rooms can be worked with. To be asked on any thread. */
public interface Store {

    /** Whether it answers. */
    boolean isInReach();

    /** Whether what is announced by it was proven to arrive, not long ago; nobody should be sent here where not. */
    boolean delivers();
}
