package dev.bailey.postgres;

import dev.bailey.testkit.ConnectorContract;
import dev.bailey.testkit.DocumentedDatabase;
import dev.bailey.testkit.EngineAtHand;
import dev.bailey.testkit.PostgresServer.Version;

/** The rights that docs/postgresql.md lists are enough for what every connector does. */
class DocumentedRoleContractTest extends ConnectorContract {

    private final EngineAtHand engine =
            new DocumentedEngine(Version.V15, Version.V17, DocumentedDatabase.Right.GRANTED);

    @Override
    protected EngineAtHand engine() {
        return engine;
    }
}
