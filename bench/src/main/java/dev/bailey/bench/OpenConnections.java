package dev.bailey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections that have each been answered once, and say nothing more until they are closed. */
final class OpenConnections implements AutoCloseable {

    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: web\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final List<SocketChannel> clients = new ArrayList<>();

    OpenConnections(int port, int count) {
        ByteBuffer answer = ByteBuffer.allocate(4096);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            for (int client = 0; client < count; client++) {
                SocketChannel channel = SocketChannel.open(address);
                clients.add(channel);
                // Reset at the end, so that ten thousand ports do not wait for a minute.
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.write(ByteBuffer.wrap(REQUEST));
                answer.clear();
                if (channel.read(answer) <= 0) {
                    throw new IOException("connection " + client + " was closed without an answer");
                }
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    int count() {
        return clients.size();
    }

    @Override
    public void close() {
        for (SocketChannel client : clients) {
            try {
                client.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
