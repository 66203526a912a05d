package dev.bailey.bench;

import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What telling tenants apart costs the router: with none, with one in the list of a slice, and with a million. */
final class ManyTenants {

    private static final int MANY = 1_000_000;
    private static final String HEAP = "768m";
    private static final int LOOKUPS = 2_000_000;

    private ManyTenants() {}

    /** As many as are asked for, then everyone. */
    static Slices slices(int listed) {
        return new Slices(List.of(
                Slice.of(
                        "pilot",
                        IntStream.range(0, listed).mapToObj(ManyTenants::name).collect(Collectors.toSet())),
                Slice.everyone("everyone")));
    }

    private static String name(int tenant) {
        return "tenant-" + tenant;
    }

    static void print(Stage stage, PrintStream out) {
        RouterLoad.title(out, "Telling tenants apart, each request of another one of " + MANY);
        Path script = script(stage.folder());
        List<Proxy> proxies = new ArrayList<>();
        try {
            for (int listed : List.of(0, 1, MANY)) {
                proxies.add(Proxies.bailey(stage.folder(), stage.backend().port(), HEAP, listed));
            }
            Stage.warmUp(proxies, stage.effort().warmUpSeconds());
            List<Contender> contenders =
                    RouterLoad.contenders(proxies, proxy -> RouterLoad.plain(proxy, stage.effort(), "-s " + script));
            new Rounds(contenders, contenders.get(0))
                    .run(stage.effort().rounds(), System.err)
                    .print(out);
        } finally {
            proxies.forEach(Proxy::close);
        }
        RouterLoad.title(out, "One look-up, in this process");
        out.println("| who is in a slice | ns |\n|---|---:|");
        lookups().forEach((words, nanos) -> out.println("| " + words + " | " + Rounds.text(nanos) + " |"));
    }

    private static Path script(Path folder) {
        try {
            return Files.writeString(
                    folder.resolve("tenants.lua"),
                    "request = function() return wrk.format(nil, nil, {[\"X-Tenant\"] = \"tenant-\" .. math.random(0, "
                            + (MANY - 1) + ")}) end\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Double> lookups() {
        Map<String, Double> nanos = new LinkedHashMap<>();
        nanos.put("one tenant listed", nanos(slices(1)));
        nanos.put(MANY + " tenants listed", nanos(slices(MANY)));
        nanos.put("10 %, by hash", nanos(new Slices(List.of(Slice.of("tenth", 1_000), Slice.everyone("everyone")))));
        nanos.put(
                "one tenant listed, and 10 % of the others",
                nanos(new Slices(List.of(
                        Slice.of("pilot", Set.of("x")), Slice.of("tenth", 1_000), Slice.everyone("everyone")))));
        return nanos;
    }

    /** The second of two runs. */
    private static double nanos(Slices slices) {
        Random random = new Random(1);
        String[] asked = IntStream.range(0, LOOKUPS)
                .mapToObj(i -> name(random.nextInt(MANY)))
                .toArray(String[]::new);
        run(slices, asked);
        return run(slices, asked);
    }

    private static double run(Slices slices, String[] asked) {
        long begun = System.nanoTime();
        long found = 0;
        for (String tenant : asked) {
            found += slices.of(tenant);
        }
        double nanos = (double) (System.nanoTime() - begun) / asked.length;
        if (found < 0) {
            throw new IllegalStateException("the place of a slice is at least 0");
        }
        return nanos;
    }
}
