package dev.bailey.app;

import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with slices and tenants is told all at once, each with its line. */
class WrongSlicesTest {

    /** Five lines that are right, with several slices too. */
    private static final String GOOD = PlanFileTest.GOOD
            .replace("engine:", "tenant: { column: tenant_id }, engine:")
            .replace("listen:", "tenant: { header: X-Tenant }, listen:");

    private static final int MANY = 1_000_000;

    private static final String COLUMN =
            "where rows say whose they are, as { column: tenant_id }, or none where every row is everyone's";

    private static final String PERCENT =
            "how many of all tenants, in percent with up to two decimals, those of the percents before it counted in";

    private static final String CANARY_LAG =
            "how far the target is behind is found out a few times a second, and a canary ends by itself when it is"
                    + " further; name from 500ms to 1m";

    private static final String NOT_WITH_VALIDATION =
            "a change in the log does not tell whose a row of these tables is, so what tenants that validate write to them"
                    + " could not be left out; keep the paths, or slice probes";

    private static final String CIRCLE = "; let one of them lead to a table that has the tenant's column";

    private static final String REFERS =
            "of each column of a foreign key what it refers to, such as { order_id: public.order.id }";

    @TempDir
    private Path folder;

    static Stream<Arguments> wrongSlices() {
        return Stream.of(
                argumentSet(
                        "names",
                        GOOD + """
                                slices:
                                  - { name: Pilot, percent: 1 }
                                  - { name: -x, percent: 2 }
                                  - { name: 10-percent, percent: 10 }
                                  - { name: all, percent: 20 }
                                  - { name: all }
                                """,
                        List.of(
                                "7: slices[0].name: \"Pilot\" is not a name of lower-case letters, digits and hyphens that does"
                                        + " not begin with a hyphen, at most 40 characters",
                                "8: slices[1].name: \"-x\" is not a name of lower-case letters, digits and hyphens that does"
                                        + " not begin with a hyphen, at most 40 characters",
                                "11: slices[4].name: a slice on line 10 is called all too; rename one")),
                argumentSet(
                        "who is in them",
                        GOOD + """
                                slices:
                                  - { name: nobody }
                                  - { name: both, tenants: [acme], percent: 10 }
                                  - { name: none, tenants: [] }
                                  - { name: last, percent: 20 }
                                """,
                        List.of(
                                "7: slices[0]: only the last slice is everyone; say who is in this one by tenants, tenants_file"
                                        + " or percent, or put it last",
                                "8: slices[1].percent: a slice is said in one way; keep one of tenants and percent",
                                "9: slices[2].tenants: must not be empty: who is in it, each as rows and requests call it",
                                "10: slices[3].percent: the last slice is everyone who is in no other; put this one before it,"
                                        + " and one with a name alone here, such as { name: everyone }")),
                argumentSet(
                        "percents",
                        GOOD + """
                                slices:
                                  - { name: a, percent: 0 }
                                  - { name: b, percent: 0.001 }
                                  - { name: c, percent: 10% }
                                  - { name: d, percent: 100 }
                                  - { name: e, percent: -1 }
                                  - { name: f, percent: 12.34 }
                                  - { name: g, percent: 12.34 }
                                  - { name: h, percent: 2.3 }
                                  - { name: i }
                                """,
                        List.of(
                                "7: slices[0].percent: must be more than 0: " + PERCENT,
                                "8: slices[1].percent: must be a multiple of 0.01: " + PERCENT,
                                "9: slices[2].percent: must be a number, not text: " + PERCENT,
                                "10: slices[3].percent: must be less than 100: " + PERCENT,
                                "11: slices[4].percent: must be more than 0: " + PERCENT,
                                "13: slices[6].percent: 12.34 % adds nobody, for it counts from the first slice on, and line 12"
                                        + " has 12.34 % of all already; make it more, or put this slice first",
                                "14: slices[7].percent: 2.3 % adds nobody, for it counts from the first slice on, and line 12"
                                        + " has 12.34 % of all already; make it more, or put this slice first")),
                argumentSet(
                        "canaries",
                        GOOD + """
                                slices:
                                  - { name: a, percent: 1, read_canary: { lag_max: 499ms } }
                                  - { name: b, percent: 2, read_canary: { lag_max: 61s } }
                                  - { name: c, tenants: [x], validation: true, read_canary: { lag_max: 2s } }
                                  - { name: e, read_canary: { lag_max: 1m } }
                                """,
                        List.of(
                                "7: slices[0].read_canary.lag_max: " + CANARY_LAG,
                                "8: slices[1].read_canary.lag_max: " + CANARY_LAG,
                                "9: slices[2].read_canary: tenants that validate read from the target anyway; leave it out")),
                argumentSet(
                        "tenants in a list",
                        GOOD + """
                                slices:
                                  - name: a
                                    tenants:
                                      - acme
                                      - 17
                                      - acme
                                      - yes
                                      - ' x'
                                  - { name: b, tenants: [x, "17"] }
                                  - { name: c }
                                """,
                        List.of(
                                "11: slices[0].tenants[2]: tenant acme stands here twice, first on line 9; keep one",
                                "12: slices[0].tenants[3]: must be text or a whole number, not a yes or no (put it in quotes if it"
                                        + " is a word): a tenant, in at most 200 characters without spaces around",
                                "13: slices[0].tenants[4]: \" x\" is not a tenant, in at most 200 characters without spaces around",
                                "14: slices[1].tenants: tenant 17 is in slice a already, on line 10; a tenant is in one slice,"
                                        + " remove one")),
                argumentSet(
                        "tenants in a file",
                        GOOD + """
                                slices:
                                  - { name: a, tenants: [acme] }
                                  - { name: b, tenants_file: doubles.txt }
                                  - { name: c, tenants_file: latin.txt }
                                  - { name: d, tenants_file: empty.txt }
                                  - { name: e, tenants_file: nowhere.txt }
                                  - { name: f }
                                """,
                        List.of(
                                "8: slices[1].tenants_file: line 5 of doubles.txt: tenant x stands on line 2 already; keep one",
                                "8: slices[1].tenants_file: tenant acme on line 4 of doubles.txt is in slice a already, on line 7;"
                                        + " a tenant is in one slice, remove one",
                                "9: slices[2].tenants_file: latin.txt is not UTF-8 text; write it anew in that encoding",
                                "10: slices[3].tenants_file: empty.txt names no tenant; write one on each line",
                                "11: slices[4].tenants_file: there is no file FOLDER/nowhere.txt; its path is relative to the"
                                        + " plan's folder")),
                argumentSet(
                        "too many tenants",
                        GOOD + """
                                slices:
                                  - { name: a, tenants_file: many.txt }
                                  - { name: b, tenants_file: more.txt }
                                  - { name: c }
                                """,
                        List.of(
                                "6: slices: they name 1000001 tenants in 5888897 characters, and 1000000 in 40000000 are the"
                                        + " most; move the others by percent, or with everyone")),
                argumentSet(
                        "nothing that tells tenants apart",
                        PlanFileTest.GOOD
                                + "  api: { tenant: {}, listen: ':81', source: 'http://old:81', target: 'http://new:81' }\n"
                                        .replace("':81'", "'0.0.0.0:81'")
                                + "slices: [{ name: pilot, percent: 1 }, { name: everyone }]\n",
                        List.of(
                                "3: stores.orders.tenant: rows of several slices could not be told apart; say in which column"
                                        + " their tenant stands, as { column: tenant_id }, or none where every row is everyone's",
                                "5: services.web.tenant: requests of several slices could not be told apart; say where they name"
                                        + " their tenant, as { header: X-Tenant }, or none where every request is everyone's",
                                "6: services.api.tenant: this does not say where requests name their tenant; add one of header,"
                                        + " cookie, host, path, jwt")),
                argumentSet(
                        "columns",
                        PlanFileTest.GOOD
                                .replace("orders:", "a:")
                                .replace("engine:", "tenant: { columns: { tenant: id, public.x: '' } }, engine:")
                                .replace(
                                        "services:",
                                        "  b: { engine: postgresql, tenant: all, source: 'postgresql://b@old/b',"
                                                + " target: 'postgresql://b@new/b' }\nservices:"),
                        List.of(
                                "3: warning: stores.a.tenant: this tells nobody apart while the plan moves everyone at once; name slices, or leave it out",
                                "3: stores.a.tenant.column: missing key: the column in which the tenant stands, in every table that"
                                        + " has one of this name",
                                "3: stores.a.tenant.columns.public.x: \"\" is not the name of a column",
                                "3: stores.a.tenant.columns.tenant: the key must be a table as schema.table, such as public.tenant",
                                "4: stores.b.tenant: \"all\" is not " + COLUMN)),
                argumentSet(
                        "paths",
                        """
                                migration: shop
                                stores:
                                  a:
                                    engine: postgresql
                                    source: "postgresql://b@old/a"
                                    target: "postgresql://b@new/a"
                                    tenant:
                                      column: tenant_id
                                      columns: { public.own: customer }
                                      paths:
                                        public.own: { a: public.b.id }
                                        public.x: { y_id: public.y.id }
                                        public.y: { z_id: public.z.id }
                                        public.z: { x_id: public.x.id, other: public.other.id }
                                        public.twice: { a: public.b.id, b: public.b.id }
                                        public.self: { parent: public.self.id }
                                        public.hangs: { x_id: public.x.id }
                                        public.wrong: { a: b.id }
                                        public.none: {}
                                        public.text: order_id
                                  b: { engine: mysql, source: "mysql://b@old/a", target: "mysql://b@new/a", tenant: { column: t, paths: { a.l: { o: a.o.id } } } }
                                slices: [{ name: probes, tenants: [p], validation: true }, { name: everyone }]
                                """,
                        List.of(
                                "10: stores.a.tenant.paths: " + NOT_WITH_VALIDATION,
                                "11: stores.a.tenant.paths.public.own: public.own has a column for its tenant by columns; keep one"
                                        + " of both",
                                "12: stores.a.tenant.paths.public.x: the path comes back to where it began: public.x, public.y,"
                                        + " public.z, public.x" + CIRCLE,
                                "13: stores.a.tenant.paths.public.y: the path comes back to where it began: public.y, public.z,"
                                        + " public.x, public.y" + CIRCLE,
                                "14: stores.a.tenant.paths.public.z: a path leads to one table, and this one to public.x and"
                                        + " public.other",
                                "14: stores.a.tenant.paths.public.z: the path comes back to where it began: public.z, public.x,"
                                        + " public.y, public.z" + CIRCLE,
                                "15: stores.a.tenant.paths.public.twice: two columns refer to public.b.id; name each column of the"
                                        + " key once",
                                "16: stores.a.tenant.paths.public.self: the path comes back to where it began: public.self,"
                                        + " public.self" + CIRCLE,
                                "18: stores.a.tenant.paths.public.wrong.a: \"b.id\" is not a column as schema.table.column, such"
                                        + " as public.order.id",
                                "19: stores.a.tenant.paths.public.none: must not be empty: " + REFERS,
                                "20: stores.a.tenant.paths.public.text: must be a block of keys, not text: " + REFERS,
                                "21: stores.b.tenant.paths: " + NOT_WITH_VALIDATION)),
                argumentSet(
                        "places in a request",
                        """
                                migration: shop
                                stores: { a: { engine: postgresql, source: "postgresql://b@old/a", target: "postgresql://b@new/a", tenant: none } }
                                services:
                                  a: { listen: "[::1]:1", source: "http://a:1", target: "http://b:1", tenant: { header: "X Tenant" } }
                                  b: { listen: "[::1]:2", source: "http://a:2", target: "http://b:2", tenant: { host: "*.Shop.example" } }
                                  c: { listen: "[::1]:3", source: "http://a:3", target: "http://b:3", tenant: { path: "/t/*/x" } }
                                  d: { listen: "[::1]:4", source: "http://a:4", target: "http://b:4", tenant: { cookie: t, jwt: t } }
                                  e: { listen: "[::1]:5", source: "http://a:5", target: "http://b:5", tenant: { jwt: t, missing: drop } }
                                slices: [{ name: pilot, percent: 1 }, { name: everyone }]
                                """,
                        List.of(
                                "4: services.a.tenant.header: \"X Tenant\" is not the name of a header, such as X-Tenant",
                                "5: services.b.tenant.host: \"*.Shop.example\" is not a host in lower case in which one * stands"
                                        + " for the tenant, such as *.shop.example",
                                "6: services.c.tenant.path: \"/t/*/x\" is not a beginning of paths in which * stands for the tenant,"
                                        + " such as /t/*",
                                "7: services.d.tenant.jwt: requests name their tenant in one place; keep one of cookie and jwt",
                                "8: services.e.tenant.missing: \"drop\" is not known here; this version knows everyone, refuse")),
                argumentSet(
                        "tenants that no host can name",
                        GOOD.replace("header: X-Tenant", "host: \"*.shop.example\"")
                                + "slices: [{ name: pilot, tenants: [acme, Globex, a.b] }, { name: everyone }]\n",
                        List.of(
                                "5: services.web.tenant.host: no request can name tenant Globex (line 6), for hosts are read in"
                                        + " lower case and up to a dot; have requests name it elsewhere")));
    }

    private static String numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @MethodSource("wrongSlices")
    void everyProblemIsNamedWithItsLine(String text, List<String> problems) throws IOException {
        Files.writeString(folder.resolve("doubles.txt"), "# of the second wave\nx\n\nacme\n x \n");
        Files.write(folder.resolve("latin.txt"), new byte[] {'m', (byte) 0xfc, '\n'});
        if (text.contains("many.txt")) {
            Files.writeString(folder.resolve("many.txt"), numbers(0, MANY));
            Files.writeString(folder.resolve("more.txt"), numbers(MANY, MANY + 1));
        }
        Files.writeString(folder.resolve("empty.txt"), "# nobody\n\n");

        WrongPlanTest.requireProblems(
                folder,
                text,
                problems.stream()
                        .map(problem -> problem.replace("FOLDER", folder.toString()))
                        .toList());
    }
}
