package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.router.Front;
import dev.bailey.router.Telemetry;
import dev.bailey.router.Timeouts;
import dev.bailey.router.TrafficLimits;
import dev.bailey.router.Upstream;
import dev.bailey.router.WriteRules;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real server of gRPC is asked how it is, in clear text. */
@Timeout(60)
class Http2HealthTest {

    private static final String CHECK = "/grpc.health.v1.Health/Check";
    private static final byte[] SERVING = {8, 1};
    private static final byte[] NOT_SERVING = {8, 2};

    private volatile byte[] says = SERVING;

    @SuppressWarnings("NullAway.Init")
    private Server server;

    @BeforeEach
    void start() throws IOException {
        MethodDescriptor<byte[], byte[]> check = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(CHECK.substring(1))
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder("grpc.health.v1.Health")
                        .addMethod(check, ServerCalls.asyncUnaryCall((asked, to) -> {
                            to.onNext(says);
                            to.onCompleted();
                        }))
                        .build())
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    @Test
    void oneThatServesIsWell() {
        assertThat(trouble(CHECK)).isEmpty();
    }

    @Test
    void oneThatSaysItDoesNotServeIsNot() {
        says = NOT_SERVING;

        assertThat(trouble(CHECK))
                .hasValueSatisfying(words -> assertThat(words).contains(CHECK + " does not say that it is serving"));
    }

    @Test
    void oneThatKnowsNoSuchPathIsNot() {
        assertThat(trouble("/health")).isPresent();
    }

    @Test
    void oneThatIsNotThereIsNot() {
        int port = server.getPort();
        server.shutdownNow();

        assertThat(trouble(CHECK, port))
                .hasValueSatisfying(words -> assertThat(words).contains("does not answer"));
    }

    private Optional<String> trouble(String path) {
        return trouble(path, server.getPort());
    }

    private static Optional<String> trouble(String path, int port) {
        Upstream upstream = Upstream.of(URI.create("http://127.0.0.1:" + port)).speaking(Upstream.Protocol.H2);
        Plan.Service service = new Plan.Service(
                Front.LOOPBACK,
                upstream,
                Upstream.of(URI.create("http://localhost:1")),
                path,
                Optional.empty(),
                WriteRules.BY_METHOD,
                TrafficLimits.DEFAULT,
                Timeouts.DEFAULT,
                Telemetry.NONE,
                Optional.empty());
        return new Health(Map.of("web", service)).trouble(Side.SOURCE);
    }

    /** As they come: no message has to be generated. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
