package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.JoinedAnswers;
import dev.bailey.control.Plan;
import dev.bailey.control.RouterLink;
import dev.bailey.control.RouterWelcome;
import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.router.Front;
import dev.bailey.router.HoldLimits;
import dev.bailey.router.ListenAddress;
import dev.bailey.router.Router;
import dev.bailey.router.RouterSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** A router in a process of its own: serves what it was told last, and follows the control plane when that is there. */
final class RouterRun {

    private final Wiring.RouterRequest request;
    private final Shell shell;

    RouterRun(Wiring.RouterRequest request, Shell shell) {
        this.request = request;
        this.shell = shell;
    }

    /** Returns when the process is told to stop, after its requests in flight. */
    void run() throws InterruptedException {
        Optional<RouterWelcome> kept = request.folder().told();
        try (StopSignal stop = new StopSignal(shell)) {
            if (kept.isPresent()) {
                serveAgain(kept.get(), stop);
            } else {
                join(stop);
            }
        }
    }

    /** Serves first, and looks for the control plane then. */
    private void serveAgain(RouterWelcome kept, StopSignal stop) {
        Part part = part(kept);
        Router serving = start(kept, part.settings());
        // The router closes first: until its last request is over it can still be held with the others.
        try (RouterLink link = RouterLink.open(request.join(), this::say);
                Router router = serving) {
            RouterPart follower = new RouterPart(router, kept, request.folder(), this::say);
            link.welcome().thenCompose(follower::follow).thenRun(() -> serve(link, kept, part, router, follower));
            stop.await();
            router.drain();
        }
    }

    private void join(StopSignal stop) throws InterruptedException {
        try (RouterLink link = RouterLink.open(request.join(), this::say)) {
            RouterWelcome told = welcome(link);
            Part part = part(told);
            try (Router router = start(told, part.settings())) {
                request.folder().keep(told);
                serve(link, told, part, router, new RouterPart(router, told, request.folder(), this::say));
                stop.await();
                router.drain();
            }
        }
    }

    private static void serve(RouterLink link, RouterWelcome told, Part part, Router router, RouterPart follower) {
        Optional<JoinedAnswers> answers = router.shadow()
                .flatMap(shadow ->
                        part.service().shadow().map(plan -> new JoinedAnswers(told.service(), plan.answers(), shadow)));
        link.serve(router, address(part.settings(), router), follower::follow, answers);
    }

    private static RouterWelcome welcome(RouterLink link) throws InterruptedException {
        try {
            return link.welcome().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Problem problem
                    ? problem
                    : new IllegalStateException("a router was not let in", e.getCause());
        }
    }

    private Router start(RouterWelcome told, RouterSettings settings) {
        // Whoever writes here is not known to the others in time, so none of them reads ahead.
        Router router = Router.start(settings, Optional.empty());
        say(told.service() + " of migration " + told.migration() + " on port " + router.port() + ", "
                + router.routes().stream().map(RouterRun::served).collect(Collectors.joining("; ")));
        return router;
    }

    private static String served(Route route) {
        return route.slice() + " served by the " + route.writes().label() + ", epoch " + route.epoch();
    }

    private static String address(RouterSettings settings, Router router) {
        return new ListenAddress(settings.front().listen().host(), router.port()).toString();
    }

    /** What this router goes by. */
    private record Part(Plan.Service service, RouterSettings settings) {}

    private Part part(RouterWelcome told) {
        List<PlanProblem> problems = new ArrayList<>();
        PartText part = PartText.of(told);
        YamlDocument written = new YamlDocument(part.others(), Map.of(), List.of());
        JsonNode plan =
                new Placeholders(shell.environment(), problems).fill(written).root();
        if (!problems.isEmpty()) {
            throw new WrongPlan(problems.stream()
                    .map(problem -> "the plan's part about this router: " + problem.sentence())
                    .toList());
        }
        HoldLimits hold =
                PlanReader.cutover(plan.path("cutover"), plan.path("stores")).hold();
        Plan.Service service = PlanReader.service(plan.path("services").path(told.service()));
        RouterSettings settings = service.router(
                told.service(), part.slices(), told.routes(), request.folder().route(), hold);
        Front front = request.listen().map(settings.front()::listeningOn).orElse(settings.front());
        return new Part(service, settings.with(front.sharingPort(request.sharesPort())));
    }

    private void say(String sentence) {
        shell.err().println("router     " + sentence);
    }
}
