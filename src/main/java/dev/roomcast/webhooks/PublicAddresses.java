package dev.roomcast.webhooks;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are public. What is not may be something that only this machine is meant to reach: another service, a
 * router, the metadata of a cloud. The ranges are those of IANA's registries of special-purpose addresses.
 */
final class PublicAddresses {

    /** A range: the bytes that it begins with, and how many bits of them count. */
    private record Range(int bits, int... bytes) {

        boolean has(byte[] address) {
            for (int bit = 0; bit < bits; bit += Byte.SIZE) {
                int counted = Math.min(Byte.SIZE, bits - bit);
                int mask = 0xff << (Byte.SIZE - counted) & 0xff;
                if ((address[bit / Byte.SIZE] & mask) != (bytes[bit / Byte.SIZE] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Range> SPECIAL_V4 = List.of(
            new Range(8, 0),
            new Range(8, 10),
            new Range(10, 100, 64),
            new Range(8, 127),
            new Range(16, 169, 254),
            new Range(12, 172, 16),
            new Range(24, 192, 0, 0),
            new Range(24, 192, 0, 2),
            new Range(24, 192, 88, 99),
            new Range(16, 192, 168),
            new Range(15, 198, 18),
            new Range(24, 198, 51, 100),
            new Range(24, 203, 0, 113),
            new Range(3, 224));

    /** All that is given out of IPv6, of which some is special again. */
    private static final Range GLOBAL_V6 = new Range(3, 0x20);

    private static final List<Range> SPECIAL_V6 = List.of(
            new Range(23, 0x20, 0x01, 0x00), new Range(32, 0x20, 0x01, 0x0d, 0xb8), new Range(20, 0x3f, 0xff, 0x00));

    /** 6to4: an IPv4 address in an IPv6 one. */
    private static final Range SIX_TO_FOUR = new Range(16, 0x20, 0x02);

    /** NAT64: the same. */
    private static final Range NAT64 = new Range(96, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);

    private PublicAddresses() {}

    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return isPublicV4(bytes);
        }
        if (!(address instanceof Inet6Address)) {
            return false;
        }
        if (NAT64.has(bytes)) {
            return isPublicV4(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (SIX_TO_FOUR.has(bytes)) {
            return isPublicV4(Arrays.copyOfRange(bytes, 2, 6));
        }
        return GLOBAL_V6.has(bytes) && SPECIAL_V6.stream().noneMatch(range -> range.has(bytes));
    }

    private static boolean isPublicV4(byte[] address) {
        return SPECIAL_V4.stream().noneMatch(range -> range.has(address));
    }
}
