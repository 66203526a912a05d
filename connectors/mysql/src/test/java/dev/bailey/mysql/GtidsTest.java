package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.shyiko.mysql.binlog.event.MySqlGtid;
import org.junit.jupiter.api.Test;

class GtidsTest {

    private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Test
    void whatServersWriteIsReadAndWrittenAlike() {
        for (String text : new String[] {
            "", SERVER + ":1-77:80", SERVER + ":1," + SERVER + ":nightly:3-4", "0-201-55", "0-201-55,1-202-7"
        }) {
            assertThat(Gtids.of(text)).hasToString(text);
        }
    }

    @Test
    void rangesThatTouchBecomeOne() {
        assertThat(Gtids.of(SERVER + ":1-4:6").and(gtid(5))).hasToString(SERVER + ":1-6");
        assertThat(Gtids.of(SERVER + ":1-4:9").and(gtid(6))).hasToString(SERVER + ":1-4:6:9");
    }

    @Test
    void aSetCoversWhatHasNothingBesidesIt() {
        assertThat(Gtids.of(SERVER + ":1-9").covers(Gtids.of(SERVER + ":2-3:5")))
                .isTrue();
        assertThat(Gtids.of(SERVER + ":1-4:6-9").covers(Gtids.of(SERVER + ":4-6")))
                .isFalse();
        assertThat(Gtids.of(SERVER + ":1-9").covers(Gtids.of("4e11fa47-71ca-11e1-9e33-c80aa9429562:1")))
                .isFalse();
    }

    @Test
    void inADomainOfMariaDbTheLaterCoversTheEarlierWhicheverServerWroteIt() {
        Gtids later = Gtids.of("0-201-55").and(0, 202, 56);

        assertThat(later).hasToString("0-202-56");
        assertThat(later.covers(Gtids.of("0-201-55"))).isTrue();
        assertThat(Gtids.of("0-201-55").covers(later)).isFalse();
        assertThat(later.covers(Gtids.of("1-201-1"))).isFalse();
    }

    private static MySqlGtid gtid(long number) {
        return MySqlGtid.fromString(SERVER + ":" + number);
    }
}
