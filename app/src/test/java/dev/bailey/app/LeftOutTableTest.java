package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.control.FlipAnswer;
import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plan leaves a table out that was moved before, and takes it in again. */
class LeftOutTableTest {

    private static final String AUDIT = "CREATE TABLE audit (id int PRIMARY KEY, word varchar(20))";

    @TempDir
    private Path folder;

    private LiveWorld world(ShopPlace source) throws IOException {
        return new LiveWorld(
                folder,
                source,
                ShopPlace.fresh(Side.TARGET),
                "CREATE TABLE item (id int PRIMARY KEY, name varchar(20))",
                AUDIT);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void whatWasWrittenMeanwhileIsOnBothSidesOnceTheTableIsBackAndNothingOfOthersIsOverwritten(Side serves)
            throws IOException, InterruptedException {
        ShopPlace source = ShopPlace.fresh(Side.SOURCE);
        try (LiveWorld world = world(source)) {
            world.onSource("INSERT INTO audit VALUES (1, 'before'), (2, 'before')");
            world.start();
            if (serves == Side.TARGET) {
                assertThat(world.move(Side.TARGET)).isInstanceOf(FlipAnswer.Done.class);
            }
            world.end();

            leaveOut(world, schema(source) + ".audit");
            world.start();
            write(world, serves, "INSERT INTO audit VALUES (3, 'meanwhile')", "DELETE FROM audit WHERE id = 1");
            write(world, serves.opposite(), "INSERT INTO audit VALUES (99, 'nobody guards it')");
            write(world, serves, "INSERT INTO item VALUES (1, 'carried')");
            world.awaitEqual("item", "id");
            world.end();

            takeIn(world, schema(source) + ".audit");
            world.start();
            world.awaitClosed(
                    "it holds rows on the " + serves.opposite().label() + " that Bailey did not copy: empty it there");
            write(world, serves.opposite(), "DELETE FROM audit");
            world.awaitEqual("audit", "id");
            write(world, serves, "INSERT INTO audit VALUES (4, 'after')");
            world.awaitEqual("audit", "id");
            world.awaitOpen();
            assertThat(world.move(serves.opposite())).isInstanceOf(FlipAnswer.Done.class);
            write(world, serves.opposite(), "DELETE FROM audit WHERE id = 3");
            world.awaitEqual("audit", "id");
        }
    }

    @Test
    void aBaileyThatDiesOnceItsStreamsAreMadeHasFollowedNothingThatTheyLeaveOut()
            throws IOException, InterruptedException {
        ShopPlace source = ShopPlace.fresh(Side.SOURCE);
        try (LiveWorld world = world(source)) {
            world.start();
            world.end();
            leaveOut(world, schema(source) + ".audit");
            world.when("copy: streams created", () -> {
                throw new IllegalStateException("killed");
            });
            assertThatThrownBy(world::start).hasMessageContaining("killed");
            world.end();
            world.onSource("INSERT INTO audit VALUES (1, 'meanwhile')");
            takeIn(world, schema(source) + ".audit");

            world.start();

            world.awaitEqual("audit", "id");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aTableThatWasMadeAnewWhileNobodyLookedIsCopiedAnew(Side serves) throws IOException, InterruptedException {
        try (LiveWorld world = world(ShopPlace.fresh(Side.SOURCE))) {
            world.start();
            if (serves == Side.TARGET) {
                assertThat(world.move(Side.TARGET)).isInstanceOf(FlipAnswer.Done.class);
            }
            world.end();
            for (Side side : Side.values()) {
                write(world, side, "DROP TABLE audit", AUDIT);
            }
            write(world, serves, "INSERT INTO audit VALUES (1, 'meanwhile')");

            world.start();

            world.awaitEqual("audit", "id");
            write(world, serves, "INSERT INTO audit VALUES (2, 'after')");
            world.awaitEqual("audit", "id");
        }
    }

    @Test
    void whileSlicesStandApartItDoesNotComeBackForRowsOfTheOtherSideWouldBeOverwritten()
            throws IOException, InterruptedException {
        ShopPlace source = ShopPlace.fresh(Side.SOURCE);
        try (TenantWorld tenants = new TenantWorld(folder, source, ShopPlace.fresh(Side.TARGET), /* seed= */ 1)) {
            LiveWorld world = tenants.world;
            world.start();
            tenants.move("pilot", Side.TARGET);
            world.end();
            leaveOut(world, tenants.table("setting"));
            world.start();
            world.end();

            takeIn(world, tenants.table("setting"));
            world.start();

            world.awaitClosed("setting is not moved yet: it has to be copied, and slices stand on both sides");
            world.end();
            leaveOut(world, tenants.table("setting"));
            world.start();
            tenants.move("pilot", Side.SOURCE);
            world.end();
            takeIn(world, tenants.table("setting"));
            world.onTarget("DELETE FROM setting");
            world.start();
            world.awaitEqual("setting", "name");
        }
    }

    private static String schema(ShopPlace place) {
        return place.engine().equals("postgresql") ? "public" : place.database();
    }

    private static void write(LiveWorld world, Side side, String... statements) {
        if (side == Side.SOURCE) {
            world.onSource(statements);
        } else {
            world.onTarget(statements);
        }
    }

    private static void leaveOut(LiveWorld world, String table) throws IOException {
        world.plan(plan -> plan.replace("shop: { ", "shop: { tables: { exclude: [" + table + "] }, "));
    }

    private static void takeIn(LiveWorld world, String table) throws IOException {
        world.plan(plan -> plan.replace("tables: { exclude: [" + table + "] }, ", ""));
    }
}
