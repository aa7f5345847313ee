package dev.roomcast.broker.redis.link;

import java.util.Collection;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

import dev.roomcast.log.EventLog;

/**
 * Finds out which master has which slots: asks the nodes in turn until one answers, every few seconds and where somebody
 * wants to know, but not too often. Owned by one event loop.
 */
final class ClusterDiscovery {

    private static final EventLog LOG = EventLog.of(ClusterDiscovery.class);

    private static final long REFRESH_MILLIS = 5_000;

    /** Between two rounds that somebody asked for. */
    private static final long PAUSE_MILLIS = 200;

    private static final long ANSWER_MILLIS = 1_000;

    private final Vertx vertx;
    private final ClusterAddresses addresses;
    private final Supplier<Collection<String>> known;
    private final Consumer<SlotMap> onMap;
    private final Runnable afterRound;
    private boolean underWay;
    private boolean again;
    private boolean closed;
    private long timer;

    /**
     * @param known addresses of nodes that are in the cluster as far as is known
     * @param onMap gets what a node said
     * @param afterRound called a moment after each round, whether a node answered or none
     */
    ClusterDiscovery(
            Vertx vertx,
            RedisOptions options,
            Supplier<Collection<String>> known,
            Consumer<SlotMap> onMap,
            Runnable afterRound) {
        this.vertx = vertx;
        this.addresses = new ClusterAddresses(options);
        this.known = known;
        this.onMap = onMap;
        this.afterRound = afterRound;
    }

    void start() {
        timer = vertx.setPeriodic(REFRESH_MILLIS, id -> refresh());
        refresh();
    }

    void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }

    /** How to connect to a node. */
    RedisOptions options(String address) {
        return addresses.options(address);
    }

    /** Asks now, or as soon as the round under way has ended. */
    void refresh() {
        if (closed) {
            return;
        }
        if (underWay) {
            again = true;
            return;
        }
        underWay = true;
        again = false;
        ask(addresses.inTurn(known.get()).iterator());
    }

    private void ask(Iterator<String> candidates) {
        if (!candidates.hasNext()) {
            endRound();
            return;
        }
        String address = candidates.next();
        new Connector(vertx, addresses.options(address)).connect().onComplete(made -> {
            if (made.failed()) {
                ask(candidates);
            } else {
                ask(made.result(), address, candidates);
            }
        });
    }

    private void ask(Connector.Connected connected, String address, Iterator<String> next) {
        Future<Response> slots =
                connected.connection().send(Request.cmd(Command.CLUSTER).arg("SLOTS"));
        long timeout = vertx.setTimer(ANSWER_MILLIS, id -> connected.close());
        slots.map(map -> {
                    use(SlotMap.parse(map, ClusterAddresses.host(address)));
                    return null;
                })
                .onComplete(through -> {
                    vertx.cancelTimer(timeout);
                    connected.close();
                    if (through.failed()) {
                        LOG.debug("roomcast.redis.slots.unknown")
                                .with("why", through.cause().getMessage())
                                .write();
                        ask(next);
                    } else {
                        endRound();
                    }
                });
    }

    private void use(SlotMap map) {
        if (!closed) {
            onMap.accept(map);
        }
    }

    private void endRound() {
        vertx.setTimer(PAUSE_MILLIS, id -> {
            underWay = false;
            afterRound.run();
            if (again) {
                refresh();
            }
        });
    }
}
