package dev.bailey.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets on which a router listens, which can end before its connections do; Vert.x ends both at once.
 * Thread-safe.
 *
 * <p>Where several processes share a port, the kernel gives each connection to one of their sockets with its first
 * packet, and resets those that a socket has not yet given out when it closes. So a socket first stops taking first
 * packets, by a filter, lets the handshakes under way come to their end, and closes then: a client whose first packet
 * was dropped sends it again after a second, and reaches another process. Where the kernel moves what is left to the
 * other sockets by itself ({@code net.ipv4.tcp_migrate_req}), nothing of this is needed.
 */
final class ListeningSockets {

    private static final Logger LOG = LoggerFactory.getLogger(ListeningSockets.class);

    private static final Path MIGRATES = Path.of("/proc/sys/net/ipv4/tcp_migrate_req");

    /** Longer than the way to any client and back. */
    private static final long HANDSHAKE_MILLIS = 300;

    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;

    /** The kernel's {@code struct sock_fprog}: a length, and an address aligned to eight bytes. */
    private static final int PROGRAM_BYTES = 16;

    /** Drops packets with SYN and without ACK: {@code code, jump if true, jump if false, operand} each. */
    private static final int[][] NO_FIRST_PACKETS = {
        {0x30, 0, 0, 13}, // load the byte of flags
        {0x54, 0, 0, 0x12}, // keep SYN and ACK
        {0x15, 0, 1, 0x02}, // SYN alone?
        {0x06, 0, 0, 0}, // drop
        {0x06, 0, 0, -1} // take
    };

    private static final ChannelOption<ByteBuffer> ATTACH_FILTER =
            new RawUnixChannelOption("SO_ATTACH_FILTER", SOL_SOCKET, SO_ATTACH_FILTER, PROGRAM_BYTES);

    private final List<ServerChannel> sockets = new CopyOnWriteArrayList<>();

    /** What Vert.x is to open them with: the native transport where there is one. */
    Transport transport() {
        Transport fast = Transport.nativeTransport();
        return new Remembering(fast != null && fast.available() ? fast : Transport.NIO);
    }

    private final class Remembering implements Transport {

        private final Transport usual;
        private final io.vertx.core.spi.transport.Transport implementation;

        Remembering(Transport usual) {
            this.usual = usual;
            this.implementation = remembering(usual.implementation());
        }

        @Override
        public String name() {
            return usual.name();
        }

        @Override
        public boolean available() {
            return usual.available();
        }

        @Override
        public Throwable unavailabilityCause() {
            return usual.unavailabilityCause();
        }

        @Override
        public io.vertx.core.spi.transport.Transport implementation() {
            return implementation;
        }
    }

    private io.vertx.core.spi.transport.Transport remembering(io.vertx.core.spi.transport.Transport usual) {
        Class<?> type = io.vertx.core.spi.transport.Transport.class;
        return (io.vertx.core.spi.transport.Transport) Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("serverChannelFactory")) {
                        return remembering(usual.serverChannelFactory((boolean) arguments[0]));
                    }
                    try {
                        return method.invoke(usual, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    private ChannelFactory<ServerChannel> remembering(ChannelFactory<? extends ServerChannel> usual) {
        return () -> {
            ServerChannel socket = usual.newChannel();
            sockets.add(socket);
            return socket;
        };
    }

    /**
     * Ends them.
     *
     * @param shared whether other processes listen on the same port
     * @return completes once no connection can come any more
     */
    CompletableFuture<Void> close(boolean shared) {
        return CompletableFuture.allOf(
                sockets.stream().map(socket -> close(socket, shared)).toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<Void> close(ServerChannel socket, boolean shared) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        long wait = shared && !migrates() && takesNoFirstPackets(socket) ? HANDSHAKE_MILLIS : 0;
        CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS, socket.eventLoop())
                .execute(() -> socket.close().addListener(done -> closed.complete(null)));
        return closed;
    }

    private static boolean migrates() {
        try {
            return Files.readString(MIGRATES).strip().equals("1");
        } catch (IOException unknown) {
            return false;
        }
    }

    private static boolean takesNoFirstPackets(ServerChannel socket) {
        ByteBuf filter = Unpooled.directBuffer();
        try {
            boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
            for (int[] step : NO_FIRST_PACKETS) {
                if (little) {
                    filter.writeShortLE(step[0])
                            .writeByte(step[1])
                            .writeByte(step[2])
                            .writeIntLE(step[3]);
                } else {
                    filter.writeShort(step[0])
                            .writeByte(step[1])
                            .writeByte(step[2])
                            .writeInt(step[3]);
                }
            }
            ByteBuffer program = ByteBuffer.allocateDirect(PROGRAM_BYTES).order(ByteOrder.nativeOrder());
            program.putShort(0, (short) NO_FIRST_PACKETS.length).putLong(8, filter.memoryAddress());
            return socket.config().setOption(ATTACH_FILTER, program);
        } catch (RuntimeException unable) {
            LOG.warn("connections that begin now may be reset: {}", unable.getMessage());
            return false;
        } finally {
            filter.release();
        }
    }
}
