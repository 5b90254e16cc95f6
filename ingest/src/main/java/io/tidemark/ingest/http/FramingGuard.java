package io.tidemark.ingest.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.tidemark.ingest.refusal.Reason;
import io.tidemark.ingest.refusal.Refusal;
import io.tidemark.ingest.refusal.Tally;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Stands before the HTTP/1.1 decoder and lets no request through whose end two readers may see in two places (RFC 9112, 5.2, 6.1
 * and 6.3): a header folded over two lines, a length beside chunks, a coding other than chunks, a line that ends without a carriage
 * return. The decoder would take some of them in one of the ways that the RFC allows; a proxy before us may take the other, and
 * then one request is two. From there on the decoder gets a broken line and nothing more: it answers 400 in turn, behind the
 * answers that are due, and closes. HTTP/2 leaves no such doubt: at its preface the guard steps aside.
 */
public final class FramingGuard extends ChannelInboundHandlerAdapter {

    private static final String NAME = "framing-guard";
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r".getBytes(StandardCharsets.US_ASCII);

    /** What no decoder takes: a line that ends without a carriage return. */
    private static final byte[] BROKEN_LINE = {'x', '\n'};

    private static final String CODING = "transfer-encoding:";
    private static final String LENGTH = "content-length:";

    /** Of a line, as much as it takes to know "transfer-encoding: chunked" and a length of 19 digits. */
    private static final int LINE_BYTES_MAX = 64;

    private enum Part {
        HEAD,
        BODY,
        CHUNK_SIZE,
        TRAILERS,
        HTTP2,
        REFUSED
    }

    private final StringBuilder line = new StringBuilder();
    private Part part = Part.HEAD;
    private boolean firstLine = true;
    private boolean carriageReturn;
    private int lineBytes;
    private long left;
    private long length = -1;
    private boolean chunks;

    private FramingGuard() {}

    /** Guards all connections of a server; what its decoder refuses is counted and answered in words. */
    public static void before(ServerBuilder server, Tally tally) {
        server.errorHandler(new Unreadable(tally).orElse(ServerErrorHandler.ofDefault()));
        server.childChannelPipelineCustomizer(pipeline -> {
            if (pipeline.get(NAME) == null) {
                pipeline.addFirst(NAME, new FramingGuard());
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(message);
            return;
        }
        if (part == Part.REFUSED) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        int fine = look(bytes);
        if (part == Part.REFUSED) {
            ByteBuf spoilt = ctx.alloc().buffer(fine + BROKEN_LINE.length);
            spoilt.writeBytes(bytes, bytes.readerIndex(), fine).writeBytes(BROKEN_LINE);
            ReferenceCountUtil.release(bytes);
            ctx.fireChannelRead(spoilt);
            return;
        }
        ctx.fireChannelRead(bytes);
        if (part == Part.HTTP2) {
            ctx.pipeline().remove(this);
        }
    }

    /** Goes on over the bytes. @return how many of them may pass */
    private int look(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int end = bytes.writerIndex();
        int at = start;
        while (at < end && part != Part.HTTP2) {
            if (part == Part.BODY) {
                int skipped = (int) Math.min(left, end - at);
                left -= skipped;
                at += skipped;
                if (left == 0 && chunks) {
                    part = Part.CHUNK_SIZE;
                } else if (left == 0) {
                    begin();
                }
            } else if (isFault(bytes.getByte(at))) {
                part = Part.REFUSED;
                return at - start;
            } else {
                at++;
            }
        }
        return end - start;
    }

    private boolean isFault(byte b) {
        if (b != '\n') {
            if (lineBytes == 0 && (b == ' ' || b == '\t') && !firstLine && part != Part.CHUNK_SIZE) {
                return true; // A header that goes on from the line before.
            }
            carriageReturn = b == '\r';
            if (lineBytes++ < LINE_BYTES_MAX) {
                line.append((char) (b & 0xff));
            }
            if (part == Part.HEAD && firstLine && lineBytes == PREFACE.length && isPreface()) {
                part = Part.HTTP2;
            }
            return false;
        }
        if (!carriageReturn) {
            return true;
        }
        return endOfLine();
    }

    private boolean endOfLine() {
        boolean empty = lineBytes == 1;
        String text = line.toString();
        line.setLength(0);
        lineBytes = 0;
        carriageReturn = false;
        if (part == Part.CHUNK_SIZE) {
            return chunk(text);
        }
        if (part == Part.TRAILERS) {
            if (empty) {
                begin();
            }
            return false;
        }
        if (firstLine) {
            firstLine = empty; // Empty lines before a request are passed over.
            return false;
        }
        return empty ? endOfHead() : header(text.toLowerCase(Locale.ROOT));
    }

    private boolean header(String text) {
        if (text.startsWith(CODING)) {
            chunks = true;
            return !text.substring(CODING.length()).trim().equals("chunked");
        }
        if (text.startsWith(LENGTH)) {
            length = number(text.substring(LENGTH.length()).trim(), 10);
        }
        return false;
    }

    private boolean endOfHead() {
        if (chunks && length != -1) {
            return true;
        }
        if (chunks) {
            part = Part.CHUNK_SIZE;
        } else if (length > 0) {
            part = Part.BODY;
            left = length;
        } else {
            begin();
        }
        return false;
    }

    private boolean chunk(String text) {
        long bytes = number(text.split(";", 2)[0].trim(), 16);
        if (bytes == 0) {
            part = Part.TRAILERS;
        } else {
            part = Part.BODY;
            left = bytes + 2;
        }
        return bytes < 0;
    }

    private void begin() {
        part = Part.HEAD;
        firstLine = true;
        length = -1;
        chunks = false;
    }

    /** A number of bytes; what is none the decoder refuses, and closes: -2. */
    private static long number(String digits, int radix) {
        try {
            long number = digits.startsWith("+") ? -2 : Long.parseLong(digits, radix);
            return number < 0 ? -2 : number;
        } catch (NumberFormatException e) {
            return -2;
        }
    }

    private boolean isPreface() {
        for (int i = 0; i < PREFACE.length; i++) {
            if (line.charAt(i) != PREFACE[i]) {
                return false;
            }
        }
        return true;
    }

    /** The answer to what is no request at all, or not surely one. */
    private record Unreadable(Tally tally) implements ServerErrorHandler {

        private static final Answer ANSWER = Answer.refused(new Refusal(
                Reason.BAD_FRAMING, "request", "", "cannot be read as HTTP/1.1, or its end could be read in two ways"));

        @Override
        public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
            return null; // Not ours: the next handler's.
        }

        @Override
        public AggregatedHttpResponse onProtocolViolation(
                ServiceConfig config, RequestHeaders headers, HttpStatus status, String description, Throwable cause) {
            if (status.code() != ANSWER.status() || cause == null) {
                return null; // A request that was read, with a path that cannot be.
            }
            tally.count(Reason.BAD_FRAMING);
            return AggregatedHttpResponse.of(status, MediaType.JSON_UTF_8, ANSWER.json());
        }
    }
}
