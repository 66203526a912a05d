package dev.bailey.runbook;

import java.util.concurrent.atomic.AtomicInteger;

/** A step that counts how often it ran. */
final class TestStep implements Step {

    private final String name;
    private final boolean always;
    private final Runnable work;
    private final AtomicInteger runs = new AtomicInteger();

    private TestStep(String name, boolean always, Runnable work) {
        this.name = name;
        this.always = always;
        this.work = work;
    }

    static TestStep named(String name) {
        return named(name, () -> {});
    }

    static TestStep named(String name, Runnable work) {
        return new TestStep(name, /* always= */ false, work);
    }

    TestStep everyTime() {
        return new TestStep(name, /* always= */ true, work);
    }

    int runs() {
        return runs.get();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return "The step " + name;
    }

    @Override
    public boolean always() {
        return always;
    }

    @Override
    public void run(StepProgress progress) {
        runs.incrementAndGet();
        progress.tell("working");
        progress.fraction(0.5);
        work.run();
    }
}
