package dev.roomcast.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** A POSIX signal to a process that a test has started: Java itself knows only how to end one. */
public enum Signal {
    /** Please end. */
    TERM,
    /** Be gone: nothing is flushed, nobody is told. */
    KILL,
    /** Stand still, with all sockets open. */
    STOP,
    /** Go on. */
    CONT;

    private static final long SECONDS = 5;

    /** Sends it; the process may be gone already. */
    public void send(Process process) {
        if (!process.isAlive()) {
            return;
        }
        try {
            Process kill = new ProcessBuilder("kill", "-" + name(), "" + process.pid())
                    .redirectErrorStream(true)
                    .start();
            if (!kill.waitFor(SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0 && process.isAlive()) {
                throw new IllegalStateException("kill -" + name() + " " + process.pid() + " did not work");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
