package dev.bailey.mysql;

import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.EngineAtHand;

/** MySQL does what every connector does, with the documented rights. */
class MysqlContractTest extends BinlogContract {

    @Override
    protected EngineAtHand engine() {
        return engine(Engine.MYSQL);
    }
}
