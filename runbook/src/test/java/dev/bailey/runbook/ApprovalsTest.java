package dev.bailey.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalsTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final String ANA = People.makeToken();
    private static final String BEN = People.makeToken();
    private static final String CARL = People.makeToken();
    private static final String DORA = People.makeToken();
    private static final People PEOPLE = new People(List.of(
            new Person("ana", People.hashOf(ANA)),
            new Person("ben", People.hashOf(BEN)),
            new Person("carl", People.hashOf(CARL)),
            new Person("dora", People.hashOf(DORA))));
    private static final ApprovalRule RULE =
            new ApprovalRule("go_no_go", 2, List.of("ana", "ben", "carl"), Optional.of(Duration.ofHours(4)));
    private static final Evidence GOOD = new Evidence(List.of("orders: equal, 120 rows", "3 green rehearsals"));
    private static final Evidence OTHER = new Evidence(List.of("orders: 2 rows differ", "3 green rehearsals"));

    @TempDir
    private Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private Journal journal;
    private Approvals approvals;

    @BeforeEach
    void open() {
        journal = Journal.open(folder.resolve("journal.db"), now::get);
        approvals = with(Set.of("ben"), PEOPLE);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void withoutAnyApprovalTheGateSaysWhoseItNeeds() {
        assertThat(approvals.lacking(RULE, GOOD)).contains("0 of 2 approvals of go_no_go; needs 2 of ana, carl");
    }

    @Test
    void twoDifferentPeopleOpenTheGate() {
        assertThat(give(ANA, "rehearsed three times").sentence())
                .isEqualTo("ana approved go_no_go: 1 of 2 approvals of go_no_go: ana (rehearsed three times) at"
                        + " 2026-11-20T12:00:00Z; needs 1 more of carl");
        assertThat(approvals.gate(RULE, GOOD).isOpen()).isFalse();

        assertThat(give(CARL, "looks right").sentence())
                .isEqualTo("carl approved go_no_go: it has all 2 that it needs");

        assertThat(approvals.gate(RULE, GOOD).isOpen()).isTrue();
        assertThat(approvals.standing(RULE))
                .containsExactly(
                        new Vote("ana", true, "rehearsed three times", NOON, GOOD),
                        new Vote("carl", true, "looks right", NOON, GOOD));
    }

    @Test
    void approvalsAreReadBackFromTheJournal() {
        give(ANA, "yes");
        give(CARL, "yes");
        journal.close();

        journal = Journal.open(folder.resolve("journal.db"), now::get);

        assertThat(with(Set.of("ben"), PEOPLE).gate(RULE, GOOD).isOpen()).isTrue();
        assertThat(journal.last(Approvals.KIND, "go_no_go").orElseThrow().details())
                .containsEntry("by", "carl")
                .containsEntry("hash", GOOD.hash())
                .containsEntry("evidence", "orders: equal, 120 rows\n3 green rehearsals");
        assertThat(journal.entries().toString()).doesNotContain(ANA).doesNotContain(CARL);
    }

    @Test
    void aStrangersTokenApprovesNothing() {
        assertRefused(give(People.makeToken(), "yes"), "nobody of this plan has that token");
        assertRefused(give(People.hashOf(ANA), "yes"), "nobody of this plan has that token");
        assertRefused(give("", "yes"), "nobody of this plan has that token");
    }

    @Test
    void whoIsNotAmongThoseThatTheRuleNamesDoesNotApprove() {
        assertRefused(give(DORA, "yes"), "dora is not among those who approve go_no_go: ana, ben, carl");
    }

    @Test
    void whoRunsTheMigrationDoesNotApproveIt() {
        assertRefused(give(BEN, "yes"), "ben runs this migration, and who runs it does not approve it");
    }

    @Test
    void theApprovalOfSomebodyWhoRunsTheMigrationLaterDoesNotCount() {
        give(ANA, "yes");
        give(CARL, "yes");

        assertThat(with(Set.of("carl"), PEOPLE).lacking(RULE, GOOD))
                .contains("1 of 2 approvals of go_no_go: ana (yes) at 2026-11-20T12:00:00Z; carl (yes) at"
                        + " 2026-11-20T12:00:00Z does not count any more: who runs a migration does not approve it;"
                        + " needs 1 more of ben");
    }

    @Test
    void anApprovalNeedsAReason() {
        assertRefused(give(ANA, " "), "an approval needs a reason");
    }

    @Test
    void evidenceThatTheyDidNotSeeIsNotApproved() {
        assertRefused(
                approvals.give(RULE, ANA, "yes", GOOD.hash(), OTHER),
                "the evidence is not the one that ana saw (its hash is " + OTHER.hash() + " now): look at it again");
    }

    @Test
    void nobodyApprovesTwice() {
        give(ANA, "yes");

        assertRefused(give(ANA, "yes, yes"), "ana has approved go_no_go already, at 2026-11-20T12:00:00Z");
        assertThat(approvals.gate(RULE, GOOD).isOpen()).isFalse();
    }

    @Test
    void anApprovalStopsCountingWhenWhatItWasAboutChanges() {
        give(ANA, "yes");
        give(CARL, "yes");

        assertThat(approvals.lacking(RULE, OTHER).orElseThrow())
                .startsWith(
                        "0 of 2 approvals of go_no_go; ana (yes) at 2026-11-20T12:00:00Z does not count any more: what"
                                + " it was about changed: no longer \"orders: equal, 120 rows\", now \"orders: 2 rows differ\";")
                .endsWith("; needs 2 of ana, carl");
        assertThat(approvals.gate(RULE, GOOD).isOpen()).isTrue();
    }

    @Test
    void whoseApprovalStoppedCountingMayApproveAnew() {
        give(ANA, "yes");
        give(CARL, "yes");

        approvals.give(RULE, ANA, "two rows are known", OTHER.hash(), OTHER);
        approvals.give(RULE, CARL, "so they are", OTHER.hash(), OTHER);

        assertThat(approvals.gate(RULE, OTHER).isOpen()).isTrue();
        assertThat(approvals.gate(RULE, GOOD).isOpen()).isFalse();
    }

    @Test
    void anApprovalExpires() {
        give(ANA, "yes");
        now.set(NOON.plus(Duration.ofHours(4)).minusMillis(1));
        give(CARL, "yes");
        assertThat(approvals.gate(RULE, GOOD).isOpen()).isTrue();

        now.set(NOON.plus(Duration.ofHours(4)));

        assertThat(approvals.lacking(RULE, GOOD).orElseThrow())
                .contains(
                        "ana (yes) at 2026-11-20T12:00:00Z does not count any more: it expired at 2026-11-20T16:00:00Z")
                .endsWith("needs 1 more of ana");
    }

    @Test
    void aNoClosesTheGateUntilTheSamePersonTakesItBack() {
        give(ANA, "yes");
        give(CARL, "yes");

        assertThat(approvals.refuse(RULE, BEN, "the pager is broken", GOOD).isDone())
                .isTrue();

        assertThat(approvals.lacking(RULE, GOOD).orElseThrow())
                .contains("2 of 2 approvals of go_no_go")
                .endsWith("; refused by ben (the pager is broken) at 2026-11-20T12:00:00Z");
        assertThat(approvals.takeBack(RULE, BEN, "mended").sentence())
                .isEqualTo("ben took back the refusal of go_no_go");
        assertThat(approvals.gate(RULE, GOOD).isOpen()).isTrue();
    }

    @Test
    void aNoStaysWhateverChanges() {
        approvals.refuse(RULE, CARL, "no", GOOD);
        now.set(NOON.plus(Duration.ofDays(30)));

        assertThat(approvals.lacking(RULE, OTHER).orElseThrow()).contains("refused by carl (no)");
        assertRefused(
                approvals.give(RULE, CARL, "yes", OTHER.hash(), OTHER),
                "carl refused go_no_go at 2026-11-20T12:00:00Z: take that back first");
    }

    @Test
    void anApprovalThatWasTakenBackDoesNotCount() {
        give(ANA, "yes");
        give(CARL, "yes");

        assertThat(approvals.takeBack(RULE, CARL, "I had not seen the graph").sentence())
                .isEqualTo("carl took back the approval of go_no_go");

        assertThat(approvals.lacking(RULE, GOOD).orElseThrow()).startsWith("1 of 2 approvals");
        assertRefused(approvals.takeBack(RULE, CARL, "x"), "carl has neither approved nor refused go_no_go");
    }

    @Test
    void aNoAndWhatTakesItBackNeedReasonsAndTokens() {
        assertRefused(approvals.refuse(RULE, ANA, "", GOOD), "a no needs a reason");
        assertRefused(approvals.refuse(RULE, "x", "no", GOOD), "nobody of this plan has that token");
        give(ANA, "yes");
        assertRefused(approvals.takeBack(RULE, ANA, ""), "taking back needs a reason");
        assertRefused(approvals.takeBack(RULE, "x", "because"), "nobody of this plan has that token");
    }

    @Test
    void timeAloneNeverOpensAGate() {
        give(ANA, "yes");

        now.set(NOON.plus(Duration.ofDays(3650)));

        assertThat(approvals.gate(RULE, GOOD).isOpen()).isFalse();
    }

    @Test
    void whoLeftThePlanHasNoSay() {
        give(ANA, "yes");
        give(CARL, "yes");
        People fewer = new People(List.of(new Person("ana", People.hashOf(ANA))));

        assertThat(with(Set.of(), fewer).lacking(RULE, GOOD).orElseThrow()).startsWith("1 of 2 approvals");
    }

    @Test
    void tokensAreLongAndNoTwoAreAlike() {
        assertThat(People.makeToken()).matches("bailey_[A-Za-z0-9_-]{43}").isNotEqualTo(People.makeToken());
        assertThat(PEOPLE.holderOf(BEN)).map(Person::name).contains("ben");
        assertThat(PEOPLE.holderOf(BEN + "x")).isEmpty();
    }

    @Test
    void peopleAndRulesThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Person("ana", "abc"))
                .withMessage("the token of ana is given as its SHA-256 in 64 hexadecimal digits, which this is not:"
                        + " \"abc\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new People(
                        List.of(new Person("ana", People.hashOf(ANA)), new Person("ben", People.hashOf(ANA)))))
                .withMessage("ben has the token of somebody else: each person has one of their own");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ApprovalRule("go", 3, List.of("ana", "ben"), Optional.empty()))
                .withMessage("approval go is by 3 of 2 people: [ana, ben]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ApprovalRule("go", 2, List.of("ana", "ana"), Optional.empty()))
                .withMessage("approval go names somebody twice: [ana, ana]");
    }

    @Test
    void evidenceWithItsLinesPartedOtherwiseIsOtherEvidence() {
        assertThat(new Evidence(List.of("ab", "c")).hash())
                .isNotEqualTo(new Evidence(List.of("a", "bc")).hash())
                .isNotEqualTo(new Evidence(List.of("ab", "c", "")).hash());
    }

    private Answer give(String token, String reason) {
        return approvals.give(RULE, token, reason, GOOD.hash(), GOOD);
    }

    private Approvals with(Set<String> runners, People people) {
        return new Approvals(journal, now::get, people, runners);
    }

    private static void assertRefused(Answer answer, String sentence) {
        assertThat(answer).isEqualTo(new Answer.Refused(sentence));
    }
}
