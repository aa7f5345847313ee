package dev.roomcast.bench.load;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollEventLoopGroup;

/**
 * The one event loop on which all load is made and all deliveries are received: nothing in it needs a lock, and publishing
 * and reception are read off one clock.
 */
public final class Generator implements AutoCloseable {

    private final EpollEventLoopGroup group = new EpollEventLoopGroup(1);
    private final EventLoop loop = group.next();

    EventLoop loop() {
        return loop;
    }

    /** Runs something on the event loop and waits for it. */
    <T> T call(Callable<T> work) {
        try {
            return loop.submit(work).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs something on the event loop and waits for it. */
    void run(Runnable work) {
        call(() -> {
            work.run();
            return null;
        });
    }

    @Override
    public void close() {
        group.shutdownGracefully();
    }
}
