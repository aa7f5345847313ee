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

/** A network that fails when it is told to: it passes bytes on to a port of this machine, and cuts what is open. */
public final class LossyProxy implements AutoCloseable {
    private final ServerSocket door;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private LossyProxy(ServerSocket door, int target) {
        this.door = door;
        this.target = target;
    }

    /** Begins to pass on to the port given. */
    public static LossyProxy to(int target) throws IOException {
        LossyProxy proxy = new LossyProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        daemon(proxy::accept);
        return proxy;
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Resets every connection, without a word to either side. */
    public void cut() {
        for (Socket socket : Set.copyOf(open)) {
            reset(socket);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                daemon(() -> pass(client, server));
                daemon(() -> pass(server, client));
            } catch (IOException e) {
                if (!door.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
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
