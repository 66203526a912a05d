package dev.bailey.router;

import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The application of one side that is spoken to by gRPC, on the server that gRPC's own people wrote. Answers with its
 * name, and remembers which calls it has begun and which were cancelled.
 */
final class GrpcApplication implements AutoCloseable {

    /** Answers with its name and what it was told. */
    static final MethodDescriptor<String, String> GREET = GrpcText.method("Greet", MethodType.UNARY);

    /** The same, once it may. */
    static final MethodDescriptor<String, String> WAIT = GrpcText.method("Wait", MethodType.UNARY);

    /** Ends with the status whose code it is told, without a message. */
    static final MethodDescriptor<String, String> FAIL = GrpcText.method("Fail", MethodType.UNARY);

    /** A message with so many letters. */
    static final MethodDescriptor<String, String> WRITE = GrpcText.method("Write", MethodType.UNARY);

    /** Counts so far. */
    static final MethodDescriptor<String, String> COUNT = GrpcText.method("Count", MethodType.SERVER_STREAMING);

    /** Counts to two and fails. */
    static final MethodDescriptor<String, String> BREAK = GrpcText.method("Break", MethodType.SERVER_STREAMING);

    /** As many large messages as are taken from it. */
    static final MethodDescriptor<String, String> POUR = GrpcText.method("Pour", MethodType.SERVER_STREAMING);

    /** Tells how many letters came in all, and in how many messages. */
    static final MethodDescriptor<String, String> MEASURE = GrpcText.method("Measure", MethodType.CLIENT_STREAMING);

    /** Answers each message at once. */
    static final MethodDescriptor<String, String> CHAT = GrpcText.method("Chat", MethodType.BIDI_STREAMING);

    static final Metadata.Key<String> NOTE = Metadata.Key.of("x-note", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<byte[]> TOKEN = Metadata.Key.of("x-token-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private static final String LARGE = "x".repeat(100_000);
    private static final int POURED_MAX = 1_000;

    private final String name;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final List<String> cancelled = new CopyOnWriteArrayList<>();
    private final List<Metadata> told = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<String, AtomicInteger> greeted = new ConcurrentHashMap<>();
    private final AtomicLong poured = new AtomicLong();
    private final AtomicLong millisLeft = new AtomicLong(-1);
    private final String scheme;
    private final Server server;

    private GrpcApplication(String name, String scheme, NettyServerBuilder builder) throws IOException {
        this.name = name;
        this.scheme = scheme;
        this.server = builder.addService(service())
                .intercept(new Remembering())
                .executor(threads)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build()
                .start();
    }

    static GrpcApplication inClearText(String name) throws IOException {
        return new GrpcApplication(name, "http", builder());
    }

    static GrpcApplication byTls(String name, CertificateFiles files) throws IOException {
        NettyServerBuilder builder = builder()
                .sslContext(GrpcSslContexts.forServer(
                                files.certificate().toFile(), files.key().toFile())
                        .build());
        return new GrpcApplication(name, "https", builder);
    }

    private static NettyServerBuilder builder() {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    Upstream upstream() {
        return Upstream.of(uri()).speaking(Upstream.Protocol.H2);
    }

    URI uri() {
        return URI.create(scheme + "://localhost:" + server.getPort());
    }

    /** Names of the methods that were called, in that order. */
    List<String> begun() {
        return begun;
    }

    List<String> cancelled() {
        return cancelled;
    }

    List<Metadata> told() {
        return told;
    }

    /** How often it was told this. */
    int greeted(String words) {
        return greeted.getOrDefault(words, new AtomicInteger()).get();
    }

    /** Messages that somebody was ready for. */
    long poured() {
        return poured.get();
    }

    /** How much time the last call that may wait had when it came; -1 without an end. */
    long millisLeft() {
        return millisLeft.get();
    }

    void letWaitingCallsBeAnswered() {
        mayAnswer.countDown();
    }

    /** Takes no new calls; those that run may end. */
    void goAway() {
        server.shutdown();
    }

    @Override
    public void close() {
        letWaitingCallsBeAnswered();
        server.shutdownNow();
        threads.shutdownNow();
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(GrpcText.SERVICE)
                .addMethod(GREET, ServerCalls.asyncUnaryCall(this::greet))
                .addMethod(WAIT, ServerCalls.asyncUnaryCall(this::waitAndGreet))
                .addMethod(FAIL, ServerCalls.asyncUnaryCall(this::fail))
                .addMethod(
                        WRITE,
                        ServerCalls.asyncUnaryCall((letters, to) -> answer(to, "x".repeat(Integer.parseInt(letters)))))
                .addMethod(COUNT, ServerCalls.asyncServerStreamingCall(this::count))
                .addMethod(BREAK, ServerCalls.asyncServerStreamingCall(this::countAndFail))
                .addMethod(POUR, ServerCalls.asyncServerStreamingCall(this::pour))
                .addMethod(MEASURE, ServerCalls.asyncClientStreamingCall(GrpcApplication::measure))
                .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(this::chat))
                .build();
    }

    private void greet(String words, StreamObserver<String> to) {
        greeted.computeIfAbsent(words, first -> new AtomicInteger()).incrementAndGet();
        answer(to, name + " " + words);
    }

    private void waitAndGreet(String words, StreamObserver<String> to) {
        millisLeft.set(
                Context.current().getDeadline() == null
                        ? -1
                        : Context.current().getDeadline().timeRemaining(TimeUnit.MILLISECONDS));
        ((ServerCallStreamObserver<String>) to).setOnCancelHandler(GrpcApplication::goOn);
        threads.execute(() -> {
            try {
                mayAnswer.await();
                greet(words, to);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void fail(String code, StreamObserver<String> to) {
        Metadata trailers = new Metadata();
        trailers.put(NOTE, "from " + name);
        trailers.put(TOKEN, new byte[] {0, 1, -1});
        to.onError(Status.fromCode(Status.Code.valueOf(code))
                .withDescription("näh, 100 %")
                .asRuntimeException(trailers));
    }

    private void count(String last, StreamObserver<String> to) {
        for (int number = 1; number <= Integer.parseInt(last); number++) {
            to.onNext(Integer.toString(number));
        }
        to.onCompleted();
    }

    private void countAndFail(String words, StreamObserver<String> to) {
        to.onNext("1");
        to.onNext("2");
        to.onError(Status.DATA_LOSS.withDescription(words).asRuntimeException());
    }

    private void pour(String words, StreamObserver<String> to) {
        ServerCallStreamObserver<String> call = (ServerCallStreamObserver<String>) to;
        call.setOnCancelHandler(GrpcApplication::goOn);
        call.setOnReadyHandler(() -> {
            while (call.isReady() && poured.get() < POURED_MAX) {
                poured.incrementAndGet();
                call.onNext(LARGE);
            }
            if (poured.get() == POURED_MAX) {
                poured.incrementAndGet();
                call.onCompleted();
            }
        });
    }

    private static StreamObserver<String> measure(StreamObserver<String> to) {
        AtomicLong letters = new AtomicLong();
        AtomicInteger messages = new AtomicInteger();
        return new GrpcText.Hearing() {
            @Override
            public void onNext(String words) {
                messages.incrementAndGet();
                letters.addAndGet(words.length());
            }

            @Override
            public void onCompleted() {
                answer(to, letters + " letters in " + messages);
            }
        };
    }

    private StreamObserver<String> chat(StreamObserver<String> to) {
        ((ServerCallStreamObserver<String>) to).setOnCancelHandler(GrpcApplication::goOn);
        return new GrpcText.Hearing() {
            @Override
            public void onNext(String words) {
                to.onNext(name + " " + words);
            }

            @Override
            public void onCompleted() {
                to.onCompleted();
            }
        };
    }

    /** Who has said what becomes of a cancelled call may still answer it, in vain. */
    private static void goOn() {}

    private static void answer(StreamObserver<String> to, String words) {
        to.onNext(words);
        to.onCompleted();
    }

    /** What comes with a call, and goes back with its answer. */
    private final class Remembering implements ServerInterceptor {
        @Override
        public <A, B> ServerCall.Listener<A> interceptCall(
                ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
            String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
            begun.add(method);
            told.add(headers);
            ServerCall.Listener<A> listener = next.startCall(
                    new SimpleForwardingServerCall<>(call) {
                        @Override
                        public void sendHeaders(Metadata answer) {
                            copy(headers, answer);
                            super.sendHeaders(answer);
                        }

                        @Override
                        public void close(Status status, Metadata trailers) {
                            copy(headers, trailers);
                            super.close(status, trailers);
                        }
                    },
                    headers);
            // here, for a call that is cancelled at once never gets to its method
            return new SimpleForwardingServerCallListener<>(listener) {
                @Override
                public void onCancel() {
                    cancelled.add(method);
                    super.onCancel();
                }
            };
        }

        private void copy(Metadata from, Metadata to) {
            String note = from.get(NOTE);
            byte[] token = from.get(TOKEN);
            if (note != null && token != null) {
                to.put(NOTE, note + ", " + name);
                to.put(TOKEN, token);
            }
        }
    }
}
