package dev.bailey.mysql;

import dev.bailey.core.Connector;
import dev.bailey.core.Side;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.ConnectorContract;
import dev.bailey.testkit.EngineAtHand;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;

/** The contract on two servers of one engine. */
abstract class BinlogContract extends ConnectorContract {

    private static final Map<Engine, Integer> MADE = new EnumMap<>(Engine.class);

    static EngineAtHand engine(Engine engine) {
        Servers.require(engine);
        return new TwoServers(engine);
    }

    private record TwoServers(Engine engine) implements EngineAtHand {

        @Override
        public Connector connector() {
            return engine == Engine.MARIADB ? MysqlConnector.mariaDb() : MysqlConnector.mysql();
        }

        @Override
        public String createDatabase(Side side) {
            return server(side).createDatabase(nextName(engine, side));
        }

        @Override
        public Connection connect(String url) throws SQLException {
            URI place = URI.create(url);
            Side side = place.getPort() == server(Side.SOURCE).port() ? Side.SOURCE : Side.TARGET;
            return server(side).connect(place.getPath().substring(1));
        }

        @Override
        public String numberedKey() {
            return "id bigint AUTO_INCREMENT PRIMARY KEY";
        }

        private BinlogServer server(Side side) {
            return side == Side.SOURCE ? Servers.source(engine) : Servers.target(engine);
        }
    }

    /** A database keeps its name when it moves, so the target's is that of the source made last. */
    private static synchronized String nextName(Engine engine, Side side) {
        return "contract" + MADE.merge(engine, side == Side.SOURCE ? 1 : 0, Integer::sum);
    }
}
