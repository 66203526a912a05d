package dev.bailey.postgres;

import dev.bailey.testkit.ConnectorContract;
import dev.bailey.testkit.DocumentedDatabase;
import dev.bailey.testkit.EngineAtHand;
import dev.bailey.testkit.PostgresServer.Version;

/** What every connector does goes without any right to {@code session_replication_role}. */
class BareRoleContractTest extends ConnectorContract {

    private final EngineAtHand engine = new DocumentedEngine(Version.V14, Version.V15, DocumentedDatabase.Right.NONE);

    @Override
    protected EngineAtHand engine() {
        return engine;
    }
}
