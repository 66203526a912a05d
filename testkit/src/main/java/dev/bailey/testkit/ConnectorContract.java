package dev.bailey.testkit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every connector does, tested through the ports of core alone against real servers. A connector's tests extend
 * this and say how to get at its engine; what they add is what only that engine has.
 */
public abstract class ConnectorContract
        implements LogContract,
                ApplyContract,
                ConflictContract,
                CopyContract,
                GuardContract,
                FigureContract,
                CatalogContract {

    private @Nullable ContractBench bench;

    /** The engine, with a server for each side that outlives one test. */
    protected abstract EngineAtHand engine();

    @BeforeEach
    final void openBench() {
        bench = new ContractBench(engine());
    }

    @AfterEach
    final void closeBench() {
        bench().close();
    }

    @Override
    public final ContractBench bench() {
        return Objects.requireNonNull(bench, "a bench is open only during a test");
    }
}
