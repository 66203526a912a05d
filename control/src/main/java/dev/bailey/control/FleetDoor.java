package dev.bailey.control;

import dev.bailey.core.Problem;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where routers in processes of their own knock on the control address. Thread-safe. */
final class FleetDoor {

    static final String PATH = "/api/routers/join";

    /** What the name of a router looks like. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** Of what a router says at a time. */
    static final int WORD_BYTES_MAX = 16 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(FleetDoor.class);

    private static final short POLICY = 1008;

    /** What fits into a close frame, with room for bytes past ASCII. */
    private static final int REASON_MAX = 100;

    private final String migration;
    private final Fleet fleet;
    private final JoinToken token;
    private final Map<String, String> parts;
    private final AnswerDesk answers;

    /** @param parts of the plan, as JSON, by the service that a router of its own may take requests for */
    FleetDoor(String migration, Fleet fleet, JoinToken token, Map<String, String> parts, AnswerDesk answers) {
        this.migration = migration;
        this.fleet = fleet;
        this.token = token;
        this.parts = Map.copyOf(parts);
        this.answers = answers;
    }

    /** Why it does not open. */
    record Refused(int status, String because) {}

    /** Takes the router in, or says why not. */
    Optional<Refused> open(HttpServerRequest request) {
        if (!token.opens(request.getHeader("Authorization"))) {
            return Optional.of(new Refused(
                    401, "the token is missing or wrong; it lies in join.token in the migration's state folder"));
        }
        String version = request.getParam("version", "");
        if (!version.equals(Integer.toString(RouterMessage.VERSION))) {
            return Optional.of(new Refused(
                    409,
                    "this is Bailey with routers of version " + RouterMessage.VERSION + ", the router has \"" + version
                            + "\"; run the same version on both"));
        }
        String name = request.getParam("name", "");
        if (!NAME.matcher(name).matches()) {
            return Optional.of(new Refused(409, "a router's name is like \"edge-1\", not \"" + name + "\""));
        }
        List<String> services = request.getParam("service", "").isEmpty()
                ? List.copyOf(parts.keySet())
                : List.of(request.getParam("service", ""));
        if (parts.isEmpty()) {
            return Optional.of(new Refused(
                    404,
                    "migration " + migration + " has no service that a router of its own could take requests for"));
        }
        if (services.size() != 1 || !parts.containsKey(services.get(0))) {
            return Optional.of(new Refused(
                    404,
                    "name one of the services of migration " + migration + ": "
                            + parts.keySet().stream().sorted().toList()));
        }
        request.toWebSocket()
                .onSuccess(socket ->
                        new Visitor(socket, name, services.get(0), request.getParam("instance", "")).welcome())
                .onFailure(failure -> LOG.warn("router {} could not be let in: {}", name, failure.getMessage()));
        return Optional.empty();
    }

    /** One connection. Confined to its event loop, but for {@link #tell} and {@link #send}. */
    private final class Visitor implements JoinedRouter.Link {

        private final ServerWebSocket socket;
        private final String name;
        private final String service;
        private final String instance;
        private boolean joined;

        /** The last catching up that was begun for it. */
        private long begun;

        /** Of these, the last that is over. */
        private final AtomicLong done = new AtomicLong();

        Visitor(ServerWebSocket socket, String name, String service, String instance) {
            this.socket = socket;
            this.name = name;
            this.service = service;
            this.instance = instance;
        }

        void welcome() {
            socket.textMessageHandler(this::said);
            socket.closeHandler(closed -> fleet.lost(name, this));
            socket.exceptionHandler(broken -> LOG.debug("router {}: {}", name, broken.getMessage()));
            fleet.comes(name);
            String part = parts.getOrDefault(service, "");
            send(RouterMessage.FromControl.welcome(new RouterWelcome(migration, service, part, fleet.decided())));
        }

        private void said(String text) {
            try {
                RouterMessage.FromRouter word = RouterMessage.Wire.read(text, RouterMessage.FromRouter.class);
                if (joined) {
                    fleet.heard(name, this, word);
                } else {
                    fleet.joined(name, service, instance, this, word);
                    joined = true;
                }
                RouterMessage.Compared compared = word.compared();
                if (compared == null) {
                    send(RouterMessage.FromControl.HEARD);
                } else {
                    catchUp(compared.catchUp());
                }
            } catch (Problem refused) {
                LOG.warn("router {} is not let in: {}", name, refused.getMessage());
                close(String.valueOf(refused.getMessage()));
            }
        }

        /** Says at once what it may go by, and once more when the other side has caught up. */
        private void catchUp(long number) {
            tell(done.get());
            if (number > begun) {
                begun = number;
                answers.catchUp(() -> tell(done.accumulateAndGet(number, Math::max)));
            }
        }

        private void tell(long caughtUp) {
            send(RouterMessage.FromControl.comparing(answers.comparing(service, caughtUp)));
        }

        @Override
        public void send(RouterMessage.FromControl message) {
            if (!socket.isClosed()) {
                socket.writeTextMessage(RouterMessage.Wire.write(message));
            }
        }

        @Override
        public void close(String because) {
            socket.close(POLICY, because.substring(0, Math.min(because.length(), REASON_MAX)));
        }
    }
}
