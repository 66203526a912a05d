package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.mysql.LogStatement.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogStatementTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BEGIN | BEGIN",
                "COMMIT | COMMIT",
                "/* from a pool */ commit | COMMIT",
                "ROLLBACK | ROLLBACK",
                "ROLLBACK TO `sp` | OTHER",
                "SAVEPOINT `sp` | OTHER",
                "XA COMMIT X'31',X'',1 | XA",
                "insert into note values (1) | ROWS",
                "-- a comment | OTHER",
                "SET STATEMENT max_statement_time = 1 FOR DELETE FROM note | ROWS",
                "ALTER TABLE note ADD truncated int | OTHER",
                "CREATE TABLE t AS SELECT 1 | OTHER",
            })
    void aStatementIsWhatItBeginsWith(String sql, Kind kind) {
        assertThat(LogStatement.of(sql).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "TRUNCATE note | note",
                "truncate table `note` | note",
                "/* x */ TRUNCATE TABLE shop.note | shop.note",
                "TRUNCATE TABLE `shop` . `od``d` | shop.od`d",
                "TRUNCATE note /* all of it */ | note",
            })
    void theTableThatIsEmptiedIsFound(String sql, String table) {
        assertThat(LogStatement.of(sql).table()).contains(table);
    }
}
