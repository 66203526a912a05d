package dev.bailey.mysql;

import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.EngineAtHand;

/** MariaDB does what every connector does, with the documented rights. */
class MariaDbContractTest extends BinlogContract {

    @Override
    protected EngineAtHand engine() {
        return engine(Engine.MARIADB);
    }
}
