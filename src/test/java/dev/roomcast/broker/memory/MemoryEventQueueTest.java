package dev.roomcast.broker.memory;

import java.time.Clock;

import dev.roomcast.broker.Broker;
import dev.roomcast.broker.EventQueue;
import dev.roomcast.broker.EventQueueContractTest;

class MemoryEventQueueTest extends EventQueueContractTest {

    private final MemoryEventQueue queue = new MemoryEventQueue(RULES, Clock.systemUTC(), "life");
    private final MemoryBroker broker = new MemoryBroker(
            new MemoryBroker.Bounds(1_000, 1 << 24, 3_600_000, 1 << 28, 0, 1_000),
            Clock.systemUTC(),
            () -> System.nanoTime() / 1_000_000,
            Runnable::run,
            queue);

    @Override
    protected Broker broker() {
        return broker;
    }

    @Override
    protected EventQueue queue() {
        return queue;
    }
}
