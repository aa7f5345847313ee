package dev.roomcast.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadTurnsTest {

    /** Reads that go on in one turn where each has no more than itself. */
    private static final int IN_ONE_TURN = 8;

    private static final int MOST_WAITING = 1_000;

    private final AtomicInteger tooMany = new AtomicInteger();
    private final EmbeddedChannel loop = new EmbeddedChannel();
    private final ReadTurns turns = new ReadTurns(loop.eventLoop(), MOST_WAITING, tooMany::incrementAndGet);
    private final List<EmbeddedChannel> connections = new ArrayList<>();

    @AfterEach
    void close() {
        connections.forEach(EmbeddedChannel::finishAndReleaseAll);
        loop.finishAndReleaseAll();
    }

    @Test
    void whereNobodyWaitsAReadGoesOnAtOnce() {
        EmbeddedChannel connection = connect("192.0.2.1");

        read(connection);

        assertThat(went(connection)).isEqualTo(1);
        assertThat(connection.config().isAutoRead()).isTrue();
    }

    @Test
    void pastTheTurnReadsWaitAndGoOnInOrder() {
        List<EmbeddedChannel> many = connect("192.0.2.1", 6 * IN_ONE_TURN);
        many.forEach(this::read);
        assertThat(gone(many)).isEqualTo(many.subList(0, IN_ONE_TURN));
        assertThat(many.get(IN_ONE_TURN).config().isAutoRead()).isFalse();

        int before = IN_ONE_TURN;
        while (before < many.size()) {
            nextTurn();
            List<EmbeddedChannel> gone = gone(many);
            assertThat(gone.size()).isGreaterThan(before);
            assertThat(gone).isEqualTo(many.subList(0, gone.size()));
            before = gone.size();
        }
        assertThat(many).allMatch(c -> c.config().isAutoRead());
    }

    @Test
    void anAddressDoesNotWaitForAllOfAnother() {
        connect("192.0.2.1", 500).forEach(this::read);
        EmbeddedChannel newcomer = connect("192.0.2.2");
        read(newcomer);
        assertThat(went(newcomer)).isZero();

        nextTurn();

        assertThat(went(newcomer)).isEqualTo(1);
    }

    @Test
    void requestsCountBesideTheReadTheyCameIn() {
        EmbeddedChannel pipelining = connect("192.0.2.1");
        read(pipelining);
        for (int i = 1; i < IN_ONE_TURN; i++) {
            turns.requested();
        }
        EmbeddedChannel next = connect("192.0.2.2");
        read(next);
        assertThat(went(next)).isZero();

        nextTurn();

        assertThat(went(next)).isEqualTo(1);
    }

    @Test
    void whoHasEndedTakesNoTurn() {
        List<EmbeddedChannel> many = connect("192.0.2.1", 3 * IN_ONE_TURN);
        many.forEach(this::read);
        many.subList(IN_ONE_TURN, 2 * IN_ONE_TURN).forEach(EmbeddedChannel::close);

        nextTurn();

        assertThat(many.subList(2 * IN_ONE_TURN, 3 * IN_ONE_TURN)).allMatch(c -> went(c) == 1);
        assertThat(many.subList(IN_ONE_TURN, 2 * IN_ONE_TURN)).allMatch(c -> went(c) == 0);
    }

    @Test
    void pastTheBoundAConnectionIsClosed() {
        connect("192.0.2.1", IN_ONE_TURN + MOST_WAITING).forEach(this::read);
        assertThat(tooMany).hasValue(0);

        EmbeddedChannel oneTooMany = connect("192.0.2.1");
        ByteBuf bytes = Unpooled.buffer().writeByte(1);
        oneTooMany.pipeline().fireChannelRead(bytes);

        assertThat(oneTooMany.isOpen()).isFalse();
        assertThat(bytes.refCnt()).isZero();
        assertThat(tooMany).hasValue(1);
    }

    private EmbeddedChannel connect(String address) {
        EmbeddedChannel connection = new EmbeddedChannel();
        connection.pipeline().addFirst(new ReadTurn(any -> turns, address));
        connections.add(connection);
        return connection;
    }

    private List<EmbeddedChannel> connect(String address, int count) {
        List<EmbeddedChannel> many = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            many.add(connect(address));
        }
        return many;
    }

    /** Bytes come, and no turn passes. */
    private void read(EmbeddedChannel connection) {
        connection.pipeline().fireChannelRead(Unpooled.buffer().writeByte(1)).fireChannelReadComplete();
    }

    private static int went(EmbeddedChannel connection) {
        return connection.inboundMessages().size();
    }

    private static List<EmbeddedChannel> gone(List<EmbeddedChannel> connections) {
        return connections.stream().filter(c -> went(c) == 1).toList();
    }

    /** One at least. */
    private void nextTurn() {
        loop.runPendingTasks();
    }
}
