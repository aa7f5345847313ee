package dev.roomcast.history;

/** Who is sent a past, and pays for it. To be asked on the connection's loop. */
public interface HistoryReader {

    /** With whom the bytes for histories are shared out: a user, or all guests of one address. */
    String payer();

    /**
     * Charges what a past costs beyond what was charged before it was read, since only now it is known how large it is.
     *
     * @param reads as {@link dev.roomcast.limits.Cost#readsOfBytes} counts them, above 0
     */
    void charge(long reads);
}
