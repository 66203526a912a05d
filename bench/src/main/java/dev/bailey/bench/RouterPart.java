package dev.bailey.bench;

import java.io.PrintStream;

/** One of the things that the router's table measures. */
enum RouterPart {
    COST(RouterLoad::cost),
    RATE(RouterLoad::rate),
    CONNECTIONS(ManyConnections::print),
    BODIES(LargeBodies::print),
    TLS(RouterLoad::tls),
    HTTP2(RouterLoad::http2),
    HOLD(HeldWrites::print),
    FLIPS(Flips::print),
    TENANTS(ManyTenants::print);

    /** A lambda without state. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Measurement measurement;

    RouterPart(Measurement measurement) {
        this.measurement = measurement;
    }

    /** Prints its table. */
    @FunctionalInterface
    interface Measurement {
        void print(Stage stage, PrintStream out);
    }

    void print(Stage stage, PrintStream out) {
        measurement.print(stage, out);
    }
}
