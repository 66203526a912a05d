package dev.bailey.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * One end of an HTTP/2 connection that says frame by frame what the test wants, right or wrong. Answers settings and
 * pings by itself. Confined to one thread.
 */
final class Http2Wire implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RESET = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int ACK = 1;

    private static final int PRIORITY = 32;
    private static final int PRIORITY_BYTES = 5;
    private static final int FRAME_BYTES_MAX = 16_384;
    private static final int MILLIS_MAX = 10_000;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final Map<Integer, Stream> streams = new HashMap<>();
    private int nextStream = 1;
    private int accepted;
    private boolean silent;
    private boolean closed;
    private long goneAwayBecause = -1;

    /** What the other end has said on one stream. */
    static final class Stream {
        final int id;
        Http2Headers head = new DefaultHttp2Headers();
        Http2Headers trailers = new DefaultHttp2Headers();
        final StringBuilder body = new StringBuilder();
        boolean begun;
        boolean ended;
        long resetBecause = -1;

        Stream(int id) {
            this.id = id;
        }

        String status() {
            return String.valueOf(head.status());
        }

        String header(String name) {
            return String.valueOf(head.get(name));
        }
    }

    private Http2Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(MILLIS_MAX);
        in = new DataInputStream(socket.getInputStream());
    }

    static Http2Wire client(Socket socket) throws IOException {
        Http2Wire wire = new Http2Wire(socket);
        socket.getOutputStream().write(PREFACE);
        wire.frame(SETTINGS, 0, 0, new byte[0]);
        return wire;
    }

    static Http2Wire to(int port) throws IOException {
        return client(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static Http2Wire server(Socket socket, byte... settings) throws IOException {
        Http2Wire wire = new Http2Wire(socket);
        wire.in.readFully(new byte[PREFACE.length]);
        wire.frame(SETTINGS, 0, 0, settings);
        return wire;
    }

    /** A request in the order of RFC 9113, then headers as name, value, name, value. */
    int request(String method, String path, boolean end, String... headers) throws IOException {
        Http2Headers head = new DefaultHttp2Headers(false)
                .method(method)
                .scheme("https")
                .authority("web")
                .path(path);
        return request(with(head, headers), end);
    }

    int request(Http2Headers head, boolean end) throws IOException {
        int id = nextStream;
        nextStream += 2;
        headers(id, head, end);
        return id;
    }

    static Http2Headers with(Http2Headers head, String... headers) {
        for (int at = 0; at < headers.length; at += 2) {
            head.add(headers[at], headers[at + 1]);
        }
        return head;
    }

    void headers(int stream, Http2Headers head, boolean end) throws IOException {
        ByteBuf block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(stream, head, block);
        } catch (Exception e) {
            throw new IOException(e);
        }
        int type = HEADERS;
        int flags = end ? END_STREAM : 0;
        while (block.readableBytes() > FRAME_BYTES_MAX) {
            frame(type, flags, stream, ByteBufUtil.getBytes(block.readSlice(FRAME_BYTES_MAX)));
            type = CONTINUATION;
            flags = 0;
        }
        frame(type, flags | END_HEADERS, stream, ByteBufUtil.getBytes(block));
    }

    void data(int stream, String text, boolean end) throws IOException {
        frame(DATA, end ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void reset(int stream, int code) throws IOException {
        frame(RESET, 0, stream, Unpooled.copyInt(code).array());
    }

    void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuf frame = Unpooled.buffer(9 + payload.length);
        frame.writeMedium(payload.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(payload);
        socket.getOutputStream().write(frame.array(), 0, frame.readableBytes());
    }

    /** What has come on a stream by the time it is ended, reset, or the connection closed. */
    Stream answer(int id) throws IOException {
        Stream stream = stream(id);
        while (!stream.ended && stream.resetBecause < 0 && !closed) {
            read();
        }
        return stream;
    }

    /** What has come on a stream by the time its head is there and this text in its body. */
    Stream until(int id, String text) throws IOException {
        Stream stream = stream(id);
        while ((!stream.begun || stream.body.indexOf(text) < 0) && !closed) {
            read();
        }
        return stream;
    }

    Stream stream(int id) {
        return streams.computeIfAbsent(id, Stream::new);
    }

    /** Why the other end has reset a stream, once it has; -1 when it closes without. */
    long reasonOfReset(int id) throws IOException {
        Stream stream = stream(id);
        while (stream.resetBecause < 0 && !closed) {
            read();
        }
        return stream.resetBecause;
    }

    /** Reads until the other end closes, and tells why it said it would; -1 when it did not. */
    long readToEnd() throws IOException {
        while (!closed) {
            read();
        }
        return goneAwayBecause;
    }

    long readToGoAway() throws IOException {
        while (!closed && goneAwayBecause < 0) {
            read();
        }
        return goneAwayBecause;
    }

    boolean isClosed() {
        return closed;
    }

    /** Waits for a next stream of the other end and returns its number, or -1 at the end. */
    int accept() throws IOException {
        while (true) {
            for (int id : new TreeSet<>(streams.keySet())) {
                if (id > accepted && stream(id).begun) {
                    accepted = id;
                    return id;
                }
            }
            if (closed) {
                return -1;
            }
            read();
        }
    }

    /** From here on it says nothing by itself. */
    void fallSilent() {
        silent = true;
    }

    void goAway(int lastStream, int code) throws IOException {
        frame(GOAWAY, 0, 0, Unpooled.copyInt(lastStream, code).array());
    }

    /** An answer with a body, to a stream of the other end. */
    void answer(int stream, String body) throws IOException {
        headers(stream, status("200"), false);
        data(stream, body, true);
    }

    static Http2Headers status(String status) {
        return new DefaultHttp2Headers(false).status(status);
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void read() throws IOException {
        byte[] payload;
        int type;
        int flags;
        int id;
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            type = in.readUnsignedByte();
            flags = in.readUnsignedByte();
            id = in.readInt();
            payload = new byte[length];
            in.readFully(payload);
        } catch (EOFException | SocketException end) {
            closed = true;
            return;
        }
        ByteBuf content = Unpooled.wrappedBuffer(payload);
        switch (type) {
            case DATA -> data(stream(id), content, (flags & END_STREAM) != 0);
            case HEADERS -> head(stream(id), content, flags);
            case RESET -> stream(id).resetBecause = content.readInt();
            case SETTINGS -> answer(SETTINGS, flags, new byte[0]);
            case PING -> answer(PING, flags, payload);
            case GOAWAY -> goneAwayBecause = content.skipBytes(4).readInt();
            default -> content.clear();
        }
    }

    private void data(Stream stream, ByteBuf content, boolean end) throws IOException {
        int length = content.readableBytes();
        stream.body.append(content.toString(StandardCharsets.ISO_8859_1));
        stream.ended = end;
        if (length > 0 && !silent) {
            frame(WINDOW, 0, 0, Unpooled.copyInt(length).array());
            if (!end) {
                frame(WINDOW, 0, stream.id, Unpooled.copyInt(length).array());
            }
        }
    }

    private void head(Stream stream, ByteBuf content, int flags) throws IOException {
        if ((flags & PRIORITY) != 0) {
            content.skipBytes(PRIORITY_BYTES);
        }
        try {
            Http2Headers headers = decoder.decodeHeaders(stream.id, content);
            if (stream.begun) {
                stream.trailers = headers;
            } else {
                stream.head = headers;
            }
            CharSequence status = headers.status();
            stream.begun = status == null || status.charAt(0) != '1';
            stream.ended = (flags & END_STREAM) != 0;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private void answer(int type, int flags, byte[] payload) throws IOException {
        if ((flags & ACK) == 0 && !silent) {
            frame(type, ACK, 0, payload);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
