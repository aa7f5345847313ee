package dev.roomcast.ops;

/** How well what keeps the rooms can be worked with. To be asked on any thread. */
public interface Store {

    /** Whether it answers. */
    boolean isInReach();

    /** Whether a probe was delivered through it recently; where not, load balancers should send no clients here. */
    boolean delivers();

    /** Whether it keeps what it took, and does not drop some of it by itself when its memory is full. */
    boolean keepsAll();
}
