package dev.bailey.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.contract.ContractResult;
import dev.bailey.contract.Finding;
import java.net.URI;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came of playing contracts, for people and for programs. */
final class ContractPage {

    /** Who wants them all takes the JSON. */
    private static final int FINDINGS_SHOWN_MAX = 200;

    private final Shell shell;
    private final Optional<URI> old;
    private final Optional<URI> now;

    ContractPage(Shell shell, Optional<URI> old, Optional<URI> now) {
        this.shell = shell;
        this.old = old;
        this.now = now;
    }

    ObjectNode json(ContractResult result) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("alike", result.isAlike());
        json.put("old", old.map(URI::toString).orElse(null));
        json.put("new", now.map(URI::toString).orElse(null));
        json.put("played", result.played());
        json.put("compared", result.compared());
        json.put("expectations", result.expectations());
        ObjectNode leftOut = json.putObject("leftOut");
        new TreeMap<>(result.leftOut()).forEach(leftOut::put);
        ObjectNode noise = json.putObject("noise");
        result.noise().forEach((request, paths) -> {
            ArrayNode list = noise.putArray(request);
            paths.forEach(list::add);
        });
        ArrayNode findings = json.putArray("findings");
        result.findings().forEach(finding -> findings.add(json(finding)));
        json.put("more", result.more());
        return json;
    }

    private static ObjectNode json(Finding finding) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("place", finding.place());
        json.put("request", finding.request());
        json.put("path", finding.path());
        json.put("kind", finding.wanted().isEmpty() ? "different" : "unexpected");
        if (!finding.wanted().isEmpty()) {
            json.put("wanted", finding.wanted());
        }
        json.put("old", finding.old());
        json.put("new", finding.now());
        return json;
    }

    void tell(ContractResult result) {
        if (shell.terminal()) {
            shell.err().println();
        }
        result.findings().stream().limit(FINDINGS_SHOWN_MAX).forEach(this::tell);
        int hidden = Math.max(0, result.findings().size() - FINDINGS_SHOWN_MAX) + result.more();
        if (hidden > 0) {
            shell.out().println("… and " + hidden + " more; --json has them");
        }
        result.noise()
                .forEach((request, paths) -> shell.out()
                        .println("noise       " + ConflictPage.visible(request) + ": " + String.join(", ", paths)));
        shell.out().println(sentence(result));
    }

    private void tell(Finding finding) {
        shell.out()
                .println((finding.wanted().isEmpty() ? "different   " : "unexpected  ") + finding.place() + ": "
                        + ConflictPage.visible(finding.request()) + ": " + finding.path());
        if (!finding.wanted().isEmpty()) {
            shell.out().println("            wanted " + ConflictPage.visible(finding.wanted()));
        }
        if (finding.wanted().isEmpty() || !finding.old().isEmpty()) {
            shell.out().println("            old    " + ConflictPage.visible(finding.old()));
        }
        if (finding.wanted().isEmpty() || !finding.now().isEmpty()) {
            shell.out().println("            new    " + ConflictPage.visible(finding.now()));
        }
    }

    private static String sentence(ContractResult result) {
        String leftOut = new TreeMap<>(result.leftOut())
                .entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", "));
        int findings = result.findings().size() + result.more();
        String found = findings > 0
                ? findings + " findings"
                : result.isAlike() ? "nothing found" : "nothing was looked at, so nothing is known";
        return result.played() + " requests played, " + result.compared() + " compared, " + result.expectations()
                + " expectations looked at" + (leftOut.isEmpty() ? "" : "; left out: " + leftOut) + "; " + found;
    }
}
