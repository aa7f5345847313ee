package dev.roomcast.delivery;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Counts the requests of a connection that are not answered yet. A handshake that comes behind another request, before that
 * one is answered, may not be accepted: what is behind it was read as HTTP already, and would be answered in between frames.
 */
final class PipelinedRequests extends ChannelDuplexHandler {

    private final Runnable onRequest;
    private int unanswered;
    private boolean pipelined;

    private PipelinedRequests(Runnable onRequest) {
        this.onRequest = onRequest;
    }

    /**
     * Puts one before what Vert.x reads.
     *
     * @param onRequest called when the head of a request came
     * @return null where Vert.x does not read yet
     */
    static PipelinedRequests before(ChannelPipeline pipeline, Runnable onRequest) {
        if (pipeline.context(ChannelWire.LAST_HANDLER) == null) {
            return null;
        }
        PipelinedRequests requests = new PipelinedRequests(onRequest);
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
        if (message instanceof HttpRequest) {
            pipelined |= unanswered > 0;
            unanswered++;
            onRequest.run();
        }
        context.fireChannelRead(message);
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
