package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a report says of outages, drawn up again with what a prober on another machine saw. Immutable.
 *
 * @param claim that there was no downtime; null where the figures do not carry it
 */
public record OutsideView(
        List<Report.Degraded> degraded, Report.Availability availability, Report.@Nullable Claim claim) {

    /** How a claim begins that there was none. */
    public static final String NO_DOWNTIME = "no downtime";

    public OutsideView {
        degraded = List.copyOf(degraded);
    }

    /**
     * Of a migration's journal, also while it runs.
     *
     * @param prober its file
     * @throws Problem when either cannot be read, or the file is not as a prober wrote it
     */
    public static OutsideView of(StateFolder folder, Path prober) {
        List<ProbeNote> notes = ProbeFile.read(prober);
        List<Entry> entries = Journal.read(folder.journal());
        Outages outages = Outages.of(entries, notes);
        Downtime downtime = new Downtime(entries, outages);
        Optional<Report.Claim> claim = downtime.claim();
        return new OutsideView(outages.degraded(), downtime.availability(), claim.orElse(null));
    }
}
