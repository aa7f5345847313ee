package dev.roomcast.delivery;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Counts the requests of a connection that are not answered yet. A handshake that comes behind another request, before that
 * one is answered, may not be accepted: what is behind it was read as HTTP already, and would be answered in between frames.
 *
 * <p>A connection that pipelines without end is closed: one read from its socket can hold a thousand requests, which would
 * all be answered before another connection has its turn, and answers that are not read would wait in memory. Browsers and
 * HTTP clients send the next request when they have the answer to the one before.
 */
final class PipelinedRequests extends ChannelDuplexHandler {

    /** Requests that one read from the socket may hold. */
    private static final int MOST_AT_ONCE = 8;

    private final Runnable onRequest;
    private final Runnable onTooMany;
    private int unanswered;
    private int atOnce;
    private boolean pipelined;
    private boolean closed;

    private PipelinedRequests(Runnable onRequest, Runnable onTooMany) {
        this.onRequest = onRequest;
        this.onTooMany = onTooMany;
    }

    /**
     * Puts one before what Vert.x reads.
     *
     * @param onRequest called when the head of a request came
     * @param onTooMany called when the connection is closed because of what it pipelined
     * @return null where Vert.x does not read yet
     */
    static PipelinedRequests before(ChannelPipeline pipeline, Runnable onRequest, Runnable onTooMany) {
        if (pipeline.context(ChannelWire.LAST_HANDLER) == null) {
            return null;
        }
        PipelinedRequests requests = new PipelinedRequests(onRequest, onTooMany);
        pipeline.addBefore(ChannelWire.LAST_HANDLER, "roomcast-pipelined-requests", requests);
        return requests;
    }

    /** Whether a request is not answered yet. */
    boolean inProgress() {
        return unanswered > 0;
    }

    /** Whether a request ever came before the one before it was answered. */
    boolean pipelined() {
        return pipelined;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest && !closed) {
            pipelined |= unanswered > 0;
            unanswered++;
            atOnce++;
            onRequest.run();
            if (atOnce > MOST_AT_ONCE || !context.channel().isWritable()) {
                closed = true;
                onTooMany.run();
                context.close();
            }
        }
        if (closed) {
            // What was read with it is decoded to its end.
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        atOnce = 0;
        context.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !isInformational(message)) {
            unanswered--;
        }
        context.write(message, promise);
    }

    /** {@code 100 Continue} and the like: the answer comes after it. */
    private static boolean isInformational(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
