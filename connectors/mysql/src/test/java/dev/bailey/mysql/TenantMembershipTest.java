package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Change;
import dev.bailey.core.ChangeLog;
import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Row;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.core.Table;
import dev.bailey.core.Tenancy;
import dev.bailey.core.Value;
import dev.bailey.mysql.Dialect.Engine;
import java.nio.charset.Charset;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plan, log and trigger say the same of whose a row is. */
class TenantMembershipTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int TENANTS = 300;
    private static final Pattern REFUSED = Pattern.compile("is in slice ([a-z]+), which this side does not own");

    private static final Slices SLICES = new Slices(List.of(
            Slice.of("tenth", 1_000),
            Slice.of("list", Set.of("1", "ä", "A", "é", "😀", "a'b\\\"c", "x\ty", "x ", "\u0001", "-5")),
            Slice.of("half", 5_001),
            Slice.of("more", Set.of("2", "a", "ö", "e\u0301", "x")),
            Slice.everyone("rest")));

    private static final List<String> ODD = List.of(
            "1",
            "2",
            "a",
            "A",
            "ä",
            "Ä",
            "ö",
            "é",
            "e\u0301",
            "😀",
            "a'b\\\"c",
            "x\ty",
            "x",
            "x ",
            " x",
            "\u0001",
            "-5",
            "",
            "01",
            "ß",
            "ss",
            "€",
            "ı",
            "%",
            "_",
            "0");

    @ParameterizedTest
    @CsvSource({
        "MYSQL, varchar(60) CHARACTER SET utf8mb4, UTF-8",
        "MARIADB, varchar(60) CHARACTER SET utf8mb4, UTF-8",
        "MYSQL, varchar(60) CHARACTER SET latin1, windows-1252",
        "MARIADB, varchar(60) CHARACTER SET latin1, windows-1252",
        "MYSQL, char(60) CHARACTER SET utf8mb4, UTF-8",
        "MARIADB, char(60) CHARACTER SET utf8mb4, UTF-8",
        "MYSQL, text CHARACTER SET ascii, US-ASCII",
        "MARIADB, longtext CHARACTER SET utf8mb3, UTF-8",
        "MYSQL, bigint, ''",
        "MARIADB, bigint, ''",
        "MYSQL, bigint unsigned, ''",
        "MARIADB, uuid, ''",
    })
    void everyRowIsOfTheSliceThatThePlanSays(Engine engine, String type, String charset) throws SQLException {
        Servers.require(engine);
        long seed = System.nanoTime();
        List<String> tenants = tenants(type, charset, new Random(seed));
        try (TenantSide side = new TenantSide(engine)) {
            side.run("CREATE TABLE member (id int PRIMARY KEY, tenant " + type + ")");
            side.pilot.remove();
            List<Guard> guards = new ArrayList<>();
            for (int i = 0; i < SLICES.size(); i++) {
                guards.add(side.guard(SLICES, i));
                guards.get(i).install(side.tables(), GuardState.open(0));
            }
            ChangeLog log = side.opened.log();
            log.create("members", List.of());
            insert(side, tenants);

            Map<Integer, Integer> logged = logged(log);
            Map<Integer, Integer> stored = stored(side, tenants.size());
            guards.forEach(TenantSide::shut);

            for (int id = 0; id < tenants.size(); id++) {
                String tenant = type.startsWith("char") ? tenants.get(id).replaceFirst(" +$", "") : tenants.get(id);
                String slice = SLICES.all().get(SLICES.of(tenant)).name();
                assertThat(SLICES.all().get(logged.getOrDefault(id, -1)).name())
                        .as("by the log, \"%s\", seed %d", tenant, seed)
                        .isEqualTo(slice);
                assertThat(stored)
                        .as("by the row, \"%s\", seed %d", tenant, seed)
                        .containsEntry(id, SLICES.of(tenant));
                assertThat(refused(side, id))
                        .as("by the trigger, \"%s\", seed %d", tenant, seed)
                        .isEqualTo(slice);
            }
        }
    }

    private static List<String> tenants(String type, String charset, Random random) {
        List<String> tenants = new ArrayList<>();
        for (int i = 0; i < TENANTS; i++) {
            if (type.equals("uuid")) {
                tenants.add(UUID.nameUUIDFromBytes(new byte[] {(byte) random.nextInt(), (byte) i})
                        .toString());
            } else if (charset.isEmpty()) {
                long number = i % 2 == 0 ? random.nextInt(500) : random.nextLong();
                tenants.add(type.endsWith("unsigned") ? Long.toUnsignedString(number) : Long.toString(number));
            } else {
                tenants.add(i < ODD.size() ? ODD.get(i) : word(random));
            }
        }
        tenants.removeIf(tenant -> !charset.isEmpty() && !isCarried(tenant, charset, type));
        return tenants;
    }

    private static boolean isCarried(String tenant, String charset, String type) {
        return Charset.forName(charset).newEncoder().canEncode(tenant)
                && (!type.endsWith("utf8mb3") || tenant.codePoints().allMatch(point -> point < 0x10000));
    }

    private static String word(Random random) {
        int most = random.nextBoolean() ? 0x17F : 0x2FFFF;
        return random.ints(1 + random.nextInt(8), 1, most)
                .filter(point -> point < 0xD800 || point > 0xDFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static void insert(TenantSide side, List<String> tenants) throws SQLException {
        try (Connection session = side.connect();
                PreparedStatement insert = session.prepareStatement("INSERT INTO member VALUES (?, ?)")) {
            TenantSide.run(session, "SET SESSION sql_mode = 'STRICT_ALL_TABLES'");
            session.setAutoCommit(false);
            for (int id = 0; id < tenants.size(); id++) {
                insert.setInt(1, id);
                insert.setString(2, tenants.get(id));
                insert.executeUpdate();
            }
            session.commit();
        }
    }

    /** The slice of each row, by its id. */
    private static Map<Integer, Integer> logged(ChangeLog log) {
        log.mark("end of members");
        Map<Integer, Integer> logged = new HashMap<>();
        Tenancy tenancy = new Tenancy(SLICES, "tenant", Map.of());
        try (LogReader reader = log.read("members")) {
            while (true) {
                LogEvent event = reader.next(SOON);
                if (event instanceof LogEvent.Changed changed && changed.change() instanceof Change.Insert insert) {
                    Value tenant = insert.row().at(1);
                    logged.put(
                            Integer.valueOf(insert.row().at(0).text()),
                            tenancy.sliceOf(insert.table().columns().get(1), tenant));
                } else if (event instanceof LogEvent.Marked marked
                        && marked.mark().equals("end of members")) {
                    return logged;
                }
            }
        }
    }

    /** The same, as a comparison looks it up. */
    private static Map<Integer, Integer> stored(TenantSide side, int rows) {
        Table member = side.tables().stream()
                .filter(table -> table.id().name().equals("member"))
                .findFirst()
                .orElseThrow();
        Tenancy tenancy = new Tenancy(SLICES, "tenant", Map.of());
        List<Row> keys = IntStream.range(0, rows)
                .mapToObj(id -> Row.of(List.of(Value.of(Integer.toString(id)))))
                .toList();
        Map<Integer, Integer> stored = new HashMap<>();
        side.opened
                .digests()
                .values(member, keys, 1)
                .forEach((key, tenant) -> stored.put(
                        Integer.valueOf(key.at(0).text()),
                        tenancy.sliceOf(member.columns().get(1), tenant)));
        return stored;
    }

    private static String refused(TenantSide side, int id) {
        try {
            side.run("UPDATE member SET id = id + 100000 WHERE id = " + id);
            return "passed";
        } catch (SQLException refusal) {
            Matcher slice = REFUSED.matcher(String.valueOf(refusal.getMessage()));
            return slice.find() ? slice.group(1) : String.valueOf(refusal.getMessage());
        }
    }
}
