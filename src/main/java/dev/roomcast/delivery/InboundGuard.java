package dev.roomcast.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

import dev.roomcast.protocol.CloseCode;

/**
 * Stands between the decoder and Vert.x, and lets only whole text messages through that are UTF-8 and within the bound:
 * Vert.x would decode bad UTF-8 to something else, answer a broken frame with a cut instead of a close code, and each ping
 * frame without end.
 */
final class InboundGuard extends ChannelInboundHandlerAdapter {

    /** RFC 6455, 7.4.2: there are none beyond. Netty refuses the other ones that may not be sent. */
    private static final int LAST_CLOSE_CODE = 4_999;

    /** RFC 7692, 6: the bit that says that a message is packed. */
    private static final int RSV1 = 4;

    /** Frames of one read from which on they are worked off before more is read. A ready client sends fewer at once. */
    private static final int MANY_FRAMES = 64;

    private final int maxMessageBytes;
    private final long fragmentTimeoutNanos;
    private final InboundListener listener;
    private final Reading reading;

    /** Null where permessage-deflate was not negotiated. */
    private final MessageInflater inflater;

    private ChannelHandlerContext context;
    private ByteBuf fragments;
    private boolean packed;
    private long fragmentsSince;
    private boolean fragmentsWatched;
    private int framesOfRead;
    private boolean violated;

    InboundGuard(
            int maxMessageBytes,
            long fragmentTimeoutNanos,
            InboundListener listener,
            Reading reading,
            MessageInflater inflater) {
        this.maxMessageBytes = maxMessageBytes;
        this.fragmentTimeoutNanos = fragmentTimeoutNanos;
        this.listener = listener;
        this.reading = reading;
        this.inflater = inflater;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            context.fireChannelRead(message);
            return;
        }
        framesOfRead++;
        if (violated) {
            if (frame instanceof CloseWebSocketFrame) {
                // The answer to ours: Vert.x waits for it to end the connection. Ours is a task of the loop: where both
                // came
                // in one packet it has yet to go, and Vert.x would answer with the peer's own code.
                context.executor().execute(() -> context.fireChannelRead(frame));
            } else {
                frame.release();
            }
            return;
        }
        listener.onSignOfLife();
        if (!reservedBitsAreGood(frame)) {
            frame.release();
            violation(CloseCode.PROTOCOL_ERROR);
        } else if (frame instanceof TextWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
            text(frame);
        } else if (frame instanceof BinaryWebSocketFrame) {
            frame.release();
            violation(CloseCode.BINARY_NOT_ACCEPTED);
        } else if (frame instanceof CloseWebSocketFrame close && close.statusCode() > LAST_CLOSE_CODE) {
            frame.release();
            violation(CloseCode.PROTOCOL_ERROR);
        } else if (frame instanceof PingWebSocketFrame) {
            byte[] data = ByteBufUtil.getBytes(frame.content());
            frame.release();
            listener.onPing(data);
        } else if (frame instanceof PongWebSocketFrame) {
            // That it came is all there is to it.
            frame.release();
        } else {
            context.fireChannelRead(frame);
        }
    }

    /** Only the first frame of a message may have one, and only where packing was negotiated. */
    private boolean reservedBitsAreGood(WebSocketFrame frame) {
        boolean mayBePacked = inflater != null && frame instanceof TextWebSocketFrame;
        return frame.rsv() == 0 || (mayBePacked && frame.rsv() == RSV1);
    }

    private void text(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame) {
            packed = frame.rsv() == RSV1;
        }
        if (frame.isFinalFragment() && fragments == null && !packed) {
            whole(frame);
            return;
        }
        if (fragments == null) {
            fragments = context.alloc().heapBuffer();
            fragmentsSince = System.nanoTime();
        }
        CloseCode violation = append(frame);
        boolean last = frame.isFinalFragment();
        frame.release();
        if (violation != null) {
            violation(violation);
        } else if (last) {
            WebSocketFrame whole = new TextWebSocketFrame(true, 0, fragments);
            fragments = null;
            whole(whole);
        } else if (!fragmentsWatched) {
            watchFragments(fragmentTimeoutNanos);
        }
    }

    /** What is wrong with a fragment; null where nothing is, and it is part of the message now. */
    private CloseCode append(WebSocketFrame frame) {
        ByteBuf content = frame.content();
        if (packed) {
            try {
                boolean fits = inflater.unpack(content, frame.isFinalFragment(), fragments, maxMessageBytes);
                return fits ? null : CloseCode.MESSAGE_TOO_BIG;
            } catch (DataFormatException notDeflate) {
                return CloseCode.PROTOCOL_ERROR;
            }
        }
        if (fragments.readableBytes() + content.readableBytes() > maxMessageBytes) {
            return CloseCode.MESSAGE_TOO_BIG;
        }
        fragments.writeBytes(content);
        return null;
    }

    private void whole(WebSocketFrame frame) {
        ByteBuf text = frame.content();
        if (text.readableBytes() > maxMessageBytes) {
            frame.release();
            violation(CloseCode.MESSAGE_TOO_BIG);
        } else if (!ByteBufUtil.isText(text, text.readerIndex(), text.readableBytes(), StandardCharsets.UTF_8)) {
            frame.release();
            violation(CloseCode.INVALID_UTF8);
        } else {
            context.fireChannelRead(frame);
        }
    }

    /** One timer for whatever messages come in fragments: it looks after the one that is there when it ends. */
    private void watchFragments(long nanos) {
        fragmentsWatched = true;
        context.executor()
                .schedule(
                        () -> {
                            fragmentsWatched = false;
                            if (fragments == null) {
                                return;
                            }
                            long left = fragmentTimeoutNanos - (System.nanoTime() - fragmentsSince);
                            if (left > 0) {
                                watchFragments(left);
                            } else {
                                violation(CloseCode.POLICY_VIOLATION);
                            }
                        },
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        if (framesOfRead > MANY_FRAMES) {
            // Each became a task of the loop: this one runs when those have.
            reading.flooded(true);
            context.executor().execute(() -> reading.flooded(false));
        }
        framesOfRead = 0;
        context.fireChannelReadComplete();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            violation(closeCode(corrupted.closeStatus()));
        } else if (cause instanceof TooLongFrameException) {
            violation(CloseCode.MESSAGE_TOO_BIG);
        } else if (cause instanceof DecoderException) {
            violation(CloseCode.PROTOCOL_ERROR);
        } else if (cause instanceof IOException) {
            // The peer is gone without a word; that is how connections end.
            context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    private static CloseCode closeCode(WebSocketCloseStatus status) {
        if (status.code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code()) {
            return CloseCode.MESSAGE_TOO_BIG;
        }
        return status.code() == WebSocketCloseStatus.INVALID_PAYLOAD_DATA.code()
                ? CloseCode.INVALID_UTF8
                : CloseCode.PROTOCOL_ERROR;
    }

    private void violation(CloseCode code) {
        if (!violated) {
            violated = true;
            forget();
            // Messages that came before it are tasks of the loop: they go first.
            context.executor().execute(() -> listener.onViolation(code));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        forget();
        context.fireChannelInactive();
        listener.onEnd();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext from) {
        forget();
    }

    private void forget() {
        ReferenceCountUtil.release(fragments);
        fragments = null;
        if (inflater != null) {
            inflater.end();
        }
    }
}
