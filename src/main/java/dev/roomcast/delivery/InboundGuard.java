package dev.roomcast.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

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
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

import dev.roomcast.protocol.CloseCode;

/**
 * Stands between the decoder and Vert.x, and lets only whole text messages through that are UTF-8 and within the bound:
 * Vert.x would decode bad UTF-8 to something else, and answer a broken frame with a cut instead of a close code.
 */
final class InboundGuard extends ChannelInboundHandlerAdapter {

    /** RFC 6455, 7.4.2: there are none beyond. Netty refuses the other ones that may not be sent. */
    private static final int LAST_CLOSE_CODE = 4_999;

    private final int maxMessageBytes;
    private final InboundListener listener;
    private ByteBuf fragments;
    private boolean violated;

    InboundGuard(int maxMessageBytes, InboundListener listener) {
        this.maxMessageBytes = maxMessageBytes;
        this.listener = listener;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            context.fireChannelRead(message);
            return;
        }
        if (violated) {
            if (frame instanceof CloseWebSocketFrame) {
                // The answer to ours: Vert.x waits for it to end the connection.
                context.fireChannelRead(frame);
            } else {
                frame.release();
            }
            return;
        }
        listener.onSignOfLife();
        if (frame.rsv() != 0) {
            // An extension that was negotiated has taken its bits away before.
            frame.release();
            violation(CloseCode.PROTOCOL_ERROR);
        } else if (frame instanceof TextWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
            text(context, frame);
        } else if (frame instanceof BinaryWebSocketFrame) {
            frame.release();
            violation(CloseCode.BINARY_NOT_ACCEPTED);
        } else if (frame instanceof CloseWebSocketFrame close && close.statusCode() > LAST_CLOSE_CODE) {
            frame.release();
            violation(CloseCode.PROTOCOL_ERROR);
        } else {
            context.fireChannelRead(frame);
        }
    }

    private void text(ChannelHandlerContext context, WebSocketFrame frame) {
        ByteBuf content = frame.content();
        int before = fragments == null ? 0 : fragments.readableBytes();
        if (before + content.readableBytes() > maxMessageBytes) {
            frame.release();
            violation(CloseCode.MESSAGE_TOO_BIG);
            return;
        }
        if (!frame.isFinalFragment()) {
            if (fragments == null) {
                fragments = context.alloc().heapBuffer();
            }
            fragments.writeBytes(content);
            frame.release();
            return;
        }
        WebSocketFrame whole = frame;
        if (fragments != null) {
            fragments.writeBytes(content);
            frame.release();
            whole = new TextWebSocketFrame(true, 0, fragments);
            fragments = null;
        }
        ByteBuf text = whole.content();
        if (!ByteBufUtil.isText(text, text.readerIndex(), text.readableBytes(), StandardCharsets.UTF_8)) {
            whole.release();
            violation(CloseCode.INVALID_UTF8);
            return;
        }
        context.fireChannelRead(whole);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
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
            dropFragments();
            listener.onViolation(code);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        dropFragments();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        dropFragments();
    }

    private void dropFragments() {
        ReferenceCountUtil.release(fragments);
        fragments = null;
    }
}
