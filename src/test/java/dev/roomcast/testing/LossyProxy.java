package dev.roomcast.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network that fails when it is told to: it passes bytes on to a port of this machine, cuts what is open, lets nobody
 * through, or goes silent. What was on its way when it went silent arrives once it goes on, as it does where packets are
 * lost and sent again; so what a client has long given up can still be carried out.
 */
public final class LossyProxy implements AutoCloseable {

    private enum State {
        PASSING,
        SILENT,
        DEAF,
        SHUT
    }

    private static final int BUFFER_BYTES = 16_384;

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private State state = State.PASSING;

    private LossyProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** Begins to pass on to the port given. */
    public static LossyProxy to(int target) throws IOException {
        LossyProxy proxy = new LossyProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        daemon(proxy::accept);
        return proxy;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Resets every connection, without a word to either side. */
    public void cut() {
        for (Socket socket : Set.copyOf(open)) {
            reset(socket);
        }
    }

    /** Cuts, and resets whoever comes, until it {@linkplain #goOn() goes on}. */
    public void shut() {
        become(State.SHUT);
        cut();
    }

    /** Passes nothing any more in either direction, and cuts nothing, until it {@linkplain #goOn() goes on}. */
    public void fallSilent() {
        become(State.SILENT);
    }

    /** Passes on what clients say, and nothing that is said to them, until it {@linkplain #goOn() goes on} or is shut. */
    public void deafen() {
        become(State.DEAF);
    }

    /** Passes on again; what was held back first. */
    public void goOn() {
        become(State.PASSING);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        shut();
    }

    private synchronized void become(State next) {
        state = next;
        notifyAll();
    }

    private synchronized boolean isShut() {
        return state == State.SHUT;
    }

    /** Waits until something may pass; what was held back when it is shut is gone. */
    private synchronized void awaitNoise(boolean toClient) throws InterruptedException, IOException {
        while (state == State.SILENT || (toClient && state == State.DEAF)) {
            wait();
        }
        if (state == State.SHUT) {
            throw new IOException("Shut");
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                daemon(() -> connect(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) {
        open.add(client);
        try {
            awaitNoise(false);
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            if (isShut()) {
                cut();
            }
            daemon(() -> pass(client, server, false));
            pass(server, client, true);
        } catch (IOException | InterruptedException nobodyThere) {
            reset(client);
        }
    }

    private void pass(Socket from, Socket to, boolean toClient) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                awaitNoise(toClient);
                out.write(buffer, 0, length);
            }
            awaitNoise(toClient);
        } catch (IOException | InterruptedException e) {
            // Cut, by a test or by either side: the other one hears of it below.
        } finally {
            reset(from);
            reset(to);
        }
    }

    private void reset(Socket socket) {
        open.remove(socket);
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already.
        }
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "lossy-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
