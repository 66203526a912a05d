package dev.bailey.control;

import dev.bailey.runbook.Approvals;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Runbook;
import dev.bailey.telling.Notice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What people are told of the journal's entries; most say nothing that anybody must hear of at once. */
final class JournalNotices {

    private static final String FLIPPED = "flipped";

    /** Of the details, those that are told to programs; the others are for the report. */
    private static final List<String> FIELDS =
            List.of("by", "reason", "because", "owner", "epoch", "pauseMillis", "held", "failed", "way");

    private JournalNotices() {}

    static Optional<Notice> of(String migration, Entry entry) {
        return switch (entry.kind()) {
            case Migration.KIND ->
                told(
                        migration,
                        entry,
                        Notice.Event.READY,
                        "ready: a cutover may be asked for once its gates are open",
                        "");
            case Runbook.KIND ->
                entry.text().equals(Runbook.FAILED)
                        ? told(
                                migration,
                                entry,
                                Notice.Event.STEP_FAILED,
                                "step " + entry.subject() + " failed",
                                detail(entry, "because"))
                        : Optional.empty();
            case Ledger.KIND -> move(migration, entry);
            case Ledger.MEASURED -> told(migration, entry, Notice.Event.MEASURED, felt(entry), "");
            case Approvals.KIND ->
                told(
                        migration,
                        entry,
                        Notice.Event.APPROVAL,
                        "approval " + entry.subject() + " " + entry.text() + " by " + detail(entry, "by"),
                        detail(entry, "reason"));
            case ObservationLog.KIND -> observation(migration, entry);
            case Ending.KIND -> end(migration, entry);
            case CanaryDesk.KIND ->
                told(
                        migration,
                        entry,
                        Notice.Event.CANARY,
                        entry.text().equals(CanaryDesk.ON)
                                ? "reads of " + entry.subject() + " go to the target, says " + detail(entry, "by")
                                : "reads of " + entry.subject() + " go to the source again, says "
                                        + detail(entry, "by"),
                        detail(entry, "because"));
            default -> Optional.empty();
        };
    }

    private static Optional<Notice> move(String migration, Entry entry) {
        String owner = detail(entry, "owner").toLowerCase(Locale.ROOT);
        String by = "asked for by " + detail(entry, "by");
        if (List.of(Ledger.INTENT, Ledger.GUARDING, Ledger.GUARDED).contains(entry.text())) {
            return Optional.empty();
        }
        return entry.text().equals(FLIPPED)
                ? told(migration, entry, Notice.Event.MOVED, entry.subject() + " moved to the " + owner, by)
                : told(
                        migration,
                        entry,
                        Notice.Event.GIVEN_UP,
                        "a move of " + entry.subject() + " was given up, the " + owner + " serves",
                        detail(entry, "because") + "\n" + by);
    }

    private static String felt(Entry entry) {
        String pause = entry.details().get("pauseMillis");
        String failed = entry.details().getOrDefault("failed", "0");
        return (pause == null
                        ? "no request was held by the move, as far as is known"
                        : "no request waited longer than " + pause + " ms for the move, " + detail(entry, "held")
                                + " were held")
                + (failed.equals("0") ? "" : ", " + failed + " failed");
    }

    private static Optional<Notice> observation(String migration, Entry entry) {
        String because = detail(entry, "because");
        return switch (entry.text()) {
            case ObservationLog.ASKED ->
                told(
                        migration,
                        entry,
                        Notice.Event.OBSERVATION,
                        "what was observed after the cutover asks for a decision",
                        because);
            case ObservationLog.ANSWERED ->
                told(
                        migration,
                        entry,
                        Notice.Event.OBSERVATION,
                        "the observation goes on, says " + detail(entry, "by"),
                        detail(entry, "reason"));
            case ObservationLog.ROLLED_BACK ->
                told(migration, entry, Notice.Event.OBSERVATION, "rolled back by the plan's condition", because);
            case ObservationLog.SETTLED ->
                told(migration, entry, Notice.Event.OBSERVATION, "the new side was observed, and is well", "");
            default -> Optional.empty();
        };
    }

    private static Optional<Notice> end(String migration, Entry entry) {
        return switch (entry.text()) {
            case Ending.ASKED ->
                told(migration, entry, Notice.Event.ENDING, "the end was asked for by " + detail(entry, "by"), "");
            case Ending.DECIDED ->
                told(migration, entry, Notice.Event.ENDING, "the end is decided: there is no way back any more", "");
            case Ending.OVER -> told(migration, entry, Notice.Event.OVER, "over: nothing of Bailey is left", "");
            default -> Optional.empty();
        };
    }

    private static Optional<Notice> told(String migration, Entry entry, Notice.Event event, String title, String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("entry", Long.toString(entry.number()));
        fields.put("subject", entry.subject());
        FIELDS.forEach(name -> {
            String value = entry.details().get(name);
            if (value != null) {
                fields.put(name, value);
            }
        });
        return Optional.of(new Notice(entry.at(), migration, event, title, text, fields));
    }

    private static String detail(Entry entry, String name) {
        return entry.details().getOrDefault(name, "");
    }
}
