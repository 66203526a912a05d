package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import dev.bailey.core.TenantPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TenantFunctionsTest {

    private static final Pattern CALLED = Pattern.compile("bailey\\.([a-z_]+)\\(");

    @Test
    void whatIsAskedForEachRowIsNeverCalledUnderTwoSearchPathsInTurn() {
        TableId line = new TableId("public", "line");
        TenantPath toOrder = new TenantPath(List.of("order_id"), new TableId("public", "orders"), List.of("id"));
        Tenancy tenancy = new Tenancy(TenantSide.SLICES, "tenant", Map.of(), Map.of(line, toOrder));

        List<TenantFunctions.Function> functions = new TenantFunctions(tenancy, /* unicode= */ true).functions();

        Set<String> both = called(functions, /* definer= */ true);
        both.retainAll(called(functions, /* definer= */ false));
        assertThat(both).containsOnly("refuse_tenant", "refuse_all");
        assertThat(body(functions, "is_open_along")).isEqualTo(body(functions, "is_open"));
    }

    private static Set<String> called(List<TenantFunctions.Function> functions, boolean definer) {
        return functions.stream()
                .filter(function -> function.definer() == definer)
                .flatMap(function -> CALLED.matcher(function.body()).results().map((MatchResult call) -> call.group(1)))
                .collect(Collectors.toSet());
    }

    private static String body(List<TenantFunctions.Function> functions, String name) {
        return functions.stream()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow()
                .body();
    }
}
