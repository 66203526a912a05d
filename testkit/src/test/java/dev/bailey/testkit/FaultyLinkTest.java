package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FaultyLinkTest {

    private ServerSocket far;
    private FaultyLink link;
    private Socket near;
    private Socket accepted;

    @BeforeEach
    void connect() throws IOException {
        far = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        link = new FaultyLink(far.getLocalPort());
        near = new Socket(InetAddress.getLoopbackAddress(), link.port());
        accepted = far.accept();
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        far.close();
        near.close();
        accepted.close();
    }

    @Test
    void bytesGoThroughInBothDirections() throws IOException {
        near.getOutputStream().write(1);
        accepted.getOutputStream().write(2);

        assertThat(accepted.getInputStream().read()).isEqualTo(1);
        assertThat(near.getInputStream().read()).isEqualTo(2);
    }

    @Test
    void theEndOfOneDirectionLeavesTheOtherOpen() throws IOException {
        near.shutdownOutput();

        assertThat(accepted.getInputStream().read()).isEqualTo(-1);
        accepted.getOutputStream().write(2);
        assertThat(near.getInputStream().read()).isEqualTo(2);
    }

    @Test
    void aCutLinkResetsBothEndsAndTakesNoneUntilMended() throws IOException {
        link.cut();

        assertThatThrownBy(() -> near.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketException.class);
        link.mend();
        try (Socket again = new Socket(InetAddress.getLoopbackAddress(), link.port());
                Socket acceptedAgain = far.accept()) {
            again.getOutputStream().write(3);
            assertThat(acceptedAgain.getInputStream().read()).isEqualTo(3);
        }
    }

    @Test
    void aFrozenLinkDeliversAfterwards() throws IOException {
        link.freeze();
        near.getOutputStream().write(1);
        accepted.setSoTimeout(100);

        assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        link.unfreeze();
        accepted.setSoTimeout(5_000);
        assertThat(accepted.getInputStream().read()).isEqualTo(1);
    }

    @Test
    void aSlowLinkTakesItsTime() throws IOException {
        link.delay(Duration.ofMillis(80));
        long start = System.nanoTime();
        near.getOutputStream().write(1);

        assertThat(accepted.getInputStream().read()).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    @Test
    void aLogThatIsAskedForArrivesLater() throws IOException {
        link.delayLog(Duration.ofMillis(80));
        try (Socket reader = new Socket(InetAddress.getLoopbackAddress(), link.port());
                Socket server = far.accept()) {
            reader.getOutputStream().write("START_REPLICATION SLOT a LOGICAL 0/0".getBytes(StandardCharsets.US_ASCII));
            server.getInputStream().readNBytes(36);
            long start = System.nanoTime();
            server.getOutputStream().write('d');
            server.getOutputStream().write('e');

            assertThat(reader.getInputStream().readNBytes(2)).containsExactly('d', 'e');
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
        }
    }
}
