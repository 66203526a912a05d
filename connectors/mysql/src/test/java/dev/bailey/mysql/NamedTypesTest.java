package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamedTypesTest {

    @Test
    void zerosThatTheLogLeavesOutAreThere() {
        assertThat(NamedTypes.text("inet4", new byte[] {-1, 1})).isEqualTo("255.1.0.0");
        assertThat(NamedTypes.text("uuid", new byte[] {0x12})).isEqualTo("12000000-0000-0000-0000-000000000000");
        assertThat(NamedTypes.text("inet6", new byte[] {0x20, 1})).isEqualTo("2001:0:0:0:0:0:0:0");
    }
}
