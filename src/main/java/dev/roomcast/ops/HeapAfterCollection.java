package dev.roomcast.ops;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/** The heap that was in use after the last collection: what is really needed, without the garbage of the moment. */
final class HeapAfterCollection {

    private HeapAfterCollection() {}

    /** Bytes, summed over the heap's pools as each was last collected; 0 where the collector does not tell. */
    static long bytes() {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) {
                MemoryUsage usage = pool.getCollectionUsage();
                if (usage != null) {
                    bytes += usage.getUsed();
                }
            }
        }
        return bytes;
    }
}
