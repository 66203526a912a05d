package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlStatementsTest {

    @Test
    void statementsEndAtSemicolons() {
        assertThat(SqlStatements.of("SELECT 1;\n\nSELECT 2 ; SELECT 3"))
                .containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
    }

    @Test
    void quotesOfEveryKindHideSemicolons() {
        String one = "SELECT 'a;''b', E'c\\';d', \"e;\"\"f\", $$g;$$, $x$h;$$;$x$, $1";

        assertThat(SqlStatements.of(one + ";")).containsExactly(one);
    }

    @Test
    void commentsAndLinesForPsqlAreLeftOut() {
        assertThat(SqlStatements.of(
                        "\\restrict a;b\n-- one; two\n/* three; /* four; */ */\nSELECT 1; -- five;\n\\unrestrict"))
                .containsExactly("SELECT 1");
    }

    @Test
    void aBodyOfStandardSqlIsOneStatement() {
        String routine = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";

        assertThat(SqlStatements.of(routine + "; BEGIN; SELECT 1; END;"))
                .containsExactly(routine, "BEGIN", "SELECT 1", "END");
    }

    @Test
    void commandsInParenthesesAreOneStatement() {
        String rule = "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)";

        assertThat(SqlStatements.of(rule + ";")).containsExactly(rule);
    }

    @Test
    void aScriptThatBreaksOffEndsWithoutHarm() {
        assertThat(SqlStatements.of("SELECT 'a")).containsExactly("SELECT 'a");
        assertThat(SqlStatements.of("SELECT $$a")).containsExactly("SELECT $$a");
        assertThat(SqlStatements.of("/* a")).isEmpty();
        assertThat(SqlStatements.of("")).isEmpty();
    }
}
